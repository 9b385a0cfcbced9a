// How scalars are written in YAML and in JSON, so that they are read as what they are.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/data/layout.h"
#include "engine/edit/value.h"

namespace meshplay::edit {

// Where a scalar stands: brackets leave fewer bytes to plain ones.
enum class Around : std::uint8_t { block, brackets };

// The scalar on one line, in the quotes that stood there where the text allows them. What looks like a number, a truth
// value, null or a date to any reader of YAML is quoted.
std::string scalar_text(const Value& value, data::Style before, Around around);

// JSON's double quotes, which YAML reads as well.
std::string double_quoted(std::string_view text);

// Whether the text is better written as a literal block: several lines that need no escape and no indentation mark.
bool fits_literal(std::string_view text);

}  // namespace meshplay::edit
