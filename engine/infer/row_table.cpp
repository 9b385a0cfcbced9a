#include "engine/infer/row_table.h"

#include <unordered_map>

#include "engine/base/hash.h"

namespace meshplay::infer {

std::uint64_t label_key(std::uint64_t key, base::StrId label, base::StrId value) {
  return base::hash_combine(key, (static_cast<std::uint64_t>(label) << 32) | static_cast<std::uint32_t>(value));
}

RowTable::RowTable(const RowTableSpec& spec, const std::vector<check::Var>& frame, Evaluator& evaluator)
    : spec_width_(spec.chain.size()) {
  const Values::Keep keep(evaluator.values());
  fill(spec, frame, evaluator);
  if (spec.mode == TableMode::selectors) anchor_selectors();
}

void RowTable::fill(const RowTableSpec& spec, const std::vector<check::Var>& frame, Evaluator& evaluator) {
  Env env;
  evaluator.for_each_component(frame[spec.chain[0]].kinds, [&](design::ComponentId component) {
    env[spec.chain[0]] = component_value(component);
    expand(spec, frame, 1, evaluator, env);
    return false;
  });
}

void RowTable::expand(const RowTableSpec& spec, const std::vector<check::Var>& frame, std::size_t depth,
                      Evaluator& evaluator, Env& env) {
  if (depth == spec.chain.size()) {
    add_row(spec, evaluator, env);
    return;
  }
  const check::VarId var = spec.chain[depth];
  const Value source = evaluator.eval(frame[var].source, env);
  if (frame[var].kind == check::VarKind::entry_key) {
    evaluator.values().for_each_entry(source, [&](const Value& key, const Value& value) {
      env[var] = key;
      env[frame[var].entry] = value;
      expand(spec, frame, depth + 2, evaluator, env);
    });
    return;
  }
  evaluator.values().for_each_element(source, [&](const Value& element) {
    if (element.missing()) return;
    env[var] = element;
    expand(spec, frame, depth + 1, evaluator, env);
  });
}

void RowTable::add_row(const RowTableSpec& spec, Evaluator& evaluator, Env& env) {
  Values& values = evaluator.values();
  std::uint64_t key = 0;
  for (check::ExprId expr : spec.keys) {
    const Value value = evaluator.eval(expr, env);
    if (value.missing()) return;
    key = base::hash_combine(key, values.hash(value));
  }
  const auto number = static_cast<std::uint32_t>(rows());
  const auto keep_row = [&] {
    for (check::VarId var : spec.chain) rows_.push_back(env[var]);
  };
  if (spec.mode == TableMode::equality) {
    keep_row();
    table_.add(key, number);
    return;
  }
  const Value labelled = evaluator.eval(spec.labelled, env);
  if (!values.is_map(labelled)) return;
  keep_row();
  if (spec.mode == TableMode::labels) {
    unanchored_.add(key, number);
    values.for_each_entry(labelled, [&](const Value& label, const Value& value) {
      const auto text = values.scalar_text(value);
      if (text) table_.add(label_key(key, base::StrId{label.data}, *text), number);
    });
    return;
  }
  auto requirements = values.requirements(labelled);
  if (requirements) pending_.push_back({key, number, std::move(*requirements)});
}

void RowTable::anchor_selectors() {
  std::unordered_map<std::uint64_t, std::size_t> uses;
  const auto certain = [](const Requirement& requirement) { return requirement.op == Requirement::Operator::in; };
  for (const Pending& selector : pending_) {
    for (const Requirement& requirement : selector.requirements) {
      if (!certain(requirement)) continue;
      for (base::StrId value : requirement.values) ++uses[label_key(selector.key, requirement.key, value)];
    }
  }
  for (const Pending& selector : pending_) {
    const Requirement* rarest = nullptr;
    std::size_t fewest = 0;
    for (const Requirement& requirement : selector.requirements) {
      if (!certain(requirement)) continue;
      std::size_t count = 0;
      for (base::StrId value : requirement.values) count += uses[label_key(selector.key, requirement.key, value)];
      if (rarest != nullptr && count >= fewest) continue;
      rarest = &requirement;
      fewest = count;
    }
    if (rarest == nullptr) {
      unanchored_.add(selector.key, selector.row);
      continue;
    }
    for (base::StrId value : rarest->values) {
      table_.add(label_key(selector.key, rarest->key, value), selector.row);
    }
  }
  pending_.clear();
  pending_.shrink_to_fit();
}

double RowTable::fan_out() const {
  const std::size_t keys = table_.keys();
  return keys == 0 ? 0 : static_cast<double>(table_.rows()) / static_cast<double>(keys);
}

}  // namespace meshplay::infer
