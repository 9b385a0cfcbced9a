// Words and comments of a rule file with what the syntax tree knows of each: what the layout decides by.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/parse/words.h"

namespace meshplay::format {

struct Piece {
  enum class Kind : std::uint8_t { word, line_comment, block_comment, doc };

  Kind kind = Kind::word;
  std::string_view text;
  std::uint16_t type = 0;  // of a word
  std::uint32_t begin = 0;
  std::uint32_t newlines = 0;   // in the text before it
  bool had_space = false;       // before it
  bool is_key = false;          // behind a `.`: a name, whatever the word
  bool is_tight = false;        // part of a name with `-`, `/` or `.` in it
  bool is_sign_of_one = false;  // `-` before a value
  bool documents = false;       // a `///` line of a declaration
  bool begins_unit = false;     // a declaration or a line of the header, with what documents it
  bool begins_item = false;     // of a body
  bool opens_body = false;
  bool closes_body = false;
  bool ends_unit_with_body = false;
  bool is_else = false;       // the `:` of a conditional
  bool is_inner_and = false;  // an `and` that an `or` joins with others
  std::uint32_t chain = 0;    // of conditionals that it is the first word of, or whose `?` or `:` it is; 0: none

  bool is_word(std::string_view word) const { return kind == Kind::word && text == word; }
  bool is_comment() const { return kind == Kind::line_comment || kind == Kind::block_comment; }
  bool ends_line() const { return kind == Kind::line_comment || kind == Kind::doc; }
};

std::vector<Piece> pieces_of(std::string_view text, const ast::Ast& tree);

// Letters, as people count them.
std::size_t letters(std::string_view text);

}  // namespace meshplay::format
