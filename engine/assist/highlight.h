// What the words of a rule file are, for colours, folding and growing selections, and the kinds that are not written.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/assist/rule_set.h"

namespace meshplay::assist {

enum class TokenKind : std::uint8_t {
  keyword,
  comment,
  string,
  number,
  op,
  variable,
  parameter,
  property,
  type,
  function,
  name_space,
};
constexpr std::size_t kTokenKinds = 11;
std::string_view name(TokenKind kind);

struct Token {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  TokenKind kind = TokenKind::keyword;
  bool is_declaration = false;
  bool is_documentation = false;
  bool is_builtin = false;
};

// By place; they do not overlap.
std::vector<Token> tokens(RuleSet& rules, const std::string& name);

struct Fold {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  enum class Kind : std::uint8_t { region, comment, imports } kind = Kind::region;
};
// Of more than one line.
std::vector<Fold> folds(RuleSet& rules, const std::string& name);

// From the word at the place outwards.
std::vector<text::Span> selections(RuleSet& rules, const std::string& name, std::uint32_t offset);

struct Hint {
  std::uint32_t offset = 0;
  std::string text;  // `: Container`
};
// Of variables whose kind is not written.
std::vector<Hint> hints(RuleSet& rules, const std::string& name);

}  // namespace meshplay::assist
