#include "server/lsp/workspace.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "engine/design/files.h"

namespace meshplay::lsp {

namespace {

constexpr std::string_view kScheme = "file://";
constexpr std::uintmax_t kMostBytes = 64U << 20U;  // of a file

bool ends_with(std::string_view name, std::initializer_list<std::string_view> endings) {
  return std::any_of(endings.begin(), endings.end(), [&](std::string_view ending) { return name.ends_with(ending); });
}

// Nothing for what is no regular file, cannot be read or is larger than any rule file or manifest.
std::optional<std::string> read(const std::string& name) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(name, error) || std::filesystem::file_size(name, error) > kMostBytes) {
    return std::nullopt;
  }
  std::ifstream stream(name, std::ios::binary);
  std::ostringstream content;
  content << stream.rdbuf();
  if (!stream) return std::nullopt;
  return std::move(content).str();
}

std::vector<std::string> rule_files_below(const std::string& folder) {
  std::vector<std::string> names;
  std::error_code error;
  const auto options = std::filesystem::directory_options::skip_permission_denied;
  std::filesystem::recursive_directory_iterator entry(folder, options, error);
  for (const std::filesystem::recursive_directory_iterator end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    std::error_code ignored;
    if (entry->is_directory(ignored)) {
      if (name.starts_with('.') || name == "node_modules" || name == "vendor") entry.disable_recursion_pending();
    } else if (is_rules(name)) {
      names.push_back(entry->path().string());
    }
  }
  std::sort(names.begin(), names.end());
  return names;
}

bool is_below(std::string_view name, std::string_view folder) {
  return name.size() > folder.size() && name.starts_with(folder) && name[folder.size()] == '/';
}

}  // namespace

std::string name_of(std::string_view uri) {
  if (!uri.starts_with(kScheme)) return std::string(uri);
  std::string_view path = uri.substr(kScheme.size());
  const std::size_t slash = path.find('/');  // what stands before it is a host
  if (slash == std::string_view::npos) return std::string(uri);
  path.remove_prefix(slash);
  std::string result;
  for (std::size_t i = 0; i < path.size(); ++i) {
    unsigned byte = 0;
    if (path[i] == '%' && i + 2 < path.size() &&
        std::from_chars(path.data() + i + 1, path.data() + i + 3, byte, 16).ptr == path.data() + i + 3) {
      result += static_cast<char>(byte);
      i += 2;
    } else {
      result += path[i];
    }
  }
  while (result.size() > 1 && result.ends_with('/')) result.pop_back();
  return result;
}

std::string uri_of(std::string_view name) {
  if (!name.starts_with('/')) return std::string(name);
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string result(kScheme);
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) != 0 || std::string_view("/-._~").find(c) != std::string_view::npos) {
      result += c;
    } else {
      result += '%';
      result += kHex[byte >> 4U];
      result += kHex[byte & 15U];
    }
  }
  return result;
}

bool is_rules(std::string_view name) { return name.ends_with(".mesh"); }
bool is_manifest(std::string_view name) { return ends_with(name, {".yaml", ".yml", ".json"}); }

Root::Root(std::string folder_path, std::string_view builtin_pack)
    : folder(std::move(folder_path)), rules(builtin_pack), manifests([this] {
        std::error_code error;
        const std::string settings = folder + "/meshplay.yaml";
        return !folder.empty() && std::filesystem::is_regular_file(settings, error) ? settings : std::string();
      }()) {}

Root& Workspace::root_of(const std::string& name) {
  Root* best = nullptr;
  Root* loose = nullptr;
  for (const auto& root : roots_) {
    if (root->folder.empty()) {
      loose = root.get();
    } else if (is_below(name, root->folder) && (best == nullptr || root->folder.size() > best->folder.size())) {
      best = root.get();
    }
  }
  if (best != nullptr) return *best;
  if (loose != nullptr) return *loose;
  roots_.push_back(std::make_unique<Root>("", builtin_pack_));
  ++roots_.back()->rules_changes;
  return *roots_.back();
}

void Workspace::put(const std::string& name, std::string text) {
  Root& root = root_of(name);
  const auto open = open_.find(name);
  const bool is_yaml = open != open_.end() && (open->second.language == "yaml" || open->second.language == "json");
  const bool is_mesh = open != open_.end() && open->second.language == "meshplay";
  if (is_rules(name) || is_mesh) {
    root.rules.put(name, std::move(text));
    root.changed_rules.insert(name);
    ++root.rules_changes;
  } else if (is_manifest(name) || is_yaml) {
    root.manifests.put(name, std::move(text));
  }
}

void Workspace::forget(const std::string& name) {
  Root& root = root_of(name);
  if (root.rules.has(name)) {
    root.rules.remove(name);
    root.changed_rules.erase(name);
    ++root.rules_changes;
  }
  if (root.manifests.has(name)) root.manifests.remove(name);
}

void Workspace::add_folder(const std::string& folder, const std::function<void(std::size_t, std::size_t)>& progress) {
  const bool is_known = std::any_of(roots_.begin(), roots_.end(), [&](const auto& r) { return r->folder == folder; });
  if (folder.empty() || is_known) return;
  roots_.push_back(std::make_unique<Root>(folder, builtin_pack_));
  ++roots_.back()->rules_changes;
  std::vector<std::string> names = rule_files_below(folder);
  diag::Sink none;
  for (std::string& path : design::find_files(folder, {}, none).paths) names.push_back(std::move(path));
  for (std::size_t i = 0; i < names.size(); ++i) {
    progress(i, names.size());
    if (&root_of(names[i]) != roots_.back().get() || open_.contains(names[i])) continue;
    if (auto text = read(names[i])) put(names[i], std::move(*text));
  }
  // What is open and lies in it moves here.
  for (const auto& [name, document] : open_) {
    if (!is_below(name, folder)) continue;
    for (const auto& root : roots_) {
      if (root.get() == &root_of(name)) continue;
      if (root->rules.has(name)) root->rules.remove(name);
      if (root->manifests.has(name)) root->manifests.remove(name);
    }
    put(name, document.text);
  }
}

void Workspace::remove_folder(const std::string& folder, std::vector<std::string>& gone) {
  const auto found = std::find_if(roots_.begin(), roots_.end(), [&](const auto& r) { return r->folder == folder; });
  if (found == roots_.end()) return;
  gone = (*found)->rules.names();
  for (std::string& name : (*found)->manifests.names()) gone.push_back(std::move(name));
  roots_.erase(found);
  for (const auto& [name, document] : open_) {
    if (is_below(name, folder)) put(name, document.text);
  }
}

void Workspace::open(const std::string& name, OpenDocument document) {
  open_[name] = std::move(document);
  changed(name);
}

OpenDocument* Workspace::find_open(const std::string& name) {
  const auto found = open_.find(name);
  return found == open_.end() ? nullptr : &found->second;
}

void Workspace::changed(const std::string& name) { put(name, open_.at(name).text); }

void Workspace::close(const std::string& name) {
  if (!open_.contains(name)) return;
  const bool is_in_folder = !root_of(name).folder.empty();
  auto text = is_in_folder ? read(name) : std::nullopt;
  if (text) {
    put(name, std::move(*text));
  } else {
    forget(name);
  }
  open_.erase(name);
}

void Workspace::changed_on_disk(const std::string& name) {
  if (open_.contains(name) || root_of(name).folder.empty()) return;
  if (auto text = read(name)) {
    put(name, std::move(*text));
    return;
  }
  forget(name);
  // A folder that was taken away.
  for (const std::string& below : root_of(name).rules.names()) {
    if (is_below(below, name) && !open_.contains(below)) forget(below);
  }
  for (const std::string& below : root_of(name).manifests.names()) {
    if (is_below(below, name) && !open_.contains(below)) forget(below);
  }
}

bool Workspace::knows(const std::string& name) {
  if (open_.contains(name)) return true;
  return std::any_of(roots_.begin(), roots_.end(),
                     [&](const auto& root) { return root->rules.has(name) || root->manifests.has(name); });
}

}  // namespace meshplay::lsp
