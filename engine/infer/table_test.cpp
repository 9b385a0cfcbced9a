#include "engine/infer/table.h"

#include <algorithm>
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

TEST_CASE("a table whose rows come and go agrees with a multimap") {
  std::mt19937 random(11);
  for (const std::uint32_t keys : {1U, 7U, 300U}) {
    Table table;
    std::map<std::uint64_t, std::map<std::uint32_t, std::uint32_t>> expected;  // row by link
    std::vector<std::pair<std::uint32_t, std::uint64_t>> links;
    std::vector<std::uint32_t> free;
    std::uint32_t next = 0;
    for (; next < 50; ++next) {
      const std::uint64_t key = random() % keys;
      table.add(key, next * 3);
      expected[key][next] = next * 3;
      links.emplace_back(next, key);
    }
    table.make_erasable();
    for (int i = 0; i < 20'000; ++i) {
      if (links.empty() || random() % 100 < (i / 1000 % 2 == 0 ? 60U : 40U)) {
        const std::uint32_t link = free.empty() ? next++ : free.back();
        if (!free.empty()) free.pop_back();
        const std::uint64_t key = random() % keys;
        table.insert(link, key, link * 3);
        expected[key][link] = link * 3;
        links.emplace_back(link, key);
      } else {
        std::swap(links[random() % links.size()], links.back());
        const auto [link, key] = links.back();
        links.pop_back();
        free.push_back(link);
        table.erase(link, key);
        expected[key].erase(link);
        if (expected[key].empty()) expected.erase(key);
      }
      if (i % 100 != 0) continue;
      REQUIRE(table.rows() == links.size());
      REQUIRE(table.keys() == expected.size());
      for (std::uint64_t key = 0; key < keys; ++key) {
        std::vector<std::uint32_t> rows = rows_of(table, key);
        std::sort(rows.begin(), rows.end());
        std::vector<std::uint32_t> wanted;
        if (expected.contains(key)) {
          for (const auto& [link, row] : expected[key]) wanted.push_back(row);
        }
        REQUIRE(rows == wanted);
        REQUIRE(table.count(key) == wanted.size());
      }
    }
  }
}
