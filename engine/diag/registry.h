// The rows of the table of codes, a list for each part of the engine; registry.cpp joins and sorts them.
#pragma once

#include <vector>

#include "engine/diag/diagnostic.h"

namespace meshplay::diag {

std::vector<CodeInfo> input_codes();        // manifests: reading files, YAML, JSON, components
std::vector<CodeInfo> syntax_codes();       // rule files: declarations, items and expressions
std::vector<CodeInfo> syntax_text_codes();  // rule files: bytes, words and texts
std::vector<CodeInfo> rule_codes();         // rule files: names, safety, strata, tests
std::vector<CodeInfo> fix_codes();          // fixes, and relationships that are drawn
std::vector<CodeInfo> defect_codes();  // rule files: types, paths, conditions that say nothing, names that nothing uses

}  // namespace meshplay::diag
