#include "engine/design/glob.h"

#include <catch2/catch.hpp>
#include <string>

namespace meshplay::design {
namespace {

struct Row {
  std::string_view pattern;
  std::string_view path;
  bool matches;
};

TEST_CASE("a pattern matches whole paths") {
  const Row row = GENERATE(values<Row>({
      {"a.yaml", "a.yaml", true},
      {"a.yaml", "b/a.yaml", false},
      {"a.yaml", "a.yaml.x", false},
      {"*.yaml", "a.yaml", true},
      {"*.yaml", "b/a.yaml", false},
      {"*.yaml", ".yaml", true},
      {"*", "a", true},
      {"*", "a/b", false},
      {"*", "", true},
      {"a/*", "a/b", true},
      {"a/*", "a/b/c", false},
      {"a/*/c", "a/b/c", true},
      {"**", "a/b/c", true},
      {"**", "", true},
      {"**/*.yaml", "a.yaml", true},
      {"**/*.yaml", "b/a.yaml", true},
      {"**/*.yaml", "c/b/a.yaml", true},
      {"**/a.yaml", "ba.yaml", false},
      {"**/test/**", "test/a", true},
      {"**/test/**", "x/test/a/b", true},
      {"**/test/**", "x/testy/a", false},
      {"a/**", "a/b/c", true},
      {"a/**", "a", false},
      {"a/**/b", "a/b", true},
      {"a/**/b", "a/x/y/b", true},
      {"a/**/b", "a/xb", false},
      {"a**b", "axx/yyb", true},
      {"?.yaml", "a.yaml", true},
      {"?.yaml", "ab.yaml", false},
      {"a?b", "a/b", false},
      {"*a*b*", "xxaxxbxx", true},
      {"*a*b*", "xxbxxaxx", false},
      {"", "", true},
      {"", "a", false},
      {"[a]", "a", false},
      {"[a]", "[a]", true},
  }));
  INFO(row.pattern << " against " << row.path);
  CHECK(matches_glob(row.pattern, row.path) == row.matches);
}

TEST_CASE("a pattern of many stars takes no longer than its length") {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "*a**";
  CHECK_FALSE(matches_glob(pattern + "b", std::string(2000, 'a')));
}

}  // namespace
}  // namespace meshplay::design
