#include "engine/format/format.h"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "engine/format/pieces.h"

namespace meshplay::format {

namespace {

constexpr std::size_t kIndent = 2;
constexpr std::size_t kWidestCondition = 60;   // of a conditional whose lines stand below each other
constexpr std::size_t kWidestCommented = 100;  // lines whose comments stand below each other

bool is_any_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_opener(const Piece& piece) { return piece.kind == Piece::Kind::word && is_any_of(piece.text, {"(", "[", "{"}); }
bool is_closer(const Piece& piece) { return piece.kind == Piece::Kind::word && is_any_of(piece.text, {")", "]", "}"}); }
bool is_name(const Piece& piece) {
  const auto first = static_cast<unsigned char>(piece.text.front());
  return piece.kind == Piece::Kind::word && (std::isalpha(first) != 0 || first == '_');
}

// Words that a bracket may follow without being called.
bool wants_space(const Piece& piece) {
  if (piece.is_key) return false;
  return is_any_of(
      piece.text, {"where",     "and",     "or",     "not",     "some",     "no",      "every",   "in",   "is",
                   "all",       "present", "absent", "default", "includes", "selects", "matches", "like", "starts_with",
                   "ends_with", "within",  "except", "of",      "by",       "at",      "help",    "fix",  "bind",
                   "message",   "param",   "given",  "expect",  "yaml",     "json",    "on"});
}
// Words that are names as well.
bool may_want_space(const Piece& piece) {
  return !piece.is_key && is_any_of(piece.text, {"contains", "set", "append", "remove"});
}

// What stands between two pieces of one line.
bool is_space_between(const Piece& a, const Piece& b) {
  if (b.is_comment() || a.is_comment()) return true;
  if (a.is_tight && b.is_tight && (is_any_of(a.text, {"-", "/", "."}) || is_any_of(b.text, {"-", "/", "."})))
    return false;
  if (a.opens_body || b.closes_body) return !(a.opens_body && b.closes_body);
  if (b.opens_body) return true;
  if (is_any_of(b.text, {",", ".", ")", "]", "}"})) return false;
  if (a.kind == Piece::Kind::word && is_any_of(a.text, {".", "(", "[", "{"})) return false;
  if (b.is_word(":")) return b.is_else;
  if (a.is_sign_of_one) return false;
  const bool ends_value = is_closer(a) || is_name(a) || a.text.starts_with('"');
  if (b.is_word("(")) {
    if (may_want_space(a)) return b.had_space;
    return !(is_closer(a) || (is_name(a) && !wants_space(a)));
  }
  if (b.is_word("[")) return !(ends_value && !wants_space(a) && !may_want_space(a));
  return true;
}

class Layout {
 public:
  explicit Layout(std::vector<Piece> pieces) : pieces_(std::move(pieces)), breaks_(pieces_.size()) {}

  std::string run() {
    close_brackets();
    decide_breaks();
    do {
      make_lines();
    } while (break_long_lines());
    align_conditionals();
    std::string out;
    align_comments();
    for (const Line& line : lines_) {
      if (line.blank_before && !out.empty()) out += '\n';
      out += line.text + line.comment;
      out += '\n';
    }
    return out;
  }

 private:
  enum class Break : std::uint8_t { none, line, blank };

  struct Line {
    std::size_t first = 0;
    std::size_t last = 0;  // behind its pieces
    std::size_t indent = 0;
    std::size_t depth = 0;  // of brackets, where it begins
    bool blank_before = false;
    std::string text;
    std::string comment;  // behind the text
  };

  // ---- brackets and bodies

  void close_brackets() {
    partner_.assign(pieces_.size(), pieces_.size());
    depth_.assign(pieces_.size(), 0);
    std::vector<std::size_t> open;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      if (is_closer(pieces_[i]) && !open.empty()) {
        partner_[i] = open.back();
        partner_[open.back()] = i;
        open.pop_back();
      }
      depth_[i] = open.size();
      if (is_opener(pieces_[i])) open.push_back(i);
    }
  }

  // Whether the body was written on one line and fits there.
  bool is_short_body(std::size_t open) const {
    const std::size_t close = partner_[open];
    std::size_t begin = open;
    while (begin > 0 && !pieces_[begin].begins_unit && pieces_[begin].newlines == 0) --begin;
    std::size_t width = 0;
    for (std::size_t i = begin; i <= close; ++i) {
      const Piece& piece = pieces_[i];
      if (i > open && (piece.newlines > 0 || piece.kind != Piece::Kind::word)) return false;
      if (piece.text.find('\n') != std::string_view::npos) return false;
      width += letters(piece.text) + (i > begin && is_space_between(pieces_[i - 1], piece) ? 1 : 0);
    }
    return width <= kWidth;
  }

  // ---- lines

  // The next piece that is no comment.
  std::size_t next_word(std::size_t i) const {
    while (i < pieces_.size() && pieces_[i].is_comment()) ++i;
    return i;
  }

  void decide_breaks() {
    bool is_long_body = false;
    bool had_body = false;  // of the unit before
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      const bool is_first = i == 0;
      const bool is_own_line = is_first || piece.newlines > 0 || pieces_[i - 1].ends_line();
      Break here = is_own_line ? Break::line : Break::none;
      const std::size_t word = next_word(i);
      const bool at_unit = word == pieces_.size() || pieces_[word].begins_unit;
      const bool at_item =
          is_long_body && word < pieces_.size() && (pieces_[word].begins_item || pieces_[word].closes_body);
      if (piece.opens_body && !is_first && !pieces_[i - 1].ends_line()) here = Break::none;
      if (!is_first && pieces_[i - 1].opens_body && is_long_body && !piece.is_comment()) here = Break::line;
      if (is_long_body && (piece.begins_item || piece.closes_body)) here = Break::line;
      if (piece.begins_unit) here = Break::line;
      if (here == Break::line && (at_unit || at_item) && piece.newlines > 1) here = Break::blank;
      if (!is_first && pieces_[i - 1].opens_body && here == Break::blank) here = Break::line;
      if (piece.closes_body && here == Break::blank) here = Break::line;
      if (at_unit && is_own_line && !is_first && word < pieces_.size()) {
        // Comments before a declaration belong to it.
        const bool is_group_begin = !pieces_[i - 1].is_comment() || !is_line_begin(i - 1) || piece.newlines > 1;
        if (is_group_begin && (had_body || has_body(word)) && !is_parted(i)) here = Break::blank;
      }
      breaks_[i] = here;
      if (piece.opens_body) is_long_body = !is_short_body(i);
      if (piece.closes_body) {
        is_long_body = false;
        had_body = true;
      } else if (piece.begins_unit) {
        had_body = false;
      }
    }
    move_operators();
  }

  bool is_line_begin(std::size_t i) const { return i == 0 || breaks_[i] != Break::none; }
  // Whether comments that stand directly above the piece have been set apart already.
  bool is_parted(std::size_t i) const {
    while (i > 0 && pieces_[i].newlines < 2 && pieces_[i - 1].is_comment() && is_line_begin(i - 1)) {
      --i;
      if (breaks_[i] == Break::blank || i == 0) return true;
    }
    return false;
  }
  bool has_body(std::size_t unit) const {
    for (std::size_t i = unit + 1; i < pieces_.size() && !pieces_[i].begins_unit; ++i) {
      if (pieces_[i].opens_body) return true;
    }
    return false;
  }

  // `and` and `or` begin lines.
  void move_operators() {
    for (std::size_t i = 1; i + 1 < pieces_.size(); ++i) {
      if (!pieces_[i].is_word("and") && !pieces_[i].is_word("or")) continue;
      if (pieces_[i].is_key || breaks_[i] != Break::none || breaks_[i + 1] == Break::none) continue;
      if (pieces_[i + 1].kind != Piece::Kind::word) continue;
      breaks_[i] = Break::line;
      breaks_[i + 1] = Break::none;
    }
  }

  void make_lines() {
    lines_.clear();
    std::vector<std::size_t> indent_of(pieces_.size());  // of the line that a piece is in
    std::vector<std::size_t> open;
    std::size_t base = 0;
    bool in_body = false;
    for (std::size_t i = 0; i < pieces_.size(); ++i) {
      const Piece& piece = pieces_[i];
      const bool begins_unit = piece.begins_unit;
      if (begins_unit) in_body = false;
      if (i == 0 || breaks_[i] != Break::none) {
        if (!lines_.empty()) lines_.back().last = i;
        base = in_body ? kIndent : 0;
        const std::size_t indent = indent_at(i, open, indent_of, base, in_body);
        lines_.push_back({i, i, indent, open.size(), breaks_[i] == Break::blank, {}, {}});
      }
      indent_of[i] = lines_.back().indent;
      if (piece.opens_body) {
        in_body = true;
      } else if (piece.closes_body) {
        in_body = false;
      } else if (is_opener(piece)) {
        open.push_back(i);
      } else if (is_closer(piece) && !open.empty()) {
        open.pop_back();
      }
    }
    if (!lines_.empty()) lines_.back().last = pieces_.size();
    for (Line& line : lines_) write(line);
  }

  std::size_t indent_at(std::size_t i, const std::vector<std::size_t>& open, const std::vector<std::size_t>& indent_of,
                        std::size_t base, bool in_body) const {
    const Piece& piece = pieces_[i];
    const std::size_t word = next_word(i);
    if (word == pieces_.size() || piece.closes_body || pieces_[word].begins_unit) return 0;
    if (piece.kind == Piece::Kind::doc) return base;
    if (in_body && (pieces_[word].begins_item || pieces_[word].closes_body)) return kIndent;
    if (is_closer(piece) && !open.empty()) return indent_of[open.back()];
    if (base == 0 && open.empty() && follows_mark(i)) return 0;
    if (in_body && open.empty() && pieces_[word].is_word("where")) return kIndent;
    const std::size_t inner = pieces_[word].is_inner_and ? kIndent : 0;
    const std::size_t usual = (open.empty() ? base : indent_of[open.back()]) + kIndent + inner;
    if (is_question(pieces_[word]) || is_closer(pieces_[word])) return usual;
    return std::max(usual, behind_joint(open.size(), is_joint(pieces_[word])) + inner);
  }

  // What goes on an operand of `and` or `or`, or a part of a conditional, stands deeper than it.
  std::size_t behind_joint(std::size_t depth, bool is_operand) const {
    for (std::size_t i = lines_.size(); i-- > 0 && lines_[i].depth >= depth;) {
      if (lines_[i].depth > depth) continue;
      const Piece& first = pieces_[lines_[i].first];
      if (is_question(first) || (!is_operand && is_joint(first))) return lines_[i].indent + kIndent;
      if (first.begins_item || first.begins_unit || first.is_word("where")) return 0;
    }
    return 0;
  }
  static bool is_joint(const Piece& piece) { return !piece.is_key && is_any_of(piece.text, {"and", "or"}); }
  static bool is_question(const Piece& piece) { return piece.is_word("?") || piece.is_else; }

  // `private`, `public` and `deprecated "..."` may stand above what they mark.
  bool follows_mark(std::size_t i) const {
    if (i == 0 || pieces_[i].is_comment()) return false;
    const Piece& before = pieces_[i - 1];
    if (before.kind == Piece::Kind::doc || before.is_word("private") || before.is_word("public")) return true;
    if (before.is_word("deprecated")) return true;
    return before.text.starts_with('"') && i > 1 && pieces_[i - 2].is_word("deprecated");
  }

  void write(Line& line) const {
    line.text.assign(line.indent, ' ');
    line.comment.clear();
    for (std::size_t i = line.first; i < line.last; ++i) {
      const Piece& piece = pieces_[i];
      if (i > line.first && piece.kind == Piece::Kind::line_comment) {
        line.comment = "  " + std::string(piece.text);
        continue;
      }
      if (i > line.first && is_space_between(pieces_[i - 1], piece)) line.text += ' ';
      line.text += piece.text;
      if (i == line.first && is_role(piece) && i + 1 < line.last) line.text.append(4 - piece.text.size(), ' ');
    }
  }

  static bool is_role(const Piece& piece) { return piece.begins_item && is_any_of(piece.text, {"from", "to", "via"}); }

  // ---- long lines

  bool break_long_lines() {
    bool is_broken = false;
    for (const Line& line : lines_) {
      if (longest(line.text) <= kWidth) continue;
      std::optional<std::size_t> shallowest;
      bool has_or = false;
      const auto may_break = [&](std::size_t i) {
        return i > line.first && !pieces_[i].is_key && (pieces_[i].is_word("and") || pieces_[i].is_word("or"));
      };
      for (std::size_t i = line.first; i < line.last; ++i) {
        if (!may_break(i)) continue;
        if (!shallowest || depth_[i] < *shallowest) {
          shallowest = depth_[i];
          has_or = false;
        }
        has_or = has_or || (depth_[i] == *shallowest && pieces_[i].is_word("or"));
      }
      if (!shallowest) continue;
      for (std::size_t i = line.first; i < line.last; ++i) {
        if (!may_break(i) || depth_[i] != *shallowest || (has_or && pieces_[i].is_word("and"))) continue;
        breaks_[i] = Break::line;
        is_broken = true;
      }
    }
    return is_broken;
  }

  // Of the lines that a text with line ends has.
  static std::size_t longest(std::string_view text) {
    std::size_t most = 0;
    for (std::size_t begin = 0; begin <= text.size();) {
      const std::size_t end = std::min(text.find('\n', begin), text.size());
      most = std::max(most, letters(text.substr(begin, end - begin)));
      begin = end + 1;
    }
    return most;
  }

  // ---- what stands below each other

  //     w is Pod     ? w
  //   : w is CronJob ? w.spec.jobTemplate.spec.template
  //   :                w.spec.template
  void align_conditionals() {
    for (std::size_t first = 0; first < lines_.size(); ++first) {
      const std::uint32_t chain = pieces_[lines_[first].first].chain;
      if (chain == 0 || pieces_[lines_[first].first].is_else) continue;
      std::size_t last = first + 1;
      while (last < lines_.size() && is_else_of(lines_[last], chain)) ++last;
      if (last == first + 1) continue;
      std::vector<std::optional<std::size_t>> questions;
      std::size_t widest = 0;
      bool is_plain = true;
      for (std::size_t i = first; i < last; ++i) {
        questions.push_back(question(lines_[i], chain));
        const bool is_last = i + 1 == last;
        is_plain = is_plain && questions.back().has_value() != is_last && lines_[i].comment.empty() &&
                   lines_[i].text.find('\n') == std::string::npos;
        if (!questions.back()) continue;
        const std::string condition = text_of(lines_[i], *questions.back());
        is_plain = is_plain && !condition.empty();
        widest = std::max(widest, letters(condition));
      }
      if (!is_plain || widest > kWidestCondition) continue;
      const std::size_t indent = lines_[first].indent;
      for (std::size_t i = first; i < last; ++i) {
        Line& line = lines_[i];
        const auto question = questions[i - first];
        line.text.assign(indent, ' ');
        line.text += i == first ? "  " : ": ";
        if (question) {
          const std::string condition = text_of(line, *question);
          line.text += condition + std::string(widest - letters(condition), ' ') + " ? ";
          line.text += text_between(*question + 1, line.last);
        } else {
          line.text += std::string(widest + 3, ' ') + text_between(line.first + 1, line.last);
        }
      }
    }
  }

  bool is_else_of(const Line& line, std::uint32_t chain) const {
    return pieces_[line.first].is_else && pieces_[line.first].chain == chain;
  }
  std::optional<std::size_t> question(const Line& line, std::uint32_t chain) const {
    for (std::size_t i = line.first; i < line.last; ++i) {
      if (pieces_[i].is_word("?") && pieces_[i].chain == chain) return i;
    }
    return std::nullopt;
  }
  // The condition: from the line's begin, without its `:`, to the `?`.
  std::string text_of(const Line& line, std::size_t question) const {
    return text_between(line.first + (pieces_[line.first].is_else ? 1 : 0), question);
  }
  std::string text_between(std::size_t begin, std::size_t end) const {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) {
      if (i > begin && is_space_between(pieces_[i - 1], pieces_[i])) text += ' ';
      text += pieces_[i].text;
    }
    return text;
  }

  void align_comments() {
    for (std::size_t first = 0; first < lines_.size(); ++first) {
      if (lines_[first].comment.empty()) continue;
      std::size_t last = first;
      std::size_t widest = 0;
      for (; last < lines_.size() && !lines_[last].comment.empty() && (last == first || !lines_[last].blank_before);
           ++last) {
        widest = std::max(widest, letters(last_line(lines_[last].text)));
      }
      for (std::size_t i = first; i < last && widest <= kWidestCommented; ++i) {
        lines_[i].comment.insert(0, widest - letters(last_line(lines_[i].text)), ' ');
      }
      first = last - 1;
    }
  }
  static std::string_view last_line(std::string_view text) {
    const std::size_t end = text.rfind('\n');
    return end == std::string_view::npos ? text : text.substr(end + 1);
  }

  std::vector<Piece> pieces_;
  std::vector<Break> breaks_;  // before each piece
  std::vector<std::size_t> partner_;
  std::vector<std::size_t> depth_;
  std::vector<Line> lines_;
};

}  // namespace

std::string format(std::string_view text, const ast::Ast& tree) { return Layout(pieces_of(text, tree)).run(); }

}  // namespace meshplay::format
