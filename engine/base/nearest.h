// Finds the name a person probably meant, for "did you mean".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshplay::base {

// Optimal string alignment distance (insert, delete, replace, swap of neighbours), in bytes; anything above
// `limit` is reported as limit + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// The candidate nearest to `wanted`, if one is near enough to be a likely slip: at most a third of its length, and
// at most 3 edits. Upper and lower case differ by half as much as other letters. The first of equals wins.
std::optional<std::string_view> nearest(std::string_view wanted, const std::vector<std::string_view>& candidates);

// The same for many questions over many candidates. One slip (a letter missing, too many, another, or two swapped) is
// found by an index over the candidates with one letter left out, as SymSpell does; two slips in a text of eight
// letters or more only where there are at most kScanned candidates, since that takes a look at all of them.
class NearestIndex {
 public:
  static constexpr std::size_t kScanned = 1000;

  explicit NearestIndex(std::vector<std::string> candidates);

  bool contains(std::string_view text) const;
  // The nearest candidate that is not `wanted` itself; the first in byte order of equals.
  std::optional<std::string_view> find(std::string_view wanted) const;

 private:
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t candidate = 0;
  };

  void index() const;
  std::uint32_t bucket(std::uint64_t hash) const { return static_cast<std::uint32_t>(hash & (buckets_.size() - 2)); }

  std::vector<std::string> candidates_;  // sorted, each once
  // Made at the first question: the entries of bucket b are those from buckets_[b] to before buckets_[b + 1].
  mutable std::vector<Entry> entries_;
  mutable std::vector<std::uint32_t> buckets_;
};

}  // namespace meshplay::base
