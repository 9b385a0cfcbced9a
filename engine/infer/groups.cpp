#include "engine/infer/groups.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "engine/infer/run_join.h"
#include "engine/plan/plain.h"

namespace meshplay::infer {

using check::kNone;
using check::VarId;
using plan::bit;

namespace {
constexpr double kSmall = 2147483648;            // of integers, so that sums of
constexpr std::int64_t kMostExact = 1LL << 22U;  // so many are exact
}  // namespace

void Group::apply(const Value* value, std::int64_t times, const Values& values) {
  if (value != nullptr && value->missing()) return;
  rows_ += times;
  if (value == nullptr) return;
  if (value->tag != Tag::number) {
    not_numbers_ += times;
    return;
  }
  const double number = values.number_of(*value);
  if (std::abs(number) <= kSmall && std::trunc(number) == number) {
    sum_ += times * static_cast<std::int64_t>(number);
  } else {
    inexact_ += times;
  }
}

std::optional<Value> Group::fold(ast::Op op, Values& values) const {
  const auto rows = static_cast<double>(rows_);
  if (op == ast::Op::count) return values.number(rows);
  if (not_numbers_ > 0) return Value{};
  if (inexact_ > 0 || rows_ > kMostExact) return std::nullopt;
  const auto sum = static_cast<double>(sum_);
  if (op == ast::Op::avg) return rows_ == 0 ? Value{} : values.number(sum / rows);
  return values.number(sum);
}

void Groups::forget_plans() {
  std::fill(of_component.begin(), of_component.end(), std::nullopt);
  std::fill(of_tuple.begin(), of_tuple.end(), std::nullopt);
}

// ---- of an inference

Groups* Inference::groups_of(std::uint32_t block) {
  if (!is_changing_) return nullptr;
  Groups& groups = groups_[block];
  if (groups.state == Groups::State::unknown) {
    groups.state = prepare(block, groups) ? Groups::State::some : Groups::State::none;
  }
  return groups.state == Groups::State::some ? &groups : nullptr;
}

bool Inference::prepare(std::uint32_t block, Groups& groups) const {
  const auto expr = std::find_if(program_.exprs.begin(), program_.exprs.end(), [&](const check::Expr& each) {
    return each.kind == check::ExprKind::aggregate && each.block == block;
  });
  const bool is_folded = expr->op == ast::Op::count || expr->op == ast::Op::sum || expr->op == ast::Op::avg;
  plan::VarSet outer = plan_.block_uses[block];
  if (expr->a != kNone) {
    plan::VarSet own = 0;
    for (const VarId var : program_.blocks[block].vars) {
      own |= bit(var);
      if ((*frame_)[var].entry != kNone) own |= bit((*frame_)[var].entry);
    }
    outer |= plan_.expr_uses[expr->a] & ~own;
  }
  if (!is_folded || expr->b != kNone || std::popcount(outer) > 1 || !plan::is_plain(program_, expr->a)) return false;
  groups.frame = frame_;
  groups.value = expr->a;
  groups.rows = plan_.counted[block];
  for (const VarId var : groups.rows.vars) {
    const check::Var& row = (*frame_)[var];
    if (!plan::is_plain(program_, row.source)) return false;
    if (row.kind != check::VarKind::component) continue;
    if (row.kinds == kNone) return false;
    groups.components.push_back(var);
  }
  for (const plan::Literal& literal : groups.rows.literals) {
    const check::Cond& cond = program_.conds[literal.condition];
    if (literal.kind == plan::LiteralKind::relation && !is_closure(cond.relation)) {
      const auto arguments = program_.list(cond);
      // With an argument left open a row may rest on several tuples.
      if (std::find(arguments.begin(), arguments.end(), kNone) != arguments.end()) return false;
      groups.literals.push_back(literal.condition);
    } else if (!plan::is_plain_condition(program_, literal.condition)) {
      return false;
    }
  }
  if (outer != 0) {
    groups.outer = static_cast<VarId>(std::countr_zero(outer));
    const check::Var& row = (*frame_)[groups.outer];
    if (row.kind != check::VarKind::component || row.kinds == kNone) return false;
    groups.rows.vars.insert(groups.rows.vars.begin(), groups.outer);
  }
  groups.of_component.resize(groups.components.size());
  groups.of_tuple.resize(groups.literals.size());
  return true;
}

void Inference::keep_group(std::uint32_t block, Groups& groups, const Env& env, const Group& group) {
  if (group.rows() < large_group_) return;
  if (!std::exchange(groups.is_listed, true)) blocks_with_groups_.push_back(block);
  groups.known.insert_or_assign(groups.outer == kNone ? kNone : env[groups.outer].data, group);
}

const Group* Inference::known_group(const Groups& groups, const Env& env) const {
  if (groups.known.empty()) return nullptr;
  const auto found = groups.known.find(groups.outer == kNone ? kNone : env[groups.outer].data);
  return found == groups.known.end() ? nullptr : &found->second;
}

std::optional<Value> Inference::folded(const check::Expr& expr, Env& env) {
  Groups* groups = groups_of(expr.block);
  if (groups == nullptr) return std::nullopt;
  if (const Group* known = known_group(*groups, env)) return known->fold(expr.op, values_);
  Group group;
  for_each_row(expr.block, env, [&](Env& row) {
    add_row(*groups, row, 1, group);
    return false;
  });
  keep_group(expr.block, *groups, env, group);
  return group.fold(expr.op, values_);
}

void Inference::add_row(const Groups& groups, Env& row, std::int64_t times, Group& group) {
  if (groups.value == kNone) {
    group.apply(nullptr, times, values_);
    return;
  }
  const std::size_t mark = values_.mark();
  const Value value = evaluator_.eval(groups.value, row);
  group.apply(&value, times, values_);
  values_.release(mark);
}

// Of the rows that the join finds, those that no earlier one has found.
template <typename F>
void Inference::change_groups(Groups& groups, std::optional<JoinPlan>& join, plan::VarSet bound, Env& env,
                              std::int64_t times, F&& is_known) {
  const std::vector<check::Var>* outer = std::exchange(frame_, groups.frame);
  if (!join) join = make_join(groups.rows, {}, bound, ~plan::VarSet{0});
  const auto row = [&](Env& found) {
    if (is_known(found)) return false;
    const auto group = groups.known.find(groups.outer == kNone ? kNone : found[groups.outer].data);
    if (group == groups.known.end()) return false;
    add_row(groups, found, times, group->second);
    if (group->second.rows() == 0) groups.known.erase(group);
    return false;
  };
  if (!join->empty) static_cast<void>(run(*join, env, row));
  frame_ = outer;
}

void Inference::change_groups(design::ComponentId component, std::int64_t times) {
  const auto number = static_cast<std::uint32_t>(component);
  for (const std::uint32_t block : blocks_with_groups_) {
    Groups& groups = groups_[block];
    if (groups.outer != kNone) groups.known.erase(number);
    if (groups.known.empty()) continue;
    for (std::size_t i = 0; i < groups.components.size(); ++i) {
      const VarId var = groups.components[i];
      if (!evaluator_.in_kinds((*groups.frame)[var].kinds, component)) continue;
      Env env;
      env[var] = component_value(component);
      change_groups(groups, groups.of_component[i], bit(var), env, times, [&](const Env& row) {
        return std::any_of(groups.components.begin(), groups.components.begin() + static_cast<std::ptrdiff_t>(i),
                           [&](VarId earlier) { return row[earlier].data == number; });
      });
    }
  }
}

void Inference::change_groups(check::RelationId relation, const std::uint32_t* tuple, std::int64_t times) {
  for (const std::uint32_t block : blocks_with_groups_) {
    Groups& groups = groups_[block];
    if (groups.known.empty()) continue;
    for (std::size_t i = 0; i < groups.literals.size(); ++i) {
      if (program_.conds[groups.literals[i]].relation != relation) continue;
      const auto arguments = program_.list(program_.conds[groups.literals[i]]);
      Env env;
      plan::VarSet bound = 0;
      bool fits = true;
      for (std::size_t a = 0; a < arguments.size() && fits; ++a) {
        const VarId var = arguments[a];
        fits = (bound & bit(var)) != 0 ? env[var].data == tuple[a]
                                       : evaluator_.in_kinds((*groups.frame)[var].kinds, design::ComponentId{tuple[a]});
        env[var] = component_value(design::ComponentId{tuple[a]});
        bound |= bit(var);
      }
      if (!fits) continue;
      change_groups(groups, groups.of_tuple[i], bound, env, times, [&](const Env& row) {
        return std::any_of(groups.literals.begin(), groups.literals.begin() + static_cast<std::ptrdiff_t>(i),
                           [&](check::CondId earlier) {
                             const check::Cond& cond = program_.conds[earlier];
                             return cond.relation == relation && is_tuple(cond, row, tuple);
                           });
      });
    }
  }
}

bool Inference::is_tuple(const check::Cond& cond, const Env& row, const std::uint32_t* tuple) const {
  const auto arguments = program_.list(cond);
  for (std::size_t a = 0; a < arguments.size(); ++a) {
    if (row[arguments[a]].data != tuple[a]) return false;
  }
  return true;
}

void Inference::forget_groups() {
  for (const std::uint32_t block : blocks_with_groups_) groups_[block].known.clear();
}

}  // namespace meshplay::infer
