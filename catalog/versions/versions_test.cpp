#include "catalog/versions/versions.h"

#include <catch2/catch.hpp>

namespace meshplay::catalog {

namespace {

bool is_in(const std::string& range, const std::string& version) {
  const auto parsed = Range::parse(range);
  if (const auto* wrong = std::get_if<std::string>(&parsed)) FAIL(range + ": " + *wrong);
  return std::get<Range>(parsed).contains(*units::parse_version(version));
}

std::vector<std::string> tags_of(const std::vector<TaggedVersion>& versions) {
  std::vector<std::string> result;
  result.reserve(versions.size());
  for (const TaggedVersion& one : versions) result.push_back(one.tag);
  return result;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("ranges hold what they say") {
  struct Row {
    std::string range;
    Texts in;
    Texts out;
  };
  const Row rows[] = {
      {"^1.2", {"1.2.0", "1.2.9", "1.9.0"}, {"1.1.9", "2.0.0", "2.0.0-rc.1", "1.3.0-rc.1"}},
      {"^1.2.3", {"1.2.3", "1.3.0"}, {"1.2.2", "2.0.0"}},
      {"^0.2.3", {"0.2.3", "0.2.9"}, {"0.3.0", "1.0.0"}},
      {"^0.0.3", {"0.0.3"}, {"0.0.4", "0.1.0"}},
      {"^0.0", {"0.0.1"}, {"0.1.0"}},
      {"^0", {"0.9.0"}, {"1.0.0"}},
      {"~1.2.3", {"1.2.3", "1.2.9"}, {"1.3.0", "1.2.2"}},
      {"~1", {"1.0.0", "1.9.0"}, {"2.0.0"}},
      {">=1.2 <2", {"1.2.0", "1.9.9"}, {"1.1.0", "2.0.0", "2.0.0-rc.1"}},
      {">= 1.2, < 2", {"1.2.0"}, {"2.0.0"}},
      {">1.2", {"1.3.0"}, {"1.2.0", "1.2.9"}},
      {">1.2.3", {"1.2.4"}, {"1.2.3"}},
      {"<=1.2", {"1.2.9", "0.1.0"}, {"1.3.0"}},
      {"<=1.2.3", {"1.2.3"}, {"1.2.4"}},
      {"1.2.*", {"1.2.0", "1.2.7"}, {"1.3.0"}},
      {"1.x", {"1.9.0"}, {"2.0.0"}},
      {"1.2", {"1.2.0", "1.2.7"}, {"1.3.0"}},
      {"1.2.3", {"1.2.3"}, {"1.2.4", "1.2.3-rc.1"}},
      {"=v1.2.3", {"1.2.3"}, {"1.2.4"}},
      {"*", {"0.0.1", "9.0.0"}, {"1.0.0-rc.1"}},
      // Versions before a release only where one of the same release is asked for.
      {">=1.2.0-rc.1", {"1.2.0-rc.1", "1.2.0-rc.2", "1.2.0", "1.3.0"}, {"1.2.0-beta", "1.3.0-rc.1"}},
      {"^1.2.0-rc.1", {"1.2.0-rc.2", "1.9.0"}, {"1.9.0-rc.1", "2.0.0"}},
      {"1.2.0-rc.1", {"1.2.0-rc.1"}, {"1.2.0", "1.2.0-rc.2"}},
  };
  for (const Row& row : rows) {
    for (const std::string& version : row.in) {
      CAPTURE(row.range, version);
      CHECK(is_in(row.range, version));
    }
    for (const std::string& version : row.out) {
      CAPTURE(row.range, version);
      CHECK_FALSE(is_in(row.range, version));
    }
  }
}

TEST_CASE("what is no range is refused") {
  for (const std::string text : {"", " ", "^", "x.1", "1.2.3.4", "1..2", "1.", ">>1", "=>1", "^1.2-rc", "a", "1.*.2",
                                 "01.2", "99999999999999999999", "1 || 2", "-1"}) {
    CAPTURE(text);
    CHECK(std::holds_alternative<std::string>(Range::parse(text)));
  }
}

TEST_CASE("tags are versions, of a folder where they name it") {
  const Texts tags = {"v1.10.0",     "1.2.0", "v1.2.0", "web/v2.0.0",  "web/1.0.0",
                      "webs/v3.0.0", "v1.2",  "latest", "v1.3.0-rc.1", "v01.0.0"};
  CHECK(tags_of(versions_of(tags, "")) == Texts{"1.2.0", "v1.2.0", "v1.3.0-rc.1", "v1.10.0"});
  CHECK(tags_of(versions_of(tags, "web")) == Texts{"web/1.0.0", "web/v2.0.0"});
  CHECK(tags_of(versions_of(tags, "other")) == Texts{"1.2.0", "v1.2.0", "v1.3.0-rc.1", "v1.10.0"});
  const auto versions = versions_of(tags, "");
  const auto pick = [&](const std::string& range) {
    const TaggedVersion* found = highest(versions, std::get<Range>(Range::parse(range)));
    return found == nullptr ? "" : found->tag;
  };
  CHECK(pick("^1.2") == "v1.10.0");
  CHECK(pick("~1.2") == "v1.2.0");
  CHECK(pick("~1.3.0-rc.1") == "v1.3.0-rc.1");
  CHECK(pick("^2").empty());
}

}  // namespace meshplay::catalog
