// What can be done to a rule file where the cursor stands, beside what diagnostics offer.
#pragma once

#include <string>
#include <vector>

#include "engine/assist/rule_set.h"

namespace meshplay::assist {

struct Action {
  std::string title;
  enum class Kind : std::uint8_t { refactor, test } kind = Kind::refactor;
  std::vector<diag::Replacement> replacements;  // of this file
};

// A number or text becomes a param; a rule without a test gets one.
std::vector<Action> actions(RuleSet& rules, const std::string& name, std::uint32_t begin, std::uint32_t end);

// A comment that allows what the diagnostic says, for a reason that a person still has to write.
diag::Replacement allowance(const RuleSet& rules, const diag::Diagnostic& diagnostic);

}  // namespace meshplay::assist
