// The plan of a rule and, in a profile, what each step did.
#pragma once

#include <string>
#include <vector>

#include "engine/diag/render_json.h"
#include "engine/driver/rule_plan.h"
#include "engine/text/source.h"

namespace meshplay::cli {

void write_plan(const driver::RulePlan& plan, const text::SourceSet& sources, const std::string& indent,
                std::string& out);
// The member `clauses` of an object.
void write_clauses(const std::vector<driver::RulePlanClause>& clauses, const text::SourceSet& sources,
                   diag::JsonWriter& json);

}  // namespace meshplay::cli
