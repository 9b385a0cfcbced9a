// Documents that come, change and go, and what is told of them.
#include "engine/diag/registry.h"
#include "server/lsp/session.h"

namespace meshplay::lsp {

namespace {

const Json& document_of(const Json& params) { return params.at("textDocument"); }

std::string name_from(const Json& params) { return name_of(document_of(params).at("uri").get<std::string>()); }

}  // namespace

Session::Asked Session::asked(const Json& params) {
  std::string name = name_from(params);
  if (!workspace_.knows(name)) {
    throw RequestError{ErrorCode::invalid_params, "`" + name + "` is not open, and lies in no folder of the workspace"};
  }
  Root& root = workspace_.root_of(name);
  const bool is_rule_file = root.rules.has(name);
  const bool is_yaml = root.manifests.has(name);
  return {std::move(name), root, is_rule_file, is_yaml};
}

Places Session::places(const Asked& document) {
  if (document.is_rules) return {document.root.rules.content(document.name), encoding_};
  if (document.is_manifest) return {document.root.manifests.content(document.name), encoding_};
  return {workspace_.find_open(document.name)->text, encoding_};
}

Json Session::did_open(const Json& params) {
  const Json& document = document_of(params);
  const std::string name = name_from(params);
  workspace_.open(name, {document.at("text").get<std::string>(), document.value("version", std::int64_t{0}),
                         document.value("languageId", std::string())});
  // Also when there is nothing to tell an editor wants to hear so.
  published_.erase(name);
  failed_tests_.erase(name);
  return nullptr;
}

Json Session::did_change(const Json& params) {
  const std::string name = name_from(params);
  OpenDocument* document = workspace_.find_open(name);
  if (document == nullptr) throw RequestError{ErrorCode::invalid_params, "`" + name + "` is not open"};
  const Json version = document_of(params).value("version", Json());
  if (version.is_number_integer()) {
    const auto number = version.get<std::int64_t>();
    if (number <= document->version) {
      log(2, "`" + name + "`: version " + std::to_string(number) + " comes after " + std::to_string(document->version) +
                 " and is taken as it comes");
    }
    document->version = number;
  }
  for (const Json& change : params.at("contentChanges")) {
    auto text = change.at("text").get<std::string>();
    if (!change.contains("range")) {
      document->text = std::move(text);
      continue;
    }
    const Lines lines(document->text);
    const Json& range = change.at("range");
    const std::uint32_t begin = lines.offset(document->text, position_from(range.at("start")), encoding_);
    const std::uint32_t end = lines.offset(document->text, position_from(range.at("end")), encoding_);
    document->text.replace(begin, std::max(begin, end) - begin, text);
  }
  failed_tests_.erase(name);
  workspace_.changed(name);
  has_changes_ = true;
  return nullptr;
}

Json Session::did_close(const Json& params) {
  const std::string name = name_from(params);
  if (workspace_.find_open(name) == nullptr) {
    throw RequestError{ErrorCode::invalid_params, "`" + name + "` is not open"};
  }
  workspace_.close(name);
  failed_tests_.erase(name);
  if (!workspace_.knows(name)) publish(name, Json::array());
  return nullptr;
}

Json Session::did_change_files(const Json& params) {
  for (const Json& change : params.at("changes")) {
    const std::string name = name_of(change.at("uri").get<std::string>());
    workspace_.changed_on_disk(name);
    if (!workspace_.knows(name)) publish(name, Json::array());
  }
  return nullptr;
}

Json Session::did_change_folders(const Json& params) {
  const Json& event = params.at("event");
  for (const Json& folder : event.value("removed", Json::array())) {
    std::vector<std::string> gone;
    workspace_.remove_folder(name_of(folder.at("uri").get<std::string>()), gone);
    for (const std::string& name : gone) {
      if (!workspace_.knows(name)) publish(name, Json::array());
    }
  }
  for (const Json& folder : event.value("added", Json::array())) {
    folders_to_add_.push_back(name_of(folder.at("uri").get<std::string>()));
  }
  return nullptr;
}

void Session::add_folder(const std::string& folder) {
  const std::string token = "folder:" + folder;
  std::size_t last_told = 0;
  bool is_told = false;
  workspace_.add_folder(folder, [&](std::size_t done, std::size_t all) {
    constexpr std::size_t kWorthTelling = 500;
    constexpr std::size_t kStep = 250;
    if (!can_progress_ || all < kWorthTelling) return;
    if (!is_told) {
      ask("window/workDoneProgress/create", {{"token", token}});
      notify("$/progress", {{"token", token},
                            {"value", {{"kind", "begin"}, {"title", "Meshplay reads " + folder}, {"percentage", 0}}}});
      is_told = true;
    }
    if (done < last_told + kStep) return;
    last_told = done;
    notify("$/progress", {{"token", token},
                          {"value",
                           {{"kind", "report"},
                            {"message", std::to_string(done) + " of " + std::to_string(all) + " files"},
                            {"percentage", done * 100 / all}}}});
  });
  if (is_told) notify("$/progress", {{"token", token}, {"value", {{"kind", "end"}}}});
}

// ---- what is told

void Session::publish(const std::string& name, Json diagnostics) {
  const OpenDocument* open = workspace_.find_open(name);
  const bool is_empty = diagnostics.empty();
  std::string text = diagnostics.dump(-1, ' ', false, Json::error_handler_t::replace);
  // Of each version that is checked an editor hears, so that it knows when nothing is wrong any more.
  const std::int64_t version = open == nullptr ? -1 : open->version;
  const auto before = published_.find(name);
  const bool is_known = before == published_.end()
                            ? is_empty && open == nullptr
                            : before->second.diagnostics == text && before->second.version == version;
  if (is_known) return;
  Json params = {{"uri", uri_of(name)}, {"diagnostics", std::move(diagnostics)}};
  if (open != nullptr) params["version"] = open->version;
  notify("textDocument/publishDiagnostics", std::move(params));
  if (is_empty && open == nullptr) {
    published_.erase(name);
  } else {
    published_[name] = {std::move(text), version};
  }
}

Json Session::rule_diagnostics(Root& root, const std::string& name) {
  Json result = Json::array();
  const std::vector<diag::Diagnostic>& all = root.rules.diagnostics(name);
  const auto failed = failed_tests_.find(name);
  if (all.empty() && failed == failed_tests_.end()) return result;
  const Places places(root.rules.content(name), encoding_);
  for (const diag::Diagnostic& diagnostic : all) {
    std::string message = diagnostic.message;
    if (!diagnostic.label.empty()) message += "\n" + diagnostic.label;
    if (!diagnostic.help.empty()) message += "\nhelp: " + diagnostic.help;
    Json row = {{"range", places.range(diagnostic.span.begin, diagnostic.span.end)},
                {"severity", severity_of(diagnostic.severity)},
                {"code", diagnostic.code},
                {"source", "meshplay"},
                {"message", std::move(message)}};
    if (diagnostic.code.starts_with("unused-")) row["tags"] = {1};
    if (diagnostic.code == "deprecated-name") row["tags"] = {2};
    for (const diag::Note& note : diagnostic.notes) {
      const Json place = note.span.known() ? location(root, note.span) : Json();
      if (place.is_null()) continue;
      row["relatedInformation"].push_back({{"location", place}, {"message", note.message}});
    }
    result.push_back(std::move(row));
  }
  if (failed != failed_tests_.end()) result.insert(result.end(), failed->second.begin(), failed->second.end());
  return result;
}

Json Session::manifest_diagnostic(const assist::Told& told, const Places& places) {
  std::string message = told.message;
  if (!told.help.empty()) message += "\nhelp: " + told.help;
  return {{"range", places.range(told.begin, told.end)},
          {"severity", severity_of(told.severity)},
          {"code", told.code},
          {"source", "meshplay"},
          {"message", std::move(message)}};
}

Json Session::manifest_diagnostics(Root& root, const std::string& name) {
  Json result = Json::array();
  if (!root.manifests.has(name)) return result;
  const std::vector<assist::Told> told = root.manifests.told(name);
  if (told.empty()) return result;
  const bool is_open = workspace_.find_open(name) != nullptr;
  const Places places(root.manifests.content(name), encoding_);
  for (const assist::Told& row : told) {
    // Folders have YAML that is for others; what is wrong with it is said where somebody looks at it.
    if (!row.is_finding && !is_open) continue;
    result.push_back(manifest_diagnostic(row, places));
  }
  return result;
}

bool Session::tell_rules(bool is_quiet) {
  for (const auto& root : workspace_.roots()) {
    const bool is_first = root->rules_of_manifests == 0;
    if (!is_quiet && !is_first && !root->changed_rules.empty()) {
      const std::string name = *root->changed_rules.begin();
      root->changed_rules.erase(root->changed_rules.begin());
      if (!root->rules.has(name)) return true;
      root->rules.check_file(name);
      publish(name, rule_diagnostics(*root, name));
      return true;
    }
    if (root->rules.is_checked() || (!is_quiet && !is_first)) continue;
    root->changed_rules.clear();
    root->rules.check();
    for (const std::string& name : root->rules.names()) publish(name, rule_diagnostics(*root, name));
    return true;
  }
  return false;
}

bool Session::tell_manifests(bool is_quiet) {
  for (const auto& root : workspace_.roots()) {
    assist::Manifests& manifests = root->manifests;
    const bool has_other_rules = root->rules_of_manifests != root->rules_changes;
    if (has_other_rules && (is_quiet || root->rules_of_manifests == 0)) {
      // Rules that are wrong do not count: the last good ones go on.
      root->rules.check();
      if (!root->rules.has_errors()) {
        manifests.use(root->rules.program_bytes());
      } else if (root->rules_of_manifests == 0) {
        assist::RuleSet builtin(options_.builtin_pack);
        builtin.check();
        manifests.use(builtin.program_bytes());
      }
      root->rules_of_manifests = root->rules_changes;
    }
    if (manifests.is_fresh()) {
      if (!is_quiet || !manifests.has_old_helps()) continue;
      for (const std::string& name : manifests.update_helps()) publish(name, manifest_diagnostics(*root, name));
      return true;
    }
    const bool has_new_rules = manifests.has_new_rules();
    for (const std::string& name : manifests.update()) publish(name, manifest_diagnostics(*root, name));
    if (has_new_rules && can_refresh_lenses_) ask("workspace/codeLens/refresh", nullptr);
    return true;
  }
  return false;
}

void Session::settle(Root& root) {
  while (!root.rules.is_checked()) {
    if (!tell_rules(true)) break;
  }
  while (root.rules_of_manifests != root.rules_changes || !root.manifests.is_fresh() ||
         root.manifests.has_old_helps()) {
    if (!tell_manifests(true)) break;
  }
}

}  // namespace meshplay::lsp
