// Values as YAML blocks, and in brackets.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/edit/scalar_text.h"
#include "engine/edit/value.h"

namespace meshplay::edit {

// How one document is indented.
struct BlockShape {
  std::uint32_t step = 2;         // of a mapping in a mapping
  std::uint32_t list_offset = 0;  // of a list's dashes from the key above
};

// `head` stands behind the colon or the dash (without a blank), `lines` (without line ends) below.
struct Block {
  std::string head;
  std::vector<std::string> lines;
  bool ends_in_literal = false;  // the last line needs its line end
};

// A value below a key, or below a dash, at `column`. `before` is what stood there.
Block block_below_key(const Value& value, std::uint32_t column, const BlockShape& shape, data::Style before);
Block block_below_dash(const Value& value, std::uint32_t column, const BlockShape& shape, data::Style before);

// One entry, or one element whose dash has `gap` blanks behind it, as whole lines.
Block entry_lines(const std::string& key, const Value& value, std::uint32_t column, const BlockShape& shape);
Block element_lines(const Value& value, std::uint32_t column, std::uint32_t gap, const BlockShape& shape);

// How one pair of brackets is filled.
struct BracketShape {
  bool json = false;   // all keys and texts in double quotes
  bool lines = false;  // collections go over several lines
  std::string colon = ": ";
  std::string comma = ", ";
  std::string newline = "\n";
  std::string indent;  // of the line that the brackets end in
  std::string step = "  ";
};

std::string in_brackets(const Value& value, const BracketShape& shape, data::Style before);
std::string entry_in_brackets(const std::string& key, const Value& value, const BracketShape& shape);

}  // namespace meshplay::edit
