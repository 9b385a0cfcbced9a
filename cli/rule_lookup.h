// Finds a rule by the name that a person typed.
#pragma once

#include <string_view>
#include <vector>

#include "engine/driver/driver.h"

namespace meshplay::cli {

// The rules of this full name (`kubernetes.routes`), else all whose last part it is (`routes`).
std::vector<const driver::RuleInfo*> find_rules(std::string_view name, const std::vector<driver::RuleInfo>& rules);

// Full names and last parts, for suggestions.
std::vector<std::string_view> rule_names(const std::vector<driver::RuleInfo>& rules);

}  // namespace meshplay::cli
