// How two rules stand to each other, by small designs: a design on which one finds what the other does not, or on which
// both find the same, settles a question. Where none is found the answer says how many were tried, for it is no proof.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "engine/witness/solver.h"

namespace meshplay::witness {

struct Rule {
  bool is_check = true;
  std::uint32_t number = 0;  // of Program::checks or Program::relations
};

enum class Verdict : std::uint8_t {
  refuted,      // by the design
  not_refuted,  // by any design that was tried
  proven,       // by what the two rules say: other kinds, the same conditions
};

struct Answer {
  Verdict verdict = Verdict::not_refuted;
  std::string design;                 // YAML
  std::vector<std::string> subjects;  // of the finding or tuple that settles it
  std::size_t tried = 0;              // designs
};

class Comparison {
 public:
  Comparison(const check::Program& program, plan::Planner& planner, base::Interner& interner);

  // Refuted by a design on which the rule finds something.
  Answer never_fires(Rule rule);
  // Whatever `a` finds `b` finds, too. The two have as many arguments.
  Answer implies(Rule a, Rule b);
  // The two never find the same.
  Answer disjoint(Rule a, Rule b);

  static constexpr std::size_t kMostDesigns = 20000;  // of one question
  static constexpr std::uint64_t kTurns = 20;         // in as many orders of its choices

 private:
  using Tuples = std::set<std::vector<std::string>>;

  const std::vector<check::Var>& frame(Rule rule) const;
  std::uint32_t arity(Rule rule) const { return rule.is_check ? 1 : program_.relations[rule.number].arity; }
  const plan::Query& query(Rule rule) const;
  // What the engine says of a design; nothing for one that cannot be.
  std::vector<Tuples> ask(const std::string& yaml, const std::vector<Rule>& rules);
  // f(sketch, scope) for candidates on which the rule finds something, probably.
  bool for_each_candidate(Rule rule, const Solver::Taker& f);
  Scope scope_of(Rule rule, const Scope& other) const;
  template <typename Settles>
  Answer settle(Sketch sketch, Settles&& settles);
  bool share_no_kind(Rule a, Rule b) const;
  bool say_the_same(Rule a, Rule b, bool a_may_say_more) const;

  const check::Program& program_;
  plan::Planner& planner_;
  base::Interner& interner_;
  Solver solver_;
  std::size_t tried_ = 0;
};

}  // namespace meshplay::witness
