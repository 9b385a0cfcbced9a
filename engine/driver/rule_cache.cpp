#include "engine/driver/rule_cache.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "engine/base/hash.h"
#include "engine/units/digest.h"

namespace meshplay::driver {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kMagic = "meshplay checked rules\n";
constexpr std::string_view kEnding = ".checked";

std::string header(std::string_view program) {
  std::string text(kMagic);
  for (const std::uint64_t number : {static_cast<std::uint64_t>(program.size()), base::hash_bytes(program)}) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    text.append(bytes, sizeof number);
  }
  return text;
}

}  // namespace

std::string RuleCache::key_of(const std::vector<std::string_view>& parts) {
  std::string all = MESHPLAY_VERSION " " MESHPLAY_PROGRAM_FORMAT;
  for (std::string_view part : parts) {
    all += '\n' + std::to_string(part.size()) + ' ';
    all += part;
  }
  return units::sha256(all);
}

RuleCache::Program::~Program() {
  if (data_ != nullptr) munmap(const_cast<char*>(data_), size_);
}

std::optional<RuleCache::Program> RuleCache::find(const std::string& key) const {
  if (!is_on()) return std::nullopt;
  const std::string path = (fs::path(folder_) / (key + std::string(kEnding))).string();
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return std::nullopt;
  const std::size_t head = kMagic.size() + 2 * sizeof(std::uint64_t);
  struct stat status {};
  void* data = MAP_FAILED;
  if (fstat(file, &status) == 0 && S_ISREG(status.st_mode) && static_cast<std::size_t>(status.st_size) > head) {
    data = mmap(nullptr, static_cast<std::size_t>(status.st_size), PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0);
  }
  futimens(file, nullptr);  // used now
  close(file);
  if (data == MAP_FAILED) return std::nullopt;
  Program program(static_cast<const char*>(data), static_cast<std::size_t>(status.st_size), head);
  if (std::string_view(static_cast<const char*>(data), head) != header(program.bytes())) return std::nullopt;
  return program;
}

void RuleCache::put(const std::string& key, std::string_view program) const {
  if (!is_on()) return;
  std::error_code error;
  fs::create_directories(folder_, error);
  const fs::path path = fs::path(folder_) / (key + std::string(kEnding));
  const fs::path fresh = path.string() + "." + std::to_string(getpid());
  {
    std::ofstream stream(fresh, std::ios::binary);
    stream << header(program) << program;
    if (!stream.flush()) error = std::make_error_code(std::errc::io_error);
  }
  if (!error) fs::rename(fresh, path, error);
  if (error) {
    std::error_code ignored;
    fs::remove(fresh, ignored);
    return;
  }
  std::vector<std::pair<fs::file_time_type, fs::path>> known;
  for (fs::directory_iterator entry(folder_, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code ignored;
    if (entry->path().filename().string().find(kEnding) != std::string::npos) {
      known.emplace_back(entry->last_write_time(ignored), entry->path());
    }
  }
  std::sort(known.begin(), known.end());
  for (std::size_t i = 0; i + kMost < known.size(); ++i) fs::remove(known[i].second, error);
}

}  // namespace meshplay::driver
