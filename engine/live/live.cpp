#include "engine/live/live.h"

#include <algorithm>
#include <compare>
#include <set>
#include <utility>

namespace meshplay::live {

using check::kNone;
using check::RelationId;
using check::VarId;
using plan::bit;
using plan::VarSet;

namespace {

constexpr std::uint32_t kMaxArity = 32;

bool is_closure(const check::Relation& relation) { return relation.closure != check::Closure::none; }

// Numbers in a list of tuples: a tuple without components takes one.
std::size_t width(std::uint32_t arity) { return std::max(arity, 1U); }

std::vector<VarId> first_variables(std::uint32_t count) {
  std::vector<VarId> result(count);
  for (VarId i = 0; i < count; ++i) result[i] = i;
  return result;
}

VarSet first_bits(std::uint32_t count) { return (VarSet{1} << count) - 1; }

}  // namespace

Live::Live(const check::Program& program, plan::Planner& planner, const base::Interner& texts,
           const design::LoadOptions& options, const Thresholds& thresholds)
    : program_(program),
      planner_(planner),
      plan_(planner.whole()),
      interner_(texts),
      thresholds_(thresholds),
      documents_(interner_, options) {
  sensitivities_ = find_sensitivities(program, plan_);
  for (const Sensitivity& sensitivity : sensitivities_.components) component_ways_.push_back({&sensitivity, {}});
  tuple_ways_.resize(program.relations.size());
  relation_joins_.resize(program.relations.size());
  candidates_.resize(program.relations.size());
  were_.resize(program.relations.size());
  are_.resize(program.relations.size());
  whole_.resize(program.relations.size());
  touched_.resize(program.relations.size());
  strata_.resize(program.strata);
  next_height_.resize(program.strata, 1);
  for (RelationId id = 0; id < program.relations.size(); ++id) {
    for (const Sensitivity& sensitivity : sensitivities_.tuples[id]) tuple_ways_[id].push_back({&sensitivity, {}});
    relation_joins_[id].resize(plan_.relations[id].clauses.size());
    if (!is_closure(program.relations[id])) strata_[program.relations[id].stratum].push_back(id);
  }
  for (const plan::Query& query : plan_.checks) check_joins_.emplace_back(query.clauses.size());
}

Live::~Live() = default;

// ---- the first time, everything

void Live::start() {
  inference_ = std::make_unique<infer::Inference>(program_, planner_, documents_.design(), interner_);
  inference_->begin_changes(thresholds_.large_group);
  for (RelationId id = 0; id < program_.relations.size(); ++id) {
    if (!program_.relations[id].recursive) continue;
    const infer::RelationStore& store = inference_->relation(id);
    std::uint32_t& next = next_height_[program_.relations[id].stratum];
    for (std::uint32_t row = 0; row < store.size(); ++row) next = std::max(next, store.height(row) + 1);
  }
  plan_all();
}

// With the indexes that plans need, so that no edit has to wait for one.
void Live::plan_all() {
  for (Way& way : component_ways_) {
    const Sensitivity& sensitivity = *way.sensitivity;
    const Rule& rule = sensitivity.rule;
    const std::uint32_t heads = heads_of(rule, program_);
    if (sensitivity.kinds == kNone) continue;
    const bool is_head = sensitivity.var < heads;
    if (is_head && rule.is_check) continue;
    if (is_head) static_cast<void>(inference_->relation(rule.number).fan_out(1U << sensitivity.var));
    const VarSet bound = sensitivity.var == kNone ? 0 : bit(sensitivity.var);
    static_cast<void>(planned(way.join, sensitivity.clause, rule, bound, first_bits(heads)));
  }
  for (auto& ways : tuple_ways_) {
    for (Way& way : ways) {
      VarSet bound = 0;
      for (const VarId var : program_.list(program_.conds[way.sensitivity->literal])) {
        if (var != kNone) bound |= bit(var);
      }
      const Rule& rule = way.sensitivity->rule;
      static_cast<void>(planned(way.join, way.sensitivity->clause, rule, bound, first_bits(heads_of(rule, program_))));
    }
  }
  for (RelationId id = 0; id < program_.relations.size(); ++id) {
    const auto& clauses = plan_.relations[id].clauses;
    for (std::size_t i = 0; i < clauses.size() && !is_closure(program_.relations[id]); ++i) {
      const VarSet arguments = first_bits(program_.relations[id].arity);
      static_cast<void>(planned(relation_joins_[id][i], clauses[i], {false, id}, arguments, 0));
    }
  }
}

void Live::forget_plans() {
  const auto forget = [](auto& lists) {
    for (auto& list : lists) {
      for (auto& each : list) {
        if constexpr (requires { each.join; }) {
          each.join = {};
        } else {
          each = {};
        }
      }
    }
  };
  forget(tuple_ways_);
  forget(relation_joins_);
  forget(check_joins_);
  for (Way& way : component_ways_) way.join = {};
}

void Live::forget_texts() {
  if (inference_ == nullptr) return;
  documents_.finish();
  inference_.reset();
  std::vector<bool> kept(interner_.size());
  documents_.mark_texts(kept);
  for (const auto& [key, findings] : findings_) {
    for (const LiveFinding& finding : findings) kept[static_cast<std::uint32_t>(finding.message)] = true;
  }
  const std::vector<base::StrId> now = interner_.keep_only(kept);
  documents_.renumber_texts(now);
  for (auto& [key, findings] : findings_) {
    for (LiveFinding& finding : findings) finding.message = now[static_cast<std::uint32_t>(finding.message)];
  }
  forget_plans();
  start();
}

// Everything anew, and compared with what there was.
void Live::start_again(std::vector<Step>& steps, Changes& changes) {
  const std::unique_ptr<infer::Inference> before = std::move(inference_);
  for (Step& step : steps) documents_.perform(step);
  forget_plans();
  start();
  const infer::RelationStore nothing;
  for (RelationId id = 0; id < program_.relations.size(); ++id) {
    if (is_closure(program_.relations[id])) continue;
    const infer::RelationStore& now = inference_->relation(id);
    const infer::RelationStore& then = before == nullptr ? nothing : before->relation(id);
    for (std::uint32_t row = 0; row < now.size(); ++row) {
      if (before == nullptr || !then.find(now.tuple(row))) changes.added.add(id, now.tuple(row), now.arity());
    }
    for (std::uint32_t row = 0; row < then.size(); ++row) {
      if (!now.find(then.tuple(row))) changes.removed.add(id, then.tuple(row), then.arity());
    }
  }
  for (const auto& [key, findings] : findings_) suspects_.push_back(key);
  for (std::uint32_t check = 0; check < program_.checks.size(); ++check) collect_whole({true, check});
  look_at_suspects(changes);
  documents_.reserve();
  findings_.reserve(findings_.size() * 2);
}

// ---- changes

Changes Live::apply(const std::vector<Edit>& edits) {
  Changes changes;
  documents_.finish();
  std::vector<Step> steps = documents_.read(edits, changes.problems);
  if (inference_ == nullptr || (steps.size() >= thresholds_.many_steps && steps.size() * 2 >= components())) {
    start_again(steps, changes);
    return changes;
  }
  inference_->forget_candidates();
  is_one_step_ = steps.size() == 1;
  bool namespaces_changed = false;
  for (Step& step : steps) {
    const auto is_namespace = [&] {
      const design::DesignKind& kind = design().kind(step.component);
      return kind.group == base::kEmptyText && interner_.text(kind.name) == "Namespace";
    };
    if (step.kind != Step::Kind::enter) namespaces_changed = namespaces_changed || is_namespace();
    change(step);
    if (step.kind != Step::Kind::leave) namespaces_changed = namespaces_changed || is_namespace();
  }
  if (namespaces_changed) {
    inference_->forget_namespaces();
    for (const Rule& rule : sensitivities_.namespaces) collect_whole(rule);
  }
  for (std::uint32_t stratum = 0; stratum < strata_.size(); ++stratum) maintain(stratum, changes);
  look_at_suspects(changes);
  return changes;
}

void Live::look_at_suspects(Changes& changes) {
  std::sort(suspects_.begin(), suspects_.end());
  suspects_.erase(std::unique(suspects_.begin(), suspects_.end()), suspects_.end());
  for (const FindingKey key : suspects_) {
    look_again(static_cast<std::uint32_t>(key >> 32U), static_cast<std::uint32_t>(key), changes);
  }
  suspects_.clear();
}

void Live::change(Step& step) {
  const bool was_there = step.kind != Step::Kind::enter;
  const bool is_there = step.kind != Step::Kind::leave;
  if (was_there) {
    collect_component(step.component, true);
    inference_->leave(step.component);
    if (!is_there) inference_->end(step.component);
  }
  documents_.perform(step);
  if (is_there) {
    if (!was_there) inference_->begin(step.component);
    inference_->enter(step.component);
    collect_component(step.component, false);
  }
}

// Of a component that is about to change or has just changed.
void Live::collect_component(ComponentId component, bool is_old) {
  const auto kind = static_cast<std::uint32_t>(design().at(component).kind);
  if (kind >= ways_of_kind_.size()) ways_of_kind_.resize(design().kinds.size());
  infer::Evaluator& evaluator = inference_->evaluator();
  auto& ways = ways_of_kind_[kind];
  if (ways.empty()) {
    for (std::uint32_t i = 0; i < component_ways_.size(); ++i) {
      const check::KindSetId kinds = component_ways_[i].sensitivity->kinds;
      if (kinds != kNone && evaluator.has_kind(kinds, design::KindId{kind})) ways.push_back(i);
    }
  }
  const auto number = static_cast<std::uint32_t>(component);
  for (const std::uint32_t i : ways) {
    Way& way = component_ways_[i];
    const Sensitivity& sensitivity = *way.sensitivity;
    if (!evaluator.in_kinds(sensitivity.kinds, component)) continue;
    const Rule& rule = sensitivity.rule;
    if (sensitivity.var == kNone) {
      collect(way, 0, candidates_);
      continue;
    }
    env_[sensitivity.var] = infer::component_value(component);
    const bool is_head = sensitivity.var < heads_of(rule, program_);
    if (is_head && rule.is_check) {
      suspects_.push_back(finding_key(rule.number, number));
    } else if (is_head && is_old) {
      // All that was derived with it is there.
      std::uint32_t wanted[kMaxArity] = {};
      wanted[sensitivity.var] = number;
      infer::RelationStore& store = inference_->relation(rule.number);
      auto& candidates = (is_direct(rule) ? were_ : candidates_)[rule.number];
      store.for_each_match(1U << sensitivity.var, wanted, [&](std::uint32_t row) {
        candidates.insert(candidates.end(), store.tuple(row), store.tuple(row) + store.arity());
        return false;
      });
    } else {
      collect(way, bit(sensitivity.var), is_head && is_direct(rule) ? are_ : candidates_);
    }
  }
}

// Of a tuple that is about to go or has just come.
void Live::collect_tuple(RelationId relation, const std::uint32_t* tuple) {
  infer::Evaluator& evaluator = inference_->evaluator();
  for (Way& way : tuple_ways_[relation]) {
    const auto& frame = frame_of(way.sensitivity->rule, program_);
    const auto arguments = program_.list(program_.conds[way.sensitivity->literal]);
    VarSet bound = 0;
    bool fits = true;
    for (std::size_t i = 0; i < arguments.size() && fits; ++i) {
      const VarId var = arguments[i];
      if (var == kNone) continue;
      fits = (bound & bit(var)) != 0 ? env_[var].data == tuple[i]
                                     : evaluator.in_kinds(frame[var].kinds, ComponentId{tuple[i]});
      env_[var] = infer::component_value(ComponentId{tuple[i]});
      bound |= bit(var);
    }
    if (fits) collect(way, bound, candidates_);
  }
}

void Live::add_head(const Rule& rule, std::vector<std::vector<std::uint32_t>>& heads) {
  if (rule.is_check) {
    suspects_.push_back(finding_key(rule.number, env_[0].data));
    return;
  }
  auto& tuples = heads[rule.number];
  if (arity(rule.number) == 0) tuples.push_back(0);
  for (std::uint32_t i = 0; i < arity(rule.number); ++i) tuples.push_back(env_[i].data);
}

void Live::collect(Way& way, VarSet bound, std::vector<std::vector<std::uint32_t>>& tuples) {
  const Rule& rule = way.sensitivity->rule;
  const std::uint32_t heads = heads_of(rule, program_);
  const infer::JoinPlan& join = planned(way.join, way.sensitivity->clause, rule, bound, first_bits(heads));
  inference_->for_each_way(join, frame_of(rule, program_), env_, [&](infer::Env&) {
    add_head(rule, tuples);
    return heads == 0;
  });
}

// All that there is of a rule, and all that may be.
void Live::collect_whole(const Rule& rule) {
  const auto& frame = frame_of(rule, program_);
  if (rule.is_check) {
    if (frame.empty() || frame[0].kinds == kNone) return;
    inference_->evaluator().for_each_component(frame[0].kinds, [&](ComponentId component) {
      suspects_.push_back(finding_key(rule.number, static_cast<std::uint32_t>(component)));
      return false;
    });
    return;
  }
  const infer::RelationStore& store = inference_->relation(rule.number);
  auto& candidates = candidates_[rule.number];
  for (std::uint32_t row = 0; row < store.size(); ++row) {
    if (store.arity() == 0) candidates.push_back(0);
    candidates.insert(candidates.end(), store.tuple(row), store.tuple(row) + store.arity());
  }
  whole_[rule.number] = true;
}

const infer::JoinPlan& Live::planned(Join& join, const plan::Clause& clause, const Rule& rule, VarSet bound,
                                     VarSet needed) {
  const bool is_stale = join.plan.empty && join.emptiness != inference_->emptiness();
  if (!join.is_planned || is_stale) {
    join.plan = inference_->plan_join(clause, frame_of(rule, program_), first_variables(heads_of(rule, program_)),
                                      bound, needed);
    join.emptiness = inference_->emptiness();
    join.is_planned = true;
  }
  return join.plan;
}

// ---- relations

bool Live::holds(RelationId relation, const std::uint32_t* tuple) {
  const check::Relation& row = program_.relations[relation];
  infer::Evaluator& evaluator = inference_->evaluator();
  for (std::uint32_t i = 0; i < row.arity; ++i) {
    if (!evaluator.in_kinds(row.frame[i].kinds, ComponentId{tuple[i]})) return false;
  }
  const auto& clauses = plan_.relations[relation].clauses;
  for (std::size_t i = 0; i < clauses.size(); ++i) {
    const VarSet arguments = first_bits(row.arity);
    const infer::JoinPlan& join = planned(relation_joins_[relation][i], clauses[i], {false, relation}, arguments, 0);
    for (std::uint32_t argument = 0; argument < row.arity; ++argument) {
      env_[argument] = infer::component_value(ComponentId{tuple[argument]});
    }
    if (inference_->for_each_way(join, row.frame, env_, [](infer::Env&) { return true; })) return true;
  }
  return false;
}

// Each once.
std::vector<std::uint32_t> Live::take_candidates(RelationId relation) {
  if (whole_[relation]) {
    whole_[relation] = false;
    const check::Relation& row = program_.relations[relation];
    for (const plan::Clause& clause : plan_.relations[relation].clauses) {
      const VarSet heads = first_bits(row.arity);
      const infer::JoinPlan join = inference_->plan_join(clause, row.frame, first_variables(row.arity), 0, heads);
      inference_->for_each_way(join, row.frame, env_, [&](infer::Env&) {
        add_head({false, relation}, candidates_);
        return row.arity == 0;
      });
    }
  }
  return each_once(std::exchange(candidates_[relation], {}), arity(relation));
}

std::vector<std::uint32_t> Live::each_once(std::vector<std::uint32_t> all, std::uint32_t arity) const {
  const std::size_t step = width(arity);
  if (all.size() <= step) return all;
  if (arity == 2) {
    std::vector<std::uint64_t> pairs(all.size() / 2);
    for (std::size_t i = 0; i < pairs.size(); ++i) pairs[i] = std::uint64_t{all[2 * i]} << 32U | all[2 * i + 1];
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    all.resize(pairs.size() * 2);
    for (std::size_t i = 0; i < pairs.size(); ++i) {
      all[2 * i] = static_cast<std::uint32_t>(pairs[i] >> 32U);
      all[2 * i + 1] = static_cast<std::uint32_t>(pairs[i]);
    }
    return all;
  }
  std::vector<std::uint32_t> order(all.size() / step);
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto begin = [&](std::uint32_t i) { return all.begin() + static_cast<std::ptrdiff_t>(i * step); };
  const auto end = [&](std::uint32_t i) { return begin(i) + static_cast<std::ptrdiff_t>(step); };
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return std::lexicographical_compare(begin(a), end(a), begin(b), end(b));
  });
  std::vector<std::uint32_t> result;
  result.reserve(all.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && std::equal(begin(order[i]), end(order[i]), begin(order[i - 1]))) continue;
    result.insert(result.end(), begin(order[i]), end(order[i]));
  }
  return result;
}

void Live::erase(RelationId relation, const std::uint32_t* tuple) {
  collect_tuple(relation, tuple);
  inference_->erase(relation, tuple);
  touched_[relation] = true;
}

void Live::insert(RelationId relation, const std::uint32_t* tuple, std::uint32_t height) {
  inference_->add(relation, tuple, height);
  collect_tuple(relation, tuple);
  touched_[relation] = true;
}

// Both lists are sorted by the same order, so what is in one of them alone is found by walking along both.
void Live::change_direct(RelationId id, Changes& changes) {
  const std::uint32_t count = arity(id);
  const std::vector<std::uint32_t> were = each_once(std::exchange(were_[id], {}), count);
  const std::vector<std::uint32_t> are = each_once(std::exchange(are_[id], {}), count);
  std::size_t i = 0;
  std::size_t j = 0;
  std::vector<const std::uint32_t*> come;
  while (i < were.size() || j < are.size()) {
    const std::uint32_t* before = were.data() + i;
    const std::uint32_t* after = are.data() + j;
    const std::strong_ordering order =
        i == were.size()  ? std::strong_ordering::greater
        : j == are.size() ? std::strong_ordering::less
                          : std::lexicographical_compare_three_way(before, before + count, after, after + count);
    if (order < 0) {
      erase(id, before);
      changes.removed.add(id, before, count);
    } else if (order > 0) {
      come.push_back(after);
    }
    if (order <= 0) i += count;
    if (order >= 0) j += count;
  }
  for (const std::uint32_t* tuple : come) {
    insert(id, tuple, 0);
    changes.added.add(id, tuple, count);
  }
}

void Live::maintain(std::uint32_t stratum, Changes& changes) {
  const std::vector<RelationId>& members = strata_[stratum];
  bool is_recursive = false;
  for (const RelationId id : members) is_recursive = is_recursive || program_.relations[id].recursive;
  if (is_recursive) {
    maintain_recursive(members, changes);
  } else {
    for (const RelationId id : members) {
      change_direct(id, changes);
      const std::size_t step = width(program_.relations[id].arity);
      const std::vector<std::uint32_t> tuples = take_candidates(id);
      std::vector<const std::uint32_t*> gone;
      std::vector<const std::uint32_t*> come;
      for (std::size_t i = 0; i < tuples.size(); i += step) {
        const std::uint32_t* tuple = tuples.data() + i;
        const bool was = inference_->relation(id).find(tuple).has_value();
        const bool is = holds(id, tuple);
        if (was && !is) gone.push_back(tuple);
        if (!was && is) come.push_back(tuple);
      }
      for (const std::uint32_t* tuple : gone) {
        erase(id, tuple);
        changes.removed.add(id, tuple, arity(id));
      }
      for (const std::uint32_t* tuple : come) {
        insert(id, tuple, 0);
        changes.added.add(id, tuple, arity(id));
      }
    }
  }
  // Who asks a graph of what has changed is looked at whole.
  for (const RelationId id : members) {
    if (!touched_[id]) continue;
    touched_[id] = false;
    for (const Rule& rule : sensitivities_.graphs[id]) collect_whole(rule);
  }
}

// First those go that no way is left to that rests on smaller heights, and with them what rests on them; then those
// come that any way leads to, which may be the same ones again.
void Live::maintain_recursive(const std::vector<RelationId>& members, Changes& changes) {
  const std::uint32_t stratum = program_.relations[members[0]].stratum;
  using Tuple = std::pair<RelationId, std::vector<std::uint32_t>>;
  std::set<Tuple> gone;
  std::set<Tuple> come;
  std::vector<Tuple> open;
  const auto take_open = [&] {
    for (const RelationId id : members) {
      const std::size_t step = width(program_.relations[id].arity);
      const std::vector<std::uint32_t> tuples = take_candidates(id);
      for (std::size_t i = 0; i < tuples.size(); i += step) {
        open.emplace_back(id, std::vector<std::uint32_t>(tuples.begin() + static_cast<std::ptrdiff_t>(i),
                                                         tuples.begin() + static_cast<std::ptrdiff_t>(i + step)));
      }
    }
  };
  std::vector<Tuple> absent;  // to look at once those that go are gone
  take_open();
  while (!open.empty()) {
    Tuple tuple = std::move(open.back());
    open.pop_back();
    infer::RelationStore& store = inference_->relation(tuple.first);
    const auto row = store.find(tuple.second.data());
    if (row) {
      inference_->limit_heights(stratum, store.height(*row));
      const bool stays = holds(tuple.first, tuple.second.data());
      inference_->lift_limit();
      if (stays) continue;
      erase(tuple.first, tuple.second.data());
      gone.insert(tuple);
      take_open();
    }
    absent.push_back(std::move(tuple));
  }
  open = std::move(absent);
  while (!open.empty()) {
    const Tuple tuple = std::move(open.back());
    open.pop_back();
    if (inference_->relation(tuple.first).find(tuple.second.data()) || !holds(tuple.first, tuple.second.data()))
      continue;
    insert(tuple.first, tuple.second.data(), next_height_[stratum]++);
    if (gone.erase(tuple) == 0) come.insert(tuple);
    take_open();
  }
  for (const auto& [id, tuple] : gone) changes.removed.add(id, tuple.data(), arity(id));
  for (const auto& [id, tuple] : come) changes.added.add(id, tuple.data(), arity(id));
}

}  // namespace meshplay::live
