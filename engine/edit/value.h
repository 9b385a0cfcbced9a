// A value that an edit puts into a manifest: a small tree that owns its texts.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/data/tree.h"

namespace meshplay::edit {

struct Value;
struct Entry;

struct Value {
  data::NodeType type = data::NodeType::null;
  std::string text;             // of a scalar, as the tree has it: `true`, `31`, `1000.5`
  std::vector<Value> elements;  // of a sequence
  std::vector<Entry> entries;   // of a mapping, in order

  static Value boolean(bool value);
  // An integer or a number, by its canonical text.
  static Value number(std::string text);
  static Value of(std::string text);
  static Value list(std::vector<Value> elements);
  static Value map(std::vector<Entry> entries);

  bool is_collection() const { return type == data::NodeType::sequence || type == data::NodeType::mapping; }
  bool is_empty_collection() const { return is_collection() && elements.empty() && entries.empty(); }
};

struct Entry {
  std::string key;
  Value value;
};

// As JSON on one line.
std::string json_text(const Value& value);

bool operator==(const Value& one, const Value& other);
bool operator==(const Entry& one, const Entry& other);

// Why no file can hold this value, or nullopt.
std::optional<std::string> mistake_in(const Value& value);

}  // namespace meshplay::edit
