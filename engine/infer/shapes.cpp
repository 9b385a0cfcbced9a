// Expressions, conditions and searches that mean the same, found by the hash of what they say, and what is kept of
// searches for all rules that ask for them.
#include <algorithm>
#include <bit>

#include "engine/base/hash.h"
#include "engine/infer/evaluator.h"

namespace meshplay::infer {

using check::CondKind;
using check::ExprKind;
using check::kNone;

// ---- shapes

std::uint64_t Evaluator::shape(check::ExprId id, const std::vector<check::VarId>& vars, Frame frame) const {
  const check::Expr& expr = program_.exprs[id];
  std::uint64_t result = base::hash_combine(0x51, static_cast<std::uint64_t>(expr.kind));
  const auto put = [&](std::uint64_t number) { result = base::hash_combine(result, number); };
  switch (expr.kind) {
    case ExprKind::var: {
      const auto found = std::find(vars.begin(), vars.end(), expr.var);
      if (found == vars.end()) return 0;
      put(static_cast<std::uint64_t>(found - vars.begin()));
      break;
    }
    case ExprKind::text:
    case ExprKind::member: put(static_cast<std::uint64_t>(expr.text)); break;
    case ExprKind::number: put(std::bit_cast<std::uint64_t>(expr.number)); break;
    case ExprKind::boolean: put(expr.flag ? 1 : 0); break;
    case ExprKind::property: put(static_cast<std::uint64_t>(expr.property)); break;
    case ExprKind::arithmetic: put(static_cast<std::uint64_t>(expr.op)); break;
    case ExprKind::call: put(static_cast<std::uint64_t>(expr.function)); break;
    case ExprKind::fold: put(static_cast<std::uint64_t>(expr.op)); break;
    case ExprKind::param: put(expr.index); break;
    case ExprKind::aggregate: return aggregate_shape(expr, vars, frame);
    case ExprKind::graph:
    case ExprKind::nearest: return 0;
    default: break;
  }
  for (base::StrId key : program_.keys_of(expr)) put(static_cast<std::uint64_t>(key));
  bool known = true;
  const auto put_part = [&](std::uint64_t part) {
    known = known && part != 0;
    put(part);
  };
  if (expr.a != kNone) put_part(shape(expr.a, vars, frame));
  if (expr.b != kNone) put_part(shape(expr.b, vars, frame));
  for (check::ExprId child : program_.list(expr)) put_part(shape(child, vars, frame));
  if (expr.condition != kNone) put_part(condition_shape(expr.condition, vars, frame));
  return known ? result | 1U : 0;
}

std::uint64_t Evaluator::condition_shape(check::CondId id, const std::vector<check::VarId>& vars, Frame frame) const {
  const check::Cond& cond = program_.conds[id];
  if (cond.kind == CondKind::relation) return frame == nullptr ? 0 : relation_shape(cond, vars);
  if (cond.kind == CondKind::quantifier) {
    std::vector<check::VarId> inner = vars;
    const std::uint64_t block = block_shape(cond.block, inner, frame);
    return block == 0 ? 0 : base::hash_combine(block, static_cast<std::uint64_t>(cond.op)) | 1U;
  }
  std::uint64_t result = base::hash_combine(0x52, static_cast<std::uint64_t>(cond.kind));
  bool known = true;
  const auto put = [&](std::uint64_t number) { result = base::hash_combine(result, number); };
  const auto put_part = [&](std::uint64_t part) {
    known = known && part != 0;
    put(part);
  };
  put(static_cast<std::uint64_t>(cond.op));
  if (cond.kind == CondKind::is_kind) put(kinds_shape(cond.kinds));
  if (cond.a != kNone) put_part(shape(cond.a, vars, frame));
  if (cond.b != kNone) put_part(shape(cond.b, vars, frame));
  if (cond.kind == CondKind::all_of || cond.kind == CondKind::any_of || cond.kind == CondKind::negation) {
    for (check::CondId child : program_.list(cond)) put_part(condition_shape(child, vars, frame));
  }
  return known ? result | 1U : 0;
}

std::uint64_t Evaluator::kinds_shape(check::KindSetId id) const {
  const check::KindSet& set = program_.kind_sets[id];
  std::uint64_t result = base::hash_combine(0x54, set.any ? 1 : 0);
  for (const auto* patterns : {&set.included, &set.excluded}) {
    result = base::hash_combine(result, patterns->size());
    for (const check::KindPattern& pattern : *patterns) {
      for (const base::StrId part : {pattern.group, pattern.version, pattern.name}) {
        result = base::hash_combine(result, static_cast<std::uint64_t>(part));
      }
    }
  }
  return result;
}

std::uint64_t Evaluator::relation_shape(const check::Cond& cond, const std::vector<check::VarId>& vars) const {
  if (!searcher_.is_complete(cond.relation)) return 0;
  std::uint64_t result = base::hash_combine(0x55, cond.relation);
  for (const check::VarId argument : program_.list(cond)) {
    const auto found = std::find(vars.begin(), vars.end(), argument);
    if (argument != kNone && found == vars.end()) return 0;
    result = base::hash_combine(result, static_cast<std::uint64_t>(found - vars.begin()));
  }
  return result | 1U;
}

std::uint64_t Evaluator::block_shape(std::uint32_t id, std::vector<check::VarId>& vars, Frame frame) const {
  if (frame == nullptr) return 0;
  const check::Block& block = program_.blocks[id];
  std::uint64_t result = 0x56;
  for (const check::VarId var : block.vars) {
    const check::Var& row = (*frame)[var];
    result = base::hash_combine(result, static_cast<std::uint64_t>(row.kind));
    if (row.kinds != kNone) result = base::hash_combine(result, kinds_shape(row.kinds));
    if (row.source != kNone) {
      const std::uint64_t source = shape(row.source, vars, frame);
      if (source == 0) return 0;
      result = base::hash_combine(result, source);
    }
    vars.push_back(var);
    if (row.entry != kNone) vars.push_back(row.entry);
  }
  if (block.condition == kNone) return result | 1U;
  const std::uint64_t condition = condition_shape(block.condition, vars, frame);
  return condition == 0 ? 0 : base::hash_combine(result, condition) | 1U;
}

std::uint64_t Evaluator::aggregate_shape(const check::Expr& expr, const std::vector<check::VarId>& vars,
                                         Frame frame) const {
  std::vector<check::VarId> inner = vars;
  std::uint64_t result = block_shape(expr.block, inner, frame);
  if (result == 0) return 0;
  result = base::hash_combine(result, static_cast<std::uint64_t>(expr.op));
  for (const check::ExprId part : {expr.a, expr.b}) {
    const std::uint64_t value = part == kNone ? 1 : shape(part, inner, frame);
    if (value == 0) return 0;
    result = base::hash_combine(result, value);
  }
  return result | 1U;
}

// ---- searches

void Evaluator::forget_searches() {
  search_of_.clear();
  search_by_shape_.clear();
  searches_.clear();
}

plan::VarSet Evaluator::uses_of_search(const check::Cond& cond) const {
  if (cond.kind == CondKind::quantifier) return plan_.block_uses[cond.block];
  return (cond.a == kNone ? 0 : plan_.expr_uses[cond.a]) | (cond.b == kNone ? 0 : plan_.expr_uses[cond.b]);
}

// Decided when it is first asked for.
std::uint32_t Evaluator::search_for(check::CondId id, Env& env) {
  const check::Cond& cond = program_.conds[id];
  const plan::VarSet uses = uses_of_search(cond);
  if (std::popcount(uses) != 1) return kNone;
  const auto var = static_cast<check::VarId>(std::countr_zero(uses));
  if (env[var].tag != Tag::component) return kNone;
  const std::uint64_t key = condition_shape(id, {var}, &searcher_.frame());
  if (key == 0) return kNone;
  const auto [place, added] = search_by_shape_.emplace(key, static_cast<std::uint32_t>(searches_.size()));
  if (added) searches_.emplace_back().pages.resize(design_.components.size() / kPage + 1);
  return place->second;
}

bool Evaluator::search(check::CondId id, Env& env) {
  const check::Cond& cond = program_.conds[id];
  if (search_of_.empty() || counts_ != nullptr) return search_now(cond, env);
  if (search_of_[id] == kUndecided) search_of_[id] = search_for(id, env);
  const std::uint32_t number = search_of_[id];
  if (number == kNone) return search_now(cond, env);
  const auto var = static_cast<check::VarId>(std::countr_zero(uses_of_search(cond)));
  const std::uint32_t component = env[var].data;
  const std::uint32_t position = position_[component];
  auto& page = searches_[number].pages[position / kPage];
  if (page == nullptr) page = std::make_unique<std::array<std::uint32_t, kPage>>();
  std::uint32_t& cell = (*page)[position % kPage];
  if (cell != 0 && searcher_.count_rows((cell - 1) / 2)) return (cell - 1) % 2 != 0;
  constexpr std::uint64_t kMostRows = 1U << 30U;
  const std::uint64_t before = searcher_.rows();
  const bool result = search_now(cond, env);
  const std::uint64_t rows = searcher_.rows() - before;
  if (rows < kMostRows) cell = static_cast<std::uint32_t>(rows * 2 + (result ? 2 : 1));
  return result;
}

bool Evaluator::search_now(const check::Cond& cond, Env& env) {
  return cond.kind == CondKind::quantifier ? searcher_.quantifier(cond, env) : compare(cond, env);
}

}  // namespace meshplay::infer
