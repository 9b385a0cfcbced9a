#include "engine/graph/strata.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using meshplay::graph::Components;
using meshplay::graph::shortest_way;
using meshplay::graph::strong_components;

namespace {

std::uint32_t below(std::mt19937& random, std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); }

using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;
using Way = std::vector<std::uint32_t>;

// reach[a][b]: there is a way of at least one edge.
std::vector<std::vector<bool>> reach_of(std::uint32_t vertices, const Edges& edges) {
  std::vector<std::vector<bool>> reach(vertices, std::vector<bool>(vertices));
  for (const auto& [a, b] : edges) reach[a][b] = true;
  for (std::uint32_t k = 0; k < vertices; ++k) {
    for (std::uint32_t i = 0; i < vertices; ++i) {
      for (std::uint32_t j = 0; j < vertices; ++j) {
        if (reach[i][k] && reach[k][j]) reach[i][j] = true;
      }
    }
  }
  return reach;
}

Edges random_edges(std::mt19937& random, std::uint32_t vertices, std::uint32_t count) {
  Edges edges;
  for (std::uint32_t i = 0; i < count; ++i) {
    edges.emplace_back(below(random, vertices), below(random, vertices));
  }
  return edges;
}

}  // namespace

TEST_CASE("a vertex has a higher number than what it depends on") {
  const Components found = strong_components(3, {{0, 1}, {1, 2}});
  CHECK(found.count == 3);
  CHECK(found.of[0] > found.of[1]);
  CHECK(found.of[1] > found.of[2]);
}

TEST_CASE("vertices of one cycle have one number") {
  const Components found = strong_components(4, {{0, 1}, {1, 0}, {1, 2}, {3, 0}});
  CHECK(found.count == 3);
  CHECK(found.of[0] == found.of[1]);
  CHECK(found.of[2] < found.of[0]);
  CHECK(found.of[3] > found.of[0]);
}

TEST_CASE("no vertices have no components") {
  CHECK(strong_components(0, {}).count == 0);
  CHECK(strong_components(2, {}).count == 2);
}

TEST_CASE("strong components are what can be reached in both directions, dependencies first") {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t vertices = 1 + below(random, 12);
    const Edges edges = random_edges(random, vertices, below(random, 20));
    const auto reach = reach_of(vertices, edges);
    const Components found = strong_components(vertices, edges);
    CHECK(std::set<std::uint32_t>(found.of.begin(), found.of.end()).size() == found.count);
    for (std::uint32_t a = 0; a < vertices; ++a) {
      REQUIRE(found.of[a] < found.count);
      for (std::uint32_t b = 0; b < vertices; ++b) {
        REQUIRE((found.of[a] == found.of[b]) == (a == b || (reach[a][b] && reach[b][a])));
        if (reach[a][b]) REQUIRE(found.of[b] <= found.of[a]);
      }
    }
  }
}

TEST_CASE("a way holds both its ends") {
  CHECK(shortest_way(4, {{0, 1}, {1, 2}, {2, 3}, {0, 2}}, 0, 3) == Way{0, 2, 3});
  CHECK(shortest_way(2, {{0, 1}}, 0, 1) == Way{0, 1});
  CHECK(shortest_way(2, {{0, 1}}, 1, 0).empty());
}

TEST_CASE("a way from a vertex to itself is a cycle of at least one edge") {
  CHECK(shortest_way(1, {}, 0, 0).empty());
  CHECK(shortest_way(1, {{0, 0}}, 0, 0) == Way{0, 0});
  CHECK(shortest_way(3, {{0, 1}, {1, 2}, {2, 0}}, 1, 1) == Way{1, 2, 0, 1});
}

TEST_CASE("ways are along edges, and there is one exactly where the end can be reached") {
  std::mt19937 random(11);
  for (int round = 0; round < 200; ++round) {
    const std::uint32_t vertices = 1 + below(random, 10);
    const Edges edges = random_edges(random, vertices, below(random, 16));
    const std::set<std::pair<std::uint32_t, std::uint32_t>> known(edges.begin(), edges.end());
    const auto reach = reach_of(vertices, edges);
    const auto from = below(random, vertices);
    const auto to = below(random, vertices);
    const Way way = shortest_way(vertices, edges, from, to);
    REQUIRE(way.empty() == !reach[from][to]);
    if (way.empty()) continue;
    REQUIRE(way.size() >= 2);
    CHECK(way.front() == from);
    CHECK(way.back() == to);
    for (std::size_t i = 0; i + 1 < way.size(); ++i) CHECK(known.count({way[i], way[i + 1]}) == 1);
    CHECK(way.size() <= vertices + 1);
  }
}
