#include "engine/parse/recovery.h"

#include <algorithm>
#include <set>

#include "engine/parse/explain.h"
#include "engine/parse/grammar_run.h"
#include "engine/parse/structure.h"
#include "engine/parse/vocabulary.h"

namespace meshplay::parse {

namespace {

using P = MeshParser;

// A file is given up when this many words have been parsed again and again.
constexpr std::size_t kMaxWordsParsed = 4'000'000;

// One declaration, parsed until nothing is wrong in it any more.
class Declaration {
 public:
  Declaration(std::string_view content, std::vector<Word> words, const Word* next,
              std::span<const BracketMistake> brackets, std::uint32_t nesting, TreeBuilder& builder, Mistakes& mistakes,
              std::size_t& budget)
      : content_(content),
        words_(std::move(words)),
        next_(next),
        brackets_(brackets),
        nesting_(nesting),
        builder_(builder),
        mistakes_(mistakes),
        budget_(budget) {}

  void read() {
    if (!brackets_.empty()) find_items();
    leave_out_unbalanced();
    parse();
    report_brackets();
  }

 private:
  void parse() {
    while (!words_.empty()) {
      if (words_.size() > budget_) {
        mistakes_.give_up();
        return;
      }
      budget_ -= words_.size();
      const std::uint32_t end = words_.back().end;
      const GrammarRun run(words_, end, Start::file, nesting_);
      if (run.ok()) {
        const std::size_t before = mistakes_.kept().size();
        if (!header_replaced_) builder_.add_items(*run.file(), damaged_);
        for (std::size_t i = before; i < mistakes_.kept().size(); ++i) spoken_of_.push_back(mistakes_.kept()[i].begin);
        return;
      }
      Scene scene{content_, words_, next_, [](const Word& word) { return std::pair(word.begin, word.end); },
                  end,      false};
      Explained explained = explain(scene, run.failure());
      if (!follows_another(run.failure(), explained)) {
        spoken_of_.push_back(explained.mistake.begin);
        mistakes_.add(std::move(explained.mistake));
      }
      damaged_ = true;
      if (!mend(explained.repair)) return;
    }
  }

  // Where the items begin, in bytes; the first line of the declaration is the first.
  void find_items() {
    items_.push_back(words_.empty() ? 0 : words_.front().begin);
    const std::size_t brace = body_begin();
    for (std::size_t i = brace + 1; i < words_.size(); ++i) {
      if (starts_item(i)) items_.push_back(words_[i].begin);
    }
  }

  std::size_t item_of(std::uint32_t offset) const {
    return static_cast<std::size_t>(std::upper_bound(items_.begin(), items_.end(), offset) - items_.begin());
  }

  // One bracket mistake an item: the first that is certain; or the first of the others when nothing else is wrong
  // there.
  void report_brackets() {
    std::set<std::size_t> done;
    for (const bool certain : {true, false}) {
      for (const std::uint32_t offset : spoken_of_) {
        if (!certain) done.insert(item_of(offset));
      }
      for (const BracketMistake& bracket : brackets_) {
        if (bracket.certain == certain && done.insert(item_of(bracket.mistake.begin)).second)
          mistakes_.add(bracket.mistake);
      }
    }
  }

  // What only stands there because of a mistake that has been reported.
  bool follows_another(const Failure& failure, const Explained& explained) {
    const bool at_broken = failure.at < words_.size() && words_[failure.at].broken;
    const bool behind_broken = failure.at > 0 && failure.at <= words_.size() && words_[failure.at - 1].broken;
    // A word of this item was taken for another one, and what follows does not fit: the guess was wrong.
    for (std::size_t i = guessed_.empty() ? 0 : std::min(failure.at, words_.size()); i > 0; --i) {
      if (guessed_.contains(words_[i - 1].begin)) return true;
      if (starts_item(i - 1)) break;
    }
    // Items of another kind of declaration come together: its first line is what is wrong, or one message is enough.
    if (explained.mistake.code == "unknown-item" && (header_replaced_ || ++unknown_items_ > 1)) return true;
    if (at_broken || behind_broken || !places_.insert(explained.mistake.begin).second) return true;
    if (explained.mistake.code != "reserved-word") return false;
    return !reserved_.insert(explained.mistake.arguments[0]).second;
  }

  // Where a bracket had to be put in, nobody knows what belongs together: one message for that item is enough.
  void leave_out_unbalanced() {
    const auto inserted = [](const Word& word) {
      return word.broken && word.begin == word.end && (is_opener(word.type) || is_closer(word.type));
    };
    std::size_t at = 0;
    std::size_t brace = body_begin();
    while (at < words_.size()) {
      const bool of_body = brace < words_.size() && (at == brace || at + 1 == words_.size());
      if (!inserted(words_[at]) || of_body) {
        ++at;
        continue;
      }
      damaged_ = true;
      if (!leave_out({.at = at})) {
        words_.clear();
        return;
      }
      at = 0;
      brace = body_begin();
    }
  }

  // False when nothing is left to look at.
  bool mend(const Repair& repair) {
    depths_.clear();
    switch (repair.kind) {
      case Repair::Kind::replace:
        if (repair.at >= words_.size() || !replaced_.insert(words_[repair.at].begin).second) return leave_out(repair);
        if (content_.substr(words_[repair.at].begin, 1) != "=") guessed_.insert(words_[repair.at].begin);
        words_[repair.at].type = repair.type;
        return true;
      case Repair::Kind::erase: {
        if (repair.at >= words_.size()) return leave_out(repair);
        const auto first = words_.begin() + static_cast<std::ptrdiff_t>(repair.at);
        words_.erase(first, first + static_cast<std::ptrdiff_t>(std::min(repair.count, words_.size() - repair.at)));
        return true;
      }
      case Repair::Kind::replace_by_two: {
        if (repair.at >= words_.size()) return leave_out(repair);
        Word second = words_[repair.at];
        second.type = repair.second;
        second.starts_line = false;
        second.begin = second.end;
        words_[repair.at].type = repair.type;
        words_.insert(words_.begin() + static_cast<std::ptrdiff_t>(repair.at) + 1, second);
        return true;
      }
      case Repair::Kind::join:
        if (repair.at + repair.count > words_.size()) return leave_out(repair);
        join(repair);
        return true;
      case Repair::Kind::leave_out_item: break;
    }
    return leave_out(repair);
  }

  void join(const Repair& repair) {
    const auto text = [this](std::size_t first, std::size_t count) {
      const std::uint32_t begin = words_[first].begin;
      return content_.substr(begin, words_[first + count - 1].end - begin);
    };
    const std::string_view wanted = text(repair.at, repair.count);
    std::vector<Word> joined;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      joined.push_back(words_[i]);
      if (i + repair.count > words_.size() || text(i, repair.count) != wanted) continue;
      i += repair.count - 1;
      joined.back().type = repair.type;
      joined.back().end = words_[i].end;
    }
    words_ = std::move(joined);
  }

  bool leave_out(const Repair& repair) {
    const std::size_t brace = body_begin();
    if (brace == words_.size()) return false;
    std::size_t at = std::min(repair.at, words_.size() - 1);
    if (repair.before && at > brace + 1 && starts_item(at)) --at;
    if (at <= brace) return replace_header(brace);
    if (at + 1 == words_.size() && at > brace + 1) --at;
    std::size_t first = at;
    while (first > brace + 1 && !starts_item(first)) --first;
    std::size_t last = at + 1;
    const std::size_t body_end = words_.size() - 1;
    while (last < body_end && !starts_item(last)) ++last;
    if (last <= first || first <= brace) return false;
    depths_.clear();
    words_.erase(words_.begin() + static_cast<std::ptrdiff_t>(first),
                 words_.begin() + static_cast<std::ptrdiff_t>(last));
    return true;
  }

  // The index of the brace that opens the items, or the number of words.
  std::size_t body_begin() const {
    const std::size_t word = behind_modifiers(words_, 0);
    if (word >= words_.size() || !has_braces(words_[word].type)) return words_.size();
    std::size_t depth = 0;
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (words_[i].type == P::LBRACE && depth == 0) {
        return words_.back().type == P::RBRACE ? i : words_.size();
      }
      if (is_opener(words_[i].type)) ++depth;
      if (is_closer(words_[i].type) && depth > 0) --depth;
    }
    return words_.size();
  }

  bool starts_item(std::size_t at) const {
    const Word& word = words_[at];
    if (!word.starts_line || depth_at(at) != 1) return false;
    if (begins_item(words_, at)) return true;
    const std::uint16_t before = at > 0 ? words_[at - 1].type : std::uint16_t{0};
    if (leads_on(before) && before != P::LBRACE) return false;
    const Spelling* row = spelling(word.type);
    return (row != nullptr && row->role == Role::quantifier) || word.type == P::NOT || is_name(word.type);
  }

  std::size_t depth_at(std::size_t at) const {
    if (depths_.empty()) {
      std::uint32_t depth = 0;
      for (const Word& word : words_) {
        depths_.push_back(depth);
        if (is_opener(word.type)) ++depth;
        if (is_closer(word.type) && depth > 0) --depth;
      }
    }
    return depths_[at];
  }

  // The first line of the declaration is beyond help; what stands between its braces is still looked at.
  bool replace_header(std::size_t brace) {
    if (header_replaced_) return false;
    header_replaced_ = true;
    const auto made = [this](std::initializer_list<std::uint16_t> types) {
      std::vector<Word> header;
      for (const std::uint16_t type : types) {
        Word word;
        word.type = type;
        word.begin = word.end = words_.front().begin;
        header.push_back(word);
      }
      return header;
    };
    std::vector<Word> header;
    const std::uint16_t type = words_[behind_modifiers(words_, 0)].type;
    switch (type) {
      case P::RELATIONSHIP: header = made({type, P::NAME, P::COLON, P::NAME}); break;
      case P::DEFINE: header = made({type, P::NAME, P::LPAREN, P::RPAREN}); break;
      case P::DENY:
      case P::WARN:
      case P::ADVISE: header = made({type, P::NAME, P::ON, P::NAME, P::COLON, P::NAME}); break;
      case P::TEST: header = made({type, P::STRING}); break;
      default: return false;
    }
    depths_.clear();
    words_.erase(words_.begin(), words_.begin() + static_cast<std::ptrdiff_t>(brace));
    words_.insert(words_.begin(), header.begin(), header.end());
    return true;
  }

  std::string_view content_;
  std::vector<Word> words_;
  const Word* next_;
  std::span<const BracketMistake> brackets_;
  std::uint32_t nesting_;
  TreeBuilder& builder_;
  Mistakes& mistakes_;
  std::size_t& budget_;
  mutable std::vector<std::uint32_t> depths_;  // brackets open before each word; empty when the words have changed
  std::vector<std::uint32_t> items_;
  std::vector<std::uint32_t> spoken_of_;
  std::set<std::uint32_t> replaced_;
  std::set<std::uint32_t> guessed_;  // words among them that may have meant something else
  std::set<std::string> reserved_;
  std::set<std::uint32_t> places_;  // where something has been said
  std::size_t unknown_items_ = 0;
  bool damaged_ = false;
  bool header_replaced_ = false;
};

}  // namespace

void recover(std::string_view content, const Words& words, std::uint32_t nesting, TreeBuilder& builder,
             Mistakes& mistakes) {
  const Balanced balanced = balance(content, words.all);
  std::vector<BracketMistake> brackets = balanced.mistakes;
  std::stable_sort(brackets.begin(), brackets.end(),
                   [](const BracketMistake& a, const BracketMistake& b) { return a.mistake.begin < b.mistake.begin; });
  std::vector<std::size_t> begins = declarations(content, balanced.words);
  begins.push_back(balanced.words.size());
  std::size_t budget = kMaxWordsParsed;
  std::size_t bracket = 0;
  for (std::size_t i = 0; i + 1 < begins.size(); ++i) {
    const auto first = balanced.words.begin() + static_cast<std::ptrdiff_t>(begins[i]);
    const auto last = balanced.words.begin() + static_cast<std::ptrdiff_t>(begins[i + 1]);
    const Word* next = last != balanced.words.end() ? &*last : nullptr;
    const std::size_t first_bracket = bracket;
    while (bracket < brackets.size() && (next == nullptr || brackets[bracket].mistake.begin < next->begin)) ++bracket;
    const auto own = std::span(brackets).subspan(first_bracket, bracket - first_bracket);
    Declaration(content, {first, last}, next, own, nesting, builder, mistakes, budget).read();
  }
  // A file of nothing but closing brackets has no declarations.
  for (; bracket < brackets.size(); ++bracket) mistakes.add(std::move(brackets[bracket].mistake));
}

}  // namespace meshplay::parse
