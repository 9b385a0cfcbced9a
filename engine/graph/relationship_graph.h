// The relationship graph: components are vertices, relationships are edges, as a Boost.Graph
// compressed_sparse_row_graph that is built once and never changes.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

namespace meshplay::graph {

struct Edge {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
};

class RelationshipGraph {
 public:
  RelationshipGraph(std::uint32_t vertices, const std::vector<Edge>& edges);
  ~RelationshipGraph();
  RelationshipGraph(const RelationshipGraph&) = delete;
  RelationshipGraph& operator=(const RelationshipGraph&) = delete;

  std::uint32_t vertices() const;
  std::size_t edges() const;
  // Vertices that can be reached from `from` by one edge or more, in ascending order.
  std::vector<std::uint32_t> reachable(std::uint32_t from) const;

 private:
  struct Graph;
  std::unique_ptr<Graph> graph_;
};

}  // namespace meshplay::graph
