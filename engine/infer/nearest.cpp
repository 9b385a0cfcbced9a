// nearest(wanted, candidates): the text or label that a person probably meant.
#include "engine/base/nearest.h"

#include <unordered_set>

#include "engine/infer/evaluator.h"

namespace meshplay::infer {

const base::NearestIndex& Evaluator::candidates(check::ExprId id, const check::Expr& expr, Env& env) {
  const auto known = candidates_.find(id);
  if (known != candidates_.end()) return known->second;
  std::vector<std::string> texts;
  // Many components have the same names and labels. Texts are told apart by their ids.
  std::unordered_set<std::uint64_t> seen;
  const auto is_new = [&](std::uint32_t key, const Value& value) {
    return value.tag != Tag::text || seen.insert((std::uint64_t{key} << 32U) | value.data).second;
  };
  const auto collect = [&](const Value& value, const auto& self) -> void {
    if (values_.is_map(value)) {
      values_.for_each_entry(value, [&](const Value& key, const Value& entry) {
        if (is_new(key.data, entry)) texts.push_back(values_.show(key) + ": " + values_.show(entry));
      });
    } else if (values_.is_sequence(value)) {
      values_.for_each_element(value, [&](const Value& element) { self(element, self); });
    } else if (!value.missing() && is_new(check::kNone, value)) {
      texts.push_back(values_.show(value));
    }
  };
  if (expr.var == check::kNone) {
    collect(eval(expr.b, env), collect);
  } else {
    const Value before = env[expr.var];
    for_each_component(expr.kinds, [&](design::ComponentId component) {
      env[expr.var] = component_value(component);
      collect(eval(expr.b, env), collect);
      return false;
    });
    env[expr.var] = before;
  }
  base::NearestIndex result(std::move(texts));
  const plan::VarSet own = expr.var == check::kNone ? 0 : plan::bit(expr.var);
  const bool constant = plan_.expr_planned[expr.b] && (plan_.expr_uses[expr.b] & ~own) == 0;
  if (!constant) {
    changing_candidates_ = std::make_unique<base::NearestIndex>(std::move(result));
    return *changing_candidates_;
  }
  return candidates_.emplace(id, std::move(result)).first->second;
}

Value Evaluator::nearest(check::ExprId id, const check::Expr& expr, Env& env) {
  const Value wanted = eval(expr.a, env);
  if (wanted.missing()) return {};
  const base::NearestIndex& all = candidates(id, expr, env);
  std::string found;
  const auto try_text = [&](const std::string& text) {
    if (!found.empty() || all.contains(text)) return;
    found = all.find(text).value_or("");
  };
  if (values_.is_map(wanted)) {
    values_.for_each_entry(wanted, [&](const Value& key, const Value& value) {
      try_text(values_.show(key) + ": " + values_.show(value));
    });
  } else {
    try_text(values_.show(wanted));
  }
  if (found.empty()) return {};
  return text_value(values_.interner().intern("did you mean `" + found + "`?"));
}

}  // namespace meshplay::infer
