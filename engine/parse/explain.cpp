#include "engine/parse/explain.h"

namespace meshplay::parse {

Explained explain(std::string_view text, std::span<const Word> words, const Failure& failure, const PlaceOf& place,
                  std::uint32_t end) {
  Explained result;
  Mistake& mistake = result.mistake;
  mistake.code = "expected";
  if (failure.at < words.size()) {
    std::tie(mistake.begin, mistake.end) = place(words[failure.at]);
    std::string found(text.substr(words[failure.at].begin, words[failure.at].end - words[failure.at].begin));
    mistake.arguments = {"something else", found};
  } else {
    mistake.begin = mistake.end = end;
    mistake.arguments = {"more", "the end of the file"};
  }
  return result;
}

void replace_foreign_words(std::string_view, Words&, const PlaceOf&, Mistakes&) {}

Mistake explain_escape(std::string_view written, std::uint32_t begin, std::uint32_t end) {
  return {.code = "unknown-escape", .begin = begin, .end = end, .arguments = {std::string(written)}, .help = "write `\\\\` for a backslash"};
}
Mistake explain_brace(char brace, std::uint32_t begin, std::uint32_t end) {
  return {.code = "stray-brace", .begin = begin, .end = end, .arguments = {std::string(1, brace)}, .help = std::string("write `") + brace + brace + "` for the character itself"};
}
Mistake explain_empty_braces(std::uint32_t begin, std::uint32_t end) {
  return {.code = "empty-braces", .begin = begin, .end = end, .help = "write `{{}}` for the characters themselves"};
}
Mistake explain_chain(std::string_view, std::string_view, std::uint32_t begin, std::uint32_t end) {
  return {.code = "chained-comparison", .begin = begin, .end = end, .help = "join two comparisons with `and`"};
}

std::size_t find_closing_brace(std::string_view text, std::size_t open) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t at = open; at < text.size(); ++at) {
    if (quoted) {
      if (text[at] == '\\') ++at;
      else if (text[at] == '"') quoted = false;
    } else if (text[at] == '"') {
      quoted = true;
    } else if (text[at] == '{') {
      ++depth;
    } else if (text[at] == '}' && --depth == 0) {
      return at;
    }
  }
  return std::string_view::npos;
}

}  // namespace meshplay::parse
