// Expressions and conditions as texts that do not hang on names, places and the order of `and`, `or` and `==`: what has
// equal texts means the same.
#pragma once

#include <string>
#include <vector>

#include "engine/check/program.h"

namespace meshplay::check {

class Canonical {
 public:
  // Arguments are numbered; other variables are named after what they range over.
  Canonical(const Program& program, const std::vector<Var>& frame, std::uint32_t arguments);

  std::string expression(ExprId id);
  std::string condition(CondId id);
  std::string kinds(KindSetId id) const;
  // The conditions of a body, `and` taken apart, sorted, each once.
  std::vector<std::string> conditions(const Body& body);

 private:
  const std::string& name(VarId var);
  void put(std::string& out, ExprId id);
  std::string block(std::uint32_t id);

  const Program& program_;
  const std::vector<Var>& frame_;
  std::vector<std::string> names_;  // by VarId; empty: not named yet
  std::vector<std::string> bases_;
};

}  // namespace meshplay::check
