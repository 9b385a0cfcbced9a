#include "engine/parse/string_text.h"

#include <catch2/catch.hpp>

namespace meshplay::parse {

namespace {

void check(std::string_view written, std::string_view expected) {
  INFO(written);
  const Decoded decoded = decode_string(written);
  CHECK(decoded.problems.empty());
  CHECK(decoded.text == expected);
  CHECK(decode_simply(written) == std::string(expected));
  REQUIRE(decoded.begins.size() == decoded.text.size());
  REQUIRE(decoded.ends.size() == decoded.text.size());
  for (std::size_t i = 0; i < decoded.text.size(); ++i) {
    CHECK(decoded.begins[i] < decoded.ends[i]);
    CHECK(decoded.ends[i] <= written.size());
  }
}

void check_problem(std::string_view written, std::string_view problem) {
  INFO(written);
  const Decoded decoded = decode_string(written);
  REQUIRE(decoded.problems.size() == 1);
  CHECK(decoded.problems[0].written == problem);
  CHECK(written.substr(decoded.problems[0].begin, decoded.problems[0].end - decoded.problems[0].begin) == problem);
  CHECK_FALSE(decode_simply(written).has_value());
}

}  // namespace

TEST_CASE("a text in quotes stands for what is between them") {
  check("\"\"", "");
  check("\"web\"", "web");
  check("\"caf\u00e9\"", "caf\u00e9");
}

TEST_CASE("escapes stand for other characters") {
  check(R"("a\nb\tc\\d\"e")", "a\nb\tc\\d\"e");
  check(R"("\u{41}\u{e9}\u{20ac}\u{1F600}")", "A\u00e9\u20ac\U0001F600");
  check(R"("\\n")", "\\n");
}

TEST_CASE("an unknown escape is a problem at its place") {
  check_problem(R"("a\db")", R"(\d)");
  check_problem(R"("\u0041")", R"(\u)");
  check_problem(R"("\u{}")", R"(\u{})");
  check_problem(R"("\u{0}")", R"(\u{0})");
  check_problem(R"("\u{d800}")", R"(\u{d800})");
  check_problem(R"("\u{1234567}")", R"(\u{1234567})");
  check_problem(R"("\u{41")", R"(\u{41)");
  check_problem("\"\\\u00e9\"", "\\\u00e9");
}

TEST_CASE("a text of several lines loses its blank first and last line and the shared indentation") {
  check("\"\"\"\n    kind: Service\n    metadata:\n      name: web\n    \"\"\"",
        "kind: Service\nmetadata:\n  name: web");
  check("\"\"\"  \n  a\n\n   b\n  \"\"\"", "a\n\n b");
  check("\"\"\"\n\ta\n\t\tb\n\"\"\"", "a\n\tb");
  check("\"\"\"\n\ta\n  b\n\"\"\"", "\ta\n  b");
  check("\"\"\"\n  a\n   \t \n  b\"\"\"", "a\n\nb");
}

TEST_CASE("what stands right behind the opening quotes keeps its place") {
  check("\"\"\"one line\"\"\"", "one line");
  check("\"\"\" one line \"\"\"", " one line ");
  check("\"\"\"first\n    second\n      third\n    \"\"\"", "first\nsecond\n  third");
  check("\"\"\"\"\"\"", "");
}

TEST_CASE("in a text of several lines nothing is an escape, and line ends are one character") {
  check("\"\"\"\\d+\\n\"\"\"", "\\d+\\n");
  check("\"\"\"\r\n  a\r\n  b\r\n  \"\"\"", "a\nb");
}

TEST_CASE("each byte of the text knows where it was written") {
  const Decoded decoded = decode_string("\"\"\"\n  ab\n  c\n  \"\"\"");
  REQUIRE(decoded.text == "ab\nc");
  CHECK(decoded.begins == std::vector<std::uint32_t>{6, 7, 8, 11});
  CHECK(decoded.ends == std::vector<std::uint32_t>{7, 8, 9, 12});
  const Decoded escaped = decode_string(R"("a\u{41}b")");
  CHECK(escaped.begins == std::vector<std::uint32_t>{1, 2, 8});
  CHECK(escaped.ends == std::vector<std::uint32_t>{2, 8, 9});
}

TEST_CASE("a text that was never closed is read to its end") {
  CHECK(decode_string("\"abc").text == "abc");
  CHECK(decode_string("\"").text.empty());
  CHECK(decode_string("\"\"\"abc").text == "abc");
}

}  // namespace meshplay::parse
