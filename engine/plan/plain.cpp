#include "engine/plan/plain.h"

#include <algorithm>

namespace meshplay::plan {

using check::CondKind;
using check::ExprKind;
using check::kNone;

bool is_plain(const check::Program& program, check::ExprId id) {
  if (id == kNone) return true;
  const check::Expr& expr = program.exprs[id];
  switch (expr.kind) {
    case ExprKind::aggregate:
    case ExprKind::graph:
    case ExprKind::nearest: return false;
    case ExprKind::param: return true;
    default: break;
  }
  return is_plain(program, expr.a) && is_plain(program, expr.b) &&
         std::all_of(program.list(expr).begin(), program.list(expr).end(),
                     [&](check::ExprId child) { return is_plain(program, child); }) &&
         (expr.condition == kNone || is_plain_condition(program, expr.condition));
}

bool is_plain_condition(const check::Program& program, check::CondId id) {
  const check::Cond& cond = program.conds[id];
  switch (cond.kind) {
    case CondKind::quantifier:
    case CondKind::relation: return false;
    case CondKind::all_of:
    case CondKind::any_of:
    case CondKind::negation:
      return std::all_of(program.list(cond).begin(), program.list(cond).end(),
                         [&](check::CondId child) { return is_plain_condition(program, child); });
    default: return is_plain(program, cond.a) && is_plain(program, cond.b);
  }
}

}  // namespace meshplay::plan
