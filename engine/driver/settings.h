// What a project sets: the params of rules, from its configuration file and from the command line.
#pragma once

#include <string>
#include <vector>

#include "engine/check/program.h"
#include "engine/diag/diagnostic.h"

namespace meshplay::driver {

// Reads the file (empty: none) and the settings `rule.param=value`, whose values are YAML; later ones win, and those of
// the command line over the file. Puts them into the program in place of the defaults; what is wrong is reported.
//
//   params:
//     too_many.max: 5          # by the name of the rule and its own
//     team.too_many: {max: 5}  # with its package, several at once
void apply_settings(const std::string& file, const std::vector<std::string>& settings, check::Program& program,
                    text::SourceSet& sources, base::Interner& interner, diag::Sink& sink);

}  // namespace meshplay::driver
