// Mistakes that need no look at the parser's state.
#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/parse/explain.h"
#include "engine/parse/vocabulary.h"

namespace meshplay::parse {

std::string in_ticks(std::string_view text) {
  constexpr std::size_t kLongest = 40;
  std::string result = "`";
  const std::size_t line_end = text.find_first_of("\r\n");
  if (text.size() <= kLongest && line_end == std::string_view::npos) {
    result += text;
  } else {
    std::size_t cut = std::min(line_end, kLongest - 3);
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xc0U) == 0x80U) --cut;
    result += text.substr(0, cut);
    result += "...";
  }
  result += '`';
  return result;
}

Mistake explain_too_deep(std::uint32_t limit, std::uint32_t begin, std::uint32_t end) {
  return {.code = "too-deep",
          .begin = begin,
          .end = end,
          .arguments = {std::to_string(limit)},
          .label = "the limit is reached here",
          .help = "give parts of it names of their own with `define` or `field`"};
}

Mistake explain_escape(std::string_view written, std::uint32_t begin, std::uint32_t end) {
  Mistake mistake = {.code = "unknown-escape", .begin = begin, .end = end, .arguments = {std::string(written)}};
  const char kind = written.size() > 1 ? written[1] : '\0';
  if (kind == 'u') {
    mistake.help = "write a character by its number as in `\\u{e9}`, with one to six hexadecimal digits";
  } else if (kind == '{' || kind == '}') {
    mistake.help = std::string("write `") + kind + kind + "` for the character itself";
  } else if (kind == '\'') {
    mistake.help = "write `'` as it is";
  } else if (kind == '\0') {
    mistake.help = "write `\\\\` for a backslash";
  } else {
    mistake.help = "write `\\";
    mistake.help += written;
    mistake.help += "` for a backslash and what follows it";
  }
  return mistake;
}

Mistake explain_brace(char brace, std::uint32_t begin, std::uint32_t end) {
  Mistake mistake = {.code = "stray-brace", .begin = begin, .end = end, .arguments = {std::string(1, brace)}};
  mistake.label = brace == '{' ? "no `}` closes it" : "no `{` opens it";
  mistake.help = std::string("write `") + brace + brace + "` for the character itself";
  if (brace == '{') mistake.help += ", or close the expression with `}`";
  return mistake;
}

Mistake explain_empty_braces(std::uint32_t begin, std::uint32_t end) {
  return {.code = "empty-braces",
          .begin = begin,
          .end = end,
          .help = "write what to show between them, as in `{service.name}`, or `{{}}` for the characters themselves"};
}

Mistake explain_chain(std::string_view middle, std::string_view tail, std::uint32_t begin, std::uint32_t end) {
  Mistake mistake = {.code = "chained-comparison", .begin = begin, .end = end};
  mistake.label = "the second comparison";
  const bool short_enough = !middle.empty() && !tail.empty() && middle.size() + tail.size() <= 60 &&
                            middle.find('\n') == std::string_view::npos && tail.find('\n') == std::string_view::npos;
  if (short_enough) {
    mistake.help = "compare each pair: write `and ";
    mistake.help += middle;
    mistake.help += ' ';
    mistake.help += tail;
    mistake.help += "` here";
  } else {
    mistake.help = "join two comparisons with `and`, or put the first one in brackets";
  }
  return mistake;
}

Mistake explain_joined(std::string_view text, std::uint32_t begin, std::uint32_t end) {
  const auto in_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  std::uint32_t before_end = begin;
  while (before_end > 0 && (text[before_end - 1] == ' ' || text[before_end - 1] == '\t')) --before_end;
  std::uint32_t before = before_end;
  while (before > 0 && in_word(text[before - 1])) --before;
  const std::string_view previous = text.substr(before, before_end - before);
  if (previous.size() >= 2) {
    auto candidates = words_with({Role::quantifier, Role::item});
    candidates.push_back("not");
    if (const auto right = base::nearest(previous, candidates)) {
      std::string help = "did you mean ";
      help += in_ticks(*right);
      help += '?';
      return {.code = "unknown-word",
              .begin = before,
              .end = before_end,
              .arguments = {std::string(previous)},
              .help = std::move(help),
              .replacement = std::string(*right),
              .is_guess = true};
    }
  }
  std::string what = "an operator or a new line";
  if (!previous.empty()) {
    what += " after ";
    what += in_ticks(previous);
  }
  return {.code = "expected",
          .begin = begin,
          .end = end,
          .arguments = {std::move(what), in_ticks(text.substr(begin, end - begin))},
          .help = "join conditions with `and`, or write each in a line of its own"};
}

}  // namespace meshplay::parse
