#include "engine/parse/words.h"

#include <catch2/catch.hpp>

#include "engine/parse/vocabulary.h"

namespace meshplay::parse {

TEST_CASE("the table of words and signs says what the lexer says") {
  for (const Spelling& row : spellings()) {
    INFO(row.text);
    const Words words = lex(row.text);
    REQUIRE(words.all.size() == 1);
    CHECK(words.all[0].type == row.type);
    CHECK(spelling(row.type) == &row);
    CHECK(type_of(row.text) == row.type);
  }
  CHECK(spelling(lex("name").all[0].type) == nullptr);
}

TEST_CASE("words know their bytes and whether they begin a line") {
  const Words words = lex("kind A\n  = \u00e9");
  REQUIRE(words.all.size() == 4);
  CHECK(words.all[0].starts_line);
  CHECK_FALSE(words.all[1].starts_line);
  CHECK(words.all[2].starts_line);
  CHECK(words.all[2].begin == 9);
  CHECK(words.all[3].begin == 11);
  CHECK(words.all[3].end == 13);
}

TEST_CASE("a byte order mark is no word") {
  const Words words = lex("\xef\xbb\xbfkind");
  REQUIRE(words.all.size() == 1);
  CHECK(words.all[0].begin == 3);
  CHECK(words.all[0].starts_line);
}

TEST_CASE("comments are no words, and documentation begins with three slashes at the beginning of a line") {
  const Words words = lex("/// one\n//// not\na /// nor this\n// nor\n/* nor */ b");
  CHECK(words.all.size() == 2);
  REQUIRE(words.docs.size() == 1);
  CHECK(words.docs[0].end == 7);
}

TEST_CASE("the deepest bracket is counted") {
  CHECK(lex("a").deepest == 0);
  CHECK(lex("(a [b {c} d])").deepest == 3);
  CHECK(lex(")))(").deepest == 1);
}

}  // namespace meshplay::parse
