// Finds and reads the rule files that a person names.
#pragma once

#include <string>
#include <vector>

#include "engine/diag/diagnostic.h"

namespace meshplay::driver {

struct RuleText {
  std::string name;
  std::string content;
};

// Files ending in .mesh below the paths, in byte order; each file once. What is missing or unreadable is reported.
std::vector<RuleText> read_rule_files(const std::vector<std::string>& paths, diag::Sink& sink);

}  // namespace meshplay::driver
