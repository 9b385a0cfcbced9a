// Reads a file in which something is wrong: closes its brackets, takes it apart into declarations and parses each by
// itself. A mistake is reported once, then mended or cut out with its item, and the declaration is parsed again; so the
// number of messages is the number of mistakes, and what is right becomes part of the tree.
#pragma once

#include <string_view>

#include "engine/parse/mistakes.h"
#include "engine/parse/tree_builder.h"
#include "engine/parse/words.h"

namespace meshplay::parse {

void recover(std::string_view content, const Words& words, std::uint32_t nesting, TreeBuilder& builder,
             Mistakes& mistakes);

}  // namespace meshplay::parse
