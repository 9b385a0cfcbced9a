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
// Whether the word begins an item between the braces of a declaration, judged by the line it begins.
bool begins_item(std::span<const Word> words, std::size_t at);

// Gives every bracket its partner: what is missing is put in, what is too many is left out, and each is spoken of.
std::vector<Word> balance(std::string_view text, std::span<const Word> words, Mistakes& mistakes);

// Where each declaration begins; brackets are balanced. The first one is 0.
std::vector<std::size_t> declarations(std::string_view text, std::span<const Word> words);

// A text between """ that runs into the next declaration was not closed: it ends before, and what follows becomes
// words again.
void end_runaway_text(std::string_view text, Words& words, Mistakes& mistakes);

}  // namespace meshplay::parse
