#include "engine/pattern/pattern.h"

#include <catch2/catch.hpp>

using meshplay::pattern::glob_matches;
using meshplay::pattern::Regex;

TEST_CASE("a glob matches the whole text") {
  CHECK(glob_matches("web-*", "web-1"));
  CHECK(glob_matches("*", ""));
  CHECK(glob_matches("w?b", "web"));
  CHECK(glob_matches("w?b",
                     "w\xc3\xa9"
                     "b"));
  CHECK(glob_matches("a\\*b", "a*b"));
  CHECK(glob_matches("*.example.com", "a.b.example.com"));
  CHECK_FALSE(glob_matches("web-*", "my-web-1"));
  CHECK_FALSE(glob_matches("a\\*b", "axb"));
  CHECK_FALSE(glob_matches("w?b", "wb"));
  CHECK_FALSE(glob_matches("", "a"));
}

TEST_CASE("a glob of many stars ends soon") {
  const std::string text(20000, 'a');
  CHECK_FALSE(glob_matches("*a*a*a*a*a*a*a*a*b", text));
}

TEST_CASE("a regular expression matches anywhere and says what is wrong in it") {
  const auto good = Regex::compile("^v[0-9]+$");
  REQUIRE(good.ok());
  CHECK(good.value().matches("v12"));
  CHECK_FALSE(good.value().matches("xv12"));
  CHECK_FALSE(Regex::compile("(").ok());
}

TEST_CASE("an expression that explodes elsewhere ends at once") {
  const auto evil = Regex::compile("^(a+)+$");
  REQUIRE(evil.ok());
  CHECK_FALSE(evil.value().matches(std::string(50000, 'a') + "b"));
}
