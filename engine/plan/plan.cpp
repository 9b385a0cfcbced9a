#include "engine/plan/plan.h"

#include <algorithm>

namespace meshplay::plan {

namespace {

using check::Block;
using check::Cond;
using check::CondKind;
using check::Expr;
using check::kNone;
using check::Program;
using check::Var;

constexpr std::size_t kMaxAlternatives = 64;

}  // namespace

class Planner::Work {
 public:
  Work(const Program& program, bool with_joins) : program_(program), with_joins_(with_joins) {
    plan_.relations.resize(program.relations.size());
    plan_.checks.resize(program.checks.size());
    relation_known_.assign(program.relations.size(), false);
    check_known_.assign(program.checks.size(), false);
    plan_.expr_uses.assign(program.exprs.size(), 0);
    plan_.block_uses.assign(program.blocks.size(), 0);
    plan_.blocks.resize(program.blocks.size());
    plan_.counted.resize(program.blocks.size());
    plan_.bare.resize(program.blocks.size());
    plan_.expr_planned.assign(program.exprs.size(), false);
    cond_uses_.assign(program.conds.size(), 0);
    cond_known_.assign(program.conds.size(), false);
    block_known_.assign(program.blocks.size(), false);
    for (const check::Param& param : program.params) visit_expr(param.value);
  }

  const Plan& plan() const { return plan_; }

  const Query& relation(check::RelationId id) {
    if (relation_known_[id]) return plan_.relations[id];
    relation_known_[id] = true;
    const check::Relation& relation = program_.relations[id];
    frame_ = &relation.frame;
    plan_.relations[id] = query(relation.body.vars, relation.body.conditions);
    for (const check::Bind& bind : relation.binds) {
      visit_expr(bind.target);
      visit_expr(bind.source);
    }
    return plan_.relations[id];
  }

  const Query& check(std::uint32_t number) {
    if (check_known_[number]) return plan_.checks[number];
    check_known_[number] = true;
    const check::Check& check = program_.checks[number];
    frame_ = &check.frame;
    plan_.checks[number] = query(check.body.vars, check.body.conditions);
    if (check.at != kNone) visit_expr(check.at);
    for (ExprId expr : check.message.expressions) visit_expr(expr);
    for (ExprId expr : check.help.expressions) visit_expr(expr);
    for (const check::Fix& fix : check.fixes) {
      visit_expr(fix.target);
      visit_expr(fix.value);
    }
    return plan_.checks[number];
  }

 private:
  // ---- free variables

  VarSet expr_uses(ExprId id) {
    if (id == kNone) return 0;
    if (plan_.expr_planned[id]) return plan_.expr_uses[id];
    const Expr& expr = program_.exprs[id];
    VarSet uses = expr_uses(expr.a) | expr_uses(expr.b);
    if (expr.kind == check::ExprKind::var) uses |= bit(expr.var);
    for (ExprId child : program_.list(expr)) uses |= expr_uses(child);
    if (expr.kind == check::ExprKind::nearest && expr.var != kNone) uses &= ~bit(expr.var);
    if (expr.kind == check::ExprKind::aggregate) {
      for (VarId var : program_.blocks[expr.block].vars) uses &= ~bit(var);
    }
    if (expr.condition != kNone) uses |= cond_uses(expr.condition);
    if (expr.block != kNone) uses |= block_uses(expr.block);
    plan_.expr_uses[id] = uses;
    plan_.expr_planned[id] = true;
    return uses;
  }

  VarSet cond_uses(CondId id) {
    if (id == kNone) return 0;
    if (cond_known_[id]) return cond_uses_[id];
    const Cond& cond = program_.conds[id];
    VarSet uses = expr_uses(cond.a) | expr_uses(cond.b);
    switch (cond.kind) {
      case CondKind::all_of:
      case CondKind::any_of:
      case CondKind::negation:
        for (CondId child : program_.list(cond)) uses |= cond_uses(child);
        break;
      case CondKind::relation:
        for (VarId var : program_.list(cond)) uses |= var == kNone ? 0 : bit(var);
        break;
      case CondKind::quantifier: uses |= block_uses(cond.block); break;
      default: break;
    }
    cond_uses_[id] = uses;
    cond_known_[id] = true;
    return uses;
  }

  VarSet block_uses(std::uint32_t id) {
    if (block_known_[id]) return plan_.block_uses[id];
    const Block& block = program_.blocks[id];
    VarSet uses = cond_uses(block.condition);
    VarSet own = 0;
    for (VarId var : block.vars) {
      uses |= expr_uses((*frame_)[var].source);
      own |= bit(var);
    }
    plan_.block_uses[id] = uses & ~own;
    block_known_[id] = true;
    // The queries of a block are made once, here: every block that can be evaluated is visited.
    std::vector<CondId> conditions;
    if (block.condition != kNone) conditions.push_back(block.condition);
    plan_.counted[id] = counted(block.vars, conditions);
    plan_.bare[id] = clause({block.vars, {}});
    plan_.blocks[id] = query(block.vars, conditions);
    return plan_.block_uses[id];
  }

  void visit_expr(ExprId id) { static_cast<void>(expr_uses(id)); }

  // ---- conjunctive queries

  struct Draft {
    std::vector<VarId> vars;
    std::vector<CondId> conditions;
  };

  bool contains_quantifier_or_relation(CondId id) const {
    const Cond& cond = program_.conds[id];
    switch (cond.kind) {
      case CondKind::quantifier: return cond.op == ast::Op::some;
      case CondKind::relation: return true;
      case CondKind::all_of:
      case CondKind::any_of:
        return std::any_of(program_.list(cond).begin(), program_.list(cond).end(),
                           [&](CondId child) { return contains_quantifier_or_relation(child); });
      default: return false;
    }
  }

  bool worth_splitting(CondId id) {
    const VarSet uses = cond_uses(id);
    return contains_quantifier_or_relation(id) || (uses & (uses - 1)) != 0;
  }

  // All ways to satisfy the conditions, each a flat conjunction.
  std::vector<Draft> flatten(const std::vector<VarId>& vars, const std::vector<CondId>& conditions) {
    std::vector<Draft> drafts{{vars, {}}};
    for (CondId condition : conditions) extend(drafts, condition);
    return drafts;
  }

  void extend(std::vector<Draft>& drafts, CondId id) {
    const Cond& cond = program_.conds[id];
    if (cond.kind == CondKind::all_of) {
      for (CondId child : program_.list(cond)) extend(drafts, child);
      return;
    }
    if (cond.kind == CondKind::quantifier && cond.op == ast::Op::some) {
      const Block& block = program_.blocks[cond.block];
      for (Draft& draft : drafts) draft.vars.insert(draft.vars.end(), block.vars.begin(), block.vars.end());
      if (block.condition != kNone) extend(drafts, block.condition);
      return;
    }
    if (cond.kind == CondKind::any_of && worth_splitting(id) &&
        drafts.size() * program_.list(cond).size() <= kMaxAlternatives) {
      std::vector<Draft> all;
      for (CondId child : program_.list(cond)) {
        std::vector<Draft> branch = drafts;
        extend(branch, child);
        all.insert(all.end(), std::make_move_iterator(branch.begin()), std::make_move_iterator(branch.end()));
      }
      drafts = std::move(all);
      return;
    }
    for (Draft& draft : drafts) draft.conditions.push_back(id);
  }

  Query query(const std::vector<VarId>& vars, const std::vector<CondId>& conditions) {
    Query result;
    for (const Draft& draft : flatten(vars, conditions)) result.clauses.push_back(clause(draft));
    return result;
  }

  // Counting must not see a variable twice, so nothing is joined to the block's own variables.
  Clause counted(const std::vector<VarId>& vars, const std::vector<CondId>& conditions) {
    Draft draft{vars, {}};
    std::vector<CondId> open = conditions;
    while (!open.empty()) {
      const CondId id = open.front();
      open.erase(open.begin());
      const Cond& cond = program_.conds[id];
      if (cond.kind == CondKind::all_of) {
        open.insert(open.begin(), program_.list(cond).begin(), program_.list(cond).end());
      } else {
        draft.conditions.push_back(id);
      }
    }
    return clause(draft);
  }

  Clause clause(const Draft& draft) {
    Clause result;
    for (VarId var : draft.vars) {
      if (std::find(result.vars.begin(), result.vars.end(), var) == result.vars.end()) result.vars.push_back(var);
      visit_expr((*frame_)[var].source);
    }
    for (CondId condition : draft.conditions) result.literals.push_back(literal(condition));
    return result;
  }

  Literal literal(CondId id) {
    const Cond& cond = program_.conds[id];
    Literal result;
    result.condition = id;
    result.uses = cond_uses(id);
    switch (cond.kind) {
      case CondKind::compare:
        result.left = expr_uses(cond.a);
        result.right = expr_uses(cond.b);
        if (cond.op == ast::Op::eq) result.kind = LiteralKind::equality;
        if (cond.op == ast::Op::selects) result.kind = LiteralKind::selector;
        result.cost = cond.op == ast::Op::eq ? 1 : 2;
        break;
      case CondKind::relation:
        result.kind = LiteralKind::relation;
        result.cost = 3;
        break;
      case CondKind::quantifier: result.cost = 5; break;
      case CondKind::all_of:
      case CondKind::any_of:
      case CondKind::negation: result.cost = 4; break;
      default: break;
    }
    if (!with_joins_) result.kind = LiteralKind::filter;
    return result;
  }

  const Program& program_;
  bool with_joins_;
  Plan plan_;
  const std::vector<Var>* frame_ = nullptr;
  std::vector<bool> relation_known_;
  std::vector<bool> check_known_;
  std::vector<VarSet> cond_uses_;
  std::vector<bool> cond_known_;
  std::vector<bool> block_known_;
};

Planner::Planner(const check::Program& program, bool with_joins) : work_(std::make_unique<Work>(program, with_joins)) {}
Planner::~Planner() = default;
Planner::Planner(Planner&& other) noexcept = default;
Planner& Planner::operator=(Planner&& other) noexcept = default;

const Query& Planner::relation(check::RelationId id) { return work_->relation(id); }
const Query& Planner::check(std::uint32_t number) { return work_->check(number); }
const Plan& Planner::plan() const { return work_->plan(); }

const Plan& Planner::whole() {
  for (check::RelationId id = 0; id < plan().relations.size(); ++id) static_cast<void>(relation(id));
  for (std::uint32_t number = 0; number < plan().checks.size(); ++number) static_cast<void>(check(number));
  return plan();
}

}  // namespace meshplay::plan
