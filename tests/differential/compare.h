// Runs one case in the engine and in the naive evaluator, and says where they differ.
#pragma once

#include <cstdint>
#include <string>

#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"
#include "tests/differential/case.h"
#include "tests/differential/coverage.h"

namespace meshplay::differential {

struct Comparison {
  bool accepted = false;   // the rules and the design are without errors
  std::string refusal;     // else: what was reported
  std::string difference;  // empty: everything agrees
  std::size_t tuples = 0;
  std::size_t findings = 0;
};

// What is wrong with the rules, a line each; mistakes that have a meaning all the same are none.
std::string refusal_of(const diag::Sink& sink, const text::SourceSet& sources);

// Compares engine and naive evaluator, the engine with itself on the case shuffled by its seed, and a second run.
Comparison compare(const Case& value, Coverage& coverage);

// Rule files, taken as built-in packs, over manifests; both are paths of files or folders. What `help` says is left
// out: it may be a suggestion, which has no meaning to compare.
Comparison compare_files(const std::string& rules, const std::string& design, Coverage& coverage);

}  // namespace meshplay::differential
