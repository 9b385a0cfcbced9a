// nearest(wanted, candidates): the text or label that a person probably meant.
#include <algorithm>
#include <bit>
#include <set>

#include "engine/base/nearest.h"
#include "engine/infer/evaluator.h"

namespace meshplay::infer {

namespace {

// Which characters occur; two texts within `n` edits differ in at most 2 n of them.
std::uint64_t signature(std::string_view text) {
  std::uint64_t result = 0;
  for (char c : text) result |= std::uint64_t{1} << (static_cast<unsigned char>(c) & 63U);
  return result;
}

std::string nearest_of(std::string_view wanted, const std::vector<std::string>& candidates) {
  const std::size_t limit = std::min<std::size_t>(3, std::max<std::size_t>(1, wanted.size() / 3));
  const std::uint64_t own = signature(wanted);
  const std::string* best = nullptr;
  std::size_t best_distance = limit + 1;
  for (const std::string& candidate : candidates) {
    if (candidate == wanted || std::popcount(own ^ signature(candidate)) > static_cast<int>(2 * limit)) continue;
    const std::size_t distance = base::edit_distance(wanted, candidate, limit);
    if (distance >= best_distance) continue;
    best = &candidate;
    best_distance = distance;
  }
  return best == nullptr ? std::string() : *best;
}

}  // namespace

const std::vector<std::string>& Evaluator::candidates(check::ExprId id, const check::Expr& expr, Env& env) {
  const auto known = candidates_.find(id);
  if (known != candidates_.end()) return known->second;
  std::set<std::string> texts;
  const auto collect = [&](const Value& value, const auto& self) -> void {
    if (values_.is_map(value)) {
      values_.for_each_entry(value, [&](const Value& key, const Value& entry) {
        texts.insert(values_.show(key) + ": " + values_.show(entry));
      });
    } else if (values_.is_sequence(value)) {
      values_.for_each_element(value, [&](const Value& element) { self(element, self); });
    } else if (!value.missing()) {
      texts.insert(values_.show(value));
    }
  };
  if (expr.var == check::kNone) {
    collect(eval(expr.b, env), collect);
  } else {
    const Value before = env[expr.var];
    for (design::KindId kind : design_kinds(expr.kinds)) {
      for (design::ComponentId component : design_.of_kind(kind)) {
        if (!in_kinds(expr.kinds, component)) continue;
        env[expr.var] = component_value(component);
        collect(eval(expr.b, env), collect);
      }
    }
    env[expr.var] = before;
  }
  std::vector<std::string> result(texts.begin(), texts.end());
  const plan::VarSet own = expr.var == check::kNone ? 0 : plan::bit(expr.var);
  const bool constant = (plan_.expr_uses[expr.b] & ~own) == 0;
  if (!constant) {
    changing_candidates_ = std::move(result);
    return changing_candidates_;
  }
  return candidates_.emplace(id, std::move(result)).first->second;
}

Value Evaluator::nearest(check::ExprId id, const check::Expr& expr, Env& env) {
  const Value wanted = eval(expr.a, env);
  if (wanted.missing()) return {};
  const std::vector<std::string>& all = candidates(id, expr, env);
  std::string found;
  const auto try_text = [&](const std::string& text) {
    if (!found.empty() || std::binary_search(all.begin(), all.end(), text)) return;
    found = nearest_of(text, all);
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
