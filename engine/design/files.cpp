#include "engine/design/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <memory>
#include <mutex>
#include <system_error>
#include <unordered_map>

#include "engine/base/hash.h"
#include "engine/base/room.h"
#include "engine/design/glob.h"
#include "engine/design/parallel.h"

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

namespace {

// Contents one behind the other in a few large rooms.
class Contents {
 public:
  // So many bytes behind what is kept. What was written to such a place and not kept is lost.
  char* room(std::size_t bytes) {
    if (bytes > free_) {
      constexpr std::size_t kFirst = std::size_t{64} << 10;
      constexpr std::size_t kLargest = std::size_t{4} << 20;
      next_ = std::clamp(next_ * 4, kFirst, kLargest);
      free_ = std::max(bytes, next_);
      at_ = rooms_.emplace_back(free_).data();
    }
    return at_;
  }
  std::string_view keep(std::size_t bytes) {
    const std::string_view kept(at_, bytes);
    at_ += bytes;
    free_ -= bytes;
    return kept;
  }
  void move_to(text::SourceSet& sources) {
    for (base::Room& room : rooms_) sources.keep(std::move(room));
    rooms_.clear();
  }

 private:
  std::vector<base::Room> rooms_;
  char* at_ = nullptr;
  std::size_t free_ = 0;
  std::size_t next_ = 0;
};

// To its end, or as long as it was when it was opened.
void read_content(int descriptor, std::uint64_t expected, std::uint64_t most_bytes, Contents& contents,
                  ReadFile& file) {
  constexpr std::size_t kStep = std::size_t{64} << 10;
  std::size_t capacity = expected > 0 ? static_cast<std::size_t>(expected) + 1 : kStep;
  char* room = contents.room(capacity);
  std::size_t size = 0;
  for (;;) {
    const ssize_t got = ::read(descriptor, room + size, capacity - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      file.outcome = ReadFile::Outcome::unreadable;
      file.error = errno;
      return;
    }
    size += static_cast<std::size_t>(got);
    if (size > most_bytes) {
      file.outcome = ReadFile::Outcome::too_large;
      file.size = size;
      return;
    }
    if (got == 0 || size == expected) break;
    if (size < capacity) continue;
    capacity *= 2;
    char* larger = contents.room(capacity);
    if (larger != room) std::copy_n(room, size, larger);
    room = larger;
  }
  file.outcome = ReadFile::Outcome::read;
  file.content = contents.keep(size);
}

// Which path reads a file to which several lead.
class Claims {
 public:
  // Whether `path` is the first to come; `claimed()` is it from then on.
  bool claim(const FileIdentity& identity, std::size_t path) {
    const std::scoped_lock lock(mutex_);
    return paths_.try_emplace(identity, path).second;
  }
  std::size_t claimed(const FileIdentity& identity) const { return paths_.at(identity); }

 private:
  std::mutex mutex_;
  std::unordered_map<FileIdentity, std::size_t, FileIdentityHash> paths_;
};

class Descriptor {
 public:
  // Not blocking, should a pipe have come to stand there in the meantime.
  explicit Descriptor(const std::string& path)
      : number_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

}  // namespace

FileReader::FileReader(std::uint64_t most_bytes, diag::Sink& sink)
    : most_bytes_(std::min<std::uint64_t>(most_bytes, 0xfffffff0U)), sink_(sink) {}

std::vector<ReadFile> FileReader::read(const std::vector<std::string>& paths, std::size_t threads,
                                       const std::function<bool(const FileIdentity&)>& is_known,
                                       text::SourceSet& sources) const {
  constexpr std::size_t kFilesThatPay = 50;  // a thread costs as much as reading some small files
  constexpr std::size_t kFilesAtOnce = 16;
  std::vector<ReadFile> files(paths.size());
  Claims claims;
  const auto read_one = [&](std::size_t i, Contents& contents) {
    ReadFile& file = files[i];
    const Descriptor descriptor(paths[i]);
    struct stat facts {};
    if (descriptor.number() < 0 || ::fstat(descriptor.number(), &facts) != 0) {
      file.error = errno;
      return;
    }
    if (!S_ISREG(facts.st_mode)) {
      file.outcome = ReadFile::Outcome::special;
      file.mode = facts.st_mode;
      return;
    }
    file.identity = identity_of(facts);
    file.outcome = ReadFile::Outcome::known;
    if (is_known(*file.identity) || !claims.claim(*file.identity, i)) return;
    file.size = static_cast<std::uint64_t>(facts.st_size);
    file.outcome = ReadFile::Outcome::too_large;
    if (file.size <= most_bytes_) read_content(descriptor.number(), file.size, most_bytes_, contents, file);
  };
  std::vector<Contents> contents(threads_for(paths.size(), kFilesThatPay, threads));
  std::atomic<std::size_t> next = 0;
  in_parallel(contents.size(), [&](std::size_t thread) {
    for (;;) {
      const std::size_t first = next.fetch_add(kFilesAtOnce);
      if (first >= paths.size()) return;
      for (std::size_t i = first; i < std::min(first + kFilesAtOnce, paths.size()); ++i) {
        read_one(i, contents[thread]);
      }
    }
  });
  for (Contents& own : contents) own.move_to(sources);
  // Threads come to the paths in no fixed order: what was read belongs to the first path.
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (files[i].outcome != ReadFile::Outcome::known || is_known(*files[i].identity)) continue;
    ReadFile& reader = files[claims.claimed(*files[i].identity)];
    if (&reader > &files[i]) std::swap(reader, files[i]);
  }
  return files;
}

void FileReader::report(const ReadFile& file, const std::string& path) {
  switch (file.outcome) {
    case ReadFile::Outcome::unreadable: report_unreadable(sink_, path, file.error); return;
    case ReadFile::Outcome::special: report_special(sink_, path, file.mode); return;
    case ReadFile::Outcome::too_large: sink_.report("file-too-large", {}, {path, file.size, most_bytes_}); return;
    case ReadFile::Outcome::read:
    case ReadFile::Outcome::known: return;
  }
}

std::optional<std::string_view> FileReader::read_standard_input(text::SourceSet& sources) {
  Contents contents;
  ReadFile input;
  read_content(STDIN_FILENO, 0, most_bytes_, contents, input);
  contents.move_to(sources);
  if (input.outcome == ReadFile::Outcome::read) return input.content;
  report(input, "-");
  return std::nullopt;
}

}  // namespace meshplay::design
