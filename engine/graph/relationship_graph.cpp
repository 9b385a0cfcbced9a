#include "engine/graph/relationship_graph.h"

#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/pending/disjoint_sets.hpp>
#include <boost/property_map/property_map.hpp>
#include <tuple>

namespace meshplay::graph {

struct RelationshipGraph::Graph {
  using Rows = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                  boost::no_property, std::uint32_t, std::uint32_t>;
  Rows rows;
};

RelationshipGraph::RelationshipGraph(std::uint32_t vertices, std::vector<Edge> edges) : sorted_(std::move(edges)) {
  const auto key = [](const Edge& e) { return std::tie(e.from, e.to, e.relationship); };
  std::sort(sorted_.begin(), sorted_.end(), [&](const Edge& a, const Edge& b) { return key(a) < key(b); });
  first_.assign(vertices + 1, 0);
  for (const Edge& edge : sorted_) ++first_[edge.from + 1];
  for (std::uint32_t v = 0; v < vertices; ++v) first_[v + 1] += first_[v];
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  pairs.reserve(sorted_.size());
  for (const Edge& edge : sorted_) pairs.emplace_back(edge.from, edge.to);
  graph_ = std::make_unique<Graph>(Graph{Graph::Rows(boost::edges_are_sorted, pairs.begin(), pairs.end(), vertices)});
}

RelationshipGraph::~RelationshipGraph() = default;

std::uint32_t RelationshipGraph::vertices() const {
  return static_cast<std::uint32_t>(boost::num_vertices(graph_->rows));
}

std::size_t RelationshipGraph::edges() const { return boost::num_edges(graph_->rows); }

std::vector<std::uint32_t> RelationshipGraph::reachable(std::uint32_t from) const {
  std::vector<bool> seen(vertices());
  struct Mark : boost::default_bfs_visitor {
    explicit Mark(std::vector<bool>* target) : seen(target) {}
    void examine_edge(const Graph::Rows::edge_descriptor& edge, const Graph::Rows& rows) const {
      (*seen)[boost::target(edge, rows)] = true;
    }
    std::vector<bool>* seen;
  };
  boost::breadth_first_search(graph_->rows, from, boost::visitor(Mark(&seen)));
  std::vector<std::uint32_t> result;
  for (std::uint32_t v = 0; v < seen.size(); ++v) {
    if (seen[v]) result.push_back(v);
  }
  return result;
}

std::vector<std::uint32_t> RelationshipGraph::connected_parts() const {
  const std::uint32_t count = vertices();
  std::vector<std::uint32_t> rank(count);
  std::vector<std::uint32_t> parent(count);
  auto ranks = boost::make_iterator_property_map(rank.begin(), boost::typed_identity_property_map<std::uint32_t>());
  auto parents = boost::make_iterator_property_map(parent.begin(), boost::typed_identity_property_map<std::uint32_t>());
  boost::disjoint_sets<decltype(ranks), decltype(parents)> sets(ranks, parents);
  for (std::uint32_t v = 0; v < count; ++v) sets.make_set(v);
  for (const Edge& edge : sorted_) sets.union_set(edge.from, edge.to);
  std::vector<std::uint32_t> number(count, count);
  std::vector<std::uint32_t> part(count);
  std::uint32_t next = 0;
  for (std::uint32_t v = 0; v < count; ++v) {
    std::uint32_t& n = number[sets.find_set(v)];
    if (n == count) n = next++;
    part[v] = n;
  }
  return part;
}

}  // namespace meshplay::graph
