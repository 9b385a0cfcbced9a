// What the tests that ran saw of the rules.
#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "engine/driver/driver.h"
#include "engine/driver/state.h"

namespace meshplay::driver {

namespace {

// The conditions of a rule that say something of their own: not what joins others.
class Leaves {
 public:
  explicit Leaves(const check::Program& program) : program_(program) {}

  std::vector<check::CondId> of(const check::Body& body, const std::vector<check::Var>& frame) {
    found_.clear();
    for (check::CondId id : body.conditions) condition(id);
    for (const check::Var& var : frame) expression(var.source);
    return found_;
  }

 private:
  void condition(check::CondId id) {
    if (id == check::kNone) return;
    const check::Cond& cond = program_.conds[id];
    switch (cond.kind) {
      case check::CondKind::all_of:
      case check::CondKind::any_of:
      case check::CondKind::negation:
        for (check::CondId child : program_.list(cond)) condition(child);
        return;
      case check::CondKind::quantifier: block(cond.block); return;
      case check::CondKind::never: return;
      default: break;
    }
    found_.push_back(id);
    expression(cond.a);
    expression(cond.b);
  }
  void block(std::uint32_t id) { condition(program_.blocks[id].condition); }
  void expression(check::ExprId id) {
    if (id == check::kNone) return;
    const check::Expr& expr = program_.exprs[id];
    expression(expr.a);
    expression(expr.b);
    condition(expr.condition);
    if (expr.block != check::kNone) block(expr.block);
    for (check::ExprId child : program_.list(expr)) expression(child);
  }

  const check::Program& program_;
  std::vector<check::CondId> found_;
};

}  // namespace

std::vector<ConditionCoverage> Engine::coverage() const {
  const State& s = *state_;
  std::vector<ConditionCoverage> result;
  if (s.condition_counts.empty()) return result;
  std::set<text::FileId> tested;
  for (const check::Test& test : s.program.tests) tested.insert(test.span.file);
  Leaves leaves(s.program);
  const auto add = [&](base::StrId name, text::Span declaration, const check::Body& body,
                       const std::vector<check::Var>& frame) {
    if (tested.count(declaration.file) == 0) return;
    std::map<std::pair<std::uint32_t, std::uint32_t>, std::array<std::uint64_t, 2>> by_place;
    for (check::CondId id : leaves.of(body, frame)) {
      const text::Span span = s.program.conds[id].span;
      // What a field asks is covered by the tests of whoever wrote it.
      if (span.file != declaration.file || span.begin < declaration.begin || span.end > declaration.end) continue;
      auto& counts = by_place[{span.begin, span.end}];
      for (std::size_t i = 0; i < 2; ++i) counts[i] += s.condition_counts[id][i];
    }
    for (const auto& [place, counts] : by_place) {
      result.push_back(
          {std::string(s.interner.text(name)), {declaration.file, place.first, place.second}, counts[1], counts[0]});
    }
  };
  for (const check::Relation& relation : s.program.relations) {
    if (relation.closure == check::Closure::none) add(relation.name, relation.span, relation.body, relation.frame);
  }
  for (const check::Check& check : s.program.checks) add(check.name, check.span, check.body, check.frame);
  std::stable_sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.rule < b.rule; });
  return result;
}

std::vector<RuleCoverage> Engine::rule_coverage() const {
  const State& s = *state_;
  std::vector<RuleCoverage> result;
  if (s.condition_counts.empty()) return result;
  std::set<std::string_view> expected;
  for (const check::Test& test : s.program.tests) {
    if (test.builtin != s.tests_of_builtin) continue;
    const auto rules = rules_of(test, s.program, s.interner);
    expected.insert(rules.begin(), rules.end());
  }
  std::map<std::string, std::uint64_t> asked;
  for (const ConditionCoverage& condition : coverage()) asked[condition.rule] += condition.held + condition.failed;
  const auto add = [&](base::StrId id, text::Span span, bool builtin) {
    if (builtin != s.tests_of_builtin) return;
    const std::string name(s.interner.text(id));
    result.push_back({name, span, expected.count(name) > 0, asked[name]});
  };
  for (const check::Relation& relation : s.program.relations) {
    if (relation.closure == check::Closure::none) add(relation.name, relation.name_span, relation.builtin);
  }
  for (const check::Check& check : s.program.checks) add(check.name, check.name_span, check.builtin);
  std::sort(result.begin(), result.end(), [](const auto& a, const auto& b) { return a.rule < b.rule; });
  return result;
}

}  // namespace meshplay::driver
