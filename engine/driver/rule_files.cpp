#include "engine/driver/rule_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <optional>
#include <set>

namespace meshplay::driver {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kEnding = ".mesh";
constexpr off_t kMostBytes = off_t{64} << 20U;

struct Descriptor {
  explicit Descriptor(int opened) : number(opened) {}
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number;
};

// Less than `size` bytes when the file was cut off meanwhile.
std::optional<std::string> read_all(const Descriptor& file, std::size_t size) {
  std::string content(size, '\0');
  std::size_t taken = 0;
  while (taken < size) {
    const ssize_t count = ::read(file.number, content.data() + taken, size - taken);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return std::nullopt;
    if (count == 0) break;
    taken += static_cast<std::size_t>(count);
  }
  content.resize(taken);
  return content;
}

void report_unreadable(const std::string& file, diag::Sink& sink) {
  sink.report("rules-unreadable", {}, {file, std::strerror(errno)}).help = "see its permissions";
}

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
  std::set<std::pair<dev_t, ino_t>> seen;
  for (const std::string& file : files) {
    const Descriptor opened(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
    struct stat facts {};
    if (opened.number < 0 || ::fstat(opened.number, &facts) != 0) {
      report_unreadable(file, sink);
    } else if (seen.emplace(facts.st_dev, facts.st_ino).second) {
      if (facts.st_size > kMostBytes) {
        sink.report("rules-unreadable", {}, {file, "it has more than 64 MiB"}).help =
            "a rule file is text of some pages";
      } else if (auto content = read_all(opened, static_cast<std::size_t>(facts.st_size))) {
        result.push_back({file, std::move(*content)});
      } else {
        report_unreadable(file, sink);
      }
    }
  }
  return result;
}

}  // namespace meshplay::driver
