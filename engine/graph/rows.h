// Edges as rows of targets: what the searches of this folder run over, as a Boost.Graph compressed_sparse_row_graph.
#pragma once

#include <algorithm>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "engine/graph/relationship_graph.h"

namespace meshplay::graph {

using Rows = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                                boost::no_property, std::uint32_t, std::uint32_t>;

inline std::uint32_t size(const Rows& rows) { return static_cast<std::uint32_t>(boost::num_vertices(rows)); }

inline std::span<const std::uint32_t> targets(const Rows& rows, std::uint32_t v) {
  const auto [begin, end] = boost::adjacent_vertices(v, rows);
  return {begin, end};
}

// In ascending order of (from, to), each edge once.
inline Rows sorted_rows(std::uint32_t vertices, const std::vector<Edge>& edges) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  pairs.reserve(edges.size());
  for (const Edge& edge : edges) pairs.emplace_back(edge.from, edge.to);
  std::sort(pairs.begin(), pairs.end());
  pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
  return {boost::edges_are_sorted, pairs.begin(), pairs.end(), vertices};
}

inline Rows reversed_rows(const Rows& rows) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
  pairs.reserve(boost::num_edges(rows));
  for (std::uint32_t from = 0; from < size(rows); ++from) {
    for (const std::uint32_t to : targets(rows, from)) pairs.emplace_back(to, from);
  }
  return {boost::edges_are_unsorted_multi_pass, pairs.begin(), pairs.end(), size(rows)};
}

}  // namespace meshplay::graph
