// Proofs as text.
#pragma once

#include <string>

#include "cli/output.h"
#include "engine/diag/render_json.h"
#include "engine/driver/driver.h"

namespace meshplay::cli {

// An indented tree; a fact that was shown above is not shown again.
std::string why_text(const driver::Why& why, const text::SourceSet& sources);
// The conditions of the first fact alone, indented by so many blanks.
std::string conditions_text(const driver::Why& why, const text::SourceSet& sources, std::size_t indent);
std::string why_not_text(const driver::WhyNot& why_not, const text::SourceSet& sources);
// As an object's members.
void write_why(const driver::Why& why, const text::SourceSet& sources, diag::JsonWriter& json);
// The conditions of the first fact, as the member `because`.
void write_conditions(const driver::Why& why, const text::SourceSet& sources, diag::JsonWriter& json);
void write_why_not(const driver::WhyNot& why_not, const text::SourceSet& sources, diag::JsonWriter& json);
// Facts, and the values of manifests that they follow from, as a picture for graphviz.
std::string why_dot(const driver::Why& why, const text::SourceSet& sources);

}  // namespace meshplay::cli
