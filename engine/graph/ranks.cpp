#include "engine/graph/ranks.h"

#include <algorithm>
#include <numeric>

namespace meshplay::graph {

void Ranks::assign(const std::vector<std::uint32_t>& order) {
  ranks_.resize(order.size());
  const std::uint64_t gap = kLast / (order.size() + 2);
  for (std::size_t i = 0; i < order.size(); ++i) ranks_[order[i]] = (i + 1) * gap;
}

bool Ranks::put(std::uint32_t vertex, std::uint64_t before, std::uint64_t after) {
  const bool is_new = vertex >= ranks_.size();
  if (is_new) ranks_.resize(vertex + std::size_t{1});
  ranks_[vertex] = before + (after - before) / 2;
  if (ranks_[vertex] == before) spread(vertex);
  return is_new;
}

// `newcomer` stands behind those of its rank.
void Ranks::spread(std::uint32_t newcomer) {
  std::vector<std::uint32_t> order(ranks_.size());
  std::iota(order.begin(), order.end(), 0U);
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return ranks_[a] != ranks_[b] ? ranks_[a] < ranks_[b] : b == newcomer && a != newcomer;
  });
  assign(order);
}

}  // namespace meshplay::graph
