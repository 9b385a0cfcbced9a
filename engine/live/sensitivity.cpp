#include "engine/live/sensitivity.h"

#include <algorithm>

#include "engine/plan/plain.h"

namespace meshplay::live {

using check::CondId;
using check::CondKind;
using check::ExprId;
using check::ExprKind;
using check::kNone;
using check::VarId;
using plan::bit;
using plan::VarSet;

namespace {

bool is_closure(const check::Cond& cond, const check::Program& program) {
  return cond.kind == CondKind::relation && program.relations[cond.relation].closure != check::Closure::none;
}

class Finder {
 public:
  Finder(const check::Program& program, const plan::Plan& plan) : program_(program), plan_(plan) {
    result_.tuples.resize(program.relations.size());
    result_.graphs.resize(program.relations.size());
    result_.is_direct.resize(program.relations.size(), true);
  }

  Sensitivities run() {
    for (std::uint32_t id = 0; id < program_.relations.size(); ++id) {
      if (program_.relations[id].closure != check::Closure::none) continue;
      take({false, id}, plan_.relations[id], {});
    }
    for (std::uint32_t id = 0; id < program_.checks.size(); ++id) {
      const check::Check& check = program_.checks[id];
      std::vector<ExprId> shown = check.message.expressions;
      if (check.at != kNone) shown.push_back(check.at);
      take({true, id}, plan_.checks[id], shown);
    }
    return std::move(result_);
  }

 private:
  void take(const Rule& rule, const plan::Query& query, const std::vector<ExprId>& shown) {
    rule_ = rule;
    frame_ = &frame_of(rule, program_);
    uses_namespaces_ = false;
    for (const plan::Clause& clause : query.clauses) {
      plan::Clause with_heads = clause;
      for (VarId head = 0; head < heads_of(rule, program_); ++head) {
        with_heads.vars.insert(with_heads.vars.begin() + head, head);
      }
      walk({}, 0, with_heads, shown);
    }
    if (uses_namespaces_) result_.namespaces.push_back(rule_);
  }

  // `way`: from the head to here. `unsure`: variables that are left out of it.
  void walk(const plan::Clause& way, VarSet unsure, const plan::Clause& clause, const std::vector<ExprId>& values) {
    plan::Clause here = way;
    std::vector<VarId> components;
    std::vector<ExprId> unsure_values = values;
    for (const VarId var : clause.vars) {
      const check::Var& row = (*frame_)[var];
      if (row.kind == check::VarKind::component) components.push_back(var);
      if (row.source != kNone) {
        note_namespaces(row.source);
        if (!is_plain(row.source) || (plan_.expr_uses[row.source] & unsure) != 0) {
          unsure |= bit(var);
          if (row.entry != kNone) unsure |= bit(row.entry);
          unsure_values.push_back(row.source);
        }
      }
      if ((unsure & bit(var)) == 0) here.vars.push_back(var);
    }
    if (!rule_.is_check && unsure != 0) result_.is_direct[rule_.number] = false;
    std::vector<CondId> unsure_conditions;
    const std::size_t first = here.literals.size();
    for (const plan::Literal& literal : clause.literals) {
      note_namespaces_of(literal.condition);
      const check::Cond& cond = program_.conds[literal.condition];
      const bool is_tuple = cond.kind == CondKind::relation && !is_closure(cond, program_);
      const bool is_kept = (is_tuple || is_plain_condition(literal.condition)) && (literal.uses & unsure) == 0;
      if (!rule_.is_check && (is_tuple || !is_kept)) result_.is_direct[rule_.number] = false;
      if (is_kept) {
        here.literals.push_back(literal);
      } else {
        unsure_conditions.push_back(literal.condition);
      }
    }
    for (const VarId var : components) result_.components.push_back({rule_, var, (*frame_)[var].kinds, kNone, here});
    for (std::size_t i = first; i < here.literals.size(); ++i) {
      if (program_.conds[here.literals[i].condition].kind != CondKind::relation) continue;
      plan::Clause others = here;
      others.literals.erase(others.literals.begin() + static_cast<std::ptrdiff_t>(i));
      add_tuple(here.literals[i].condition, std::move(others));
    }
    for (const CondId condition : unsure_conditions) walk_condition(here, unsure, condition);
    for (const ExprId value : unsure_values) walk_expr(here, unsure, value);
  }

  void add_tuple(CondId literal, plan::Clause way) {
    result_.tuples[program_.conds[literal].relation].push_back({rule_, kNone, kNone, literal, std::move(way)});
  }

  void add_graph(std::uint32_t graph) {
    for (const check::RelationId step : program_.graphs[graph].over) {
      auto& rules = result_.graphs[step];
      const bool is_known =
          !rules.empty() && rules.back().is_check == rule_.is_check && rules.back().number == rule_.number;
      if (!is_known) rules.push_back(rule_);
    }
  }

  void walk_condition(const plan::Clause& way, VarSet unsure, CondId id) {
    if (id == kNone) return;
    const check::Cond& cond = program_.conds[id];
    switch (cond.kind) {
      case CondKind::all_of:
      case CondKind::any_of:
      case CondKind::negation:
        for (const CondId child : program_.list(cond)) walk_condition(way, unsure, child);
        return;
      case CondKind::quantifier:
        if (cond.op == ast::Op::every) {
          // Whether it holds hangs on each row and on what is asked of it.
          const check::Block& block = program_.blocks[cond.block];
          walk(way, unsure, plan_.bare[cond.block], {});
          plan::Clause rows = way;
          VarSet left_out = unsure;
          for (const VarId var : plan_.bare[cond.block].vars) {
            const ExprId source = (*frame_)[var].source;
            if (source != kNone && (!is_plain(source) || (plan_.expr_uses[source] & left_out) != 0)) {
              left_out |= bit(var);
              if ((*frame_)[var].entry != kNone) left_out |= bit((*frame_)[var].entry);
            }
            if ((left_out & bit(var)) == 0) rows.vars.push_back(var);
          }
          walk_condition(rows, left_out, block.condition);
        } else {
          for (const plan::Clause& clause : plan_.blocks[cond.block].clauses) walk(way, unsure, clause, {});
        }
        return;
      case CondKind::relation:
        if (is_closure(cond, program_)) {
          add_graph(program_.relations[cond.relation].graph);
        } else {
          add_tuple(id, way);
        }
        return;
      default:
        walk_expr(way, unsure, cond.a);
        walk_expr(way, unsure, cond.b);
        return;
    }
  }

  void walk_expr(const plan::Clause& way, VarSet unsure, ExprId id) {
    if (id == kNone) return;
    const check::Expr& expr = program_.exprs[id];
    note_namespaces(id);
    switch (expr.kind) {
      case ExprKind::aggregate: walk(way, unsure, plan_.counted[expr.block], {expr.a, expr.b}); return;
      case ExprKind::graph: add_graph(expr.index); break;
      case ExprKind::nearest:
        if (expr.var != kNone) result_.components.push_back({rule_, kNone, expr.kinds, kNone, way});
        break;
      case ExprKind::param: return;
      default: break;
    }
    walk_expr(way, unsure, expr.a);
    walk_expr(way, unsure, expr.b);
    for (const ExprId child : program_.list(expr)) walk_expr(way, unsure, child);
    walk_condition(way, unsure, expr.condition);
  }

  bool is_plain(ExprId id) const { return plan::is_plain(program_, id); }
  bool is_plain_condition(CondId id) const { return plan::is_plain_condition(program_, id); }

  void note_namespaces(ExprId id) {
    if (id == kNone || uses_namespaces_) return;
    const check::Expr& expr = program_.exprs[id];
    if (expr.kind == ExprKind::property && expr.property == check::Property::namespace_labels) uses_namespaces_ = true;
    if (expr.kind == ExprKind::param) return;
    note_namespaces(expr.a);
    note_namespaces(expr.b);
    for (const ExprId child : program_.list(expr)) note_namespaces(child);
    if (expr.condition != kNone) note_namespaces_of(expr.condition);
  }

  void note_namespaces_of(CondId id) {
    const check::Cond& cond = program_.conds[id];
    note_namespaces(cond.a);
    note_namespaces(cond.b);
    if (cond.kind != CondKind::all_of && cond.kind != CondKind::any_of && cond.kind != CondKind::negation) return;
    for (const CondId child : program_.list(cond)) note_namespaces_of(child);
  }

  const check::Program& program_;
  const plan::Plan& plan_;
  Sensitivities result_;
  Rule rule_;
  const std::vector<check::Var>* frame_ = nullptr;
  bool uses_namespaces_ = false;
};

}  // namespace

std::uint32_t heads_of(const Rule& rule, const check::Program& program) {
  return rule.is_check ? 1 : program.relations[rule.number].arity;
}

const std::vector<check::Var>& frame_of(const Rule& rule, const check::Program& program) {
  return rule.is_check ? program.checks[rule.number].frame : program.relations[rule.number].frame;
}

Sensitivities find_sensitivities(const check::Program& program, const plan::Plan& plan) {
  return Finder(program, plan).run();
}

}  // namespace meshplay::live
