// --profile: what each rule and each step of it did.
#pragma once

#include <string>

#include "cli/output.h"
#include "cli/request.h"
#include "engine/diag/render_json.h"
#include "engine/driver/driver.h"

namespace meshplay::cli {

// As text to standard error, where it was asked for.
void report_profile(driver::Engine& engine, const Request& request, Output& output);
// The same as a member of an object.
void write_profile(driver::Engine& engine, const Request& request, diag::JsonWriter& json);

}  // namespace meshplay::cli
