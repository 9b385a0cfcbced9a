// Finds the name a person probably meant, for "did you mean".
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

namespace meshplay::base {

// Optimal string alignment distance (insert, delete, replace, swap of neighbours), in bytes; anything above
// `limit` is reported as limit + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);

// The candidate nearest to `wanted`, if one is near enough to be a likely slip: at most a third of its length, and
// at most 3 edits. Upper and lower case differ by half as much as other letters. The first of equals wins.
std::optional<std::string_view> nearest(std::string_view wanted, const std::vector<std::string_view>& candidates);

}  // namespace meshplay::base
