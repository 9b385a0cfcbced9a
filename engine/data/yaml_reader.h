// YAML documents of one file into the tree, through libyaml's events. Nothing is thrown.
#pragma once

#include "engine/base/interner.h"
#include "engine/data/reader.h"
#include "engine/data/report.h"
#include "engine/data/tree.h"

namespace meshplay::data {

// `content` is UTF-8; `first` is where it begins (after a byte order mark). Returns the documents kept.
std::uint32_t read_yaml(Report& report, std::uint32_t first, bool ascii, const Limits& limits, base::Interner& interner,
                        Tree& tree);

}  // namespace meshplay::data
