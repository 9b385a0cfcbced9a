#include "engine/explain/steps.h"

#include <algorithm>

namespace meshplay::explain {

using check::Cond;
using check::CondId;
using check::CondKind;
using check::Expr;
using check::ExprId;
using check::ExprKind;
using check::kNone;
using check::VarId;
using infer::Env;
using infer::Value;
using plan::bit;

namespace {

// A path that starts at a variable: what a person would look up in a manifest.
bool is_path(const check::Program& program, ExprId id) {
  const Expr& expr = program.exprs[id];
  switch (expr.kind) {
    case ExprKind::var: return true;
    case ExprKind::property:
    case ExprKind::member:
    case ExprKind::subscript:
    case ExprKind::select: return is_path(program, expr.a);
    default: return false;
  }
}

}  // namespace

std::vector<Leaf> Steps::leaves(ExprId id, Env& env) {
  std::vector<Leaf> result;
  if (id != kNone) add_leaves(id, env, result);
  return result;
}

// What stands in a manifest is one leaf, however the rule gets there; what does not is taken apart.
void Steps::add_leaves(ExprId id, Env& env, std::vector<Leaf>& result) {
  const Expr& expr = program_.exprs[id];
  infer::Evaluator& evaluator = inference_.evaluator();
  infer::Values& values = evaluator.values();
  const std::size_t mark = values.mark();
  const Value value = evaluator.eval(id, env);
  const bool is_computed = expr.kind == ExprKind::aggregate || expr.kind == ExprKind::graph ||
                           expr.kind == ExprKind::nearest || expr.kind == ExprKind::param;
  if (value.origin != data::kNoNode || is_computed || is_path(program_, id)) {
    Leaf leaf;
    leaf.span = expr.span;
    leaf.is_there = !value.missing();
    if (leaf.is_there) leaf.value = fix::edit_value(value, values);
    if (value.origin != data::kNoNode) {
      leaf.at = places_.of_node(value.origin);
    } else if (!is_computed) {
      leaf.at = places_.of(id, env);
    }
    values.release(mark);
    result.push_back(std::move(leaf));
    return;
  }
  values.release(mark);
  if (expr.kind == ExprKind::conditional) {
    add_leaves(evaluator.holds(expr.condition, env) ? expr.a : expr.b, env, result);
    return;
  }
  for (const ExprId part : {expr.a, expr.b}) {
    if (part != kNone) add_leaves(part, env, result);
  }
  for (const ExprId part : program_.list(expr)) add_leaves(part, env, result);
}

std::vector<Binding> Steps::bindings(plan::VarSet vars, const Env& env) {
  std::vector<Binding> result;
  infer::Values& values = inference_.evaluator().values();
  for (VarId var = 0; var < frame_->size(); ++var) {
    const std::string_view name = values.interner().text((*frame_)[var].name);
    if ((vars & bit(var)) == 0 || env[var].missing() || name.starts_with('_')) continue;
    Binding binding;
    binding.name = name;
    binding.value = values.show(env[var]);
    if (env[var].tag != infer::Tag::component) {
      binding.at = places_.of_node(env[var].tag == infer::Tag::node ? data::NodeId{env[var].data} : env[var].origin);
    }
    result.push_back(std::move(binding));
  }
  return result;
}

// What a plain condition read.
Step Steps::read(CondId id, Env& env) {
  const Cond& cond = program_.conds[id];
  infer::Values& values = inference_.evaluator().values();
  Step step;
  step.condition = id;
  step.op = cond.op;
  step.left = leaves(cond.a, env);
  switch (cond.kind) {
    case CondKind::present: step.kind = StepKind::present; break;
    case CondKind::absent: step.kind = StepKind::absent; break;
    case CondKind::is_kind: step.kind = StepKind::kind; break;
    case CondKind::holds: step.kind = StepKind::truth; break;
    default: {
      step.kind = StepKind::compare;
      step.right = leaves(cond.b, env);
      const auto side = [&](ExprId expr) -> std::optional<edit::Value> {
        const std::size_t mark = values.mark();
        const Value value = inference_.evaluator().eval(expr, env);
        std::optional<edit::Value> result;
        if (!value.missing()) result = fix::edit_value(value, values);
        values.release(mark);
        return result;
      };
      step.left_value = side(cond.a);
      step.right_value = side(cond.b);
      break;
    }
  }
  return step;
}

std::optional<Step> Steps::holding(CondId id, Env& env, plan::VarSet bound) {
  const Cond& cond = program_.conds[id];
  switch (cond.kind) {
    case CondKind::all_of: {
      Step step;
      step.kind = StepKind::all;
      step.condition = id;
      for (const CondId child : program_.list(cond)) {
        auto part = holding(child, env, bound);
        if (!part) return std::nullopt;
        step.parts.push_back(std::move(*part));
      }
      return step;
    }
    case CondKind::any_of: {
      for (const CondId child : program_.list(cond)) {
        auto part = holding(child, env, bound);
        if (!part) continue;
        Step step;
        step.kind = StepKind::any;
        step.condition = id;
        step.parts.push_back(std::move(*part));
        return step;
      }
      return std::nullopt;
    }
    case CondKind::negation: {
      if (!inference_.evaluator().holds(id, env)) return std::nullopt;
      Step step;
      step.kind = StepKind::negation;
      step.condition = id;
      step.parts.push_back(failing(program_.list(cond)[0], env));
      return step;
    }
    case CondKind::quantifier: return quantifier(id, env, bound);
    case CondKind::relation: return relation(id, env);
    default:
      if (!inference_.evaluator().holds(id, env)) return std::nullopt;
      return read(id, env);
  }
}

Step Steps::failing(CondId id, Env& env) {
  const Cond& cond = program_.conds[id];
  Step step;
  step.condition = id;
  switch (cond.kind) {
    case CondKind::all_of:
    case CondKind::any_of:
      step.kind = cond.kind == CondKind::all_of ? StepKind::all : StepKind::any;
      for (const CondId child : program_.list(cond)) {
        if (inference_.evaluator().holds(child, env)) continue;
        step.parts.push_back(failing(child, env));
        if (cond.kind == CondKind::all_of) break;
      }
      return step;
    case CondKind::negation: {
      step.kind = StepKind::negation;
      if (auto held = holding(program_.list(cond)[0], env, 0)) step.parts.push_back(std::move(*held));
      return step;
    }
    case CondKind::quantifier:
      step.kind = cond.op == ast::Op::some ? StepKind::none : StepKind::some;
      step.looked_at = candidates(cond.block, env);
      if (cond.op == ast::Op::no) {
        if (auto held = quantifier(id, env, 0)) step = std::move(*held);
      }
      return step;
    case CondKind::relation: step.kind = StepKind::none; return step;
    default: return read(id, env);
  }
}

std::optional<Step> Steps::relation(CondId id, Env& env) {
  const Cond& cond = program_.conds[id];
  if (program_.relations[cond.relation].closure != check::Closure::none) return closure(id, env);
  const auto arguments = program_.list(cond);
  std::vector<std::uint32_t> wanted(arguments.size());
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == kNone || env[arguments[i]].tag != infer::Tag::component) continue;
    wanted[i] = env[arguments[i]].data;
    mask |= 1U << i;
  }
  std::optional<Step> result;
  infer::RelationStore& store = inference_.relation(cond.relation);
  store.for_each_match(mask, wanted.data(), [&](std::uint32_t row) {
    std::vector<design::ComponentId> tuple;
    for (std::size_t i = 0; i < arguments.size(); ++i) tuple.push_back(design::ComponentId{store.tuple(row)[i]});
    const auto fact = facts_(cond.relation, std::move(tuple));
    if (!fact) return false;
    result.emplace();
    result->kind = StepKind::fact;
    result->condition = id;
    result->fact = *fact;
    return true;
  });
  return result;
}

// A way is proven by its steps. That every way passes a component is shown by one of them.
std::optional<Step> Steps::closure(CondId id, Env& env) {
  const Cond& cond = program_.conds[id];
  if (!inference_.evaluator().holds(id, env)) return std::nullopt;
  const auto arguments = program_.list(cond);
  Step step;
  step.kind = StepKind::way;
  step.condition = id;
  const auto end = [&](std::size_t argument) -> std::optional<design::ComponentId> {
    const VarId var = arguments[argument];
    if (var == kNone || env[var].tag != infer::Tag::component) return std::nullopt;
    return design::ComponentId{env[var].data};
  };
  const auto from = end(0);
  const auto to = end(arguments.size() - 1);
  if (!from || !to) return step;
  const std::vector<design::ComponentId> way = inference_.way(cond.relation, *from, *to);
  for (std::size_t i = 0; i + 1 < way.size(); ++i) {
    for (const check::RelationId over : program_.graphs[program_.relations[cond.relation].graph].over) {
      infer::RelationStore& store = inference_.relation(over);
      const std::uint32_t ends[] = {static_cast<std::uint32_t>(way[i]), static_cast<std::uint32_t>(way[i + 1])};
      bool is_found = false;
      store.for_each_match(3, ends, [&](std::uint32_t row) {
        std::vector<design::ComponentId> tuple;
        for (std::uint32_t k = 0; k < store.arity(); ++k) tuple.push_back(design::ComponentId{store.tuple(row)[k]});
        const auto fact = facts_(over, std::move(tuple));
        if (!fact) return false;
        Step part;
        part.kind = StepKind::fact;
        part.condition = id;
        part.fact = *fact;
        step.parts.push_back(std::move(part));
        is_found = true;
        return true;
      });
      if (is_found) break;
    }
  }
  return step;
}

std::optional<Step> Steps::quantifier(CondId id, Env& env, plan::VarSet bound) {
  const Cond& cond = program_.conds[id];
  const check::Block& block = program_.blocks[cond.block];
  Step step;
  step.condition = id;
  if (cond.op == ast::Op::every || (cond.op == ast::Op::no && inference_.evaluator().holds(id, env))) {
    if (!inference_.evaluator().holds(id, env)) return std::nullopt;
    step.kind = cond.op == ast::Op::every ? StepKind::every : StepKind::none;
    step.looked_at = candidates(cond.block, env);
    return step;
  }
  step.kind = StepKind::some;
  plan::VarSet own = 0;
  for (const VarId var : block.vars) own |= bit(var);
  const auto take = [&](Env& found) {
    step.parts.clear();
    if (block.condition != kNone) {
      auto part = holding(block.condition, found, bound | own);
      if (!part) return false;
      step.parts.push_back(std::move(*part));
    }
    step.bindings = bindings(own, found);
    return true;
  };
  // Joined to the conditions around it, it has its values already.
  if ((own & ~bound) == 0) {
    if (take(env)) return step;
    return std::nullopt;
  }
  bool is_found = false;
  inference_.for_each_row(cond.block, env, [&](Env& found) { return is_found = take(found); });
  if (!is_found) return std::nullopt;
  return step;
}

// 0: not known.
std::size_t Steps::candidates(std::uint32_t number, Env& env) {
  const check::Block& block = program_.blocks[number];
  infer::Evaluator& evaluator = inference_.evaluator();
  std::size_t result = 1;
  for (const VarId var : block.vars) {
    const check::Var& row = (*frame_)[var];
    if (row.kind == check::VarKind::entry_value) continue;
    if (row.kind == check::VarKind::component) {
      result *= evaluator.population(row.kinds);
      continue;
    }
    const plan::VarSet uses = inference_.plan().expr_uses[row.source];
    for (const VarId other : block.vars) {
      if ((uses & bit(other)) != 0) return 0;
    }
    const std::size_t mark = evaluator.values().mark();
    result *= evaluator.values().length(evaluator.eval(row.source, env)).value_or(0);
    evaluator.values().release(mark);
  }
  return result;
}

}  // namespace meshplay::explain
