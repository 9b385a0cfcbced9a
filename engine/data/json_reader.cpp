// An own reader, since none of the well-kept libraries gives the bytes of every value: nlohmann's SAX interface has
// no places, simdjson's On-Demand has them for scalars only and leaves repeated keys and unfinished values to the
// caller. The format is small: RFC 8259 to the letter, tested on every rule of it.
#include "engine/data/json_reader.h"

#include <string>

#include "engine/data/scalar.h"
#include "engine/data/tree_builder.h"
#include "engine/data/utf8.h"

namespace meshplay::data {

namespace {

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '$'; }

class JsonReader {
 public:
  JsonReader(Report& report, std::uint32_t first, const Limits& limits, base::Interner& interner, Tree& tree)
      : content_(report.content()),
        at_(first),
        report_(report),
        limits_(limits),
        interner_(interner),
        builder_(tree, limits) {}

  std::uint32_t run() {
    std::uint32_t documents = 0;
    std::uint32_t kept = 0;
    for (skip_blanks(); at_ < content_.size(); skip_blanks()) {
      if (documents++ == limits_.documents_in_file) {
        report_.at("too-many-documents", at_, at_, {limits_.documents_in_file});
        break;
      }
      builder_.begin_document();
      skipping_ = false;
      if (!read_document()) {
        builder_.drop_document();
        break;
      }
      report_.repeated_keys(builder_.repeated_keys(), interner_);
      if (skipping_ || !builder_.repeated_keys().empty()) {
        builder_.drop_document();
      } else {
        builder_.keep_document(report_.file());
        ++kept;
      }
    }
    return kept;
  }

 private:
  // What may stand next. The stack of open brackets is kept here as well as in the builder, which may have stopped at
  // a limit while the text goes on.
  enum class State : std::uint8_t { value, first_key, key, first_element, after };

  bool read_document() {
    State state = State::value;
    brackets_.clear();
    do {
      skip_blanks();
      const char c = peek();
      switch (state) {
        case State::first_element:
          if (c == ']') {
            state = close();
            continue;
          }
          [[fallthrough]];
        case State::value:
          if (c == '{' || c == '[') {
            if (!open(c)) return false;
            state = c == '{' ? State::first_key : State::first_element;
          } else {
            if (!read_scalar(c)) return false;
            state = State::after;
          }
          continue;
        case State::first_key:
          if (c == '}') {
            state = close();
            continue;
          }
          [[fallthrough]];
        case State::key:
          if (!read_key(c)) return false;
          state = State::value;
          continue;
        case State::after: {
          const char closing = brackets_.back().kind == '{' ? '}' : ']';
          if (c == closing) {
            state = close();
          } else if (c == ',') {
            const std::uint32_t comma = at_++;
            skip_blanks();
            if (peek() == closing)
              return fail(comma, comma + 1, "a `,` stands before the closing bracket", "remove it");
            state = closing == '}' ? State::key : State::value;
          } else {
            return fail_open(closing);
          }
          continue;
        }
      }
    } while (!brackets_.empty() || state != State::after);
    return true;
  }

  char peek() const { return at_ < content_.size() ? content_[at_] : '\0'; }

  void skip_blanks() {
    while (at_ < content_.size()) {
      const char c = content_[at_];
      if (c != ' ' && c != '\n' && c != '\r' && c != '\t') return;
      ++at_;
    }
  }

  bool open(char bracket) {
    brackets_.push_back({bracket, at_});
    const Fit fit = skipping_ ? Fit::fits : builder_.open(bracket == '{' ? NodeType::mapping : NodeType::sequence, at_);
    ++at_;
    return add(fit, at_ - 1);
  }

  State close() {
    ++at_;
    brackets_.pop_back();
    if (!skipping_) builder_.close(at_);
    return State::after;
  }

  bool read_key(char c) {
    const std::uint32_t begin = at_;
    if (c != '"') {
      if (at_ >= content_.size()) return fail_open('}');
      if (c == '\'') return fail(at_, at_ + 1, "a key in single quotes", "use double quotes");
      const std::uint32_t end = word_end();
      return fail(begin, end, "a key in double quotes must stand here", "");
    }
    if (!read_string()) return false;
    const Fit fit = skipping_ ? Fit::fits : builder_.scalar(NodeType::text, interner_.intern(string_), begin, at_);
    if (!add(fit, begin)) return false;
    skip_blanks();
    if (peek() != ':') return fail(begin, begin_end(begin), "there is no `:` after this key", "");
    ++at_;
    return true;
  }

  bool read_scalar(char c) {
    const std::uint32_t begin = at_;
    if (at_ >= content_.size()) return fail_open(brackets_.back().kind == '{' ? '}' : ']');
    if (c == '"') return read_string() && add_scalar(NodeType::text, string_, begin);
    if (c == '-' || is_digit(c)) {
      if (!read_number()) return false;
      const Scalar number = resolve_json_number(content_.substr(begin, at_ - begin));
      return add_scalar(number.type, number.text, begin);
    }
    const std::string_view word = content_.substr(begin, word_end() - begin);
    at_ += static_cast<std::uint32_t>(word.size());
    if (word == "true" || word == "false") return add_scalar(NodeType::boolean, word, begin);
    if (word == "null") return add_scalar(NodeType::null, "", begin);
    at_ = begin;
    return fail_value(c, word);
  }

  bool fail_value(char c, std::string_view word) {
    const auto end = static_cast<std::uint32_t>(at_ + word.size());
    if (c == '/' || c == '#') return fail(at_, at_ + 1, "JSON has no comments", "remove it");
    if (c == '\'') return fail(at_, at_ + 1, "text in single quotes", "use double quotes");
    if (c == ',' || c == '}' || c == ']' || c == ':') return fail(at_, at_ + 1, "a value is missing here", "");
    if (word == "True" || word == "False")
      return fail(at_, end, "`" + std::string(word) + "` is written in lower case", "");
    if (word == "None" || word == "Null" || word == "NULL") return fail(at_, end, "no such value; write `null`", "");
    return fail(at_, end, "no value can begin here", "put text in double quotes");
  }

  bool add_scalar(NodeType type, std::string_view text, std::uint32_t begin) {
    if (skipping_) return true;
    return add(builder_.scalar(type, interner_.intern(text), begin, at_), begin);
  }

  // False where reading must end. Past a limit on nodes the document is only checked, as other documents may follow.
  bool add(Fit fit, std::uint32_t begin) {
    if (fit == Fit::fits) return true;
    report_.limit(fit, limits_, begin, begin + 1);
    skipping_ = true;
    return fit != Fit::too_deep;
  }

  bool read_number() {
    const std::uint32_t begin = at_;
    if (peek() == '-') ++at_;
    if (!is_digit(peek())) return fail(begin, at_, "a `-` without digits", "");
    if (peek() == '0' && at_ + 1 < content_.size() && is_digit(content_[at_ + 1])) {
      return fail(begin, word_end(), "a number begins with 0", "remove the zeros in front");
    }
    skip_digits();
    if (peek() == '.') {
      ++at_;
      if (!is_digit(peek())) return fail(begin, at_, "a number ends with `.`", "");
      skip_digits();
    }
    if (peek() == 'e' || peek() == 'E') {
      ++at_;
      if (peek() == '+' || peek() == '-') ++at_;
      if (!is_digit(peek())) return fail(begin, at_, "an exponent without digits", "");
      skip_digits();
    }
    if (is_letter(peek()) || peek() == '.')
      return fail(begin, word_end(), "this is neither a number nor text in quotes", "");
    return true;
  }

  void skip_digits() {
    while (is_digit(peek())) ++at_;
  }

  // Leaves the text in string_ and at_ after the closing quote.
  bool read_string() {
    const std::uint32_t begin = at_++;
    std::size_t plain_end = at_;
    while (plain_end < content_.size() && content_[plain_end] != '"' && content_[plain_end] != '\\' &&
           static_cast<unsigned char>(content_[plain_end]) >= 0x20) {
      ++plain_end;
    }
    if (plain_end < content_.size() && content_[plain_end] == '"') {  // the usual case: no escape, no copy
      string_ = content_.substr(at_, plain_end - at_);
      at_ = static_cast<std::uint32_t>(plain_end) + 1;
      return true;
    }
    buffer_.clear();
    while (at_ < content_.size()) {
      const char c = content_[at_];
      if (c == '"') {
        ++at_;
        string_ = buffer_;
        return true;
      }
      if (static_cast<unsigned char>(c) < 0x20) {
        if (c == '\n' || c == '\r') return fail(begin, begin + 1, "this quote is not closed on its line", "");
        return fail(at_, at_ + 1, "a control character inside text", "write it as an escape, for instance `\\t`");
      }
      if (c == '\\') {
        if (!read_escape()) return false;
      } else {
        buffer_.push_back(c);
        ++at_;
      }
    }
    return fail(begin, begin + 1, "this quote is never closed", "");
  }

  bool read_escape() {
    constexpr std::string_view kNames = "\"\\/bfnrt";
    constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const std::uint32_t begin = at_++;
    const std::size_t index = at_ < content_.size() ? kNames.find(content_[at_]) : std::string_view::npos;
    if (index != std::string_view::npos) {
      buffer_.push_back(kMeanings[index]);
      ++at_;
      return true;
    }
    if (peek() != 'u') return fail(begin, begin + 2, "no such escape", "write `\\\\` for a backslash");
    ++at_;
    char32_t point = 0;
    if (!read_hex(begin, point)) return false;
    if (point >= 0xd800 && point <= 0xdbff && content_.substr(at_, 2) == "\\u") {
      char32_t low = 0;
      const std::uint32_t second = at_;
      at_ += 2;
      if (!read_hex(second, low)) return false;
      if (low < 0xdc00 || low > 0xdfff) return fail(begin, second, "half of a surrogate pair", "");
      point = 0x10000 + ((point - 0xd800) << 10U) + (low - 0xdc00);
    }
    if (point >= 0xd800 && point <= 0xdfff) return fail(begin, at_, "half of a surrogate pair", "");
    append_utf8(buffer_, point);
    return true;
  }

  bool read_hex(std::uint32_t begin, char32_t& point) {
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      const char lower = static_cast<char>(c | 0x20);
      if (is_digit(c)) {
        point = point * 16 + static_cast<char32_t>(c - '0');
      } else if (lower >= 'a' && lower <= 'f') {
        point = point * 16 + static_cast<char32_t>(lower - 'a' + 10);
      } else {
        return fail(begin, at_, "`\\u` needs four hex digits", "");
      }
    }
    return true;
  }

  // End of the letters and digits that stand at `at_`, at least one character further.
  std::uint32_t word_end() const {
    std::uint32_t end = at_;
    while (end < content_.size() && (is_letter(content_[end]) || is_digit(content_[end]) || content_[end] == '.' ||
                                     content_[end] == '-' || content_[end] == '+')) {
      ++end;
    }
    if (end > at_ || end >= content_.size()) return end;
    ++end;
    while (end < content_.size() && (static_cast<unsigned char>(content_[end]) & 0xc0U) == 0x80U) ++end;
    return end;
  }

  // End of the string that begins at `begin` and was read.
  std::uint32_t begin_end(std::uint32_t begin) const {
    std::uint32_t end = begin + 1;
    while (end < content_.size() && content_[end] != '"') end += content_[end] == '\\' ? 2 : 1;
    return end + 1;
  }

  // Neither the end of the innermost bracket nor `,`.
  bool fail_open(char closing) {
    const std::string bracket(1, closing);
    const std::uint32_t opened = brackets_.back().at;
    if (at_ >= content_.size()) {
      return fail(opened, opened + 1, "this bracket is never closed by `" + bracket + "`", "");
    }
    Complaint complaint{at_,
                        word_end(),
                        "json-syntax",
                        "neither `,` nor `" + bracket + "` stands here",
                        "",
                        "the bracket is opened here",
                        opened};
    report_.syntax_error(complaint);
    return false;
  }

  bool fail(std::uint32_t begin, std::uint32_t end, std::string what, std::string_view help) {
    report_.syntax_error({begin, end, "json-syntax", std::move(what), std::string(help), "", 0});
    return false;
  }

  struct Bracket {
    char kind = 0;
    std::uint32_t at = 0;
  };

  std::string_view content_;
  std::uint32_t at_;
  Report& report_;
  const Limits& limits_;
  base::Interner& interner_;
  TreeBuilder builder_;
  std::vector<Bracket> brackets_;
  std::string_view string_;  // the last string read: bytes of the file, or of buffer_
  std::string buffer_;
  bool skipping_ = false;
};

}  // namespace

std::uint32_t read_json(Report& report, std::uint32_t first, const Limits& limits, base::Interner& interner,
                        Tree& tree) {
  return JsonReader(report, first, limits, interner, tree).run();
}

}  // namespace meshplay::data
