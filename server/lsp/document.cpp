#include "server/lsp/document.h"

#include <algorithm>

namespace meshplay::lsp {

namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

// Of the character that begins with this byte.
std::uint32_t width(char first, Encoding encoding) {
  if (encoding == Encoding::utf32) return 1;
  const auto byte = static_cast<unsigned char>(first);
  if (encoding == Encoding::utf16) return byte >= 0xf0 ? 2 : 1;
  return byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
}

}  // namespace

Lines::Lines(std::string_view text) {
  starts_.push_back(0);
  for (std::size_t i = text.find_first_of("\r\n"); i != std::string_view::npos; i = text.find_first_of("\r\n", i)) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
    starts_.push_back(static_cast<std::uint32_t>(++i));
  }
}

std::uint32_t Lines::offset(std::string_view text, Position position, Encoding encoding) const {
  if (position.line >= starts_.size()) return static_cast<std::uint32_t>(text.size());
  std::uint32_t offset = starts_[position.line];
  std::uint32_t end = begin(position.line + 1, text);
  while (end > offset && (text[end - 1] == '\n' || text[end - 1] == '\r')) --end;
  std::uint32_t left = position.character;
  while (offset < end && left > 0) {
    const std::uint32_t units = width(text[offset], encoding);
    if (units > left) break;
    left -= units;
    ++offset;
    while (offset < end && continues(text[offset])) ++offset;
  }
  return offset;
}

Position Lines::position(std::string_view text, std::uint32_t offset, Encoding encoding) const {
  offset = std::min(offset, static_cast<std::uint32_t>(text.size()));
  const auto next = std::upper_bound(starts_.begin(), starts_.end(), offset);
  const auto line = static_cast<std::uint32_t>(next - starts_.begin() - 1);
  std::uint32_t character = 0;
  for (std::uint32_t i = starts_[line]; i < offset; ++i) {
    if (!continues(text[i])) character += width(text[i], encoding);
  }
  return {line, character};
}

}  // namespace meshplay::lsp
