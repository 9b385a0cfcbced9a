#include "engine/driver/why.h"

#include <algorithm>

#include "engine/ast/ast.h"
#include "engine/base/nearest.h"
#include "engine/driver/state.h"
#include "engine/explain/absence.h"
#include "engine/explain/proof.h"

namespace meshplay::driver {

namespace {

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }

std::string fact_text(const std::string& rule, const std::vector<std::string>& components) {
  std::string text(last_part(rule));
  for (std::size_t i = 0; i < components.size(); ++i) text += (i == 0 ? "(" : ", ") + components[i];
  return text + ")";
}

std::string_view kind_name(explain::StepKind kind) {
  switch (kind) {
    case explain::StepKind::compare: return "compare";
    case explain::StepKind::present: return "present";
    case explain::StepKind::absent: return "absent";
    case explain::StepKind::kind: return "kind";
    case explain::StepKind::truth: return "truth";
    case explain::StepKind::fact: return "fact";
    case explain::StepKind::all: return "all";
    case explain::StepKind::any: return "any";
    case explain::StepKind::negation: return "negation";
    case explain::StepKind::some: return "some";
    case explain::StepKind::none: return "none";
    case explain::StepKind::every: return "every";
    case explain::StepKind::way: return "way";
  }
  return "";
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \n\t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \n\t") - first + 1);
}

// Engine's rows as what people read.
class Words {
 public:
  Words(const check::Program& program, const design::Design& design, const base::Interner& interner,
        const text::SourceSet& sources)
      : program_(program), design_(design), interner_(interner), sources_(sources) {}

  // The text of a rule on one line.
  std::string rule_text(text::Span span) const {
    std::string result;
    for (const char c : sources_.text(span)) {
      const bool is_blank = c == ' ' || c == '\n' || c == '\t';
      if (!is_blank) result += c;
      if (is_blank && !result.empty() && result.back() != ' ') result += ' ';
    }
    return std::string(trimmed(result));
  }

  text::Span place(const std::optional<fix::Place>& at) const {
    if (!at) return {};
    const data::NodeId node = fix::find_node(*at, design_, interner_);
    if (node == data::kNoNode || design_.tree.type(node) == data::NodeType::null) return {};
    const design::Component& component = design_.at(at->component);
    if (at->path.empty()) {
      const data::Node& name = design_.tree.at(component.name_node);
      return {component.file, name.begin, name.end};
    }
    return {component.file, design_.tree.at(node).begin, design_.tree.at(node).end};
  }

  WhyLeaf leaf(const explain::Leaf& leaf) const {
    WhyLeaf result;
    result.text = rule_text(leaf.span);
    result.is_there = leaf.is_there;
    if (leaf.is_there) result.value = edit::json_text(leaf.value);
    if (leaf.at) {
      result.component = design_.id(leaf.at->component, interner_);
      result.path = edit::path_text(leaf.at->path);
      result.place = place(leaf.at);
    }
    return result;
  }

  WhyBinding binding(const explain::Binding& binding) const {
    WhyBinding result;
    result.name = binding.name;
    result.value = binding.value;
    if (binding.at) {
      result.path = edit::path_text(binding.at->path);
      result.place = place(binding.at);
    }
    return result;
  }

  WhyStep step(const explain::Step& step) const {
    WhyStep result;
    result.kind = kind_name(step.kind);
    if (step.condition != check::kNone) {
      result.rule_place = program_.conds[step.condition].span;
      result.condition = rule_text(result.rule_place);
    }
    if (step.kind == explain::StepKind::compare) result.op = ast::name(step.op);
    for (const explain::Leaf& one : step.left) result.left.push_back(leaf(one));
    for (const explain::Leaf& one : step.right) result.right.push_back(leaf(one));
    if (step.left_value) result.left_value = edit::json_text(*step.left_value);
    if (step.right_value) result.right_value = edit::json_text(*step.right_value);
    for (const explain::Binding& one : step.bindings) result.bindings.push_back(binding(one));
    result.looked_at = step.looked_at;
    result.fact = step.fact;
    for (const explain::Step& part : step.parts) result.parts.push_back(this->step(part));
    return result;
  }

  std::vector<std::string> ids(const std::vector<design::ComponentId>& components) const {
    std::vector<std::string> result;
    result.reserve(components.size());
    for (const design::ComponentId id : components) result.push_back(design_.id(id, interner_));
    return result;
  }

  Why why(const explain::Proof& proof) const {
    Why result;
    for (const explain::Fact& fact : proof.facts) {
      WhyFact& row = result.emplace_back();
      row.rule = interner_.text(fact.is_finding ? program_.checks[fact.rule].name : program_.relations[fact.rule].name);
      row.rule_place = fact.is_finding ? program_.checks[fact.rule].name_span : program_.relations[fact.rule].name_span;
      row.components = ids(fact.components);
      for (const explain::Binding& one : fact.bindings) row.bindings.push_back(binding(one));
      for (const explain::Step& one : fact.steps) row.steps.push_back(step(one));
      row.depth = fact.depth;
      row.is_cut = fact.is_cut;
    }
    return result;
  }

 private:
  const check::Program& program_;
  const design::Design& design_;
  const base::Interner& interner_;
  const text::SourceSet& sources_;
};

}  // namespace

std::string WhyFact::text() const { return fact_text(rule, components); }
std::string WhyNot::text() const { return fact_text(rule, components); }

std::optional<Engine::State::Asked> Engine::State::find_fact(const std::string& fact) {
  const std::size_t open = fact.find('(');
  const std::string_view written = trimmed(std::string_view(fact).substr(0, open));
  if (open == std::string::npos || written.empty() || trimmed(fact).back() != ')') {
    sink.report("not-a-fact", {}, {fact}).help =
        "write for instance `routes(Service/shop/web, Deployment/shop/web)`, in quotes for the shell";
    return std::nullopt;
  }
  std::vector<std::string> wanted;
  std::string_view left = trimmed(std::string_view(fact).substr(open + 1));
  left.remove_suffix(1);
  while (!trimmed(left).empty()) {
    const std::size_t comma = left.find(',');
    wanted.emplace_back(trimmed(left.substr(0, comma)));
    left = comma == std::string_view::npos ? std::string_view() : left.substr(comma + 1);
  }
  struct Rule {
    std::string_view name;
    bool is_check = false;
    std::uint32_t number = 0;
  };
  std::vector<Rule> rules;
  for (std::uint32_t i = 0; i < program.relations.size(); ++i) {
    if (program.relations[i].closure == check::Closure::none) {
      rules.push_back({interner.text(program.relations[i].name), false, i});
    }
  }
  for (std::uint32_t i = 0; i < program.checks.size(); ++i) {
    rules.push_back({interner.text(program.checks[i].name), true, i});
  }
  std::vector<Rule> found;
  for (const Rule& rule : rules) {
    if (rule.name == written) found.assign(1, rule);
    if (rule.name == written) break;
    if (last_part(rule.name) == written) found.push_back(rule);
  }
  if (found.size() != 1) {
    auto& report = sink.report("unknown-name", {}, {"rule", written});
    std::vector<std::string_view> names;
    for (const Rule& rule : rules) names.insert(names.end(), {rule.name, last_part(rule.name)});
    const auto near = base::nearest(written, names);
    if (found.size() > 1) {
      report.help = "several packages have it: `" + std::string(found[0].name) + "` is one";
    } else {
      report.help = near ? "did you mean `" + std::string(*near) + "`?" : "`meshplay rules list` names them";
    }
    return std::nullopt;
  }
  const Rule& rule = found[0];
  const std::size_t arity = rule.is_check ? 1 : program.relations[rule.number].arity;
  const std::size_t least = !rule.is_check && program.relations[rule.number].has_via ? arity - 1 : arity;
  if (wanted.size() < least || wanted.size() > arity) {
    std::string parameters;
    const auto& frame = rule.is_check ? program.checks[rule.number].frame : program.relations[rule.number].frame;
    for (std::size_t i = 0; i < arity; ++i) {
      parameters += (i == 0 ? "" : ", ") + std::string(interner.text(frame[i].name));
    }
    sink.report("wrong-argument-count", {},
                {rule.name, std::to_string(arity) + (arity == 1 ? " component" : " components"), wanted.size()})
        .help = "write `" + std::string(last_part(rule.name)) + "(" + parameters + ")`";
    return std::nullopt;
  }
  auto components = find_components(wanted);
  if (!components) return std::nullopt;
  return Asked{rule.is_check, rule.number, std::move(*components)};
}

namespace {

// What a question about facts answers, unless a rule that it needs is stopped.
template <typename State, typename Asked, typename Answer>
auto answered(State& state, const Asked& asked, const Answer& answer) -> decltype(answer()) {
  try {
    return answer();
  } catch (const infer::Stopped& stopped) {
    Stops stops;
    if (asked.is_check) stops.checks.emplace(asked.rule, stopped);
    state.report_stops(std::move(stops));
    return std::nullopt;
  }
}

}  // namespace

std::optional<Why> Engine::why(const std::string& fact, std::size_t depth) {
  State& s = *state_;
  if (!s.rules_ok) return std::nullopt;
  const auto asked = s.find_fact(fact);
  if (!asked) return std::nullopt;
  return answered(s, *asked, [&] { return s.why(*asked, depth); });
}

std::optional<Why> Engine::State::why(const Asked& asked_fact, std::size_t depth) {
  State& s = *this;
  const Asked* asked = &asked_fact;
  const Words words(s.program, s.design, s.interner, s.sources);
  explain::Limits limits;
  limits.depth = depth;
  if (asked->is_check) {
    for (const infer::Finding& finding : s.inference().findings(asked->rule)) {
      if (finding.component == asked->components[0]) {
        return words.why(explain::prove(finding, s.program, s.inference(), limits));
      }
    }
    return Why{};
  }
  infer::RelationStore& store = s.inference().relation(asked->rule);
  std::vector<std::uint32_t> wanted(store.arity());
  for (std::size_t i = 0; i < asked->components.size(); ++i) {
    wanted[i] = static_cast<std::uint32_t>(asked->components[i]);
  }
  std::optional<std::vector<design::ComponentId>> tuple;
  store.for_each_match((1U << asked->components.size()) - 1, wanted.data(), [&](std::uint32_t row) {
    tuple.emplace();
    for (std::uint32_t i = 0; i < store.arity(); ++i) tuple->push_back(design::ComponentId{store.tuple(row)[i]});
    return true;
  });
  if (!tuple) return Why{};
  return words.why(explain::prove(asked->rule, *tuple, s.program, s.inference(), limits));
}

Why Engine::why(const Finding& finding) {
  State& s = *state_;
  explain::Limits limits;
  limits.depth = 0;
  return Words(s.program, s.design, s.interner, s.sources)
      .why(explain::prove(s.raw_findings[finding.number], s.program, s.inference(), limits));
}

std::optional<WhyNot> Engine::why_not(const std::string& fact) {
  State& s = *state_;
  if (!s.rules_ok) return std::nullopt;
  const auto asked = s.find_fact(fact);
  if (!asked) return std::nullopt;
  return answered(s, *asked, [&] { return s.why_not(*asked); });
}

std::optional<WhyNot> Engine::State::why_not(const Asked& asked_fact) {
  State& s = *this;
  const Asked* asked = &asked_fact;
  const Words words(s.program, s.design, s.interner, s.sources);
  WhyNot result;
  result.rule =
      s.interner.text(asked->is_check ? s.program.checks[asked->rule].name : s.program.relations[asked->rule].name);
  result.rule_place =
      asked->is_check ? s.program.checks[asked->rule].name_span : s.program.relations[asked->rule].name_span;
  result.components = words.ids(asked->components);
  const auto held = why(asked_fact, 0);
  result.holds = held && !held->empty();
  if (result.holds) return result;
  const explain::Absence absence =
      asked->is_check ? explain::explain_absence_of_finding(asked->rule, asked->components[0], s.program, s.inference())
                      : explain::explain_absence(asked->rule, asked->components, s.program, s.inference());
  if (absence.wrong_argument) result.wrong_argument = result.components[*absence.wrong_argument];
  for (const explain::Attempt& attempt : absence.attempts) {
    WhyNotAttempt& row = result.attempts.emplace_back();
    for (const explain::Binding& one : attempt.bindings) row.bindings.push_back(words.binding(one));
    for (const explain::Step& one : attempt.met) row.met.push_back(words.step(one));
    if (attempt.unbound) {
      row.unbound = words.binding(*attempt.unbound);
    } else if (attempt.failed.condition != check::kNone) {
      row.failed = words.step(attempt.failed);
    }
    if (attempt.change) {
      WhyChange change;
      change.component = s.design.id(attempt.change->at.component, s.interner);
      change.path = edit::path_text(attempt.change->at.path);
      change.value = edit::json_text(attempt.change->value);
      change.place = fix::span_of(attempt.change->at, s.design, s.interner);
      row.change = std::move(change);
    }
  }
  return result;
}

}  // namespace meshplay::driver
