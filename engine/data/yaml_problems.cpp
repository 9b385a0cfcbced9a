#include "engine/data/yaml_problems.h"

#include <algorithm>
#include <optional>

namespace meshplay::data {

namespace {

enum class Where : std::uint8_t { at_problem, at_context, at_problem_noting_context };

struct Row {
  std::string_view problem;  // of libyaml 0.2
  std::string_view context;  // begins so; empty: any
  std::string_view what;
  std::string_view help;
  Where where = Where::at_problem;
  std::string_view note;
};

// The first row that fits is taken.
constexpr Row kRows[] = {
    {"could not find expected ':'", "", "there is no `:` after this key",
     "write `key: value`, or indent the line if it continues the text above", Where::at_context, ""},
    {"mapping values are not allowed in this context", "", "a `:` stands where no key can be",
     "check the indentation, or put the text in quotes if the `:` belongs to it", Where::at_problem, ""},
    {"mapping keys are not allowed in this context", "", "a `?` key stands where no key can be",
     "check the indentation, or put the text in quotes", Where::at_problem, ""},
    {"block sequence entries are not allowed in this context", "", "a list item `-` stands where no list can begin",
     "put the list on its own lines below the key", Where::at_problem, ""},
    {"did not find expected '-' indicator", "", "this line is no item of the list that stands here",
     "begin it with `-`, or check its indentation", Where::at_problem_noting_context, "the list begins here"},
    {"did not find expected key", "", "this line does not fit the mapping that stands here",
     "check its indentation, and the quotes of the line above", Where::at_problem_noting_context,
     "the mapping begins here"},
    {"did not find expected ',' or ']'", "", "the list in brackets is not closed by `]`",
     "put `,` between items and `]` at the end", Where::at_problem_noting_context, "it is opened here"},
    {"did not find expected ',' or '}'", "", "the mapping in braces is not closed by `}`",
     "put `,` between entries and `}` at the end", Where::at_problem_noting_context, "it is opened here"},
    {"did not find expected node content", "", "a value is missing here", "", Where::at_problem, ""},
    {"did not find expected <document start>", "", "text stands after the end of the document",
     "begin a new document with `---`", Where::at_problem, ""},
    {"found unexpected end of stream", "while scanning a quoted", "this quote is never closed",
     "close it, or double it if it belongs to the text", Where::at_context, ""},
    {"found unexpected document indicator", "", "this quote is not closed before the document ends", "close the quote",
     Where::at_context, ""},
    {"found unknown escape character", "", "no such escape in text in double quotes",
     "write `\\\\` for a backslash, or use single quotes", Where::at_problem, ""},
    {"did not find expected hexdecimal number", "", "an escape such as `\\x41` or `\\u0041` has too few hex digits", "",
     Where::at_problem, ""},
    {"found invalid Unicode character escape code", "", "this escape names no character of Unicode", "",
     Where::at_problem, ""},
    {"did not find expected alphabetic or numeric character", "while scanning an alias",
     "`*` begins an alias but no name follows", "put the text in quotes if it begins with `*`", Where::at_context, ""},
    {"did not find expected alphabetic or numeric character", "", "`&` begins an anchor but no name follows",
     "put the text in quotes if it begins with `&`", Where::at_context, ""},
    {"found an indentation indicator equal to 0", "", "an indentation of 0 after `|` or `>`", "use 1 to 9",
     Where::at_problem, ""},
    {"did not find expected comment or line break", "while scanning a block scalar",
     "text stands on the line of `|` or `>`", "begin the text on the next line, indented", Where::at_problem, ""},
    {"found undefined tag handle", "", "the tag's prefix is declared nowhere",
     "put the text in quotes if it begins with `!`", Where::at_problem, ""},
    {"found duplicate %YAML directive", "", "a second `%YAML` line", "keep one", Where::at_problem, ""},
    {"found duplicate %TAG directive", "", "a second `%TAG` line for one prefix", "keep one", Where::at_problem, ""},
    {"found unknown directive name", "", "a line that begins with `%` is for YAML itself", "put the text in quotes",
     Where::at_problem, ""},
    {"found incompatible YAML document", "", "the `%YAML` line asks for a version other than 1.1 and 1.2",
     "remove the line", Where::at_problem, ""},
};

// `\t`, or the character as it is written, a whole UTF-8 sequence.
std::string_view character_at(std::string_view content, std::uint32_t at) {
  if (at >= content.size()) return {};
  std::size_t length = 1;
  while (at + length < content.size() && (static_cast<unsigned char>(content[at + length]) & 0xc0U) == 0x80U) ++length;
  return content.substr(at, length);
}

// What is at fault from `at`: to the end of the word, at most to the end of the line.
std::uint32_t word_end(std::string_view content, std::uint32_t at) {
  const std::size_t end = content.find_first_of(" \t\r\n", at);
  const std::size_t stop = end == std::string_view::npos ? content.size() : end;
  return static_cast<std::uint32_t>(std::max<std::size_t>(stop, at));
}

constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

Complaint explain_byte_order_mark(std::uint32_t at) {
  return {at,
          at + 3,
          "yaml-syntax",
          "a byte order mark in the middle of the file",
          "remove it: were two files put together?",
          "",
          0};
}

// The mistakes behind `did not find expected key` that can be told from the text.
std::optional<Complaint> explain_stray_text(std::uint32_t at, std::string_view content) {
  if (at >= content.size()) return std::nullopt;
  if (at >= 3 && content.substr(at - 3, 3) == kByteOrderMark) return explain_byte_order_mark(at - 3);
  const std::string character(1, content[at]);
  if (character == "]" || character == "}") {
    return Complaint{at, at + 1, "yaml-syntax", "a `" + character + "` that closes nothing", "remove it", "", 0};
  }
  const std::size_t before = content.substr(0, at).find_last_not_of(" \t");
  if (before != std::string_view::npos && (content[before] == '"' || content[before] == '\'')) {
    return Complaint{at,
                     word_end(content, at),
                     "yaml-syntax",
                     "text stands after the closing quote",
                     "put quotes around the whole text, or none",
                     "",
                     0};
  }
  return std::nullopt;
}

Complaint explain_character(std::uint32_t at, std::string_view content) {
  const std::string_view character = character_at(content, at);
  const auto end = static_cast<std::uint32_t>(at + character.size());
  if (character == "\t") {
    const std::size_t after = content.find_first_not_of('\t', at);
    return {at,
            static_cast<std::uint32_t>(std::min(after, content.size())),
            "tab-indentation",
            "",
            "indent with spaces: YAML allows no tabs there",
            "",
            0};
  }
  if (character == kByteOrderMark) return explain_byte_order_mark(at);
  if (character.empty()) return {at, at, "yaml-syntax", "the file ends too early", "", "", 0};
  if (character == "`")
    return {at, end, "yaml-syntax", "no value can begin with a backtick", "put the text in quotes", "", 0};
  return {at, end, "yaml-syntax", "no value can begin with `" + std::string(character) + "`", "put the text in quotes",
          "", 0};
}

}  // namespace

Complaint explain_yaml_problem(std::string_view problem, std::string_view context, std::uint32_t problem_at,
                               std::uint32_t context_at, std::string_view content) {
  if (problem == "found character that cannot start any token" || problem.starts_with("found a tab character")) {
    return explain_character(problem_at, content);
  }
  if (problem == "did not find expected key") {
    if (auto complaint = explain_stray_text(problem_at, content)) return *complaint;
  }
  for (const Row& row : kRows) {
    if (row.problem != problem || !context.starts_with(row.context)) continue;
    const std::uint32_t at = row.where == Where::at_context && !context.empty() ? context_at : problem_at;
    Complaint complaint{at, word_end(content, at), "yaml-syntax", std::string(row.what), std::string(row.help), "", 0};
    if (row.where == Where::at_problem_noting_context && !context.empty()) {
      complaint.note = row.note;
      complaint.note_begin = context_at;
    }
    if (at >= content.size()) complaint.what += " before the file ends";
    return complaint;
  }
  std::string what(problem.empty() ? "it cannot be read" : problem);
  if (!context.empty()) what += " " + std::string(context);
  return {problem_at, word_end(content, problem_at), "yaml-syntax", what, "", "", 0};
}

void note_open_bracket(Complaint& complaint, std::uint32_t bracket, std::string_view content) {
  if (!complaint.note.empty() || complaint.begin <= bracket) return;
  const std::string_view rest = content.substr(std::min<std::size_t>(complaint.begin, content.size()));
  if (rest.empty() || rest.starts_with("---") || rest.starts_with("...")) {
    complaint.what = "a bracket is still open where the document ends";
  }
  complaint.note = "the bracket is opened here";
  complaint.note_begin = bracket;
}

}  // namespace meshplay::data
