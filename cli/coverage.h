// What tests saw of rules, for other programs and as a page.
#pragma once

#include <string>

#include "engine/driver/driver.h"

namespace meshplay::cli {

// lcov's tracefile, as genhtml and editors read it: rules are functions, conditions lines, and each condition has two
// branches: it held, and it did not.
std::string coverage_lcov(const driver::Engine& engine);
// A page that needs nothing else: the share of each file, and its text with each condition marked.
std::string coverage_page(const driver::Engine& engine);

}  // namespace meshplay::cli
