#include "engine/graph/relationship_graph.h"

#include <catch2/catch.hpp>
#include <random>

using meshplay::graph::Edge;
using meshplay::graph::RelationshipGraph;

namespace {

std::uint32_t below(std::mt19937& random, std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); }

using Numbers = std::vector<std::uint32_t>;

}  // namespace

TEST_CASE("a graph without vertices, and one without edges") {
  const RelationshipGraph none(0, {});
  CHECK(none.vertices() == 0);
  const RelationshipGraph lonely(2, {});
  CHECK(lonely.edges() == 0);
  CHECK(lonely.reachable(0).empty());
}

TEST_CASE("a vertex reaches itself only over a cycle") {
  const RelationshipGraph graph(4, {{2, 1}, {0, 1}, {1, 2}, {3, 3}, {0, 1}});
  CHECK(graph.reachable(0) == Numbers{1, 2});
  CHECK(graph.reachable(1) == Numbers{1, 2});
  CHECK(graph.reachable(3) == Numbers{3});
}

TEST_CASE("reach agrees with the plainest way to compute it") {
  std::mt19937 random(5);
  for (int round = 0; round < 100; ++round) {
    const std::uint32_t vertices = 1 + below(random, 12);
    std::vector<Edge> edges;
    std::vector<std::vector<bool>> reach(vertices, std::vector<bool>(vertices));
    for (std::uint32_t i = below(random, 15); i > 0; --i) {
      const auto from = below(random, vertices);
      const auto to = below(random, vertices);
      edges.push_back({from, to});
      reach[from][to] = true;
    }
    for (std::uint32_t k = 0; k < vertices; ++k) {
      for (std::uint32_t i = 0; i < vertices; ++i) {
        for (std::uint32_t j = 0; j < vertices; ++j) {
          if (reach[i][k] && reach[k][j]) reach[i][j] = true;
        }
      }
    }
    const RelationshipGraph graph(vertices, edges);
    REQUIRE(graph.edges() == edges.size());
    for (std::uint32_t a = 0; a < vertices; ++a) {
      Numbers expected;
      for (std::uint32_t b = 0; b < vertices; ++b) {
        if (reach[a][b]) expected.push_back(b);
      }
      REQUIRE(graph.reachable(a) == expected);
    }
  }
}
