#include "engine/driver/graph_queries.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <random>

using namespace meshplay::driver;

namespace {

using Numbers = std::vector<std::uint32_t>;

Relationship edge(std::string_view name, std::string_view from, std::string_view to, std::string_view via = {}) {
  return {name, "edge", "non-binding", "network", from, to, via};
}

Relationship binding(std::string_view name, std::string_view from, std::string_view to, std::string_view via = {}) {
  return {name, "edge", "binding", "dependency", from, to, via};
}

std::vector<std::uint32_t> distances(const std::vector<GraphStep>& steps) {
  Numbers result;
  for (const GraphStep& step : steps) result.push_back(step.distance);
  return result;
}

std::vector<Numbers> components(const std::vector<GraphWave>& waves) {
  std::vector<Numbers> result;
  result.reserve(waves.size());
  for (const GraphWave& wave : waves) result.push_back(wave.components);
  return result;
}

}  // namespace

TEST_CASE("a relationship is meant by its name, with or without its package, and by globs") {
  CHECK(means_relationship("routes", "kubernetes.routes"));
  CHECK(means_relationship("kubernetes.routes", "kubernetes.routes"));
  CHECK(means_relationship("*_routes", "kubernetes.ingress_routes"));
  CHECK(means_relationship("kubernetes.*", "kubernetes.routes"));
  CHECK_FALSE(means_relationship("routes", "kubernetes.ingress_routes"));
  CHECK_FALSE(means_relationship("team.*", "kubernetes.routes"));
}

TEST_CASE("what is reached names the edge that leads there, in both directions") {
  const std::vector<std::string> ids = {"A/a", "B/b", "C/c", "D/d"};
  const std::vector<Relationship> edges = {edge("p.x", "A/a", "B/b"), edge("p.y", "B/b", "C/c"),
                                           edge("p.z", "A/a", "B/b"), edge("p.x", "A/a", "X/gone")};
  const GraphQueries queries(ids, edges);
  const auto forward = queries.reached({0}, Direction::forward);
  CHECK(distances(forward) == Numbers{0, 1, 2});
  CHECK(forward[0].edge == kNoEdge);
  CHECK(forward[1].edge == 0);
  CHECK(forward[2].edge == 1);
  const auto backward = queries.reached({2}, Direction::backward);
  CHECK(distances(backward) == Numbers{0, 1, 2});
  CHECK(backward[1].component == 1);
  CHECK(backward[1].edge == 1);
  CHECK(backward[2].edge == 0);
  CHECK(queries.find_component("C/c") == 2);
  CHECK_FALSE(queries.find_component("C/x").has_value());
}

TEST_CASE("ways: the shortest, and all that stands between") {
  const std::vector<std::string> ids = {"A/a", "B/b", "C/c", "D/d", "E/e"};
  const std::vector<Relationship> edges = {edge("p.x", "A/a", "B/b"), edge("p.x", "B/b", "D/d"),
                                           edge("p.x", "A/a", "C/c"), edge("p.x", "C/c", "B/b"),
                                           edge("p.x", "A/a", "E/e")};
  const GraphQueries queries(ids, edges);
  const GraphWays ways = queries.ways({0}, {3});
  CHECK(ways.shortest == Numbers{0, 1});
  CHECK(ways.between == Numbers{0, 1, 2, 3});
  CHECK(queries.ways({3}, {0}).shortest.empty());
  CHECK(queries.ways({3}, {0}).between.empty());
  CHECK(queries.ways({0, 2}, {3, 1}).shortest == Numbers{0});
}

TEST_CASE("impact: what is reached through one component only") {
  const std::vector<std::string> ids = {"A/a", "B/b", "C/c", "D/d", "E/e"};
  const std::vector<Relationship> edges = {edge("p.x", "A/a", "B/b"), edge("p.x", "B/b", "C/c"),
                                           edge("p.x", "C/c", "D/d"), edge("p.x", "E/e", "D/d")};
  const GraphQueries queries(ids, edges);
  const GraphImpact all = queries.impact({});
  CHECK(all.entries == Numbers{0, 4});
  CHECK(all.ranked() == Numbers{0, 1});
  CHECK(all.only_through(0) == Numbers{1, 2});
  CHECK(all.behind[0] == 2);
  const GraphImpact from_a = queries.impact({0});
  CHECK(from_a.only_through(1) == Numbers{2, 3});
  CHECK_FALSE(from_a.is_reached[4]);
}

TEST_CASE("cycles are told edge by edge") {
  const std::vector<std::string> ids = {"A/a", "B/b", "C/c"};
  const std::vector<Relationship> edges = {edge("p.x", "A/a", "A/a"), edge("p.x", "B/b", "A/a"),
                                           edge("p.y", "A/a", "B/b"), edge("p.y", "C/c", "C/c")};
  const auto cycles = GraphQueries(ids, edges).cycles();
  REQUIRE(cycles.size() == 2);
  CHECK(cycles[0].members == Numbers{0, 1});
  CHECK(cycles[0].way == Numbers{2, 1});
  CHECK(cycles[1].way == Numbers{3});
}

TEST_CASE("order: what is referred to comes first, hierarchies from above, classes before their things") {
  const std::vector<std::string> ids = {"Binding/b", "Namespace/n", "Role/r", "Set/s", "StorageClass/c", "Volume/v"};
  const std::vector<Relationship> edges = {
      {"p.contains", "hierarchical", "parent", "inventory", "Namespace/n", "Set/s", {}},
      binding("p.mounts", "Set/s", "Volume/v"),
      binding("p.provisions", "StorageClass/c", "Volume/v"),
      binding("p.grants", "Role/r", "Set/s", "Binding/b"),
  };
  CHECK(components(GraphQueries(ids, edges).order()) == std::vector<Numbers>{{1, 2, 4}, {5}, {3}, {0}});
}

TEST_CASE("order: edges that do not bind give way in a cycle, and others make a group") {
  const std::vector<std::string> ids = {"Service/s", "StatefulSet/t"};
  const std::vector<Relationship> loose = {edge("p.routes", "Service/s", "StatefulSet/t"),
                                           binding("p.governs", "StatefulSet/t", "Service/s")};
  CHECK(components(GraphQueries(ids, loose).order()) == std::vector<Numbers>{{0}, {1}});
  const std::vector<Relationship> firm = {binding("p.routes", "Service/s", "StatefulSet/t"),
                                          binding("p.governs", "StatefulSet/t", "Service/s")};
  const auto waves = GraphQueries(ids, firm).order();
  REQUIRE(waves.size() == 1);
  CHECK(waves[0].groups == std::vector<Numbers>{{0, 1}});
}

TEST_CASE("islands: largest first, with what edges go through; those without an edge apart") {
  const std::vector<std::string> ids = {"A/a", "B/b", "C/c", "D/d", "E/e", "F/f"};
  const std::vector<Relationship> edges = {edge("p.x", "B/b", "A/a"), edge("p.x", "F/f", "D/d", "C/c")};
  const GraphIslands islands = GraphQueries(ids, edges).islands();
  CHECK(islands.islands == std::vector<Numbers>{{2, 3, 5}, {0, 1}});
  CHECK(islands.alone == Numbers{4});
}

TEST_CASE("a difference names what is new and what is gone, in any order of the edges") {
  const std::vector<std::string> before = {"A/a", "B/b"};
  const std::vector<std::string> after = {"A/a", "C/c"};
  const std::vector<Relationship> edges_before = {edge("p.x", "B/b", "A/a"), edge("p.x", "A/a", "A/a")};
  const std::vector<Relationship> edges_after = {edge("p.x", "A/a", "A/a"), edge("p.x", "A/a", "C/c"),
                                                 edge("p.y", "A/a", "A/a")};
  const GraphDifference found = difference(before, edges_before, after, edges_after);
  CHECK(found.added_components == std::vector<std::string>{"C/c"});
  CHECK(found.removed_components == std::vector<std::string>{"B/b"});
  REQUIRE(found.added_edges.size() == 2);
  CHECK(found.added_edges[0].relationship == "p.y");
  CHECK(found.added_edges[1].to == "C/c");
  REQUIRE(found.removed_edges.size() == 1);
  CHECK(found.removed_edges[0].from == "B/b");
  CHECK_FALSE(found.empty());
  CHECK(difference(before, edges_before, before, {edges_before[1], edges_before[0]}).empty());
}

TEST_CASE("ways and islands are those of a naive search, on small random graphs") {
  std::mt19937 random(16);
  const std::vector<std::string> ids = {"A/a", "B/b", "C/c", "D/d", "E/e", "F/f", "G/g"};
  const auto size = static_cast<std::uint32_t>(ids.size());
  for (int round = 0; round < 300; ++round) {
    std::vector<Relationship> edges;
    std::vector<Numbers> distance(size, Numbers(size, size));
    std::vector<std::vector<bool>> joined(size, std::vector<bool>(size));
    std::vector<bool> has_edge(size);
    const auto join = [&](std::size_t a, std::size_t b) {
      joined[a][b] = joined[b][a] = true;
      has_edge[a] = has_edge[b] = true;
    };
    for (auto count = random() % 9; count > 0; --count) {
      const std::size_t from = random() % size;
      const std::size_t to = random() % size;
      const std::size_t via = random() % size;
      const bool has_via = random() % 4 == 0;
      edges.push_back(edge("p.x", ids[from], ids[to], has_via ? std::string_view(ids[via]) : std::string_view()));
      distance[from][to] = 1;
      join(from, to);
      if (has_via) join(from, via);
    }
    for (std::uint32_t v = 0; v < size; ++v) distance[v][v] = 0;
    for (std::uint32_t k = 0; k < size; ++k) {
      for (std::uint32_t i = 0; i < size; ++i) {
        for (std::uint32_t j = 0; j < size; ++j) {
          distance[i][j] = std::min(distance[i][j], distance[i][k] + distance[k][j]);
          if (joined[i][k] && joined[k][j]) joined[i][j] = true;
        }
      }
    }
    const GraphQueries queries(ids, edges);
    for (std::uint32_t from = 0; from < size; ++from) {
      for (std::uint32_t to = 0; to < size; ++to) {
        if (from == to) continue;
        const GraphWays ways = queries.ways({from}, {to});
        const bool is_there = distance[from][to] < size;
        Numbers between;
        for (std::uint32_t v = 0; v < size; ++v) {
          if (distance[from][v] < size && distance[v][to] < size) between.push_back(v);
        }
        CHECK(ways.between == between);
        REQUIRE(ways.shortest.size() == (is_there ? distance[from][to] : 0));
        std::string_view at = ids[from];
        for (const std::uint32_t number : ways.shortest) {
          CHECK(edges[number].from == at);
          at = edges[number].to;
        }
        if (is_there) CHECK(at == ids[to]);
      }
    }
    const GraphIslands islands = queries.islands();
    Numbers seen = islands.alone;
    for (const std::uint32_t v : islands.alone) CHECK_FALSE(has_edge[v]);
    for (std::size_t i = 0; i < islands.islands.size(); ++i) {
      const Numbers& island = islands.islands[i];
      if (i > 0) CHECK(islands.islands[i - 1].size() >= island.size());
      seen.insert(seen.end(), island.begin(), island.end());
      for (std::uint32_t v = 0; v < size; ++v) {
        const bool is_inside = std::binary_search(island.begin(), island.end(), v);
        CHECK(is_inside == (v == island.front() || joined[island.front()][v]));
      }
    }
    CHECK(seen.size() == size);
  }
}
