// libyaml's complaints in the user's words.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/data/report.h"

namespace meshplay::data {

// `problem` and `context` are libyaml's words (empty if none); the offsets are bytes of the file.
Complaint explain_yaml_problem(std::string_view problem, std::string_view context, std::uint32_t problem_at,
                               std::uint32_t context_at, std::string_view content);

// Adds that the mistake stands inside a bracket that is open.
void note_open_bracket(Complaint& complaint, std::uint32_t bracket, std::string_view content);

}  // namespace meshplay::data
