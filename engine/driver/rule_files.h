// Finds and parses the rule files that a person names.
#pragma once

#include <string>
#include <vector>

#include "engine/base/interner.h"
#include "engine/check/checker.h"
#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::driver {

// Files ending in .mesh below the paths, in byte order; each file once. What is missing or unreadable is reported.
std::vector<check::RuleFile> read_rule_files(const std::vector<std::string>& paths, text::SourceSet& sources,
                                             base::Interner& interner, diag::Sink& sink);

}  // namespace meshplay::driver
