// The words and signs of the language as people write them, with what each is good for. grammar/Mesh.g4 decides; this
// table is only for speaking about it, and a test holds it against the lexer.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "engine/parse/words.h"

namespace meshplay::parse {

enum class Role : std::uint8_t {
  header,       // begins a line of its own: package, import, model, language
  modifier,     // private, public, deprecated
  declaration,  // begins a declaration
  item,         // begins an item of a relationship or a rule
  test_item,    // given, expect
  part,         // a word inside an item that may also be a name
  comparison,   // a word between two values
  connective,   // and, or, not, where, default, is ...
  quantifier,   // some, no, every
  literal,      // true, false, present, absent
  sign,
};

struct Spelling {
  std::uint16_t type;
  Role role;
  std::string_view text;
};

std::span<const Spelling> spellings();
// Nothing for types that have no fixed spelling, as names and strings.
const Spelling* spelling(std::uint16_t type);
// All words (no signs) with one of these roles.
std::vector<std::string_view> words_with(std::initializer_list<Role> roles);
std::optional<std::uint16_t> type_of(std::string_view word);

bool is_opener(std::uint16_t type);
bool is_closer(std::uint16_t type);
std::uint16_t closer_of(std::uint16_t opener);

// Whether the grammar takes the word where it wants a name.
bool is_name(std::uint16_t type);
// A word that names nothing: reserved, or the beginning of an item.
bool is_reserved(std::uint16_t type);
// `==`, `<`, `in`, `matches` ...
bool is_comparator(std::uint16_t type);
// Whether a value or a condition can end with it.
bool ends_value(std::uint16_t type);
// Whether what stands before a line that begins with something else is certainly not complete.
bool leads_on(std::uint16_t type);

}  // namespace meshplay::parse
