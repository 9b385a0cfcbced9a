// What there is to say of each rule, for documentation: its own words, what its tests show, and the rules around it.
#pragma once

#include <string>
#include <vector>

#include "engine/driver/driver.h"

namespace meshplay::driver {

// What a test shows of a rule.
struct RuleExample {
  std::string title;
  std::string manifest;  // YAML, or JSON; without the indentation of the test
  bool is_json = false;
  std::string file;                   // instead of it: given by its name
  std::vector<std::string> expected;  // as they are written: `owner on Service/web`
};

struct RulePage {
  RuleInfo info;
  std::string source;                // the declaration without its documentation
  std::string file;                  // by the name that it was read by
  std::uint32_t line = 0;            // of the declaration
  std::vector<RuleExample> avoid;    // where it finds something; of relations, where it holds
  std::vector<RuleExample> prefer;   // where it finds nothing; of relations, where it does not hold
  std::vector<std::string> uses;     // full names, sorted
  std::vector<std::string> used_by;  // so, too
};

}  // namespace meshplay::driver
