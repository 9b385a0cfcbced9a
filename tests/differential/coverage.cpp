#include "tests/differential/coverage.h"

#include <iterator>
#include <string_view>

#include "engine/check/functions.h"

namespace meshplay::differential {

using ast::Op;
using check::CondKind;
using check::ExprKind;

namespace {

constexpr std::string_view kCondNames[] = {"compare",  "present",    "absent",   "is_kind", "all_of", "any_of",
                                           "negation", "quantifier", "relation", "holds",   "never"};
constexpr std::string_view kExprNames[] = {"text",     "number",      "boolean", "var",        "property",
                                           "member",   "subscript",   "select",  "list",       "map",
                                           "fallback", "conditional", "negate",  "arithmetic", "aggregate",
                                           "fold",     "call",        "nearest", "param",      "graph"};
constexpr std::string_view kMeasureNames[] = {"path", "depth", "fan_in", "fan_out", "component"};
constexpr std::string_view kPropertyNames[] = {"name",  "namespace", "labels", "annotations",     "kind",
                                               "group", "version",   "model",  "namespace_labels"};
constexpr std::size_t kConds = std::size(kCondNames);
constexpr std::size_t kExprs = std::size(kExprNames);

bool is_operation(CondKind kind, Op op) {
  switch (kind) {
    case CondKind::compare: return op >= Op::eq && op <= Op::within;
    case CondKind::quantifier: return op >= Op::some && op <= Op::every;
    case CondKind::never: return false;
    default: return op == Op::none;
  }
}

bool is_part(ExprKind kind, std::size_t part) {
  switch (kind) {
    case ExprKind::arithmetic:
      return part >= static_cast<std::size_t>(Op::add) && part <= static_cast<std::size_t>(Op::mod);
    case ExprKind::fallback: return part == static_cast<std::size_t>(Op::default_);
    case ExprKind::property: return part < std::size(kPropertyNames);
    case ExprKind::call: return part < check::functions().size();
    case ExprKind::graph: return part < std::size(kMeasureNames);
    case ExprKind::aggregate:
    case ExprKind::fold:
      return part >= static_cast<std::size_t>(Op::count) && part <= static_cast<std::size_t>(Op::collect);
    case ExprKind::nearest: return false;  // a suggestion: no meaning to compare
    default: return part == 0;
  }
}

std::string cond_name(std::size_t kind, std::size_t op) {
  std::string name(kCondNames[kind]);
  if (static_cast<Op>(op) != Op::none) name += ' ' + std::string(ast::name(static_cast<Op>(op)));
  return name;
}

std::string expr_name(std::size_t kind, std::size_t part) {
  std::string name = "value " + std::string(kExprNames[kind]);
  if (static_cast<ExprKind>(kind) == ExprKind::property) return name + ' ' + std::string(kPropertyNames[part]);
  if (static_cast<ExprKind>(kind) == ExprKind::call)
    return name + ' ' + std::string(check::row_of(static_cast<check::Function>(part)).name);
  if (static_cast<ExprKind>(kind) == ExprKind::graph) return name + ' ' + std::string(kMeasureNames[part]);
  if (static_cast<Op>(part) != Op::none) name += ' ' + std::string(ast::name(static_cast<Op>(part)));
  return name;
}

}  // namespace

Coverage::Coverage() : conds_(kConds * kOps), exprs_(kExprs * kOps) {}

std::map<std::string, Tally> Coverage::all() const {
  std::map<std::string, Tally> result = others_;
  for (std::size_t i = 0; i < conds_.size(); ++i) {
    if (conds_[i] != Tally{}) result.emplace(cond_name(i / kOps, i % kOps), conds_[i]);
  }
  for (std::size_t i = 0; i < exprs_.size(); ++i) {
    if (exprs_[i] != Tally{}) result.emplace(expr_name(i / kOps, i % kOps), exprs_[i]);
  }
  return result;
}

std::vector<std::string> Coverage::missing() const {
  std::vector<std::string> result;
  for (std::size_t i = 0; i < conds_.size(); ++i) {
    if (!is_operation(static_cast<CondKind>(i / kOps), static_cast<Op>(i % kOps))) continue;
    if (conds_[i][0] == 0) result.push_back(cond_name(i / kOps, i % kOps) + " never failed");
    if (conds_[i][1] == 0) result.push_back(cond_name(i / kOps, i % kOps) + " never held");
  }
  for (std::size_t i = 0; i < exprs_.size(); ++i) {
    if (!is_part(static_cast<ExprKind>(i / kOps), i % kOps)) continue;
    if (exprs_[i][1] == 0) result.push_back(expr_name(i / kOps, i % kOps) + " never had a value");
  }
  return result;
}

}  // namespace meshplay::differential
