// Requests about rule files.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/assist/actions.h"
#include "engine/assist/complete.h"
#include "engine/assist/help.h"
#include "engine/assist/highlight.h"
#include "engine/assist/navigate.h"
#include "engine/driver/driver.h"
#include "engine/driver/formatting.h"
#include "engine/driver/rule_fixes.h"
#include "server/lsp/session.h"

namespace meshplay::lsp {

namespace {

int completion_kind(assist::CompletionKind kind) {
  switch (kind) {
    case assist::CompletionKind::keyword: return 14;
    case assist::CompletionKind::variable: return 6;
    case assist::CompletionKind::param: return 21;
    case assist::CompletionKind::kind: return 7;
    case assist::CompletionKind::field: return 5;
    case assist::CompletionKind::property: return 10;
    case assist::CompletionKind::relationship: return 8;
    case assist::CompletionKind::define: return 3;
    case assist::CompletionKind::rule: return 23;
    case assist::CompletionKind::function: return 3;
    case assist::CompletionKind::value: return 20;
    case assist::CompletionKind::package: return 9;
    case assist::CompletionKind::snippet: return 15;
  }
  return 1;
}

int symbol_kind(const assist::Symbol& symbol) {
  if (symbol.is_test) return 24;  // event
  switch (symbol.kind) {
    case check::DeclKind::kind: return 5;
    case check::DeclKind::field: return 8;
    case check::DeclKind::relationship: return 11;
    case check::DeclKind::define: return 12;
    case check::DeclKind::rule: return 13;
  }
  return 13;
}

// `${1:service}` for an editor that knows no snippets.
std::string without_places(std::string_view snippet) {
  std::string result;
  for (std::size_t i = 0; i < snippet.size(); ++i) {
    if (snippet[i] == '\\' && i + 1 < snippet.size()) {
      result += snippet[++i];
    } else if (snippet[i] == '$' && i + 1 < snippet.size() && snippet[i + 1] == '{') {
      i = snippet.find(':', i);
      if (i == std::string_view::npos) break;
    } else if (snippet[i] == '$') {
      ++i;
    } else if (snippet[i] != '}' || (i > 0 && std::isspace(static_cast<unsigned char>(snippet[i - 1])) != 0)) {
      result += snippet[i];
    }
  }
  return result;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return result;
}

}  // namespace

Json Session::markup(std::string_view markdown) const {
  return {{"kind", can_markdown_ ? "markdown" : "plaintext"}, {"value", markdown}};
}

// Built-in rules have no file of their own; they are written where they can be shown.
Json Session::location(Root& root, text::Span span) {
  const text::SourceSet& sources = root.rules.sources();
  std::string name(sources.name(span.file));
  const std::string_view content = sources.content(span.file);
  if (!root.rules.has(name)) {
    if (options_.builtin_folder.empty()) return nullptr;
    name.insert(0, options_.builtin_folder + "/");
    std::error_code error;
    std::filesystem::create_directories(std::filesystem::path(name).parent_path(), error);
    if (error) return nullptr;
    std::ostringstream there;
    there << std::ifstream(name, std::ios::binary).rdbuf();
    if (there.str() != content) {
      std::ofstream stream(name, std::ios::binary);
      stream << content;
      if (!stream) return nullptr;
    }
  }
  return {{"uri", uri_of(name)}, {"range", Places(content, encoding_).range(span.begin, span.end)}};
}

Json Session::completion(const Json& params) {
  const Asked document = asked(params);
  if (!document.is_rules) return nullptr;
  const std::string text = document.root.rules.text_put(document.name);
  const Places at(text, encoding_);
  const assist::Completions found =
      assist::complete(document.root.rules, document.name, at.offset(params.at("position")));
  const Json range = at.range(found.begin, found.end);
  // Of a word that is begun only what has its letters in their order; the next letter asks again.
  const std::string begun = lower(at.text().substr(found.begin, at.offset(params.at("position")) - found.begin));
  const auto fits = [&](std::string_view label) {
    std::size_t matched = 0;
    for (const char c : label) {
      if (matched < begun.size() && std::tolower(static_cast<unsigned char>(c)) == begun[matched]) ++matched;
    }
    return matched == begun.size();
  };
  std::vector<const assist::Completion*> rows;
  for (const assist::Completion& row : found.items) {
    if (fits(row.label)) rows.push_back(&row);
  }
  std::stable_partition(rows.begin(), rows.end(), [&](const assist::Completion* row) {
    return lower(std::string_view(row->label).substr(0, begun.size())) == begun;
  });
  Json items = Json::array();
  completion_docs_.clear();
  ++completions_;
  for (const assist::Completion* each : rows) {
    const assist::Completion& row = *each;
    const bool is_snippet = row.is_snippet && can_snippets_;
    const std::string insert = row.is_snippet && !can_snippets_ ? without_places(row.insert) : row.insert;
    std::string order = std::to_string(items.size());
    order.insert(0, 4 - std::min<std::size_t>(order.size(), 4), '0');
    Json item = {{"label", row.label}, {"kind", completion_kind(row.kind)}, {"sortText", std::move(order)}};
    if (!can_default_range_) {
      item["textEdit"] = {{"range", range}, {"newText", insert}};
    } else if (insert != row.label) {
      item["textEditText"] = insert;
    }
    if (is_snippet) item["insertTextFormat"] = 2;
    if (!row.detail.empty()) item["detail"] = row.detail;
    // Long, and wanted of one item at most.
    if (!row.documentation.empty()) item["data"] = {completions_, completion_docs_.size()};
    completion_docs_.push_back(row.documentation);
    if (row.is_deprecated) item["tags"] = {1};
    items.push_back(std::move(item));
  }
  Json result = {{"isIncomplete", !begun.empty()}, {"items", std::move(items)}};
  if (can_default_range_) result["itemDefaults"] = {{"editRange", range}};
  return result;
}

Json Session::resolve_completion(const Json& params) {
  Json item = params;
  const Json data = params.value("data", Json());
  if (data.is_array() && data.size() == 2 && data[0] == completions_ &&
      data[1].get<std::size_t>() < completion_docs_.size()) {
    item["documentation"] = markup(completion_docs_[data[1].get<std::size_t>()]);
  }
  return item;
}

Json Session::hover(const Json& params) {
  const Asked document = asked(params);
  if (document.is_manifest) return manifest_hover(document.root, document.name, params);
  if (!document.is_rules) return nullptr;
  const Places at = places(document);
  const auto found = assist::hover(document.root.rules, document.name, at.offset(params.at("position")));
  if (!found) return nullptr;
  return {{"contents", markup(found->markdown)}, {"range", at.range(found->span.begin, found->span.end)}};
}

Json Session::signature_help(const Json& params) {
  const Asked document = asked(params);
  if (!document.is_rules) return nullptr;
  const Places at = places(document);
  const auto found = assist::call_at(document.root.rules, document.name, at.offset(params.at("position")));
  if (!found) return nullptr;
  Json parameters = Json::array();
  for (const assist::Parameter& parameter : found->signature.parameters) {
    parameters.push_back({{"label", parameter.type.empty() ? parameter.name : parameter.name + ": " + parameter.type}});
  }
  Json signature = {{"label", found->signature.label}, {"parameters", std::move(parameters)}};
  if (!found->signature.doc.empty()) signature["documentation"] = markup(found->signature.doc);
  return {{"signatures", {std::move(signature)}}, {"activeSignature", 0}, {"activeParameter", found->argument}};
}

Json Session::definition(const Json& params) {
  const Asked document = asked(params);
  if (document.is_manifest) return manifest_targets(document.root, document.name, params);
  if (!document.is_rules) return nullptr;
  const auto found =
      assist::definition(document.root.rules, document.name, places(document).offset(params.at("position")));
  return found ? location(document.root, *found) : Json();
}

Json Session::references(const Json& params) {
  const Asked document = asked(params);
  if (document.is_manifest) return manifest_targets(document.root, document.name, params);
  Json result = Json::array();
  if (!document.is_rules) return result;
  const bool with_declaration = params.value(Json::json_pointer("/context/includeDeclaration"), Json()) == true;
  for (const text::Span span : assist::references(document.root.rules, document.name,
                                                  places(document).offset(params.at("position")), with_declaration)) {
    Json place = location(document.root, span);
    if (!place.is_null()) result.push_back(std::move(place));
  }
  return result;
}

Json Session::highlight(const Json& params) {
  const Asked document = asked(params);
  Json result = Json::array();
  if (!document.is_rules) return result;
  const Places at = places(document);
  const text::FileId file = document.root.rules.file(document.name);
  for (const text::Span span :
       assist::references(document.root.rules, document.name, at.offset(params.at("position")), true)) {
    if (span.file == file) result.push_back({{"range", at.range(span.begin, span.end)}});
  }
  return result;
}

Json Session::prepare_rename(const Json& params) {
  const Asked document = asked(params);
  if (!document.is_rules) return nullptr;
  const Places at = places(document);
  const auto found = assist::rename_place(document.root.rules, document.name, at.offset(params.at("position")));
  if (!found.ok()) throw RequestError{ErrorCode::request_failed, found.error().message};
  const text::Span span = found.value();
  return {{"range", at.range(span.begin, span.end)}, {"placeholder", document.root.rules.sources().text(span)}};
}

Json Session::rename(const Json& params) {
  const Asked document = asked(params);
  if (!document.is_rules) throw RequestError{ErrorCode::request_failed, "only names of rules can be renamed"};
  const auto found = assist::rename(document.root.rules, document.name, places(document).offset(params.at("position")),
                                    params.at("newName").get<std::string>());
  if (!found.ok()) throw RequestError{ErrorCode::request_failed, found.error().message};
  Json changes = Json::object();
  for (const diag::Replacement& row : found.value()) {
    const Json place = location(document.root, row.span);
    if (!place.is_null()) {
      changes[place["uri"].get<std::string>()].push_back({{"range", place["range"]}, {"newText", row.text}});
    }
  }
  return {{"changes", std::move(changes)}};
}

Json Session::document_symbol(const Json& params) {
  const Asked document = asked(params);
  Json result = Json::array();
  if (!document.is_rules) return result;
  const Places at = places(document);
  for (const assist::Symbol& symbol : assist::symbols(document.root.rules, document.name)) {
    result.push_back({{"name", symbol.name.empty() ? "test" : symbol.name},
                      {"detail", symbol.detail},
                      {"kind", symbol_kind(symbol)},
                      {"range", at.range(symbol.span.begin, symbol.span.end)},
                      {"selectionRange", at.range(symbol.name_span.begin, symbol.name_span.end)}});
  }
  return result;
}

Json Session::workspace_symbol(const Json& params) {
  constexpr std::size_t kMost = 500;
  const std::string query = lower(params.value("query", std::string()));
  Json result = Json::array();
  for (const auto& root : workspace_.roots()) {
    for (const assist::Symbol& symbol : assist::all_symbols(root->rules)) {
      if (result.size() >= kMost || lower(symbol.name).find(query) == std::string::npos) continue;
      result.push_back({{"name", symbol.name},
                        {"kind", symbol_kind(symbol)},
                        {"containerName", symbol.package},
                        {"location", location(*root, symbol.name_span)}});
    }
  }
  return result;
}

Json Session::formatting(const Json& params) {
  const Asked document = asked(params);
  if (!document.is_rules) return nullptr;
  const Places at = places(document);
  text::SourceSet sources;
  diag::Sink sink;
  const auto formatted = driver::format_rules(document.name, at.text(), sources, sink);
  if (!formatted) throw RequestError{ErrorCode::request_failed, "the file has mistakes: it stays as it is"};
  Json edits = Json::array();
  if (*formatted == at.text()) return edits;
  // What is the same at both ends stays, so that cursors and marks do.
  const std::string_view before = at.text();
  const std::string_view after = *formatted;
  const auto is_inside = [](std::string_view text, std::size_t i) {
    return i < text.size() && (static_cast<unsigned char>(text[i]) & 0xc0U) == 0x80U;
  };
  std::size_t begin = 0;
  while (begin < before.size() && begin < after.size() && before[begin] == after[begin]) ++begin;
  while (begin > 0 && (is_inside(before, begin) || is_inside(after, begin))) --begin;
  std::size_t end = 0;
  while (end < before.size() - begin && end < after.size() - begin &&
         before[before.size() - end - 1] == after[after.size() - end - 1]) {
    ++end;
  }
  while (end > 0 && is_inside(before, before.size() - end)) --end;
  edits.push_back(
      {{"range", at.range(static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(before.size() - end))},
       {"newText", after.substr(begin, after.size() - begin - end)}});
  return edits;
}

// ---- what can be done

Json Session::code_action(const Json& params) {
  const Asked document = asked(params);
  if (document.is_manifest) return manifest_actions(document.root, document.name, params);
  if (!document.is_rules) return Json::array();
  return rule_actions(document.root, document.name, params);
}

Json Session::rule_actions(Root& root, const std::string& name, const Json& params) {
  root.rules.check();
  const Places at(root.rules.content(name), encoding_);
  const std::string uri = uri_of(name);
  const std::uint32_t begin = at.offset(params.at("range").at("start"));
  const std::uint32_t end = at.offset(params.at("range").at("end"));
  const Json only = params.value(Json::json_pointer("/context/only"), Json());
  const auto is_wanted = [&](std::string_view kind) {
    return !only.is_array() || std::any_of(only.begin(), only.end(), [&](const Json& each) {
      return each.is_string() && (kind == each.get<std::string>() || kind.starts_with(each.get<std::string>() + "."));
    });
  };
  Json result = Json::array();
  const auto add = [&](const std::string& title, const char* kind, const std::vector<diag::Replacement>& replacements) {
    Json edits = Json::array();
    for (const diag::Replacement& row : replacements) {
      edits.push_back({{"range", at.range(row.span.begin, row.span.end)}, {"newText", row.text}});
    }
    result.push_back({{"title", title}, {"kind", kind}, {"edit", {{"changes", {{uri, std::move(edits)}}}}}});
  };
  if (is_wanted("quickfix")) {
    for (const diag::Diagnostic& diagnostic : root.rules.diagnostics(name)) {
      if (diagnostic.span.begin > end || begin > diagnostic.span.end) continue;
      const Json about = {{{"range", at.range(diagnostic.span.begin, diagnostic.span.end)},
                           {"severity", severity_of(diagnostic.severity)},
                           {"code", diagnostic.code},
                           {"source", "meshplay"},
                           {"message", diagnostic.message}}};
      if (!diagnostic.replacements.empty()) {
        const bool is_one = diagnostic.replacements.size() == 1;
        const std::string& text = diagnostic.replacements[0].text;
        const bool is_short = is_one && text.size() <= 40 && text.find('\n') == std::string::npos;
        add(!is_short      ? diagnostic.help.empty() ? "correct it" : diagnostic.help
            : text.empty() ? "take it away"
                           : "write `" + text + "`",
            "quickfix", diagnostic.replacements);
        result.back()["diagnostics"] = about;
        if (!diagnostic.is_guess) result.back()["isPreferred"] = true;
      }
      if (diagnostic.severity != diag::Severity::error && diagnostic.code != "wrong-allowance") {
        add("allow `" + diagnostic.code + "` here, with a reason", "quickfix",
            {assist::allowance(root.rules, diagnostic)});
        result.back()["diagnostics"] = about;
      }
    }
  }
  if (is_wanted("refactor")) {
    for (const assist::Action& action : assist::actions(root.rules, name, begin, end)) {
      add(action.title, "refactor", action.replacements);
    }
  }
  if (only.is_array() && is_wanted("source.fixAll")) {
    std::size_t done = 0;
    const std::string text =
        driver::with_replacements(at.text(), root.rules.file(name), root.rules.diagnostics(name), false, done);
    if (done > 0) {
      result.push_back(
          {{"title", "correct all that is certain"},
           {"kind", "source.fixAll"},
           {"edit",
            {{"changes",
              {{uri, {{{"range", at.range(0, static_cast<std::uint32_t>(at.text().size()))}, {"newText", text}}}}}}}}});
    }
  }
  return result;
}

Json Session::code_lens(const Json& params) {
  const Asked document = asked(params);
  Json result = Json::array();
  if (!document.is_rules) return result;
  if (document.root.rules_of_manifests == 0) settle(document.root);
  const Places at = places(document);
  for (const assist::Symbol& symbol : assist::symbols(document.root.rules, document.name)) {
    const Json range = at.range(symbol.name_span.begin, symbol.name_span.end);
    if (symbol.is_test) {
      result.push_back({{"range", range},
                        {"command",
                         {{"title", "run test"},
                          {"command", "meshplay.runTest"},
                          {"arguments", {uri_of(document.name), symbol.name}}}}});
      continue;
    }
    if (symbol.kind == check::DeclKind::kind || symbol.kind == check::DeclKind::field) continue;
    const std::uint64_t count =
        document.root.manifests.count((symbol.package.empty() ? "" : symbol.package + ".") + symbol.name);
    const std::string what = symbol.kind == check::DeclKind::rule           ? "finding"
                             : symbol.kind == check::DeclKind::relationship ? "relationship"
                                                                            : "match";
    std::string title = std::to_string(count) + " " + what;
    if (count != 1) title += symbol.kind == check::DeclKind::define ? "es" : "s";
    result.push_back({{"range", range}, {"command", {{"title", title + " in this workspace"}, {"command", ""}}}});
  }
  return result;
}

Json Session::execute_command(const Json& params) {
  const auto command = params.at("command").get<std::string>();
  if (command != "meshplay.runTest") {
    throw RequestError{ErrorCode::invalid_params, "`" + command + "` is not known here"};
  }
  const Json& arguments = params.at("arguments");
  const std::string name = name_of(arguments.at(0).get<std::string>());
  const auto title = arguments.at(1).get<std::string>();
  if (!workspace_.knows(name) || !workspace_.root_of(name).rules.has(name)) {
    throw RequestError{ErrorCode::invalid_params, "`" + name + "` is no rule file of the workspace"};
  }
  Root& root = workspace_.root_of(name);
  root.rules.check();
  driver::Options options;
  options.builtin_pack = options_.builtin_pack;
  options.builtin_program = options_.builtin_program;
  for (const std::string& each : root.rules.names()) {
    options.rule_texts.emplace_back(each, std::string(root.rules.content(each)));
  }
  driver::Engine engine(std::move(options));
  if (!engine.load_rules()) {
    throw RequestError{ErrorCode::request_failed, "rules with mistakes are not run"};
  }
  Json failures = Json::array();
  std::size_t ran = 0;
  const Places at(root.rules.content(name), encoding_);
  driver::TestOptions wanted;
  if (title.find_first_of("*?") == std::string::npos) wanted.filters = {title};  // else they would be globs
  for (const driver::TestOutcome& outcome : engine.run_tests(wanted)) {
    if (outcome.name != title || engine.sources().name(outcome.span.file) != name) continue;
    ++ran;
    for (const diag::Diagnostic& failure : outcome.failures) {
      std::string message = failure.message;
      for (const diag::Note& note : failure.notes) message += "\n" + note.message;
      if (!failure.help.empty()) message += "\nhelp: " + failure.help;
      const bool is_here = failure.span.known() && engine.sources().name(failure.span.file) == name;
      const text::Span span = is_here ? failure.span : outcome.span;
      failures.push_back({{"range", at.range(span.begin, span.end)},
                          {"severity", 1},
                          {"code", failure.code},
                          {"source", "meshplay test"},
                          {"message", std::move(message)}});
    }
  }
  if (ran == 0) throw RequestError{ErrorCode::request_failed, "there is no test `" + title + "`"};
  const bool has_passed = failures.empty();
  notify("window/showMessage",
         {{"type", has_passed ? 3 : 1}, {"message", "`" + title + "` " + (has_passed ? "passed" : "failed")}});
  if (has_passed) {
    failed_tests_.erase(name);
  } else {
    failed_tests_[name] = failures;
  }
  publish(name, rule_diagnostics(root, name));
  return {{"passed", has_passed}, {"failures", std::move(failures)}};
}

// ---- how it looks

Json Session::semantic_tokens(const Json& params) {
  const Asked document = asked(params);
  Json data = Json::array();
  if (!document.is_rules) return {{"data", data}};
  const Places at = places(document);
  const std::vector<assist::Token> tokens = assist::tokens(document.root.rules, document.name);
  Position last;
  const auto add = [&](std::uint32_t begin, std::uint32_t end, const assist::Token& token) {
    if (begin >= end) return;
    const Position from = at.lines().position(at.text(), begin, encoding_);
    const Position to = at.lines().position(at.text(), end, encoding_);
    const unsigned modifiers =
        (token.is_declaration ? 1U : 0U) | (token.is_documentation ? 2U : 0U) | (token.is_builtin ? 4U : 0U);
    data.push_back(from.line - last.line);
    data.push_back(from.line == last.line ? from.character - last.character : from.character);
    data.push_back(to.character - from.character);
    data.push_back(static_cast<int>(token.kind));
    data.push_back(modifiers);
    last = from;
  };
  for (const assist::Token& token : tokens) {
    // Not every editor takes tokens of several lines.
    std::uint32_t begin = token.begin;
    while (begin < token.end) {
      const std::size_t newline = at.text().find('\n', begin);
      std::uint32_t end = token.end;
      if (newline != std::string_view::npos && newline < end) end = static_cast<std::uint32_t>(newline);
      std::uint32_t text_end = end;
      while (text_end > begin && at.text()[text_end - 1] == '\r') --text_end;
      add(begin, text_end, token);
      begin = end + 1;
    }
  }
  return {{"data", std::move(data)}};
}

Json Session::folding_range(const Json& params) {
  const Asked document = asked(params);
  Json result = Json::array();
  if (!document.is_rules) return result;
  const Places at = places(document);
  static constexpr const char* kKinds[] = {"region", "comment", "imports"};
  for (const assist::Fold& fold : assist::folds(document.root.rules, document.name)) {
    result.push_back({{"startLine", at.lines().position(at.text(), fold.begin, encoding_).line},
                      {"endLine", at.lines().position(at.text(), fold.end, encoding_).line},
                      {"kind", kKinds[static_cast<int>(fold.kind)]}});
  }
  return result;
}

Json Session::selection_range(const Json& params) {
  const Asked document = asked(params);
  Json result = Json::array();
  for (const Json& position : params.at("positions")) {
    const Places at = places(document);
    Json row = nullptr;
    if (document.is_rules) {
      const auto spans = assist::selections(document.root.rules, document.name, at.offset(position));
      for (auto span = spans.rbegin(); span != spans.rend(); ++span) {
        Json outer = std::move(row);
        row = {{"range", at.range(span->begin, span->end)}};
        if (!outer.is_null()) row["parent"] = std::move(outer);
      }
    }
    if (row.is_null()) row = {{"range", {{"start", position}, {"end", position}}}};
    result.push_back(std::move(row));
  }
  return result;
}

Json Session::inlay_hint(const Json& params) {
  const Asked document = asked(params);
  Json result = Json::array();
  if (!document.is_rules) return result;
  const Places at = places(document);
  const std::uint32_t begin = at.offset(params.at("range").at("start"));
  const std::uint32_t end = at.offset(params.at("range").at("end"));
  for (const assist::Hint& hint : assist::hints(document.root.rules, document.name)) {
    if (hint.offset < begin || hint.offset > end) continue;
    result.push_back({{"position", at.position(hint.offset)}, {"label", hint.text}, {"kind", 1}});
  }
  return result;
}

}  // namespace meshplay::lsp
