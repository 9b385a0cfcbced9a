#include "engine/infer/relation_store.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using meshplay::infer::RelationStore;

namespace {

std::uint32_t below(std::mt19937& random, std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); }

using Tuple = std::vector<std::uint32_t>;

std::vector<Tuple> matches(RelationStore& store, std::uint32_t mask, const Tuple& wanted) {
  std::vector<Tuple> found;
  store.for_each_match(mask, wanted.data(), [&](std::uint32_t row) {
    found.emplace_back(store.tuple(row), store.tuple(row) + store.arity());
    return false;
  });
  return found;
}

bool add(RelationStore& store, const Tuple& tuple) { return store.add(tuple.data()); }

}  // namespace

TEST_CASE("a tuple is kept once, in the order of its first addition") {
  RelationStore store(2);
  CHECK(add(store, {1, 2}));
  CHECK(add(store, {2, 1}));
  CHECK_FALSE(add(store, {1, 2}));
  CHECK(store.size() == 2);
  CHECK(store.tuple(0)[0] == 1);
  CHECK(store.tuple(1)[0] == 2);
}

TEST_CASE("tuples are found by any set of their arguments") {
  RelationStore store(3);
  add(store, {1, 2, 3});
  add(store, {1, 5, 3});
  add(store, {4, 2, 3});
  CHECK(matches(store, 0b001, {1, 0, 0}) == std::vector<Tuple>{{1, 2, 3}, {1, 5, 3}});
  CHECK(matches(store, 0b110, {0, 2, 3}) == std::vector<Tuple>{{1, 2, 3}, {4, 2, 3}});
  CHECK(matches(store, 0b111, {4, 2, 3}) == std::vector<Tuple>{{4, 2, 3}});
  CHECK(matches(store, 0, {0, 0, 0}).size() == 3);
  CHECK(matches(store, 0b100, {0, 0, 9}).empty());
}

TEST_CASE("what is added after an index was built is in the index") {
  RelationStore store(2);
  add(store, {1, 1});
  CHECK(matches(store, 0b10, {0, 7}).empty());
  add(store, {3, 7});
  add(store, {2, 7});
  CHECK(matches(store, 0b10, {0, 7}) == std::vector<Tuple>{{3, 7}, {2, 7}});
}

TEST_CASE("a relation without arguments holds or does not") {
  RelationStore store(0);
  CHECK(store.size() == 0);
  CHECK(store.add(nullptr));
  CHECK_FALSE(store.add(nullptr));
  CHECK(store.size() == 1);
  CHECK(store.for_each_match(0, nullptr, [](std::uint32_t) { return true; }));
}

TEST_CASE("fan-out is the mean number of tuples behind a key") {
  RelationStore store(2);
  CHECK(store.fan_out(0b01) == 0);
  add(store, {1, 1});
  add(store, {1, 2});
  add(store, {1, 3});
  add(store, {2, 3});
  CHECK(store.fan_out(0b01) == Approx(2));
  CHECK(store.fan_out(0b10) == Approx(4.0 / 3));
  CHECK(store.fan_out(0b11) == 1);
  CHECK(store.fan_out(0) == 4);
}

TEST_CASE("a store and a set of tuples agree, also when tuples go") {
  std::mt19937 random(9);
  for (const std::uint32_t arity : {1U, 2U, 3U, 4U}) {
    RelationStore store(arity);
    std::set<Tuple> expected;
    for (int i = 0; i < 6000; ++i) {
      Tuple tuple(arity);
      for (std::uint32_t& value : tuple) value = below(random, 6);
      if (i == 2000) store.make_erasable();
      if (i >= 2000 && below(random, 2) == 0) {
        const auto row = store.find(tuple.data());
        REQUIRE(row.has_value() == (expected.erase(tuple) == 1));
        if (row) store.erase(*row);
      } else {
        REQUIRE(add(store, tuple) == expected.insert(tuple).second);
      }
      REQUIRE(store.size() == expected.size());
      if (i % 50 != 0) continue;
      const std::uint32_t mask = below(random, 1U << arity);
      std::set<Tuple> wanted;
      for (const Tuple& other : expected) {
        bool same = true;
        for (std::uint32_t a = 0; a < arity; ++a) same = same && ((mask >> a & 1U) == 0 || other[a] == tuple[a]);
        if (same) wanted.insert(other);
      }
      const std::vector<Tuple> found = matches(store, mask, tuple);
      REQUIRE(std::set<Tuple>(found.begin(), found.end()) == wanted);
      REQUIRE(found.size() == wanted.size());
    }
  }
}
