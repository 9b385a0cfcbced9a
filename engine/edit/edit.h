// Changes manifests as text: what an edit does not speak of stays byte by byte, comments, order, indentation, quotes
// and line ends included. What is given back has been read again and is the old tree with the edits, or it is not
// given back.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "engine/data/reader.h"
#include "engine/data/tree.h"
#include "engine/edit/value.h"
#include "engine/text/source.h"

namespace meshplay::edit {

// One step of a path: into a mapping by key, into a sequence by index (from 0).
struct Step {
  enum class Kind : std::uint8_t { key, index };

  Kind kind = Kind::key;
  std::string key;
  std::uint32_t index = 0;

  static Step into(std::string key) { return {Kind::key, std::move(key), 0}; }
  static Step at(std::uint32_t index) { return {Kind::index, {}, index}; }

  friend auto operator<=>(const Step&, const Step&) = default;
};

// spec.containers[0].labels["app.kubernetes.io/name"]
std::string path_text(std::span<const Step> path);

// set: what is missing on the way is created; an index one beyond the last element adds one.
// append: one more element of a list, which is created if it is missing.
enum class Action : std::uint8_t { set, remove, append };

struct Edit {
  Action action = Action::set;
  data::NodeId root{};  // a mapping or a sequence of the tree: a component's root
  std::vector<Step> path;
  Value value;  // not of remove
};

struct Refusal {
  std::size_t edit = 0;  // which of the edits given
  std::string reason;    // a sentence without its full stop, to stand behind the path
};

struct Outcome {
  std::string text;               // the file with all edits that are not refused
  std::vector<Refusal> refusals;  // by edit
};

// All edits of one file, as if at once: paths and indexes are those of the file as it was read. `tree` has the file's
// documents. A null on the way counts as missing. Whoever needs several edits together or not at all looks into
// `refusals`.
Outcome apply(const text::SourceSet& sources, text::FileId file, data::Syntax syntax, const data::Limits& limits,
              const data::Tree& tree, std::span<const Edit> edits);

}  // namespace meshplay::edit
