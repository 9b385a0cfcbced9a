// The text that a string of a rule file stands for. "..." knows the escapes \n \t \\ \" and \u{1F600}; in """..."""
// nothing is an escape, the first line is left out when it is blank, the last when it is blank, and so is the
// indentation that all lines share.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshplay::parse {

struct DecodeProblem {
  std::size_t begin = 0;  // in the written string
  std::size_t end = 0;
  std::string written;
};

struct Decoded {
  std::string text;
  // For each byte of `text` the bytes of the written string that it comes from.
  std::vector<std::uint32_t> begins;
  std::vector<std::uint32_t> ends;
  std::vector<DecodeProblem> problems;
};

// `written` with its quotes; the closing ones may be missing.
Decoded decode_string(std::string_view written);
// The same text alone, faster; nothing when there is a problem.
std::optional<std::string> decode_simply(std::string_view written);

}  // namespace meshplay::parse
