// What the bytes of a file must be before anything reads them: UTF-8 without NUL bytes.
#pragma once

#include <cstddef>
#include <string_view>

namespace meshplay::data {

constexpr std::size_t kNowhere = std::string_view::npos;

struct TextFacts {
  bool ascii = true;
  std::size_t first_nul = kNowhere;
  std::size_t first_bad = kNowhere;  // first byte that belongs to no well-formed UTF-8 sequence
};

// One fast pass for ASCII, a second one only where it is not. Surrogates, overlong forms and code points above
// U+10FFFF are malformed (Unicode 15, table 3-7).
TextFacts examine(std::string_view bytes);

// Appends the code point as UTF-8.
template <typename Text>
void append_utf8(Text& out, char32_t point) {
  if (point < 0x80) {
    out.push_back(static_cast<char>(point));
  } else if (point < 0x800) {
    out.push_back(static_cast<char>(0xc0U | (point >> 6U)));
    out.push_back(static_cast<char>(0x80U | (point & 0x3fU)));
  } else if (point < 0x10000) {
    out.push_back(static_cast<char>(0xe0U | (point >> 12U)));
    out.push_back(static_cast<char>(0x80U | ((point >> 6U) & 0x3fU)));
    out.push_back(static_cast<char>(0x80U | (point & 0x3fU)));
  } else {
    out.push_back(static_cast<char>(0xf0U | (point >> 18U)));
    out.push_back(static_cast<char>(0x80U | ((point >> 12U) & 0x3fU)));
    out.push_back(static_cast<char>(0x80U | ((point >> 6U) & 0x3fU)));
    out.push_back(static_cast<char>(0x80U | (point & 0x3fU)));
  }
}

}  // namespace meshplay::data
