#include "engine/driver/rule_files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>

namespace meshplay::driver {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnding = ".mesh";

void find_files(const fs::path& folder, std::vector<std::string>& found) {
  std::error_code error;
  fs::recursive_directory_iterator walk(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && walk != fs::recursive_directory_iterator(); walk.increment(error)) {
    const std::string name = walk->path().filename().string();
    std::error_code ignored;
    if (walk->is_directory(ignored)) {
      if (name.starts_with('.') || name == "node_modules" || name == "vendor") walk.disable_recursion_pending();
    } else if (name.ends_with(kEnding) && !name.starts_with('.') && walk->is_regular_file(ignored)) {
      found.push_back(walk->path().string());
    }
  }
}

}  // namespace

std::vector<RuleText> read_rule_files(const std::vector<std::string>& paths, diag::Sink& sink) {
  constexpr std::uintmax_t kMaxBytes = std::uintmax_t{64} << 20;
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code error;
    std::vector<std::string> found;
    if (fs::is_directory(path, error)) {
      find_files(path, found);
      std::sort(found.begin(), found.end());
    } else if (fs::is_regular_file(path, error)) {
      found.push_back(path);
    }
    if (found.empty()) {
      auto& report = sink.report("rules-not-found", {}, {path});
      report.help = fs::exists(path, error) ? "rule files end in `.mesh`" : "there is no such file or folder";
    }
    files.insert(files.end(), found.begin(), found.end());
  }
  std::vector<RuleText> result;
  std::set<fs::path> seen;
  for (const std::string& file : files) {
    std::error_code error;
    const fs::path real = fs::weakly_canonical(file, error);
    if (!seen.insert(error ? fs::path(file) : real).second) continue;
    if (fs::file_size(file, error) > kMaxBytes) {
      sink.report("rules-unreadable", {}, {file, "it has more than 64 MiB"}).help = "a rule file is text of some pages";
      continue;
    }
    std::ifstream stream(file, std::ios::binary);
    std::string content(error ? 0 : static_cast<std::size_t>(fs::file_size(file, error)), '\0');
    if (stream) stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    if (!stream.is_open() || error || stream.bad()) {
      sink.report("rules-unreadable", {}, {file, std::strerror(errno)}).help = "see its permissions";
      continue;
    }
    content.resize(static_cast<std::size_t>(stream.gcount()));  // it may have changed since
    result.push_back({file, std::move(content)});
  }
  return result;
}

}  // namespace meshplay::driver
