// A design that changes: what Inference keeps of components and tuples that come and go.
#include <utility>

#include "engine/infer/inference.h"

namespace meshplay::infer {

using check::VarId;
using plan::VarSet;

void Inference::begin_changes(std::int64_t large_group) {
  large_group_ = large_group;
  for (check::RelationId id = 0; id < program_.relations.size(); ++id) {
    if (!is_closure(id)) relation(id).make_erasable();
  }
  is_changing_ = true;
  evaluator_.forget_searches();
  graphs_.begin_changes();
  groups_.resize(program_.blocks.size());
  for (auto& [key, table] : tables_) table->make_erasable();
}

void Inference::leave(design::ComponentId component) {
  change_groups(component, -1);
  for (auto& [key, table] : tables_) table->leave(component);
  evaluator_.leave(component);
}

void Inference::enter(design::ComponentId component) {
  bool had_all = evaluator_.enter(component);
  for (auto& [key, table] : tables_) had_all = table->enter(component, evaluator_) && had_all;
  if (!had_all) note_emptiness();
  change_groups(component, 1);
}

void Inference::forget_namespaces() {
  forget_groups();
  evaluator_.forget_namespaces();
  for (auto& [key, table] : tables_) {
    if (table->uses_namespaces(evaluator_)) table->refill(evaluator_);
  }
  note_emptiness();
}

void Inference::add(check::RelationId id, const std::uint32_t* tuple, std::uint32_t height) {
  if (stores_[id].size() == 0) note_emptiness();
  static_cast<void>(program_.relations[id].recursive ? stores_[id].add(tuple, height) : stores_[id].add(tuple));
  graphs_.add(id, tuple);
  change_groups(id, tuple, 1);
}

void Inference::erase(check::RelationId id, const std::uint32_t* tuple) {
  const auto row = stores_[id].find(tuple);
  if (!row) return;
  change_groups(id, tuple, -1);
  stores_[id].erase(*row);
  graphs_.erase(id, tuple);
}

// Plans say that there is nothing to find as long as that is so.
void Inference::note_emptiness() {
  ++emptiness_;
  for (auto& joins : block_joins_) joins.clear();
  for (auto& joins : bare_joins_) joins.clear();
  for (Groups& groups : groups_) groups.forget_plans();
}

JoinPlan Inference::plan_join(const plan::Clause& clause, const std::vector<check::Var>& frame,
                              const std::vector<VarId>& arguments, VarSet bound, VarSet needed) {
  const std::vector<check::Var>* outer = std::exchange(frame_, &frame);
  JoinPlan join = make_join(clause, arguments, bound, needed);
  frame_ = outer;
  return join;
}

}  // namespace meshplay::infer
