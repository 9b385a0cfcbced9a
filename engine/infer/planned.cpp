// What a rule would do, told step by step; nothing of it runs.
#include <utility>

#include "engine/infer/inference.h"

namespace meshplay::infer {

using check::kNone;
using check::VarId;
using plan::bit;
using plan::VarSet;

namespace {

constexpr VarSet kAll = ~VarSet{0};

}  // namespace

PlannedClause Inference::planned(const JoinRequest& request) {
  PlannedClause result;
  result.join = order_joins(request, program_, plan_, evaluator_, *this);
  for (const Step& step : result.join.steps) {
    PlannedStep& added = result.steps.emplace_back();
    added.step = step;
    if (step.kind == StepKind::filter) plan_blocks_of(step.condition, request.sizes, added.blocks);
  }
  return result;
}

void Inference::plan_blocks_of(check::CondId id, Sizes sizes, std::vector<PlannedBlock>& out) {
  if (id == kNone) return;
  const check::Cond& cond = program_.conds[id];
  switch (cond.kind) {
    case check::CondKind::all_of:
    case check::CondKind::any_of:
    case check::CondKind::negation:
      for (const check::CondId child : program_.list(cond)) plan_blocks_of(child, sizes, out);
      break;
    case check::CondKind::quantifier: {
      PlannedBlock block{cond.op, cond.span, {}};
      const VarSet bound = plan_.block_uses[cond.block];
      if (cond.op == ast::Op::every) {
        block.clauses.push_back(planned({plan_.bare[cond.block], *frame_, {}, bound, kAll, kNoDelta, sizes}));
        const check::CondId condition = program_.blocks[cond.block].condition;
        if (!block.clauses.back().join.empty && condition != kNone) {
          PlannedStep asked;
          asked.step.condition = condition;
          plan_blocks_of(condition, sizes, asked.blocks);
          block.clauses.back().steps.push_back(std::move(asked));
        }
      } else {
        for (const plan::Clause& clause : plan_.blocks[cond.block].clauses) {
          block.clauses.push_back(planned({clause, *frame_, {}, bound, 0, kNoDelta, sizes}));
        }
      }
      out.push_back(std::move(block));
      break;
    }
    default: break;
  }
  plan_blocks_in(cond.a, sizes, out);
  plan_blocks_in(cond.b, sizes, out);
}

void Inference::plan_blocks_in(check::ExprId id, Sizes sizes, std::vector<PlannedBlock>& out) {
  if (id == kNone) return;
  const check::Expr& expr = program_.exprs[id];
  if (expr.kind == check::ExprKind::aggregate) {
    PlannedBlock block{expr.op, expr.span, {}};
    const VarSet bound = plan_.block_uses[expr.block];
    block.clauses.push_back(planned({plan_.counted[expr.block], *frame_, {}, bound, kAll, kNoDelta, sizes}));
    out.push_back(std::move(block));
  }
  for (const check::ExprId child : {expr.a, expr.b}) plan_blocks_in(child, sizes, out);
  for (const check::ExprId child : program_.list(expr)) plan_blocks_in(child, sizes, out);
  plan_blocks_of(expr.condition, sizes, out);
}

std::vector<PlannedClause> Inference::plan_of_relation(check::RelationId id, Sizes sizes) {
  const check::Relation& relation = program_.relations[id];
  if (relation.recursive && sizes == Sizes::of_design) static_cast<void>(this->relation(id));
  std::vector<PlannedClause> result;
  std::vector<VarId> arguments;
  VarSet needed = 0;
  for (VarId i = 0; i < relation.arity; ++i) {
    arguments.push_back(i);
    needed |= bit(i);
  }
  const std::vector<check::Var>* outer = std::exchange(frame_, &relation.frame);
  for (const plan::Clause& clause : plan_.relations[id].clauses) {
    result.push_back(planned({clause, relation.frame, arguments, 0, needed, kNoDelta, sizes}));
    for (std::size_t i = 0; i < clause.literals.size(); ++i) {
      const plan::Literal& literal = clause.literals[i];
      if (literal.kind != plan::LiteralKind::relation || !inside_stratum(literal.condition, relation.stratum)) continue;
      result.push_back(planned({clause, relation.frame, arguments, 0, needed, i, sizes}));
    }
  }
  frame_ = outer;
  return result;
}

std::vector<PlannedClause> Inference::plan_of_check(std::uint32_t number, Sizes sizes) {
  const check::Check& check = program_.checks[number];
  std::vector<PlannedClause> result;
  // As findings() has it: a message that tells of other variables needs all their values.
  VarSet needed = bit(0);
  if (check.at != kNone) needed |= plan_.expr_uses[check.at];
  for (const check::Template* text : {&check.message, &check.help}) {
    for (const check::ExprId expr : text->expressions) needed |= plan_.expr_uses[expr];
  }
  for (const check::Fix& fix : check.fixes) {
    for (const check::ExprId expr : {fix.target, fix.value}) needed |= expr == kNone ? 0 : plan_.expr_uses[expr];
  }
  const std::vector<check::Var>* outer = std::exchange(frame_, &check.frame);
  for (const plan::Clause& clause : plan_.checks[number].clauses) {
    result.push_back(planned({clause, check.frame, {0}, 0, needed, kNoDelta, sizes}));
  }
  frame_ = outer;
  return result;
}

}  // namespace meshplay::infer
