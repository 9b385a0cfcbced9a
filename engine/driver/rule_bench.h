// What rules cost in several runs over one design, and which cost more than others of the same shape.
#pragma once

#include <string>
#include <vector>

#include "engine/driver/rule_plan.h"

namespace meshplay::driver {

struct BenchedRule {
  std::string name;
  std::uint64_t nanoseconds = 0;  // of the run in the middle
  std::uint64_t rows_in = 0;      // of all its steps
  std::uint64_t rows_out = 0;
  std::uint64_t results = 0;
  std::string shape;                   // of its steps: `scan, index, filter`
  std::size_t peers = 0;               // other rules of this shape
  std::uint64_t peer_nanoseconds = 0;  // of the one in the middle of them
  std::string reason;                  // why it is slower than them, or than it need be; empty: it is not
};

// Of profiles of the same rules and design; slowest first.
std::vector<BenchedRule> bench_rules(const std::vector<Profile>& runs);

}  // namespace meshplay::driver
