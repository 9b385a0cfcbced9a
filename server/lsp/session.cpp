#include "server/lsp/session.h"

#include <algorithm>
#include <csignal>

#include "engine/assist/highlight.h"
#include "engine/driver/driver.h"

namespace meshplay::lsp {

namespace {

// What hangs on all rules, and manifests with changed rules, are looked at once nobody has typed for so long.
constexpr std::chrono::milliseconds kQuiet{200};

// What an editor asks right behind a change, as a completion, is answered before the change is looked at.
constexpr std::chrono::milliseconds kBreath{3};

}  // namespace

int serve(const Options& options) {
  std::signal(SIGPIPE, SIG_IGN);  // NOLINT(cert-err33-c): an editor that is gone is seen when it is written to
  return Session(options).run();
}

Session::Session(const Options& options)
    : options_(options), transport_(options.in, options.out), workspace_(options.builtin_pack) {}

const std::map<std::string, Session::Method, std::less<>>& Session::methods() {
  static const std::map<std::string, Method, std::less<>> kMethods = {
      {"initialize", {&Session::initialize}},
      {"initialized", {&Session::initialized, false}},
      {"shutdown", {&Session::shutdown}},
      {"$/setTrace", {&Session::nothing, false}},
      {"textDocument/didOpen", {&Session::did_open, false}},
      {"textDocument/didChange", {&Session::did_change, false}},
      {"textDocument/didClose", {&Session::did_close, false}},
      {"textDocument/didSave", {&Session::nothing, false}},
      {"workspace/didChangeWatchedFiles", {&Session::did_change_files, false}},
      {"workspace/didChangeWorkspaceFolders", {&Session::did_change_folders, false}},
      {"workspace/didChangeConfiguration", {&Session::nothing, false}},
      {"window/workDoneProgress/cancel", {&Session::nothing, false}},
      {"textDocument/completion", {&Session::completion}},
      {"completionItem/resolve", {&Session::resolve_completion}},
      {"textDocument/hover", {&Session::hover}},
      {"textDocument/signatureHelp", {&Session::signature_help}},
      {"textDocument/definition", {&Session::definition}},
      {"textDocument/references", {&Session::references}},
      {"textDocument/documentHighlight", {&Session::highlight}},
      {"textDocument/prepareRename", {&Session::prepare_rename}},
      {"textDocument/rename", {&Session::rename}},
      {"textDocument/documentSymbol", {&Session::document_symbol}},
      {"workspace/symbol", {&Session::workspace_symbol}},
      {"textDocument/formatting", {&Session::formatting}},
      {"textDocument/codeAction", {&Session::code_action}},
      {"textDocument/codeLens", {&Session::code_lens}},
      {"textDocument/semanticTokens/full", {&Session::semantic_tokens}},
      {"textDocument/foldingRange", {&Session::folding_range}},
      {"textDocument/selectionRange", {&Session::selection_range}},
      {"textDocument/inlayHint", {&Session::inlay_hint}},
      {"workspace/executeCommand", {&Session::execute_command}},
  };
  return kMethods;
}

// ---- messages

void Session::listen() {
  while (true) {
    Incoming next;
    next.outcome = transport_.read(next.text);
    // Cancelling must overtake what waits.
    if (next.outcome == Transport::Outcome::message && next.text.find("$/cancelRequest") != std::string::npos) {
      const Json message = Json::parse(next.text, nullptr, false);
      if (message.is_object() && message.value("method", Json()) == "$/cancelRequest" && message.contains("params") &&
          message["params"].is_object() && message["params"].contains("id")) {
        next.cancelled = message["params"]["id"].dump();
      }
    }
    const std::lock_guard lock(mutex_);
    if (!next.cancelled.empty()) cancelled_.insert(next.cancelled);
    incoming_.push_back(std::move(next));
    came_.notify_one();
    if (incoming_.back().outcome == Transport::Outcome::end) return;
  }
}

bool Session::wait(std::chrono::milliseconds time) {
  std::unique_lock lock(mutex_);
  return came_.wait_for(lock, time, [&] { return !incoming_.empty(); });
}

int Session::run() {
  listener_ = std::thread([this] { listen(); });
  while (!exit_) {
    // Of what is to be told each step gives way to what comes.
    if (!wait(std::chrono::milliseconds(0))) {
      if (!folders_to_add_.empty()) {
        const std::string folder = folders_to_add_.front();
        folders_to_add_.erase(folders_to_add_.begin());
        add_folder(folder);
        continue;
      }
      if (has_changes_ && wait(kBreath)) continue;
      has_changes_ = false;
      if (tell_rules(false) || tell_manifests(false)) continue;
      if (!wait(kQuiet)) {
        if (tell_rules(true) || tell_manifests(true)) continue;
        std::unique_lock lock(mutex_);
        came_.wait(lock, [&] { return !incoming_.empty(); });
      }
    }
    Incoming next;
    {
      const std::lock_guard lock(mutex_);
      next = std::move(incoming_.front());
      incoming_.pop_front();
    }
    take(next);
    if (is_gone_) exit_ = 1;
  }
  transport_.stop();
  listener_.join();
  return *exit_;
}

void Session::take(const Incoming& incoming) {
  switch (incoming.outcome) {
    case Transport::Outcome::end: exit_ = stage_ == Stage::down ? 0 : 1; return;
    case Transport::Outcome::wrong: refuse(nullptr, ErrorCode::parse_error, incoming.text); return;
    case Transport::Outcome::message: break;
  }
  if (!incoming.cancelled.empty()) {
    // What it was about has been answered by now, or was refused.
    const std::lock_guard lock(mutex_);
    cancelled_.erase(incoming.cancelled);
    return;
  }
  const Json message = Json::parse(incoming.text, nullptr, false);
  if (message.is_discarded()) {
    refuse(nullptr, ErrorCode::parse_error, "the message is no JSON");
  } else if (message.is_array()) {
    for (const Json& each : message) take(each);
  } else {
    take(message);
  }
}

bool Session::is_cancelled(const Json& id) {
  const std::lock_guard lock(mutex_);
  return cancelled_.contains(id.dump());
}

void Session::take(const Json& message) {
  if (!message.is_object()) {
    refuse(nullptr, ErrorCode::invalid_request, "a message is an object");
    return;
  }
  const bool is_request = message.contains("id");
  const Json id = is_request ? message["id"] : Json();
  if (!message.contains("method") || !message["method"].is_string()) {
    // An answer to something that was asked of the editor.
    if (!message.contains("result") && !message.contains("error")) {
      refuse(id, ErrorCode::invalid_request, "the message has no method");
    }
    return;
  }
  const auto method = message["method"].get<std::string>();
  if (method == "exit") {
    exit_ = stage_ == Stage::down ? 0 : 1;
    return;
  }
  const auto found = methods().find(method);
  if (found == methods().end()) {
    if (is_request) refuse(id, ErrorCode::method_not_found, "`" + method + "` is not known here");
    return;
  }
  if (stage_ == Stage::fresh && method != "initialize") {
    if (is_request) refuse(id, ErrorCode::server_not_initialized, "`initialize` comes first");
    return;
  }
  if (stage_ == Stage::down || (stage_ == Stage::running && method == "initialize")) {
    if (is_request) {
      refuse(id, ErrorCode::invalid_request,
             stage_ == Stage::down ? "the server was shut down" : "the server is initialized already");
    }
    return;
  }
  if (is_request && is_cancelled(id)) {
    refuse(id, ErrorCode::request_cancelled, "cancelled");
    return;
  }
  static const Json kNoParams = Json::object();
  const Json& params = message.contains("params") && !message["params"].is_null() ? message["params"] : kNoParams;
  try {
    Json result = (this->*found->second.handler)(params);
    if (is_request) answer(id, std::move(result));
  } catch (const RequestError& error) {
    if (is_request) {
      refuse(id, error.code, error.message);
    } else {
      log(2, "`" + method + "`: " + error.message);
    }
  } catch (const Json::exception& error) {
    const std::string text = std::string("the params are not as the protocol has them: ") + error.what();
    if (is_request) {
      refuse(id, ErrorCode::invalid_params, text);
    } else {
      log(2, "`" + method + "`: " + text);
    }
  } catch (const std::exception& error) {
    const std::string text = std::string("this is a defect of meshplay: ") + error.what();
    if (is_request) {
      refuse(id, ErrorCode::internal_error, text);
    } else {
      log(1, "`" + method + "`: " + text);
    }
  }
}

void Session::send(const Json& message) {
  if (!transport_.write(message.dump(-1, ' ', false, Json::error_handler_t::replace))) is_gone_ = true;
}

void Session::answer(const Json& id, Json result) {
  send({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}});
}

void Session::refuse(const Json& id, ErrorCode code, const std::string& message) {
  send({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", static_cast<int>(code)}, {"message", message}}}});
}

void Session::notify(const char* method, Json params) {
  send({{"jsonrpc", "2.0"}, {"method", method}, {"params", std::move(params)}});
}

void Session::ask(const char* method, Json params) {
  send({{"jsonrpc", "2.0"},
        {"id", "meshplay-" + std::to_string(next_id_++)},
        {"method", method},
        {"params", std::move(params)}});
}

void Session::log(int type, const std::string& message) {
  notify("window/logMessage", {{"type", type}, {"message", message}});
}

// ---- life

Json Session::nothing(const Json& /*params*/) { return nullptr; }

Json Session::initialize(const Json& params) {
  const auto can = [&](const char* path) {
    return params.value(Json::json_pointer(std::string("/capabilities") + path), Json()) == true;
  };
  can_snippets_ = can("/textDocument/completion/completionItem/snippetSupport");
  const Json formats = params.value(Json::json_pointer("/capabilities/textDocument/hover/contentFormat"), Json());
  can_markdown_ = formats.is_array() && std::find(formats.begin(), formats.end(), "markdown") != formats.end();
  can_default_range_ = [&] {
    const Json defaults =
        params.value(Json::json_pointer("/capabilities/textDocument/completion/completionList/itemDefaults"), Json());
    return defaults.is_array() && std::find(defaults.begin(), defaults.end(), "editRange") != defaults.end();
  }();
  can_progress_ = can("/window/workDoneProgress");
  can_refresh_lenses_ = can("/workspace/codeLens/refreshSupport");
  can_watch_files_ = can("/workspace/didChangeWatchedFiles/dynamicRegistration");
  const Json encodings = params.value(Json::json_pointer("/capabilities/general/positionEncodings"), Json());
  if (encodings.is_array() && !encodings.empty()) {
    if (encodings[0] == "utf-8") encoding_ = Encoding::utf8;
    if (encodings[0] == "utf-32") encoding_ = Encoding::utf32;
  }
  const Json folders = params.value("workspaceFolders", Json());
  if (folders.is_array()) {
    for (const Json& folder : folders) folders_to_add_.push_back(name_of(folder.at("uri").get<std::string>()));
  } else if (params.value("rootUri", Json()).is_string()) {
    folders_to_add_.push_back(name_of(params["rootUri"].get<std::string>()));
  }
  stage_ = Stage::running;

  Json legend = Json::array();
  for (std::size_t i = 0; i < assist::kTokenKinds; ++i) legend.push_back(name(static_cast<assist::TokenKind>(i)));
  static constexpr const char* kEncodings[] = {"utf-8", "utf-16", "utf-32"};
  return {
      {"capabilities",
       {
           {"positionEncoding", kEncodings[static_cast<int>(encoding_)]},
           {"textDocumentSync", {{"openClose", true}, {"change", 2}, {"save", false}}},
           {"completionProvider", {{"triggerCharacters", {".", "\"", "/", ":", "("}}, {"resolveProvider", true}}},
           {"hoverProvider", true},
           {"signatureHelpProvider", {{"triggerCharacters", {"(", ","}}}},
           {"definitionProvider", true},
           {"referencesProvider", true},
           {"documentHighlightProvider", true},
           {"renameProvider", {{"prepareProvider", true}}},
           {"documentSymbolProvider", true},
           {"workspaceSymbolProvider", true},
           {"documentFormattingProvider", true},
           {"codeActionProvider", {{"codeActionKinds", {"quickfix", "refactor", "source.fixAll"}}}},
           {"codeLensProvider", {{"resolveProvider", false}}},
           {"semanticTokensProvider",
            {{"legend",
              {{"tokenTypes", legend}, {"tokenModifiers", {"declaration", "documentation", "defaultLibrary"}}}},
             {"full", true}}},
           {"foldingRangeProvider", true},
           {"selectionRangeProvider", true},
           {"inlayHintProvider", true},
           {"executeCommandProvider", {{"commands", {"meshplay.runTest"}}}},
           {"workspace", {{"workspaceFolders", {{"supported", true}, {"changeNotifications", true}}}}},
       }},
      {"serverInfo", {{"name", "meshplay"}, {"version", driver::version()}}},
  };
}

Json Session::initialized(const Json& /*params*/) {
  if (can_watch_files_) {
    ask("client/registerCapability",
        {{"registrations",
          {{{"id", "files"},
            {"method", "workspace/didChangeWatchedFiles"},
            {"registerOptions", {{"watchers", {{{"globPattern", "**/*.{mesh,yaml,yml,json}"}}}}}}}}}});
  }
  return nullptr;
}

Json Session::shutdown(const Json& /*params*/) {
  stage_ = Stage::down;
  return nullptr;
}

}  // namespace meshplay::lsp
