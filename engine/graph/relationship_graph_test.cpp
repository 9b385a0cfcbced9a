#include "engine/graph/relationship_graph.h"

#include <catch2/catch.hpp>
#include <random>
#include <tuple>

using meshplay::graph::Edge;
using meshplay::graph::RelationshipGraph;

namespace {

std::uint32_t below(std::mt19937& random, std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); }

using Numbers = std::vector<std::uint32_t>;

std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> edges_from(const RelationshipGraph& graph,
                                                                                std::uint32_t from) {
  std::vector<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>> found;
  graph.for_each_edge_from(from, [&](const Edge& edge) { found.emplace_back(edge.from, edge.to, edge.relationship); });
  return found;
}

}  // namespace

TEST_CASE("the edges of a vertex come by target, then by relationship, however they were given") {
  const RelationshipGraph graph(3, {{2, 0, 1}, {0, 2, 5}, {0, 1, 9}, {0, 2, 4}});
  CHECK(graph.vertices() == 3);
  CHECK(graph.edges() == 4);
  CHECK(edges_from(graph, 0) == decltype(edges_from(graph, 0)){{0, 1, 9}, {0, 2, 4}, {0, 2, 5}});
  CHECK(edges_from(graph, 1).empty());
  CHECK(edges_from(graph, 2) == decltype(edges_from(graph, 2)){{2, 0, 1}});
}

TEST_CASE("a graph without vertices, and one without edges") {
  const RelationshipGraph none(0, {});
  CHECK(none.vertices() == 0);
  CHECK(none.connected_parts().empty());
  const RelationshipGraph lonely(2, {});
  CHECK(lonely.edges() == 0);
  CHECK(lonely.reachable(0).empty());
  CHECK(lonely.connected_parts() == Numbers{0, 1});
}

TEST_CASE("a vertex reaches itself only over a cycle") {
  const RelationshipGraph graph(4, {{0, 1, 0}, {1, 2, 0}, {2, 1, 0}, {3, 3, 0}});
  CHECK(graph.reachable(0) == Numbers{1, 2});
  CHECK(graph.reachable(1) == Numbers{1, 2});
  CHECK(graph.reachable(3) == Numbers{3});
}

TEST_CASE("connected parts do not ask for directions and are numbered by their first vertex") {
  const RelationshipGraph graph(6, {{4, 1, 0}, {2, 1, 0}, {5, 3, 0}});
  CHECK(graph.connected_parts() == Numbers{0, 1, 1, 2, 1, 2});
}

TEST_CASE("reach and parts agree with the plainest way to compute them") {
  std::mt19937 random(5);
  for (int round = 0; round < 100; ++round) {
    const std::uint32_t vertices = 1 + below(random, 12);
    std::vector<Edge> edges;
    std::vector<std::vector<bool>> reach(vertices, std::vector<bool>(vertices));
    std::vector<std::vector<bool>> linked = reach;
    for (std::uint32_t i = below(random, 15); i > 0; --i) {
      const auto from = below(random, vertices);
      const auto to = below(random, vertices);
      edges.push_back({from, to, below(random, 3)});
      reach[from][to] = true;
      linked[from][to] = linked[to][from] = true;
    }
    for (auto* matrix : {&reach, &linked}) {
      for (std::uint32_t k = 0; k < vertices; ++k) {
        for (std::uint32_t i = 0; i < vertices; ++i) {
          for (std::uint32_t j = 0; j < vertices; ++j) {
            if ((*matrix)[i][k] && (*matrix)[k][j]) (*matrix)[i][j] = true;
          }
        }
      }
    }
    const RelationshipGraph graph(vertices, edges);
    const Numbers parts = graph.connected_parts();
    for (std::uint32_t a = 0; a < vertices; ++a) {
      Numbers expected;
      for (std::uint32_t b = 0; b < vertices; ++b) {
        if (reach[a][b]) expected.push_back(b);
        REQUIRE((parts[a] == parts[b]) == (a == b || linked[a][b]));
      }
      REQUIRE(graph.reachable(a) == expected);
    }
  }
}
