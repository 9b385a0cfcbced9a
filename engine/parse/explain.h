// Puts into a person's words what the generated parser could not take: what was expected there, what was found, and
// what to write instead. Never the words of the parser generator.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "engine/parse/grammar_run.h"
#include "engine/parse/mistakes.h"
#include "engine/parse/words.h"

namespace meshplay::parse {

// Where a word stands in the file: begin and end. The words of a message have places of their own.
using PlaceOf = std::function<std::pair<std::uint32_t, std::uint32_t>(const Word&)>;

// How the words are changed after a mistake so that the rest can be looked at.
struct Repair {
  enum class Kind {
    leave_out_item,  // the item in which it stands
    replace,         // the word at `at` becomes one of `type`
    erase,           // `count` words from `at` on
    replace_by_two,  // the word at `at` becomes two, of `type` and of `second`
    join,            // `count` words from `at` on become one of `type`, and so wherever the same is written
  };
  Kind kind = Kind::leave_out_item;
  std::size_t at = 0;
  std::size_t count = 0;
  std::uint16_t type = 0;
  std::uint16_t second = 0;
  bool before = false;  // leave out the item before `at`: it is the one that was not complete
};

struct Explained {
  Mistake mistake;
  Repair repair;
};

// The words in which a mistake was found.
struct Scene {
  std::string_view text;  // what the words stand in
  std::span<const Word> words;
  const Word* next = nullptr;  // what stands behind them, if anything
  PlaceOf place;
  std::uint32_t end = 0;  // where their end stands in the file
  bool in_message = false;

  std::string_view written(const Word& word) const { return text.substr(word.begin, word.end - word.begin); }
};

Explained explain(const Scene& scene, const Failure& failure);

Mistake explain_too_deep(std::uint32_t limit, std::uint32_t begin, std::uint32_t end);
Mistake explain_escape(std::string_view written, std::uint32_t begin, std::uint32_t end);
Mistake explain_brace(char brace, std::uint32_t begin, std::uint32_t end);
Mistake explain_empty_braces(std::uint32_t begin, std::uint32_t end);
// `middle` is the right side of the first comparison and `tail` the second one, as written; both empty when a line is
// too long to be shown again.
Mistake explain_chain(std::string_view middle, std::string_view tail, std::uint32_t begin, std::uint32_t end);

// A condition at `begin` that stands behind another item in one line.
Mistake explain_joined(std::string_view text, std::uint32_t begin, std::uint32_t end);

// `text` between backticks, shortened.
std::string in_ticks(std::string_view text);

}  // namespace meshplay::parse
