#include "engine/base/nearest.h"

#include <catch2/catch.hpp>

using meshplay::base::edit_distance;
using meshplay::base::nearest;

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
