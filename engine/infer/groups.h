// What a living design knows of large groups: how many rows an aggregate has for one choice of the component around it,
// and their sum. Rows that come and go are added and taken away, so that a group is not counted again.
#pragma once

#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

#include "engine/infer/join_order.h"
#include "engine/infer/values.h"

namespace meshplay::infer {

// Sums are kept where they are exact in any order.
class Group {
 public:
  // `value`: nothing for a row that is counted as such, missing for one that does not count. `times`: 1, or -1.
  void apply(const Value* value, std::int64_t times, const Values& values);
  std::int64_t rows() const { return rows_; }
  // nullopt: the rows have to be looked at.
  std::optional<Value> fold(ast::Op op, Values& values) const;

 private:
  std::int64_t rows_ = 0;
  std::int64_t sum_ = 0;
  std::int64_t inexact_ = 0;      // rows whose numbers are no small integers
  std::int64_t not_numbers_ = 0;  // rows
};

// The groups of one aggregate. It has some when its rows hang on nothing but components and tuples, one by one, and on
// at most one component of what is around it.
struct Groups {
  enum class State : std::uint8_t { unknown, none, some };
  State state = State::unknown;
  bool is_listed = false;  // among those that had some
  const std::vector<check::Var>* frame = nullptr;
  check::ExprId value = check::kNone;
  check::VarId outer = check::kNone;
  plan::Clause rows;  // with the variable around it
  std::vector<check::VarId> components;
  std::vector<check::CondId> literals;  // relations
  // Once a change asks for them: by variable that is bound, by relation whose arguments are.
  std::vector<std::optional<JoinPlan>> of_component;
  std::vector<std::optional<JoinPlan>> of_tuple;
  std::unordered_map<std::uint32_t, Group> known;  // by component; kNone where there is none around it

  void forget_plans();
};

}  // namespace meshplay::infer
