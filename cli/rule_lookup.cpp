#include "cli/rule_lookup.h"

namespace meshplay::cli {

namespace {

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }

}  // namespace

std::vector<const driver::RuleInfo*> find_rules(std::string_view name, const std::vector<driver::RuleInfo>& rules) {
  std::vector<const driver::RuleInfo*> by_last_part;
  for (const driver::RuleInfo& rule : rules) {
    if (rule.name == name) return {&rule};
    if (last_part(rule.name) == name) by_last_part.push_back(&rule);
  }
  return by_last_part;
}

std::vector<std::string_view> rule_names(const std::vector<driver::RuleInfo>& rules) {
  std::vector<std::string_view> result;
  for (const driver::RuleInfo& rule : rules) {
    result.emplace_back(rule.name);
    result.push_back(last_part(rule.name));
  }
  return result;
}

}  // namespace meshplay::cli
