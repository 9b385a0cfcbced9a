#include "engine/waiver/waivers.h"

#include <catch2/catch.hpp>

namespace meshplay::waiver {

namespace {

// The lines, from 1, that a rule's findings are waived on.
std::vector<std::size_t> waived_lines(const std::string& yaml, std::string_view rule = "kubernetes.r") {
  std::vector<std::size_t> result;
  const auto waivers = read_waivers(yaml);
  std::size_t number = 1;
  for (std::size_t i = 0; i < yaml.size(); ++i) {
    const bool starts = i == 0 || yaml[i - 1] == '\n';
    if (starts && i > 0) ++number;
    if (!starts) continue;
    for (const Waiver& waiver : waivers) {
      if (waiver.waives(rule, static_cast<std::uint32_t>(i))) result.push_back(number);
    }
  }
  return result;
}

using Lines = std::vector<std::size_t>;

}  // namespace

TEST_CASE("a comment waives what is found on its line, or on the next one") {
  CHECK(waived_lines("a: 1\nb: 2  # meshplay allow r: because\nc: 3\n") == Lines{2});
  CHECK(waived_lines("a: 1\n# meshplay allow kubernetes.r: because\n\n# and this\nb: 2\nc: 3\n") == Lines{5});
  CHECK(waived_lines("a: 1\nb:\n- x: 1 # meshplay allow r: because\n") == Lines{3});
  CHECK(waived_lines("a: 1\r\nb: 2 # meshplay allow r: because\r\nc: 3\r\n") == Lines{2});
}

TEST_CASE("above all else of a document it is for the document") {
  CHECK(waived_lines("# words\n# meshplay allow r: because\na: 1\nb: 2\n---\nc: 3\n") == Lines{3, 4});
  CHECK(waived_lines("a: 1\n---\n# meshplay allow r: because\nb: 2\nc: 3\n...\n---\nd: 4\n") == Lines{4, 5});
}

TEST_CASE("other rules, other comments and texts waive nothing") {
  CHECK(waived_lines("a: 1\nb: 2  # meshplay allow s: because\n").empty());
  CHECK(waived_lines("a: 1\nb: 2  # meshplay allow er: because\n", "kubernetes.over").empty());
  CHECK(waived_lines("a: 1\nb: 2  # meshplay allow r\n").empty());
  CHECK(waived_lines("a: 1\nb: 2  # meshplay allow r:  \n").empty());
  CHECK(waived_lines("a: 1\nb: x# meshplay allow r: because\n").empty());
  CHECK(waived_lines("a: 1\nb: \"x # meshplay allow r: because\"\n").empty());
  CHECK(waived_lines("a: 1\nb: 'it''s # meshplay allow r: because'\n").empty());
  CHECK(waived_lines("a: |\n  # meshplay allow r: because\n  x\nb: 2\n").empty());
  CHECK(waived_lines("a:\n- b: >-\n    # meshplay allow r: because\n  c: 2\n").empty());
  CHECK(waived_lines("a:\n- b: |2\n    x\n  # meshplay allow r: because\n  c: 2\n") == Lines{5});
  CHECK(waived_lines("a: 1\n# meshplay allow r: at the end").empty());
}

TEST_CASE("what is wrong with it is there to tell") {
  const auto found = read_waivers("a: 1\nb: 2  # meshplay allow  r \n");
  REQUIRE(found.size() == 1);
  CHECK(found[0].rule == "r");
  CHECK(found[0].reason.empty());
  CHECK(found[0].begin == 11);
  CHECK(found[0].end == 30);
}

TEST_CASE("a waiver that was put in is read") {
  for (const std::string yaml : {"a: 1\nb:\n  - c: 2\n    d: |\n      x\n    e: 3\n", "a: 1\r\nb:\r\n  c: 2\r\n"}) {
    for (std::uint32_t place = 0; place < yaml.size(); ++place) {
      if (yaml[place] == '\n' || yaml[place] == '\r' || yaml[place] == ' ' || yaml[place] == 'x') continue;
      const Insertion put = insert_waiver(yaml, place, "kubernetes.r", "because");
      std::string after = yaml;
      after.insert(put.at, put.text);
      const auto found = read_waivers(after);
      REQUIRE(found.size() == 1);
      CHECK(found[0].waives("kubernetes.r", place + static_cast<std::uint32_t>(put.text.size())));
    }
  }
}

}  // namespace meshplay::waiver
