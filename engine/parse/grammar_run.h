// Runs the generated parser over words. It stops at the first mistake and says where and in which rules it stood; no
// exception leaves.
#pragma once

#include <bitset>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/parse/words.h"
#include "grammar/MeshParser.h"

namespace meshplay::parse {

using grammar::MeshParser;

// A word as ANTLR sees it.
class ParserToken final : public antlr4::Token {
 public:
  ParserToken(const Word& token, std::uint32_t index) : token_(token), index_(index) {}

  const Word& word() const { return token_; }
  std::uint32_t begin() const { return token_.begin; }
  std::uint32_t end() const { return token_.end; }

  std::string getText() const override { return {}; }
  size_t getType() const override { return token_.type == kEnd ? antlr4::Token::EOF : token_.type; }
  size_t getLine() const override { return 0; }
  size_t getCharPositionInLine() const override { return 0; }
  size_t getChannel() const override { return DEFAULT_CHANNEL; }
  size_t getTokenIndex() const override { return index_; }
  size_t getStartIndex() const override { return token_.begin; }
  size_t getStopIndex() const override { return token_.end; }
  antlr4::TokenSource* getTokenSource() const override { return nullptr; }
  antlr4::CharStream* getInputStream() const override { return nullptr; }
  std::string toString() const override { return {}; }

  static constexpr std::uint16_t kEnd = 0xffffU;

 private:
  Word token_;
  std::uint32_t index_;
};

// One rule that was being parsed, and the word with which it began.
struct OpenRule {
  std::size_t rule = 0;  // MeshParser::Rule...
  std::size_t first = 0;
};

struct Failure {
  bool too_deep = false;
  std::uint32_t limit = 0;     // how deep things may nest, when they are too deep
  std::size_t at = 0;          // index in the slice; its size when the end was found
  std::size_t farthest = 0;    // the last word that was looked at: there every way of reading on ended
  std::vector<OpenRule> open;  // innermost first
  std::bitset<128> expected;   // types of words that would have been taken
};

// Reads a file item after item with SLL prediction, and only while nothing is wrong: fast, and never the judge of what
// is a mistake.
class ItemReader {
 public:
  ItemReader(std::span<const Word> words, std::uint32_t end_offset, std::uint32_t nesting);
  ~ItemReader();
  ItemReader(const ItemReader&) = delete;
  ItemReader& operator=(const ItemReader&) = delete;

  // The next item, which lives until the next call; nullptr at the end, and where something is wrong.
  MeshParser::ItemContext* next();
  // Whether something was wrong.
  bool failed() const;

 private:
  struct Machine;

  std::unique_ptr<Machine> machine_;
};

enum class Start { file, interpolated };

// Reads a slice of words whole: SLL prediction first, LL when that fails. The tree lives as long as this object.
class GrammarRun {
 public:
  GrammarRun(std::span<const Word> words, std::uint32_t end_offset, Start start, std::uint32_t nesting);
  ~GrammarRun();
  GrammarRun(const GrammarRun&) = delete;
  GrammarRun& operator=(const GrammarRun&) = delete;

  bool ok() const { return tree_ != nullptr; }
  MeshParser::FileContext* file() const;
  MeshParser::InterpolatedContext* interpolated() const;
  const Failure& failure() const { return failure_; }

 private:
  struct Machine;

  std::unique_ptr<Machine> machine_;
  antlr4::ParserRuleContext* tree_ = nullptr;
  Failure failure_;
};

}  // namespace meshplay::parse
