// The formatter on random programs, whose spaces, lines and comments are changed at random before.
#pragma once

#include <cstdint>
#include <string>

namespace meshplay::differential {

struct FormattingComparison {
  bool accepted = false;   // what was changed still parses
  std::string difference;  // empty: it means the same, all comments are there, and formatting it again changes nothing
};

// A random program.
FormattingComparison compare_formatting(std::uint64_t seed);
// A text that is there, as it is and changed.
FormattingComparison compare_formatting(const std::string& text, std::uint64_t seed);

}  // namespace meshplay::differential
