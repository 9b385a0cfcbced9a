#include "engine/explain/proof.h"

#include <map>
#include <utility>

#include "engine/explain/steps.h"

namespace meshplay::explain {

namespace {

class Prover {
 public:
  Prover(const check::Program& program, infer::Inference& inference, const Limits& limits)
      : program_(program),
        inference_(inference),
        limits_(limits),
        steps_(program, inference, [this](check::RelationId relation, std::vector<design::ComponentId> tuple) {
          return take(relation, std::move(tuple));
        }) {}

  Proof prove(check::RelationId relation, const std::vector<design::ComponentId>& tuple) {
    static_cast<void>(number_of(relation, tuple, 0));
    return rest();
  }

  Proof prove(const infer::Finding& finding) {
    Fact& fact = proof_.facts.emplace_back();
    fact.is_finding = true;
    fact.rule = finding.check;
    fact.components = {finding.component};
    const check::Check& check = program_.checks[finding.check];
    steps_.enter(check.frame);
    inference_.for_each_way(finding,
                            [&](infer::Env& env, plan::VarSet bound) { return show(0, check.body, env, bound, 1); });
    next_ = 1;
    return rest();
  }

 private:
  using Key = std::pair<check::RelationId, std::vector<design::ComponentId>>;

  std::vector<std::uint32_t> numbers(const std::vector<design::ComponentId>& tuple) const {
    std::vector<std::uint32_t> result;
    result.reserve(tuple.size());
    for (const design::ComponentId id : tuple) result.push_back(static_cast<std::uint32_t>(id));
    return result;
  }

  std::size_t number_of(check::RelationId relation, const std::vector<design::ComponentId>& tuple, std::size_t depth) {
    const auto [known, added] = known_.try_emplace(Key{relation, tuple}, proof_.facts.size());
    if (added) {
      Fact& fact = proof_.facts.emplace_back();
      fact.rule = relation;
      fact.components = tuple;
      fact.depth = depth;
    }
    return known->second;
  }

  // A fact that the one being shown may rest on.
  std::optional<std::size_t> take(check::RelationId relation, std::vector<design::ComponentId> tuple) {
    const Fact& own = proof_.facts[next_];
    if (!own.is_finding && program_.relations[own.rule].stratum == program_.relations[relation].stratum &&
        inference_.height(relation, numbers(tuple).data()) >= height_) {
      return std::nullopt;
    }
    wanted_.emplace_back(relation, std::move(tuple));
    return wanted_.size() - 1;
  }

  Proof rest() {
    for (; next_ < proof_.facts.size(); ++next_) {
      // A copy: more facts are added meanwhile.
      const check::RelationId relation = proof_.facts[next_].rule;
      const std::vector<design::ComponentId> tuple = proof_.facts[next_].components;
      if (next_ >= limits_.facts || proof_.facts[next_].depth > limits_.depth) {
        proof_.facts[next_].is_cut = true;
        continue;
      }
      const check::Relation& row = program_.relations[relation];
      infer::Env arguments{};
      for (std::size_t i = 0; i < tuple.size(); ++i) arguments[i] = infer::component_value(tuple[i]);
      height_ = inference_.height(relation, numbers(tuple).data());
      steps_.enter(row.frame);
      inference_.for_each_way(relation, arguments, [&](infer::Env& env, plan::VarSet bound) {
        return show(next_, row.body, env, bound, row.arity);
      });
    }
    return std::move(proof_);
  }

  // True when this way shows the fact.
  bool show(std::size_t number, const check::Body& body, infer::Env& env, plan::VarSet bound, std::uint32_t arguments) {
    wanted_.clear();
    std::vector<Step> steps;
    for (const check::CondId condition : body.conditions) {
      auto step = steps_.holding(condition, env, bound);
      if (!step) return false;
      steps.push_back(std::move(*step));
    }
    const std::size_t depth = proof_.facts[number].depth + 1;
    for (Step& step : steps) add_facts(step, depth);
    plan::VarSet others = bound;
    for (std::uint32_t i = 0; i < arguments; ++i) others &= ~plan::bit(i);
    proof_.facts[number].bindings = steps_.bindings(others, env);
    proof_.facts[number].steps = std::move(steps);
    return true;
  }

  // So far a step has the number of what was wanted, which is more than what is used in the end.
  void add_facts(Step& step, std::size_t depth) {
    if (step.kind == StepKind::fact) step.fact = number_of(wanted_[step.fact].first, wanted_[step.fact].second, depth);
    for (Step& part : step.parts) add_facts(part, depth);
  }

  const check::Program& program_;
  infer::Inference& inference_;
  Limits limits_;
  Steps steps_;
  Proof proof_;
  std::map<Key, std::size_t> known_;
  std::vector<Key> wanted_;  // by the way that is being tried
  std::size_t next_ = 0;     // the fact that is being shown
  std::uint32_t height_ = 0;
};

}  // namespace

Proof prove(check::RelationId relation, const std::vector<design::ComponentId>& tuple, const check::Program& program,
            infer::Inference& inference, const Limits& limits) {
  return Prover(program, inference, limits).prove(relation, tuple);
}

Proof prove(const infer::Finding& finding, const check::Program& program, infer::Inference& inference,
            const Limits& limits) {
  return Prover(program, inference, limits).prove(finding);
}

}  // namespace meshplay::explain
