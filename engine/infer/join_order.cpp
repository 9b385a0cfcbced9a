#include "engine/infer/join_order.h"

#include <algorithm>
#include <limits>
#include <optional>

namespace meshplay::infer {

namespace {

using check::kNone;
using check::VarId;
using plan::bit;
using plan::Literal;
using plan::LiteralKind;
using plan::VarSet;

constexpr double kNever = std::numeric_limits<double>::infinity();
constexpr double kElements = 2.5;    // what a list holds, when nobody counted
constexpr std::size_t kFewRows = 4;  // below it a scan beats an index

class JoinOrder {
 public:
  JoinOrder(const JoinRequest& request, const check::Program& program, const plan::Plan& plan, Evaluator& evaluator,
            TableSource& tables)
      : request_(request), program_(program), plan_(plan), evaluator_(evaluator), tables_(tables) {
    bound_ = request.bound;
    for (VarId var : request.arguments) want(var);
    for (VarId var : request.clause.vars) want(var);
    used_.assign(request.clause.literals.size(), false);
  }

  JoinPlan run() {
    if (nothing_to_find()) {
      result_.empty = true;
      return std::move(result_);
    }
    if (request_.delta_literal < used_.size()) {
      used_[request_.delta_literal] = true;
      const Literal& delta = request_.clause.literals[request_.delta_literal];
      add_relation(delta, true, fan_out(program_.conds[delta.condition].relation, 0));
    }
    add_filters();
    while (!open_.empty()) {
      if (!choose()) {
        result_.empty = true;  // cannot be: scans and lists bind every variable
        break;
      }
      add_filters();
    }
    return std::move(result_);
  }

 private:
  void want(VarId var) {
    if ((bound_ & bit(var)) != 0 || std::find(open_.begin(), open_.end(), var) != open_.end()) return;
    open_.push_back(var);
  }

  bool is_bound(VarSet vars) const { return (vars & ~bound_) == 0; }

  bool nothing_to_find() {
    for (VarId var : open_) {
      if (request_.frame[var].kind == check::VarKind::component && population(request_.frame[var].kinds) == 0) {
        result_.no_component = var;
        return true;
      }
    }
    for (std::size_t i = 0; i < request_.clause.literals.size(); ++i) {
      const Literal& literal = request_.clause.literals[i];
      const check::Cond& cond = program_.conds[literal.condition];
      const bool never = cond.kind == check::CondKind::never ||
                         (literal.kind == LiteralKind::relation && !assumes() && !tables_.may_hold(cond.relation));
      if (never) {
        result_.no_tuple = literal.condition;
        return true;
      }
    }
    return false;
  }

  bool assumes() const { return request_.sizes == Sizes::assumed; }
  double population(check::KindSetId kinds) const {
    return assumes() ? kAssumedRows : static_cast<double>(evaluator_.population(kinds));
  }
  double fan_out(const RowTable& table, double assumed) const { return assumes() ? assumed : table.fan_out(); }
  double fan_out(check::RelationId relation, std::uint32_t mask) const {
    if (!assumes()) return tables_.fan_out(relation, mask);
    const std::uint32_t all = (1U << program_.relations[relation].arity) - 1;
    return mask == 0 ? kAssumedRows : mask == all ? 1 : kAssumedMatches;
  }

  void mark_bound(VarId var) {
    bound_ |= bit(var);
    open_.erase(std::remove(open_.begin(), open_.end(), var), open_.end());
    if ((request_.needed & bit(var)) != 0) result_.existence_from = result_.steps.size();
  }

  void add_filters() {
    std::vector<std::size_t> ready;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (!used_[i] && is_bound(request_.clause.literals[i].uses)) ready.push_back(i);
    }
    std::stable_sort(ready.begin(), ready.end(), [&](std::size_t a, std::size_t b) {
      return request_.clause.literals[a].cost < request_.clause.literals[b].cost;
    });
    for (std::size_t i : ready) {
      used_[i] = true;
      Step step;
      step.condition = request_.clause.literals[i].condition;
      result_.steps.push_back(std::move(step));
    }
  }

  // ---- candidates for the next step

  struct Candidate {
    double cost = kNever;
    StepKind kind = StepKind::scan;
    VarId var = kNone;
    std::size_t literal = 0;
    RowTableSpec spec;
    std::vector<check::ExprId> keys;
    check::ExprId labelled = kNone;
    const RowTable* table = nullptr;
    std::vector<check::CondId> joins;
  };

  bool choose() {
    Candidate best;
    const auto offer = [&](Candidate candidate) {
      if (candidate.cost < best.cost) best = std::move(candidate);
    };
    for (VarId var : open_) {
      const check::Var& row = request_.frame[var];
      if (row.kind != check::VarKind::component) {
        if (row.kind == check::VarKind::entry_value || !is_bound(plan_.expr_uses[row.source])) continue;
        Candidate candidate;
        candidate.cost = kElements;
        candidate.kind = StepKind::unnest;
        candidate.var = var;
        offer(std::move(candidate));
        continue;
      }
      Candidate scan;
      scan.cost = population(row.kinds);
      scan.var = var;
      const bool few = scan.cost <= kFewRows;
      offer(std::move(scan));
      if (bound_ == 0 || few) continue;
      offer(equality_candidate(var));
      for (std::size_t i = 0; i < used_.size(); ++i) {
        if (!used_[i] && request_.clause.literals[i].kind == LiteralKind::selector) offer(selector_candidate(var, i));
      }
    }
    for (std::size_t i = 0; i < used_.size(); ++i) {
      if (!used_[i] && request_.clause.literals[i].kind == LiteralKind::relation) offer(relation_candidate(i));
    }
    if (best.cost == kNever) return false;
    take(best);
    return true;
  }

  // A component and the open elements that lead from it, in an order in which their lists are known.
  std::vector<std::vector<VarId>> chains(VarId component) const {
    std::vector<std::vector<VarId>> result{{component}};
    for (std::size_t i = 0; i < result.size() && result.size() < 32; ++i) {
      VarSet have = 0;
      for (VarId var : result[i]) have |= bit(var);
      for (VarId var : open_) {
        const check::Var& row = request_.frame[var];
        if ((have & bit(var)) != 0 || row.kind == check::VarKind::component ||
            row.kind == check::VarKind::entry_value) {
          continue;
        }
        const VarSet uses = plan_.expr_uses[row.source];
        if (uses == 0 || (uses & ~have) != 0) continue;
        if (evaluator_.shape(row.source, result[i]) == 0) continue;  // it hangs on other components
        std::vector<VarId> longer = result[i];
        longer.push_back(var);
        if (row.kind == check::VarKind::entry_key) longer.push_back(row.entry);
        result.push_back(std::move(longer));
      }
    }
    return result;
  }

  struct Key {
    check::ExprId own = kNone;
    check::ExprId other = kNone;
    std::uint64_t shape = 0;
    check::CondId condition = kNone;
  };

  // Equalities between the chain and what is bound; sorted, so that rules share tables.
  std::vector<Key> equality_keys(const std::vector<VarId>& chain) const {
    VarSet own = 0;
    for (VarId var : chain) own |= bit(var);
    std::vector<Key> keys;
    for (std::size_t i = 0; i < used_.size(); ++i) {
      const Literal& literal = request_.clause.literals[i];
      if (used_[i] || literal.kind != LiteralKind::equality) continue;
      const check::Cond& cond = program_.conds[literal.condition];
      Key key;
      if (inside(literal.left, own) && given(literal.right)) {
        key = {cond.a, cond.b, 0, literal.condition};
      } else if (inside(literal.right, own) && given(literal.left)) {
        key = {cond.b, cond.a, 0, literal.condition};
      } else {
        continue;
      }
      key.shape = evaluator_.shape(key.own, chain);
      if (key.shape != 0) keys.push_back(key);
    }
    std::sort(keys.begin(), keys.end(), [](const Key& a, const Key& b) { return a.shape < b.shape; });
    return keys;
  }

  static bool inside(VarSet uses, VarSet own) { return uses != 0 && (uses & ~own) == 0; }
  bool given(VarSet uses) const { return uses != 0 && is_bound(uses); }

  Candidate equality_candidate(VarId component) {
    Candidate best;
    std::vector<Key> best_keys;
    for (const std::vector<VarId>& chain : chains(component)) {
      std::vector<Key> keys = equality_keys(chain);
      const bool more = keys.size() > best_keys.size();
      const bool shorter = keys.size() == best_keys.size() && chain.size() < best.spec.chain.size();
      if (keys.empty() || (!more && !shorter)) continue;
      best_keys = std::move(keys);
      best.spec.chain = chain;
    }
    if (best_keys.empty()) return best;
    best.kind = StepKind::equal;
    best.var = component;
    best.spec.mode = TableMode::equality;
    for (const Key& key : best_keys) {
      best.spec.keys.push_back(key.own);
      best.keys.push_back(key.other);
      best.joins.push_back(key.condition);
    }
    best.table = &tables_.table(best.spec, request_.frame);
    best.cost = fan_out(*best.table, kAssumedMatches);
    return best;
  }

  Candidate selector_candidate(VarId component, std::size_t number) {
    Candidate result;
    const Literal& literal = request_.clause.literals[number];
    const check::Cond& cond = program_.conds[literal.condition];
    for (const std::vector<VarId>& chain : chains(component)) {
      VarSet own = 0;
      for (VarId var : chain) own |= bit(var);
      const bool forward = inside(literal.right, own) && given(literal.left);
      const bool backward = inside(literal.left, own) && given(literal.right);
      if (!forward && !backward) continue;
      const check::ExprId labelled = forward ? cond.b : cond.a;
      if (evaluator_.shape(labelled, chain) == 0) return result;
      result.kind = forward ? StepKind::selected : StepKind::selecting;
      result.var = component;
      result.spec.mode = forward ? TableMode::labels : TableMode::selectors;
      result.spec.chain = chain;
      result.spec.labelled = labelled;
      result.labelled = forward ? cond.a : cond.b;
      result.joins.push_back(literal.condition);
      for (const Key& key : equality_keys(chain)) {
        result.spec.keys.push_back(key.own);
        result.keys.push_back(key.other);
        result.joins.push_back(key.condition);
      }
      result.table = &tables_.table(result.spec, request_.frame);
      result.cost = fan_out(*result.table, kAssumedSelected);
      return result;
    }
    return result;
  }

  Candidate relation_candidate(std::size_t number) {
    Candidate result;
    const check::Cond& cond = program_.conds[request_.clause.literals[number].condition];
    result.kind = StepKind::relation;
    result.literal = number;
    result.cost = fan_out(cond.relation, bound_mask(cond));
    return result;
  }

  std::uint32_t bound_mask(const check::Cond& cond) const {
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < program_.list(cond).size(); ++i) {
      if (program_.list(cond)[i] != kNone && (bound_ & bit(program_.list(cond)[i])) != 0) mask |= 1U << i;
    }
    return mask;
  }

  void add_relation(const Literal& literal, bool delta, double expected) {
    const check::Cond& cond = program_.conds[literal.condition];
    Step step;
    step.kind = StepKind::relation;
    step.condition = literal.condition;
    step.bound_arguments = delta ? 0 : bound_mask(cond);
    step.delta = delta;
    step.expected = expected;
    result_.steps.push_back(std::move(step));
    for (VarId var : program_.list(cond)) {
      if (var != kNone) mark_bound(var);
    }
  }

  void take(const Candidate& candidate) {
    if (candidate.kind == StepKind::relation) {
      used_[candidate.literal] = true;
      add_relation(request_.clause.literals[candidate.literal], false, candidate.cost);
      return;
    }
    Step step;
    step.kind = candidate.kind;
    step.var = candidate.var;
    step.table = candidate.table;
    step.chain = candidate.spec.chain;
    step.keys = candidate.keys;
    step.labelled = candidate.labelled;
    step.joins = candidate.joins;
    step.expected = candidate.cost;
    result_.steps.push_back(step);
    if (!assumes() && step.table != nullptr && step.table->rows() == 0) result_.empty = true;
    if (step.chain.empty()) {
      mark_bound(candidate.var);
      const check::Var& row = request_.frame[candidate.var];
      if (row.kind == check::VarKind::entry_key) mark_bound(row.entry);
    }
    for (VarId var : step.chain) mark_bound(var);
  }

  const JoinRequest& request_;
  const check::Program& program_;
  const plan::Plan& plan_;
  Evaluator& evaluator_;
  TableSource& tables_;
  VarSet bound_ = 0;
  std::vector<VarId> open_;
  std::vector<bool> used_;
  JoinPlan result_;
};

}  // namespace

JoinPlan order_joins(const JoinRequest& request, const check::Program& program, const plan::Plan& plan,
                     Evaluator& evaluator, TableSource& tables) {
  return JoinOrder(request, program, plan, evaluator, tables).run();
}

std::string describe(const JoinPlan& join, const check::Program& program, const std::vector<check::Var>& frame,
                     const base::Interner& interner) {
  if (join.empty) return "  nothing to find\n";
  std::string out;
  const auto name = [&](VarId var) { return std::string(interner.text(frame[var].name)); };
  for (std::size_t i = 0; i < join.steps.size(); ++i) {
    const Step& step = join.steps[i];
    out += i >= join.existence_from ? "  ? " : "    ";
    switch (step.kind) {
      case StepKind::filter: out += "filter"; break;
      case StepKind::scan: out += "scan " + name(step.var); break;
      case StepKind::unnest: out += "elements " + name(step.var); break;
      case StepKind::equal:
      case StepKind::selected:
      case StepKind::selecting:
        out += step.kind == StepKind::equal ? "equal" : step.kind == StepKind::selected ? "selected" : "selecting";
        for (VarId var : step.chain) out += ' ' + name(var);
        out += " by " + std::to_string(step.keys.size()) + " keys, " + std::to_string(step.table->rows()) + " rows";
        break;
      case StepKind::relation:
        out += "relation " + std::string(interner.text(program.relations[program.conds[step.condition].relation].name));
        break;
    }
    out += '\n';
  }
  return out;
}

}  // namespace meshplay::infer
