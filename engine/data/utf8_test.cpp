#include "engine/data/utf8.h"

#include <catch2/catch.hpp>
#include <string>

namespace meshplay::data {
namespace {

TEST_CASE("text of ASCII is known as such, whatever its length") {
  for (std::size_t length = 0; length < 40; ++length) {
    std::string text(length, 'a');
    CHECK(examine(text).ascii);
    for (std::size_t i = 0; i < length; ++i) {
      std::string other = text;
      other[i] = '\x80';
      CHECK_FALSE(examine(other).ascii);
      CHECK(examine(other).first_bad == i);
    }
  }
}

TEST_CASE("well-formed sequences of every length are accepted at their borders") {
  for (const char32_t point : {0x80U, 0x7ffU, 0x800U, 0xd7ffU, 0xe000U, 0xffffU, 0x10000U, 0x10ffffU}) {
    std::string text = "x";
    append_utf8(text, point);
    text += "y";
    INFO(static_cast<std::uint32_t>(point));
    CHECK(examine(text).first_bad == kNowhere);
    CHECK_FALSE(examine(text).ascii);
    for (std::size_t cut = 2; cut + 1 < text.size(); ++cut) CHECK(examine(text.substr(0, cut)).first_bad == 1);
  }
}

TEST_CASE("malformed sequences are found at their first byte") {
  const std::string bad = GENERATE(
      values<std::string>({"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf", "\xed\xa0\x80",
                           "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
                           "\xf5\x80\x80\x80", "\xff", "\xfe", "\xc3(", "\xe2\x28\xa1", "\xf0\x9f\x98(", "\xc3"}));
  CHECK(examine("ok \xc3\xa9 " + bad).first_bad == 6);
}

TEST_CASE("the first NUL byte is found") {
  CHECK(examine(std::string("ab\0c\0", 5)).first_nul == 2);
  CHECK(examine("abc").first_nul == kNowhere);
}

}  // namespace
}  // namespace meshplay::data
