#include "engine/parse/words.h"

#include "engine/base/ensure.h"
#include "grammar/MeshLexer.h"

namespace meshplay::parse {

namespace {

using grammar::MeshLexer;

// The bytes themselves as symbols: what stands outside ASCII occurs only where the grammar takes anything, and
// positions need no translation.
class ByteStream final : public antlr4::CharStream {
 public:
  explicit ByteStream(std::string_view text) : text_(text) {}

  void consume() override {
    if (index_ < text_.size()) ++index_;
  }
  size_t LA(ssize_t offset) override {
    if (offset == 0) return 0;
    const ssize_t wanted = static_cast<ssize_t>(index_) + (offset > 0 ? offset - 1 : offset);
    if (wanted < 0 || static_cast<size_t>(wanted) >= text_.size()) return EOF;
    return static_cast<unsigned char>(text_[static_cast<size_t>(wanted)]);
  }
  ssize_t mark() override { return -1; }
  void release(ssize_t) override {}
  size_t index() override { return index_; }
  void seek(size_t index) override { index_ = std::min(index, text_.size()); }
  size_t size() override { return text_.size(); }
  std::string getSourceName() const override { return {}; }
  std::string getText(const antlr4::misc::Interval& interval) override {
    return std::string(text_.substr(static_cast<size_t>(interval.a), static_cast<size_t>(interval.b - interval.a + 1)));
  }
  std::string toString() const override { return std::string(text_); }

 private:
  std::string_view text_;
  size_t index_ = 0;
};

bool only_space_before(std::string_view text, std::uint32_t begin) {
  for (std::uint32_t i = begin; i > 0; --i) {
    const char c = text[i - 1];
    if (c == '\n') return true;
    if (c != ' ' && c != '\t' && c != '\r') return i == 3 && text.starts_with("\xef\xbb\xbf");
  }
  return true;
}

}  // namespace

Words lex(std::string_view text, std::size_t from) {
  ByteStream stream(text);
  const std::size_t mark = text.starts_with("\xef\xbb\xbf") ? 3 : 0;
  stream.seek(std::max(from, mark));
  MeshLexer lexer(&stream);
  lexer.removeErrorListeners();
  Words words;
  std::uint32_t depth = 0;
  while (true) {
    const std::unique_ptr<antlr4::Token> found = lexer.nextToken();
    if (found->getType() == antlr4::Token::EOF) break;
    Word token;
    token.type = static_cast<std::uint16_t>(found->getType());
    token.begin = static_cast<std::uint32_t>(found->getStartIndex());
    token.end = static_cast<std::uint32_t>(found->getStopIndex() + 1);
    token.starts_line = only_space_before(text, token.begin);
    if (token.type == MeshLexer::DOC) {
      (token.starts_line ? words.docs : words.comments).push_back(token);
      continue;
    }
    if (found->getChannel() != antlr4::Token::DEFAULT_CHANNEL) {
      words.comments.push_back(token);
      continue;
    }
    switch (token.type) {
      case MeshLexer::LPAREN:
      case MeshLexer::LBRACK:
      case MeshLexer::LBRACE: words.deepest = std::max(words.deepest, ++depth); break;
      case MeshLexer::RPAREN:
      case MeshLexer::RBRACK:
      case MeshLexer::RBRACE: depth -= depth > 0 ? 1 : 0; break;
      default: break;
    }
    // A character of several bytes that no rule takes is one word.
    const bool continues =
        token.type == MeshLexer::OTHER && (static_cast<unsigned char>(text[token.begin]) & 0xc0U) == 0x80U;
    if (continues && !words.all.empty() && words.all.back().end == token.begin) {
      words.all.back().end = token.end;
      continue;
    }
    words.all.push_back(token);
  }
  return words;
}

}  // namespace meshplay::parse
