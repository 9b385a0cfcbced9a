#include "engine/data/common_yaml.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string>
#include <vector>

#include "engine/data/tree_builder.h"

namespace meshplay::data {

namespace {

// Where a byte may stand.
constexpr unsigned kInside = 1;    // inside a plain scalar
constexpr unsigned kBegin = 2;     // at the beginning of a plain scalar in a block
constexpr unsigned kKeyBegin = 4;  // at the beginning of a plain key
constexpr unsigned kWord = 8;      // inside a plain key, and inside a plain scalar between brackets
constexpr unsigned kSimple = 16;   // inside a plain scalar, whatever stands beside it

constexpr std::array<std::uint8_t, 256> kBytes = [] {
  std::array<std::uint8_t, 256> bytes{};
  for (std::size_t c = 0x20; c < 0x7f; ++c) bytes[c] = kInside | (c == ':' || c == '#' ? 0 : kSimple);
  const auto mark = [&](std::string_view which, unsigned as) {
    for (char c : which) bytes[static_cast<unsigned char>(c)] |= static_cast<std::uint8_t>(as);
  };
  mark("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./", kBegin | kKeyBegin | kWord);
  mark("$(<=+^\\;)~", kBegin);
  mark("-$", kWord);
  return bytes;
}();

bool is(char c, unsigned what) { return (kBytes[static_cast<unsigned char>(c)] & what) != 0; }

class CommonYaml {
 public:
  // Reads from byte `begin` on.
  CommonYaml(text::FileId file, std::string_view content, std::uint32_t begin, const Limits& limits, RecentTexts& texts,
             Tree& tree)
      : content_(content), at_(begin), file_(file), limits_(limits), texts_(texts), builder_(tree, limits) {}

  // False: not for this reader. The tree is then to be cut back.
  bool run() {
    while (at_ < content_.size()) {
      if (!read_line()) return false;
    }
    return end_document();
  }

  PieceOutcome outcome() const { return {kept_, documents_}; }

 private:
  // A block collection that is open.
  struct Level {
    std::uint32_t column = 0;
    bool mapping = false;
    bool waits = false;             // a key or a dash stands without a value so far
    std::uint32_t value_place = 0;  // behind the colon of the last key
  };
  // A scalar on one line. `text` points into the file or into `buffer_`.
  struct Token {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::string_view text;
    bool plain = false;
    bool in_file = true;
  };

  // ---- bytes

  char peek(std::uint32_t ahead = 0) const { return at_ + ahead < content_.size() ? content_[at_ + ahead] : '\n'; }
  bool ends_at(std::uint32_t ahead) const { return peek(ahead) == ' ' || peek(ahead) == '\n'; }
  void skip_spaces() {
    constexpr std::uint64_t kSpaces = 0x2020202020202020ULL;
    while (std::endian::native == std::endian::little && at_ + 8U <= content_.size()) {
      std::uint64_t word = 0;
      std::memcpy(&word, content_.data() + at_, 8);
      if (word != kSpaces) {
        at_ += static_cast<std::uint32_t>(std::countr_zero(word ^ kSpaces)) / 8;
        return;
      }
      at_ += 8;
    }
    while (at_ < content_.size() && content_[at_] == ' ') ++at_;
  }
  void skip_line() {
    const std::size_t end = content_.find('\n', at_);
    at_ = static_cast<std::uint32_t>(end == std::string_view::npos ? content_.size() : end + 1);
  }
  bool at_comment() const {
    return peek() == '#' && (at_ == 0 || content_[at_ - 1] == ' ' || content_[at_ - 1] == '\n');
  }
  // Nothing but spaces and a comment up to the end of the line, which is skipped.
  bool skip_rest() {
    skip_spaces();
    if (peek() == '\n') {
      at_ += at_ < content_.size() ? 1 : 0;
      return true;
    }
    if (!at_comment()) return false;
    skip_line();
    return true;
  }

  // ---- documents

  bool begin_document() {
    if (documents_++ == limits_.documents_in_file) return false;
    in_document_ = true;
    has_root_ = false;
    builder_.begin_document();
    return true;
  }

  bool end_document() {
    while (!levels_.empty()) {
      if (!close_level()) return false;
    }
    if (in_document_ && has_root_) {
      if (!builder_.repeated_keys().empty()) return false;
      builder_.keep_document(file_);
      ++kept_;
    }
    in_document_ = false;
    return true;
  }

  // ---- lines

  bool read_line() {
    const std::uint32_t line = at_;
    skip_spaces();
    if (peek() == '\n' || at_comment()) {
      skip_line();
      return true;
    }
    const std::uint32_t column = at_ - line;
    const std::string_view rest = content_.substr(at_);
    if (column == 0 && rest.starts_with("---") && ends_at(3)) {
      if (!end_document() || !begin_document()) return false;
      at_ += 3;
      return skip_rest();
    }
    if (rest.starts_with("...")) return false;
    if (!in_document_ && !begin_document()) return false;
    const bool dash = peek() == '-' && ends_at(1);
    return enter_level(column, dash) && (dash ? read_entry(line) : read_key(token_) && read_pair());
  }

  // Makes the innermost level the one whose next entry begins at `column`: closes what ends before it, or opens one.
  bool enter_level(std::uint32_t column, bool dash) {
    while (!levels_.empty()) {
      const Level& top = levels_.back();
      const bool belongs = top.mapping != dash || (dash && top.waits);  // a list may stand at the column of its key
      if (column > top.column || (column == top.column && belongs)) break;
      if (!close_level()) return false;
    }
    if (levels_.empty()) {
      if (has_root_ || column != 0) return false;
      has_root_ = true;
      return open_level(column, at_, !dash);
    }
    Level& top = levels_.back();
    if (column > top.column || top.mapping == dash) {
      if (!top.waits) return false;
      top.waits = false;
      return open_level(column, at_, !dash);
    }
    return !top.waits || (top.mapping && add_nothing(top));
  }

  bool open_level(std::uint32_t column, std::uint32_t begin, bool mapping) {
    levels_.push_back({column, mapping, false, 0});
    return builder_.open(mapping ? NodeType::mapping : NodeType::sequence, begin) == Fit::fits;
  }

  bool close_level() {
    Level& top = levels_.back();
    if (top.waits && !(top.mapping && add_nothing(top))) return false;
    levels_.pop_back();
    builder_.close(builder_.last_end());
    return true;
  }

  // The key has no value.
  bool add_nothing(Level& level) {
    level.waits = false;
    return builder_.scalar(NodeType::null, base::kEmptyText, level.value_place, level.value_place) == Fit::fits;
  }

  // `- ...`
  bool read_entry(std::uint32_t line) {
    ++at_;
    skip_spaces();
    levels_.back().waits = true;
    if (peek() == '\n' || at_comment()) {
      skip_line();
      return true;
    }
    if (peek() == '-' && ends_at(1)) return false;
    levels_.back().waits = false;
    const std::uint32_t begin = at_;
    if (read_key(token_)) return open_level(begin - line, begin, true) && read_pair();
    at_ = begin;
    return read_value();
  }

  // `key: ...`, behind the key, which is in `token_`.
  bool read_pair() {
    if (!add_text(token_)) return false;
    ++at_;  // the colon
    levels_.back().value_place = at_;
    skip_spaces();
    if (peek() == '\n' || at_comment()) {
      levels_.back().waits = true;
      skip_line();
      return true;
    }
    return read_value();
  }

  // ---- scalars

  // Up to the colon.
  bool read_key(Token& token) {
    constexpr std::uint32_t kLongest = 1000;  // libyaml's limit is a little more
    const std::uint32_t begin = at_;
    if (!(peek() == '"' || peek() == '\'' ? read_quoted(token) : read_word(kKeyBegin, token))) return false;
    return peek() == ':' && ends_at(1) && at_ - begin <= kLongest;
  }

  bool read_word(unsigned begins, Token& token) {
    const std::uint32_t begin = at_;
    if (!is(peek(), begins)) return false;
    while (is(peek(), kWord)) ++at_;
    token = {begin, at_, content_.substr(begin, at_ - begin), true};
    return true;
  }

  bool read_value() {
    switch (peek()) {
      case '"':
      case '\'': return read_quoted(token_) && add_text(token_) && skip_rest();
      case '[':
      case '{': return read_brackets() && skip_rest();
      case '|': return read_literal();
      default: return read_plain();
    }
  }

  bool add(const Token& token) {
    if (!token.plain) return add_text(token);
    const RecentTexts::Found found = texts_.plain(token.text, content_.data() + content_.size());
    return builder_.scalar(found.type, found.text, token.begin, token.end) == Fit::fits;
  }

  bool add_text(const Token& token) {
    const char* end = token.in_file ? content_.data() + content_.size() : token.text.data() + token.text.size();
    return builder_.scalar(NodeType::text, texts_.text(token.text, end), token.begin, token.end) == Fit::fits;
  }

  // To the end of the line or to a comment. A line that goes on with it is refused by its column.
  bool read_plain() {
    const std::uint32_t begin = at_;
    if (!is(peek(), kBegin) && !(peek() == '-' && is(peek(1), kBegin | kWord))) return false;
    for (;;) {
      while (is(peek(), kSimple)) ++at_;
      if (!is(peek(), kInside) || at_comment()) break;
      if (peek() == ':' && ends_at(1)) return false;
      ++at_;
    }
    std::uint32_t end = at_;
    while (content_[end - 1] == ' ') --end;
    return add({begin, end, content_.substr(begin, end - begin), true}) && skip_rest();
  }

  bool read_quoted(Token& token) {
    const std::uint32_t begin = at_;
    const char quote = peek();
    ++at_;
    const std::uint32_t first = at_;
    while (is(peek(), kInside) && peek() != quote && peek() != '\\') ++at_;
    std::string_view text = content_.substr(first, at_ - first);
    const bool escaped = peek() == '\\' || peek(1) == quote;
    if (escaped) {
      if (!read_escaped(quote, text)) return false;
      text = buffer_;
    }
    if (peek() != quote) return false;
    ++at_;
    token = {begin, at_, text, false, !escaped};
    return true;
  }

  // The rest of a quoted scalar with escapes, behind `text`, into the buffer.
  bool read_escaped(char quote, std::string_view text) {
    buffer_.assign(text);
    for (; is(peek(), kInside); ++at_) {
      char c = peek();
      if (quote == '\'' && c == quote) {
        if (peek(1) != quote) return true;
        ++at_;
      } else if (c == quote) {
        return true;
      } else if (quote == '"' && c == '\\') {
        ++at_;
        switch (peek()) {
          case '"':
          case '\\': c = peek(); break;
          case 'n': c = '\n'; break;
          case 't': c = '\t'; break;
          default: return false;
        }
      }
      buffer_.push_back(c);
    }
    return false;
  }

  // ---- brackets, all on one line

  bool read_brackets() {
    brackets_.clear();
    for (;;) {
      if (peek() == '[' || peek() == '{') {
        const bool mapping = peek() == '{';
        if (builder_.open(mapping ? NodeType::mapping : NodeType::sequence, at_) != Fit::fits) return false;
        brackets_.push_back(mapping ? '}' : ']');
        ++at_;
        skip_spaces();
        if (peek() != brackets_.back()) {
          if (mapping && !read_key_in_brackets()) return false;
          continue;
        }
      } else if (!read_scalar_in_brackets()) {
        return false;
      }
      skip_spaces();
      while (peek() == brackets_.back()) {
        ++at_;
        builder_.close(at_);
        brackets_.pop_back();
        if (brackets_.empty()) return true;
        skip_spaces();
      }
      if (peek() != ',') return false;
      ++at_;
      skip_spaces();
      if (brackets_.back() == '}' && !read_key_in_brackets()) return false;
    }
  }

  bool read_key_in_brackets() {
    if (!read_key(token_) || !add_text(token_)) return false;
    ++at_;
    skip_spaces();
    return true;
  }

  bool read_scalar_in_brackets() {
    const bool quoted = peek() == '"' || peek() == '\'';
    const bool dashed = peek() == '-' && is(peek(1), kWord);
    return (quoted ? read_quoted(token_) : read_word(dashed ? kWord : kKeyBegin, token_)) && add(token_);
  }

  // ---- literal blocks

  // `|`, `|-` or `|+`. The first line that is not empty gives the indentation.
  bool read_literal() {
    const std::uint32_t begin = at_;
    ++at_;
    const char chomping = peek() == '-' || peek() == '+' ? peek() : ' ';
    if (chomping != ' ') ++at_;
    if (!ends_at(0) || !skip_rest()) return false;
    buffer_.clear();
    while (at_ < content_.size() && content_[at_] == '\n') {
      buffer_.push_back('\n');
      ++at_;
    }
    const std::uint32_t first = at_;
    skip_spaces();
    const std::uint32_t indent = at_ - first;
    if (at_ == content_.size() || peek() == '\n' || peek() == '\t' || indent <= levels_.back().column) return false;
    std::uint32_t breaks = 0;  // since the last line with text
    for (bool goes_on = true; goes_on;) {
      const std::uint32_t text = at_;
      skip_line();
      const bool broken = content_[at_ - 1] == '\n';
      buffer_.append(content_.substr(text, at_ - text - (broken ? 1 : 0)));
      breaks = broken ? 1 : 0;
      if (!skip_to_text(indent, breaks, goes_on)) return false;
      if (goes_on) buffer_.append(breaks, '\n');
    }
    if (chomping != '-') buffer_.append(chomping == '+' ? breaks : std::min(breaks, 1U), '\n');
    std::uint32_t end = at_;
    while (end > begin + 1 && (content_[end - 1] == ' ' || content_[end - 1] == '\t' || content_[end - 1] == '\n'))
      --end;
    return add({begin, end, buffer_, false, false});
  }

  // Past empty lines to the text of the next line of the literal, or to the beginning of the line behind it.
  bool skip_to_text(std::uint32_t indent, std::uint32_t& breaks, bool& goes_on) {
    for (;;) {
      const std::uint32_t line = at_;
      while (at_ < content_.size() && content_[at_] == ' ' && at_ - line < indent) ++at_;
      if (at_ == content_.size()) {
        goes_on = false;
        return at_ == line;
      }
      if (content_[at_] == '\n') {
        ++breaks;
        ++at_;
        continue;
      }
      goes_on = at_ - line == indent;
      if (!goes_on) at_ = line;
      return true;
    }
  }

  std::string_view content_;
  std::uint32_t at_;
  text::FileId file_;
  const Limits& limits_;
  RecentTexts& texts_;
  TreeBuilder builder_;
  Token token_;  // the last one; here because to hand it on by value costs more than to read it
  std::vector<Level> levels_;
  std::string brackets_;  // what closes them, the innermost last
  std::string buffer_;    // of a scalar that does not stand in the file as it is
  std::uint32_t documents_ = 0;
  std::uint32_t kept_ = 0;
  bool in_document_ = false;
  bool has_root_ = false;
};

}  // namespace

// libyaml takes other bytes for line breaks or refuses them; a tab is looked at where it stands.
bool has_common_bytes_only(std::string_view content) {
  unsigned strange = 0;
  for (char c : content) {
    const auto byte = static_cast<unsigned char>(c);
    strange |= static_cast<unsigned>(byte - 0x20U > 0x5eU) & static_cast<unsigned>(byte != '\n') &
               static_cast<unsigned>(byte != '\t');
  }
  return strange == 0;
}

std::size_t next_cut(std::string_view content, std::size_t from) {
  constexpr std::string_view kLine = "\n---";
  for (;;) {
    const std::size_t found = content.find(kLine, from);
    if (found == std::string_view::npos) return content.size();
    from = found + kLine.size();
    if (from == content.size() || content[from] == ' ' || content[from] == '\n') return found + 1;
  }
}

std::optional<PieceOutcome> read_common_piece(text::FileId file, std::string_view content, std::size_t begin,
                                              std::size_t end, const Limits& limits, RecentTexts& texts, Tree& tree) {
  const std::size_t nodes = tree.nodes.size();
  const std::size_t documents = tree.documents.size();
  CommonYaml reader(file, content.substr(0, end), static_cast<std::uint32_t>(begin), limits, texts, tree);
  if (reader.run()) return reader.outcome();
  tree.nodes.resize(nodes);
  tree.documents.resize(documents);
  return std::nullopt;
}

std::optional<std::uint32_t> read_common_yaml(text::FileId file, std::string_view content, const Limits& limits,
                                              RecentTexts& texts, Tree& tree) {
  if (!has_common_bytes_only(content)) return std::nullopt;
  const auto outcome = read_common_piece(file, content, 0, content.size(), limits, texts, tree);
  if (!outcome) return std::nullopt;
  return outcome->documents;
}

}  // namespace meshplay::data
