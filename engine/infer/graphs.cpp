#include "engine/infer/graphs.h"

#include <algorithm>
#include <numeric>
#include <string>
#include <tuple>

namespace meshplay::infer {

Graphs::Graphs(const check::Program& program, const design::Design& design, const base::Interner& interner,
               StepSource& steps)
    : program_(program), design_(design), interner_(interner), steps_(steps), graphs_(program.graphs.size()) {}

const graph::RelationshipGraph& Graphs::of(std::uint32_t number) {
  auto& graph = graphs_[number];
  if (graph != nullptr) return *graph;
  const auto count = static_cast<std::uint32_t>(design_.components.size());
  if (vertex_of_.empty()) {
    std::vector<std::tuple<std::string, std::string_view, std::string_view>> identities;
    for (std::uint32_t i = 0; i < count; ++i) {
      const design::ComponentId id{i};
      identities.emplace_back(design_.id(id, interner_), interner_.text(design_.kind(id).group),
                              interner_.text(design_.at(id).version));
    }
    component_of_.resize(count);
    std::iota(component_of_.begin(), component_of_.end(), 0U);
    std::stable_sort(component_of_.begin(), component_of_.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return identities[a] < identities[b]; });
    vertex_of_.resize(count);
    for (std::uint32_t vertex = 0; vertex < count; ++vertex) vertex_of_[component_of_[vertex]] = vertex;
  }
  std::vector<graph::Edge> edges;
  for (const check::RelationId step : program_.graphs[number].over) {
    const RelationStore& store = steps_.relation(step);
    for (std::uint32_t row = 0; row < store.size(); ++row) {
      edges.push_back({vertex_of_[store.tuple(row)[0]], vertex_of_[store.tuple(row)[1]]});
    }
  }
  graph = std::make_unique<graph::RelationshipGraph>(count, edges);
  return *graph;
}

void Graphs::forget() {
  for (auto& graph : graphs_) graph.reset();
  vertex_of_.clear();
  component_of_.clear();
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
       all.shortest_way(vertex_of_[static_cast<std::uint32_t>(from)], vertex_of_[static_cast<std::uint32_t>(to)])) {
    result.push_back(design::ComponentId{component_of_[each]});
  }
  return result;
}

Value Graphs::measure(const check::Expr& expr, const std::vector<Value>& components, Values& values) {
  const graph::RelationshipGraph& graph = of(expr.index);
  const std::uint32_t vertex = vertex_of_[components[0].data];
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
    case check::Measure::component: return component_value(design::ComponentId{component_of_[graph.component(vertex)]});
  }
  return {};
}

}  // namespace meshplay::infer
