// What can be seen of a broken file without parsing it: where declarations and items begin, and which brackets belong
// together.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "engine/parse/mistakes.h"
#include "engine/parse/words.h"

namespace meshplay::parse {

// Whether a declaration (or a line such as `import`) begins with the word at `at`, judged by the words behind it.
bool begins_declaration(std::span<const Word> words, std::size_t at);
// The declaration word behind `private`, `public` and `deprecated "..."`, from `at` on.
std::size_t behind_modifiers(std::span<const Word> words, std::size_t at);
// Whether declarations that begin with this word have items between braces.
bool has_braces(std::uint16_t type);
// Whether the word begins an item between the braces of a declaration, judged by the line it begins.
bool begins_item(std::span<const Word> words, std::size_t at);

// What is wrong with a bracket. A missing partner is certain; what is too many may be the trace of another mistake in
// the same item, and is only spoken of when there is none.
struct BracketMistake {
  Mistake mistake;
  bool certain = false;
};

struct Balanced {
  std::vector<Word> words;
  std::vector<BracketMistake> mistakes;
};

// Gives every bracket its partner: what is missing is put in and what is too many is left out.
Balanced balance(std::string_view text, std::span<const Word> words);

// Where each declaration begins; brackets are balanced. The first one is 0.
std::vector<std::size_t> declarations(std::string_view text, std::span<const Word> words);

// A text between """ that runs into the next declaration was not closed: it ends before, and what follows becomes
// words again.
void end_runaway_text(std::string_view text, Words& words, Mistakes& mistakes);

}  // namespace meshplay::parse
