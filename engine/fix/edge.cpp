#include "engine/fix/edge.h"

#include <algorithm>

namespace meshplay::fix {

using check::Cond;
using check::CondId;
using check::CondKind;
using check::Expr;
using check::ExprId;
using check::ExprKind;
using edit::Step;

namespace {

std::vector<CondId> conditions_of(const check::Program& program, const check::Relation& relation) {
  std::vector<CondId> result;
  std::vector<CondId> open(relation.body.conditions.rbegin(), relation.body.conditions.rend());
  while (!open.empty()) {
    const CondId id = open.back();
    open.pop_back();
    const Cond& cond = program.conds[id];
    if (cond.kind == CondKind::all_of) {
      open.insert(open.end(), program.list(cond).rbegin(), program.list(cond).rend());
      continue;
    }
    const bool is_bind = std::any_of(relation.binds.begin(), relation.binds.end(),
                                     [&](const check::Bind& bind) { return bind.span == cond.span; });
    if (!is_bind) result.push_back(id);
  }
  return result;
}

}  // namespace

Edge::Edge(const check::Program& program, check::RelationId relation, const std::vector<design::ComponentId>& ends,
           infer::Inference& inference)
    : program_(program),
      id_(relation),
      ends_(ends),
      inference_(inference),
      places_(program, inference.evaluator()),
      conditions_(conditions_of(program, program.relations[relation])) {
  static_cast<void>(inference.query_of_relation(relation));
}

infer::Env Edge::env() const {
  infer::Env env{};
  for (std::size_t i = 0; i < ends_.size(); ++i) env[i] = infer::component_value(ends_[i]);
  return env;
}

bool Edge::holds() {
  std::vector<std::uint32_t> wanted;
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < ends_.size(); ++i) {
    wanted.push_back(static_cast<std::uint32_t>(ends_[i]));
    mask |= 1U << i;
  }
  return inference_.relation(id_).for_each_match(mask, wanted.data(), [](std::uint32_t) { return true; });
}

bool Edge::mentions(ExprId id, check::VarId var) const {
  if (id == check::kNone) return false;
  const Expr& expr = program_.exprs[id];
  if (expr.kind == ExprKind::var && expr.var == var) return true;
  return mentions(expr.a, var) || mentions(expr.b, var) ||
         std::any_of(program_.list(expr).begin(), program_.list(expr).end(),
                     [&](ExprId child) { return mentions(child, var); });
}

std::vector<Place> Edge::places(ExprId id, const VarPlaces& vars, infer::Env& env) {
  if (id == check::kNone) return {};
  const Expr& expr = program_.exprs[id];
  const auto joined = [&](ExprId first, ExprId second) {
    std::vector<Place> result = places(first, vars, env);
    for (Place& place : places(second, vars, env)) result.push_back(std::move(place));
    return result;
  };
  switch (expr.kind) {
    case ExprKind::var:
      if (vars[expr.var]) return {*vars[expr.var]};
      break;
    case ExprKind::member: {
      std::vector<Place> result = places(expr.a, vars, env);
      for (Place& place : result) place.path.push_back(Step::into(std::string(values().interner().text(expr.text))));
      return result;
    }
    case ExprKind::subscript: {
      const infer::Value key = inference_.evaluator().eval(expr.b, env);
      if (key.tag != infer::Tag::text) break;
      std::vector<Place> result = places(expr.a, vars, env);
      const std::string text(values().interner().text(base::StrId{key.data}));
      for (Place& place : result) place.path.push_back(Step::into(text));
      return result;
    }
    case ExprKind::fallback:
      if (!inference_.evaluator().eval(expr.a, env).missing()) return places(expr.a, vars, env);
      if (!inference_.evaluator().eval(expr.b, env).missing()) return joined(expr.b, expr.a);
      return joined(expr.a, expr.b);
    case ExprKind::conditional: {
      const bool holds = inference_.evaluator().holds(expr.condition, env);
      const ExprId taken = holds ? expr.a : expr.b;
      // Which kind a component is of does not change.
      if (program_.conds[expr.condition].kind == CondKind::is_kind) return places(taken, vars, env);
      return joined(taken, holds ? expr.b : expr.a);
    }
    default: break;
  }
  auto place = places_.of(id, env);
  if (!place) return {};
  return {std::move(*place)};
}

VarPlaces Edge::places_of_way(const infer::Env& env) const {
  VarPlaces result(relation().frame.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    const infer::Value& value = env[i];
    if (value.tag == infer::Tag::component) {
      result[i] = Place{design::ComponentId{value.data}, {}};
    } else if (!value.missing()) {
      result[i] = places_.of_node(value.tag == infer::Tag::node ? data::NodeId{value.data} : value.origin);
    }
  }
  return result;
}

std::vector<Wanting> edges_wanting(const Place& place, const check::Program& program, infer::Inference& inference,
                                   std::size_t most) {
  std::vector<Wanting> result;
  const infer::Values& values = inference.evaluator().values();
  for (check::RelationId id = 0; id < program.relations.size(); ++id) {
    const check::Relation& relation = program.relations[id];
    if (relation.binds.empty()) continue;
    // Its binds write into the ends, unless another component takes part.
    const bool has_others = std::any_of(relation.body.vars.begin(), relation.body.vars.end(), [&](check::VarId var) {
      return relation.frame[var].kind == check::VarKind::component;
    });
    infer::RelationStore& store = inference.relation(id);
    for (std::uint32_t row = 0; row < store.size() && result.size() < most; ++row) {
      Wanting found;
      found.relation = id;
      for (std::uint32_t i = 0; i < store.arity(); ++i) {
        found.ends.push_back(design::ComponentId{store.tuple(row)[i]});
      }
      if (!has_others && std::find(found.ends.begin(), found.ends.end(), place.component) == found.ends.end()) continue;
      Edge edge(program, id, found.ends, inference);
      const infer::Env env = edge.env();
      inference.for_each_way(id, env, [&](infer::Env& way, plan::VarSet) {
        const VarPlaces vars = edge.places_of_way(way);
        for (const check::Bind& bind : relation.binds) {
          const auto targets = edge.places(bind.target, vars, way);
          if (!targets.empty() && targets[0] == place) found.bind = &bind;
        }
        return false;
      });
      if (found.bind == nullptr) continue;
      found.text = values.interner().text(relation.name);
      for (std::size_t i = 0; i < found.ends.size(); ++i) {
        found.text += (i == 0 ? "(" : ", ") + values.design().id(found.ends[i], values.interner());
      }
      found.text += ")";
      result.push_back(std::move(found));
    }
  }
  return result;
}

}  // namespace meshplay::fix
