// What check, infer, graph and the commands of rules do alike: set the engine up from the options, load, report.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cli/output.h"
#include "cli/request.h"
#include "engine/diag/render_json.h"
#include "engine/driver/driver.h"

namespace meshplay::cli {

enum class Form : std::uint8_t { text, json, jsonl };

// Of the option `output`.
Form form_of(const Request& request);

// Rules, namespace, exclude and verbose from the options; the operands are the design, `.` when there are none.
driver::Options engine_options(const Request& request);

// `~/.cache/meshplay`, as the system's convention has it; empty where there is none, or none is wanted.
std::string cache_folder();

// An engine with these options that lives until the process ends, which frees large designs faster than they could
// be taken apart.
driver::Engine& lasting_engine(driver::Options options);

// Loads rules and design. False when nothing can be inferred; what is wrong is in the engine's diagnostics.
bool load(driver::Engine& engine);

// All diagnostics as text to standard error; errors only with --quiet.
void report_diagnostics(const driver::Engine& engine, const Request& request, Output& output);
// As elements of an array that is open.
void write_diagnostics(const driver::Engine& engine, diag::JsonWriter& json);

// --stats
void report_stats(const driver::Engine& engine, const Request& request, Output& output);

// Handles --dump: true when it was given; then the command is done.
bool dumped(driver::Engine& engine, const Request& request, Output& output);

// The last line of a text: `found` in 22 components of 9 files; that nothing was checked when there is no component.
std::string summary(std::string_view found, const driver::Engine& engine);
// `1 finding`, `2 findings`
std::string milliseconds(std::uint64_t nanoseconds);  // `0.125`
std::string counted(std::uint64_t number, std::string_view thing);

Exit exit_of(const driver::Engine& engine);

}  // namespace meshplay::cli
