#include "engine/driver/rule_text.h"

#include <algorithm>
#include <cctype>

#include "engine/driver/driver.h"
#include "engine/format/format.h"
#include "engine/model/kinds.h"
#include "engine/parse/parser.h"

namespace meshplay::driver {

bool is_plain_key(std::string_view key) {
  const auto is_letter = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  return !key.empty() && std::isdigit(static_cast<unsigned char>(key[0])) == 0 &&
         std::all_of(key.begin(), key.end(), is_letter);
}

std::string quoted(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    if (c == '\n') {
      result += "\\n";
    } else if (c == '\t') {
      result += "\\t";
    } else {
      result += c;
    }
  }
  return result + '"';
}

std::string in_message(std::string_view text) {
  std::string doubled;
  for (const char c : text) {
    doubled += c;
    if (c == '{' || c == '}') doubled += c;
  }
  const std::string escaped = quoted(doubled);
  return escaped.substr(1, escaped.size() - 2);
}

std::string lower(std::string_view text) {
  std::string result;
  for (const char c : text) result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

std::string singular(const std::string& key) {
  std::string name = is_plain_key(key) ? key : "item";
  if (name.size() > 3 && name.ends_with("ies")) return name.substr(0, name.size() - 3) + "y";
  if (name.size() > 2 && name.ends_with('s') && !name.ends_with("ss")) name.pop_back();
  return name == key ? "one" + name : name;
}

std::string rule_kind(const std::string& group, const std::string& name) {
  if (model::find_kind(group, name) == nullptr) return group.empty() ? name : quoted(group) + "/" + name;
  return model::find_kinds(name).size() == 1 ? name : (group.empty() ? "core" : group) + "/" + name;
}

base::Result<std::string> proven(const std::string& name, const std::string& text, std::string_view builtin_pack) {
  Options options;
  options.builtin_pack = builtin_pack;
  options.rule_texts = {{name + ".mesh", text}};
  Engine engine(std::move(options));
  const bool is_right = engine.load_rules();
  std::string problem;
  for (const diag::Diagnostic& diagnostic : engine.diagnostics().all()) {
    if (problem.empty()) problem = diagnostic.message + (diagnostic.help.empty() ? "" : "; " + diagnostic.help);
  }
  if (!is_right) return base::Error{"no rule can be made of this: " + problem};
  for (const TestOutcome& outcome : engine.run_tests({})) {
    if (!outcome.failures.empty()) {
      return base::Error{"no rule can be made of this: " + outcome.failures[0].message + "; " +
                         outcome.failures[0].help};
    }
  }
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  const ast::Ast tree = parse::parse_rules(sources, sources.add("new", text), {}, interner, sink);
  return format::format(text, tree);
}

std::string reference(const std::string& id) {
  const std::size_t slash = id.find('/');
  const bool is_plain = std::all_of(id.begin() + static_cast<std::ptrdiff_t>(slash), id.end(), [](unsigned char c) {
    return std::islower(c) != 0 || std::isdigit(c) != 0 || c == '-' || c == '.' || c == '/';
  });
  const bool ends_well = std::isalnum(static_cast<unsigned char>(id.back())) != 0;
  return is_plain && ends_well && std::isupper(static_cast<unsigned char>(id[0])) != 0 ? id : quoted(id);
}

}  // namespace meshplay::driver
