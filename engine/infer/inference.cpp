#include "engine/infer/inference.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "engine/base/ensure.h"
#include "engine/base/hash.h"
#include "engine/check/strata.h"
#include "engine/infer/run_join.h"

namespace meshplay::infer {

using check::kNone;
using check::VarId;
using plan::bit;
using plan::VarSet;

Inference::Inference(const check::Program& program, plan::Planner& planner, const design::Design& design,
                     base::Interner& interner)
    : program_(program),
      planner_(planner),
      plan_(planner.plan()),
      design_(design),
      values_(design, interner),
      evaluator_(program, plan_, design, values_, *this),
      graphs_(program, design, interner, *this),
      states_(program.relations.size(), State::unknown),
      delta_begin_(program.relations.size()),
      delta_end_(program.relations.size()),
      block_joins_(program.blocks.size()),
      bare_joins_(program.blocks.size()) {
  for (const check::Relation& relation : program.relations) stores_.emplace_back(relation.arity);
}

Inference::~Inference() = default;

// ---- tables

const RowTable& Inference::table(const RowTableSpec& spec, const std::vector<check::Var>& frame) {
  std::uint64_t key = base::hash_combine(0x53, static_cast<std::uint64_t>(spec.mode));
  const auto put = [&](std::uint64_t number) { key = base::hash_combine(key, number); };
  bool shared = true;
  const auto put_shape = [&](check::ExprId expr) {
    const std::uint64_t shape = evaluator_.shape(expr, spec.chain);
    shared = shared && shape != 0;
    put(shape);
  };
  put(evaluator_.kinds_shape(frame[spec.chain[0]].kinds));
  put(spec.chain.size());
  for (std::size_t i = 1; i < spec.chain.size(); ++i) {
    put(static_cast<std::uint64_t>(frame[spec.chain[i]].kind));
    put_shape(frame[spec.chain[i]].source);
  }
  for (check::ExprId expr : spec.keys) put_shape(expr);
  if (spec.labelled != kNone) put_shape(spec.labelled);
  if (!shared) put(tables_.size() + 1);
  auto& slot = tables_[key];
  if (slot == nullptr) {
    slot = std::make_unique<RowTable>(spec, frame, evaluator_);
    if (is_changing_) slot->make_erasable();
  }
  return *slot;
}

bool Inference::is_complete(check::RelationId id) const {
  const check::Relation& relation = program_.relations[id];
  if (relation.closure == check::Closure::none) return states_[id] != State::running;
  const auto& steps = program_.graphs[relation.graph].over;
  return std::all_of(steps.begin(), steps.end(), [&](check::RelationId step) { return is_complete(step); });
}

bool Inference::may_hold(check::RelationId id) {
  if (is_closure(id)) return graphs_.has_edges(id);
  return states_[id] == State::running || relation(id).size() != 0;
}

double Inference::fan_out(check::RelationId id, std::uint32_t mask) {
  constexpr double kGrowth = 2.5;  // of a relation that is not complete yet
  if (is_closure(id)) return graphs_.fan_out(id, mask);
  return relation(id).fan_out(mask) + (states_[id] == State::running ? kGrowth : 0);
}

JoinPlan Inference::make_join(const plan::Clause& clause, const std::vector<VarId>& arguments, VarSet bound,
                              VarSet needed, std::size_t delta_literal) {
  ENSURE(frame_ != nullptr, "joins are ordered inside a frame");
  const JoinRequest request{clause, *frame_, arguments, bound, needed, delta_literal, Sizes::of_design};
  const Profile::Turn turn(profile_.get(), profile_ == nullptr ? nullptr : profile_->ordering());
  JoinPlan join = order_joins(request, program_, plan_, evaluator_, *this);
  if (profile_ != nullptr) join.counts.resize(join.steps.size() + 1);
  return join;
}

// ---- running a join

std::uint64_t Inference::bound_key(const Step& step, Env& env, bool& missing) {
  std::uint64_t key = 0;
  for (check::ExprId expr : step.keys) {
    const Value value = evaluator_.eval(expr, env);
    if (value.missing()) {
      missing = true;
      return 0;
    }
    key = base::hash_combine(key, values_.hash(value));
  }
  return key;
}

// ---- Searcher

bool Inference::relation(const check::Cond& cond, Env& env) {
  constexpr std::uint32_t kMaxArity = 32;
  const auto arguments = program_.list(cond);
  std::uint32_t wanted[kMaxArity] = {};
  std::uint32_t mask = 0;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i] == kNone) continue;
    wanted[i] = env[arguments[i]].data;
    mask |= 1U << i;
  }
  const auto any = [](auto&&) { return true; };
  if (is_closure(cond.relation)) return graphs_.for_each_match(cond.relation, mask, wanted, false, any);
  RelationStore& store = relation(cond.relation);
  if (program_.relations[cond.relation].stratum != limited_stratum_) return store.for_each_match(mask, wanted, any);
  return store.for_each_match(mask, wanted, [&](std::uint32_t row) { return store.height(row) < height_limit_; });
}

bool Inference::quantifier(const check::Cond& cond, Env& env) {
  const plan::VarSet bound = plan_.block_uses[cond.block];
  if (cond.op == ast::Op::every) {
    const check::CondId condition = program_.blocks[cond.block].condition;
    auto& joins = bare_joins_[cond.block];
    if (joins.empty()) joins.push_back(make_join(plan_.bare[cond.block], {}, bound, ~plan::VarSet{0}));
    if (joins[0].empty) return true;
    bool all = true;
    const auto row = [&](Env& inner) {
      all = evaluator_.holds(condition, inner);
      return !all;
    };
    static_cast<void>(run(joins[0], env, row));
    return all;
  }
  auto& joins = block_joins_[cond.block];
  const plan::Query& query = plan_.blocks[cond.block];
  if (joins.empty()) {
    std::vector<JoinPlan> all;  // all of them or none, whatever is thrown
    all.reserve(query.clauses.size());
    for (const plan::Clause& clause : query.clauses) all.push_back(make_join(clause, {}, bound, 0));
    joins = std::move(all);
  }
  bool found = false;
  const auto row = [&](Env&) {
    found = true;
    return true;
  };
  for (const JoinPlan& join : joins) {
    if (!join.empty) static_cast<void>(run(join, env, row));
    if (found) break;
  }
  return found == (cond.op == ast::Op::some);
}

const JoinPlan& Inference::rows_of(std::uint32_t block) {
  auto& joins = bare_joins_[block];
  if (joins.empty()) joins.push_back(make_join(plan_.counted[block], {}, plan_.block_uses[block], ~plan::VarSet{0}));
  return joins[0];
}

void Inference::for_each_row(std::uint32_t block, Env& env, const Searcher::RowTaker& f) {
  const JoinPlan& rows = rows_of(block);
  if (!rows.empty) static_cast<void>(run(rows, env, f));
}

bool Inference::for_each_way(const plan::Clause& clause, const std::vector<check::Var>& frame, VarSet given,
                             const Env& values, const WayTaker& f) {
  const std::vector<check::Var>* outer = frame_;
  frame_ = &frame;
  VarSet bound = given;
  for (VarId var : clause.vars) bound |= bit(var);
  Env env = values;
  const auto row = [&](Env& found) { return f(found, bound); };
  const JoinPlan join = make_join(clause, {}, given, ~VarSet{0});
  const bool is_stopped = !join.empty && run(join, env, row) == Found::stop;
  frame_ = outer;
  return is_stopped;
}

void Inference::for_each_way(check::RelationId id, const Env& arguments, const WayTaker& f) {
  static_cast<void>(relation(id));
  count_rows_from(0);
  const check::Relation& row = program_.relations[id];
  for (const plan::Clause& clause : planner_.relation(id).clauses) {
    if (for_each_way(clause, row.frame, (VarSet{1} << row.arity) - 1, arguments, f)) break;
  }
}

void Inference::for_each_way(const Finding& finding, const WayTaker& f) {
  count_rows_from(0);
  Env subject{};
  subject[0] = component_value(finding.component);
  for (const plan::Clause& clause : planner_.check(finding.check).clauses) {
    const bool is_stopped =
        for_each_way(clause, program_.checks[finding.check].frame, bit(0), subject, [&](Env& env, VarSet bound) {
          const Finding other = finding_of(finding.check, env);
          return other.place == finding.place && other.message == finding.message && f(env, bound);
        });
    if (is_stopped) break;
  }
}

std::uint32_t Inference::height(check::RelationId id, const std::uint32_t* tuple) {
  const RelationStore& store = relation(id);
  const auto row = store.find(tuple);
  return row ? store.height(*row) : 0;
}

Value Inference::measure(const check::Expr& expr, Env& env) {
  std::vector<Value> components;
  components.reserve(program_.list(expr).size());
  for (check::ExprId each : program_.list(expr)) components.push_back(evaluator_.eval(each, env));
  return graphs_.measure(expr, components, values_);
}

std::size_t Inference::count(std::uint32_t block, Env& env, std::size_t most) {
  Groups* groups = groups_of(block);
  if (groups != nullptr) {
    if (const Group* known = known_group(*groups, env)) return static_cast<std::size_t>(known->rows());
  }
  const JoinPlan& rows = rows_of(block);
  if (rows.empty) return 0;
  std::size_t result = 0;
  const auto row = [&](Env&) { return ++result >= most; };
  static_cast<void>(run(rows, env, row));
  if (groups != nullptr && result < most) {
    Group group;
    group.apply(nullptr, static_cast<std::int64_t>(result), values_);
    keep_group(block, *groups, env, group);
  }
  return result;
}

// ---- relations

RelationStore& Inference::relation(check::RelationId id) {
  while (states_[id] == State::unknown) evaluate(program_.relations[id].stratum);
  if (states_[id] == State::stopped) throw Stopped{{}, 0, {}, id};
  return stores_[id];
}

bool Inference::inside_stratum(check::CondId id, std::uint32_t stratum) const {
  check::Body body;
  body.conditions.push_back(id);
  for (const check::Use& use : check::uses_of(program_, body)) {
    if (program_.relations[use.relation].stratum == stratum) return true;
  }
  return false;
}

void Inference::derive(check::RelationId id, const JoinPlan& join, std::vector<std::uint32_t>& derived) {
  if (join.empty) return;
  const std::uint32_t arity = program_.relations[id].arity;
  Env env;
  const auto row = [&](Env& found) {
    for (std::uint32_t i = 0; i < arity; ++i) derived.push_back(found[i].data);
    if (arity == 0) derived.push_back(0);  // no argument: it holds, and that is all
    return arity == 0;
  };
  static_cast<void>(run(join, env, row));
}

bool Inference::add_all(check::RelationId id, std::vector<std::uint32_t>& derived, std::uint32_t batch) {
  const std::uint32_t arity = program_.relations[id].arity;
  const bool has_heights = program_.relations[id].recursive;
  bool added = false;
  for (std::size_t i = 0; i < derived.size(); i += std::max(arity, 1U)) {
    const std::uint32_t* tuple = derived.data() + i;
    added = (has_heights ? stores_[id].add(tuple, batch) : stores_[id].add(tuple)) || added;
  }
  derived.clear();
  return added;
}

bool Inference::has_nothing(const std::vector<check::Var>& frame, std::uint32_t arity, const check::Body& body) const {
  const auto is_empty = [&](const check::Var& var) {
    return var.kind == check::VarKind::component && var.kinds != kNone && evaluator_.population(var.kinds) == 0;
  };
  return std::any_of(frame.begin(), frame.begin() + arity, is_empty) ||
         std::any_of(body.vars.begin(), body.vars.end(), [&](VarId var) { return is_empty(frame[var]); });
}

void Inference::evaluate(std::uint32_t stratum) {
  const std::vector<check::Var>* outer_frame = frame_;
  std::vector<check::RelationId> members;
  bool recursive = false;
  for (check::RelationId id = 0; id < program_.relations.size(); ++id) {
    if (program_.relations[id].stratum != stratum || is_closure(id) || states_[id] == State::stopped) continue;
    members.push_back(id);
    states_[id] = State::running;
    recursive = recursive || program_.relations[id].recursive;
  }
  const std::uint64_t outer_rows = rows();
  const check::RelationId outer_relation = evaluated_relation_;
  count_rows_from(0);
  State outcome = State::done;
  try {
    evaluate(members, recursive);
  } catch (const Stopped& stopped) {
    outcome = State::unknown;
    for (check::RelationId id : members) {
      stores_[id] = RelationStore(program_.relations[id].arity);
      if (id == evaluated_relation_) {
        stopped_.push_back({id, stopped});
      } else if (recursive) {
        stopped_.push_back({id, {{}, 0, {}, evaluated_relation_}});
      }
    }
  }
  // The others of a stratum that is not recursive have another turn.
  for (check::RelationId id : members) states_[id] = outcome;
  for (const StoppedRelation& stopped : stopped_) states_[stopped.relation] = State::stopped;
  evaluated_relation_ = outer_relation;
  count_rows_from(outer_rows);
  frame_ = outer_frame;
}

void Inference::evaluate(const std::vector<check::RelationId>& members, bool recursive) {
  if (recursive) {
    run_to_fixpoint(members);
  } else {
    for (check::RelationId id : members) {
      const check::Relation& relation = program_.relations[id];
      if (has_nothing(relation.frame, relation.arity, relation.body)) continue;
      const auto turn = Profile::RuleTurn::of_relation(profile_.get(), id);
      evaluated_relation_ = id;
      frame_ = &relation.frame;
      std::vector<VarId> arguments(relation.arity);
      VarSet needed = 0;
      for (VarId i = 0; i < relation.arity; ++i) {
        arguments[i] = i;
        needed |= bit(i);
      }
      std::vector<std::uint32_t> derived;
      for (const plan::Clause& clause : planner_.relation(id).clauses) {
        JoinPlan join = make_join(clause, arguments, 0, needed);
        derive(id, join, derived);
        evaluated_relation_ = id;
        {
          const Profile::Turn adding(profile_.get(), profile_ == nullptr ? nullptr : &join.counts.back());
          add_all(id, derived, 0);
        }
        if (profile_ != nullptr) profile_->keep(std::move(join));
      }
    }
  }
}

// Semi-naive: in each round a clause runs once for each of its recursive conditions, with that one over the tuples of
// the last round alone. A recursive use that is no plain condition makes its clause run whole.
void Inference::run_to_fixpoint(const std::vector<check::RelationId>& members) {
  struct Job {
    check::RelationId id = kNone;
    const plan::Clause* clause = nullptr;
    std::size_t delta_literal = static_cast<std::size_t>(-1);
    std::vector<VarId> arguments;
    VarSet needed = 0;
    bool every_round = false;
    JoinPlan join;
    bool ordered = false;
  };
  const std::uint32_t stratum = program_.relations[members[0]].stratum;
  std::vector<Job> first;
  std::vector<Job> later;
  for (check::RelationId id : members) {
    const check::Relation& relation = program_.relations[id];
    if (has_nothing(relation.frame, relation.arity, relation.body)) continue;
    Job job;
    job.id = id;
    for (VarId i = 0; i < relation.arity; ++i) {
      job.arguments.push_back(i);
      job.needed |= bit(i);
    }
    for (const plan::Clause& clause : planner_.relation(id).clauses) {
      job.clause = &clause;
      job.delta_literal = static_cast<std::size_t>(-1);
      job.every_round = false;
      first.push_back(job);
      for (std::size_t i = 0; i < clause.literals.size(); ++i) {
        if (!inside_stratum(clause.literals[i].condition, stratum)) continue;
        job.delta_literal = clause.literals[i].kind == plan::LiteralKind::relation ? i : static_cast<std::size_t>(-1);
        job.every_round = job.delta_literal != i;
        later.push_back(job);
      }
    }
  }
  std::vector<std::uint32_t> derived;
  std::uint32_t batch = 0;
  const auto run_job = [&](Job& job) {
    const auto turn = Profile::RuleTurn::of_relation(profile_.get(), job.id);
    frame_ = &program_.relations[job.id].frame;
    evaluated_relation_ = job.id;
    if (!job.ordered) {
      job.join = make_join(*job.clause, job.arguments, 0, job.needed, job.delta_literal);
      job.ordered = true;
    }
    derive(job.id, job.join, derived);
    const Profile::Turn adding(profile_.get(), profile_ == nullptr ? nullptr : &job.join.counts.back());
    return add_all(job.id, derived, ++batch);
  };
  for (Job& job : first) static_cast<void>(run_job(job));
  for (check::RelationId id : members) delta_begin_[id] = 0;
  for (bool changed = true; changed;) {
    changed = false;
    for (check::RelationId id : members) delta_end_[id] = stores_[id].size();
    for (Job& job : later) {
      const check::Cond* cond =
          job.every_round ? nullptr : &program_.conds[job.clause->literals[job.delta_literal].condition];
      if (cond != nullptr && delta_begin_[cond->relation] == delta_end_[cond->relation]) continue;
      changed = run_job(job) || changed;
    }
    for (check::RelationId id : members) {
      changed = changed || delta_end_[id] != stores_[id].size();
      delta_begin_[id] = delta_end_[id];
    }
  }
  if (profile_ == nullptr) return;
  for (auto* jobs : {&first, &later}) {
    for (Job& job : *jobs) {
      const auto turn = Profile::RuleTurn::of_relation(profile_.get(), job.id);
      if (job.ordered) profile_->keep(std::move(job.join));
    }
  }
}

bool Inference::for_each_way(const JoinPlan& join, const std::vector<check::Var>& frame, Env& env, const EnvTaker& f) {
  if (join.empty) return false;
  const std::vector<check::Var>* outer = std::exchange(frame_, &frame);
  const bool is_stopped = run(join, env, f) == Found::stop;
  frame_ = outer;
  return is_stopped;
}

// ---- checks

base::StrId Inference::fill(const check::Template& text, Env& env, bool empty_when_missing) {
  std::string result;
  for (std::size_t i = 0; i < text.parts.size(); ++i) {
    result += values_.interner().text(text.parts[i]);
    if (i >= text.expressions.size()) continue;
    const std::size_t mark = values_.mark();
    const Value value = evaluator_.eval(text.expressions[i], env);
    if (value.missing() && empty_when_missing) return base::kEmptyText;
    result += values_.show(value);
    values_.release(mark);
  }
  return values_.interner().intern(result);
}

Finding Inference::finding_of(std::uint32_t number, Env& env) {
  const check::Check& check = program_.checks[number];
  Finding finding;
  finding.check = number;
  finding.component = design::ComponentId{env[0].data};
  finding.place = design_.at(finding.component).name_node;
  if (check.at != kNone) {
    const Value at = evaluator_.eval(check.at, env);
    if (at.origin != data::kNoNode) finding.place = at.origin;
  }
  finding.message = fill(check.message, env, false);
  return finding;
}

bool Inference::is_better_help(base::StrId text, base::StrId than) const {
  if (text == base::kEmptyText || than == base::kEmptyText) return text != base::kEmptyText;
  return values_.interner().text(text) < values_.interner().text(than);
}

std::vector<Finding> Inference::findings(std::uint32_t number, const FindingTaker& taker) {
  const check::Check& check = program_.checks[number];
  std::vector<Finding> result;
  count_rows_from(0);
  if (check.frame.empty() || check.frame[0].kinds == kNone || has_nothing(check.frame, 1, check.body)) return result;
  const auto turn = Profile::RuleTurn::of_check(profile_.get(), number);
  const std::vector<plan::Clause>& clauses = planner_.check(number).clauses;
  VarSet needed = bit(0);
  if (check.at != kNone) needed |= plan_.expr_uses[check.at];
  for (check::ExprId expr : check.message.expressions) needed |= plan_.expr_uses[expr];
  VarSet help_uses = 0;
  for (check::ExprId expr : check.help.expressions) help_uses |= plan_.expr_uses[expr];
  if (taker) {
    for (const check::Fix& fix : check.fixes) {
      needed |= plan_.expr_uses[fix.target];
      if (fix.value != kNone) needed |= plan_.expr_uses[fix.value];
    }
  }
  const bool help_varies = (help_uses & ~bit(0)) != 0;
  needed |= help_uses;
  std::map<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t>, std::size_t> seen;
  const auto row = [&](Env& env) {
    Finding finding = finding_of(number, env);
    const auto [known, added] =
        seen.try_emplace({static_cast<std::uint32_t>(finding.component), static_cast<std::uint32_t>(finding.place),
                          static_cast<std::uint32_t>(finding.message)},
                         result.size());
    if (taker) taker(known->second, env);
    if (!added && !help_varies) return false;
    finding.help = help_of(number, env);
    if (added) {
      result.push_back(finding);
    } else if (is_better_help(finding.help, result[known->second].help)) {
      result[known->second].help = finding.help;
    }
    return false;
  };
  for (const plan::Clause& clause : clauses) {
    frame_ = &check.frame;
    JoinPlan join = make_join(clause, {0}, 0, needed);
    Env env;
    if (!join.empty) static_cast<void>(run(join, env, row));
    if (profile_ != nullptr) profile_->keep(std::move(join));
  }
  if (profile_ != nullptr) profile_->count_results(result.size());
  frame_ = nullptr;
  return result;
}

std::string Inference::describe_relation(check::RelationId id) {
  const check::Relation& relation = program_.relations[id];
  static_cast<void>(this->relation(id));
  std::string out;
  frame_ = &relation.frame;
  std::vector<VarId> arguments;
  VarSet needed = 0;
  for (VarId i = 0; i < relation.arity; ++i) {
    arguments.push_back(i);
    needed |= bit(i);
  }
  for (const plan::Clause& clause : planner_.relation(id).clauses) {
    out += describe(make_join(clause, arguments, 0, needed), program_, relation.frame, values_.interner());
  }
  frame_ = nullptr;
  return out;
}

std::string Inference::describe_check(std::uint32_t number) {
  const check::Check& check = program_.checks[number];
  std::string out;
  frame_ = &check.frame;
  for (const plan::Clause& clause : planner_.check(number).clauses) {
    out += describe(make_join(clause, {0}, 0, bit(0)), program_, check.frame, values_.interner());
  }
  frame_ = nullptr;
  return out;
}

}  // namespace meshplay::infer
