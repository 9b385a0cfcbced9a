#include "engine/graph/queries.h"

#include <algorithm>
#include <boost/graph/strong_components.hpp>
#include <utility>

#include "engine/graph/rows.h"

namespace meshplay::graph {

namespace {

// The strong component of each vertex; an edge never leads to a higher number.
struct Strong {
  explicit Strong(const Rows& rows) : of(boost::num_vertices(rows)) {
    if (of.empty()) return;
    const auto count = boost::strong_components(
        rows, boost::make_iterator_property_map(of.begin(), boost::get(boost::vertex_index, rows)));
    members.resize(static_cast<std::size_t>(count));
    for (std::uint32_t v = 0; v < of.size(); ++v) members[of[v]].push_back(v);
  }

  std::vector<std::uint32_t> of;
  std::vector<std::vector<std::uint32_t>> members;  // ascending
};

bool has_edge(const Rows& rows, std::uint32_t from, std::uint32_t to) {
  const auto next = targets(rows, from);
  return std::binary_search(next.begin(), next.end(), to);
}

// A shortest way inside a strong component from `v` over another member back to it. `before` is kNoVertex for all
// members.
std::vector<std::uint32_t> way_round(const Rows& rows, const std::vector<std::uint32_t>& component_of, std::uint32_t v,
                                     std::vector<std::uint32_t>& before) {
  std::vector<std::uint32_t> queue{v};
  for (std::size_t i = 0; before[v] == kNoVertex; ++i) {
    for (const std::uint32_t to : targets(rows, queue[i])) {
      if (component_of[to] != component_of[v] || before[to] != kNoVertex || to == queue[i]) continue;
      before[to] = queue[i];
      queue.push_back(to);
    }
  }
  std::vector<std::uint32_t> way{v};
  for (std::uint32_t at = before[v]; at != v; at = before[at]) way.push_back(at);
  way.push_back(v);
  std::reverse(way.begin(), way.end());
  return way;
}

}  // namespace

std::vector<Found> breadth_first(std::uint32_t vertices, const std::vector<Edge>& edges,
                                 const std::vector<std::uint32_t>& roots) {
  const Rows rows = sorted_rows(vertices, edges);
  std::vector<bool> is_found(vertices);
  std::vector<Found> result;
  const auto find = [&](const Found& found) {
    if (is_found[found.vertex]) return;
    is_found[found.vertex] = true;
    result.push_back(found);
  };
  for (const std::uint32_t root : roots) find({root, kNoVertex, 0});
  const auto sort_from = [&](std::size_t first) {
    std::sort(result.begin() + static_cast<std::ptrdiff_t>(first), result.end(),
              [](const Found& a, const Found& b) { return a.vertex < b.vertex; });
  };
  sort_from(0);
  // Ring by ring, so that the first vertex that leads to another is the smallest of those that are as near.
  for (std::size_t first = 0; first < result.size();) {
    const std::size_t end = result.size();
    for (std::size_t i = first; i < end; ++i) {
      const Found from = result[i];
      for (const std::uint32_t to : targets(rows, from.vertex)) find({to, from.vertex, from.distance + 1});
    }
    sort_from(end);
    first = end;
  }
  return result;
}

std::vector<std::uint32_t> entries(std::uint32_t vertices, const std::vector<Edge>& edges) {
  const Strong strong(sorted_rows(vertices, edges));
  std::vector<bool> is_entered(strong.members.size());
  for (const Edge& edge : edges) {
    if (strong.of[edge.from] != strong.of[edge.to]) is_entered[strong.of[edge.to]] = true;
  }
  std::vector<std::uint32_t> result;
  for (std::uint32_t v = 0; v < vertices; ++v) {
    if (!is_entered[strong.of[v]]) result.push_back(v);
  }
  return result;
}

DominatorForest dominator_forest(std::uint32_t vertices, const std::vector<Edge>& edges,
                                 const std::vector<std::uint32_t>& roots) {
  // One vertex more that leads to all roots makes a tree of the forest.
  std::vector<Edge> rooted = edges;
  for (const std::uint32_t root : roots) rooted.push_back({vertices, root});
  const RelationshipGraph graph(vertices + 1, rooted);
  DominatorForest result;
  result.is_reached.resize(vertices);
  result.immediate.assign(vertices, kNoVertex);
  result.below.resize(vertices);
  for (const DominatorNode& node : graph.dominator_tree(vertices)) {
    if (node.vertex == vertices) continue;
    result.is_reached[node.vertex] = true;
    result.below[node.vertex] = node.below;
    if (node.immediate != vertices) result.immediate[node.vertex] = node.immediate;
  }
  return result;
}

std::vector<Cycle> cycles(std::uint32_t vertices, const std::vector<Edge>& edges) {
  const Rows rows = sorted_rows(vertices, edges);
  Strong strong(rows);
  std::vector<std::uint32_t> before(vertices, kNoVertex);
  std::vector<Cycle> result;
  for (std::vector<std::uint32_t>& members : strong.members) {
    const std::uint32_t v = members[0];
    if (members.size() > 1) {
      std::vector<std::uint32_t> way = way_round(rows, strong.of, v, before);
      result.push_back({std::move(members), std::move(way)});
    } else if (has_edge(rows, v, v)) {
      result.push_back({std::move(members), {v, v}});
    }
  }
  std::sort(result.begin(), result.end(), [](const Cycle& a, const Cycle& b) { return a.members[0] < b.members[0]; });
  return result;
}

Order order(std::uint32_t vertices, const std::vector<Need>& needs) {
  std::vector<Edge> edges;
  edges.reserve(needs.size());
  for (const Need& need : needs) edges.push_back({need.from, need.to});
  const bool is_all_firm = std::all_of(needs.begin(), needs.end(), [](const Need& need) { return need.is_firm; });
  if (!is_all_firm) {
    const Strong strong(sorted_rows(vertices, edges));
    edges.clear();
    for (const Need& need : needs) {
      if (need.is_firm || strong.of[need.from] != strong.of[need.to]) edges.push_back({need.from, need.to});
    }
  }
  const Rows rows = sorted_rows(vertices, edges);
  Strong strong(rows);
  std::vector<std::uint32_t> wave_of(strong.members.size());
  Order result;
  result.waves.resize(vertices);
  for (std::uint32_t component = 0; component < strong.members.size(); ++component) {
    std::uint32_t wave = 0;
    for (const std::uint32_t v : strong.members[component]) {
      for (const std::uint32_t to : targets(rows, v)) {
        if (strong.of[to] != component) wave = std::max(wave, wave_of[strong.of[to]] + 1);
      }
    }
    wave_of[component] = wave;
    for (const std::uint32_t v : strong.members[component]) result.waves[v] = wave;
    if (strong.members[component].size() > 1) result.groups.push_back(std::move(strong.members[component]));
  }
  std::sort(result.groups.begin(), result.groups.end());
  return result;
}

}  // namespace meshplay::graph
