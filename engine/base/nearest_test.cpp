#include "engine/base/nearest.h"

#include <catch2/catch.hpp>
#include <random>
#include <set>

using meshplay::base::edit_distance;
using meshplay::base::nearest;
using meshplay::base::NearestIndex;

TEST_CASE("the distance counts inserted, deleted, replaced and swapped letters") {
  CHECK(edit_distance("", "", 3) == 0);
  CHECK(edit_distance("web", "web", 3) == 0);
  CHECK(edit_distance("wb", "web", 3) == 1);
  CHECK(edit_distance("weeb", "web", 3) == 1);
  CHECK(edit_distance("wab", "web", 3) == 1);
  CHECK(edit_distance("wbe", "web", 3) == 1);
  CHECK(edit_distance("kitten", "sitting", 3) == 3);
}

TEST_CASE("a distance above the limit is the limit and one") {
  CHECK(edit_distance("a", "abcdefgh", 2) == 3);
  CHECK(edit_distance("abcdefgh", "stuvwxyz", 2) == 3);
}

TEST_CASE("a slip is found") {
  CHECK(nearest("Deploymnt", {"Service", "Deployment", "DaemonSet"}) == "Deployment");
  CHECK(nearest("deployment", {"Service", "Deployment"}) == "Deployment");
  CHECK(nearest("--fial-on", {"--file", "--fail-on"}) == "--fail-on");
}

TEST_CASE("what is far away is no suggestion") {
  CHECK_FALSE(nearest("Gateway", {"Service", "Deployment"}).has_value());
  CHECK_FALSE(nearest("ab", {"xy"}).has_value());
  CHECK_FALSE(nearest("anything", {}).has_value());
}

TEST_CASE("the word itself is no suggestion and the first of equals wins") {
  CHECK_FALSE(nearest("web", {"web"}).has_value());
  CHECK(nearest("webb", {"webx", "weby"}) == "webx");
}

TEST_CASE("over many candidates the index finds what looking at all of them finds") {
  std::mt19937 random(3);
  const auto word = [&](std::size_t longest) {
    std::string result;
    for (std::size_t i = 1 + random() % longest; i > 0; --i) result += static_cast<char>('a' + random() % 3);
    return result;
  };
  std::set<std::string> candidates;
  while (candidates.size() <= NearestIndex::kScanned) candidates.insert(word(12));
  candidates.insert(std::string(256, 'x'));
  const NearestIndex index({candidates.begin(), candidates.end()});
  std::size_t found = 0;
  for (int i = 0; i < 2000; ++i) {
    const std::string wanted = i == 0 ? std::string(255, 'x') : word(14);
    std::optional<std::string> best;
    for (const std::string& candidate : candidates) {
      if (wanted.size() >= 2 && !best && edit_distance(wanted, candidate, 1) == 1) best = candidate;
    }
    CAPTURE(wanted);
    REQUIRE(index.find(wanted) == best);
    found += best ? 1 : 0;
  }
  CHECK(found > 100);
  CHECK(found < 2000);
}
