// What a rule would do, or did, step by step; nothing of it runs here.
#include <algorithm>
#include <utility>

#include "engine/infer/inference.h"

namespace meshplay::infer {

using check::kNone;
using check::VarId;
using plan::bit;
using plan::VarSet;

namespace {

constexpr VarSet kAll = ~VarSet{0};

// How the search of a block is asked for.
enum class Search : std::uint8_t {
  choices,  // of the variables of `every`
  ways,     // of `some` and `no`
  rows,     // of an aggregate
};

// The searches in a condition, with the clauses that `Clauses` says each of them has.
template <typename Clauses>
class BlockFinder {
 public:
  BlockFinder(const check::Program& program, const Clauses& clauses) : program_(program), clauses_(clauses) {}

  void condition(check::CondId id, std::vector<PlannedBlock>& out) {
    if (id == kNone) return;
    const check::Cond& cond = program_.conds[id];
    switch (cond.kind) {
      case check::CondKind::all_of:
      case check::CondKind::any_of:
      case check::CondKind::negation:
        for (const check::CondId child : program_.list(cond)) condition(child, out);
        break;
      case check::CondKind::quantifier: {
        const bool every = cond.op == ast::Op::every;
        PlannedBlock block{cond.op, cond.span, clauses_(cond.block, every ? Search::choices : Search::ways)};
        const check::CondId each = program_.blocks[cond.block].condition;
        if (every && each != kNone && !block.clauses.empty() && !block.clauses.back().join.empty) {
          PlannedStep asked;
          asked.step.condition = each;
          condition(each, asked.blocks);
          block.clauses.back().steps.push_back(std::move(asked));
        }
        out.push_back(std::move(block));
        break;
      }
      default: break;
    }
    expression(cond.a, out);
    expression(cond.b, out);
  }

 private:
  void expression(check::ExprId id, std::vector<PlannedBlock>& out) {
    if (id == kNone) return;
    const check::Expr& expr = program_.exprs[id];
    if (expr.kind == check::ExprKind::aggregate) {
      out.push_back({expr.op, expr.span, clauses_(expr.block, Search::rows)});
    }
    for (const check::ExprId child : {expr.a, expr.b}) expression(child, out);
    for (const check::ExprId child : program_.list(expr)) expression(child, out);
    condition(expr.condition, out);
  }

  const check::Program& program_;
  const Clauses& clauses_;
};

template <typename Clauses>
PlannedClause with_blocks(JoinPlan join, const check::Program& program, const Clauses& clauses) {
  PlannedClause result;
  for (const Step& step : join.steps) {
    PlannedStep& added = result.steps.emplace_back();
    added.step = step;
    if (step.kind == StepKind::filter) BlockFinder(program, clauses).condition(step.condition, added.blocks);
  }
  result.join = std::move(join);
  return result;
}

}  // namespace

PlannedClause Inference::planned(const JoinRequest& request) {
  const auto clauses = [&](std::uint32_t block, Search search) {
    const VarSet bound = plan_.block_uses[block];
    std::vector<PlannedClause> result;
    const auto add = [&](const plan::Clause& clause, VarSet needed) {
      result.push_back(planned({clause, *frame_, {}, bound, needed, kNoDelta, request.sizes}));
    };
    if (search == Search::choices) add(plan_.bare[block], kAll);
    if (search == Search::rows) add(plan_.counted[block], kAll);
    if (search == Search::ways) {
      for (const plan::Clause& clause : plan_.blocks[block].clauses) add(clause, 0);
    }
    return result;
  };
  return with_blocks(order_joins(request, program_, plan_, evaluator_, *this), program_, clauses);
}

PlannedClause Inference::ran(const JoinPlan& join) const {
  const auto clauses = [&](std::uint32_t block, Search search) {
    std::vector<PlannedClause> result;
    const auto& joins = search == Search::ways ? block_joins_[block] : bare_joins_[block];
    for (const JoinPlan& each : joins) result.push_back(ran(each));
    return result;
  };
  return with_blocks(join, program_, clauses);
}

std::optional<Inference::RanRule> Inference::ran(const RuleProfile* rule) const {
  if (rule == nullptr) return std::nullopt;
  const bool has_run =
      std::any_of(rule->joins.begin(), rule->joins.end(), [](const auto& join) { return !join.empty; });
  if (!has_run) return std::nullopt;
  RanRule result{{}, rule->ordering, rule->results};
  for (const JoinPlan& join : rule->joins) result.clauses.push_back(ran(join));
  return result;
}

std::optional<Inference::RanRule> Inference::ran_relation(check::RelationId id) const {
  auto result = profile_ == nullptr ? std::nullopt : ran(profile_->relation(id));
  if (result) result->results = stores_[id].size();
  return result;
}

std::optional<Inference::RanRule> Inference::ran_check(std::uint32_t check) const {
  return profile_ == nullptr ? std::nullopt : ran(profile_->check(check));
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
  for (const plan::Clause& clause : planner_.relation(id).clauses) {
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
  for (const plan::Clause& clause : planner_.check(number).clauses) {
    result.push_back(planned({clause, check.frame, {0}, 0, needed, kNoDelta, sizes}));
  }
  frame_ = outer;
  return result;
}

}  // namespace meshplay::infer
