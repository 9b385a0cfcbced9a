// Text of users made safe and measurable for a terminal: nothing that is printed can move the cursor, colour, hide
// or reorder what stands around it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meshplay::diag {

// A character of UTF-8 text, decoded strictly: no overlong forms, no surrogates, nothing above U+10FFFF.
struct Character {
  std::uint32_t value = 0;  // the byte itself when it is not valid
  std::size_t begin = 0;
  std::size_t length = 1;
  bool valid = false;
};

Character character_at(std::string_view text, std::size_t at);

// Whether a terminal would obey or hide this character instead of showing it.
bool must_be_written_out(std::uint32_t character);

// `text` on one line with every control character, escape, invisible or direction-changing character and invalid
// byte written out: `\n`, `\x1b`, `\u{202e}`. All other characters stay.
std::string visible(std::string_view text);

// One character as a terminal shows it.
struct Cell {
  std::uint32_t begin = 0;  // bytes of the line
  std::uint32_t end = 0;
  std::uint32_t width = 0;  // columns: 0 for combining marks, 2 for wide characters, more for what is written out
  std::string shown;
};

// The cells of `line` from byte `begin` on, which must start a character, until `end`. Tabs reach to the next multiple
// of 4 columns, counted from the first cell.
std::vector<Cell> cells(std::string_view line, std::size_t begin, std::size_t end);

// Columns that `text`, which has been through visible(), takes.
std::size_t width(std::string_view text);

}  // namespace meshplay::diag
