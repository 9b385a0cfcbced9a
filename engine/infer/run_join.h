// How a join runs: templates, so that what is done with its rows costs no call.
#pragma once

#include <algorithm>
#include <utility>

#include "engine/infer/inference.h"

namespace meshplay::infer {

template <typename F>
Inference::Found Inference::run(const JoinPlan& join, Env& env, F& row) {
  return profile_ == nullptr ? run_from<false>(join, 0, env, row) : run_from<true>(join, 0, env, row);
}

template <bool IsProfiled, typename F>
Inference::Found Inference::run_from(const JoinPlan& join, std::size_t number, Env& env, F& row) {
  const StepTurn<IsProfiled> turn(profile_.get(), join, number);
  if (until_look_ != 0 && --until_look_ == 0) look_at_limits(join, number);
  if (number == join.steps.size()) {
    if (failed_ > 0) return Found::nothing;
    const std::uint32_t outer = std::exchange(failed_, 0);
    const bool stop = row(env);
    failed_ = outer;
    return stop ? Found::stop : Found::row;
  }
  const Step& step = join.steps[number];
  const bool one_is_enough = number >= join.existence_from;
  Found result = Found::nothing;
  // True when this step is done.
  const auto next = [&] {
    const Found found = run_from<IsProfiled>(join, number + 1, env, row);
    if (found == Found::stop || (found == Found::row && one_is_enough)) result = found;
    return result != Found::nothing;
  };
  switch (step.kind) {
    case StepKind::filter:
      if (evaluator_.is_counting()) {
        const std::uint32_t outer = std::exchange(failed_, 0);
        const bool holds = evaluator_.holds(step.condition, env);
        failed_ = outer + (holds ? 0 : 1);
        const Found found = run_from<IsProfiled>(join, number + 1, env, row);
        failed_ = outer;
        return found;
      }
      return evaluator_.holds(step.condition, env) ? run_from<IsProfiled>(join, number + 1, env, row) : Found::nothing;
    case StepKind::scan:
      evaluator_.for_each_component((*frame_)[step.var].kinds, [&](design::ComponentId component) {
        env[step.var] = component_value(component);
        return next();
      });
      return result;
    case StepKind::unnest: {
      const std::size_t mark = values_.mark();
      const check::Var& var = (*frame_)[step.var];
      const Value source = evaluator_.eval(var.source, env);
      if (var.kind == check::VarKind::entry_key) {
        values_.for_each_entry(source, [&](const Value& key, const Value& value) {
          if (result != Found::nothing) return;
          env[step.var] = key;
          env[var.entry] = value;
          static_cast<void>(next());
        });
      } else {
        values_.for_each_element(source, [&](const Value& element) {
          if (result != Found::nothing || element.missing()) return;
          env[step.var] = element;
          static_cast<void>(next());
        });
      }
      values_.release(mark);
      return result;
    }
    case StepKind::relation: return run_relation<IsProfiled>(join, number, env, row);
    default: return run_table<IsProfiled>(join, number, env, row);
  }
}

template <bool IsProfiled, typename F>
Inference::Found Inference::run_table(const JoinPlan& join, std::size_t number, Env& env, F& row) {
  const Step& step = join.steps[number];
  const bool one_is_enough = number >= join.existence_from;
  bool missing = false;
  const std::size_t mark = values_.mark();
  const std::uint64_t key = bound_key(step, env, missing);
  if (missing) return Found::nothing;
  Found result = Found::nothing;
  const auto visit = [&](const Value* values) {
    for (std::size_t i = 0; i < step.chain.size(); ++i) env[step.chain[i]] = values[i];
    const Found found = run_from<IsProfiled>(join, number + 1, env, row);
    if (found == Found::stop || (found == Found::row && one_is_enough)) result = found;
    return result != Found::nothing;
  };
  if (step.kind == StepKind::equal) {
    step.table->for_each_equal(key, visit);
  } else {
    const Value labelled = evaluator_.eval(step.labelled, env);
    if (step.kind == StepKind::selected) {
      const auto requirements = values_.requirements(labelled);
      if (requirements) step.table->for_each_selected(key, *requirements, visit);
    } else if (values_.is_map(labelled)) {
      step.table->for_each_selecting(key, labelled, values_, visit);
    }
  }
  values_.release(mark);
  return result;
}

template <bool IsProfiled, typename F>
Inference::Found Inference::run_relation(const JoinPlan& join, std::size_t number, Env& env, F& row) {
  constexpr std::uint32_t kMaxArity = 32;
  const Step& step = join.steps[number];
  const bool one_is_enough = number >= join.existence_from;
  const check::Cond& cond = program_.conds[step.condition];
  const auto arguments = program_.list(cond);
  std::uint32_t wanted[kMaxArity] = {};
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if ((step.bound_arguments >> i & 1U) != 0) wanted[i] = env[arguments[i]].data;
  }
  Found result = Found::nothing;
  const auto visit = [&](const std::uint32_t* tuple) {
    std::uint32_t copy[kMaxArity];
    std::copy(tuple, tuple + arguments.size(), copy);
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const check::VarId var = arguments[i];
      if (var == check::kNone || (step.bound_arguments >> i & 1U) != 0) continue;
      const design::ComponentId component{copy[i]};
      if (!evaluator_.in_kinds((*frame_)[var].kinds, component)) return false;
      env[var] = component_value(component);
    }
    // The same variable in two places.
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      if (arguments[i] != check::kNone && env[arguments[i]].data != copy[i]) return false;
    }
    const Found found = run_from<IsProfiled>(join, number + 1, env, row);
    if (found == Found::stop || (found == Found::row && one_is_enough)) result = found;
    return result != Found::nothing;
  };
  RelationStore& store = stores_[cond.relation];
  const bool is_limited = program_.relations[cond.relation].stratum == limited_stratum_;
  if (is_closure(cond.relation)) {
    const bool loops =
        arguments[0] != check::kNone &&
        std::all_of(arguments.begin(), arguments.end(), [&](check::VarId var) { return var == arguments[0]; });
    graphs_.for_each_match(cond.relation, step.bound_arguments, wanted, loops, visit);
  } else if (step.delta) {
    for (std::uint32_t i = delta_begin_[cond.relation]; i < delta_end_[cond.relation]; ++i) {
      if (visit(store.tuple(i))) break;
    }
  } else {
    store.for_each_match(step.bound_arguments, wanted, [&](std::uint32_t row_number) {
      return (!is_limited || store.height(row_number) < height_limit_) && visit(store.tuple(row_number));
    });
  }
  return result;
}

}  // namespace meshplay::infer
