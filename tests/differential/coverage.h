// Counts what the naive evaluator met, so that a run can say which parts of the language it tried and which it did not.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/check/program.h"

namespace meshplay::differential {

// How often something was not so, and was: a condition held, an expression had a value.
using Tally = std::array<std::uint64_t, 2>;

class Coverage {
 public:
  Coverage();

  void add(const check::Cond& cond, bool holds) { ++conds_[index(cond)][holds ? 1 : 0]; }
  void add(const check::Expr& expr, bool present) { ++exprs_[index(expr)][present ? 1 : 0]; }
  // Anything else worth counting: a step of a join, a sort of declaration.
  void add(const std::string& name, bool so = true) { ++others_[name][so ? 1 : 0]; }

  // Every name with its tally, sorted by name.
  std::map<std::string, Tally> all() const;
  // What should occur and did not: a condition that never held or never failed, an expression that never had a value.
  std::vector<std::string> missing() const;

 private:
  static constexpr std::size_t kOps = ast::kOps;

  static std::size_t index(const check::Cond& cond) {
    return static_cast<std::size_t>(cond.kind) * kOps + static_cast<std::size_t>(cond.op);
  }
  static std::size_t index(const check::Expr& expr) {
    std::size_t part = static_cast<std::size_t>(expr.op);
    if (expr.kind == check::ExprKind::property) part = static_cast<std::size_t>(expr.property);
    if (expr.kind == check::ExprKind::graph) part = static_cast<std::size_t>(expr.measure);
    if (expr.kind == check::ExprKind::call) part = static_cast<std::size_t>(expr.function);
    return static_cast<std::size_t>(expr.kind) * kOps + part;
  }

  std::vector<Tally> conds_;
  std::vector<Tally> exprs_;
  std::map<std::string, Tally> others_;
};

}  // namespace meshplay::differential
