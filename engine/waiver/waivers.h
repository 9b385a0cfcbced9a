// Comments in YAML manifests that waive what a rule finds there:
//
//   replicas: 1  # meshplay allow fixed_replicas: nobody scales it
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace meshplay::waiver {

// Places in bytes of the text.
struct Waiver {
  std::string rule;         // as it is written, with or without its package; may be empty
  std::string reason;       // may be empty: then it waives nothing
  std::uint32_t begin = 0;  // of the comment
  std::uint32_t end = 0;
  // It is for findings whose place begins in here.
  std::uint32_t from = 0;
  std::uint32_t to = 0;

  bool waives(std::string_view full_name, std::uint32_t place) const;
};

// `kubernetes.fixed_replicas` is meant by itself and by `fixed_replicas`.
bool means(std::string_view written, std::string_view full_name);

// In order of place.
std::vector<Waiver> read_waivers(std::string_view yaml);

// What is wrong with a waiver that nothing was found for.
struct Wrong {
  std::string what;
  std::string help;
};
// `rules`: full names of the checks; `is_all`: there are no others.
std::optional<Wrong> what_is_wrong(const Waiver& unused, const std::vector<std::string_view>& rules, bool is_all);

// A comment on a line of its own, above that of the place, which waives what the rule finds there.
struct Insertion {
  std::uint32_t at = 0;
  std::string text;
};
Insertion insert_waiver(std::string_view yaml, std::uint32_t place, std::string_view rule, std::string_view reason);

}  // namespace meshplay::waiver
