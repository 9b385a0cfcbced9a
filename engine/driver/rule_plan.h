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

// What a step did in a run: all its times together.
struct RanStep {
  std::uint64_t rows_in = 0;
  std::optional<std::uint64_t> rows_out;  // none where nothing stands behind it
  std::uint64_t nanoseconds = 0;          // its own, without the steps behind it and the searches below it
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
  std::optional<RanStep> ran;         // in a profile
};

struct RulePlanClause {
  std::string nothing_because;  // nothing can be found; empty: something may be
  std::vector<RulePlanStep> steps;
  std::optional<RanStep> made;  // in a profile: what was made of the rows behind the last step
};

struct RulePlanBlock {
  RuleWords text;
  std::vector<RulePlanClause> clauses;
};

struct RulePlan {
  bool of_design = false;  // else sizes are assumed
  std::vector<RulePlanClause> clauses;
};

// What one rule did in a run.
struct RanRule {
  std::string name;
  std::uint64_t nanoseconds = 0;  // of all of it
  std::uint64_t ordering = 0;     // of that: its order chosen, and the indexes made that it was the first to need
  std::uint64_t results = 0;      // findings or tuples, each once
  RulePlan plan;                  // with what each step did
};

struct Profile {
  std::vector<RanRule> rules;  // slowest first
  std::size_t idle = 0;        // rules for which some kind or relationship has nothing, or that nobody asked for
};

}  // namespace meshplay::driver
