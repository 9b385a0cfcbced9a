#include "engine/model/versions.h"

#include <catch2/catch.hpp>
#include <string>

namespace meshplay::model {
namespace {

std::string check(std::string_view range) {
  const std::optional<Versions> versions = versions_in(range);
  return versions ? show(*versions) : "no range";
}

TEST_CASE("sets of versions are told in runs") {
  CHECK(show(kubernetes_versions()) == "1.25 to 1.37");
  CHECK(show(0) == "no version");
  CHECK(show(version_bit(25)) == "1.25");
  CHECK(show(version_bit(37)) == "1.37");
  CHECK(show(version_bit(25) | version_bit(27)) == "1.25 and 1.27");
  CHECK(show(version_bit(25) | version_bit(27) | version_bit(28)) == "1.25 and 1.27 to 1.28");
  CHECK(show(version_bit(25) | version_bit(27) | version_bit(29) | version_bit(30)) == "1.25, 1.27 and 1.29 to 1.30");
}

TEST_CASE("comparisons take whole minor versions where no patch is written") {
  CHECK(check(">=1.29") == "1.29 to 1.37");
  CHECK(check(">1.29") == "1.30 to 1.37");
  CHECK(check("<1.29") == "1.25 to 1.28");
  CHECK(check("<=1.29") == "1.25 to 1.29");
  CHECK(check("1.30") == "1.30");
  CHECK(check("=1.30") == "1.30");
  CHECK(check("v1.30") == "1.30");
  CHECK(check("!=1.30") == "1.25 to 1.29 and 1.31 to 1.37");
  CHECK(check("1") == "1.25 to 1.37");
  CHECK(check(">=1") == "1.25 to 1.37");
  CHECK(check("<1") == "no version");
  CHECK(check(">1") == "no version");
}

TEST_CASE("a minor version is in a range if one of its patch releases is") {
  CHECK(check(">=1.29.4") == "1.29 to 1.37");
  CHECK(check(">1.29.4") == "1.29 to 1.37");
  CHECK(check("<1.29.4") == "1.25 to 1.29");
  CHECK(check("<1.29.0") == "1.25 to 1.28");
  CHECK(check("<=1.29.0") == "1.25 to 1.29");
  CHECK(check("1.29.4") == "1.29");
  CHECK(check("!=1.29.4") == "1.25 to 1.37");
  CHECK(check(">=1.29.5 <1.29.3") == "no version");
  CHECK(check(">=1.29.0-0") == "1.29 to 1.37");
  CHECK(check("1.29.0-rc.1+build.5") == "1.29");
}

TEST_CASE("tilde, caret, hyphen and wildcards mean what they mean in npm") {
  CHECK(check("~1.29") == "1.29");
  CHECK(check("~1.29.3") == "1.29");
  CHECK(check("~1") == "1.25 to 1.37");
  CHECK(check("^1.29") == "1.29 to 1.37");
  CHECK(check("^1.29.3") == "1.29 to 1.37");
  CHECK(check("^0.29") == "no version");
  CHECK(check("1.25 - 1.30") == "1.25 to 1.30");
  CHECK(check("1.25.3 - 1.30.0") == "1.25 to 1.30");
  CHECK(check("1.29.x") == "1.29");
  CHECK(check("1.29.*") == "1.29");
  CHECK(check("1.x") == "1.25 to 1.37");
  CHECK(check("1.x.x") == "1.25 to 1.37");
  CHECK(check("*") == "1.25 to 1.37");
  CHECK(check(">=*") == "1.25 to 1.37");
}

TEST_CASE("comparisons are joined by blanks, commas and bars") {
  CHECK(check(">=1.25 <1.30") == "1.25 to 1.29");
  CHECK(check(">=1.25, <1.30") == "1.25 to 1.29");
  CHECK(check(">=1.25,<1.30") == "1.25 to 1.29");
  CHECK(check("  >= 1.28   < 1.30  ") == "1.28 to 1.29");
  CHECK(check("<1.28 || >=1.34") == "1.25 to 1.27 and 1.34 to 1.37");
  CHECK(check("<1.28||>=1.34") == "1.25 to 1.27 and 1.34 to 1.37");
  CHECK(check("1.26 || 1.30 - 1.31 || ^1.36") == "1.26, 1.30 to 1.31 and 1.36 to 1.37");
  CHECK(check(">=1.28 <1.33 !=1.30") == "1.28 to 1.29 and 1.31 to 1.32");
}

TEST_CASE("a range beyond what is known is empty, and text that is no range is refused") {
  CHECK(check(">=1.38") == "no version");
  CHECK(check("<1.25") == "no version");
  CHECK(check("2.x") == "no version");
  for (std::string_view text : {"",
                                " ",
                                "latest",
                                "1.",
                                "1..2",
                                ".1",
                                "1.29.",
                                "1.29.3.4",
                                "v",
                                "01.29",
                                "1.029",
                                ">=",
                                ">",
                                "~",
                                "^",
                                "||",
                                ">=1.29 ||",
                                "|| 1.29",
                                "1.29 | 1.30",
                                "1.29 ||| 1.30",
                                ",1.29",
                                "1.29,",
                                "1.29,,1.30",
                                "=>1.29",
                                "==1.29",
                                "!1.29",
                                "<*",
                                ">x",
                                "!=*",
                                "1.x.3",
                                "x.1",
                                "1.29.0-",
                                "1.29.0+",
                                "1.29-rc.1",
                                "1.25 -1.30",
                                "1.25 - ",
                                "- 1.30",
                                ">=1.25 - 1.30",
                                "1.25 - >1.30",
                                "1.29;1.30",
                                "1.29\n",
                                "99999999999999999999",
                                "1.99999999999999999999",
                                "1.1048576",
                                "1.29.0<1.30",
                                ">=1.29<1.31"}) {
    INFO('`' << text << '`');
    CHECK(check(text) == "no range");
  }
  CHECK(check("1.1048575") == "no version");
}

}  // namespace
}  // namespace meshplay::model
