// A check that tells objects that are wrong from others that are right, by the simplest conditions that do.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/base/result.h"

namespace meshplay::driver {

struct ExampleRule {
  std::string name;
  std::string severity = "warn";
  std::string package = "team";
  std::vector<std::string> good;  // files and folders
  std::vector<std::string> bad;
  std::size_t choose = 1;  // which of the conditions, from 1
};

struct ExampleAnswer {
  std::string text;                     // of the rule file
  std::vector<std::string> conditions;  // that tell them apart, simplest first
};

// All objects are of one kind. It was checked and its tests, one of each side, have run before it is given back.
base::Result<ExampleAnswer> rule_by_example(const ExampleRule& wanted, std::string_view builtin_pack);

}  // namespace meshplay::driver
