// Why a fact does not hold: for each alternative of its rule the conditions that can be met together, the first that
// cannot, and the nearest miss.
#pragma once

#include <optional>
#include <vector>

#include "engine/explain/proof.h"

namespace meshplay::explain {

// What would make a condition hold: a value at a place.
struct Change {
  fix::Place at;
  edit::Value value;
};

struct Attempt {
  std::vector<Binding> bindings;  // of the way that comes nearest
  std::vector<Step> met;          // in the order of the rule
  Step failed;
  std::optional<Binding> unbound;  // nothing can be bound: a variable and where it is looked for, instead of `failed`
  std::optional<Change> change;    // of `failed`
  std::size_t left = 0;            // conditions behind the failed one
};

struct Absence {
  // An argument that is not of the kind that the rule wants, by position; else:
  std::optional<std::size_t> wrong_argument;
  std::vector<Attempt> attempts;  // the one that comes nearest first
};

// Of a tuple that the relation does not have.
Absence explain_absence(check::RelationId relation, const std::vector<design::ComponentId>& tuple,
                        const check::Program& program, infer::Inference& inference);
// Of a check that does not find anything wrong with a component.
Absence explain_absence_of_finding(std::uint32_t check, design::ComponentId subject, const check::Program& program,
                                   infer::Inference& inference);

}  // namespace meshplay::explain
