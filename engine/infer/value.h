// A value while rules are evaluated: 12 bytes, compared by number. Texts are interned, numbers and lists stand in
// pools of Values; lists and maps of the design are nodes of its tree.
#pragma once

#include <cstdint>

#include "engine/base/interner.h"
#include "engine/data/tree.h"
#include "engine/design/design.h"

namespace meshplay::infer {

enum class Tag : std::uint32_t {
  unset,  // a column's cell that nobody asked for yet; never seen outside
  missing,
  boolean,    // data: 0 or 1
  number,     // data: index in the pool of numbers; equal numbers have one index
  text,       // data: StrId
  node,       // data: NodeId of a sequence or mapping
  component,  // data: ComponentId
  list,       // data: index in the pool of lists
  map,        // data: index in the pool of lists; key, value, key, value ...
  version,    // data: StrId of a canonical semantic version
};

struct Value {
  Tag tag = Tag::missing;
  std::uint32_t data = 0;
  data::NodeId origin = data::kNoNode;  // where it stands in the design, if it does

  bool missing() const { return tag == Tag::missing; }
};

inline Value text_value(base::StrId id, data::NodeId origin = data::kNoNode) {
  return {Tag::text, static_cast<std::uint32_t>(id), origin};
}
inline Value component_value(design::ComponentId id) {
  return {Tag::component, static_cast<std::uint32_t>(id), data::kNoNode};
}
inline Value boolean_value(bool flag) { return {Tag::boolean, flag ? 1U : 0U, data::kNoNode}; }

}  // namespace meshplay::infer
