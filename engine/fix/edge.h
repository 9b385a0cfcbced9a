// One edge of a relationship, there or to come: its conditions, and the places that its variables stand for.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/fix/place.h"
#include "engine/infer/inference.h"

namespace meshplay::fix {

// Where the variables of a relation stand, by variable; none for one that stands nowhere.
using VarPlaces = std::vector<std::optional<Place>>;

class Edge {
 public:
  Edge(const check::Program& program, check::RelationId relation, const std::vector<design::ComponentId>& ends,
       infer::Inference& inference);

  bool holds();
  std::string name() const { return std::string(values().interner().text(relation().name)); }

  // The conditions that must all hold, `and` taken apart, without those of the binds.
  const std::vector<check::CondId>& conditions() const { return conditions_; }
  bool mentions(check::ExprId id, check::VarId var) const;

  // Where a path may stand, there or not: several where the rule takes one of them, today's first.
  std::vector<Place> places(check::ExprId id, const VarPlaces& vars, infer::Env& env);
  // The places of the elements that a way binds.
  VarPlaces places_of_way(const infer::Env& env) const;

  const check::Program& program() const { return program_; }
  const check::Relation& relation() const { return program_.relations[id_]; }
  check::RelationId id() const { return id_; }
  const std::vector<design::ComponentId>& ends() const { return ends_; }
  infer::Inference& inference() { return inference_; }
  infer::Evaluator& evaluator() { return inference_.evaluator(); }
  infer::Values& values() const { return inference_.evaluator().values(); }
  const design::Design& design() const { return values().design(); }
  infer::Env env() const;  // with the ends

 private:
  const check::Program& program_;
  check::RelationId id_;
  std::vector<design::ComponentId> ends_;
  infer::Inference& inference_;
  Places places_;
  std::vector<check::CondId> conditions_;
};

// Edges of any relationship that are there because of what stands at a place, at most `most` of them.
struct Wanting {
  check::RelationId relation = 0;
  const check::Bind* bind = nullptr;
  std::vector<design::ComponentId> ends;
  std::string text;  // `grants(Role/a/b, ServiceAccount/a/c)`
};
std::vector<Wanting> edges_wanting(const Place& place, const check::Program& program, infer::Inference& inference,
                                   std::size_t most);

}  // namespace meshplay::fix
