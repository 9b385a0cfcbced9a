// What people ask about a whole graph: what is found from some vertices, which vertices stand behind a single one,
// cycles, an order in waves. Linear in vertices and edges, dominators and cycles up to a logarithm; nothing recurses,
// and no answer depends on the order of the edges. Vertices are below `vertices`.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/graph/relationship_graph.h"

namespace meshplay::graph {

constexpr std::uint32_t kNoVertex = 0xffffffffU;

struct Found {
  std::uint32_t vertex = 0;
  std::uint32_t before = 0;  // on a shortest way; kNoVertex: it is one of the roots
  std::uint32_t distance = 0;
};

// The roots and all that they reach, nearest first and then in ascending order.
std::vector<Found> breadth_first(std::uint32_t vertices, const std::vector<Edge>& edges,
                                 const std::vector<std::uint32_t>& roots);

// Vertices that nothing else reaches, and those of cycles that nothing outside reaches: together they reach all.
std::vector<std::uint32_t> entries(std::uint32_t vertices, const std::vector<Edge>& edges);

struct DominatorForest {
  std::vector<bool> is_reached;          // from the roots, which are
  std::vector<std::uint32_t> immediate;  // the last vertex that every way passes; kNoVertex: none
  std::vector<std::uint32_t> below;      // how many vertices are reached through this one only
};

DominatorForest dominator_forest(std::uint32_t vertices, const std::vector<Edge>& edges,
                                 const std::vector<std::uint32_t>& roots);

struct Cycle {
  std::vector<std::uint32_t> members;  // all that reach each other, ascending
  std::vector<std::uint32_t> way;      // a shortest cycle through the first of them, which stands at both ends
};

// By their first members. Where there are several, the way is no edge from a vertex to itself.
std::vector<Cycle> cycles(std::uint32_t vertices, const std::vector<Edge>& edges);

// `from` needs `to`.
struct Need {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  bool is_firm = true;  // else it counts only where it closes no cycle
};

struct Order {
  std::vector<std::uint32_t> waves;  // of each vertex: 0 needs nothing, each other one something of the wave before
  std::vector<std::vector<std::uint32_t>> groups;  // vertices that need each other, and so share a wave; ascending
};

Order order(std::uint32_t vertices, const std::vector<Need>& needs);

}  // namespace meshplay::graph
