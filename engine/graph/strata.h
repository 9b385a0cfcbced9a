// Strong components of a dependency graph, for strata of rules and for cycles in imports. Boost.Graph's
// strong_components (Tarjan) numbers a component after all that it depends on.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace meshplay::graph {

struct Components {
  std::vector<std::uint32_t> of;  // component of each vertex; what a vertex depends on has an equal or lower number
  std::uint32_t count = 0;
};

// Edges go from a vertex to one that it depends on. Vertices are 0 .. vertices - 1.
Components strong_components(std::uint32_t vertices, const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges);

// A shortest way from `from` to `to` along the edges, both included; empty when there is none. With from == to the
// way is a cycle of at least one edge.
std::vector<std::uint32_t> shortest_way(std::uint32_t vertices,
                                        const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges,
                                        std::uint32_t from, std::uint32_t to);

}  // namespace meshplay::graph
