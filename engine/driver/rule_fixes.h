// Corrections of rule files.
#pragma once

#include <vector>

#include "engine/driver/driver.h"

namespace meshplay::driver {

// What the replacements of diagnostics make of the rule files of the options, until none is left: those that are sure,
// or also what was probably meant. Nothing is written. Files that stay as they are are left out.
std::vector<ChangedFile> fix_rules(const Options& options, bool with_guesses);

// One text with the replacements of diagnostics of this file; of two that overlap the first one counts. `done` grows by
// those that are in it.
std::string with_replacements(std::string_view text, text::FileId file,
                              const std::vector<diag::Diagnostic>& diagnostics, bool with_guesses, std::size_t& done);

}  // namespace meshplay::driver
