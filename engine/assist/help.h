// What stands at a place of a rule file, told to who points at it or writes a call.
#pragma once

#include <optional>
#include <string>

#include "engine/assist/describe.h"

namespace meshplay::assist {

struct Hover {
  text::Span span;
  std::string markdown;
};

std::optional<Hover> hover(RuleSet& rules, const std::string& name, std::uint32_t offset);

struct Call {
  Signature signature;
  std::size_t argument = 0;  // where the cursor stands
};

// Of the call around the place, also while it is not complete.
std::optional<Call> call_at(RuleSet& rules, const std::string& name, std::uint32_t offset);

}  // namespace meshplay::assist
