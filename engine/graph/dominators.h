// Dominators of a flow graph: a vertex dominates another when every way from the root to the other passes it.
#pragma once

#include <cstdint>
#include <vector>

namespace meshplay::graph {

// Vertices are numbered in the order in which a depth-first search finds them. The root is 0, and all can be reached
// from it.
struct FlowGraph {
  std::vector<std::uint32_t> parents;       // in the search's tree; that of the root is not read
  std::vector<std::uint32_t> starts;        // where the predecessors of each vertex start, and where the last ones end
  std::vector<std::uint32_t> predecessors;  // at starts[v] up to starts[v + 1]; parents are among them
};

// The immediate dominator of each vertex, which has a smaller number; 0 for the root. The simple version of Lengauer
// and Tarjan, "A fast algorithm for finding dominators in a flowgraph" (1979): O(edges * log(vertices)), without
// recursion.
std::vector<std::uint32_t> immediate_dominators(const FlowGraph& graph);

}  // namespace meshplay::graph
