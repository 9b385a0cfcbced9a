#include "engine/diag/render_cells.h"

#include <catch2/catch.hpp>

using meshplay::diag::Cell;
using meshplay::diag::cells;
using meshplay::diag::visible;
using meshplay::diag::width;

namespace {

std::uint32_t columns(std::string_view line) {
  std::uint32_t sum = 0;
  for (const Cell& cell : cells(line, 0, line.size())) sum += cell.width;
  return sum;
}

}  // namespace

TEST_CASE("text without anything special stays as it is") {
  CHECK(visible("") == "");
  CHECK(visible("service `web` \\ {}") == "service `web` \\ {}");
  CHECK(visible("\xe6\x97\xa5\xe6\x9c\xac \xc3\xa9 \xf0\x9f\x9a\x80") ==
        "\xe6\x97\xa5\xe6\x9c\xac \xc3\xa9 \xf0\x9f\x9a\x80");
}

TEST_CASE("control characters and escapes are written out") {
  CHECK(visible("a\x1b[31mred") == "a\\x1b[31mred");
  CHECK(visible("a\nb\rc\td") == "a\\nb\\rc\\td");
  CHECK(visible(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(visible("\x07\x7f") == "\\x07\\x7f");
  CHECK(visible("\xc2\x9b\x33\x31m") == "\\u{9b}31m");  // CSI as one C1 character
}

TEST_CASE("characters that change the direction or are invisible are written out") {
  CHECK(visible("\xe2\x80\xae"
                "abc") == "\\u{202e}abc");
  CHECK(visible("\xe2\x81\xa6"
                "abc\xe2\x81\xa9") == "\\u{2066}abc\\u{2069}");
  CHECK(visible("web\xe2\x80\x8b") == "web\\u{200b}");
  CHECK(visible("\xef\xbb\xbfweb") == "\\u{feff}web");
  CHECK(visible("\xf3\xa0\x81\x81") == "\\u{e0041}");
}

TEST_CASE("bytes that are no UTF-8 are written out one by one") {
  CHECK(visible("caf\xe9") == "caf\\xe9");
  CHECK(visible("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
  CHECK(visible("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // surrogate
  CHECK(visible("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
  CHECK(visible("\xe6\x97") == "\\xe6\\x97");                    // cut off
  CHECK(visible("\xe6"
                "a") ==
        "\\xe6"
        "a");
}

TEST_CASE("wide characters take two columns and marks none") {
  CHECK(width("abc") == 3);
  CHECK(width("\xe6\x97\xa5\xe6\x9c\xac") == 4);
  CHECK(width("e\xcc\x81") == 1);
  CHECK(width("\xf0\x9f\x9a\x80") == 2);
  CHECK(width("\xea\xb0\x80") == 2);
  CHECK(width("\xd1\x84") == 1);
}

TEST_CASE("a tab reaches to the next multiple of four columns") {
  CHECK(columns("\t") == 4);
  CHECK(columns("a\t") == 4);
  CHECK(columns("abcd\t") == 8);
  CHECK(columns("abc\td") == 5);
}

TEST_CASE("a cell knows the bytes it stands for") {
  const std::vector<Cell> all = cells("a\xe6\x97\xa5\x1b", 0, 5);
  REQUIRE(all.size() == 3);
  CHECK(all[1].begin == 1);
  CHECK(all[1].end == 4);
  CHECK(all[1].width == 2);
  CHECK(all[2].shown == "\\x1b");
  CHECK(all[2].width == 4);
}
