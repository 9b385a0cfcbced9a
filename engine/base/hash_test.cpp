#include "engine/base/hash.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

using meshplay::base::hash_bytes;
using meshplay::base::hash_combine;

TEST_CASE("equal bytes have equal hashes wherever they stand") {
  const std::string text = "--selector--";
  const std::string copy = "x--selector--";
  CHECK(hash_bytes(text) == hash_bytes(std::string_view(copy).substr(1)));
}

TEST_CASE("every length and every byte counts") {
  std::set<std::uint64_t> seen;
  std::string text;
  for (int length = 0; length < 40; ++length) {
    seen.insert(hash_bytes(text));
    text += 'a';
  }
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = 'b';
    seen.insert(hash_bytes(other));
  }
  CHECK(seen.size() == 80);
}

TEST_CASE("zero bytes at the end are no padding") { CHECK(hash_bytes("a") != hash_bytes(std::string_view("a\0", 2))); }

TEST_CASE("the order of combined values counts") {
  CHECK(hash_combine(hash_combine(0, 1), 2) != hash_combine(hash_combine(0, 2), 1));
}
