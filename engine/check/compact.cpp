#include "engine/check/compact.h"

#include <map>
#include <tuple>

namespace meshplay::check {

namespace {

class Compaction {
 public:
  explicit Compaction(const Program& program)
      : from_(program),
        exprs_(program.exprs.size(), kNone),
        conds_(program.conds.size(), kNone),
        blocks_(program.blocks.size(), kNone),
        kinds_(program.kind_sets.size(), kNone) {}

  Program run() {
    to_.graphs = from_.graphs;
    to_.strata = from_.strata;
    to_.params = from_.params;
    for (Param& param : to_.params) param.value = expr(param.value);
    to_.relations = from_.relations;
    for (Relation& relation : to_.relations) {
      frame(relation.frame);
      body(relation.body);
      for (Bind& bind : relation.binds) {
        bind.target = expr(bind.target);
        bind.source = expr(bind.source);
      }
    }
    to_.checks = from_.checks;
    for (Check& check : to_.checks) {
      frame(check.frame);
      body(check.body);
      check.at = expr(check.at);
      for (Template* text : {&check.message, &check.help}) {
        for (ExprId& part : text->expressions) part = expr(part);
      }
      for (Fix& fix : check.fixes) {
        fix.target = expr(fix.target);
        fix.value = expr(fix.value);
      }
    }
    return std::move(to_);
  }

 private:
  void frame(std::vector<Var>& vars) {
    for (Var& var : vars) {
      var.source = expr(var.source);
      var.kinds = kind_set(var.kinds);
    }
  }
  void body(Body& body) {
    for (CondId& condition : body.conditions) condition = cond(condition);
  }

  ExprId expr(ExprId id) {
    if (id == kNone) return kNone;
    if (exprs_[id] != kNone) return exprs_[id];
    Expr copy = from_.exprs[id];
    copy.a = expr(copy.a);
    copy.b = expr(copy.b);
    std::vector<ExprId> list = from_.list(copy).copy();
    for (ExprId& child : list) child = expr(child);
    const std::vector<base::StrId> keys = from_.keys_of(copy).copy();
    copy.condition = cond(copy.condition);
    copy.block = block(copy.block);
    copy.kinds = kind_set(copy.kinds);
    copy.list = to_.add_list(list);
    copy.keys = to_.add_keys(keys);
    exprs_[id] = to_.add(copy);
    return exprs_[id];
  }

  CondId cond(CondId id) {
    if (id == kNone) return kNone;
    if (conds_[id] != kNone) return conds_[id];
    Cond copy = from_.conds[id];
    copy.a = expr(copy.a);
    copy.b = expr(copy.b);
    copy.kinds = kind_set(copy.kinds);
    copy.block = block(copy.block);
    std::vector<std::uint32_t> list = from_.list(copy).copy();
    if (copy.kind == CondKind::all_of || copy.kind == CondKind::any_of || copy.kind == CondKind::negation) {
      for (CondId& child : list) child = cond(child);
    }
    copy.list = to_.add_list(list);
    conds_[id] = to_.add(copy);
    return conds_[id];
  }

  std::uint32_t block(std::uint32_t id) {
    if (id == kNone) return kNone;
    if (blocks_[id] != kNone) return blocks_[id];
    Block copy = from_.blocks[id];
    copy.condition = cond(copy.condition);
    to_.blocks.push_back(std::move(copy));
    blocks_[id] = static_cast<std::uint32_t>(to_.blocks.size() - 1);
    return blocks_[id];
  }

  // Equal sets are one.
  KindSetId kind_set(KindSetId id) {
    if (id == kNone) return kNone;
    if (kinds_[id] != kNone) return kinds_[id];
    const KindSet& set = from_.kind_sets[id];
    std::vector<std::uint32_t> key{set.any ? 1U : 0U};
    for (const auto* patterns : {&set.included, &set.excluded}) {
      key.push_back(static_cast<std::uint32_t>(patterns->size()));
      for (const KindPattern& pattern : *patterns) {
        for (const base::StrId part : {pattern.group, pattern.name, pattern.version}) {
          key.push_back(static_cast<std::uint32_t>(part));
        }
      }
    }
    const auto [place, added] = equal_sets_.try_emplace(std::move(key), static_cast<KindSetId>(to_.kind_sets.size()));
    if (added) to_.kind_sets.push_back(set);
    kinds_[id] = place->second;
    return kinds_[id];
  }

  const Program& from_;
  Program to_;
  std::vector<ExprId> exprs_;
  std::vector<CondId> conds_;
  std::vector<std::uint32_t> blocks_;
  std::vector<KindSetId> kinds_;
  std::map<std::vector<std::uint32_t>, KindSetId> equal_sets_;
};

}  // namespace

Program compacted(const Program& program) { return Compaction(program).run(); }

}  // namespace meshplay::check
