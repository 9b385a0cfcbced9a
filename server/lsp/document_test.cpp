#include "server/lsp/document.h"

#include <catch2/catch.hpp>
#include <string>

#include "server/lsp/workspace.h"

namespace meshplay::lsp {
namespace {

TEST_CASE("a character counts as the editor counts it") {
  const std::string text = "é🙂x\n";
  const Lines lines(text);
  const std::uint32_t x = 6;
  CHECK(lines.position(text, x, Encoding::utf8) == Position{0, 6});
  CHECK(lines.position(text, x, Encoding::utf16) == Position{0, 3});
  CHECK(lines.position(text, x, Encoding::utf32) == Position{0, 2});
  CHECK(lines.offset(text, {0, 3}, Encoding::utf16) == x);
}

TEST_CASE("places go there and back, whatever ends the lines") {
  const std::string text = "a\r\nbé\rc🙂d\n\n e";
  const Lines lines(text);
  CHECK(lines.size() == 5);
  for (const Encoding encoding : {Encoding::utf8, Encoding::utf16, Encoding::utf32}) {
    for (std::uint32_t offset = 0; offset <= text.size(); ++offset) {
      const bool is_inside = offset < text.size() && (static_cast<unsigned char>(text[offset]) & 0xc0U) == 0x80U;
      const bool is_line_end = offset > 0 && text[offset - 1] == '\r' && offset < text.size() && text[offset] == '\n';
      if (is_inside || is_line_end) continue;
      CHECK(lines.offset(text, lines.position(text, offset, encoding), encoding) == offset);
    }
  }
}

TEST_CASE("what lies behind the end is the end, what lies inside a character its beginning") {
  const std::string text = "a🙂\nb";
  const Lines lines(text);
  CHECK(lines.offset(text, {0, 99}, Encoding::utf16) == 5);
  CHECK(lines.offset(text, {9, 0}, Encoding::utf16) == text.size());
  CHECK(lines.offset(text, {0, 2}, Encoding::utf16) == 1);
}

TEST_CASE("files have addresses") {
  CHECK(name_of("file:///a%20b/c%C3%A9.mesh") == "/a b/cé.mesh");
  CHECK(uri_of("/a b/cé.mesh") == "file:///a%20b/c%C3%A9.mesh");
  CHECK(name_of("untitled:x") == "untitled:x");
  CHECK(uri_of("untitled:x") == "untitled:x");
  CHECK(name_of("file://host/a") == "/a");
  CHECK(name_of("file:///a/%zz/") == "/a/%zz");
}

}  // namespace
}  // namespace meshplay::lsp
