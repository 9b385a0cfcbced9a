// One file as it is written: every node with its place and style, aliases and merge keys as they stand. For whoever
// changes a file as text; reading manifests needs none of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "engine/base/interner.h"
#include "engine/data/reader.h"
#include "engine/data/tree.h"

namespace meshplay::data {

enum class Style : std::uint8_t { plain, single_quoted, double_quoted, literal, folded, block, flow, alias };

constexpr std::uint32_t kNoLayoutNode = 0xffffffffU;

struct LayoutNode {
  base::StrId text{};       // as in the tree; of an alias that is a key: the key
  std::uint32_t begin = 0;  // as in the tree, but an alias has its own place
  std::uint32_t end = 0;
  std::uint32_t outer_begin = 0;  // where the anchor or the tag begins; `begin` if there is none
  std::uint32_t lines_end = 0;    // `end`, or the end of the blank lines that belong to a block scalar with `+`
  std::uint32_t size = 1;         // as in the tree
  std::uint32_t count = 0;
  std::uint32_t parent = kNoLayoutNode;
  std::uint32_t ordinal = 0;  // of the entry or element in its parent
  NodeType type = NodeType::null;
  Style style = Style::plain;
  bool anchored = false;
  bool repeated = false;   // an alias stands for it
  bool merge_key = false;  // `<<`
};

struct Layout {
  std::vector<LayoutNode> nodes;     // in preorder, mappings as key, value, key, value ...
  std::vector<std::uint32_t> roots;  // of the documents that the tree has
};

// nullopt where read_documents would report something about syntax.
std::optional<Layout> read_layout(std::string_view content, Syntax syntax, const Limits& limits,
                                  base::Interner& interner);

}  // namespace meshplay::data
