#include "engine/graph/dominators.h"

#include <algorithm>
#include <numeric>

namespace meshplay::graph {

namespace {

constexpr std::uint32_t kNone = 0xffffffffU;

// The part of the search's tree that is linked so far. Boost 1.74's lengauer_tarjan_dominator_tree compresses paths by
// recursion, which a long cycle makes as deep as the graph is large, and keeps a deque a vertex.
class Forest {
 public:
  explicit Forest(std::uint32_t vertices) : semi(vertices), ancestors_(vertices, kNone), least_(vertices) {
    std::iota(semi.begin(), semi.end(), 0U);
    std::iota(least_.begin(), least_.end(), 0U);
  }

  void link(std::uint32_t parent, std::uint32_t v) { ancestors_[v] = parent; }

  // The vertex with the smallest semidominator on the way down to `v` from the root of its tree, without that root.
  std::uint32_t least(std::uint32_t v) {
    if (ancestors_[v] == kNone) return v;
    path_.clear();
    for (std::uint32_t up = v; ancestors_[ancestors_[up]] != kNone; up = ancestors_[up]) path_.push_back(up);
    for (; !path_.empty(); path_.pop_back()) {
      const std::uint32_t down = path_.back();
      const std::uint32_t up = ancestors_[down];
      if (semi[least_[up]] < semi[least_[down]]) least_[down] = least_[up];
      ancestors_[down] = ancestors_[up];
    }
    return least_[v];
  }

  std::vector<std::uint32_t> semi;

 private:
  std::vector<std::uint32_t> ancestors_;
  std::vector<std::uint32_t> least_;
  std::vector<std::uint32_t> path_;
};

}  // namespace

std::vector<std::uint32_t> immediate_dominators(const FlowGraph& graph) {
  const auto vertices = static_cast<std::uint32_t>(graph.parents.size());
  Forest forest(vertices);
  std::vector<std::uint32_t> result(vertices);
  // The vertices of each semidominator, as chains.
  std::vector<std::uint32_t> first(vertices, kNone);
  std::vector<std::uint32_t> next(vertices, kNone);
  for (std::uint32_t v = vertices; v-- > 1;) {
    std::uint32_t& semi = forest.semi[v];
    for (std::uint32_t i = graph.starts[v]; i < graph.starts[v + 1]; ++i) {
      semi = std::min(semi, forest.semi[forest.least(graph.predecessors[i])]);
    }
    next[v] = first[semi];
    first[semi] = v;
    const std::uint32_t parent = graph.parents[v];
    forest.link(parent, v);
    for (std::uint32_t of = first[parent]; of != kNone; of = next[of]) {
      const std::uint32_t least = forest.least(of);
      result[of] = forest.semi[least] < parent ? least : parent;
    }
    first[parent] = kNone;
  }
  for (std::uint32_t v = 1; v < vertices; ++v) {
    if (result[v] != forest.semi[v]) result[v] = result[result[v]];
  }
  return result;
}

}  // namespace meshplay::graph
