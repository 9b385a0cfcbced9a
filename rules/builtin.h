// The built-in rule packs, compiled into the program when it is built.
#pragma once

#include <string_view>

namespace meshplay::rules {

// The bytes of the pack, for ast::read_pack.
std::string_view builtin_pack();

}  // namespace meshplay::rules
