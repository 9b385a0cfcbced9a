// One editor: what it asks, in the order in which it asks, and what it is told without asking.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>

#include "server/lsp/protocol.h"
#include "server/lsp/serve.h"
#include "server/lsp/transport.h"
#include "server/lsp/workspace.h"

namespace meshplay::lsp {

class Session {
 public:
  explicit Session(const Options& options);
  int run();

 private:
  using Handler = Json (Session::*)(const Json& params);
  struct Method {
    Handler handler = nullptr;
    bool is_request = true;
  };
  static const std::map<std::string, Method, std::less<>>& methods();

  // ---- messages (session.cpp)
  struct Incoming {
    Transport::Outcome outcome = Transport::Outcome::end;
    std::string text;
    std::string cancelled;  // the id that a `$/cancelRequest` names, as JSON
  };
  void listen();
  bool wait(std::chrono::milliseconds time);  // false: nothing came
  void take(const Incoming& incoming);
  void take(const Json& message);
  void answer(const Json& id, Json result);
  void refuse(const Json& id, ErrorCode code, const std::string& message);
  void notify(const char* method, Json params);
  void ask(const char* method, Json params);
  void log(int type, const std::string& message);
  void send(const Json& message);
  bool is_cancelled(const Json& id);

  // ---- life (session.cpp)
  Json initialize(const Json& params);
  Json initialized(const Json& params);
  Json shutdown(const Json& params);
  Json nothing(const Json& params);

  // ---- documents (documents.cpp)
  Json did_open(const Json& params);
  Json did_change(const Json& params);
  Json did_close(const Json& params);
  Json did_change_files(const Json& params);
  Json did_change_folders(const Json& params);
  void add_folder(const std::string& folder);
  // A step of what is to be told: rules first, then manifests. False: everything is told.
  bool tell_rules(bool is_quiet);
  bool tell_manifests(bool is_quiet);
  void publish(const std::string& name, Json diagnostics);
  Json rule_diagnostics(Root& root, const std::string& name);
  static Json manifest_diagnostic(const assist::Told& told, const Places& places);
  Json manifest_diagnostics(Root& root, const std::string& name);

  // ---- rule files (rule_requests.cpp)
  Json completion(const Json& params);
  Json resolve_completion(const Json& params);
  Json hover(const Json& params);
  Json signature_help(const Json& params);
  Json definition(const Json& params);
  Json references(const Json& params);
  Json highlight(const Json& params);
  Json prepare_rename(const Json& params);
  Json rename(const Json& params);
  Json document_symbol(const Json& params);
  Json workspace_symbol(const Json& params);
  Json formatting(const Json& params);
  Json code_action(const Json& params);
  Json code_lens(const Json& params);
  Json semantic_tokens(const Json& params);
  Json folding_range(const Json& params);
  Json selection_range(const Json& params);
  Json inlay_hint(const Json& params);
  Json execute_command(const Json& params);
  Json location(Root& root, text::Span span);
  Json markup(std::string_view markdown) const;
  Json rule_actions(Root& root, const std::string& name, const Json& params);

  // ---- manifests (manifest_requests.cpp)
  Json manifest_hover(Root& root, const std::string& name, const Json& params);
  Json manifest_targets(Root& root, const std::string& name, const Json& params);
  Json manifest_actions(Root& root, const std::string& name, const Json& params);

  // The document of a request, with its root. Throws RequestError for one that nobody knows.
  struct Asked {
    std::string name;
    Root& root;
    bool is_rules = false;
    bool is_manifest = false;
  };
  Asked asked(const Json& params);
  Places places(const Asked& document);
  void settle(Root& root);  // manifests and rules are as they are in the editor

  Options options_;
  Transport transport_;
  Workspace workspace_;
  Encoding encoding_ = Encoding::utf16;
  enum class Stage : std::uint8_t { fresh, running, down } stage_ = Stage::fresh;
  bool can_snippets_ = false;
  // Markdown, or its source as plain text.
  bool can_markdown_ = false;
  bool can_default_range_ = false;
  bool can_progress_ = false;
  bool can_refresh_lenses_ = false;
  bool can_watch_files_ = false;
  bool is_gone_ = false;
  bool has_changes_ = false;  // since something was told
  std::optional<int> exit_;
  std::int64_t next_id_ = 1;
  struct Published {
    std::string diagnostics;
    std::int64_t version = -1;  // of the open document that it was about
  };
  std::map<std::string, Published> published_;  // by name: what was told last
  std::vector<std::string> completion_docs_;    // of the items that were offered last
  std::uint64_t completions_ = 0;               // that were asked for
  std::map<std::string, Json> failed_tests_;    // by name: diagnostics until the file changes
  std::vector<std::string> folders_to_add_;

  std::thread listener_;
  std::mutex mutex_;
  std::condition_variable came_;
  std::deque<Incoming> incoming_;
  std::set<std::string> cancelled_;
};

}  // namespace meshplay::lsp
