// What checks find in a design that lives.
#include <algorithm>
#include <utility>

#include "engine/live/live.h"

namespace meshplay::live {

using check::kNone;
using check::VarId;
using plan::bit;
using plan::VarSet;

VarSet Live::shown_by(std::uint32_t number) const {
  const check::Check& check = program_.checks[number];
  VarSet result = bit(0);
  if (check.at != kNone) result |= plan_.expr_uses[check.at];
  for (const check::ExprId expr : check.message.expressions) result |= plan_.expr_uses[expr];
  return result;
}

LiveFinding Live::finding_of(std::uint32_t check, infer::Env& env) {
  const infer::Finding found = inference_->finding_of(check, env);
  LiveFinding result;
  result.check = check;
  result.component = found.component;
  result.message = found.message;
  result.holder = found.component;
  if (!documents_.holds(result.holder, found.place)) {
    for (VarId var = 1; var < program_.checks[check].frame.size(); ++var) {
      if (env[var].tag != infer::Tag::component || env[var].data >= design().components.size()) continue;
      if (documents_.holds(ComponentId{env[var].data}, found.place)) result.holder = ComponentId{env[var].data};
    }
    if (result.holder == found.component) result.holder = documents_.holder(found.place).value_or(found.component);
  }
  result.begin = design().tree.at(found.place).begin;
  result.end = design().tree.at(found.place).end;
  return result;
}

std::vector<LiveFinding> Live::findings_of(std::uint32_t number, ComponentId component) {
  std::vector<LiveFinding> result;
  const check::Check& check = program_.checks[number];
  if (!inference_->evaluator().in_kinds(check.frame[0].kinds, component)) return result;
  const auto& clauses = plan_.checks[number].clauses;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const infer::JoinPlan& join =
        planned(check_joins_[number][i], clauses[i], {true, number}, bit(0), shown_by(number));
    env_[0] = infer::component_value(component);
    inference_->for_each_way(join, check.frame, env_, [&](infer::Env& env) {
      const LiveFinding finding = finding_of(number, env);
      if (std::find(result.begin(), result.end(), finding) == result.end()) result.push_back(finding);
      return false;
    });
  }
  return result;
}

void Live::look_again(std::uint32_t check, std::uint32_t component, Changes& changes) {
  std::vector<LiveFinding> now = findings_of(check, ComponentId{component});
  const auto known = findings_.find(finding_key(check, component));
  if (known == findings_.end()) {
    if (now.empty()) return;
    changes.found.insert(changes.found.end(), now.begin(), now.end());
    findings_.emplace(finding_key(check, component), std::move(now));
    return;
  }
  const auto add_missing = [](const std::vector<LiveFinding>& from, const std::vector<LiveFinding>& in,
                              std::vector<LiveFinding>& out) {
    for (const LiveFinding& finding : from) {
      if (std::find(in.begin(), in.end(), finding) == in.end()) out.push_back(finding);
    }
  };
  add_missing(now, known->second, changes.found);
  add_missing(known->second, now, changes.gone);
  if (now.empty()) {
    findings_.erase(known);
  } else {
    known->second = std::move(now);
  }
}

std::string Live::help(const LiveFinding& finding) {
  const check::Check& check = program_.checks[finding.check];
  VarSet needed = shown_by(finding.check);
  for (const check::ExprId expr : check.help.expressions) needed |= plan_.expr_uses[expr];
  base::StrId best = base::kEmptyText;
  for (const plan::Clause& clause : plan_.checks[finding.check].clauses) {
    const infer::JoinPlan join = inference_->plan_join(clause, check.frame, {0}, bit(0), needed);
    env_[0] = infer::component_value(finding.component);
    inference_->for_each_way(join, check.frame, env_, [&](infer::Env& env) {
      if (finding_of(finding.check, env) != finding) return false;
      const base::StrId help = inference_->help_of(finding.check, env);
      if (inference_->is_better_help(help, best)) best = help;
      return false;
    });
  }
  return std::string(interner_.text(best));
}

void Live::for_each_finding(const std::function<void(const LiveFinding&)>& f) const {
  for (const auto& [key, findings] : findings_) {
    for (const LiveFinding& finding : findings) f(finding);
  }
}

}  // namespace meshplay::live
