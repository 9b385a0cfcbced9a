#include "engine/graph/relationship_graph.h"

#include <utility>
#include <variant>

#include "engine/graph/answers.h"

namespace meshplay::graph {

struct RelationshipGraph::Graph {
  explicit Graph(Rows rows) : answers(std::in_place_type<Answers<Rows>>, std::move(rows)) {}
  explicit Graph(LivingRows rows) : answers(std::in_place_type<Answers<LivingRows>>, std::move(rows)) {}

  template <typename F>
  auto ask(F&& f) {
    return std::visit(std::forward<F>(f), answers);
  }
  template <typename F>
  void change(F&& f) {
    auto& living = std::get<Answers<LivingRows>>(answers);
    f(living.rows);
    living.forget();
  }

  std::variant<Answers<Rows>, Answers<LivingRows>> answers;
};

RelationshipGraph::RelationshipGraph(std::uint32_t vertices, const std::vector<Edge>& edges)
    : graph_(std::make_unique<Graph>(sorted_rows(vertices, edges))) {}

RelationshipGraph::RelationshipGraph(const std::vector<std::uint64_t>& ranks, std::vector<Edge> edges)
    : graph_(std::make_unique<Graph>(LivingRows(ranks, std::move(edges)))) {}

RelationshipGraph::~RelationshipGraph() = default;

void RelationshipGraph::fit() {
  graph_->change([](LivingRows& rows) { rows.fit(); });
}

void RelationshipGraph::add(Edge edge) {
  graph_->change([&](LivingRows& rows) { rows.add(edge); });
}

void RelationshipGraph::remove(Edge edge) {
  graph_->change([&](LivingRows& rows) { rows.remove(edge); });
}

std::uint32_t RelationshipGraph::vertices() const {
  return graph_->ask([](const auto& answers) { return size(answers.rows); });
}

std::size_t RelationshipGraph::edges() const {
  return graph_->ask([](const auto& answers) { return edge_count(answers.rows); });
}

std::vector<std::uint32_t> RelationshipGraph::reachable(std::uint32_t from) const {
  return graph_->ask([&](auto& answers) { return answers.search_from(from).found(); });
}

std::vector<std::uint32_t> RelationshipGraph::reaching(std::uint32_t to) const {
  return graph_->ask([&](auto& answers) { return answers.search_to(to).found(); });
}

bool RelationshipGraph::reaches(std::uint32_t from, std::uint32_t to) const {
  return graph_->ask([&](auto& answers) { return answers.reaches(from, to); });
}

std::vector<std::uint32_t> RelationshipGraph::shortest_way(std::uint32_t from, std::uint32_t to) const {
  return graph_->ask([&](auto& answers) { return answers.search_from(from).way(to); });
}

std::optional<std::uint32_t> RelationshipGraph::depth(std::uint32_t v) const {
  const std::uint32_t depth = graph_->ask([&](auto& answers) { return answers.depth_of()[v]; });
  if (depth == kNone) return std::nullopt;
  return depth;
}

std::uint32_t RelationshipGraph::fan_in(std::uint32_t v) const {
  return graph_->ask([&](auto& answers) { return answers.fans_in()[v]; });
}

std::uint32_t RelationshipGraph::fan_out(std::uint32_t v) const {
  return graph_->ask([&](const auto& answers) { return static_cast<std::uint32_t>(targets(answers.rows, v).size()); });
}

std::uint32_t RelationshipGraph::component(std::uint32_t v) const {
  return graph_->ask([&](auto& answers) { return answers.component_of()[v]; });
}

std::vector<std::uint32_t> RelationshipGraph::dominators(std::uint32_t from, std::uint32_t to) const {
  return graph_->ask([&](auto& answers) { return answers.dominators(from, to); });
}

bool RelationshipGraph::dominates(std::uint32_t from, std::uint32_t by, std::uint32_t to) const {
  return graph_->ask([&](auto& answers) { return answers.dominators_from(from).dominates(by, to); });
}

std::vector<Domination> RelationshipGraph::dominated(std::uint32_t from) const {
  return graph_->ask([&](auto& answers) { return answers.dominated(from); });
}

std::vector<DominatorNode> RelationshipGraph::dominator_tree(std::uint32_t from) const {
  return graph_->ask([&](auto& answers) { return answers.dominator_tree(from); });
}

}  // namespace meshplay::graph
