// An order that vertices are put into one by one: a number for each, with room between them for those to come. Dietz
// and Sleator, "Two algorithms for maintaining order in a list" (1987), in its simplest form: when there is no room
// left between two neighbours, all get new numbers.
#pragma once

#include <cstdint>
#include <vector>

namespace meshplay::graph {

class Ranks {
 public:
  static constexpr std::uint64_t kFirst = 0;
  static constexpr std::uint64_t kLast = ~std::uint64_t{0};

  // By vertex. The vector stays where it is.
  const std::vector<std::uint64_t>& all() const { return ranks_; }
  std::uint64_t of(std::uint32_t vertex) const { return ranks_[vertex]; }
  std::size_t size() const { return ranks_.size(); }

  // All vertices in their order.
  void assign(const std::vector<std::uint32_t>& order);
  // Between two neighbours, by their ranks; kFirst and kLast stand for none. A vertex that was there before leaves its
  // old place. True: it is the first with such a number.
  bool put(std::uint32_t vertex, std::uint64_t before, std::uint64_t after);

 private:
  void spread(std::uint32_t newcomer);

  std::vector<std::uint64_t> ranks_;
};

}  // namespace meshplay::graph
