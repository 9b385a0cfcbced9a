#include "engine/infer/table.h"

#include <catch2/catch.hpp>
#include <map>
#include <random>

using meshplay::infer::Table;

namespace {

std::vector<std::uint32_t> rows_of(const Table& table, std::uint64_t key) {
  std::vector<std::uint32_t> rows;
  table.for_each(key, [&](std::uint32_t row) {
    rows.push_back(row);
    return false;
  });
  return rows;
}

}  // namespace

TEST_CASE("an empty table has no key") {
  const Table table;
  CHECK(rows_of(table, 0).empty());
  CHECK(table.count(17) == 0);
  CHECK(table.keys() == 0);
}

TEST_CASE("a key leads to its rows in the order in which they were added") {
  Table table;
  table.add(5, 2);
  table.add(9, 1);
  table.add(5, 0);
  CHECK(rows_of(table, 5) == std::vector<std::uint32_t>{2, 0});
  CHECK(rows_of(table, 9) == std::vector<std::uint32_t>{1});
  CHECK(table.count(5) == 2);
  CHECK(table.keys() == 2);
  CHECK(table.rows() == 3);
}

TEST_CASE("a visit ends when it is told to") {
  Table table;
  for (std::uint32_t row = 0; row < 5; ++row) table.add(1, row);
  std::uint32_t seen = 0;
  CHECK(table.for_each(1, [&](std::uint32_t) { return ++seen == 2; }));
  CHECK(seen == 2);
}

TEST_CASE("key 0 and the largest key are keys like any other") {
  Table table;
  table.add(0, 1);
  table.add(~std::uint64_t{0}, 2);
  CHECK(rows_of(table, 0) == std::vector<std::uint32_t>{1});
  CHECK(rows_of(table, ~std::uint64_t{0}) == std::vector<std::uint32_t>{2});
}

TEST_CASE("growing loses nothing and mixes nothing up") {
  std::mt19937_64 random(3);
  std::map<std::uint64_t, std::vector<std::uint32_t>> expected;
  Table table;
  for (std::uint32_t row = 0; row < 20'000; ++row) {
    // Few keys, many keys, and keys that differ in their highest bits alone.
    const std::uint64_t key = row % 3 == 0 ? random() % 10 : row % 3 == 1 ? random() % 5000 : (random() % 900) << 54U;
    expected[key].push_back(row);
    table.add(key, row);
  }
  CHECK(table.keys() == expected.size());
  for (const auto& [key, rows] : expected) {
    REQUIRE(table.count(key) == rows.size());
    REQUIRE(rows_of(table, key) == rows);
  }
}
