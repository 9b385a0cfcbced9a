#include "engine/explain/absence.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "engine/base/nearest.h"
#include "engine/explain/steps.h"

namespace meshplay::explain {

using check::Cond;
using check::CondId;
using check::CondKind;
using check::kNone;
using check::VarId;
using infer::Env;
using infer::Value;
using plan::bit;
using plan::VarSet;

namespace {

constexpr std::size_t kMostWays = 1000;  // among which the nearest miss is looked for

// Of the way to a fact: a variable that gets a value, or a condition.
struct Item {
  VarId var = kNone;
  const plan::Literal* literal = nullptr;
};

class Absent {
 public:
  Absent(const check::Program& program, infer::Inference& inference, const std::vector<check::Var>& frame,
         const Env& given, std::size_t arguments)
      : program_(program),
        inference_(inference),
        frame_(frame),
        given_(given),
        arguments_((VarSet{1} << arguments) - 1),
        places_(program, inference.evaluator()),
        steps_(program, inference, [](check::RelationId, const std::vector<design::ComponentId>&) {
          return std::optional<std::size_t>(0);
        }) {
    steps_.enter(frame);
  }

  Attempt attempt(const plan::Clause& clause) {
    const std::vector<Item> items = items_of(clause);
    // What cannot be met together stays so with more conditions.
    std::size_t good = 0;
    while (good < items.size() && can_be_met(items, good + 1)) ++good;
    Attempt result;
    result.left = items.size() - good;
    if (good == items.size()) return result;  // it holds
    find_nearest(items, good, result);
    return result;
  }

 private:
  infer::Values& values() const { return inference_.evaluator().values(); }

  void add_variable(VarId var, VarSet& known, std::vector<Item>& items) const {
    if ((known & bit(var)) != 0) return;
    const check::Var& row = frame_[var];
    if (row.source != kNone) add_variables(inference_.plan().expr_uses[row.source], known, items);
    if ((known & bit(var)) != 0) return;
    known |= bit(var);
    if (row.kind == check::VarKind::entry_key) known |= bit(row.entry);
    items.push_back({var, nullptr});
  }
  void add_variables(VarSet vars, VarSet& known, std::vector<Item>& items) const {
    for (VarId var = 0; var < frame_.size(); ++var) {
      if ((vars & bit(var)) == 0) continue;
      // A value of a map is bound with its key.
      VarId first = var;
      if (frame_[var].kind == check::VarKind::entry_value) {
        for (VarId key = 0; key < frame_.size(); ++key) {
          if (frame_[key].kind == check::VarKind::entry_key && frame_[key].entry == var) first = key;
        }
      }
      add_variable(first, known, items);
    }
  }

  // Each variable in front of the first condition that needs it.
  std::vector<Item> items_of(const plan::Clause& clause) const {
    std::vector<Item> items;
    VarSet known = arguments_;
    for (const plan::Literal& literal : clause.literals) {
      add_variables(literal.uses, known, items);
      items.push_back({kNone, &literal});
    }
    VarSet all = 0;
    for (const VarId var : clause.vars) all |= bit(var);
    add_variables(all, known, items);
    return items;
  }

  plan::Clause first_of(const std::vector<Item>& items, std::size_t count) const {
    plan::Clause result;
    for (std::size_t i = 0; i < count; ++i) {
      if (items[i].literal != nullptr) {
        result.literals.push_back(*items[i].literal);
        continue;
      }
      result.vars.push_back(items[i].var);
      if (frame_[items[i].var].kind == check::VarKind::entry_key) result.vars.push_back(frame_[items[i].var].entry);
    }
    return result;
  }

  bool can_be_met(const std::vector<Item>& items, std::size_t count) {
    return inference_.for_each_way(first_of(items, count), frame_, arguments_, given_,
                                   [](Env&, VarSet) { return true; });
  }

  void find_nearest(const std::vector<Item>& items, std::size_t good, Attempt& result) {
    const Item& failing = items[good];
    std::size_t least = std::numeric_limits<std::size_t>::max();
    std::size_t ways = 0;
    inference_.for_each_way(first_of(items, good), frame_, arguments_, given_, [&](Env& env, VarSet bound) {
      const std::size_t distance = failing.literal == nullptr ? 0 : distance_of(failing.literal->condition, env);
      if (distance < least) {
        least = distance;
        take(items, good, env, bound, result);
      }
      return least == 0 || ++ways == kMostWays;
    });
  }

  void take(const std::vector<Item>& items, std::size_t good, Env& env, VarSet bound, Attempt& result) {
    result.met.clear();
    for (std::size_t i = 0; i < good; ++i) {
      if (items[i].literal == nullptr) continue;
      if (auto step = steps_.holding(items[i].literal->condition, env, bound)) result.met.push_back(std::move(*step));
    }
    result.bindings = steps_.bindings(bound & ~arguments_, env);
    result.change.reset();
    if (items[good].literal != nullptr) {
      const CondId condition = items[good].literal->condition;
      result.failed = steps_.failing(condition, env);
      result.change = change_for(condition, env);
      return;
    }
    const check::Var& row = frame_[items[good].var];
    Binding binding;
    binding.name = values().interner().text(row.name);
    if (row.source != kNone) {
      const auto leaves = steps_.leaves(row.source, env);
      if (!leaves.empty()) binding.at = leaves[0].at;
    }
    result.unbound = std::move(binding);
  }

  // How far a condition is from being met: 1 is next door.
  std::size_t distance_of(CondId id, Env& env) {
    constexpr std::size_t kFar = 1'000;
    const Cond& cond = program_.conds[id];
    if (cond.kind != CondKind::compare) return kFar;
    const std::size_t mark = values().mark();
    const Value left = inference_.evaluator().eval(cond.a, env);
    const Value right = inference_.evaluator().eval(cond.b, env);
    std::size_t result = kFar;
    if (left.missing() || right.missing()) {
      result = kFar - 1;
    } else if (cond.op == ast::Op::selects) {
      if (const auto wanted = values().requirements(left)) result = distance_of(*wanted, right);
    } else if (left.tag == infer::Tag::text && right.tag == infer::Tag::text) {
      result = text_distance(base::StrId{left.data}, base::StrId{right.data});
    }
    values().release(mark);
    return std::max(result, std::size_t{1});
  }

  std::size_t text_distance(base::StrId one, base::StrId other) const {
    constexpr std::size_t kMost = 64;
    const std::string_view a = values().interner().text(one);
    const std::string_view b = values().interner().text(other);
    return a.size() > kMost || b.size() > kMost ? kMost : base::edit_distance(a, b, kMost);
  }

  std::size_t distance_of(const std::vector<infer::Requirement>& wanted, const Value& labels) {
    constexpr std::size_t kAbsent = 20;
    std::size_t result = 0;
    for (const infer::Requirement& requirement : wanted) {
      if (values().satisfies(labels, {requirement})) continue;
      const auto text = values().scalar_text(values().member(labels, requirement.key));
      std::size_t least = kAbsent;
      if (text) {
        for (const base::StrId value : requirement.values) least = std::min(least, text_distance(*text, value));
      }
      result += std::max(least, std::size_t{1});
    }
    return result;
  }

  // ---- changes

  std::optional<fix::Place> place_of(check::ExprId id, Env& env) {
    auto place = places_.of(id, env);
    if (!place || place->path.empty()) return std::nullopt;
    return place;
  }

  std::optional<Change> change_for(CondId id, Env& env) {
    const Cond& cond = program_.conds[id];
    if (cond.kind != CondKind::compare) return std::nullopt;
    const std::size_t mark = values().mark();
    const Value left = inference_.evaluator().eval(cond.a, env);
    const Value right = inference_.evaluator().eval(cond.b, env);
    std::optional<Change> result;
    if (cond.op == ast::Op::selects) {
      result = label_change(cond, left, right, env);
    } else if (cond.op == ast::Op::eq) {
      const auto set = [&](check::ExprId own, const Value& value) {
        if (result || value.missing()) return;
        if (auto place = place_of(own, env)) result = Change{std::move(*place), fix::edit_value(value, values())};
      };
      // Rather what refers than what is referred to.
      if (is_identity(cond.a)) {
        set(cond.b, left);
        set(cond.a, right);
      } else {
        set(cond.a, right);
        set(cond.b, left);
      }
    } else if (cond.op == ast::Op::in && !right.missing()) {
      std::optional<Value> first;
      values().for_each_element(right, [&](const Value& value) {
        if (!first) first = value;
      });
      if (auto place = first ? place_of(cond.a, env) : std::nullopt) {
        result = Change{std::move(*place), fix::edit_value(*first, values())};
      }
    }
    values().release(mark);
    return result;
  }

  // A name, and what else other components know one by.
  bool is_identity(check::ExprId id) const {
    const check::Expr& expr = program_.exprs[id];
    return expr.kind == check::ExprKind::property || expr.kind == check::ExprKind::text;
  }

  static bool admits(const infer::Requirement& requirement, base::StrId value) {
    const bool is_listed =
        std::find(requirement.values.begin(), requirement.values.end(), value) != requirement.values.end();
    switch (requirement.op) {
      case infer::Requirement::Operator::in: return is_listed;
      case infer::Requirement::Operator::not_in: return !is_listed;
      case infer::Requirement::Operator::exists: return true;
      default: return false;
    }
  }

  std::optional<Change> label_change(const Cond& cond, const Value& selector, const Value& labels, Env& env) {
    const auto wanted = values().requirements(selector);
    auto place = place_of(cond.b, env);
    if (!wanted || !place) return std::nullopt;
    for (const infer::Requirement& requirement : *wanted) {
      if (values().satisfies(labels, {requirement})) continue;
      if (requirement.op != infer::Requirement::Operator::in) return std::nullopt;
      const auto value = std::find_if(requirement.values.begin(), requirement.values.end(), [&](base::StrId text) {
        return std::all_of(wanted->begin(), wanted->end(), [&](const infer::Requirement& other) {
          return other.key != requirement.key || admits(other, text);
        });
      });
      if (value == requirement.values.end()) return std::nullopt;
      place->path.push_back(edit::Step::into(std::string(values().interner().text(requirement.key))));
      return Change{std::move(*place), edit::Value::of(std::string(values().interner().text(*value)))};
    }
    return std::nullopt;
  }

  const check::Program& program_;
  infer::Inference& inference_;
  const std::vector<check::Var>& frame_;
  const Env& given_;
  VarSet arguments_;
  fix::Places places_;
  Steps steps_;
};

Absence explain(const plan::Query& query, const std::vector<check::Var>& frame,
                const std::vector<design::ComponentId>& components, const check::Program& program,
                infer::Inference& inference) {
  Absence result;
  Env given{};
  for (std::size_t i = 0; i < components.size(); ++i) {
    given[i] = infer::component_value(components[i]);
    if (!inference.evaluator().in_kinds(frame[i].kinds, components[i])) {
      result.wrong_argument = i;
      return result;
    }
  }
  Absent absent(program, inference, frame, given, components.size());
  for (const plan::Clause& clause : query.clauses) result.attempts.push_back(absent.attempt(clause));
  std::stable_sort(result.attempts.begin(), result.attempts.end(),
                   [](const Attempt& a, const Attempt& b) { return a.left < b.left; });
  return result;
}

}  // namespace

Absence explain_absence(check::RelationId relation, const std::vector<design::ComponentId>& tuple,
                        const check::Program& program, infer::Inference& inference) {
  static_cast<void>(inference.relation(relation));
  return explain(inference.query_of_relation(relation), program.relations[relation].frame, tuple, program, inference);
}

Absence explain_absence_of_finding(std::uint32_t check, design::ComponentId subject, const check::Program& program,
                                   infer::Inference& inference) {
  return explain(inference.query_of_check(check), program.checks[check].frame, {subject}, program, inference);
}

}  // namespace meshplay::explain
