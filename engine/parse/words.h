// The words of a rule file: what the generated lexer makes of its bytes, as plain records. Positions are bytes of the
// file.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace meshplay::parse {

struct Word {
  std::uint16_t type = 0;  // grammar::MeshLexer
  bool starts_line = false;
  bool broken = false;  // stands in for what was written, so that the rest can be parsed
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct Words {
  std::vector<Word> all;       // what the parser sees
  std::vector<Word> docs;      // `///` comments that begin their line
  std::vector<Word> comments;  // all others
  std::uint32_t deepest = 0;   // brackets in one another
};

// Never throws; every byte that is no space and no comment is in some token. `text` is valid UTF-8.
// Reading begins at byte `from`.
Words lex(std::string_view text, std::size_t from = 0);

}  // namespace meshplay::parse
