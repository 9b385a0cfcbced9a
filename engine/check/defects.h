// Defects of rules that read well and have right types: conditions that exclude each other, that always hold, that are
// said twice; rules that are the same, or that another one implies; rules without documentation.
#pragma once

#include "engine/check/lower.h"

namespace meshplay::check {

void report_contradictions(const Context& context);
void report_repeated_rules(const Context& context);
void report_missing_docs(const Context& context);

}  // namespace meshplay::check
