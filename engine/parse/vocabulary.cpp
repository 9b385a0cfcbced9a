#include "engine/parse/vocabulary.h"

#include <algorithm>
#include <array>

#include "grammar/MeshLexer.h"

namespace meshplay::parse {

namespace {

using L = grammar::MeshLexer;

constexpr auto kSpellings = std::to_array<Spelling>({
    {L::LANGUAGE, Role::header, "language"},
    {L::PACKAGE, Role::header, "package"},
    {L::IMPORT, Role::header, "import"},
    {L::MODEL, Role::header, "model"},
    {L::PRIVATE, Role::modifier, "private"},
    {L::PUBLIC, Role::modifier, "public"},
    {L::DEPRECATED, Role::modifier, "deprecated"},
    {L::KIND, Role::declaration, "kind"},
    {L::FIELD, Role::declaration, "field"},
    {L::RELATIONSHIP, Role::declaration, "relationship"},
    {L::DEFINE, Role::declaration, "define"},
    {L::DENY, Role::declaration, "deny"},
    {L::WARN, Role::declaration, "warn"},
    {L::ADVISE, Role::declaration, "advise"},
    {L::TEST, Role::declaration, "test"},
    {L::FROM, Role::item, "from"},
    {L::TO, Role::item, "to"},
    {L::VIA, Role::item, "via"},
    {L::WHERE, Role::item, "where"},
    {L::BIND, Role::item, "bind"},
    {L::DOCS, Role::item, "docs"},
    {L::CATEGORY, Role::item, "category"},
    {L::TAGS, Role::item, "tags"},
    {L::STANDARD, Role::item, "standard"},
    {L::PARAM, Role::item, "param"},
    {L::AT, Role::item, "at"},
    {L::MESSAGE, Role::item, "message"},
    {L::HELP, Role::item, "help"},
    {L::FIX, Role::item, "fix"},
    {L::GIVEN, Role::test_item, "given"},
    {L::EXPECT, Role::test_item, "expect"},
    {L::AS, Role::part, "as"},
    {L::ON, Role::part, "on"},
    {L::UNSAFE, Role::part, "unsafe"},
    {L::SET, Role::part, "set"},
    {L::REMOVE, Role::part, "remove"},
    {L::APPEND, Role::part, "append"},
    {L::EXCEPT, Role::connective, "except"},
    {L::OF, Role::connective, "of"},
    {L::BY, Role::connective, "by"},
    {L::ALL, Role::connective, "all"},
    {L::YAML, Role::part, "yaml"},
    {L::JSON, Role::part, "json"},
    {L::FILE, Role::part, "file"},
    {L::FINDINGS, Role::part, "findings"},
    {L::SNAPSHOT, Role::part, "snapshot"},
    {L::COUNT, Role::part, "count"},
    {L::SUM, Role::part, "sum"},
    {L::MIN, Role::part, "min"},
    {L::MAX, Role::part, "max"},
    {L::AVG, Role::part, "avg"},
    {L::COLLECT, Role::part, "collect"},
    {L::SOME, Role::quantifier, "some"},
    {L::NO, Role::quantifier, "no"},
    {L::EVERY, Role::quantifier, "every"},
    {L::AND, Role::connective, "and"},
    {L::OR, Role::connective, "or"},
    {L::NOT, Role::connective, "not"},
    {L::IS, Role::connective, "is"},
    {L::DEFAULT, Role::connective, "default"},
    {L::IN, Role::comparison, "in"},
    {L::INCLUDES, Role::comparison, "includes"},
    {L::SELECTS, Role::comparison, "selects"},
    {L::MATCHES, Role::comparison, "matches"},
    {L::LIKE, Role::comparison, "like"},
    {L::STARTS_WITH, Role::comparison, "starts_with"},
    {L::ENDS_WITH, Role::comparison, "ends_with"},
    {L::CONTAINS, Role::comparison, "contains"},
    {L::WITHIN, Role::comparison, "within"},
    {L::PRESENT, Role::literal, "present"},
    {L::ABSENT, Role::literal, "absent"},
    {L::TRUE, Role::literal, "true"},
    {L::FALSE, Role::literal, "false"},
    {L::LPAREN, Role::sign, "("},
    {L::RPAREN, Role::sign, ")"},
    {L::LBRACK, Role::sign, "["},
    {L::RBRACK, Role::sign, "]"},
    {L::LBRACE, Role::sign, "{"},
    {L::RBRACE, Role::sign, "}"},
    {L::ARROW, Role::sign, "<-"},
    {L::EQ, Role::sign, "=="},
    {L::NE, Role::sign, "!="},
    {L::LE, Role::sign, "<="},
    {L::GE, Role::sign, ">="},
    {L::LT, Role::sign, "<"},
    {L::GT, Role::sign, ">"},
    {L::ASSIGN, Role::sign, "="},
    {L::DOT, Role::sign, "."},
    {L::COMMA, Role::sign, ","},
    {L::COLON, Role::sign, ":"},
    {L::QUESTION, Role::sign, "?"},
    {L::PIPE, Role::sign, "|"},
    {L::PLUS, Role::sign, "+"},
    {L::MINUS, Role::sign, "-"},
    {L::STAR, Role::sign, "*"},
    {L::SLASH, Role::sign, "/"},
    {L::PERCENT, Role::sign, "%"},
});

}  // namespace

std::span<const Spelling> spellings() { return kSpellings; }

const Spelling* spelling(std::uint16_t type) {
  const auto* found =
      std::find_if(kSpellings.begin(), kSpellings.end(), [type](const Spelling& row) { return row.type == type; });
  return found != kSpellings.end() ? found : nullptr;
}

std::vector<std::string_view> words_with(std::initializer_list<Role> roles) {
  std::vector<std::string_view> words;
  for (const Spelling& row : kSpellings) {
    if (std::find(roles.begin(), roles.end(), row.role) != roles.end()) words.push_back(row.text);
  }
  return words;
}

std::optional<std::uint16_t> type_of(std::string_view word) {
  for (const Spelling& row : kSpellings) {
    if (row.text == word) return row.type;
  }
  return std::nullopt;
}

bool is_opener(std::uint16_t type) { return type == L::LPAREN || type == L::LBRACK || type == L::LBRACE; }

bool is_closer(std::uint16_t type) { return type == L::RPAREN || type == L::RBRACK || type == L::RBRACE; }

std::uint16_t closer_of(std::uint16_t opener) {
  return opener == L::LPAREN ? L::RPAREN : opener == L::LBRACK ? L::RBRACK : L::RBRACE;
}

bool is_name(std::uint16_t type) {
  if (type == L::NAME || type == L::CONTAINS) return true;
  if (type == L::FINDINGS || type == L::SNAPSHOT) return false;
  const Spelling* row = spelling(type);
  return row != nullptr && (row->role == Role::header || row->role == Role::modifier ||
                            row->role == Role::declaration || row->role == Role::part);
}

bool is_reserved(std::uint16_t type) {
  const Spelling* row = spelling(type);
  return row != nullptr && row->role != Role::sign && !is_name(type);
}

bool is_comparator(std::uint16_t type) {
  const Spelling* row = spelling(type);
  return (row != nullptr && row->role == Role::comparison) || (type >= L::EQ && type <= L::GT);
}

bool ends_value(std::uint16_t type) {
  switch (type) {
    case L::STRING:
    case L::NUMBER:
    case L::COMPONENT:
    case L::TRUE:
    case L::FALSE:
    case L::PRESENT:
    case L::ABSENT:
    case L::RPAREN:
    case L::RBRACK:
    case L::RBRACE: return true;
    default: return is_name(type);
  }
}

bool leads_on(std::uint16_t type) {
  switch (type) {
    case L::RPAREN:
    case L::RBRACK:
    case L::RBRACE: return false;
    case L::CONTAINS: return true;
    default: break;
  }
  const Spelling* row = spelling(type);
  return row != nullptr && (row->role == Role::sign || row->role == Role::comparison || row->role == Role::connective ||
                            row->role == Role::quantifier);
}

}  // namespace meshplay::parse
