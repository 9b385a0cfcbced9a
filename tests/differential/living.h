// A living design against a fresh one: after each of many random edits, what the living one has, and what it said has
// changed, must be what a run over the same documents finds.
#pragma once

#include <cstdint>
#include <string>

#include "tests/differential/case.h"

namespace meshplay::differential {

struct LivingComparison {
  bool accepted = false;
  std::string refusal;
  std::string difference;  // empty: everything agrees; else with the documents before and after
  std::size_t edits = 0;
  std::size_t facts_changed = 0;
  std::size_t findings_changed = 0;
  std::size_t recursive_changed = 0;
  std::size_t proofs = 0;
};

// The rules of the case; its documents come first.
LivingComparison compare_living(const Case& value, std::size_t edits);

}  // namespace meshplay::differential
