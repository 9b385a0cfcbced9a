#include "engine/parse/next.h"

#include <algorithm>

#include "engine/parse/grammar_run.h"
#include "engine/parse/structure.h"
#include "engine/parse/vocabulary.h"
#include "engine/parse/wanted.h"

namespace meshplay::parse {

namespace {

using P = MeshParser;

constexpr std::uint32_t kNesting = 200;

class Reading {
 public:
  Reading(std::string_view text, std::vector<Word> words, std::uint32_t offset)
      : text_(text), words_(std::move(words)), offset_(offset) {}

  Next run() {
    if (words_.empty()) return outside();
    find_declaration();
    const Word& last = words_.back();
    if (last.type == P::OPEN_STRING || last.type == P::OPEN_TEXT || last.type == P::OPEN_BLOCK) return {};
    const std::string_view between = text_.substr(last.end, offset_ - last.end);
    same_line_ = between.find('\n') == std::string_view::npos;
    // `web|`: the word goes on.
    if (between.empty() && (is_name(last.type) || is_reserved(last.type) || last.type == P::NUMBER)) return {};
    std::vector<Word> slice(words_.begin() + static_cast<std::ptrdiff_t>(begin_), words_.end());
    Next next = read(slice, false);
    if (is_unread_) next = read(current_item(), true);
    next.declaration = declaration_;
    return next;
  }

 private:
  static Next outside() {
    return {Wanted::declaration, words_with({Role::header, Role::modifier, Role::declaration}), {}};
  }

  void find_declaration() {
    for (std::size_t i = words_.size(); i-- > 0;) {
      if (!words_[i].starts_line || !begins_declaration(words_, i)) continue;
      begin_ = i;
      if (const Spelling* row = spelling(words_[behind_modifiers(words_, i)].type)) declaration_ = row->text;
      return;
    }
  }

  bool begins_line_of_its_own(std::size_t at) const {
    const Word& word = words_[at];
    if (!word.starts_line) return false;
    const Spelling* row = spelling(word.type);
    return begins_item(words_, at) ||
           (row != nullptr && row->role == Role::quantifier && !leads_on(words_[at - 1].type));
  }

  // The first line of the declaration and the item that the place stands in.
  std::vector<Word> current_item() const {
    std::size_t brace = begin_;
    while (brace < words_.size() && words_[brace].type != P::LBRACE) ++brace;
    std::size_t item = words_.size();
    while (item > brace + 1 && !begins_line_of_its_own(item - 1)) --item;
    std::vector<Word> slice(words_.begin() + static_cast<std::ptrdiff_t>(begin_),
                            words_.begin() + static_cast<std::ptrdiff_t>(std::min(brace + 1, words_.size())));
    if (item > brace + 1) --item;
    for (std::size_t i = std::max(item, brace + 1); i < words_.size(); ++i) slice.push_back(words_[i]);
    return slice;
  }

  Next read(const std::vector<Word>& words, bool is_last_try) {
    is_unread_ = false;
    const GrammarRun run(words, offset_, Start::file, kNesting);
    if (run.ok()) {
      // Complete as it is.
      if (same_line_ && !words.empty() && ends_value(words.back().type) && words.back().type != P::RBRACE) {
        return operation();
      }
      return outside();
    }
    const Failure& failure = run.failure();
    if (failure.at < words.size()) {
      is_unread_ = !is_last_try;
      return {Wanted::value, value_words(), {}};
    }
    return at_end(failure, words);
  }

  static Next operation() {
    Next next{Wanted::operation, words_with({Role::comparison}), {}};
    next.words.insert(next.words.end(), {"and", "or", "is", "default"});
    return next;
  }

  // The generated parser leaves its loop over items before it says what it expects.
  Next item() const {
    Next next{Wanted::item, {}, {}};
    if (declaration_ == "test") {
      next.words = words_with({Role::test_item});
      return next;
    }
    next.words = words_with({Role::quantifier});
    next.words.insert(next.words.end(), {"where", "not", "count"});
    if (declaration_ == "define") return next;
    next.words.insert(next.words.end(), {"docs", "category", "tags", "standard", "param", "bind"});
    if (declaration_ == "relationship") {
      next.words.insert(next.words.end(), {"from", "to", "via"});
    } else {
      next.words.insert(next.words.end(), {"at", "message", "help", "fix"});
    }
    return next;
  }

  Next at_end(const Failure& failure, const std::vector<Word>& words) const {
    const Word& last = words.back();
    Next next;
    if (binds_in_aggregate(failure, words)) return {Wanted::kind, {}, {}};
    next.wanted = wanted(failure, last);
    if (next.wanted == Wanted::item && (!same_line_ || last.type == P::LBRACE)) return item();
    const bool ends = ends_value(last.type) && last.type != P::RBRACE;
    const bool is_value = next.wanted == Wanted::value || next.wanted == Wanted::member;
    if (ends && (next.wanted == Wanted::item || (is_value && last.type != P::DOT))) {
      return is_text_line(words) ? Next{} : operation();
    }
    if (is_open(failure, P::RuleFixItem) && (last.type == P::FIX || last.type == P::UNSAFE)) {
      next.words = {"set", "remove", "append"};
      if (last.type == P::FIX) next.words.push_back("unsafe");
      return next;
    }
    if (last.type == P::GIVEN) {
      next.words = {"yaml", "json", "file", "param"};
      return next;
    }
    switch (next.wanted) {
      case Wanted::value:
      case Wanted::selected_key: next.words = value_words(); return next;
      case Wanted::condition_kind: next.words = {"present", "absent", "not"}; return next;
      case Wanted::rule:
        if (last.type == P::EXPECT) next.words = {"no", "fix", "snapshot"};
        if (last.type == P::NO) next.words = {"findings", "fix"};
        return next;
      case Wanted::declaration: return outside();
      case Wanted::nothing: break;
      default: return next;
    }
    // New names, which nearly every word could be, and words of the grammar.
    for (std::size_t type = 0; type < failure.expected.size(); ++type) {
      const Spelling* row = failure.expected.test(type) ? spelling(static_cast<std::uint16_t>(type)) : nullptr;
      if (row != nullptr && row->role != Role::sign && (!is_name(row->type) || row->role == Role::part)) {
        next.words.push_back(row->text);
      }
    }
    // Where a name is wanted all of them are expected.
    constexpr std::size_t kNames = 8;
    if (next.words.size() > kNames) next.words.clear();
    return next;
  }

  // `count(s: |`: until the kind is there, the parser takes it for a call with the argument `s`.
  static bool binds_in_aggregate(const Failure& failure, const std::vector<Word>& words) {
    const OpenRule* call = open_rule(failure, P::RulePostfix);
    if (words.back().type != P::COLON || call == nullptr || call->first == 0 || call->first >= words.size())
      return false;
    const std::uint16_t callee = words[call->first - 1].type;
    return callee >= P::COUNT && callee <= P::COLLECT;
  }

  // `message "..."` and the like do not go on behind their text.
  static bool is_text_line(const std::vector<Word>& words) {
    std::size_t i = words.size();
    while (i > 1 && !words[i - 1].starts_line) --i;
    switch (words[i - 1].type) {
      case P::MESSAGE:
      case P::DOCS:
      case P::CATEGORY:
      case P::TAGS:
      case P::STANDARD: return true;
      default: return false;
    }
  }

  static std::vector<std::string_view> value_words() {
    std::vector<std::string_view> words = words_with({Role::quantifier});
    words.insert(words.end(), {"not", "count", "sum", "min", "max", "avg", "collect", "true", "false"});
    return words;
  }

  static std::size_t rule_at(const Failure& failure, std::size_t level) {
    return level < failure.open.size() ? failure.open[level].rule : std::size_t{P::RuleFile};
  }

  static Wanted wanted_name(const Failure& failure, std::size_t level) {
    const std::size_t parent = rule_at(failure, level + 1);
    const OpenRule* around = level + 1 < failure.open.size() ? &failure.open[level + 1] : nullptr;
    const std::size_t words_before = around != nullptr && failure.at >= around->first ? failure.at - around->first : 0;
    switch (parent) {
      case P::RuleParamItem: return words_before <= 1 ? Wanted::nothing : Wanted::param_type;
      case P::RuleCategoryItem: return Wanted::category;
      case P::RuleTagsItem: return Wanted::tag;
      case P::RuleModelDecl:
      case P::RuleKindAtom: return Wanted::model;
      case P::RuleTaxonomy: return Wanted::taxonomy;
      case P::RuleKindName: return Wanted::kind;
      case P::RulePrimary:
      case P::RuleArgumentName:
      case P::RuleStanding: return Wanted::value;
      case P::RuleDotted:
        switch (rule_at(failure, level + 2)) {
          case P::RulePackageDecl: return Wanted::nothing;
          case P::RuleImportDecl: return Wanted::package;
          case P::RuleGiven: return Wanted::param;
          default: return Wanted::rule;
        }
      default: return Wanted::nothing;
    }
  }

  static Wanted wanted(const Failure& failure, const Word& last) {
    std::size_t level = 0;
    while (rule_at(failure, level) == P::RuleName || rule_at(failure, level) == P::RuleSoftWord) ++level;
    if (rule_at(failure, level) == P::RuleHyphenated) return wanted_name(failure, level);
    if (level > 0) return wanted_name(failure, level - 1);
    if (last.type == P::DOT) return Wanted::member;
    switch (rule_at(failure, 0)) {
      case P::RuleKindDecl:
      case P::RuleKindExpr:
      case P::RuleKindUnion:
      case P::RuleKindAtom:
      case P::RuleKindName: return Wanted::kind;
      case P::RuleTaxonomy: return Wanted::taxonomy;
      case P::RuleKey:
      case P::RuleSelectKey:
      case P::RulePostfix:
        if (last.type == P::LPAREN || last.type == P::COMMA) return Wanted::value;
        return last.type == P::LBRACK ? Wanted::selected_key : Wanted::member;
      case P::RuleDotted:
        return rule_at(failure, 1) == P::RuleImportDecl ? Wanted::package
               : rule_at(failure, 1) == P::RuleGiven    ? Wanted::param
                                                        : Wanted::rule;
      case P::RuleComponentRef: return Wanted::component;
      case P::RuleExpectation: return Wanted::rule;
      case P::RuleComparison: return Wanted::condition_kind;
      case P::RuleQuantifier:
      case P::RuleRange:
      case P::RuleBinder:
      case P::RulePath:
      case P::RuleGiven:
      case P::RuleFixItem:
      case P::RuleMap:
      case P::RuleMapEntry: return Wanted::nothing;
      case P::RuleModifier:
      case P::RuleItem:
      case P::RuleFile: return Wanted::declaration;
      case P::RuleFieldDecl: return last.type == P::ASSIGN ? Wanted::value : Wanted::nothing;
      case P::RuleRelationshipDecl:
      case P::RuleDefineDecl:
      case P::RuleRuleDecl:
      case P::RuleTestDecl:
        // Between items the loop of the declaration is open.
        return failure.expected.test(P::RBRACE) || last.type == P::LBRACE ? Wanted::item : Wanted::nothing;
      case P::RuleRelationshipItem:
      case P::RuleRuleItem:
      case P::RuleBodyItem:
      case P::RuleTestItem: return Wanted::item;
      default: return Wanted::value;
    }
  }

  std::string_view text_;
  std::vector<Word> words_;
  std::uint32_t offset_;
  std::size_t begin_ = 0;
  std::string_view declaration_;
  bool same_line_ = false;
  bool is_unread_ = false;
};

}  // namespace

Next next_at(std::string_view text, std::uint32_t offset) {
  return Reading(text, lex(text.substr(0, offset)).all, offset).run();
}

}  // namespace meshplay::parse
