#include "engine/base/result.h"

#include <catch2/catch.hpp>
#include <string>

using meshplay::base::DefectError;
using meshplay::base::Error;
using meshplay::base::Result;

TEST_CASE("a result is a value") {
  Result<int> result = 3;
  CHECK(result.ok());
  CHECK(result.value() == 3);
  result.value() = 4;
  CHECK(result.value() == 4);
}

TEST_CASE("or the reason why there is none, with what was being done in front") {
  Result<int> result = Error{"permission denied"};
  CHECK_FALSE(result.ok());
  CHECK(result.error().message == "permission denied");
  const Result<int> in_context = Result<int>(Error{"permission denied"}).with_context("cannot read `a.yaml`");
  CHECK(in_context.error().message == "cannot read `a.yaml`: permission denied");
}

TEST_CASE("context leaves a value as it is") {
  CHECK(Result<std::string>(std::string("text")).with_context("reading").value() == "text");
}

TEST_CASE("asking for the wrong one is a defect") {
  const Result<int> good = 3;
  const Result<int> bad = Error{"no"};
  CHECK_THROWS_AS(good.error(), DefectError);
  CHECK_THROWS_AS(bad.value(), DefectError);
}
