// The folders and files of an editor: each folder has its own rules and its own design, and what is open counts as it
// is in the editor, not as it is on the disk.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/assist/manifests.h"
#include "engine/assist/rule_set.h"
#include "server/lsp/document.h"

namespace meshplay::lsp {

// `file:///a%20b.mesh` and `/a b.mesh`; what is no file keeps its address as its name.
std::string name_of(std::string_view uri);
std::string uri_of(std::string_view name);

bool is_rules(std::string_view name);
bool is_manifest(std::string_view name);

struct Root {
  Root(std::string folder_path, std::string_view builtin_pack);

  std::string folder;  // empty: what lies in no folder
  assist::RuleSet rules;
  assist::Manifests manifests;
  std::uint64_t rules_changes = 0;       // of its rule files
  std::set<std::string> changed_rules;   // since all were checked
  std::uint64_t rules_of_manifests = 0;  // the last ones that its manifests are checked with
};

struct OpenDocument {
  std::string text;
  std::int64_t version = 0;
  std::string language;
};

class Workspace {
 public:
  explicit Workspace(std::string_view builtin_pack) : builtin_pack_(builtin_pack) {}

  // Reads what is below the folder. `progress` is told how many files of how many are read.
  void add_folder(const std::string& folder, const std::function<void(std::size_t, std::size_t)>& progress);
  // The documents that were told about go to `gone`.
  void remove_folder(const std::string& folder, std::vector<std::string>& gone);

  void open(const std::string& name, OpenDocument document);
  // Null where it is not open. After a change of its text call changed().
  OpenDocument* find_open(const std::string& name);
  void changed(const std::string& name);
  // It counts as it is on the disk from now on.
  void close(const std::string& name);
  void changed_on_disk(const std::string& name);

  // The innermost folder that has it.
  Root& root_of(const std::string& name);
  const std::vector<std::unique_ptr<Root>>& roots() const { return roots_; }
  // Whether something is known of it: it is open, or lies in a folder.
  bool knows(const std::string& name);

 private:
  void put(const std::string& name, std::string text);
  void forget(const std::string& name);

  std::string_view builtin_pack_;
  std::vector<std::unique_ptr<Root>> roots_;
  std::map<std::string, OpenDocument> open_;
};

}  // namespace meshplay::lsp
