#include "engine/graph/queries.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using meshplay::graph::breadth_first;
using meshplay::graph::Cycle;
using meshplay::graph::cycles;
using meshplay::graph::dominator_forest;
using meshplay::graph::DominatorForest;
using meshplay::graph::Edge;
using meshplay::graph::entries;
using meshplay::graph::Found;
using meshplay::graph::kNoVertex;
using meshplay::graph::Need;
using meshplay::graph::Order;
using meshplay::graph::order;

namespace {

using Numbers = std::vector<std::uint32_t>;
using Edges = std::vector<Edge>;
using Matrix = std::vector<std::vector<bool>>;

std::uint32_t below(std::mt19937& random, std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); }

Edges random_edges(std::mt19937& random, std::uint32_t vertices) {
  Edges edges(below(random, 2 * vertices + 1));
  for (Edge& edge : edges) edge = {below(random, vertices), below(random, vertices)};
  return edges;
}

// Over one edge or more.
Matrix closure(std::uint32_t vertices, const Edges& edges, std::uint32_t without = kNoVertex) {
  Matrix reach(vertices, std::vector<bool>(vertices));
  for (const Edge& edge : edges) {
    if (edge.from != without && edge.to != without) reach[edge.from][edge.to] = true;
  }
  for (std::uint32_t k = 0; k < vertices; ++k) {
    for (std::uint32_t i = 0; i < vertices; ++i) {
      for (std::uint32_t j = 0; j < vertices; ++j) {
        if (reach[i][k] && reach[k][j]) reach[i][j] = true;
      }
    }
  }
  return reach;
}

bool reaches_any(const Matrix& reach, const Numbers& roots, std::uint32_t to) {
  return std::any_of(roots.begin(), roots.end(), [&](std::uint32_t root) { return root == to || reach[root][to]; });
}

bool has_edge(const Edges& edges, std::uint32_t from, std::uint32_t to) {
  return std::any_of(edges.begin(), edges.end(), [&](const Edge& edge) { return edge.from == from && edge.to == to; });
}

// Distances by going over all edges again and again.
Numbers distances(std::uint32_t vertices, const Edges& edges, const Numbers& roots) {
  Numbers result(vertices, kNoVertex);
  for (const std::uint32_t root : roots) result[root] = 0;
  for (std::uint32_t round = 0; round < vertices; ++round) {
    for (const Edge& edge : edges) {
      if (result[edge.from] != kNoVertex) result[edge.to] = std::min(result[edge.to], result[edge.from] + 1);
    }
  }
  return result;
}

Edges chain(std::uint32_t vertices) {
  Edges edges;
  for (std::uint32_t v = 0; v + 1 < vertices; ++v) edges.push_back({v, v + 1});
  return edges;
}

Edges ring(std::uint32_t vertices) {
  Edges edges = chain(vertices);
  edges.push_back({vertices - 1, 0});
  return edges;
}

}  // namespace

TEST_CASE("graphs without vertices have no answers, and no crash") {
  CHECK(breadth_first(0, {}, {}).empty());
  CHECK(entries(0, {}).empty());
  CHECK(dominator_forest(0, {}, {}).below.empty());
  CHECK(cycles(0, {}).empty());
  CHECK(order(0, {}).waves.empty());
}

TEST_CASE("what is found is as near as it can be, over the smallest vertex before it") {
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t vertices = 1 + below(random, 9);
    const Edges edges = random_edges(random, vertices);
    Numbers roots;
    for (std::uint32_t v = 0; v < vertices; ++v) {
      if (below(random, 3) == 0) roots.push_back(v);
    }
    const Numbers expected = distances(vertices, edges, roots);
    const std::vector<Found> found = breadth_first(vertices, edges, roots);
    CHECK(found.size() == vertices - static_cast<std::size_t>(std::count(expected.begin(), expected.end(), kNoVertex)));
    CHECK(std::is_sorted(found.begin(), found.end(), [](const Found& a, const Found& b) {
      return std::pair(a.distance, a.vertex) < std::pair(b.distance, b.vertex);
    }));
    for (const Found& one : found) {
      CHECK(one.distance == expected[one.vertex]);
      std::uint32_t before = kNoVertex;
      for (std::uint32_t v = 0; v < vertices && one.distance > 0 && before == kNoVertex; ++v) {
        if (expected[v] == one.distance - 1 && has_edge(edges, v, one.vertex)) before = v;
      }
      CHECK(one.before == before);
    }
  }
}

TEST_CASE("entries reach all, and nothing outside their cycle reaches them") {
  std::mt19937 random(12);
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t vertices = 1 + below(random, 9);
    const Edges edges = random_edges(random, vertices);
    const Matrix reach = closure(vertices, edges);
    Numbers expected;
    for (std::uint32_t v = 0; v < vertices; ++v) {
      bool is_entered = false;
      for (std::uint32_t u = 0; u < vertices; ++u) is_entered |= reach[u][v] && !reach[v][u];
      if (!is_entered) expected.push_back(v);
    }
    CHECK(entries(vertices, edges) == expected);
    for (std::uint32_t v = 0; v < vertices; ++v) CHECK(reaches_any(reach, expected, v));
  }
}

TEST_CASE("a vertex dominates what is not reached when it is deleted") {
  std::mt19937 random(13);
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t vertices = 1 + below(random, 9);
    const Edges edges = random_edges(random, vertices);
    Numbers roots = entries(vertices, edges);
    if (round % 2 == 0) roots = {below(random, vertices)};
    const Matrix reach = closure(vertices, edges);
    const DominatorForest forest = dominator_forest(vertices, edges, roots);
    for (std::uint32_t by = 0; by < vertices; ++by) {
      CHECK(forest.is_reached[by] == reaches_any(reach, roots, by));
      const Matrix without = closure(vertices, edges, by);
      Numbers left = roots;
      std::erase(left, by);
      std::uint32_t count = 0;
      for (std::uint32_t to = 0; to < vertices; ++to) {
        const bool is_lost = to != by && reaches_any(reach, roots, to) && !reaches_any(without, left, to);
        bool is_below = false;
        for (std::uint32_t up = forest.immediate[to]; up != kNoVertex; up = forest.immediate[up]) is_below |= up == by;
        CHECK(is_below == is_lost);
        count += is_lost ? 1 : 0;
      }
      CHECK(forest.below[by] == count);
    }
  }
}

TEST_CASE("cycles are all vertices that reach each other, with a shortest way through the first") {
  std::mt19937 random(14);
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t vertices = 1 + below(random, 9);
    const Edges edges = random_edges(random, vertices);
    const Matrix reach = closure(vertices, edges);
    const std::vector<Cycle> found = cycles(vertices, edges);
    std::vector<Numbers> expected;
    for (std::uint32_t v = 0; v < vertices; ++v) {
      Numbers members;
      for (std::uint32_t u = 0; u < vertices; ++u) {
        if (reach[v][u] && reach[u][v]) members.push_back(u);
      }
      if (!members.empty() && members.front() == v) expected.push_back(members);
    }
    REQUIRE(found.size() == expected.size());
    for (std::size_t i = 0; i < found.size(); ++i) {
      CHECK(found[i].members == expected[i]);
      const Numbers& way = found[i].way;
      REQUIRE(way.size() >= 2);
      const std::uint32_t v = expected[i].front();
      CHECK(way.front() == v);
      CHECK(way.back() == v);
      for (std::size_t step = 0; step + 1 < way.size(); ++step) CHECK(has_edge(edges, way[step], way[step + 1]));
      if (expected[i].size() == 1) continue;
      std::uint32_t shortest = kNoVertex;
      const Numbers distance = distances(vertices, edges, {v});
      for (const Edge& edge : edges) {
        if (edge.to == v && edge.from != v && distance[edge.from] != kNoVertex) {
          shortest = std::min(shortest, distance[edge.from] + 1);
        }
      }
      CHECK(way.size() == shortest + 1);
    }
  }
}

TEST_CASE("waves follow what is needed") {
  std::mt19937 random(15);
  for (int round = 0; round < 300; ++round) {
    const std::uint32_t vertices = 1 + below(random, 9);
    std::vector<Need> needs;
    Edges all;
    for (const Edge& edge : random_edges(random, vertices)) {
      needs.push_back({edge.from, edge.to, below(random, 2) == 0});
      all.push_back(edge);
    }
    const Matrix over_all = closure(vertices, all);
    Edges counted;
    for (const Need& need : needs) {
      if (need.is_firm || (need.from != need.to && !over_all[need.to][need.from]))
        counted.push_back({need.from, need.to});
    }
    const Matrix reach = closure(vertices, counted);
    const auto is_together = [&](std::uint32_t a, std::uint32_t b) { return a == b || (reach[a][b] && reach[b][a]); };
    const Order found = order(vertices, needs);
    for (std::uint32_t v = 0; v < vertices; ++v) {
      std::uint32_t wave = 0;
      for (const Edge& edge : counted) {
        if (is_together(edge.from, v) && !is_together(edge.to, v)) wave = std::max(wave, found.waves[edge.to] + 1);
      }
      CHECK(found.waves[v] == wave);
      Numbers group;
      for (std::uint32_t u = 0; u < vertices; ++u) {
        if (is_together(u, v)) group.push_back(u);
      }
      if (group.size() > 1) CHECK(std::count(found.groups.begin(), found.groups.end(), group) == 1);
      if (group.size() == 1) {
        CHECK(std::none_of(found.groups.begin(), found.groups.end(),
                           [&](const Numbers& one) { return std::count(one.begin(), one.end(), v) > 0; }));
      }
    }
  }
}

TEST_CASE("a need that is not firm gives way where it closes a cycle, and only there") {
  CHECK(order(2, {{0, 1, true}, {1, 0, false}}).waves == Numbers{1, 0});
  CHECK(order(2, {{0, 1, false}}).waves == Numbers{1, 0});
  CHECK(order(2, {{0, 1, false}, {1, 0, false}}).waves == Numbers{0, 0});
  CHECK(order(2, {{0, 1, true}, {1, 0, true}}).groups == std::vector<Numbers>{{0, 1}});
}

TEST_CASE("chains and rings of a million vertices exhaust no stack") {
  constexpr std::uint32_t kMany = 1'000'000;
  CHECK(breadth_first(kMany, chain(kMany), {0}).back().distance == kMany - 1);
  CHECK(entries(kMany, chain(kMany)) == Numbers{0});
  CHECK(dominator_forest(kMany, chain(kMany), {0}).below[0] == kMany - 1);
  CHECK(dominator_forest(kMany, ring(kMany), {0}).below[1] == kMany - 2);
  CHECK(cycles(kMany, ring(kMany)).front().way.size() == kMany + 1);
  std::vector<Need> needs;
  for (const Edge& edge : chain(kMany)) needs.push_back({edge.from, edge.to});
  CHECK(order(kMany, needs).waves[0] == kMany - 1);
}
