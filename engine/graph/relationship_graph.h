// The relationship graph: components are vertices, relationships are edges, as a Boost.Graph
// compressed_sparse_row_graph that is built once from sorted edges and never changes.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace meshplay::graph {

struct Edge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  std::uint32_t relationship = 0;
};

class RelationshipGraph {
 public:
  RelationshipGraph(std::uint32_t vertices, std::vector<Edge> edges);
  ~RelationshipGraph();
  RelationshipGraph(const RelationshipGraph&) = delete;
  RelationshipGraph& operator=(const RelationshipGraph&) = delete;

  std::uint32_t vertices() const;
  std::size_t edges() const;
  // Vertices that can be reached from `from` by one edge or more, in ascending order.
  std::vector<std::uint32_t> reachable(std::uint32_t from) const;
  // Number of the weakly connected part of each vertex, from 0 in order of the first vertex.
  std::vector<std::uint32_t> connected_parts() const;
  // Calls f(const Edge&) for the edges that leave `from`, by target, then relationship.
  template <typename F>
  void for_each_edge_from(std::uint32_t from, F&& f) const {
    for (std::size_t i = first_[from]; i < first_[from + 1]; ++i) f(sorted_[i]);
  }

 private:
  struct Graph;
  std::vector<Edge> sorted_;
  std::vector<std::size_t> first_;
  std::unique_ptr<Graph> graph_;
};

}  // namespace meshplay::graph
