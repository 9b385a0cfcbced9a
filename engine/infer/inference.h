// Evaluates a program over a design, on demand: a relation is computed when somebody asks for it, with all that it
// needs, stratum by stratum; recursive strata semi-naively to their fixpoint. Not for several threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/infer/graphs.h"
#include "engine/infer/groups.h"
#include "engine/infer/join_order.h"
#include "engine/infer/limits.h"
#include "engine/infer/profile.h"

namespace meshplay::infer {

struct Finding {
  std::uint32_t check = 0;
  design::ComponentId component{};
  data::NodeId place = data::kNoNode;  // what `at` names, else the component's name
  base::StrId message{};
  base::StrId help{};
};

struct PlannedBlock;

struct PlannedStep {
  Step step;
  std::vector<PlannedBlock> blocks;  // searches of its condition
};

struct PlannedClause {
  JoinPlan join;
  std::vector<PlannedStep> steps;  // of the join; of `every` also what is asked of each
};

// A quantifier or an aggregate: searched anew for each choice of the variables around it.
struct PlannedBlock {
  ast::Op op = ast::Op::none;
  text::Span span;
  std::vector<PlannedClause> clauses;
};

class Inference final : public Searcher, public TableSource, public StepSource {
 public:
  // The planner outlives this.
  Inference(const check::Program& program, plan::Planner& planner, const design::Design& design,
            base::Interner& interner);
  ~Inference() override;

  RelationStore& relation(check::RelationId id) override;
  // Findings of one check, each once, in order of derivation. `taker` is given each way to bind the variables of a
  // finding, by its number.
  using FindingTaker = std::function<void(std::size_t finding, Env& env)>;
  std::vector<Finding> findings(std::uint32_t check, const FindingTaker& taker = {});
  Evaluator& evaluator() { return evaluator_; }
  // Whose plan is made by then.
  const plan::Query& query_of_relation(check::RelationId id) { return planner_.relation(id); }
  const plan::Query& query_of_check(std::uint32_t check) { return planner_.check(check); }
  // Of rules that were asked for.
  const plan::Plan& plan() const { return plan_; }
  // Before anything is asked. The plan must be one that is made of filters.
  void count_conditions(ConditionCounts* counts) { evaluator_.count_conditions(counts); }
  // f for each way to bind the variables of a relation's body; `arguments` has its arguments. `bound`: the variables
  // that the way binds. f returns true to stop.
  using WayTaker = std::function<bool(Env& env, plan::VarSet bound)>;
  void for_each_way(check::RelationId id, const Env& arguments, const WayTaker& f);
  // Those that lead to this finding.
  void for_each_way(const Finding& finding, const WayTaker& f);
  // Of a part of a rule whose variables are in `frame`; those of `given` have values. True: f stopped.
  bool for_each_way(const plan::Clause& clause, const std::vector<check::Var>& frame, plan::VarSet given,
                    const Env& values, const WayTaker& f);
  // Of the facts that a fact of a recursive relation follows from, those of its own stratum have smaller heights.
  std::uint32_t height(check::RelationId id, const std::uint32_t* tuple);
  // The steps from one component to another of a relation that is a closure.
  std::vector<design::ComponentId> way(check::RelationId closure, design::ComponentId from, design::ComponentId to) {
    return graphs_.way(program_.relations[closure].graph, from, to);
  }
  // Before anything is asked; they outlive this. A rule that reaches one throws Stopped, also from what is asked of
  // others that need it.
  void set_limits(const Limits& limits);
  struct StoppedRelation {
    check::RelationId relation = check::kNone;
    Stopped why;
  };
  const std::vector<StoppedRelation>& stopped_relations() const { return stopped_; }
  // Before anything is asked.
  void set_param(std::uint32_t param, const Value& value) { evaluator_.set_param(param, value); }

  // The join order that a relation or check would use now, for people.
  std::string describe_relation(check::RelationId id);
  std::string describe_check(std::uint32_t check);

  // The same with all parts, as they would run now or for sizes that are assumed. A relation that is recursive has its
  // clauses once more for each of its recursive conditions, as later rounds run them.
  std::vector<PlannedClause> plan_of_relation(check::RelationId id, Sizes sizes);
  std::vector<PlannedClause> plan_of_check(std::uint32_t check, Sizes sizes);

  // Before anything is asked.
  void start_profile() { profile_ = std::make_unique<Profile>(); }
  // Nothing: it did not run, since nobody asked, or since some kind or relation that it needs has nothing.
  struct RanRule {
    std::vector<PlannedClause> clauses;  // with the counts of their steps
    StepCounts ordering;
    std::uint64_t results = 0;
  };
  std::optional<RanRule> ran_relation(check::RelationId id) const;
  std::optional<RanRule> ran_check(std::uint32_t check) const;

  // ---- a design that changes
  // Computes all relations and keeps what is needed to change them, graphs of relations and groups of aggregates of at
  // least so many rows among it.
  void begin_changes(std::int64_t large_group);
  // Around each change of a component; the design still has it as it was, and has it as it is.
  void leave(design::ComponentId component);
  void enter(design::ComponentId component);
  // Beside leave() and enter(): it was not there before, or it will not be there.
  void begin(design::ComponentId component) { graphs_.enter(component); }
  void end(design::ComponentId component) { graphs_.leave(component); }
  void forget_namespaces();
  // Before anything is asked again.
  void forget_candidates() { evaluator_.forget_candidates(); }
  // Grows when something that had nothing in it has something: plans that are empty are to be made again.
  std::uint64_t emptiness() const { return emptiness_; }
  // A tuple that is not there, and one that is.
  void add(check::RelationId id, const std::uint32_t* tuple, std::uint32_t height);
  void erase(check::RelationId id, const std::uint32_t* tuple);
  // Facts of recursive relations of this stratum count only if their heights are smaller.
  void limit_heights(std::uint32_t stratum, std::uint32_t below) {
    limited_stratum_ = stratum;
    height_limit_ = below;
  }
  void lift_limit() { limited_stratum_ = check::kNone; }
  JoinPlan plan_join(const plan::Clause& clause, const std::vector<check::Var>& frame,
                     const std::vector<check::VarId>& arguments, plan::VarSet bound, plan::VarSet needed);
  // f(env) for each way; it returns true to stop. True: f stopped.
  using EnvTaker = std::function<bool(Env& env)>;
  bool for_each_way(const JoinPlan& join, const std::vector<check::Var>& frame, Env& env, const EnvTaker& f);
  // Of a way that is bound: all but its help.
  Finding finding_of(std::uint32_t check, Env& env);
  base::StrId help_of(std::uint32_t check, Env& env) { return fill(program_.checks[check].help, env, true); }
  // Of helps that only the order of the files tells apart, the smallest that says something.
  bool is_better_help(base::StrId text, base::StrId than) const;

  // Searcher
  bool quantifier(const check::Cond& cond, Env& env) override;
  bool relation(const check::Cond& cond, Env& env) override;
  std::size_t count(std::uint32_t block, Env& env, std::size_t most) override;
  void for_each_row(std::uint32_t block, Env& env, const Searcher::RowTaker& f) override;
  std::optional<Value> folded(const check::Expr& expr, Env& env) override;
  Value measure(const check::Expr& expr, Env& env) override;
  const std::vector<check::Var>& frame() const override { return *frame_; }
  bool is_complete(check::RelationId id) const override;
  std::uint64_t rows() const override { return limits_ == nullptr ? 0 : rows_ + (interval_ - until_look_); }
  bool count_rows(std::uint64_t rows) override;
  // TableSource
  const RowTable& table(const RowTableSpec& spec, const std::vector<check::Var>& frame) override;
  bool may_hold(check::RelationId id) override;
  double fan_out(check::RelationId id, std::uint32_t mask) override;

 private:
  enum class State : std::uint8_t { unknown, running, done, stopped };
  // What a step tells the one before it.
  enum class Found : std::uint8_t {
    nothing,
    row,   // a row was taken: where one way is enough, the search for others ends
    stop,  // the taker of rows wants no more
  };

  JoinPlan make_join(const plan::Clause& clause, const std::vector<check::VarId>& arguments, plan::VarSet bound,
                     plan::VarSet needed, std::size_t delta_literal = static_cast<std::size_t>(-1));
  // Calls row(env) for each way to satisfy the steps; it returns true to stop.
  template <typename F>
  Found run(const JoinPlan& join, Env& env, F& row);
  template <bool IsProfiled, typename F>
  Found run_from(const JoinPlan& join, std::size_t number, Env& env, F& row);
  template <bool IsProfiled, typename F>
  Found run_relation(const JoinPlan& join, std::size_t number, Env& env, F& row);
  template <bool IsProfiled, typename F>
  Found run_table(const JoinPlan& join, std::size_t number, Env& env, F& row);
  const JoinPlan& rows_of(std::uint32_t block);
  PlannedClause planned(const JoinRequest& request);
  PlannedClause ran(const JoinPlan& join) const;
  std::optional<RanRule> ran(const RuleProfile* rule) const;
  bool is_closure(check::RelationId id) const { return program_.relations[id].closure != check::Closure::none; }
  std::uint64_t bound_key(const Step& step, Env& env, bool& missing);

  // Whether one of the variables that must have a value has no component to range over.
  bool has_nothing(const std::vector<check::Var>& frame, std::uint32_t arity, const check::Body& body) const;
  void evaluate(std::uint32_t stratum);
  void evaluate(const std::vector<check::RelationId>& members, bool recursive);
  void derive(check::RelationId id, const JoinPlan& join, std::vector<std::uint32_t>& derived);
  // `batch`: what was added at once has this height.
  bool add_all(check::RelationId id, std::vector<std::uint32_t>& derived, std::uint32_t batch);
  void run_to_fixpoint(const std::vector<check::RelationId>& members);
  bool inside_stratum(check::CondId cond, std::uint32_t stratum) const;
  void note_emptiness();
  // Nothing: of this aggregate no groups are kept.
  Groups* groups_of(std::uint32_t block);
  bool prepare(std::uint32_t block, Groups& groups) const;
  void keep_group(std::uint32_t block, Groups& groups, const Env& env, const Group& group);
  const Group* known_group(const Groups& groups, const Env& env) const;
  void add_row(const Groups& groups, Env& row, std::int64_t times, Group& group);
  // Rows with the component or the tuple, which is there, come (1) or go (-1).
  void change_groups(design::ComponentId component, std::int64_t times);
  void change_groups(check::RelationId relation, const std::uint32_t* tuple, std::int64_t times);
  template <typename F>
  void change_groups(Groups& groups, std::optional<JoinPlan>& join, plan::VarSet bound, Env& env, std::int64_t times,
                     F&& is_known);
  bool is_tuple(const check::Cond& cond, const Env& row, const std::uint32_t* tuple) const;
  void forget_groups();
  // Once in so many rows: whether a limit is reached.
  void look_at_limits(const JoinPlan& join, std::size_t number);
  text::Span place_of(const Step& step) const;
  void count_rows_from(std::uint64_t rows);
  base::StrId fill(const check::Template& text, Env& env, bool empty_when_missing);

  const check::Program& program_;
  plan::Planner& planner_;
  const plan::Plan& plan_;
  const design::Design& design_;
  Values values_;
  Evaluator evaluator_;
  Graphs graphs_;
  std::vector<RelationStore> stores_;
  std::vector<State> states_;
  std::vector<std::uint32_t> delta_begin_;  // by relation, while its stratum runs
  std::vector<std::uint32_t> delta_end_;
  std::unordered_map<std::uint64_t, std::unique_ptr<RowTable>> tables_;
  std::vector<std::vector<JoinPlan>> block_joins_;  // by block, by clause; empty until first used
  std::vector<std::vector<JoinPlan>> bare_joins_;   // `every` and counts
  std::unique_ptr<Profile> profile_;
  const Limits* limits_ = nullptr;
  std::uint64_t rows_ = 0;                               // of the rule, up to the last look
  std::uint32_t interval_ = 0;                           // rows from one look to the next
  std::uint32_t until_look_ = 0;                         // 0: never
  check::RelationId evaluated_relation_ = check::kNone;  // of the stratum that is running
  std::vector<StoppedRelation> stopped_;
  bool is_changing_ = false;
  std::int64_t large_group_ = 0;
  std::vector<Groups> groups_;  // by block, of a design that changes
  std::vector<std::uint32_t> blocks_with_groups_;
  std::uint64_t emptiness_ = 0;
  std::uint32_t limited_stratum_ = check::kNone;
  std::uint32_t height_limit_ = 0;
  std::uint32_t failed_ = 0;                        // conditions of the way that is being tried, while they are counted
  const std::vector<check::Var>* frame_ = nullptr;  // of the clause being ordered
};

}  // namespace meshplay::infer
