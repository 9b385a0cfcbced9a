// The graphs that relations make of a design, and the relations that are their closures. Built when first asked for; of
// a design that changes they follow its tuples from there on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "engine/check/program.h"
#include "engine/graph/ranks.h"
#include "engine/graph/relationship_graph.h"
#include "engine/infer/relation_store.h"
#include "engine/infer/value.h"
#include "engine/infer/values.h"

namespace meshplay::infer {

// Gives the tuples of relations, computed by then.
class StepSource {
 public:
  virtual ~StepSource() = default;
  virtual RelationStore& relation(check::RelationId id) = 0;
};

class Graphs {
 public:
  Graphs(const check::Program& program, const design::Design& design, const base::Interner& interner,
         StepSource& steps);

  // Tuples of a closure whose arguments in `mask` are those of `wanted`; f(const std::uint32_t* tuple) returns true to
  // stop. `loops`: those whose arguments are all the same component.
  template <typename F>
  bool for_each_match(check::RelationId closure, std::uint32_t mask, const std::uint32_t* wanted, bool loops, F&& f);
  bool has_edges(check::RelationId closure) { return of(program_.relations[closure].graph).edges() != 0; }
  // About how many tuples one choice of the arguments in `mask` leads to.
  double fan_out(check::RelationId closure, std::uint32_t mask);
  // The shortest way of one step or more between two components, with both; empty: there is none.
  std::vector<design::ComponentId> way(std::uint32_t graph, design::ComponentId from, design::ComponentId to);
  // Of components; missing when there is no answer.
  Value measure(const check::Expr& expr, const std::vector<Value>& components, Values& values);

  // ---- a design that changes
  void begin_changes();
  // After a component came to be, and while one that goes is still there. Tuples with it may go later.
  void enter(design::ComponentId component);
  void leave(design::ComponentId component);
  // A tuple of a relation came, or went.
  void add(check::RelationId relation, const std::uint32_t* tuple);
  void erase(check::RelationId relation, const std::uint32_t* tuple);

 private:
  // By what tells a component from all others, and then by number.
  struct ByIdentity {
    const Graphs* graphs;
    bool operator()(std::uint32_t a, std::uint32_t b) const;
  };
  using Identity = std::tuple<std::string, std::string_view, std::string_view>;

  const graph::RelationshipGraph& of(std::uint32_t graph);
  Identity identity(std::uint32_t component) const;
  void number_vertices();
  std::uint32_t component_of(std::uint32_t vertex) const { return is_changing_ ? vertex : component_of_[vertex]; }
  std::uint32_t vertex_of(std::uint32_t component) const { return is_changing_ ? component : vertex_of_[component]; }

  const check::Program& program_;
  const design::Design& design_;
  const base::Interner& interner_;
  StepSource& steps_;
  // Vertices are numbered by identity, so that answers do not hang on the order of files.
  std::vector<std::uint32_t> vertex_of_;     // by ComponentId
  std::vector<std::uint32_t> component_of_;  // by vertex
  // Of a design that changes they are the components, and ranks say what their identities would: with room in between
  // for those to come. Those that left keep theirs until another component has their number.
  bool is_changing_ = false;
  graph::Ranks ranks_;
  std::optional<std::set<std::uint32_t, ByIdentity>> ranked_;  // once there is a graph
  std::vector<std::vector<std::uint32_t>> graphs_over_;        // by relation
  std::vector<std::unique_ptr<graph::RelationshipGraph>> graphs_;
};

template <typename F>
bool Graphs::for_each_match(check::RelationId closure, std::uint32_t mask, const std::uint32_t* wanted, bool loops,
                            F&& f) {
  const check::Relation& relation = program_.relations[closure];
  const graph::RelationshipGraph& graph = of(relation.graph);
  const bool reach = relation.closure == check::Closure::reachable;
  const auto given = [&](std::uint32_t argument) { return (mask >> argument & 1U) != 0; };
  const auto vertex = [&](std::uint32_t argument) { return vertex_of(wanted[argument]); };
  std::uint32_t tuple[3] = {};
  const auto found = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
    tuple[0] = component_of(a);
    tuple[1] = component_of(b);
    tuple[2] = component_of(c);
    return f(static_cast<const std::uint32_t*>(tuple));
  };
  const auto from_each = [&](auto&& from_one) {
    if (given(0)) return from_one(vertex(0));
    for (std::uint32_t from = 0; from < graph.vertices(); ++from) {
      if (graph.fan_out(from) != 0 && from_one(from)) return true;
    }
    return false;
  };
  if (reach) {
    if (given(1) && !given(0) && !loops) {
      for (const std::uint32_t from : graph.reaching(vertex(1))) {
        if (found(from, vertex(1), 0)) return true;
      }
      return false;
    }
    return from_each([&](std::uint32_t from) {
      if (loops || given(1)) {
        const std::uint32_t to = loops ? from : vertex(1);
        return graph.reaches(from, to) && found(from, to, 0);
      }
      for (const std::uint32_t to : graph.reachable(from)) {
        if (found(from, to, 0)) return true;
      }
      return false;
    });
  }
  if (loops) return false;  // what dominates is neither end
  return from_each([&](std::uint32_t from) {
    if (given(2)) {
      for (const std::uint32_t by : graph.dominators(from, vertex(2))) {
        if ((!given(1) || by == vertex(1)) && found(from, by, vertex(2))) return true;
      }
      return false;
    }
    for (const graph::Domination& row : graph.dominated(from)) {
      if ((!given(1) || row.by == vertex(1)) && found(from, row.by, row.to)) return true;
    }
    return false;
  });
}

}  // namespace meshplay::infer
