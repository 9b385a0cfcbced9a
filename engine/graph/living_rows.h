// Edges that come and go, as a graph that models Boost.Graph's VertexListGraph, AdjacencyGraph, IncidenceGraph and
// BidirectionalGraph, so that Boost's algorithms run on it as it is. The neighbours of a vertex stand in the order of
// `ranks`, in both directions; adding and removing an edge costs a search in two rows and moving what stands behind.
#pragma once

#include <boost/graph/graph_traits.hpp>
#include <boost/graph/properties.hpp>
#include <boost/iterator/counting_iterator.hpp>
#include <boost/iterator/transform_iterator.hpp>
#include <boost/property_map/property_map.hpp>
#include <cstdint>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/graph/relationship_graph.h"

namespace meshplay::graph {

class LivingRows {
 public:
  // NOLINTBEGIN(readability-identifier-naming): Boost's names
  struct traversal_category : virtual boost::bidirectional_graph_tag,
                              virtual boost::adjacency_graph_tag,
                              virtual boost::vertex_list_graph_tag {};
  struct FromVertex {
    std::uint32_t from = 0;
    Edge operator()(std::uint32_t to) const { return {from, to}; }
  };
  struct ToVertex {
    std::uint32_t to = 0;
    Edge operator()(std::uint32_t from) const { return {from, to}; }
  };
  using vertex_descriptor = std::uint32_t;
  using edge_descriptor = Edge;
  using directed_category = boost::bidirectional_tag;
  using edge_parallel_category = boost::disallow_parallel_edge_tag;
  using vertices_size_type = std::uint32_t;
  using edges_size_type = std::size_t;
  using degree_size_type = std::size_t;
  using vertex_iterator = boost::counting_iterator<std::uint32_t>;
  using adjacency_iterator = const std::uint32_t*;
  using out_edge_iterator = boost::transform_iterator<FromVertex, const std::uint32_t*, Edge, Edge>;
  using in_edge_iterator = boost::transform_iterator<ToVertex, const std::uint32_t*, Edge, Edge>;
  // NOLINTEND(readability-identifier-naming)
  static std::uint32_t null_vertex() { return 0xffffffffU; }

  // `ranks` outlives this. It may change as long as no two vertices of one row change places; equal ranks are told
  // apart by number.
  LivingRows(const std::vector<std::uint64_t>& ranks, std::vector<Edge> edges);

  // There may be vertices that `ranks` had not before.
  void fit() {
    if (targets_.size() >= ranks_.size()) return;
    targets_.resize(ranks_.size());
    sources_.resize(ranks_.size());
  }
  // An edge that is added twice is there until it is removed twice.
  void add(Edge edge);
  void remove(Edge edge);

  std::uint32_t vertices() const { return static_cast<std::uint32_t>(targets_.size()); }
  std::size_t edges() const { return edges_; }
  std::span<const std::uint32_t> targets(std::uint32_t v) const { return targets_[v]; }
  std::span<const std::uint32_t> sources(std::uint32_t v) const { return sources_[v]; }
  bool is_before(std::uint32_t a, std::uint32_t b) const {
    return ranks_[a] != ranks_[b] ? ranks_[a] < ranks_[b] : a < b;
  }

 private:
  const std::vector<std::uint64_t>& ranks_;
  std::vector<std::vector<std::uint32_t>> targets_;
  std::vector<std::vector<std::uint32_t>> sources_;
  std::unordered_map<std::uint64_t, std::uint32_t> more_;  // of an edge that was added more than once: how much more
  std::size_t edges_ = 0;
};

inline std::uint32_t size(const LivingRows& rows) { return rows.vertices(); }
inline std::span<const std::uint32_t> targets(const LivingRows& rows, std::uint32_t v) { return rows.targets(v); }

// ---- Boost.Graph

inline std::uint32_t num_vertices(const LivingRows& rows) { return rows.vertices(); }
inline std::pair<LivingRows::vertex_iterator, LivingRows::vertex_iterator> vertices(const LivingRows& rows) {
  return {LivingRows::vertex_iterator(0), LivingRows::vertex_iterator(rows.vertices())};
}
inline std::pair<const std::uint32_t*, const std::uint32_t*> adjacent_vertices(std::uint32_t v,
                                                                               const LivingRows& rows) {
  const auto row = rows.targets(v);
  return {row.data(), row.data() + row.size()};
}
inline std::uint32_t source(const Edge& edge, const LivingRows&) { return edge.from; }
inline std::uint32_t target(const Edge& edge, const LivingRows&) { return edge.to; }
inline std::pair<LivingRows::out_edge_iterator, LivingRows::out_edge_iterator> out_edges(std::uint32_t v,
                                                                                         const LivingRows& rows) {
  const auto row = rows.targets(v);
  return {{row.data(), {v}}, {row.data() + row.size(), {v}}};
}
inline std::pair<LivingRows::in_edge_iterator, LivingRows::in_edge_iterator> in_edges(std::uint32_t v,
                                                                                      const LivingRows& rows) {
  const auto row = rows.sources(v);
  return {{row.data(), {v}}, {row.data() + row.size(), {v}}};
}
inline std::size_t out_degree(std::uint32_t v, const LivingRows& rows) { return rows.targets(v).size(); }
inline std::size_t in_degree(std::uint32_t v, const LivingRows& rows) { return rows.sources(v).size(); }
inline std::size_t degree(std::uint32_t v, const LivingRows& rows) { return out_degree(v, rows) + in_degree(v, rows); }
inline boost::typed_identity_property_map<std::uint32_t> get(boost::vertex_index_t, const LivingRows&) { return {}; }

}  // namespace meshplay::graph

namespace boost {
template <>
struct property_map<meshplay::graph::LivingRows, vertex_index_t> {
  using type = typed_identity_property_map<std::uint32_t>;  // NOLINT(readability-identifier-naming)
  using const_type = type;                                  // NOLINT(readability-identifier-naming)
};
}  // namespace boost
