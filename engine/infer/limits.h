// What stops a rule that would go on for too long.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "engine/check/program.h"
#include "engine/text/source.h"

namespace meshplay::infer {

struct Limits {
  std::uint64_t rows = ~std::uint64_t{0};  // that one rule may go through
  // Asked now and then, by several threads at once: which limit of the whole run is reached; empty: none. The rule that
  // asks is stopped.
  std::function<std::string()> reached;
};

// Thrown by whoever evaluates a rule that is stopped. What was there before is still good.
struct Stopped {
  std::string limit;
  std::uint64_t rows = 0;                  // that it went through
  text::Span place;                        // of the step at which it was
  check::RelationId needs = check::kNone;  // it asked for a relation that is stopped, and nothing else is wrong
};

}  // namespace meshplay::infer
