// Reads the YAML that manifests are mostly written in: block collections, scalars and brackets of one line, literal
// blocks, comments, ASCII. Everything else, and whatever looks like a mistake, is not for it: it then leaves the tree
// as it was and says so, and libyaml reads the file. What it reads has the very nodes that libyaml's events give;
// tests/fuzz holds the two against each other.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/data/reader.h"
#include "engine/data/recent_texts.h"
#include "engine/data/tree.h"

namespace meshplay::data {

// The number of documents appended; nullopt: not for this reader.
std::optional<std::uint32_t> read_common_yaml(text::FileId file, std::string_view content, const Limits& limits,
                                              RecentTexts& texts, Tree& tree);

// ---- a file in pieces, by several threads

// Whether all bytes are such as this reader knows; before any piece of it is read.
bool has_common_bytes_only(std::string_view content);

// Where a file may be cut: before the first line behind `from` that begins a document, else its end. Every such line
// ends what stands before it whatever that is, or else that is not for this reader; so the pieces have the nodes of the
// whole if each of them is read, and together they keep the limit on documents.
std::size_t next_cut(std::string_view content, std::size_t from);

struct PieceOutcome {
  std::uint32_t documents = 0;  // appended
  std::uint32_t begun = 0;      // what the limit on documents counts: empty ones too
};

// The bytes [begin, end) between two cuts.
std::optional<PieceOutcome> read_common_piece(text::FileId file, std::string_view content, std::size_t begin,
                                              std::size_t end, const Limits& limits, RecentTexts& texts, Tree& tree);

}  // namespace meshplay::data
