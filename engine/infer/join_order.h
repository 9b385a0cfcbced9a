// Chooses in which order and by which index the variables of a clause are bound, by the sizes that are there now:
// greedily the cheapest next step, conditions as soon as their variables are bound.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/infer/evaluator.h"
#include "engine/infer/row_table.h"
#include "engine/plan/plan.h"

namespace meshplay::infer {

enum class StepKind : std::uint8_t { filter, scan, unnest, equal, selected, selecting, relation };

struct Step {
  StepKind kind = StepKind::filter;
  check::CondId condition = check::kNone;  // filter, relation
  check::VarId var = check::kNone;         // scan, unnest
  const RowTable* table = nullptr;         // equal, selected, selecting
  std::vector<check::VarId> chain;         // of the table
  std::vector<check::ExprId> keys;         // bound sides, in the table's order
  check::ExprId labelled = check::kNone;   // the selector, or the labels, that is bound
  std::uint32_t bound_arguments = 0;       // relation: mask
  bool delta = false;                      // relation: only the rows of the last round
  std::vector<check::CondId> joins;        // of the index: the conditions that it looks up
  double expected = 1;                     // rows each time, as they were thought of when the order was chosen
};

struct StepCounts {
  std::uint64_t rows = 0;  // that came to it
  std::uint64_t nanoseconds = 0;
};

struct JoinPlan {
  std::vector<Step> steps;
  std::size_t existence_from = 0;            // from here on one way is enough
  bool empty = false;                        // some kind, relation or index has nothing
  check::VarId no_component = check::kNone;  // empty: the variable that no component is there for
  check::CondId no_tuple = check::kNone;     // empty: the condition whose relation has no tuples, or that never holds
  // While there is a profile: of each step, and of what is made of the rows behind the last.
  mutable std::vector<StepCounts> counts;
};

// `assumed`: of no design, but the same for all kinds, indexes and relations.
enum class Sizes : std::uint8_t { of_design, assumed };

constexpr double kAssumedRows = 1000;  // components that a variable ranges over, tuples of a relation
constexpr double kAssumedMatches = 2;  // of an index, or of a relation with some of its arguments, each time
constexpr double kAssumedSelected = 1;

// What the ordering needs to know of the run.
class TableSource {
 public:
  virtual ~TableSource() = default;
  virtual const RowTable& table(const RowTableSpec& spec, const std::vector<check::Var>& frame) = 0;
  // Whether there are tuples, or may be some later. Evaluates the relation first unless it is being evaluated.
  virtual bool may_hold(check::RelationId id) = 0;
  // About how many tuples one choice of the arguments in `mask` leads to.
  virtual double fan_out(check::RelationId id, std::uint32_t mask) = 0;
};

constexpr std::size_t kNoDelta = static_cast<std::size_t>(-1);

struct JoinRequest {
  const plan::Clause& clause;
  const std::vector<check::Var>& frame;
  std::vector<check::VarId> arguments;  // to be bound beside the clause's own variables
  plan::VarSet bound = 0;
  plan::VarSet needed = 0;  // variables whose every value counts
  std::size_t delta_literal = kNoDelta;
  Sizes sizes = Sizes::of_design;
};

JoinPlan order_joins(const JoinRequest& request, const check::Program& program, const plan::Plan& plan,
                     Evaluator& evaluator, TableSource& tables);

// For `--dump plan`.
std::string describe(const JoinPlan& join, const check::Program& program, const std::vector<check::Var>& frame,
                     const base::Interner& interner);

}  // namespace meshplay::infer
