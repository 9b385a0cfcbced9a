// Puts into a person's words what the generated parser could not take: what was expected there, what was found, and what
// to write instead. Never the words of the parser generator.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/parse/grammar_run.h"
#include "engine/parse/mistakes.h"
#include "engine/parse/words.h"

namespace meshplay::parse {

// Where a word stands in the file: begin and end. The words of a message have places of their own.
using PlaceOf = std::function<std::pair<std::uint32_t, std::uint32_t>(const Word&)>;

// How the words are changed after a mistake so that the rest can be looked at.
struct Repair {
  enum class Kind { leave_out_item, replace, insert, erase };
  Kind kind = Kind::leave_out_item;
  std::size_t at = 0;        // index of a word
  std::size_t count = 0;     // words erased
  std::uint16_t type = 0;    // of the word that stands in
};

struct Explained {
  Mistake mistake;
  Repair repair;
};

// `text` is what the words stand in; `end` is where its end stands in the file.
Explained explain(std::string_view text, std::span<const Word> words, const Failure& failure, const PlaceOf& place,
                  std::uint32_t end);

// Speaks of words that belong to other languages (`&&`, `;`, 'quotes') and of what was never closed, and puts in their
// stead what was meant.
void replace_foreign_words(std::string_view text, Words& words, const PlaceOf& place, Mistakes& mistakes);

Mistake explain_escape(std::string_view written, std::uint32_t begin, std::uint32_t end);
Mistake explain_brace(char brace, std::uint32_t begin, std::uint32_t end);
Mistake explain_empty_braces(std::uint32_t begin, std::uint32_t end);
Mistake explain_chain(std::string_view middle, std::string_view tail, std::uint32_t begin, std::uint32_t end);

// The brace that closes the one at `open`, strings and inner braces skipped; npos when there is none.
std::size_t find_closing_brace(std::string_view text, std::size_t open);

}  // namespace meshplay::parse
