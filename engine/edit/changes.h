// Edits of one file, put together by the place that they change. Refused is what cannot be done where it stands, or
// contradicts an edit before.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/data/layout.h"
#include "engine/edit/edit.h"

namespace meshplay::edit {

// What is to become of one node, there already or not.
struct Change {
  std::size_t edit = 0;        // the first that speaks of it
  std::optional<Value> value;  // set
  bool removed = false;
  std::map<Step, std::unique_ptr<Change>> inside;
  std::vector<Value> appended;

  bool goes_inside() const { return !inside.empty() || !appended.empty(); }
  const Change* find(const Step& step) const;
};

// An entry, or an element (without a key), that a collection does not have yet.
struct Addition {
  std::string key;
  Value value;
};

// The value of a node that is not there yet.
Value value_of(const Change& change);
// What comes behind the `count` elements of a sequence.
std::vector<Addition> added_elements(const Change& change, std::uint32_t count);
// The entries of a mapping that are not there, in the order of the edits.
std::vector<Addition> added_entries(const Change& change, const std::function<bool(std::string_view)>& is_there);

class Changes {
 public:
  // `tree` and `layout` are of one file; `before` is the tree that the edits speak of.
  Changes(const data::Tree& before, const data::Tree& tree, const data::Layout& layout, const base::Interner& interner);

  // Why the edit cannot be done, or nullopt: it is part of the changes then.
  std::optional<std::string> add(const Edit& edit, std::size_t number);

  // Of the document, by its number in the file; nullptr: none.
  const Change* of(std::uint32_t document) const;

 private:
  struct Place {
    std::uint32_t document = 0;
    std::vector<Step> path;  // from the document's root
    std::size_t own = 0;     // steps before those of the edit
  };

  std::optional<Place> place_of(const Edit& edit) const;
  std::optional<std::string> contradiction(const Edit& edit, const Place& place) const;
  std::optional<std::string> obstacle(const Edit& edit, const Place& place) const;
  std::uint32_t child(std::uint32_t node, const Step& step) const;
  bool is_merged(const Place& place, std::size_t steps) const;
  std::optional<std::string> repetition(std::uint32_t node, std::string_view path) const;
  std::string shown(const Place& place, std::size_t steps) const;

  const data::Tree& before_;
  const data::Tree& tree_;
  const data::Layout& layout_;
  const base::Interner& interner_;
  std::unordered_map<std::uint32_t, std::uint32_t> collections_;  // by where they begin
  std::map<std::uint32_t, Change> documents_;
};

}  // namespace meshplay::edit
