#include "engine/edit/replace_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cstdint>
#include <cstdlib>
#include <system_error>

namespace meshplay::edit {

namespace {

base::Error failure(const std::string& what, const std::string& path) {
  const int error = errno;
  return {"cannot " + what + " `" + path + "`: " + std::system_category().message(error)};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  int number() const { return number_; }
  bool close() {
    const int number = number_;
    number_ = -1;
    return number < 0 || ::close(number) == 0;
  }

 private:
  int number_;
};

// Goes unless it got its place.
class Temporary {
 public:
  explicit Temporary(std::string path) : path_(std::move(path)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  const std::string& path() const { return path_; }
  void keep() { path_.clear(); }

 private:
  std::string path_;
};

// Where the links of a path lead to; empty: nowhere.
std::string real_path(const std::string& path) {
  char* const resolved = ::realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return "";
  std::string result = resolved;
  std::free(resolved);
  return result;
}

bool has_content(int descriptor, std::string_view wanted) {
  char bytes[1 << 16];
  while (true) {
    const ssize_t count = ::read(descriptor, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return count == 0 && wanted.empty();
    const std::string_view part(bytes, static_cast<std::size_t>(count));
    if (!wanted.starts_with(part)) return false;
    wanted.remove_prefix(part.size());
  }
}

bool write_all(int descriptor, std::string_view content) {
  while (!content.empty()) {
    const ssize_t count = ::write(descriptor, content.data(), content.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// Of a file that takes the place of this one once it is whole.
std::string pattern_beside(const std::string& path) { return path.substr(0, path.rfind('/') + 1) + ".meshplay-XXXXXX"; }

}  // namespace

base::Result<base::Done> replace_file(const std::string& path, std::string_view old_content,
                                      std::string_view new_content) {
  const std::string target = real_path(path);
  if (target.empty()) return failure("write", path);
  const Descriptor old_file(::open(target.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  struct stat facts {};
  if (old_file.number() < 0 || ::fstat(old_file.number(), &facts) != 0) return failure("read", path);
  if (!S_ISREG(facts.st_mode)) return base::Error{"cannot write `" + path + "`: it is no ordinary file"};
  if (facts.st_nlink > 1) {
    return base::Error{"cannot write `" + path +
                       "`: the file has other names (hard links) that would keep the old content"};
  }
  if (::access(target.c_str(), W_OK) != 0) return failure("write", path);
  if (!has_content(old_file.number(), old_content)) {
    return base::Error{"cannot write `" + path + "`: the file has changed since it was read"};
  }

  std::string pattern = pattern_beside(target);
  Descriptor file(::mkostemp(pattern.data(), O_CLOEXEC));
  if (file.number() < 0) return failure("write beside", path);
  Temporary temporary(std::move(pattern));
  // The owner first: a change of owner takes some permissions away.
  const bool other_owner = facts.st_uid != ::geteuid() || facts.st_gid != ::getegid();
  const bool owned = !other_owner || ::fchown(file.number(), facts.st_uid, facts.st_gid) == 0;
  const mode_t mode = facts.st_mode & (owned ? mode_t{07777} : mode_t{0777});
  if (!write_all(file.number(), new_content) || ::fchmod(file.number(), mode) != 0 || ::fsync(file.number()) != 0 ||
      !file.close()) {
    return failure("write beside", path);
  }
  if (::rename(temporary.path().c_str(), target.c_str()) != 0) return failure("write", path);
  temporary.keep();
  return base::Done{};
}

base::Result<base::Done> create_file(const std::string& path, std::string_view content) {
  std::string pattern = pattern_beside(path);
  Descriptor file(::mkostemp(pattern.data(), O_CLOEXEC));
  if (file.number() < 0) return failure("write", path);
  const Temporary temporary(std::move(pattern));
  const mode_t mask = ::umask(0);
  ::umask(mask);
  if (!write_all(file.number(), content) || ::fchmod(file.number(), 0666 & ~mask) != 0 || ::fsync(file.number()) != 0 ||
      !file.close()) {
    return failure("write", path);
  }
  // A link takes nobody's place.
  if (::link(temporary.path().c_str(), path.c_str()) != 0) return failure("write", path);
  return base::Done{};
}

}  // namespace meshplay::edit
