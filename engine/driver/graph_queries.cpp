#include "engine/driver/graph_queries.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <unordered_map>

#include "engine/graph/queries.h"
#include "engine/pattern/pattern.h"

namespace meshplay::driver {

namespace {

std::vector<graph::Edge> edges_of(const auto& links, Direction direction) {
  std::vector<graph::Edge> result;
  result.reserve(links.size());
  for (const auto& link : links) {
    if (direction == Direction::forward) result.push_back({link.from, link.to});
    if (direction == Direction::backward) result.push_back({link.to, link.from});
  }
  return result;
}

bool is_class(std::string_view id) { return id.substr(0, id.find('/')).ends_with("Class"); }

auto identity(const Relationship& edge) { return std::tie(edge.from, edge.to, edge.relationship, edge.via); }

}  // namespace

bool means_relationship(std::string_view wanted, std::string_view relationship) {
  return pattern::glob_matches(wanted, relationship) ||
         pattern::glob_matches(wanted, relationship.substr(relationship.rfind('.') + 1));
}

GraphQueries::GraphQueries(const std::vector<std::string>& components, const std::vector<Relationship>& edges)
    : components_(components), edges_(edges) {
  std::unordered_map<std::string_view, std::uint32_t> numbers;
  numbers.reserve(components.size());
  for (std::uint32_t i = 0; i < components.size(); ++i) numbers.emplace(components[i], i);
  links_.reserve(edges.size());
  for (std::uint32_t i = 0; i < edges.size(); ++i) {
    const auto from = numbers.find(edges[i].from);
    const auto to = numbers.find(edges[i].to);
    if (from == numbers.end() || to == numbers.end()) continue;
    const auto via = numbers.find(edges[i].via);
    links_.push_back({from->second, to->second, via == numbers.end() ? graph::kNoVertex : via->second, i});
  }
  std::sort(links_.begin(), links_.end(), [](const Link& a, const Link& b) {
    return std::tie(a.from, a.to, a.edge) < std::tie(b.from, b.to, b.edge);
  });
}

std::optional<std::uint32_t> GraphQueries::find_component(std::string_view id) const {
  const auto found = std::lower_bound(components_.begin(), components_.end(), id);
  if (found == components_.end() || *found != id) return std::nullopt;
  return static_cast<std::uint32_t>(found - components_.begin());
}

std::uint32_t GraphQueries::edge_between(std::uint32_t from, std::uint32_t to) const {
  const auto found =
      std::lower_bound(links_.begin(), links_.end(), std::tuple(from, to),
                       [](const Link& link, auto ends) { return std::tuple(link.from, link.to) < ends; });
  return found->edge;
}

std::vector<GraphStep> GraphQueries::reached(const std::vector<std::uint32_t>& roots, Direction direction) const {
  std::vector<GraphStep> result;
  for (const graph::Found& found : graph::breadth_first(size(), edges_of(links_, direction), roots)) {
    GraphStep& step = result.emplace_back(GraphStep{found.vertex, kNoEdge, found.distance});
    if (found.before == graph::kNoVertex) continue;
    step.edge = direction == Direction::forward ? edge_between(found.before, found.vertex)
                                                : edge_between(found.vertex, found.before);
  }
  return result;
}

GraphWays GraphQueries::ways(const std::vector<std::uint32_t>& from, const std::vector<std::uint32_t>& to) const {
  std::vector<std::uint32_t> next(size(), graph::kNoVertex);  // towards the nearest of `to`
  std::vector<std::uint32_t> distance(size(), graph::kNoVertex);
  for (const graph::Found& found : graph::breadth_first(size(), edges_of(links_, Direction::backward), to)) {
    next[found.vertex] = found.before;
    distance[found.vertex] = found.distance;
  }
  GraphWays result;
  std::uint32_t start = graph::kNoVertex;
  for (const std::uint32_t v : from) {
    if (distance[v] == graph::kNoVertex) continue;
    if (start == graph::kNoVertex || std::tie(distance[v], v) < std::tie(distance[start], start)) start = v;
  }
  if (start == graph::kNoVertex) return result;
  for (std::uint32_t v = start; next[v] != graph::kNoVertex; v = next[v]) {
    result.shortest.push_back(edge_between(v, next[v]));
  }
  for (const graph::Found& found : graph::breadth_first(size(), edges_of(links_, Direction::forward), from)) {
    if (distance[found.vertex] != graph::kNoVertex) result.between.push_back(found.vertex);
  }
  std::sort(result.between.begin(), result.between.end());
  return result;
}

GraphImpact GraphQueries::impact(std::vector<std::uint32_t> entries) const {
  const std::vector<graph::Edge> edges = edges_of(links_, Direction::forward);
  if (entries.empty()) entries = graph::entries(size(), edges);
  std::sort(entries.begin(), entries.end());
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  graph::DominatorForest forest = graph::dominator_forest(size(), edges, entries);
  return {std::move(entries), std::move(forest.is_reached), std::move(forest.immediate), std::move(forest.below)};
}

std::vector<std::uint32_t> GraphImpact::ranked() const {
  std::vector<std::uint32_t> result;
  for (std::uint32_t v = 0; v < behind.size(); ++v) {
    if (behind[v] > 0) result.push_back(v);
  }
  std::stable_sort(result.begin(), result.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return behind[a] > behind[b]; });
  return result;
}

std::vector<std::uint32_t> GraphImpact::only_through(std::uint32_t component) const {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> children;
  for (std::uint32_t v = 0; v < immediate.size(); ++v) {
    if (immediate[v] != graph::kNoVertex) children.emplace_back(immediate[v], v);
  }
  std::sort(children.begin(), children.end());
  std::vector<std::uint32_t> result;
  const auto add_children = [&](std::uint32_t of) {
    for (auto child = std::lower_bound(children.begin(), children.end(), std::pair(of, 0U));
         child != children.end() && child->first == of; ++child) {
      result.push_back(child->second);
    }
  };
  add_children(component);
  for (std::size_t i = 0; i < result.size(); ++i) add_children(result[i]);
  std::sort(result.begin(), result.end());
  return result;
}

std::vector<GraphCycle> GraphQueries::cycles() const {
  std::vector<GraphCycle> result;
  for (graph::Cycle& cycle : graph::cycles(size(), edges_of(links_, Direction::forward))) {
    GraphCycle& found = result.emplace_back();
    found.members = std::move(cycle.members);
    for (std::size_t i = 0; i + 1 < cycle.way.size(); ++i) {
      found.way.push_back(edge_between(cycle.way[i], cycle.way[i + 1]));
    }
  }
  return result;
}

std::vector<GraphWave> GraphQueries::order() const {
  std::vector<graph::Need> needs;
  needs.reserve(links_.size());
  for (const Link& link : links_) {
    const Relationship& edge = edges_[link.edge];
    const bool is_hierarchy = edge.kind == "hierarchical";
    const bool is_firm = is_hierarchy || edge.type == "binding";
    if (link.via != graph::kNoVertex) {
      needs.push_back({link.via, link.from, is_firm});
      needs.push_back({link.via, link.to, is_firm});
    } else if (is_hierarchy || is_class(edge.from)) {
      needs.push_back({link.to, link.from, is_firm});
    } else {
      needs.push_back({link.from, link.to, is_firm});
    }
  }
  graph::Order order = graph::order(size(), needs);
  std::vector<GraphWave> result;
  for (std::uint32_t v = 0; v < size(); ++v) {
    if (order.waves[v] >= result.size()) result.resize(order.waves[v] + 1);
    result[order.waves[v]].components.push_back(v);
  }
  for (std::vector<std::uint32_t>& group : order.groups) {
    result[order.waves[group.front()]].groups.push_back(std::move(group));
  }
  return result;
}

GraphIslands GraphQueries::islands() const {
  std::vector<graph::Edge> edges = edges_of(links_, Direction::forward);
  std::vector<bool> has_edge(size());
  for (const Link& link : links_) {
    has_edge[link.from] = true;
    has_edge[link.to] = true;
    if (link.via == graph::kNoVertex) continue;
    has_edge[link.via] = true;
    edges.push_back({link.via, link.from});
  }
  const graph::RelationshipGraph graph(size(), edges);
  GraphIslands result;
  std::vector<std::uint32_t> island_of(size());
  for (std::uint32_t v = 0; v < size(); ++v) {
    if (!has_edge[v]) {
      result.alone.push_back(v);
      continue;
    }
    const std::uint32_t smallest = graph.component(v);
    if (smallest == v) {
      island_of[v] = static_cast<std::uint32_t>(result.islands.size());
      result.islands.emplace_back();
    }
    result.islands[island_of[smallest]].push_back(v);
  }
  std::stable_sort(result.islands.begin(), result.islands.end(),
                   [](const auto& a, const auto& b) { return a.size() > b.size(); });
  return result;
}

bool GraphDifference::empty() const {
  return added_components.empty() && removed_components.empty() && added_edges.empty() && removed_edges.empty();
}

GraphDifference difference(const std::vector<std::string>& components_before,
                           const std::vector<Relationship>& edges_before,
                           const std::vector<std::string>& components_after,
                           const std::vector<Relationship>& edges_after) {
  GraphDifference result;
  std::set_difference(components_after.begin(), components_after.end(), components_before.begin(),
                      components_before.end(), std::back_inserter(result.added_components));
  std::set_difference(components_before.begin(), components_before.end(), components_after.begin(),
                      components_after.end(), std::back_inserter(result.removed_components));
  const auto less = [](const Relationship& a, const Relationship& b) { return identity(a) < identity(b); };
  std::vector<Relationship> before = edges_before;
  std::vector<Relationship> after = edges_after;
  std::sort(before.begin(), before.end(), less);
  std::sort(after.begin(), after.end(), less);
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::back_inserter(result.added_edges),
                      less);
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(result.removed_edges), less);
  return result;
}

}  // namespace meshplay::driver
