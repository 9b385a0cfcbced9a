// Makes small designs on which conditions hold, or do not: for each condition the few values that decide it. What comes
// out are candidates; whoever asks sees with the engine itself what follows from them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/base/hash.h"
#include "engine/base/interner.h"
#include "engine/check/program.h"
#include "engine/plan/plan.h"
#include "engine/witness/sketch.h"

namespace meshplay::witness {

// What a variable stands for.
struct Slot {
  enum class Kind : std::uint8_t { none, component, place, value };
  Kind kind = Kind::none;
  std::size_t component = 0;
  std::vector<edit::Step> path;  // of a place in the component
  edit::Value value;             // that stands nowhere
};

struct Scope {
  const std::vector<check::Var>* frame = nullptr;
  std::vector<Slot> slots;  // by VarId
};

class Solver {
 public:
  // f(sketch, scope) for a candidate; it returns true to stop.
  using Taker = std::function<bool(const Sketch&, const Scope&)>;

  // Begins anew. Each turn tries its choices in another order, so that an early choice that leads nowhere does not use
  // up all that may be tried; the first takes them as they are written.
  void restart(std::uint64_t turn) {
    steps_ = 0;
    turn_ = turn;
    choices_ = 0;
  }

  Solver(const check::Program& program, const plan::Plan& plan, base::Interner& interner)
      : program_(program), plan_(plan), interner_(interner) {}

  // Candidates on which a body holds; `scope` may have some variables bound. True: stopped by the taker.
  bool satisfy(const plan::Query& query, const std::vector<check::VarId>& arguments, const Sketch& sketch,
               const Scope& scope, const Taker& taker);
  // Candidates in which all these variables stand for something.
  bool bind_all(const std::vector<check::VarId>& vars, const Sketch& sketch, const Scope& scope, const Taker& taker) {
    return bind(vars, 0, sketch, scope, taker);
  }
  // Candidates on which one condition is `truth`.
  bool decide(check::CondId id, bool truth, const Sketch& sketch, const Scope& scope, const Taker& taker);

 private:
  static constexpr std::size_t kMostSteps = 60000;  // of one turn
  static constexpr int kDeepest = 4;                // relations in relations

  bool clause(const plan::Clause& clause, std::size_t next, const Sketch& sketch, const Scope& scope,
              const Taker& taker);
  bool bind(const std::vector<check::VarId>& vars, std::size_t next, const Sketch& sketch, const Scope& scope,
            const Taker& taker);
  bool bind_component(check::VarId var, const Sketch& sketch, const Scope& scope, const Taker& taker);
  bool all(const std::vector<check::CondId>& conditions, std::size_t next, bool truth, const Sketch& sketch,
           const Scope& scope, const Taker& taker);
  bool compare(const check::Cond& cond, bool truth, const Sketch& sketch, const Scope& scope, const Taker& taker);
  bool quantifier(const check::Cond& cond, bool truth, const Sketch& sketch, const Scope& scope, const Taker& taker);
  bool relation(const check::Cond& cond, const Sketch& sketch, const Scope& scope, const Taker& taker);
  bool hold(check::RelationId id, const std::vector<Slot>& arguments, const Sketch& sketch, const Scope& outer,
            const Taker& taker);
  bool aggregate(const check::Expr& expr, ast::Op op, double number, const Sketch& sketch, const Scope& scope,
                 const Taker& taker);

  // What an expression leads to: places to set, or values, with what must hold for it.
  struct Target {
    Slot slot;
    std::vector<std::pair<check::CondId, bool>> needs;
    bool is_element = false;  // of a list that the rule writes out, not a list itself
  };
  std::vector<Target> targets(check::ExprId id, const Sketch& sketch, const Scope& scope);
  std::optional<edit::Value> value_of(const Slot& slot, const Sketch& sketch) const;
  bool put(const Slot& slot, edit::Value value, Sketch& sketch) const;
  std::vector<edit::Value> values_for(ast::Op op, bool truth, const edit::Value& other, bool number_wanted,
                                      Sketch& sketch) const;
  edit::Value some_value(const Slot& slot, const Sketch& sketch) const;
  bool in_kinds(check::KindSetId kinds, const SketchComponent& component) const;
  std::optional<SketchComponent> component_of(const check::KindPattern& pattern) const;
  std::string text(base::StrId id) const { return std::string(interner_.text(id)); }
  bool spend() { return ++steps_ > kMostSteps; }
  // f(i) for each of `count` choices; it returns true to stop.
  template <typename F>
  bool any(std::size_t count, F&& f) {
    const std::uint64_t choice = ++choices_;
    const std::size_t first = turn_ == 0 || count < 2 ? 0 : base::hash_combine(turn_, choice) % count;
    for (std::size_t i = 0; i < count; ++i) {
      if (f((first + i) % count)) return true;
    }
    return false;
  }

  const check::Program& program_;
  const plan::Plan& plan_;
  base::Interner& interner_;
  std::size_t steps_ = 0;
  std::uint64_t turn_ = 0;
  std::uint64_t choices_ = 0;
  int depth_ = 0;
};

}  // namespace meshplay::witness
