#include "engine/infer/row_table.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "engine/base/hash.h"

namespace meshplay::infer {

std::uint64_t label_key(std::uint64_t key, base::StrId label, base::StrId value) {
  return base::hash_combine(key, (static_cast<std::uint64_t>(label) << 32) | static_cast<std::uint32_t>(value));
}

RowTable::RowTable(const RowTableSpec& spec, const std::vector<check::Var>& frame, Evaluator& evaluator)
    : spec_(spec), frame_(&frame), spec_width_(spec.chain.size()) {
  fill(evaluator);
}

void RowTable::fill(Evaluator& evaluator) {
  const Values::Keep keep(evaluator.values());
  Env env;
  evaluator.for_each_component((*frame_)[spec_.chain[0]].kinds, [&](design::ComponentId component) {
    env[spec_.chain[0]] = component_value(component);
    expand(1, evaluator, env);
    return false;
  });
  if (spec_.mode == TableMode::selectors) anchor_selectors();
}

void RowTable::expand(std::size_t depth, Evaluator& evaluator, Env& env) {
  if (depth == spec_.chain.size()) {
    add_row(evaluator, env);
    return;
  }
  const check::VarId var = spec_.chain[depth];
  const check::Var& row = (*frame_)[var];
  const Value source = evaluator.eval(row.source, env);
  if (row.kind == check::VarKind::entry_key) {
    evaluator.values().for_each_entry(source, [&](const Value& key, const Value& value) {
      env[var] = key;
      env[row.entry] = value;
      expand(depth + 2, evaluator, env);
    });
    return;
  }
  evaluator.values().for_each_element(source, [&](const Value& element) {
    if (element.missing()) return;
    env[var] = element;
    expand(depth + 1, evaluator, env);
  });
}

std::uint32_t RowTable::keep_row(const Env& env) {
  ++live_rows_;
  auto number = static_cast<std::uint32_t>(spec_width_ == 0 ? 0 : rows_.size() / spec_width_);
  if (free_rows_.empty()) {
    for (check::VarId var : spec_.chain) rows_.push_back(env[var]);
  } else {
    number = free_rows_.back();
    free_rows_.pop_back();
    for (std::size_t i = 0; i < spec_width_; ++i) rows_[number * spec_width_ + i] = env[spec_.chain[i]];
  }
  if (!is_erasable_) return number;
  if (number >= next_row_.size()) {
    next_row_.resize(std::size_t{number} + 1, kNoRow);
    links_.resize(std::size_t{number} + 1);
  }
  const std::uint32_t component = env[spec_.chain[0]].data;
  if (component >= first_row_.size()) first_row_.resize(std::size_t{component} + 1, kNoRow);
  next_row_[number] = std::exchange(first_row_[component], number);
  return number;
}

void RowTable::link(Table& table, std::uint64_t key, std::uint32_t row) {
  if (!is_erasable_) {
    table.add(key, row);
    return;
  }
  const bool is_unanchored = &table == &unanchored_;
  auto& free = is_unanchored ? free_unanchored_ : free_links_;
  std::uint32_t number = table.links();
  if (!free.empty()) {
    number = free.back();
    free.pop_back();
  }
  table.insert(number, key, row);
  links_[row].push_back({key, number | (is_unanchored ? kUnanchored : 0)});
}

void RowTable::add_row(Evaluator& evaluator, Env& env) {
  Values& values = evaluator.values();
  std::uint64_t key = 0;
  for (check::ExprId expr : spec_.keys) {
    const Value value = evaluator.eval(expr, env);
    if (value.missing()) return;
    key = base::hash_combine(key, values.hash(value));
  }
  if (spec_.mode == TableMode::equality) {
    link(table_, key, keep_row(env));
    return;
  }
  const Value labelled = evaluator.eval(spec_.labelled, env);
  if (!values.is_map(labelled)) return;
  const std::uint32_t row = keep_row(env);
  if (spec_.mode == TableMode::labels) {
    link(unanchored_, key, row);
    values.for_each_entry(labelled, [&](const Value& label, const Value& value) {
      const auto text = values.scalar_text(value);
      if (text) link(table_, label_key(key, base::StrId{label.data}, *text), row);
    });
    return;
  }
  auto requirements = values.requirements(labelled);
  if (!requirements) return;
  if (is_erasable_) {
    anchor(key, row, *requirements);
  } else {
    pending_.push_back({key, row, std::move(*requirements)});
  }
}

namespace {

bool is_certain(const Requirement& requirement) { return requirement.op == Requirement::Operator::in; }

// Of the requirements that name values the one whose values are in the fewest rows.
template <typename Count>
const Requirement* rarest_of(std::uint64_t key, const std::vector<Requirement>& requirements, const Count& count) {
  const Requirement* rarest = nullptr;
  std::size_t fewest = 0;
  for (const Requirement& requirement : requirements) {
    if (!is_certain(requirement)) continue;
    std::size_t rows = 0;
    for (base::StrId value : requirement.values) rows += count(label_key(key, requirement.key, value));
    if (rarest != nullptr && rows >= fewest) continue;
    rarest = &requirement;
    fewest = rows;
  }
  return rarest;
}

}  // namespace

void RowTable::anchor_selectors() {
  std::unordered_map<std::uint64_t, std::size_t> uses;
  for (const Pending& selector : pending_) {
    for (const Requirement& requirement : selector.requirements) {
      if (!is_certain(requirement)) continue;
      for (base::StrId value : requirement.values) ++uses[label_key(selector.key, requirement.key, value)];
    }
  }
  for (const Pending& selector : pending_) {
    const Requirement* rarest =
        rarest_of(selector.key, selector.requirements, [&](std::uint64_t label) { return uses[label]; });
    if (rarest == nullptr) {
      link(unanchored_, selector.key, selector.row);
      continue;
    }
    for (base::StrId value : rarest->values) link(table_, label_key(selector.key, rarest->key, value), selector.row);
  }
  pending_.clear();
  pending_.shrink_to_fit();
}

// One selector beside those that are there.
void RowTable::anchor(std::uint64_t key, std::uint32_t row, const std::vector<Requirement>& requirements) {
  const Requirement* rarest =
      rarest_of(key, requirements, [&](std::uint64_t label) { return std::size_t{table_.count(label)}; });
  if (rarest == nullptr) {
    link(unanchored_, key, row);
    return;
  }
  for (base::StrId value : rarest->values) link(table_, label_key(key, rarest->key, value), row);
}

double RowTable::fan_out() const {
  const std::size_t keys = table_.keys();
  return keys == 0 ? 0 : static_cast<double>(table_.rows()) / static_cast<double>(keys);
}

// ---- a design that changes

void RowTable::make_erasable() {
  if (is_erasable_) return;
  is_erasable_ = true;
  const std::size_t count = spec_width_ == 0 ? 0 : rows_.size() / spec_width_;
  rows_.reserve(rows_.size() + rows_.size() / 4);
  next_row_.reserve(count + count / 4);
  links_.reserve(count + count / 4);
  next_row_.assign(count, kNoRow);
  links_.resize(count);
  for (std::uint32_t number = 0; number < count; ++number) {
    const std::uint32_t component = row(number)->data;
    if (component >= first_row_.size()) first_row_.resize(std::size_t{component} + 1, kNoRow);
    next_row_[number] = std::exchange(first_row_[component], number);
  }
  const auto take = [&](std::uint32_t bit) {
    return [this, bit](std::uint32_t number, std::uint64_t key, std::uint32_t row) {
      links_[row].push_back({key, number | bit});
    };
  };
  table_.for_each_link(take(0));
  unanchored_.for_each_link(take(kUnanchored));
  table_.make_erasable();
  unanchored_.make_erasable();
}

void RowTable::leave(design::ComponentId component) {
  const auto number = static_cast<std::uint32_t>(component);
  if (number >= first_row_.size()) return;
  std::uint32_t row = std::exchange(first_row_[number], kNoRow);
  while (row != kNoRow) {
    for (const Link& link : links_[row]) {
      if ((link.number & kUnanchored) != 0) {
        unanchored_.erase(link.number & ~kUnanchored, link.key);
        free_unanchored_.push_back(link.number & ~kUnanchored);
      } else {
        table_.erase(link.number, link.key);
        free_links_.push_back(link.number);
      }
    }
    links_[row].clear();
    free_rows_.push_back(row);
    --live_rows_;
    row = std::exchange(next_row_[row], kNoRow);
  }
}

bool RowTable::enter(design::ComponentId component, Evaluator& evaluator) {
  if (!evaluator.in_kinds((*frame_)[spec_.chain[0]].kinds, component)) return true;
  const bool was_empty = live_rows_ == 0;
  const Values::Keep keep(evaluator.values());
  Env env;
  env[spec_.chain[0]] = component_value(component);
  expand(1, evaluator, env);
  return !was_empty || live_rows_ == 0;
}

void RowTable::refill(Evaluator& evaluator) {
  RowTable fresh(spec_, *frame_, evaluator);
  if (is_erasable_) fresh.make_erasable();
  *this = std::move(fresh);
}

bool RowTable::uses_namespaces(const Evaluator& evaluator) const {
  const auto uses = [&](check::ExprId expr) { return evaluator.uses_namespaces(expr); };
  return std::any_of(spec_.keys.begin(), spec_.keys.end(), uses) || uses(spec_.labelled) ||
         std::any_of(spec_.chain.begin() + 1, spec_.chain.end(),
                     [&](check::VarId var) { return uses((*frame_)[var].source); });
}

}  // namespace meshplay::infer
