// Conditions and what they come to, for variables that are bound.
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "engine/explain/proof.h"
#include "engine/plan/plan.h"

namespace meshplay::explain {

class Steps {
 public:
  // Number of a fact in the proof; nullopt: the condition must not rest on it.
  using FactTaker =
      std::function<std::optional<std::size_t>(check::RelationId relation, std::vector<design::ComponentId> tuple)>;

  Steps(const check::Program& program, infer::Inference& inference, FactTaker facts)
      : program_(program), inference_(inference), places_(program, inference.evaluator()), facts_(std::move(facts)) {}

  // `frame`: of the rule that the conditions are in.
  void enter(const std::vector<check::Var>& frame) { frame_ = &frame; }

  // How the condition holds. `bound`: variables whose values in `env` count. nullopt: it does not hold.
  std::optional<Step> holding(check::CondId id, infer::Env& env, plan::VarSet bound);
  // What a condition read that does not hold.
  Step failing(check::CondId id, infer::Env& env);

  std::vector<Leaf> leaves(check::ExprId id, infer::Env& env);
  std::vector<Binding> bindings(plan::VarSet vars, const infer::Env& env);

 private:
  Step read(check::CondId id, infer::Env& env);
  std::optional<Step> relation(check::CondId id, infer::Env& env);
  std::optional<Step> closure(check::CondId id, infer::Env& env);
  std::optional<Step> quantifier(check::CondId id, infer::Env& env, plan::VarSet bound);
  void add_leaves(check::ExprId id, infer::Env& env, std::vector<Leaf>& result);
  std::size_t candidates(std::uint32_t block, infer::Env& env);

  const check::Program& program_;
  infer::Inference& inference_;
  fix::Places places_;
  FactTaker facts_;
  const std::vector<check::Var>* frame_ = nullptr;
};

}  // namespace meshplay::explain
