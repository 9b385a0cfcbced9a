// Opens merge keys (`<<`) of one document that was read with them in place: own keys win, then the first source.
#pragma once

#include <cstdint>
#include <optional>

#include "engine/data/tree.h"

namespace meshplay::data {

// Until merges are opened, a merge key is the only key that is no text node.
constexpr NodeType kMergeKey = NodeType::null;

// Rewrites nodes[start ...]. Returns the first merge key whose value is neither a mapping nor a sequence of mappings;
// the nodes are useless then.
std::optional<Node> open_merges(NodeArray& nodes, std::uint32_t start);

}  // namespace meshplay::data
