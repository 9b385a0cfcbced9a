#include "engine/driver/rule_plan.h"

#include <algorithm>
#include <utility>

#include "engine/driver/state.h"

namespace meshplay::driver {

namespace {

using check::kNone;
using check::VarId;
using infer::StepKind;

std::string_view what(const infer::Step& step) {
  switch (step.kind) {
    case StepKind::filter: return "filter";
    case StepKind::scan: return "scan";
    case StepKind::unnest: return "elements";
    case StepKind::equal: return "index";
    case StepKind::selected:
    case StepKind::selecting: return "selector";
    case StepKind::relation: return step.delta ? "new tuples" : "relation";
  }
  return "filter";
}

class PlanWords {
 public:
  PlanWords(const Engine& engine, const check::Program& program, const std::vector<check::Var>& frame,
            infer::Inference& inference, const base::Interner& interner, infer::Sizes sizes)
      : sources_(engine.sources()),
        program_(program),
        frame_(frame),
        inference_(inference),
        interner_(interner),
        sizes_(sizes) {}

  std::vector<RulePlanClause> clauses(const std::vector<infer::PlannedClause>& planned) {
    std::vector<RulePlanClause> result;
    result.reserve(planned.size());
    for (const infer::PlannedClause& clause : planned) result.push_back(this->clause(clause));
    return result;
  }

 private:
  RulePlanClause clause(const infer::PlannedClause& planned) {
    RulePlanClause result;
    const infer::JoinPlan& join = planned.join;
    if (join.no_component != kNone) {
      result.nothing_because = "there is no component for `" + variable(join.no_component) + "`";
    } else if (join.no_tuple != kNone) {
      result.nothing_because = "`" + words(program_.conds[join.no_tuple].span).text + "` holds for nothing";
    } else if (join.empty) {
      result.nothing_because = "an index has no rows";
    }
    for (std::size_t i = 0; i < planned.steps.size(); ++i) {
      result.steps.push_back(step(planned.steps[i]));
      result.steps.back().is_one_enough = i >= join.existence_from;
      if (i >= join.steps.size()) result.steps.back().what = "each";
    }
    add_counts(join, result);
    return result;
  }

  static void add_counts(const infer::JoinPlan& join, RulePlanClause& clause) {
    if (join.counts.empty()) return;
    const auto ran = [&](std::size_t step) {
      RanStep result{join.counts[step].rows, std::nullopt, join.counts[step].nanoseconds};
      if (step + 1 < join.counts.size()) result.rows_out = join.counts[step + 1].rows;
      return result;
    };
    for (std::size_t i = 0; i < clause.steps.size(); ++i) clause.steps[i].ran = ran(i);
    if (clause.steps.size() < join.counts.size()) clause.made = ran(clause.steps.size());
  }

  RulePlanStep step(const infer::PlannedStep& planned) {
    const infer::Step& step = planned.step;
    RulePlanStep result;
    result.what = what(step);
    result.expected = step.expected;
    const bool of_design = sizes_ == infer::Sizes::of_design;
    if (step.kind == StepKind::scan || step.kind == StepKind::unnest) {
      result.binds.push_back(variable(step.var));
      const check::Var& var = frame_[step.var];
      if (var.kind == check::VarKind::entry_key) result.binds.push_back(variable(var.entry));
      if (step.kind == StepKind::unnest) result.conditions.push_back(words(program_.exprs[var.source].span));
      if (step.kind == StepKind::scan && of_design) result.rows = inference_.evaluator().population(var.kinds);
    }
    for (const VarId var : step.chain) result.binds.push_back(variable(var));
    if (step.table != nullptr && of_design) result.rows = step.table->rows();
    for (const check::CondId cond : step.joins) result.conditions.push_back(words(program_.conds[cond].span));
    if (step.condition != kNone) {
      const check::Cond& cond = program_.conds[step.condition];
      result.conditions.push_back(words(cond.span));
      if (step.kind == StepKind::relation) {
        const auto arguments = program_.list(cond);
        for (std::size_t i = 0; i < arguments.size(); ++i) {
          if (arguments[i] == kNone) continue;
          const bool is_given = (step.bound_arguments >> i & 1U) != 0;
          (is_given ? result.given : result.binds).push_back(is_given ? name(arguments[i]) : variable(arguments[i]));
        }
        const bool is_stored = program_.relations[cond.relation].closure == check::Closure::none;
        if (is_stored && of_design) result.rows = inference_.relation(cond.relation).size();
      }
    }
    for (const infer::PlannedBlock& block : planned.blocks) {
      result.blocks.push_back({words(block.span), clauses(block.clauses)});
    }
    return result;
  }

  std::string name(VarId var) const {
    const std::string text(interner_.text(frame_[var].name));
    return text.empty() ? "_" : text;
  }

  // With its kinds.
  std::string variable(VarId var) const {
    std::string result = name(var);
    if (frame_[var].kind != check::VarKind::component || frame_[var].kinds == kNone) return result;
    const check::KindSet& kinds = program_.kind_sets[frame_[var].kinds];
    result += ": ";
    if (kinds.any) result += "Component";
    for (std::size_t i = 0; i < kinds.included.size(); ++i) {
      result += (i == 0 ? "" : " | ") + std::string(interner_.text(kinds.included[i].name));
    }
    for (std::size_t i = 0; i < kinds.excluded.size(); ++i) {
      result += (i == 0 ? " but not " : ", ") + std::string(interner_.text(kinds.excluded[i].name));
    }
    return result;
  }

  RuleWords words(text::Span span) const {
    RuleWords result{{}, span};
    bool is_after_blank = false;
    for (const char c : sources_.text(span)) {
      const bool is_blank = c == ' ' || c == '\n' || c == '\r' || c == '\t';
      if (!is_blank) {
        if (is_after_blank && !result.text.empty()) result.text += ' ';
        result.text += c;
      }
      is_after_blank = is_blank;
    }
    return result;
  }

  const text::SourceSet& sources_;
  const check::Program& program_;
  const std::vector<check::Var>& frame_;
  infer::Inference& inference_;
  const base::Interner& interner_;
  infer::Sizes sizes_;
};

}  // namespace

namespace {

std::uint64_t nanoseconds_of(const std::vector<RulePlanClause>& clauses) {
  std::uint64_t result = 0;
  for (const RulePlanClause& clause : clauses) {
    if (clause.made) result += clause.made->nanoseconds;
    for (const RulePlanStep& step : clause.steps) {
      if (step.ran) result += step.ran->nanoseconds;
      for (const RulePlanBlock& block : step.blocks) result += nanoseconds_of(block.clauses);
    }
  }
  return result;
}

}  // namespace

Profile Engine::profile() {
  State& s = *state_;
  Profile result;
  if (!s.rules_ok) return result;
  const auto add = [&](base::StrId name, const std::vector<check::Var>& frame,
                       const std::optional<infer::Inference::RanRule>& ran) {
    if (!ran) {
      ++result.idle;
      return;
    }
    RanRule rule;
    rule.name = s.interner.text(name);
    PlanWords words(*this, s.program, frame, s.inference(), s.interner, infer::Sizes::of_design);
    rule.plan = {true, words.clauses(ran->clauses)};
    rule.ordering = ran->ordering.nanoseconds;
    rule.nanoseconds = rule.ordering + nanoseconds_of(rule.plan.clauses);
    rule.results = ran->results;
    result.rules.push_back(std::move(rule));
  };
  for (check::RelationId id = 0; id < s.program.relations.size(); ++id) {
    const check::Relation& relation = s.program.relations[id];
    if (relation.closure == check::Closure::none) add(relation.name, relation.frame, s.inference().ran_relation(id));
  }
  for (std::uint32_t number = 0; number < s.program.checks.size(); ++number) {
    add(s.program.checks[number].name, s.program.checks[number].frame, s.inference().ran_check(number));
  }
  std::stable_sort(result.rules.begin(), result.rules.end(),
                   [](const RanRule& a, const RanRule& b) { return a.nanoseconds > b.nanoseconds; });
  return result;
}

std::optional<RulePlan> Engine::rule_plan(std::string_view name, bool of_design) {
  State& s = *state_;
  if (!s.rules_ok) return std::nullopt;
  const infer::Sizes sizes = of_design ? infer::Sizes::of_design : infer::Sizes::assumed;
  const auto words = [&](const std::vector<check::Var>& frame, const std::vector<infer::PlannedClause>& planned) {
    PlanWords plan_words(*this, s.program, frame, s.inference(), s.interner, sizes);
    return RulePlan{of_design, plan_words.clauses(planned)};
  };
  for (check::RelationId id = 0; id < s.program.relations.size(); ++id) {
    const check::Relation& relation = s.program.relations[id];
    if (relation.closure != check::Closure::none || s.interner.text(relation.name) != name) continue;
    return words(relation.frame, s.inference().plan_of_relation(id, sizes));
  }
  for (std::uint32_t number = 0; number < s.program.checks.size(); ++number) {
    const check::Check& check = s.program.checks[number];
    if (s.interner.text(check.name) != name) continue;
    return words(check.frame, s.inference().plan_of_check(number, sizes));
  }
  return std::nullopt;
}

}  // namespace meshplay::driver
