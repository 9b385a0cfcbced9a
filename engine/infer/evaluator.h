// Evaluates expressions and conditions for variables that are bound. What an expression over one component gives is
// kept in a column, computed when first asked for and shared by all rules; what one over nothing gives is kept, too. So
// is whether a search holds that hangs on one component: equal searches of several rules run once.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/base/nearest.h"
#include "engine/check/program.h"
#include "engine/infer/value.h"
#include "engine/infer/values.h"
#include "engine/plan/plan.h"

namespace meshplay::infer {

using Env = std::array<Value, 64>;  // by VarId

// Answers what needs a search: quantifiers, aggregates, relations and graphs of them.
class Searcher {
 public:
  virtual ~Searcher() = default;
  virtual bool quantifier(const check::Cond& cond, Env& env) = 0;
  virtual bool relation(const check::Cond& cond, Env& env) = 0;
  // How many, but it may end at `most`.
  virtual std::size_t count(std::uint32_t block, Env& env, std::size_t most) = 0;
  // f for each way to bind the variables of the block; it returns true to stop.
  using RowTaker = std::function<bool(Env&)>;
  virtual void for_each_row(std::uint32_t block, Env& env, const RowTaker& f) = 0;
  // An aggregate without groups, where that is known without its rows.
  virtual std::optional<Value> folded(const check::Expr& expr, Env& env) = 0;
  virtual Value measure(const check::Expr& expr, Env& env) = 0;
  // Of the rule whose conditions are asked.
  virtual const std::vector<check::Var>& frame() const = 0;
  // Whether what the relation has is all that it will have.
  virtual bool is_complete(check::RelationId relation) const = 0;
  // What searches cost so far, and that as much is to be counted for one that need not be run again. False: it has to
  // run, since a limit lies before its end.
  virtual std::uint64_t rows() const = 0;
  virtual bool count_rows(std::uint64_t rows) = 0;
};

// How often each condition did not hold, and held; by CondId.
using ConditionCounts = std::vector<std::array<std::uint64_t, 2>>;

// What a configuration sets, by the numbers of Program::params.
using ParamValues = std::unordered_map<std::uint32_t, Value>;

class Evaluator {
 public:
  Evaluator(const check::Program& program, const plan::Plan& plan, const design::Design& design, Values& values,
            Searcher& searcher);

  Value eval(check::ExprId id, Env& env);
  bool holds(check::CondId id, Env& env);
  bool in_kinds(check::KindSetId kinds, design::ComponentId component) const;
  // Whether some component of the kind may be in the set.
  bool has_kind(check::KindSetId kinds, design::KindId kind) const {
    return kinds_[kinds].member[static_cast<std::uint32_t>(kind)];
  }
  // f(ComponentId) for the components that the set holds, by kind, then by number; it returns true to stop.
  template <typename F>
  void for_each_component(check::KindSetId kinds, F&& f) const {
    const bool whole = !kinds_[kinds].by_version;
    for (const design::KindId kind : kinds_[kinds].list) {
      for (const design::ComponentId component : design_.of_kind(kind)) {
        if ((whole || in_kinds(kinds, component)) && f(component)) return;
      }
    }
  }
  std::size_t population(check::KindSetId kinds) const { return kinds_[kinds].population; }

  // Two expressions with equal shapes mean the same when the variables at equal places of `vars` are equal. 0: the
  // expression uses others, or cannot be compared by its shape.
  std::uint64_t shape(check::ExprId id, const std::vector<check::VarId>& vars) const {
    return shape(id, vars, nullptr);
  }
  // Equal sets of kinds have equal ones.
  std::uint64_t kinds_shape(check::KindSetId id) const;
  Values& values() { return values_; }
  void set_param(std::uint32_t param, const Value& value) { params_[param] = value; }
  // Counts what is asked from now on, and asks all parts of a condition, also those that change nothing any more.
  void count_conditions(ConditionCounts* counts) { counts_ = counts; }
  bool is_counting() const { return counts_ != nullptr; }
  // What an expression without variables gives; lives as long as the evaluator.
  Value constant(check::ExprId id);

  // ---- a design that changes
  // Around each change of a component: leave() while the design still has it as it was, enter() once it has it as it
  // is. False: a set of kinds had no component before.
  void leave(design::ComponentId component);
  bool enter(design::ComponentId component);
  // From here on searches are run each time.
  void forget_searches();
  // After the labels of a Namespace changed, or which ones there are.
  void forget_namespaces();
  // What was made of all components of some kind.
  void forget_candidates() { candidates_.clear(); }
  bool uses_namespaces(check::ExprId id) const;

 private:
  static constexpr std::uint32_t kPage = 256;  // values of a column that are allocated together
  static constexpr std::uint32_t kUndecided = 0xfffffffeU;

  struct Kinds {
    std::vector<bool> member;  // by KindId
    std::vector<design::KindId> list;
    std::size_t population = 0;
    bool by_version = false;
  };
  // 0: not asked for yet; else one more than twice the rows that it took, and 1 if it holds.
  struct SearchColumn {
    std::vector<std::unique_ptr<std::array<std::uint32_t, kPage>>> pages;  // by position in order of kind
  };
  struct Column {
    std::vector<std::unique_ptr<std::array<Value, kPage>>> pages;  // by position in order of kind
    bool uses_namespaces = false;
  };

  void resolve_kind(std::uint32_t kind, std::size_t population);
  bool condition_uses_namespaces(check::CondId id) const;
  bool holds_now(check::CondId id, Env& env);
  bool search(check::CondId id, Env& env);
  bool search_now(const check::Cond& cond, Env& env);
  std::uint32_t search_for(check::CondId id, Env& env);
  plan::VarSet uses_of_search(const check::Cond& cond) const;
  bool compare(const check::Cond& cond, Env& env);
  Value side(check::ExprId id, const Value& other, Env& env);
  bool is_plain_count(check::ExprId id) const;
  bool is_aggregate(check::ExprId id) const {
    return id != check::kNone && program_.exprs[id].kind == check::ExprKind::aggregate;
  }
  bool cacheable(check::ExprId id) const;
  std::uint32_t column_for(check::ExprId id, Env& env);
  // `frame`: nothing, or of the variables that searches bind; without it a search cannot be compared.
  using Frame = const std::vector<check::Var>*;
  std::uint64_t shape(check::ExprId id, const std::vector<check::VarId>& vars, Frame frame) const;
  std::uint64_t condition_shape(check::CondId id, const std::vector<check::VarId>& vars, Frame frame) const;
  // Adds the block's variables to `vars`.
  std::uint64_t block_shape(std::uint32_t id, std::vector<check::VarId>& vars, Frame frame) const;
  std::uint64_t relation_shape(const check::Cond& cond, const std::vector<check::VarId>& vars) const;
  std::uint64_t aggregate_shape(const check::Expr& expr, const std::vector<check::VarId>& vars, Frame frame) const;
  Value compute(check::ExprId id, Env& env);
  Value property(const check::Expr& expr, const Value& base);
  Value namespace_labels(base::StrId space);
  Value select(const check::Expr& expr, Env& env);
  Value arithmetic(const check::Expr& expr, Env& env);
  Value call(const check::Expr& expr, Env& env);
  Value aggregate(const check::Expr& expr, Env& env);
  Value fold(ast::Op op, std::vector<Value>& elements);
  Value nearest(check::ExprId id, const check::Expr& expr, Env& env);
  const base::NearestIndex& candidates(check::ExprId id, const check::Expr& expr, Env& env);

  const check::Program& program_;
  const plan::Plan& plan_;
  const design::Design& design_;
  Values& values_;
  Searcher& searcher_;
  std::vector<Kinds> kinds_;
  // By ExprId: a column, or a constant; kNone: not kept, kUndecided: not asked for yet.
  std::vector<std::uint32_t> column_of_;
  std::unordered_map<std::uint64_t, std::uint32_t> column_by_shape_;
  std::vector<Column> columns_;
  std::vector<Value> constants_;
  std::vector<std::uint32_t> search_of_;  // by CondId: as column_of_; empty: none is kept
  std::unordered_map<std::uint64_t, std::uint32_t> search_by_shape_;
  std::vector<SearchColumn> searches_;
  ParamValues params_;
  ConditionCounts* counts_ = nullptr;
  std::vector<std::uint32_t> position_;  // by ComponentId, in order of kind
  std::unordered_map<std::uint32_t, Value> namespace_labels_;
  std::unordered_map<std::uint32_t, Value> namespace_nodes_;  // labels of Namespace components by name
  bool namespaces_known_ = false;
  std::unordered_map<check::ExprId, base::NearestIndex> candidates_;  // of nearest()
  std::unique_ptr<base::NearestIndex> changing_candidates_;
  base::StrId metadata_;
  base::StrId labels_;
  base::StrId annotations_;
};

}  // namespace meshplay::infer
