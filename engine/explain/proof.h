// Why a fact holds: the rule, each of its conditions with the values that met it and where they stand, and so on for
// the facts that it follows from.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/edit/value.h"
#include "engine/fix/place.h"
#include "engine/infer/inference.h"
#include "engine/text/source.h"

namespace meshplay::explain {

// A value that a condition read.
struct Leaf {
  text::Span span;               // of the rule: `service.spec.selector`
  std::optional<fix::Place> at;  // where it stands, or would; none: it is computed
  bool is_there = true;
  edit::Value value;  // unless it is not there
};

enum class StepKind : std::uint8_t {
  compare,   // two values
  present,   // a path that is there
  absent,    // one that is not
  kind,      // a component is of a kind
  truth,     // a value is true
  fact,      // another fact
  all,       // parts
  any,       // parts: the one that holds
  negation,  // parts: what does not hold
  some,      // parts: with the elements that were found
  none,      // nothing like that: `looked_at` candidates
  every,     // `looked_at` candidates, all of them
  way,       // a way from one component to another: parts are its steps
};

struct Binding {
  std::string name;  // of a variable
  std::string value;
  std::optional<fix::Place> at;  // an element of a list
};

// A condition and what it came to.
struct Step {
  StepKind kind = StepKind::compare;
  check::CondId condition = check::kNone;
  ast::Op op = ast::Op::none;
  std::vector<Leaf> left;
  std::vector<Leaf> right;
  std::optional<edit::Value> left_value;  // compare: what both sides came to
  std::optional<edit::Value> right_value;
  std::vector<Binding> bindings;  // some
  std::size_t looked_at = 0;      // none, every
  std::size_t fact = 0;           // fact: number in Proof::facts
  std::vector<Step> parts;
};

// A tuple of a relation, or a finding of a check.
struct Fact {
  bool is_finding = false;
  std::uint32_t rule = 0;  // RelationId, or number of the check
  std::vector<design::ComponentId> components;
  std::vector<Binding> bindings;  // the other variables that its way binds
  std::vector<Step> steps;
  std::size_t depth = 0;
  bool is_cut = false;  // its steps are left out: there were too many facts
};

struct Proof {
  std::vector<Fact> facts;  // what was asked first; each once
};

struct Limits {
  std::size_t facts = 1000;
  std::size_t depth = ~std::size_t{0};  // facts under the first one
};

// `tuple` is one of the relation. Of several ways the first that the engine finds is taken; one that the fact itself
// is part of is none.
Proof prove(check::RelationId relation, const std::vector<design::ComponentId>& tuple, const check::Program& program,
            infer::Inference& inference, const Limits& limits = {});
Proof prove(const infer::Finding& finding, const check::Program& program, infer::Inference& inference,
            const Limits& limits = {});

}  // namespace meshplay::explain
