#include "engine/diag/render_cells.h"

#include <algorithm>
#include <array>
#include <span>

namespace meshplay::diag {

namespace {

constexpr std::uint32_t kTabWidth = 4;

struct Range {
  std::uint32_t first;
  std::uint32_t last;
};

// Unicode East Asian Width W and F, joined over unassigned characters.
constexpr std::array kWide = {
    Range{0x1100, 0x115f},   Range{0x231a, 0x231b},   Range{0x2329, 0x232a},   Range{0x23e9, 0x23ec},
    Range{0x23f0, 0x23f0},   Range{0x23f3, 0x23f3},   Range{0x25fd, 0x25fe},   Range{0x2614, 0x2615},
    Range{0x2648, 0x2653},   Range{0x267f, 0x267f},   Range{0x2693, 0x2693},   Range{0x26a1, 0x26a1},
    Range{0x26aa, 0x26ab},   Range{0x26bd, 0x26be},   Range{0x26c4, 0x26c5},   Range{0x26ce, 0x26ce},
    Range{0x26d4, 0x26d4},   Range{0x26ea, 0x26ea},   Range{0x26f2, 0x26f3},   Range{0x26f5, 0x26f5},
    Range{0x26fa, 0x26fa},   Range{0x26fd, 0x26fd},   Range{0x2705, 0x2705},   Range{0x270a, 0x270b},
    Range{0x2728, 0x2728},   Range{0x274c, 0x274c},   Range{0x274e, 0x274e},   Range{0x2753, 0x2755},
    Range{0x2757, 0x2757},   Range{0x2795, 0x2797},   Range{0x27b0, 0x27b0},   Range{0x27bf, 0x27bf},
    Range{0x2b1b, 0x2b1c},   Range{0x2b50, 0x2b50},   Range{0x2b55, 0x2b55},   Range{0x2e80, 0x303e},
    Range{0x3041, 0xa4cf},   Range{0xa960, 0xa97c},   Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},
    Range{0xfe10, 0xfe19},   Range{0xfe30, 0xfe6f},   Range{0xff01, 0xff60},   Range{0xffe0, 0xffe6},
    Range{0x16fe0, 0x1b2ff}, Range{0x1f004, 0x1f004}, Range{0x1f0cf, 0x1f0cf}, Range{0x1f18e, 0x1f18e},
    Range{0x1f191, 0x1f19a}, Range{0x1f200, 0x1f320}, Range{0x1f32d, 0x1f335}, Range{0x1f337, 0x1f37c},
    Range{0x1f37e, 0x1f393}, Range{0x1f3a0, 0x1f3ca}, Range{0x1f3cf, 0x1f3d3}, Range{0x1f3e0, 0x1f3f0},
    Range{0x1f3f4, 0x1f3f4}, Range{0x1f3f8, 0x1f43e}, Range{0x1f440, 0x1f440}, Range{0x1f442, 0x1f4fc},
    Range{0x1f4ff, 0x1f53d}, Range{0x1f54b, 0x1f567}, Range{0x1f57a, 0x1f57a}, Range{0x1f595, 0x1f596},
    Range{0x1f5a4, 0x1f5a4}, Range{0x1f5fb, 0x1f64f}, Range{0x1f680, 0x1f6c5}, Range{0x1f6cc, 0x1f6cc},
    Range{0x1f6d0, 0x1f6d2}, Range{0x1f6d5, 0x1f6df}, Range{0x1f6eb, 0x1f6ec}, Range{0x1f6f4, 0x1f6fc},
    Range{0x1f7e0, 0x1f7f0}, Range{0x1f90c, 0x1f93a}, Range{0x1f93c, 0x1f945}, Range{0x1f947, 0x1f9ff},
    Range{0x1fa70, 0x1faff}, Range{0x20000, 0x3fffd},
};

// Marks that stand over the character before them (general categories Mn and Me of the scripts in common use),
// joiners and variation selectors.
constexpr std::array kZeroWidth = {
    Range{0x0300, 0x036f}, Range{0x0483, 0x0489}, Range{0x0591, 0x05bd},   Range{0x05bf, 0x05bf}, Range{0x05c1, 0x05c2},
    Range{0x05c4, 0x05c5}, Range{0x05c7, 0x05c7}, Range{0x0610, 0x061a},   Range{0x064b, 0x065f}, Range{0x0670, 0x0670},
    Range{0x06d6, 0x06dc}, Range{0x06df, 0x06e4}, Range{0x06e7, 0x06e8},   Range{0x06ea, 0x06ed}, Range{0x0711, 0x0711},
    Range{0x0730, 0x074a}, Range{0x07a6, 0x07b0}, Range{0x0816, 0x082d},   Range{0x0859, 0x085b}, Range{0x08d3, 0x0902},
    Range{0x093a, 0x093a}, Range{0x093c, 0x093c}, Range{0x0941, 0x0948},   Range{0x094d, 0x094d}, Range{0x0951, 0x0957},
    Range{0x0962, 0x0963}, Range{0x0981, 0x0981}, Range{0x09bc, 0x09bc},   Range{0x09c1, 0x09c4}, Range{0x09cd, 0x09cd},
    Range{0x0a01, 0x0a02}, Range{0x0a3c, 0x0a3c}, Range{0x0a41, 0x0a51},   Range{0x0e31, 0x0e31}, Range{0x0e34, 0x0e3a},
    Range{0x0e47, 0x0e4e}, Range{0x0eb1, 0x0eb1}, Range{0x0eb4, 0x0ebc},   Range{0x0ec8, 0x0ecd}, Range{0x1ab0, 0x1aff},
    Range{0x1dc0, 0x1dff}, Range{0x200c, 0x200d}, Range{0x20d0, 0x20f0},   Range{0x302a, 0x302d}, Range{0x3099, 0x309a},
    Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f}, Range{0xe0100, 0xe01ef},
};

// Characters that a terminal obeys or hides instead of showing: C1 controls, directions, separators, what is
// invisible, and the language tags.
constexpr std::array kWrittenOut = {
    Range{0x0080, 0x009f},   Range{0x00ad, 0x00ad},    Range{0x061c, 0x061c}, Range{0x180e, 0x180e},
    Range{0x200b, 0x200b},   Range{0x200e, 0x200f},    Range{0x2028, 0x202e}, Range{0x2060, 0x206f},
    Range{0xfeff, 0xfeff},   Range{0xfff9, 0xfffb},    Range{0xe000, 0xf8ff}, Range{0xfffe, 0xffff},
    Range{0xe0000, 0xe007f}, Range{0xf0000, 0x10ffff},
};

bool within(std::uint32_t character, std::span<const Range> ranges) {
  const auto found = std::lower_bound(ranges.begin(), ranges.end(), character,
                                      [](const Range& range, std::uint32_t wanted) { return range.last < wanted; });
  return found != ranges.end() && found->first <= character;
}

std::string hexadecimal(std::uint32_t number, std::size_t digits) {
  std::string result;
  while (number > 0 || result.size() < digits) {
    result.insert(result.begin(), "0123456789abcdef"[number & 0xfU]);
    number >>= 4U;
  }
  return result;
}

std::string escape_byte(std::uint32_t byte) { return "\\x" + hexadecimal(byte, 2); }

std::string show(const Character& character, std::string_view text) {
  if (!character.valid) return escape_byte(character.value);
  if (character.value == '\n') return "\\n";
  if (character.value == '\r') return "\\r";
  if (character.value == '\t') return "\\t";
  if (!must_be_written_out(character.value)) return std::string(text.substr(character.begin, character.length));
  if (character.value < 0x80U) return escape_byte(character.value);
  return "\\u{" + hexadecimal(character.value, 2) + "}";
}

bool is_plain(char c) { return c >= ' ' && c <= '~'; }

}  // namespace

Character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::uint32_t first = byte(at);
  const Character invalid{first, at, 1, false};
  if (first < 0x80U) return {first, at, 1, true};
  std::uint32_t length = 0;
  if (first >= 0xc2U && first <= 0xdfU) length = 2;
  if (first >= 0xe0U && first <= 0xefU) length = 3;
  if (first >= 0xf0U && first <= 0xf4U) length = 4;
  if (length == 0 || at + length > text.size()) return invalid;
  std::uint32_t value = first & (0x7fU >> length);
  for (std::uint32_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xc0U) != 0x80U) return invalid;
    value = (value << 6U) | (byte(at + i) & 0x3fU);
  }
  const bool overlong = (length == 3 && value < 0x800U) || (length == 4 && value < 0x10000U);
  const bool surrogate = value >= 0xd800U && value <= 0xdfffU;
  if (overlong || surrogate || value > 0x10ffffU) return invalid;
  return {value, at, length, true};
}

bool must_be_written_out(std::uint32_t character) {
  return character < 0x20U || character == 0x7fU || within(character, kWrittenOut);
}

std::string visible(std::string_view text) {
  if (std::all_of(text.begin(), text.end(), is_plain)) return std::string(text);
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    result += show(character, text);
    at += character.length;
  }
  return result;
}

std::size_t width(std::string_view text) {
  std::size_t result = 0;
  for (std::size_t at = 0; at < text.size();) {
    const Character character = character_at(text, at);
    if (!within(character.value, kZeroWidth)) result += within(character.value, kWide) ? 2 : 1;
    at += character.length;
  }
  return result;
}

std::vector<Cell> cells(std::string_view line, std::size_t begin, std::size_t end) {
  std::vector<Cell> result;
  end = std::min(end, line.size());
  std::uint32_t column = 0;
  for (std::size_t at = begin; at < end;) {
    const Character character = character_at(line, at);
    Cell cell;
    cell.begin = static_cast<std::uint32_t>(at);
    cell.end = static_cast<std::uint32_t>(at + character.length);
    if (character.valid && character.value == '\t') {
      cell.width = kTabWidth - column % kTabWidth;
      cell.shown.assign(cell.width, ' ');
    } else {
      cell.shown = show(character, line);
      cell.width = static_cast<std::uint32_t>(width(cell.shown));
    }
    column += cell.width;
    at = cell.end;
    result.push_back(std::move(cell));
  }
  return result;
}

}  // namespace meshplay::diag
