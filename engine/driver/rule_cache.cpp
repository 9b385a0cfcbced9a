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

constexpr std::string_view kMagic = "meshplay checked program of rules\n\n\n\n\n\n\n\n\n\n\n\n\n\n\n";
static_assert(kMagic.size() % 16 == 0, "the program that follows is used where it stands");
constexpr std::string_view kEnding = ".checked";

// Four at once, since each hash waits for its own last step.
std::uint64_t checksum(std::string_view bytes) {
  const std::size_t part = bytes.size() / 4;
  std::uint64_t sums[4] = {};
  const char* const begin = bytes.data();
  std::size_t at = 0;
  for (; at + 8 <= part; at += 8) {
    for (std::size_t lane = 0; lane < 4; ++lane) {
      std::uint64_t word = 0;
      std::memcpy(&word, begin + lane * part + at, sizeof word);
      sums[lane] = base::mix(sums[lane] ^ word, 0xe7037ed1a0b428dbULL + lane);
    }
  }
  std::uint64_t result = bytes.size();
  for (std::size_t lane = 0; lane < 4; ++lane) {
    const std::size_t end = lane == 3 ? bytes.size() : (lane + 1) * part;
    result = base::hash_combine(result, sums[lane]);
    result = base::hash_combine(result, base::hash_bytes(bytes.substr(lane * part + at, end - lane * part - at)));
  }
  return result;
}

std::string header(std::string_view program) {
  std::string text(kMagic);
  for (const std::uint64_t number : {static_cast<std::uint64_t>(program.size()), checksum(program)}) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    text.append(bytes, sizeof number);
  }
  return text;
}

}  // namespace

std::string RuleCache::key_of(const std::vector<std::string_view>& parts) {
  std::string sizes = MESHPLAY_VERSION " " MESHPLAY_PROGRAM_FORMAT;
  for (const std::string_view part : parts) sizes += ' ' + std::to_string(part.size());
  std::vector<std::string_view> all{sizes, "\n"};
  all.insert(all.end(), parts.begin(), parts.end());
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
