#include "engine/text/utf8.h"

#include <catch2/catch.hpp>

using meshplay::text::first_bad_utf8;

TEST_CASE("the first byte that is not UTF-8 is found") {
  const auto npos = std::string_view::npos;
  CHECK(first_bad_utf8("") == npos);
  CHECK(first_bad_utf8("a\u00e9\u20ac\U0001F600") == npos);
  CHECK(first_bad_utf8("ab\xff") == 2);
  CHECK(first_bad_utf8("a\xc3") == 1);
  CHECK(first_bad_utf8("\xc0\xaf") == 0);
  CHECK(first_bad_utf8("\xe0\x80\x80") == 0);
  CHECK(first_bad_utf8("\xed\xa0\x80") == 0);
  CHECK(first_bad_utf8("\xf4\x90\x80\x80") == 0);
  CHECK(first_bad_utf8("\xf0\x9f\x98") == 0);
  CHECK(first_bad_utf8("caf\xe9 latin") == 3);
}
