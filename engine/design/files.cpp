#include "engine/design/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

#include "engine/base/hash.h"
#include "engine/design/glob.h"

namespace meshplay::design {

namespace {

std::string reason(int error) { return std::system_category().message(error); }

FileIdentity identity_of(const struct stat& facts) {
  return {static_cast<std::uint64_t>(facts.st_dev), static_cast<std::uint64_t>(facts.st_ino)};
}

std::string_view sort_of_file(mode_t mode) {
  if (S_ISFIFO(mode)) return "a pipe";
  if (S_ISSOCK(mode)) return "a socket";
  if (S_ISCHR(mode) || S_ISBLK(mode)) return "a device";
  return "no ordinary file";
}

void report_unreadable(diag::Sink& sink, const std::string& path, int error) {
  sink.report("unreadable", {}, {path, reason(error)});
}

void report_special(diag::Sink& sink, const std::string& path, mode_t mode) {
  sink.report("special-file", {}, {path, sort_of_file(mode)}).help = "to check what a program prints, pipe it into `-`";
}

bool has_manifest_ending(std::string_view name) {
  return name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".json");
}

class Walk {
 public:
  Walk(std::string root, const std::vector<std::string>& exclude, diag::Sink& sink, FoundFiles& found)
      : root_(std::move(root)), sink_(sink), found_(found) {
    for (std::string_view pattern : exclude) {
      while (pattern.starts_with("./")) pattern.remove_prefix(2);
      while (pattern.size() > 1 && pattern.ends_with('/')) pattern.remove_suffix(1);
      exclude_.push_back(pattern);
    }
  }

  // Entries are taken in the order of their paths, folders with a `/` behind, which makes the order of all files that
  // of the bytes of their relative paths.
  void run(const struct stat& root) {
    std::vector<Entry> open;  // last first
    open.push_back({"", true, identity_of(root)});
    while (!open.empty()) {
      Entry entry = std::move(open.back());
      open.pop_back();
      if (!entry.folder) {
        found_.paths.push_back(shown(entry.relative));
      } else if (entered_.insert(entry.identity).second) {
        list_folder(entry.relative, open);
      }
    }
  }

 private:
  struct Entry {
    std::string relative;  // of a folder: with `/` behind
    bool folder = false;
    FileIdentity identity;  // of a folder
  };

  std::string shown(const std::string& relative) const {
    if (root_ == "." && !relative.empty()) return relative;
    return relative.empty() || root_.ends_with('/') ? root_ + relative : root_ + "/" + relative;
  }

  // Appends what is in the folder, the last in order first.
  void list_folder(const std::string& relative, std::vector<Entry>& open) {
    std::string path = shown(relative);
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path.c_str()), &::closedir);
    if (folder == nullptr) {
      refuse([&] { report_unreadable(sink_, path, errno); });
      return;
    }
    const auto first = static_cast<std::ptrdiff_t>(open.size());
    for (;;) {
      errno = 0;
      const dirent* entry = ::readdir(folder.get());  // NOLINT(concurrency-mt-unsafe): one thread has this folder
      if (entry == nullptr) break;
      add(relative, *entry, open);
    }
    if (errno != 0) refuse([&] { report_unreadable(sink_, path, errno); });
    std::sort(open.begin() + first, open.end(), [](const Entry& a, const Entry& b) { return a.relative > b.relative; });
  }

  void add(const std::string& folder, const dirent& entry, std::vector<Entry>& open) {
    const std::string_view name = entry.d_name;
    if (name.starts_with('.')) return;
    const bool ending = has_manifest_ending(name);
    if (entry.d_type == DT_REG && !ending) return;
    std::string relative = folder;
    relative += name;
    if (is_excluded(relative)) return;
    if (entry.d_type == DT_REG) {  // the usual case costs no call of the system
      open.push_back({std::move(relative), false, {}});
      return;
    }
    struct stat facts {};
    const std::string path = shown(relative);
    if (::stat(path.c_str(), &facts) != 0) {
      if (ending) refuse([&] { report_unreadable(sink_, path, errno); });
    } else if (S_ISDIR(facts.st_mode)) {
      if (name == "node_modules" || name == "vendor") return;
      open.push_back({relative + "/", true, identity_of(facts)});
    } else if (ending && S_ISREG(facts.st_mode)) {
      open.push_back({std::move(relative), false, {}});
    } else if (ending) {
      refuse([&] { report_special(sink_, path, facts.st_mode); });
    }
  }

  template <typename Report>
  void refuse(Report&& report) {
    report();
    ++found_.refused;
  }

  bool is_excluded(std::string_view relative) const {
    return std::any_of(exclude_.begin(), exclude_.end(),
                       [&](std::string_view pattern) { return matches_glob(pattern, relative); });
  }

  std::string root_;
  std::vector<std::string_view> exclude_;
  diag::Sink& sink_;
  FoundFiles& found_;
  std::unordered_set<FileIdentity, FileIdentityHash> entered_;
};

}  // namespace

std::size_t FileIdentityHash::operator()(const FileIdentity& identity) const {
  return base::hash_combine(identity.device, identity.number);
}

FoundFiles find_files(const std::string& path, const std::vector<std::string>& exclude, diag::Sink& sink) {
  FoundFiles found;
  struct stat facts {};
  if (::stat(path.c_str(), &facts) != 0) {
    found.refused = 1;
    if (errno == ENOENT || errno == ENOTDIR) {
      sink.report("no-such-path", {}, {path});
    } else {
      report_unreadable(sink, path, errno);
    }
    return found;
  }
  if (S_ISDIR(facts.st_mode)) {
    found.folder = true;
    std::string root = path;
    while (root.size() > 1 && root.ends_with('/')) root.pop_back();
    Walk(std::move(root), exclude, sink, found).run(facts);
  } else if (S_ISREG(facts.st_mode)) {
    found.paths.push_back(path);
  } else {
    found.refused = 1;
    report_special(sink, path, facts.st_mode);
  }
  return found;
}

FileReader::FileReader(std::uint64_t most_bytes, diag::Sink& sink)
    : most_bytes_(std::min<std::uint64_t>(most_bytes, 0xfffffff0U)), sink_(sink) {}

std::optional<FileReader::Opened> FileReader::open(const std::string& path) {
  // Not blocking, should a pipe have come to stand there in the meantime.
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  struct stat facts {};
  if (descriptor < 0 || ::fstat(descriptor, &facts) != 0) {
    report_unreadable(sink_, path, errno);
    if (descriptor >= 0) ::close(descriptor);
    return std::nullopt;
  }
  if (!S_ISREG(facts.st_mode)) {
    report_special(sink_, path, facts.st_mode);
    ::close(descriptor);
    return std::nullopt;
  }
  return Opened{descriptor, identity_of(facts), static_cast<std::uint64_t>(facts.st_size)};
}

void FileReader::close(const Opened& file) { ::close(file.descriptor); }

std::optional<std::string> FileReader::read(const Opened& file, const std::string& path) {
  std::optional<std::string> content;
  if (file.size > most_bytes_) {
    refuse_size(path, file.size);
  } else {
    content = read_all(file.descriptor, file.size, path);
  }
  close(file);
  return content;
}

std::optional<std::string> FileReader::read_standard_input() { return read_all(STDIN_FILENO, 0, "-"); }

std::optional<std::string> FileReader::read_all(int descriptor, std::uint64_t expected, const std::string& path) {
  constexpr std::size_t kStep = std::size_t{64} * 1024;
  std::string content;
  std::size_t size = 0;
  content.resize(expected > 0 ? static_cast<std::size_t>(expected) + 1 : kStep);
  for (;;) {
    const ssize_t got = ::read(descriptor, content.data() + size, content.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      report_unreadable(sink_, path, errno);
      return std::nullopt;
    }
    size += static_cast<std::size_t>(got);
    if (size > most_bytes_) {
      refuse_size(path, size);
      return std::nullopt;
    }
    if (got == 0 || size == expected) break;  // as long as it was when it was opened
    if (size == content.size()) content.resize(content.size() * 2);
  }
  content.resize(size);
  return content;
}

void FileReader::refuse_size(const std::string& path, std::uint64_t size) {
  sink_.report("file-too-large", {}, {path, size, most_bytes_});
}

}  // namespace meshplay::design
