#include "engine/base/room.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdint>
#include <new>
#include <utility>

using meshplay::base::Room;

TEST_CASE("a room is as large as it was asked for, small and large") {
  for (const std::size_t bytes :
       {std::size_t{1}, std::size_t{100}, std::size_t{1} << 20U, (std::size_t{5} << 20U) + 3}) {
    const Room room(bytes);
    std::fill_n(room.data(), bytes, 'x');
    CHECK(std::count(room.data(), room.data() + bytes, 'x') == static_cast<std::ptrdiff_t>(bytes));
  }
  CHECK(Room(0).data() != nullptr);
}

TEST_CASE("a large room begins where a huge page does") {
  const Room room(std::size_t{3} << 20U);
  CHECK(reinterpret_cast<std::uintptr_t>(room.data()) % (std::size_t{2} << 20U) == 0);
}

TEST_CASE("a room that is handed on stays where it is") {
  Room room(1000);
  char* data = room.data();
  data[999] = 'x';
  const Room other(std::move(room));
  CHECK(other.data() == data);
  CHECK(other.data()[999] == 'x');
}

TEST_CASE("a room larger than any memory is refused") {
  CHECK_THROWS_AS(Room(static_cast<std::size_t>(-1)), std::bad_alloc);
}
