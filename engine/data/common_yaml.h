// Reads the YAML that manifests are mostly written in: block collections, scalars and brackets of one line, literal
// blocks, comments, ASCII. Everything else, and whatever looks like a mistake, is not for it: it then leaves the tree
// as it was and says so, and libyaml reads the file. What it reads has the very nodes that libyaml's events give;
// tests/fuzz holds the two against each other.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/base/interner.h"
#include "engine/data/reader.h"
#include "engine/data/tree.h"

namespace meshplay::data {

// The number of documents appended; nullopt: not for this reader.
std::optional<std::uint32_t> read_common_yaml(text::FileId file, std::string_view content, const Limits& limits,
                                              base::Interner& interner, Tree& tree);

}  // namespace meshplay::data
