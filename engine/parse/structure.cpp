#include "engine/parse/structure.h"

#include <algorithm>

#include "engine/parse/explain.h"
#include "engine/parse/vocabulary.h"
#include "grammar/MeshLexer.h"

namespace meshplay::parse {

namespace {

using L = grammar::MeshLexer;

std::uint16_t type_at(std::span<const Word> words, std::size_t at) { return at < words.size() ? words[at].type : 0; }

std::uint32_t indentation(std::string_view text, const Word& word) {
  const std::size_t newline = text.rfind('\n', word.begin == 0 ? 0 : word.begin - 1);
  const std::size_t line = newline == std::string_view::npos || word.begin == 0 ? 0 : newline + 1;
  std::uint32_t spaces = 0;
  while (line + spaces < word.begin && (text[line + spaces] == ' ' || text[line + spaces] == '\t')) ++spaces;
  return spaces;
}

struct Opener {
  Word word;
  std::uint32_t line_indentation = 0;
  int ranges = 0;  // quantifiers and aggregates inside that may still have a `where`
  bool inserted = false;
};

class Balancer {
 public:
  Balancer(std::string_view text, std::span<const Word> words) : text_(text), words_(words) {}

  Balanced run() {
    for (at_ = 0; at_ < words_.size(); ++at_) {
      const Word& word = words_[at_];
      if (word.starts_line) line_begin_ = at_;
      if (begins_declaration(words_, at_)) {
        if (open_.empty() || belongs_outside(word)) {
          close_all(word);
          header_ = has_braces(word.type) ? at_ : kNone;
        }
      } else if (begins_item(words_, at_)) {
        if (open_.empty() && header_ != kNone && at_ > header_ + 1) insert_brace();
        while (!open_.empty() && !is_body(open_.back()) && !goes_on(word)) close_one(word);
      }
      take(word);
    }
    const bool ended_by_text = !words_.empty() && words_.back().broken && words_.back().type == L::STRING;
    Word end;
    end.begin = end.end = static_cast<std::uint32_t>(text_.size());
    at_ = words_.size();
    while (!open_.empty()) close_one(end, ended_by_text);
    return {std::move(result_), std::move(mistakes_)};
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  void take(const Word& word) {
    if (is_opener(word.type)) {
      const bool ends_header = word.type == L::LBRACE && header_ != kNone && open_.size() == 1;
      if (ends_header && ends_value(words_[at_ - 1].type)) close_one(word);
      if (open_.empty() && word.type == L::LBRACE) header_ = kNone;
      const std::uint16_t before = at_ > 0 ? words_[at_ - 1].type : std::uint16_t{0};
      const bool aggregate = word.type == L::LPAREN && before >= L::COUNT && before <= L::COLLECT;
      open_.push_back({word, indentation(text_, words_[line_begin_]), aggregate ? 1 : 0, false});
      result_.push_back(word);
      return;
    }
    if (is_closer(word.type)) {
      take_closer(word);
      return;
    }
    if (!open_.empty() && (word.type == L::SOME || word.type == L::NO || word.type == L::EVERY)) ++open_.back().ranges;
    if (!open_.empty() && word.type == L::WHERE) --open_.back().ranges;
    result_.push_back(word);
  }

  void take_closer(const Word& word) {
    const auto partner = std::find_if(open_.rbegin(), open_.rend(),
                                      [&](const Opener& opener) { return closer_of(opener.word.type) == word.type; });
    const bool in_line = !open_.empty() && open_.back().word.type != L::LBRACE && word.type != L::RBRACE;
    if (in_line && partner != open_.rbegin() && !closed_in_line(open_.back().word.type)) {
      if (partner == open_.rend() || closed_in_line(partner->word.type)) {
        report_swapped(word);
        return;
      }
    }
    if (partner == open_.rend()) {
      report_unopened(word, "nothing is open here", "leave it out, or open it before");
      return;
    }
    if (word.type == L::RBRACE && partner == open_.rend() - 1 && !word.starts_line && goes_on_behind()) {
      report_unopened(word, "the declaration goes on behind it", "leave it out");
      return;
    }
    while (closer_of(open_.back().word.type) != word.type) close_one(word);
    open_.pop_back();
    result_.push_back(word);
  }

  void report_unopened(const Word& word, std::string label, std::string help) {
    mistakes_.push_back({{.code = "unopened-bracket",
                          .begin = word.begin,
                          .end = word.end,
                          .arguments = {std::string(written(word))},
                          .label = std::move(label),
                          .help = std::move(help)},
                         false});
  }

  // Whether a brace that would end the declaration is followed by more of it, and by the brace that does end it.
  bool goes_on_behind() const {
    if (at_ + 1 >= words_.size() || begins_declaration(words_, at_ + 1)) return false;
    const Word& next = words_[at_ + 1];
    if (next.starts_line &&
        !(begins_item(words_, at_ + 1) && indentation(text_, next) > open_.front().line_indentation)) {
      return false;
    }
    std::size_t depth = open_.size() - 1;
    for (std::size_t i = at_ + 1; i < words_.size() && !begins_declaration(words_, i); ++i) {
      if (is_opener(words_[i].type)) ++depth;
      if (!is_closer(words_[i].type)) continue;
      if (depth == 0) return words_[i].type == L::RBRACE;
      --depth;
    }
    return false;
  }

  // The braces around the items of a declaration.
  bool is_body(const Opener& opener) const { return &opener == open_.data() && opener.word.type == L::LBRACE; }

  // Whether the rest of the line closes one more bracket of this type than it opens: in `f(a]` nothing closes `(`, so
  // that `]` stands in its place.
  bool closed_in_line(std::uint16_t opener) const {
    std::size_t depth = 0;
    for (std::size_t i = at_ + 1; i < words_.size() && !words_[i].starts_line; ++i) {
      if (words_[i].type == opener) ++depth;
      if (words_[i].type != closer_of(opener)) continue;
      if (depth == 0) return true;
      --depth;
    }
    return false;
  }

  void report_swapped(const Word& word) {
    const Opener opener = open_.back();
    open_.pop_back();
    const std::uint16_t right = closer_of(opener.word.type);
    std::string help = "write `";
    help += spelling(right)->text;
    help += '`';
    mistakes_.push_back({{.code = "wrong-bracket",
                          .begin = word.begin,
                          .end = word.end,
                          .arguments = {std::string(written(opener.word)), std::string(written(word))},
                          .help = help,
                          .notes = {{{text::kNoFile, opener.word.begin, opener.word.end}, "opened here"}}},
                         false});
    Word mended = word;
    mended.type = right;
    mended.broken = true;
    result_.push_back(mended);
  }

  // Whether an item word may stand inside a bracket that is open.
  bool goes_on(const Word& word) {
    if (word.type == L::WHERE) return open_.back().ranges > 0;
    return leads_on(at_ > 0 ? words_[at_ - 1].type : std::uint16_t{0});
  }

  bool belongs_outside(const Word& word) const {
    return word.starts_line && indentation(text_, word) <= open_.front().line_indentation;
  }

  void close_all(const Word& noticed) {
    while (!open_.empty()) close_one(noticed);
  }

  void close_one(const Word& noticed, bool silent = false) {
    const Opener opener = open_.back();
    open_.pop_back();
    const std::uint16_t closer = closer_of(opener.word.type);
    if (!opener.inserted && !silent) {
      const bool at_end = at_ >= words_.size();
      std::string note = "the file ends here";
      if (!at_end) {
        note = "still open here, where ";
        note += in_ticks(written(noticed));
        note += is_closer(noticed.type) ? " closes another one" : " begins something new";
      }
      std::string help = "close it with `";
      help += spelling(closer)->text;
      help += '`';
      mistakes_.push_back({{.code = "unclosed-bracket",
                            .begin = opener.word.begin,
                            .end = opener.word.end,
                            .arguments = {std::string(written(opener.word))},
                            .label = "opened here",
                            .help = help,
                            .notes = {{{text::kNoFile, noticed.begin, noticed.end}, note}}},
                           true});
    }
    Word closing;
    closing.type = closer;
    closing.broken = true;
    closing.begin = closing.end = result_.empty() ? 0 : result_.back().end;
    result_.push_back(closing);
  }

  void insert_brace() {
    const Word& last = words_[at_ - 1];
    mistakes_.push_back({{.code = "missing-brace",
                          .begin = last.begin,
                          .end = last.end,
                          .arguments = {std::string(written(words_[header_]))},
                          .label = "`{` is missing after this",
                          .help = "write `{` at the end of this line and `}` behind the last item"},
                         false});
    Word brace;
    brace.type = L::LBRACE;
    brace.broken = true;
    brace.begin = brace.end = last.end;
    open_.push_back({brace, indentation(text_, words_[header_]), 0, true});
    result_.push_back(brace);
    header_ = kNone;
  }

  std::string_view written(const Word& word) const { return text_.substr(word.begin, word.end - word.begin); }

  std::string_view text_;
  std::span<const Word> words_;
  std::vector<BracketMistake> mistakes_;
  std::vector<Opener> open_;
  std::vector<Word> result_;
  std::size_t at_ = 0;
  std::size_t line_begin_ = 0;
  std::size_t header_ = kNone;  // the first word of a declaration that wants braces and has none yet
};

}  // namespace

bool has_braces(std::uint16_t type) {
  return type == L::RELATIONSHIP || type == L::DEFINE || type == L::DENY || type == L::WARN || type == L::ADVISE ||
         type == L::TEST;
}

std::size_t behind_modifiers(std::span<const Word> words, std::size_t at) {
  while (true) {
    const std::uint16_t type = type_at(words, at);
    if (type == L::PRIVATE || type == L::PUBLIC) {
      ++at;
    } else if (type == L::DEPRECATED) {
      at += type_at(words, at + 1) == L::STRING ? 2 : 1;
    } else {
      return at;
    }
  }
}

bool begins_declaration(std::span<const Word> words, std::size_t at) {
  const std::size_t word = behind_modifiers(words, at);
  const std::uint16_t second = type_at(words, word + 1);
  const std::uint16_t third = type_at(words, word + 2);
  const bool named = is_name(second) || is_reserved(second);
  const bool line = at < words.size() && words[at].starts_line;
  switch (type_at(words, word)) {
    case L::KIND: return named && (third == L::ASSIGN || line);
    case L::FIELD: return named && (third == L::LPAREN || line);
    case L::RELATIONSHIP: return named && (third == L::COLON || line);
    case L::DEFINE: return named && (third == L::LPAREN || line);
    case L::DENY:
    case L::WARN:
    case L::ADVISE: return named && (third == L::ON || line);
    case L::TEST: return second == L::STRING || (line && named);
    case L::PACKAGE:
    case L::IMPORT:
    case L::MODEL: return line && is_name(second);
    case L::LANGUAGE: return line && second == L::STRING;
    default: return false;
  }
}

bool begins_item(std::span<const Word> words, std::size_t at) {
  const Word& word = words[at];
  if (!word.starts_line) return false;
  const std::uint16_t next = type_at(words, at + 1);
  if (next == L::COLON || next == L::DOT || next == L::ASSIGN) return false;
  const std::uint16_t before = at > 0 ? words[at - 1].type : std::uint16_t{0};
  if (leads_on(before) && before != L::LBRACE && before != L::DOT) return false;
  const Spelling* row = spelling(word.type);
  return row != nullptr && (row->role == Role::item || row->role == Role::test_item);
}

Balanced balance(std::string_view text, std::span<const Word> words) { return Balancer(text, words).run(); }

std::vector<std::size_t> declarations(std::string_view text, std::span<const Word> words) {
  std::vector<std::size_t> begins;
  std::size_t depth = 0;
  std::size_t modifiers_end = 0;  // a declaration begins with its modifiers
  for (std::size_t i = 0; i < words.size(); ++i) {
    const Word& word = words[i];
    if (depth == 0 && i >= modifiers_end) {
      const bool closed = i > 0 && words[i - 1].type == L::RBRACE && word.starts_line;
      const bool at_margin =
          word.starts_line && indentation(text, word) == 0 && i > 0 && !leads_on(words[i - 1].type) &&
          (word.type == L::NAME || spelling(word.type) == nullptr || is_name(word.type) || is_reserved(word.type));
      const bool begins_here =
          (word.starts_line || (i > 0 && words[i - 1].type == L::RBRACE)) && begins_declaration(words, i);
      if (i == 0 || closed || at_margin || begins_here) {
        begins.push_back(i);
        modifiers_end = behind_modifiers(words, i) + 1;
      }
    }
    if (is_opener(word.type)) ++depth;
    if (is_closer(word.type) && depth > 0) --depth;
  }
  return begins;
}

void end_runaway_text(std::string_view text, Words& words, Mistakes& mistakes) {
  for (std::size_t i = 0; i < words.all.size(); ++i) {
    const Word word = words.all[i];
    if (word.type != L::STRING || !text.substr(word.begin).starts_with("\"\"\"")) continue;
    const std::string_view inside = text.substr(word.begin, word.end - word.begin);
    const std::size_t brace = inside.find("\n}");
    if (brace == std::string_view::npos) continue;
    const std::uint32_t cut = word.begin + static_cast<std::uint32_t>(brace) + 1;
    Words rest = lex(text, cut);
    if (rest.all.size() < 2 || !begins_declaration(rest.all, 1)) continue;
    mistakes.add({.code = "unclosed-string",
                  .begin = word.begin,
                  .end = word.begin + 3,
                  .label = "this text is never closed",
                  .help = "close it with `\"\"\"`"});
    words.all.resize(i);
    Word shorter = word;
    shorter.end = cut;
    shorter.broken = true;
    words.all.push_back(shorter);
    std::erase_if(words.docs, [cut](const Word& doc) { return doc.begin >= cut; });
    words.all.insert(words.all.end(), rest.all.begin(), rest.all.end());
    words.docs.insert(words.docs.end(), rest.docs.begin(), rest.docs.end());
    return;
  }
}

}  // namespace meshplay::parse
