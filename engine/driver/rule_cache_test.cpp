#include "engine/driver/rule_cache.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace {

namespace fs = std::filesystem;
using meshplay::driver::RuleCache;

struct Folder {
  fs::path path = fs::temp_directory_path() / ("rule_cache_test_" + std::to_string(std::rand()));
  Folder() { fs::remove_all(path); }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  fs::path only_file() const { return fs::directory_iterator(path)->path(); }
};

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

TEST_CASE("what is put is found under its key alone") {
  const Folder folder;
  const RuleCache cache(folder.path.string());
  const std::string key = RuleCache::key_of({"a", "b"});
  CHECK_FALSE(cache.find(key));
  cache.put(key, "program");
  REQUIRE(cache.find(key));
  CHECK(cache.find(key)->bytes() == "program");
  CHECK_FALSE(cache.find(RuleCache::key_of({"ab"})));
}

TEST_CASE("keys hang on the parts, their order and where one ends") {
  CHECK(RuleCache::key_of({"a", "b"}) != RuleCache::key_of({"b", "a"}));
  CHECK(RuleCache::key_of({"a", "b"}) != RuleCache::key_of({"ab", ""}));
  CHECK(RuleCache::key_of({"a", "b"}) == RuleCache::key_of({"a", "b"}));
}

TEST_CASE("a file that is changed anywhere, cut off or empty counts as none") {
  const Folder folder;
  const RuleCache cache(folder.path.string());
  const std::string key = RuleCache::key_of({"a"});
  cache.put(key, "a program of some bytes");
  const fs::path file = folder.only_file();
  const std::string good = read(file);
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 0x20);
    std::ofstream(file, std::ios::binary) << bad;
    INFO("byte " << i);
    CHECK_FALSE(cache.find(key));
  }
  for (std::size_t length = 0; length < good.size(); ++length) {
    std::ofstream(file, std::ios::binary) << good.substr(0, length);
    CHECK_FALSE(cache.find(key));
  }
  std::ofstream(file, std::ios::binary) << good << "more";
  CHECK_FALSE(cache.find(key));
  cache.put(key, "again");
  REQUIRE(cache.find(key));
  CHECK(cache.find(key)->bytes() == "again");
}

TEST_CASE("a folder that cannot be written, or is none, changes nothing") {
  const Folder folder;
  std::ofstream(folder.path, std::ios::binary) << "a file";
  const RuleCache cache((folder.path / "below").string());
  cache.put("key", "program");
  CHECK_FALSE(cache.find("key"));
  const RuleCache none("");
  none.put("key", "program");
  CHECK_FALSE(none.find("key"));
  CHECK_FALSE(none.is_on());
}

TEST_CASE("the oldest programs make room") {
  const Folder folder;
  const RuleCache cache(folder.path.string());
  for (std::size_t i = 0; i < RuleCache::kMost + 5; ++i) cache.put(RuleCache::key_of({std::to_string(i)}), "program");
  const auto left = std::distance(fs::directory_iterator(folder.path), fs::directory_iterator());
  CHECK(left == static_cast<std::ptrdiff_t>(RuleCache::kMost));
  CHECK(cache.find(RuleCache::key_of({std::to_string(RuleCache::kMost + 4)})));
}

}  // namespace
