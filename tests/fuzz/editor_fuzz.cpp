// Any bytes as a rule file in an editor, with the cursor anywhere: whatever is asked of it is answered with places that
// lie in the file, and a name that is changed everywhere leaves no mistake that was not there.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "engine/assist/actions.h"
#include "engine/assist/complete.h"
#include "engine/assist/help.h"
#include "engine/assist/highlight.h"
#include "engine/assist/navigate.h"
#include "rules/builtin.h"
#include "server/lsp/document.h"

namespace {

using namespace meshplay;

const std::string kName = "fuzzed.mesh";

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "broken promise: %s\n", what);
  std::abort();
}

std::size_t errors(assist::RuleSet& rules) {
  rules.check();
  const auto& all = rules.diagnostics(kName);
  return static_cast<std::size_t>(std::count_if(all.begin(), all.end(), [](const diag::Diagnostic& diagnostic) {
    return diagnostic.severity == diag::Severity::error;
  }));
}

void check_lines(const std::string& text, std::uint32_t offset) {
  const lsp::Lines lines(text);
  for (const lsp::Encoding encoding : {lsp::Encoding::utf8, lsp::Encoding::utf16, lsp::Encoding::utf32}) {
    const lsp::Position place = lines.position(text, offset, encoding);
    const std::uint32_t again = lines.offset(text, place, encoding);
    require(again <= text.size(), "a place lies in its text");
    require(lines.position(text, again, encoding) <= place, "a place is where it says");
  }
}

void ask(assist::RuleSet& rules, std::uint32_t offset) {
  rules.check_file(kName);
  const auto size = static_cast<std::uint32_t>(rules.content(kName).size());
  const text::FileId file = rules.file(kName);
  const auto is_inside = [&](text::Span span) {
    return span.begin <= span.end && (span.file != file || span.end <= size);
  };
  for (const diag::Diagnostic& diagnostic : rules.diagnostics(kName)) {
    require(is_inside(diagnostic.span), "what is told lies in the file");
  }
  const assist::Completions offered = assist::complete(rules, kName, offset);
  require(offered.begin <= offered.end && offered.end <= size, "a completion takes the place of what is there");
  static_cast<void>(assist::call_at(rules, kName, offset));
  if (const auto found = assist::hover(rules, kName, offset)) require(is_inside(found->span), "a hover has a place");
  std::uint32_t last = 0;
  for (const assist::Token& token : assist::tokens(rules, kName)) {
    require(last <= token.begin && token.begin <= token.end && token.end <= size, "tokens do not overlap");
    last = token.end;
  }
  for (const assist::Fold& fold : assist::folds(rules, kName)) require(fold.end <= size, "a fold lies in the file");
  static_cast<void>(assist::selections(rules, kName, offset));
  for (const assist::Hint& hint : assist::hints(rules, kName)) require(hint.offset <= size, "a hint has a place");
  for (const assist::Symbol& symbol : assist::symbols(rules, kName)) {
    require(is_inside(symbol.span) && is_inside(symbol.name_span), "a symbol has a place");
  }
  static_cast<void>(assist::actions(rules, kName, offset, offset));
}

void rename(assist::RuleSet& rules, std::uint32_t offset) {
  const std::size_t before = errors(rules);
  const std::string text(rules.content(kName));
  if (text.find("renamed_") != std::string::npos) return;
  const auto renamed = assist::rename(rules, kName, offset, "renamed_");
  if (!renamed.ok()) return;
  std::string after = text;
  for (auto row = renamed.value().rbegin(); row != renamed.value().rend(); ++row) {
    if (row->span.file != rules.file(kName)) continue;
    after.replace(row->span.begin, row->span.end - row->span.begin, row->text);
  }
  rules.put(kName, after);
  // Of a file with mistakes not every use of a name is known.
  require(before > 0 || errors(rules) == 0, "a name that is changed everywhere is no mistake");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static assist::RuleSet rules(rules::builtin_pack());
  if (size < 2) return 0;
  const std::size_t where = data[0] * 256U + data[1];
  const std::string text(reinterpret_cast<const char*>(data + 2), size - 2);
  const auto offset = static_cast<std::uint32_t>(where % (text.size() + 1));
  check_lines(text, offset);
  rules.put(kName, text);
  rules.check();
  ask(rules, offset);
  rename(rules, offset);
  rules.put(kName, text.substr(0, offset));
  ask(rules, offset);
  rules.remove(kName);
  return 0;
}
