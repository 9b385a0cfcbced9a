// The text of one open file, changed as an editor says, and the places of editors: lines from 0, and columns that count
// UTF-16 code units or bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace meshplay::lsp {

enum class Encoding : std::uint8_t { utf8, utf16, utf32 };

struct Position {
  std::uint32_t line = 0;
  std::uint32_t character = 0;

  friend auto operator<=>(const Position&, const Position&) = default;
};

// Lines end with `\n`, `\r\n` or `\r`. What lies behind the end of a line or of the text is its end, and what lies
// inside a character is its beginning.
class Lines {
 public:
  explicit Lines(std::string_view text);

  std::uint32_t offset(std::string_view text, Position position, Encoding encoding) const;
  Position position(std::string_view text, std::uint32_t offset, Encoding encoding) const;
  std::size_t size() const { return starts_.size(); }
  // Where the line begins, in bytes; the end of the text for a line that is not there.
  std::uint32_t begin(std::uint32_t line, std::string_view text) const {
    return line < starts_.size() ? starts_[line] : static_cast<std::uint32_t>(text.size());
  }

 private:
  std::vector<std::uint32_t> starts_;
};

}  // namespace meshplay::lsp
