#include "engine/graph/ranks.h"

#include <catch2/catch.hpp>
#include <random>

using meshplay::graph::Ranks;

TEST_CASE("vertices keep the order that they were put into, however often in the same place") {
  // Always behind the first, always before the last, always at either end, anywhere.
  for (int where = 0; where < 5; ++where) {
    std::mt19937 random(1);
    Ranks ranks;
    std::vector<std::uint32_t> order{1, 0, 2};
    ranks.assign(order);
    for (std::uint32_t vertex = 3; vertex < 1500; ++vertex) {
      const std::size_t end = order.size();
      const std::size_t places[] = {1, end - 1, 0, end, random() % (end + 1)};
      const std::size_t place = places[where];
      const std::uint64_t before = place == 0 ? Ranks::kFirst : ranks.of(order[place - 1]);
      const std::uint64_t after = place == end ? Ranks::kLast : ranks.of(order[place]);
      REQUIRE(ranks.put(vertex, before, after));
      order.insert(order.begin() + static_cast<std::ptrdiff_t>(place), vertex);
      for (std::size_t i = 1; i < order.size(); ++i) REQUIRE(ranks.of(order[i - 1]) < ranks.of(order[i]));
    }
  }
}

TEST_CASE("a vertex that is put once more leaves its old place") {
  Ranks ranks;
  ranks.assign({0, 1, 2});
  CHECK_FALSE(ranks.put(0, ranks.of(2), Ranks::kLast));
  CHECK(ranks.of(1) < ranks.of(2));
  CHECK(ranks.of(2) < ranks.of(0));
}
