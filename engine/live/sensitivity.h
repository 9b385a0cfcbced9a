// What the facts of rules hang on. When a component or a tuple comes, goes or changes, the facts that may come or go
// with it are among those that these queries give for it: with the design as it was, and with the design as it is.
//
// A sensitivity is the part of a rule that leads from its head to one place where a component or a tuple is used,
// however deep inside `no`, `every`, `or` or an aggregate: the conditions on the way that are about components alone,
// or that other tuples are there. All that can hold without something is left out, so a query gives too many heads
// rather than too few. A fact that changes with one component or tuple is found: either a condition on its way to the
// place changes, which is a place of its own, or all of them hold both before and after.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/check/program.h"
#include "engine/plan/plan.h"

namespace meshplay::live {

struct Rule {
  bool is_check = false;
  std::uint32_t number = 0;  // RelationId, or of the check
};

struct Sensitivity {
  Rule rule;
  check::VarId var = check::kNone;        // of a component, unless it is in no frame
  check::KindSetId kinds = check::kNone;  // of the component
  check::CondId literal = check::kNone;   // of a tuple: its condition, whose arguments the tuple binds
  plan::Clause clause;                    // from there to the head
};

struct Sensitivities {
  std::vector<Sensitivity> components;
  std::vector<std::vector<Sensitivity>> tuples;  // by relation
  // Rules to look at whole.
  std::vector<std::vector<Rule>> graphs;  // by relation: those that ask for ways over it
  std::vector<Rule> namespaces;           // those that ask for the labels of a component's namespace
  // Relations whose facts hang on components alone, with nothing left out: the queries from an argument give the facts
  // that hold, and no others.
  std::vector<bool> is_direct;
};

Sensitivities find_sensitivities(const check::Program& program, const plan::Plan& plan);

// The first variables of a rule's frame: the arguments of a relation, the subject of a check.
std::uint32_t heads_of(const Rule& rule, const check::Program& program);
const std::vector<check::Var>& frame_of(const Rule& rule, const check::Program& program);

}  // namespace meshplay::live
