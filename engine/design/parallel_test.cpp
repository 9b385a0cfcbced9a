#include "engine/design/parallel.h"

#include <atomic>
#include <catch2/catch.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace meshplay::design {
namespace {

TEST_CASE("threads are as many as pay and as are allowed") {
  CHECK(threads_for(0, 100, 4) == 1);
  CHECK(threads_for(199, 100, 4) == 1);
  CHECK(threads_for(200, 100, 4) == 2);
  CHECK(threads_for(1'000'000, 100, 4) == 4);
  CHECK(threads_for(1'000'000, 100, 1) == 1);
  CHECK(threads_for(1'000'000, 100, 100) == 100);
  CHECK(threads_for(1'000'000, 100, 0) >= 1);
  CHECK(threads_for(1'000'000, 100, 0) <= 8);
}

TEST_CASE("all work is done once, and what the first threw is thrown") {
  std::vector<int> done(20);
  in_parallel(done.size(), [&](std::size_t i) { ++done[i]; });
  CHECK(done == std::vector<int>(20, 1));
  in_parallel(0, [](std::size_t) { throw std::runtime_error("no work"); });
  std::atomic<int> ended = 0;
  const auto fail = [&](std::size_t i) {
    ++ended;
    if (i % 2 == 1) throw std::runtime_error(std::to_string(i));
  };
  CHECK_THROWS_WITH(in_parallel(6, fail), "1");
  CHECK(ended == 6);
}

}  // namespace
}  // namespace meshplay::design
