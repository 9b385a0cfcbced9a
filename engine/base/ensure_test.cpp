#include "engine/base/ensure.h"

#include <catch2/catch.hpp>

using meshplay::base::DefectError;

TEST_CASE("a condition that holds costs nothing to the caller") {
  CHECK_NOTHROW(ENSURE(1 < 2, "one is less than two"));
}

TEST_CASE("a condition that does not hold names itself, its place and the reason") {
  CHECK_THROWS_AS(ENSURE(2 < 1, "order"), DefectError);
  try {
    ENSURE(2 < 1, "two is not less than one");
    FAIL("ENSURE let a false condition pass");
  } catch (const DefectError& error) {
    const std::string what = error.what();
    CHECK(what.find("engine/base/ensure_test.cpp:") != std::string::npos);
    CHECK(what.find("two is not less than one (2 < 1)") != std::string::npos);
  }
}
