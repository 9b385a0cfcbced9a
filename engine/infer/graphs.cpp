#include "engine/infer/graphs.h"

#include <algorithm>
#include <iterator>
#include <numeric>
#include <utility>

namespace meshplay::infer {

Graphs::Graphs(const check::Program& program, const design::Design& design, const base::Interner& interner,
               StepSource& steps)
    : program_(program), design_(design), interner_(interner), steps_(steps), graphs_(program.graphs.size()) {}

Graphs::Identity Graphs::identity(std::uint32_t component) const {
  const design::ComponentId id{component};
  return {design_.id(id, interner_), interner_.text(design_.kind(id).group), interner_.text(design_.at(id).version)};
}

bool Graphs::ByIdentity::operator()(std::uint32_t a, std::uint32_t b) const {
  if (a == b) return false;
  const auto order = graphs->identity(a) <=> graphs->identity(b);
  return order != 0 ? order < 0 : a < b;
}

void Graphs::number_vertices() {
  const auto count = static_cast<std::uint32_t>(design_.components.size());
  std::vector<Identity> identities;
  identities.reserve(count);
  for (std::uint32_t i = 0; i < count; ++i) identities.push_back(identity(i));
  component_of_.resize(count);
  std::iota(component_of_.begin(), component_of_.end(), 0U);
  std::stable_sort(component_of_.begin(), component_of_.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return identities[a] < identities[b]; });
  if (is_changing_) {
    // In order, so that each finds its place at once.
    ranked_.emplace(ByIdentity{this});
    ranks_.assign(component_of_);
    for (const std::uint32_t component : component_of_) {
      const bool has_left = design_.kind(design::ComponentId{component}).name == base::kEmptyText;
      if (!has_left) ranked_->insert(ranked_->end(), component);
    }
    component_of_.clear();
    return;
  }
  vertex_of_.resize(count);
  for (std::uint32_t vertex = 0; vertex < count; ++vertex) vertex_of_[component_of_[vertex]] = vertex;
}

const graph::RelationshipGraph& Graphs::of(std::uint32_t number) {
  auto& graph = graphs_[number];
  if (graph != nullptr) return *graph;
  if (is_changing_ ? !ranked_ : vertex_of_.empty()) number_vertices();
  std::vector<graph::Edge> edges;
  for (const check::RelationId step : program_.graphs[number].over) {
    const RelationStore& store = steps_.relation(step);
    for (std::uint32_t row = 0; row < store.size(); ++row) {
      edges.push_back({vertex_of(store.tuple(row)[0]), vertex_of(store.tuple(row)[1])});
    }
  }
  graph = is_changing_ ? std::make_unique<graph::RelationshipGraph>(ranks_.all(), std::move(edges))
                       : std::make_unique<graph::RelationshipGraph>(
                             static_cast<std::uint32_t>(design_.components.size()), edges);
  return *graph;
}

// ---- a design that changes

void Graphs::begin_changes() {
  is_changing_ = true;
  for (auto& graph : graphs_) graph.reset();
  vertex_of_.clear();
  component_of_.clear();
  graphs_over_.resize(program_.relations.size());
  for (std::uint32_t number = 0; number < graphs_.size(); ++number) {
    for (const check::RelationId step : program_.graphs[number].over) graphs_over_[step].push_back(number);
  }
}

void Graphs::enter(design::ComponentId component) {
  if (!ranked_) return;
  const auto number = static_cast<std::uint32_t>(component);
  const auto place = ranked_->insert(number).first;
  const auto next = std::next(place);
  const std::uint64_t before = place == ranked_->begin() ? graph::Ranks::kFirst : ranks_.of(*std::prev(place));
  const std::uint64_t after = next == ranked_->end() ? graph::Ranks::kLast : ranks_.of(*next);
  if (!ranks_.put(number, before, after)) return;
  for (auto& graph : graphs_) {
    if (graph != nullptr) graph->fit();
  }
}

void Graphs::leave(design::ComponentId component) {
  if (ranked_) ranked_->erase(static_cast<std::uint32_t>(component));
}

void Graphs::add(check::RelationId relation, const std::uint32_t* tuple) {
  for (const std::uint32_t number : graphs_over_[relation]) {
    if (graphs_[number] != nullptr) graphs_[number]->add({tuple[0], tuple[1]});
  }
}

void Graphs::erase(check::RelationId relation, const std::uint32_t* tuple) {
  for (const std::uint32_t number : graphs_over_[relation]) {
    if (graphs_[number] != nullptr) graphs_[number]->remove({tuple[0], tuple[1]});
  }
}

double Graphs::fan_out(check::RelationId closure, std::uint32_t mask) {
  const graph::RelationshipGraph& graph = of(program_.relations[closure].graph);
  const double reach = static_cast<double>(std::min<std::size_t>(graph.edges(), graph.vertices()));
  const bool ends_known = (mask & 1U) != 0 && (mask >> (program_.relations[closure].arity - 1) & 1U) != 0;
  if (ends_known) return 1;
  return (mask & 1U) != 0 ? reach : reach * reach;
}

std::vector<design::ComponentId> Graphs::way(std::uint32_t graph, design::ComponentId from, design::ComponentId to) {
  const graph::RelationshipGraph& all = of(graph);
  std::vector<design::ComponentId> result;
  for (const std::uint32_t each :
       all.shortest_way(vertex_of(static_cast<std::uint32_t>(from)), vertex_of(static_cast<std::uint32_t>(to)))) {
    result.push_back(design::ComponentId{component_of(each)});
  }
  return result;
}

Value Graphs::measure(const check::Expr& expr, const std::vector<Value>& components, Values& values) {
  const graph::RelationshipGraph& graph = of(expr.index);
  const std::uint32_t vertex = vertex_of(components[0].data);
  switch (expr.measure) {
    case check::Measure::path: {
      std::vector<Value> steps;
      for (const design::ComponentId each :
           way(expr.index, design::ComponentId{components[0].data}, design::ComponentId{components[1].data})) {
        steps.push_back(component_value(each));
      }
      return steps.empty() ? Value{} : values.list(std::move(steps));
    }
    case check::Measure::depth: {
      const auto depth = graph.depth(vertex);
      return depth ? values.number(*depth) : Value{};
    }
    case check::Measure::fan_in: return values.number(graph.fan_in(vertex));
    case check::Measure::fan_out: return values.number(graph.fan_out(vertex));
    case check::Measure::component: return component_value(design::ComponentId{component_of(graph.component(vertex))});
  }
  return {};
}

}  // namespace meshplay::infer
