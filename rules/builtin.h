// The built-in rule packs, compiled into the program when it is built.
#pragma once

#include <string_view>

namespace meshplay::rules {

// Syntax trees and texts, for ast::read_pack.
std::string_view builtin_pack();
// The same rules, checked, without their tests: for check::read_program.
std::string_view builtin_program();

}  // namespace meshplay::rules
