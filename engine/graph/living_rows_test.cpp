#include "engine/graph/living_rows.h"

#include <algorithm>
#include <boost/concept/assert.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/graph_concepts.hpp>
#include <boost/graph/strong_components.hpp>
#include <catch2/catch.hpp>
#include <numeric>
#include <random>

#include "engine/graph/relationship_graph.h"
#include "engine/graph/rows.h"

using meshplay::graph::Edge;
using meshplay::graph::LivingRows;
using meshplay::graph::RelationshipGraph;

namespace {

BOOST_CONCEPT_ASSERT((boost::VertexListGraphConcept<LivingRows>));
BOOST_CONCEPT_ASSERT((boost::AdjacencyGraphConcept<LivingRows>));
BOOST_CONCEPT_ASSERT((boost::IncidenceGraphConcept<LivingRows>));
BOOST_CONCEPT_ASSERT((boost::BidirectionalGraphConcept<LivingRows>));

using Numbers = std::vector<std::uint32_t>;

// Edges that come and go at random, some of them several times over, and ranks in a random order.
class Case {
 public:
  explicit Case(unsigned seed) : random_(seed), vertices_(2 + below(14)) {
    for (std::uint32_t v = 0; v < vertices_; ++v) ranks.push_back(std::uint64_t{v} * 100 + 100);
    std::shuffle(ranks.begin(), ranks.end(), random_);
    for (std::uint32_t i = 0; i < vertices_; ++i) edges.push_back(random_edge());
  }

  std::uint32_t below(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }
  std::uint32_t vertices() const { return vertices_; }
  Edge random_edge() { return {below(vertices_), below(vertices_)}; }

  // One edge more or less, or one vertex more.
  template <typename Graph>
  void change(Graph& graph) {
    const std::uint32_t what = below(20);
    if (what == 0) {
      ranks.push_back(ranks[below(vertices_)] + 1 + below(98));
      ++vertices_;
      graph.fit();
    } else if (what < 10 || edges.empty()) {
      edges.push_back(what < 3 && !edges.empty() ? edges[below(static_cast<std::uint32_t>(edges.size()))]
                                                 : random_edge());
      graph.add(edges.back());
    } else {
      const auto place = edges.begin() + below(static_cast<std::uint32_t>(edges.size()));
      const Edge edge = *place;
      edges.erase(place);
      graph.remove(edge);
    }
  }

  // By rank, then by number: what the graph should say when vertices are named so.
  Numbers order() const {
    Numbers order(vertices_);
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) { return ranks[a] < ranks[b]; });
    return order;
  }

  std::vector<std::uint64_t> ranks;
  std::vector<Edge> edges;

 private:
  std::mt19937 random_;
  std::uint32_t vertices_;
};

}  // namespace

TEST_CASE("a graph that changes answers as one that is built anew, whatever the vertices' numbers") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    Case living(seed);
    RelationshipGraph graph(living.ranks, living.edges);
    for (int step = 0; step < 60; ++step) {
      living.change(graph);
      const Numbers order = living.order();
      Numbers place(order.size());
      for (std::uint32_t i = 0; i < order.size(); ++i) place[order[i]] = i;
      std::vector<Edge> named;
      named.reserve(living.edges.size());
      for (const Edge& edge : living.edges) named.push_back({place[edge.from], place[edge.to]});
      const RelationshipGraph anew(living.vertices(), named);
      const auto back = [&](Numbers vertices, bool is_set) {
        for (std::uint32_t& v : vertices) v = order[v];
        if (is_set) std::sort(vertices.begin(), vertices.end());
        return vertices;
      };
      REQUIRE(graph.vertices() == living.vertices());
      REQUIRE(graph.edges() == anew.edges());
      const std::uint32_t a = living.below(living.vertices());
      const std::uint32_t b = living.below(living.vertices());
      REQUIRE(graph.reaches(a, b) == anew.reaches(place[a], place[b]));
      REQUIRE(graph.reachable(a) == back(anew.reachable(place[a]), true));
      REQUIRE(graph.reaching(a) == back(anew.reaching(place[a]), true));
      REQUIRE(graph.shortest_way(a, b) == back(anew.shortest_way(place[a], place[b]), false));
      REQUIRE(graph.dominators(a, b) == back(anew.dominators(place[a], place[b]), true));
      for (std::uint32_t v = 0; v < living.vertices(); ++v) {
        REQUIRE(graph.depth(v) == anew.depth(place[v]));
        REQUIRE(graph.fan_in(v) == anew.fan_in(place[v]));
        REQUIRE(graph.fan_out(v) == anew.fan_out(place[v]));
        REQUIRE(graph.component(v) == order[anew.component(place[v])]);
      }
    }
  }
}

TEST_CASE("Boost's algorithms find the same on edges that came and went") {
  for (unsigned seed = 0; seed < 60; ++seed) {
    Case living(seed);
    LivingRows rows(living.ranks, living.edges);
    for (int step = 0; step < 100; ++step) living.change(rows);
    const auto anew = meshplay::graph::sorted_rows(living.vertices(), living.edges);

    const auto strong = [&](const auto& graph) {
      Numbers of(living.vertices());
      boost::strong_components(graph, boost::make_iterator_property_map(of.begin(), get(boost::vertex_index, graph)));
      Numbers first(living.vertices());  // the numbers that components get hang on the order of the edges
      for (std::uint32_t v = 0; v < of.size(); ++v) {
        first[v] = static_cast<std::uint32_t>(std::find(of.begin(), of.end(), of[v]) - of.begin());
      }
      return first;
    };
    REQUIRE(strong(rows) == strong(anew));

    const auto distances = [&](const auto& graph) {
      Numbers from_first(living.vertices());
      boost::breadth_first_search(
          graph, 0U,
          boost::visitor(boost::make_bfs_visitor(boost::record_distances(from_first.data(), boost::on_tree_edge()))));
      return from_first;
    };
    REQUIRE(distances(rows) == distances(anew));

    std::size_t in = 0;
    for (std::uint32_t v = 0; v < living.vertices(); ++v) {
      const auto [begin, end] = in_edges(v, rows);
      for (auto edge = begin; edge != end; ++edge) {
        REQUIRE(target(*edge, rows) == v);
        const auto next = rows.targets(source(*edge, rows));
        REQUIRE(std::count(next.begin(), next.end(), v) == 1);
        ++in;
      }
    }
    REQUIRE(in == rows.edges());
  }
}
