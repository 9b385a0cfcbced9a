// The plan of a rule, for people: what each of its clauses does, step by step, in the words of the rule file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/source.h"

namespace meshplay::driver {

struct RulePlanBlock;

// Part of a rule file, on one line.
struct RuleWords {
  std::string text;
  text::Span span;
};

struct RulePlanStep {
  std::string_view what;              // scan, elements, index, selector, relation, new tuples, filter, each
  std::vector<std::string> binds;     // variables that have a value from here on: `s: Service`
  std::vector<std::string> given;     // relation: variables that had one before
  std::vector<RuleWords> conditions;  // in the words of the rule
  std::optional<std::uint64_t> rows;  // components, rows of the index, tuples of the relation; none without a design
  double expected = 1;                // rows each time
  bool is_one_enough = false;         // the first way that is found from here on ends the search for others
  std::vector<RulePlanBlock> blocks;  // searches of a filter
};

struct RulePlanClause {
  std::string nothing_because;  // nothing can be found; empty: something may be
  std::vector<RulePlanStep> steps;
};

struct RulePlanBlock {
  RuleWords text;
  std::vector<RulePlanClause> clauses;
};

struct RulePlan {
  bool of_design = false;  // else sizes are assumed
  std::vector<RulePlanClause> clauses;
};

}  // namespace meshplay::driver
