// The text of a rule file in the one style there is. Spaces, indentation and blank lines are set anew; words, strings
// and comments stay as they are, and so do the lines that a person broke, except where the style asks for others:
//
// - declarations with a body are set apart by a blank line; elsewhere one blank line stays where there were some;
// - a body that stood on one line stays there if it fits, else each of its items begins a line;
// - `and` and `or` begin lines instead of ending them, and lines of more than 120 letters are broken before them;
// - the roles of a relationship, the lines of a conditional and comments behind lines stand below each other.
//
// What is formatted already stays as it is.
#pragma once

#include <string>
#include <string_view>

#include "engine/ast/ast.h"

namespace meshplay::format {

constexpr std::size_t kWidth = 120;  // letters of a line

// `tree`: of this text, which was parsed without a mistake.
std::string format(std::string_view text, const ast::Ast& tree);

}  // namespace meshplay::format
