#include "engine/graph/relationship_graph.h"

#include <algorithm>
#include <boost/graph/breadth_first_search.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <utility>

namespace meshplay::graph {

struct RelationshipGraph::Graph {
  using Rows = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                  boost::no_property, std::uint32_t, std::uint32_t>;
  Rows rows;
};

RelationshipGraph::RelationshipGraph(std::uint32_t vertices, const std::vector<Edge>& edges) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  pairs.reserve(edges.size());
  for (const Edge& edge : edges) pairs.emplace_back(edge.from, edge.to);
  std::sort(pairs.begin(), pairs.end());
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

}  // namespace meshplay::graph
