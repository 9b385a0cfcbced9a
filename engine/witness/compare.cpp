#include "engine/witness/compare.h"

#include <algorithm>

#include "engine/check/canonical.h"
#include "engine/infer/inference.h"

namespace meshplay::witness {

using check::VarId;
using edit::Step;
using edit::Value;

Comparison::Comparison(const check::Program& program, plan::Planner& planner, base::Interner& interner)
    : program_(program), planner_(planner), interner_(interner), solver_(program, planner.whole(), interner) {}

const std::vector<check::Var>& Comparison::frame(Rule rule) const {
  return rule.is_check ? program_.checks[rule.number].frame : program_.relations[rule.number].frame;
}

const plan::Query& Comparison::query(Rule rule) const {
  return rule.is_check ? planner_.check(rule.number) : planner_.relation(rule.number);
}

std::vector<Comparison::Tuples> Comparison::ask(const std::string& yaml, const std::vector<Rule>& rules) {
  ++tried_;
  text::SourceSet sources;
  diag::Sink sink;
  const design::Design design =
      design::load_text("design.yaml", yaml, data::Syntax::yaml, {}, sources, interner_, sink);
  if (sink.has_errors() || design.counts.duplicates > 0 || design.components.empty()) return {};
  infer::Inference inference(program_, planner_, design, interner_);
  std::vector<Tuples> result;
  for (const Rule rule : rules) {
    Tuples tuples;
    if (rule.is_check) {
      for (const infer::Finding& finding : inference.findings(rule.number)) {
        tuples.insert({design.id(finding.component, interner_)});
      }
    } else {
      infer::RelationStore& store = inference.relation(rule.number);
      for (std::uint32_t row = 0; row < store.size(); ++row) {
        std::vector<std::string> tuple;
        for (std::uint32_t i = 0; i < store.arity(); ++i) {
          tuple.push_back(design.id(design::ComponentId{store.tuple(row)[i]}, interner_));
        }
        tuples.insert(std::move(tuple));
      }
    }
    result.push_back(std::move(tuples));
  }
  return result;
}

bool Comparison::for_each_candidate(Rule rule, const Solver::Taker& f) {
  Scope scope;
  scope.frame = &frame(rule);
  scope.slots.resize(frame(rule).size());
  std::vector<VarId> arguments;
  for (VarId i = 0; i < arity(rule); ++i) arguments.push_back(i);
  bool settled = false;
  for (std::uint64_t turn = 0; turn < kTurns && !settled; ++turn) {
    solver_.restart(turn);
    const std::size_t most = tried_ + kMostDesigns / kTurns;
    static_cast<void>(solver_.satisfy(query(rule), arguments, {}, scope, [&](const Sketch& sketch, const Scope& found) {
      settled = tried_ < most && f(sketch, found);
      return settled || tried_ >= most;
    }));
  }
  return settled;
}

Scope Comparison::scope_of(Rule rule, const Scope& other) const {
  Scope scope;
  scope.frame = &frame(rule);
  scope.slots.resize(frame(rule).size());
  for (VarId i = 0; i < arity(rule) && i < other.slots.size(); ++i) scope.slots[i] = other.slots[i];
  return scope;
}

namespace {

// Everything below a value, deepest last.
void paths_in(const Value& value, std::vector<Step>& here, std::vector<std::vector<Step>>& paths) {
  for (const edit::Entry& entry : value.entries) {
    here.push_back(Step::into(entry.key));
    paths.push_back(here);
    paths_in(entry.value, here, paths);
    here.pop_back();
  }
  for (std::size_t i = 0; i < value.elements.size(); ++i) {
    here.push_back(Step::at(static_cast<std::uint32_t>(i)));
    paths.push_back(here);
    paths_in(value.elements[i], here, paths);
    here.pop_back();
  }
}

}  // namespace

// Takes away what is not needed, as long as the design settles the question.
template <typename Settles>
Answer Comparison::settle(Sketch sketch, Settles&& settles) {
  Answer answer;
  answer.verdict = Verdict::refuted;
  answer.tried = tried_;
  for (bool smaller = true; smaller;) {
    smaller = false;
    for (std::size_t i = sketch.components.size(); i-- > 0 && sketch.components.size() > 1;) {
      Sketch less = sketch;
      less.components.erase(less.components.begin() + static_cast<std::ptrdiff_t>(i));
      if (settles(less).empty()) continue;
      sketch = std::move(less);
      smaller = true;
    }
    for (std::size_t i = 0; i < sketch.components.size(); ++i) {
      std::vector<std::vector<Step>> paths;
      std::vector<Step> here;
      paths_in(sketch.components[i].root, here, paths);
      for (const std::vector<Step>& path : paths) {
        if (sketch.find(i, path) == nullptr ||
            (path.size() <= 2 && path[0].key == "metadata" && (path.size() == 1 || path[1].key == "name")))
          continue;
        Sketch less = sketch;
        less.remove(i, path);
        if (settles(less).empty()) continue;
        sketch = std::move(less);
        smaller = true;
      }
    }
  }
  answer.design = sketch.yaml();
  answer.subjects = settles(sketch);
  return answer;
}

Answer Comparison::never_fires(Rule rule) {
  tried_ = 0;
  Answer answer;
  const auto settles = [&](const Sketch& sketch) -> std::vector<std::string> {
    const auto found = ask(sketch.yaml(), {rule});
    return found.empty() || found[0].empty() ? std::vector<std::string>() : *found[0].begin();
  };
  static_cast<void>(for_each_candidate(rule, [&](const Sketch& sketch, const Scope&) {
    if (settles(sketch).empty()) return false;
    answer = settle(sketch, settles);
    return true;
  }));
  if (answer.verdict != Verdict::refuted) answer.tried = tried_;
  return answer;
}

Answer Comparison::implies(Rule a, Rule b) {
  tried_ = 0;
  Answer answer;
  if (say_the_same(a, b, true)) {
    answer.verdict = Verdict::proven;
    return answer;
  }
  const auto settles = [&](const Sketch& sketch) -> std::vector<std::string> {
    const auto found = ask(sketch.yaml(), {a, b});
    if (found.empty()) return {};
    for (const std::vector<std::string>& tuple : found[0]) {
      if (found[1].count(tuple) == 0) return tuple;
    }
    return {};
  };
  const auto look = [&](const Sketch& sketch, const Scope&) {
    if (settles(sketch).empty()) return false;
    answer = settle(sketch, settles);
    return true;
  };
  static_cast<void>(for_each_candidate(a, [&](const Sketch& sketch, const Scope& scope) {
    if (look(sketch, scope)) return true;
    // As it is, but without one of the other's conditions.
    const Scope other = scope_of(b, scope);
    for (const plan::Clause& clause : query(b).clauses) {
      for (const plan::Literal& literal : clause.literals) {
        const bool stopped = solver_.bind_all(clause.vars, sketch, other, [&](const Sketch& bound, const Scope& inner) {
          return solver_.decide(literal.condition, false, bound, inner, look);
        });
        if (stopped) return true;
      }
    }
    return false;
  }));
  if (answer.verdict != Verdict::refuted) answer.tried = tried_;
  return answer;
}

Answer Comparison::disjoint(Rule a, Rule b) {
  tried_ = 0;
  Answer answer;
  if (share_no_kind(a, b)) {
    answer.verdict = Verdict::proven;
    return answer;
  }
  const auto settles = [&](const Sketch& sketch) -> std::vector<std::string> {
    const auto found = ask(sketch.yaml(), {a, b});
    if (found.empty()) return {};
    for (const std::vector<std::string>& tuple : found[0]) {
      if (found[1].count(tuple) != 0) return tuple;
    }
    return {};
  };
  const auto look = [&](const Sketch& sketch, const Scope&) {
    if (settles(sketch).empty()) return false;
    answer = settle(sketch, settles);
    return true;
  };
  std::vector<VarId> arguments;
  for (VarId i = 0; i < arity(b); ++i) arguments.push_back(i);
  for (const auto& [first, second] : {std::pair(a, b), std::pair(b, a)}) {
    const bool stopped = for_each_candidate(first, [&, other_rule = second](const Sketch& sketch, const Scope& scope) {
      return look(sketch, scope) ||
             solver_.satisfy(query(other_rule), arguments, sketch, scope_of(other_rule, scope), look);
    });
    if (stopped) break;
  }
  if (answer.verdict != Verdict::refuted) answer.tried = tried_;
  return answer;
}

bool Comparison::share_no_kind(Rule a, Rule b) const {
  for (VarId i = 0; i < arity(a); ++i) {
    const check::KindSet& one = program_.kind_sets[frame(a)[i].kinds];
    const check::KindSet& other = program_.kind_sets[frame(b)[i].kinds];
    if (one.any || other.any) continue;
    const bool shared = std::any_of(one.included.begin(), one.included.end(), [&](const check::KindPattern& kind) {
      return std::any_of(other.included.begin(), other.included.end(), [&](const check::KindPattern& second) {
        return kind.group == second.group && kind.name == second.name;
      });
    });
    if (!shared) return true;
  }
  return false;
}

// The conditions of `b` are among those of `a`, over the same kinds.
bool Comparison::say_the_same(Rule a, Rule b, bool a_may_say_more) const {
  const auto body = [&](Rule rule) -> const check::Body& {
    return rule.is_check ? program_.checks[rule.number].body : program_.relations[rule.number].body;
  };
  check::Canonical first(program_, frame(a), arity(a));
  check::Canonical second(program_, frame(b), arity(b));
  for (VarId i = 0; i < arity(a); ++i) {
    if (first.kinds(frame(a)[i].kinds) != second.kinds(frame(b)[i].kinds)) return false;
  }
  const auto own = first.conditions(body(a));
  const auto others = second.conditions(body(b));
  return std::includes(own.begin(), own.end(), others.begin(), others.end()) &&
         (a_may_say_more || own.size() == others.size());
}

}  // namespace meshplay::witness
