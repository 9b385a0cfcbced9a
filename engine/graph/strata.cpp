#include "engine/graph/strata.h"

#include <algorithm>
#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/strong_components.hpp>

namespace meshplay::graph {

namespace {
using Graph = boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS>;
}  // namespace

Components strong_components(std::uint32_t vertices,
                             const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges) {
  Graph graph(edges.begin(), edges.end(), vertices);
  Components result;
  result.of.resize(vertices);
  if (vertices == 0) return result;
  result.count = static_cast<std::uint32_t>(boost::strong_components(
      graph, boost::make_iterator_property_map(result.of.begin(), boost::get(boost::vertex_index, graph))));
  return result;
}

std::vector<std::uint32_t> shortest_way(std::uint32_t vertices,
                                        const std::vector<std::pair<std::uint32_t, std::uint32_t>>& edges,
                                        std::uint32_t from, std::uint32_t to) {
  constexpr std::uint32_t kUnseen = 0xffffffffU;
  std::vector<std::vector<std::uint32_t>> next(vertices);
  for (const auto& [source, target] : edges) next[source].push_back(target);
  std::vector<std::uint32_t> before(vertices, kUnseen);
  std::vector<std::uint32_t> queue{from};
  for (std::size_t i = 0; i < queue.size(); ++i) {
    for (std::uint32_t target : next[queue[i]]) {
      if (target == to) {
        std::vector<std::uint32_t> way{to};
        for (std::uint32_t v = queue[i]; v != from; v = before[v]) way.push_back(v);
        way.push_back(from);
        std::reverse(way.begin(), way.end());
        return way;
      }
      if (before[target] != kUnseen || target == from) continue;
      before[target] = queue[i];
      queue.push_back(target);
    }
  }
  return {};
}

}  // namespace meshplay::graph
