// What Kubernetes says of places that are to be written.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/fix/place.h"
#include "engine/model/schema.h"

namespace meshplay::fix {

class Shape {
 public:
  Shape(const design::Design& design, const base::Interner& interner) : design_(design), interner_(interner) {}

  // Whether no schema speaks against a place; true for kinds without one.
  bool is_possible(const Place& place) const;
  // Keys on the way that need not be there: of several places for a value the one with the fewest is the usual one.
  std::uint32_t optional_steps(const Place& place) const;
  // Whether what holds the place must have it.
  bool is_required(const Place& place) const;
  // Whether the first key on the way that is not there must be. nullopt: no schema says so or not.
  std::optional<bool> is_first_missing_required(const Place& place) const;
  // What must be in the mappings that are new with these places, and is in none of them.
  std::uint32_t missing_required(const std::vector<Place>& written) const;
  // By which fields the elements of a list are told apart.
  std::vector<std::string> list_keys(const Place& list) const;

 private:
  struct Step {
    bool is_required = false;
    std::optional<model::Node> node;  // behind the step; none: unknown from here on
  };
  // The steps of a place, by the schema; nullopt: it has no such place.
  std::optional<std::vector<Step>> walk(const Place& place) const;

  const design::Design& design_;
  const base::Interner& interner_;
};

}  // namespace meshplay::fix
