// Words that belong to other languages (`&&`, `;`, 'quotes', `#`) and what was never closed. They are spoken of one by
// one and then replaced by what was meant, so that the parser never sees them.
#pragma once

#include <string_view>

#include "engine/parse/explain.h"
#include "engine/parse/mistakes.h"
#include "engine/parse/words.h"

namespace meshplay::parse {

// `quote` is how a text begins and ends there: inside of a message it may need an escape.
void replace_foreign_words(std::string_view text, Words& words, const PlaceOf& place, std::string_view quote,
                           Mistakes& mistakes);

// The brace that closes the one at `open`, strings and inner braces skipped; npos when there is none.
std::size_t find_closing_brace(std::string_view text, std::size_t open);

}  // namespace meshplay::parse
