#include "engine/parse/foreign.h"

#include <algorithm>
#include <array>

#include "engine/base/nearest.h"
#include "engine/parse/vocabulary.h"
#include "grammar/MeshLexer.h"

namespace meshplay::parse {

namespace {

using L = grammar::MeshLexer;

struct Foreign {
  std::string_view written;
  std::uint16_t type;  // what takes its place
  std::string_view label;
  std::string_view help;
};

constexpr auto kForeign = std::to_array<Foreign>({
    {"&&", L::AND, "conditions are joined by words", "write `and`"},
    {"||", L::OR, "conditions are joined by words", "write `or`"},
    {"!", L::NOT, "a condition is turned round by a word", "write `not`"},
    {":=", L::ASSIGN, "", "write `=`"},
    {"===", L::EQ, "there is one kind of equality", "write `==`"},
    {"!==", L::NE, "there is one kind of inequality", "write `!=`"},
    {"=~", L::MATCHES, "", "write `matches`"},
    {"!~", L::MATCHES, "", "write `matches`, and `not` in front of the comparison"},
    {"<>", L::NE, "", "write `!=`"},
    {"=>", L::GE, "", "write `>=` to compare; in `bind` the sign is `<-`"},
    {"=<", L::LE, "", "write `<=`"},
    {"->", L::ARROW, "", "write `<-`, as in `bind TARGET <- SOURCE`: the target first"},
    {"??", L::DEFAULT, "", "write `default`"},
    {"?.", L::DOT, "", "write `.`: a path that is not there is missing, which is no error"},
});

class Replacer {
 public:
  Replacer(std::string_view text, Words& words, const PlaceOf& place, std::string_view quote, Mistakes& mistakes)
      : text_(text), words_(words), place_(place), quote_(quote), mistakes_(mistakes) {}

  void run() {
    const std::vector<Word> found = std::move(words_.all);
    words_.all.clear();
    for (std::size_t i = 0; i < found.size(); ++i) {
      const Word& word = found[i];
      const Word* next = i + 1 < found.size() ? &found[i + 1] : nullptr;
      if (word.end <= skip_) continue;
      switch (word.type) {
        case L::FOREIGN: operation(word, next); break;
        case L::SEMICOLON: once(semicolons_, word, "semicolon", "lines end without one", "leave out `;`"); break;
        case L::HASH: hash(word, i > 0 ? &found[i - 1] : nullptr); break;
        case L::SINGLE_QUOTED:
        case L::BACK_QUOTED: other_quotes(word); break;
        case L::OPEN_STRING: open_string(word, next); break;
        case L::OPEN_TEXT:
          report(word.begin, word.begin + 3, "unclosed-string", {}, "this text is never closed",
                 "close it with `\"\"\"`");
          replace(word, L::STRING);
          break;
        case L::OPEN_BLOCK:
          report(word.begin, word.begin + 2, "unclosed-comment", {}, "everything behind it is a comment",
                 "close it with `*/`, or begin each line with `//`");
          break;
        case L::OTHER: other(word); break;
        default: words_.all.push_back(word); break;
      }
    }
    finish(semicolons_);
  }

 private:
  struct Seen {
    std::size_t count = 0;
    Mistake first;
  };

  std::string_view written(const Word& word) const { return text_.substr(word.begin, word.end - word.begin); }

  Mistake mistake(std::uint32_t begin, std::uint32_t end, std::string_view code, std::vector<std::string> arguments,
                  std::string_view label, std::string_view help) {
    Word word;
    word.begin = begin;
    word.end = end;
    const auto [from, to] = place_(word);
    return {code, from, to, std::move(arguments), std::string(label), std::string(help)};
  }

  void report(std::uint32_t begin, std::uint32_t end, std::string_view code, std::vector<std::string> arguments,
              std::string_view label, std::string_view help, std::string replacement = {}) {
    Mistake found = mistake(begin, end, code, std::move(arguments), label, help);
    found.replacement = std::move(replacement);
    mistakes_.add(std::move(found));
  }

  // A word in the place of a sign, which need not stand apart.
  std::string apart(const Word& word, std::string_view meant) const {
    const auto is_space = [&](std::size_t at) { return at >= text_.size() || text_[at] == ' ' || text_[at] == '\n'; };
    const bool is_word = meant.front() >= 'a' && meant.front() <= 'z';
    std::string result;
    if (is_word && word.begin > 0 && !is_space(word.begin - 1) && text_[word.begin - 1] != '(') result += ' ';
    result += meant;
    if (is_word && !is_space(word.end)) result += ' ';
    return result;
  }

  void replace(Word word, std::uint16_t type) {
    word.type = type;
    word.broken = true;
    words_.all.push_back(word);
  }

  // A habit of the whole file is one mistake.
  void once(Seen& seen, const Word& word, std::string_view code, std::string_view label, std::string_view help) {
    if (++seen.count == 1) seen.first = mistake(word.begin, word.end, code, {}, label, help);
  }

  void finish(Seen& seen) {
    if (seen.count == 0) return;
    if (seen.count == 2) seen.first.help += ", here and in one more place";
    if (seen.count > 2) seen.first.help += ", here and in " + std::to_string(seen.count - 1) + " more places";
    mistakes_.add(std::move(seen.first));
  }

  void operation(const Word& word, const Word* next) {
    const std::string_view sign = written(word);
    const auto* row =
        std::find_if(kForeign.begin(), kForeign.end(), [&](const Foreign& f) { return f.written == sign; });
    if (row == kForeign.end()) return;
    const bool between_kinds = row->type == L::OR && next != nullptr && next->type == L::NAME &&
                               written(*next).front() >= 'A' && written(*next).front() <= 'Z';
    if (between_kinds) {
      report(word.begin, word.end, "foreign-sign", {std::string(sign)}, "between kinds", "write `|`", "|");
      replace(word, L::PIPE);
      return;
    }
    const bool is_clear = sign != "!~" && sign != "=>" && sign != "->";
    report(word.begin, word.end, "foreign-sign", {std::string(sign)}, row->label, row->help,
           is_clear ? apart(word, spelling(row->type)->text) : std::string());
    replace(word, row->type);
  }

  // Lines of comments that follow each other are one mistake.
  void hash(const Word& word, const Word* previous) {
    const bool goes_on = previous != nullptr && previous->type == L::HASH && word.starts_line &&
                         std::count(text_.begin() + previous->end, text_.begin() + word.begin, '\n') == 1;
    if (!goes_on) report(word.begin, word.begin + 1, "hash-comment", {}, "", "write `//`", "//");
  }

  void other_quotes(const Word& word) {
    std::string inside(text_.substr(word.begin + 1, word.end - word.begin - 2));
    const bool in_file = quote_ == "\"";
    const bool simple = inside.find_first_of(in_file ? "\\\n" : "\"\\\n") == std::string::npos && inside.size() <= 40;
    for (std::size_t at = 0; (at = inside.find('"', at)) != std::string::npos; at += 2) inside.insert(at, 1, '\\');
    std::string help = "use double quotes";
    if (simple) help.append(": `").append(quote_).append(inside).append(quote_).append("`");
    report(word.begin, word.end, "single-quotes", {}, "", help);
    replace(word, L::STRING);
  }

  // The text ends with the line, except for brackets that it closes or opens without meaning to.
  void open_string(const Word& word, const Word* next) {
    report(word.begin, word.begin + 1, "unclosed-string", {}, "this text is never closed",
           "close it with `\"`; a text of several lines stands between `\"\"\"` and `\"\"\"`");
    std::vector<Word> tail;
    std::uint32_t end = word.end;
    while (end > word.begin + 1) {
      const char last = text_[end - 1];
      if (last == ' ' || last == '\t' || last == '\r') {
        --end;
        continue;
      }
      const std::string_view body = text_.substr(word.begin + 1, end - word.begin - 1);
      const auto count = [&](char c) { return std::count(body.begin(), body.end(), c); };
      std::uint16_t type = 0;
      if (last == ')' && count(')') > count('(')) type = L::RPAREN;
      if (last == ']' && count(']') > count('[')) type = L::RBRACK;
      if (last == '{' && count('{') > count('}') && next != nullptr && next->starts_line) type = L::LBRACE;
      if (type == 0) break;
      --end;
      tail.insert(tail.begin(), Word{type, false, true, end, end + 1});
    }
    Word shorter = word;
    shorter.end = end;
    replace(shorter, L::STRING);
    words_.all.insert(words_.all.end(), tail.begin(), tail.end());
  }

  void other(const Word& word) {
    const std::string_view text = written(word);
    if (text == "&" || text == "|") {
      report(word.begin, word.end, "foreign-sign", {std::string(text)}, "", "write `and` or `or`");
      replace(word, L::AND);
      return;
    }
    if (smart_quotes(word) || letters(word)) return;
    std::string shown = in_ticks(text);
    std::string help = "leave it out";
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x20 || first == 0x7f || first >= 0x80) {
      std::uint32_t point = first;
      if (first >= 0xf0)
        point = first & 0x07U;
      else if (first >= 0xe0)
        point = first & 0x0fU;
      else if (first >= 0xc0)
        point = first & 0x1fU;
      for (const char c : text.substr(1)) point = point << 6U | (static_cast<unsigned char>(c) & 0x3fU);
      constexpr std::string_view kHex = "0123456789ABCDEF";
      std::string digits;
      for (std::uint32_t left = point; left != 0 || digits.size() < 4; left >>= 4U)
        digits.insert(digits.begin(), kHex[left & 15U]);
      shown = first < 0x20 || first == 0x7f || point == 0xa0 ? "U+" + digits : shown + " (U+" + digits + ")";
      if (point == 0xa0) help = "write a plain space";
    }
    report(word.begin, word.end, "stray-character", {shown}, "", help);
  }

  // A text between the quotes of a word processor.
  bool smart_quotes(const Word& word) {
    const std::string_view quote = written(word);
    if (quote != kLeftQuote && quote != kRightQuote && quote != kLowQuote) return false;
    const std::size_t line_end = std::min(text_.find('\n', word.end), text_.size());
    const std::string_view rest = text_.substr(word.end, line_end - word.end);
    std::size_t close = std::string_view::npos;
    for (const std::string_view other : {kRightQuote, kLeftQuote, std::string_view("\"")}) {
      const std::size_t found = rest.find(other);
      if (found != std::string_view::npos && found < close) close = found + other.size();
    }
    Word whole = word;
    if (close != std::string_view::npos) whole.end = word.end + static_cast<std::uint32_t>(close);
    report(whole.begin, whole.end, "curly-quotes", {}, "", "write `\"` before and behind the text");
    skip_ = whole.end;
    replace(whole, L::STRING);
    return true;
  }

  // Letters outside of ASCII, with the rest of the name that they stand in.
  bool letters(const Word& word) {
    const std::string_view text = written(word);
    const auto first = static_cast<unsigned char>(text.front());
    const bool letter = first >= 0xc3 && text < "\u2000" && text != "\u00d7" && text != "\u00f7";
    if (!letter) return false;
    Word whole = word;
    const auto in_name = [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
             static_cast<unsigned char>(c) >= 0x80;
    };
    if (!words_.all.empty() && words_.all.back().end == word.begin && words_.all.back().type == L::NAME) {
      whole.begin = words_.all.back().begin;
      whole.starts_line = words_.all.back().starts_line;
      words_.all.pop_back();
    }
    while (whole.end < text_.size() && in_name(text_[whole.end])) ++whole.end;
    const std::string name(text_.substr(whole.begin, whole.end - whole.begin));
    report(whole.begin, whole.end, "name-letters", {name}, "",
           "as a key of a path, write it in quotes and brackets: `[\"" + name + "\"]`");
    skip_ = whole.end;
    replace(whole, L::NAME);
    return true;
  }

  static constexpr std::string_view kLeftQuote = "\u201c";
  static constexpr std::string_view kRightQuote = "\u201d";
  static constexpr std::string_view kLowQuote = "\u201e";

  std::string_view text_;
  Words& words_;
  const PlaceOf& place_;
  std::string_view quote_;
  Mistakes& mistakes_;
  Seen semicolons_;
  std::uint32_t skip_ = 0;  // words before this byte have been replaced
};

bool is_foreign(const Word& word) { return word.type >= L::OPEN_STRING; }

struct Quantifier {
  std::string_view written;
  std::string_view meant;
};

constexpr auto kQuantifiers = std::to_array<Quantifier>({
    {"for", "some"},
    {"any", "some"},
    {"exists", "some"},
    {"all", "every"},
    {"each", "every"},
    {"foreach", "every"},
    {"forall", "every"},
    {"none", "no"},
});

// What was meant by a word in the place of `some`, `no` and `every`; empty if nothing near is known.
std::string_view quantifier_meant(std::string_view written, bool whole_line) {
  const auto* row =
      std::find_if(kQuantifiers.begin(), kQuantifiers.end(), [&](const Quantifier& q) { return q.written == written; });
  if (row != kQuantifiers.end()) return row->meant;
  if (written.size() < 3) return {};
  auto candidates = words_with({Role::quantifier});
  const auto near = base::nearest(written, candidates);
  if (!near || !whole_line) return near.value_or(std::string_view());
  // At the beginning of a line an item may be nearer.
  candidates = words_with({Role::quantifier, Role::item});
  return base::nearest(written, candidates) == near ? *near : std::string_view();
}

// `for c in list`, `evry s: Service`: two names and then `in` or `:` stand nowhere in a file that is right.
void replace_quantifiers(std::string_view text, std::vector<Word>& words, const PlaceOf& place, Mistakes& mistakes) {
  for (std::size_t i = 0; i + 2 < words.size(); ++i) {
    Word& word = words[i];
    const bool binds = (words[i + 2].type == L::IN || words[i + 2].type == L::COLON) && words[i + 1].type == L::NAME;
    if (!binds || (word.type != L::NAME && word.type != L::ALL) || words[i + 1].starts_line) continue;
    const std::uint16_t before = i > 0 ? words[i - 1].type : std::uint16_t{L::LBRACE};
    const bool begins = word.starts_line || before == L::WHERE || before == L::AND || before == L::OR ||
                        before == L::NOT || before == L::LPAREN || before == L::LBRACE;
    if (!begins) continue;
    const std::string_view written = text.substr(word.begin, word.end - word.begin);
    const std::string_view meant = quantifier_meant(written, word.starts_line);
    if (meant.empty()) continue;
    const auto [from, to] = place(word);
    std::string help = "did you mean ";
    help += in_ticks(meant);
    help += '?';
    mistakes.add({.code = "unknown-word",
                  .begin = from,
                  .end = to,
                  .arguments = {std::string(written)},
                  .help = std::move(help),
                  .replacement = std::string(meant),
                  .is_guess = true});
    word.type = *type_of(meant);
  }
}

// The condition that stands behind the variable of a quantifier in one line, without `where`: its index. 0 if none
// does.
std::size_t bare_condition(const std::vector<Word>& words, std::size_t quantifier) {
  const auto is = [&](std::size_t at, std::uint16_t type) { return at < words.size() && words[at].type == type; };
  std::size_t at = quantifier + 2;
  if (!is(quantifier + 1, L::NAME) || (!is(at, L::COLON) && !is(at, L::IN))) return 0;
  bool complete = false;  // whether a kind or a list has come to an end
  std::size_t depth = 0;
  for (++at; at < words.size() && !words[at].starts_line; ++at) {
    const std::uint16_t type = words[at].type;
    if (is_opener(type)) {
      ++depth;
    } else if (is_closer(type)) {
      if (depth == 0) return 0;
      --depth;
      complete = true;
    } else if (depth > 0) {
      continue;
    } else if (type == L::NAME) {
      const bool goes_on =
          is(at + 1, L::LPAREN) || is(at + 1, L::DOT) || (at + 1 < words.size() && is_comparator(words[at + 1].type));
      if (complete) return goes_on ? at : 0;
      complete = true;
    } else if (type == L::DOT || type == L::PIPE || type == L::SLASH || type == L::MINUS || type == L::PLUS) {
      complete = false;
    } else {
      return 0;
    }
  }
  return 0;
}

// `some s: Service routes(s, d)`
void put_in_where(std::string_view text, std::vector<Word>& words, const PlaceOf& place, Mistakes& mistakes) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i].type != L::SOME && words[i].type != L::NO && words[i].type != L::EVERY) continue;
    if (const std::size_t at = bare_condition(words, i); at != 0) places.push_back(at);
  }
  if (places.empty()) return;
  std::sort(places.begin(), places.end());
  std::vector<Word> result;
  result.reserve(words.size() + places.size());
  auto next = places.begin();
  for (std::size_t at = 0; at < words.size(); ++at) {
    if (next == places.end() || *next != at) {
      result.push_back(words[at]);
      continue;
    }
    ++next;
    const auto written = [&](const Word& word) { return in_ticks(text.substr(word.begin, word.end - word.begin)); };
    const auto [from, to] = place(words[at]);
    mistakes.add({.code = "expected",
                  .begin = from,
                  .end = to,
                  .arguments = {"`where` after " + written(words[at - 1]), written(words[at])},
                  .help = "write `where` in front of it"});
    Word where = words[at];
    where.type = L::WHERE;
    where.end = where.begin;
    result.push_back(where);
    result.push_back(words[at]);
  }
  words = std::move(result);
}

}  // namespace

void replace_foreign_words(std::string_view text, Words& words, const PlaceOf& place, std::string_view quote,
                           Mistakes& mistakes) {
  if (std::any_of(words.all.begin(), words.all.end(), is_foreign)) {
    Replacer(text, words, place, quote, mistakes).run();
  }
  replace_quantifiers(text, words.all, place, mistakes);
  put_in_where(text, words.all, place, mistakes);
}

std::size_t find_closing_brace(std::string_view text, std::size_t open) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t at = open; at < text.size(); ++at) {
    const char c = text[at];
    if (in_string) {
      if (c == '\\') ++at;
      if (c == '"') in_string = false;
      continue;
    }
    if (c == '"') in_string = true;
    if (c == '{') ++depth;
    if (c == '}' && --depth == 0) return at;
  }
  return std::string_view::npos;
}

}  // namespace meshplay::parse
