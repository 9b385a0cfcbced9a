// What may be written at a place of a rule file, for those who help with writing: the words of the language that the
// grammar takes there, and what else is wanted.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace meshplay::parse {

enum class Wanted : std::uint8_t {
  nothing,       // or what only a person knows: a new name, a number, a text
  declaration,   // between declarations
  item,          // begins an item of a declaration: also a condition
  value,         // a value or a condition
  operation,     // goes on behind a value
  member,        // behind a dot
  selected_key,  // behind `[`
  kind,
  condition_kind,  // behind `is`
  package,
  model,
  taxonomy,
  param_type,
  category,
  tag,
  rule,   // behind `expect`
  param,  // behind `given param`
  component,
};

struct Next {
  Wanted wanted = Wanted::nothing;
  std::vector<std::string_view> words;
  // The keyword of the declaration around the place: `deny`; empty outside.
  std::string_view declaration;
};

// `offset`: in bytes, where the word begins that is being written. What stands behind it is not looked at. `text` is
// valid UTF-8.
Next next_at(std::string_view text, std::uint32_t offset);

}  // namespace meshplay::parse
