#include "engine/graph/relationship_graph.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <random>

using meshplay::graph::Domination;
using meshplay::graph::Edge;
using meshplay::graph::RelationshipGraph;

namespace {

std::uint32_t below(std::mt19937& random, std::uint32_t limit) { return static_cast<std::uint32_t>(random() % limit); }

using Numbers = std::vector<std::uint32_t>;
using Edges = std::vector<Edge>;

Edges random_edges(std::mt19937& random, std::uint32_t vertices, std::uint32_t count) {
  Edges edges;
  for (std::uint32_t i = 0; i < count; ++i) {
    edges.push_back({below(random, vertices), below(random, vertices)});
    if (below(random, 5) == 0) edges.push_back(edges[below(random, static_cast<std::uint32_t>(edges.size()))]);
  }
  return edges;
}

// What the questions mean, as directly as it can be said.
class Definition {
 public:
  using Matrix = std::vector<std::vector<bool>>;

  Definition(std::uint32_t vertices, const Edges& edges)
      : vertices_(vertices), edge_(vertices, std::vector<bool>(vertices)) {
    for (const Edge& edge : edges) edge_[edge.from][edge.to] = true;
    reach_ = closure(edge_);
    Matrix both = edge_;
    for (const Edge& edge : edges) both[edge.to][edge.from] = true;
    connected_ = closure(both);
    for (std::uint32_t by = 0; by < vertices; ++by) {
      Matrix without = edge_;
      for (std::uint32_t v = 0; v < vertices; ++v) without[by][v] = without[v][by] = false;
      reach_without_.push_back(closure(without));
    }
  }

  std::size_t edges() const {
    std::size_t count = 0;
    for (const auto& row : edge_) count += static_cast<std::size_t>(std::count(row.begin(), row.end(), true));
    return count;
  }

  bool reaches(std::uint32_t from, std::uint32_t to) const { return reach_[from][to]; }

  Numbers reachable(std::uint32_t from) const {
    return those([&](std::uint32_t to) { return reach_[from][to]; });
  }

  Numbers reaching(std::uint32_t to) const {
    return those([&](std::uint32_t from) { return reach_[from][to]; });
  }

  Numbers shortest_way(std::uint32_t from, std::uint32_t to) const {
    Numbers best;
    std::vector<bool> used(vertices_);
    Numbers way{from};
    const std::function<void()> extend = [&] {
      for (std::uint32_t next = 0; next < vertices_; ++next) {
        if (!edge_[way.back()][next]) continue;
        way.push_back(next);
        if (next == to) {
          if (best.empty() || std::pair(way.size(), way) < std::pair(best.size(), best)) best = way;
        } else if (next != from && !used[next]) {
          used[next] = true;
          extend();
          used[next] = false;
        }
        way.pop_back();
      }
    };
    extend();
    return best;
  }

  std::optional<std::uint32_t> depth(std::uint32_t v) const {
    for (std::uint32_t c = 0; c < vertices_; ++c) {
      if (reach_[c][c] && (c == v || reach_[c][v])) return std::nullopt;
    }
    std::uint32_t longest = 0;
    for (std::uint32_t before = 0; before < vertices_; ++before) {
      if (edge_[before][v]) longest = std::max(longest, *depth(before) + 1);
    }
    return longest;
  }

  std::uint32_t fan_in(std::uint32_t v) const {
    return count_of([&](std::uint32_t from) { return edge_[from][v]; });
  }

  std::uint32_t fan_out(std::uint32_t v) const {
    return count_of([&](std::uint32_t to) { return edge_[v][to]; });
  }

  std::uint32_t component(std::uint32_t v) const {
    std::uint32_t smallest = 0;
    while (smallest != v && !connected_[smallest][v]) ++smallest;
    return smallest;
  }

  bool dominates(std::uint32_t from, std::uint32_t by, std::uint32_t to) const {
    return by != from && by != to && to != from && reach_[from][to] && !reach_without_[by][from][to];
  }

  Numbers dominators(std::uint32_t from, std::uint32_t to) const {
    return those([&](std::uint32_t by) { return dominates(from, by, to); });
  }

  std::vector<Domination> dominated(std::uint32_t from) const {
    std::vector<Domination> result;
    for (std::uint32_t to = 0; to < vertices_; ++to) {
      for (const std::uint32_t by : dominators(from, to)) result.push_back({by, to});
    }
    return result;
  }

 private:
  static Matrix closure(Matrix reach) {
    for (std::size_t k = 0; k < reach.size(); ++k) {
      for (std::size_t i = 0; i < reach.size(); ++i) {
        for (std::size_t j = 0; j < reach.size(); ++j) {
          if (reach[i][k] && reach[k][j]) reach[i][j] = true;
        }
      }
    }
    return reach;
  }

  template <typename Holds>
  Numbers those(Holds holds) const {
    Numbers result;
    for (std::uint32_t v = 0; v < vertices_; ++v) {
      if (holds(v)) result.push_back(v);
    }
    return result;
  }

  template <typename Holds>
  std::uint32_t count_of(Holds holds) const {
    return static_cast<std::uint32_t>(those(holds).size());
  }

  std::uint32_t vertices_;
  Matrix edge_;
  Matrix reach_;
  Matrix connected_;
  std::vector<Matrix> reach_without_;
};

Edges chain(std::uint32_t vertices) {
  Edges edges;
  for (std::uint32_t v = 0; v + 1 < vertices; ++v) edges.push_back({v, v + 1});
  return edges;
}

}  // namespace

TEST_CASE("a graph without vertices, and one without edges") {
  const RelationshipGraph none(0, {});
  CHECK(none.vertices() == 0);
  CHECK(none.edges() == 0);
  const RelationshipGraph lonely(2, {});
  CHECK(lonely.edges() == 0);
  CHECK(lonely.reachable(0).empty());
  CHECK(lonely.reaching(0).empty());
  CHECK_FALSE(lonely.reaches(0, 0));
  CHECK(lonely.shortest_way(0, 0).empty());
  CHECK(lonely.depth(1) == 0);
  CHECK(lonely.fan_in(1) == 0);
  CHECK(lonely.component(1) == 1);
  CHECK(lonely.dominated(0).empty());
}

TEST_CASE("a vertex reaches itself only over a cycle") {
  const RelationshipGraph graph(4, {{2, 1}, {0, 1}, {1, 2}, {3, 3}, {0, 1}});
  CHECK(graph.reachable(0) == Numbers{1, 2});
  CHECK(graph.reachable(1) == Numbers{1, 2});
  CHECK(graph.reachable(3) == Numbers{3});
  CHECK(graph.reaching(1) == Numbers{0, 1, 2});
  CHECK(graph.reaching(0).empty());
  CHECK(graph.reaching(3) == Numbers{3});
  CHECK(graph.reaches(1, 1));
  CHECK(graph.reaches(0, 2));
  CHECK_FALSE(graph.reaches(0, 0));
  CHECK_FALSE(graph.reaches(2, 0));
  CHECK_FALSE(graph.reaches(0, 3));
}

TEST_CASE("of the shortest ways the smallest is told, which need not end in the smallest step") {
  // 0 to 5 in three steps: over 1 and 4, or over 2 and 3.
  const RelationshipGraph graph(6, {{0, 2}, {2, 3}, {3, 5}, {0, 1}, {1, 4}, {4, 5}, {0, 0}});
  CHECK(graph.shortest_way(0, 5) == Numbers{0, 1, 4, 5});
  CHECK(graph.shortest_way(2, 5) == Numbers{2, 3, 5});
  CHECK(graph.shortest_way(5, 0).empty());
}

TEST_CASE("a way from a vertex to itself is its shortest cycle") {
  const RelationshipGraph graph(5, {{0, 1}, {1, 2}, {2, 0}, {1, 3}, {3, 0}, {4, 4}, {4, 0}});
  CHECK(graph.shortest_way(0, 0) == Numbers{0, 1, 2, 0});
  CHECK(graph.shortest_way(3, 3) == Numbers{3, 0, 1, 3});
  CHECK(graph.shortest_way(4, 4) == Numbers{4, 4});
}

TEST_CASE("a depth is the longest way's, and what a cycle reaches has none") {
  const RelationshipGraph graph(7, {{0, 1}, {1, 2}, {0, 2}, {2, 3}, {4, 5}, {5, 4}, {5, 6}, {0, 6}});
  CHECK(graph.depth(0) == 0);
  CHECK(graph.depth(2) == 2);
  CHECK(graph.depth(3) == 3);
  CHECK(graph.depth(4) == std::nullopt);
  CHECK(graph.depth(6) == std::nullopt);
}

TEST_CASE("fans count vertices, not edges") {
  const RelationshipGraph graph(3, {{0, 1}, {0, 1}, {2, 1}, {1, 1}, {0, 2}});
  CHECK(graph.edges() == 4);
  CHECK(graph.fan_in(1) == 3);
  CHECK(graph.fan_out(0) == 2);
  CHECK(graph.fan_out(1) == 1);
  CHECK(graph.fan_in(0) == 0);
}

TEST_CASE("a component is told by its smallest vertex") {
  const RelationshipGraph graph(6, {{4, 2}, {5, 4}, {1, 3}, {0, 0}});
  CHECK(graph.component(5) == 2);
  CHECK(graph.component(4) == 2);
  CHECK(graph.component(2) == 2);
  CHECK(graph.component(3) == 1);
  CHECK(graph.component(0) == 0);
}

TEST_CASE("what every way passes dominates, even when others that cannot be reached lead there too") {
  // 0 reaches 4 over 1 and 2 or 3; 5 is not reached and leads to 4.
  const RelationshipGraph graph(7, {{0, 1}, {1, 2}, {1, 3}, {2, 4}, {3, 4}, {4, 6}, {6, 0}, {5, 4}});
  CHECK(graph.dominated(0) == std::vector<Domination>{{1, 2}, {1, 3}, {1, 4}, {1, 6}, {4, 6}});
  CHECK(graph.dominators(0, 6) == Numbers{1, 4});
  CHECK(graph.dominators(0, 0).empty());
  CHECK(graph.dominators(0, 5).empty());
  CHECK(graph.dominators(5, 2) == Numbers{0, 1, 4, 6});
  CHECK(graph.dominates(0, 1, 6));
  CHECK_FALSE(graph.dominates(0, 2, 4));
  CHECK_FALSE(graph.dominates(0, 0, 4));
  CHECK_FALSE(graph.dominates(0, 4, 4));
  CHECK_FALSE(graph.dominates(0, 1, 0));
  CHECK_FALSE(graph.dominates(0, 1, 5));
  CHECK_FALSE(graph.dominates(0, 5, 4));
}

TEST_CASE("answers on small graphs are what the definitions say") {
  std::mt19937 random(5);
  for (int round = 0; round < 4000; ++round) {
    const std::uint32_t vertices = 1 + below(random, 7);
    Edges edges = random_edges(random, vertices, below(random, 2 * vertices + 1));
    const Definition expected(vertices, edges);
    std::shuffle(edges.begin(), edges.end(), random);
    const RelationshipGraph graph(vertices, edges);
    REQUIRE(graph.edges() == expected.edges());
    for (std::uint32_t a = 0; a < vertices; ++a) {
      REQUIRE(graph.depth(a) == expected.depth(a));
      REQUIRE(graph.fan_in(a) == expected.fan_in(a));
      REQUIRE(graph.fan_out(a) == expected.fan_out(a));
      REQUIRE(graph.component(a) == expected.component(a));
      REQUIRE(graph.dominated(a) == expected.dominated(a));
      for (std::uint32_t b = 0; b < vertices; ++b) {
        REQUIRE(graph.reaches(a, b) == expected.reaches(a, b));
        REQUIRE(graph.shortest_way(a, b) == expected.shortest_way(a, b));
        REQUIRE(graph.dominators(a, b) == expected.dominators(a, b));
        for (std::uint32_t c = 0; c < vertices; ++c) REQUIRE(graph.dominates(a, b, c) == expected.dominates(a, b, c));
      }
      REQUIRE(graph.reachable(a) == expected.reachable(a));
      REQUIRE(graph.reaching(a) == expected.reaching(a));
    }
  }
}

TEST_CASE("answers do not depend on what was asked before") {
  std::mt19937 random(17);
  for (int round = 0; round < 100; ++round) {
    // More vertices than roots are kept, and rounds of one root after the other, too.
    const std::uint32_t vertices = 20 + below(random, 20);
    const Edges edges = random_edges(random, vertices, vertices / 2 + below(random, 2 * vertices));
    const Definition expected(vertices, edges);
    const RelationshipGraph graph(vertices, edges);
    std::uint32_t a = 0;
    std::uint32_t b = 0;
    for (int question = 0; question < 600; ++question) {
      if (below(random, 3) != 0) a = below(random, vertices);
      if (below(random, 3) != 0) b = below(random, vertices);
      switch (below(random, 6)) {
        case 0: REQUIRE(graph.reachable(a) == expected.reachable(a)); break;
        case 1: REQUIRE(graph.reaching(a) == expected.reaching(a)); break;
        case 2: REQUIRE(graph.shortest_way(a, b) == RelationshipGraph(vertices, edges).shortest_way(a, b)); break;
        case 3: REQUIRE(graph.dominators(a, b) == expected.dominators(a, b)); break;
        default: REQUIRE(graph.reaches(a, b) == expected.reaches(a, b));
      }
    }
  }
}

TEST_CASE("a search goes on in the middle of many edges") {
  // 0 leads to 1..300 and these to 301, which leads back.
  Edges edges;
  for (std::uint32_t v = 1; v <= 300; ++v) {
    edges.push_back({v, 301});
    edges.push_back({0, v});
  }
  edges.push_back({301, 0});
  const RelationshipGraph graph(302, edges);
  CHECK(graph.shortest_way(0, 1) == Numbers{0, 1});
  CHECK(graph.shortest_way(0, 200) == Numbers{0, 200});
  CHECK(graph.reaches(0, 299));
  CHECK(graph.shortest_way(0, 301) == Numbers{0, 1, 301});
  CHECK(graph.shortest_way(0, 0) == Numbers{0, 1, 301, 0});
  CHECK(graph.reachable(0).size() == 302);
  CHECK(graph.reaching(301).size() == 302);
}

TEST_CASE("a search that stopped in the middle of many edges makes way for others") {
  Edges edges{{1, 301}};
  for (std::uint32_t v = 1; v <= 300; ++v) edges.push_back({0, v});
  const RelationshipGraph graph(302, edges);
  CHECK(graph.shortest_way(0, 1) == Numbers{0, 1});
  for (std::uint32_t v = 2; v <= 100; ++v) REQUIRE(graph.reachable(v).empty());
  CHECK(graph.reachable(1) == Numbers{301});
}

TEST_CASE("little that is reached in a large graph is in order, too") {
  const RelationshipGraph graph(1000, {{500, 900}, {900, 7}, {500, 3}, {7, 900}, {3, 42}, {42, 3}});
  CHECK(graph.reachable(500) == Numbers{3, 7, 42, 900});
  CHECK(graph.reachable(900) == Numbers{7, 900});
  CHECK(graph.reaching(7) == Numbers{7, 500, 900});
  CHECK(graph.reaching(900) == Numbers{7, 500, 900});
  CHECK(graph.dominated(500) == std::vector<Domination>{{900, 7}, {3, 42}});
}

TEST_CASE("a chain of a million vertices does not exhaust the stack") {
  constexpr std::uint32_t kVertices = 1'000'000;
  constexpr std::uint32_t kLast = kVertices - 1;
  const RelationshipGraph graph(kVertices, chain(kVertices));
  CHECK(graph.reaches(0, kLast));
  CHECK_FALSE(graph.reaches(kLast, 0));
  CHECK(graph.reachable(0).size() == kLast);
  CHECK(graph.reaching(kLast).size() == kLast);
  CHECK(graph.shortest_way(0, kLast).size() == kVertices);
  CHECK(graph.depth(kLast) == kLast);
  CHECK(graph.component(kLast) == 0);
  CHECK(graph.dominates(0, 1, kLast));
  CHECK(graph.dominators(0, kLast).size() == kVertices - 2);
  CHECK(graph.dominators(kLast - 2, kLast) == Numbers{kLast - 1});
}

TEST_CASE("a cycle of nearly a million vertices does not exhaust the stack") {
  constexpr std::uint32_t kVertices = 1'000'000;
  constexpr std::uint32_t kLast = kVertices - 1;
  Edges edges = chain(kVertices);
  edges.push_back({kLast, 1});
  const RelationshipGraph graph(kVertices, edges);
  CHECK(graph.dominators(0, kLast).size() == kVertices - 2);
  CHECK(graph.dominates(0, 500'000, 500'001));
  CHECK_FALSE(graph.dominates(0, 500'001, 500'000));
  CHECK(graph.shortest_way(1, 1).size() == kVertices);
  CHECK(graph.reachable(kLast).size() == kLast);
  CHECK(graph.depth(0) == 0);
  CHECK(graph.depth(kLast) == std::nullopt);
}
