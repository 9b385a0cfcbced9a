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
      const Word& word = words_[behind_modifiers(words_, i)];
      declaration_ = text_.substr(word.begin, word.end - word.begin);
      return;
    }
  }

  // The first line of the declaration and the item that the place stands in.
  std::vector<Word> current_item() const {
    std::size_t brace = begin_;
    while (brace < words_.size() && words_[brace].type != P::LBRACE) ++brace;
    std::size_t item = words_.size();
    while (item > brace + 1 && !(words_[item - 1].starts_line && begins_item(words_, item - 1))) --item;
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
      return {Wanted::value, words_with({Role::quantifier}), {}};
    }
    return at_end(failure, words);
  }

  static Next operation() { return {Wanted::operation, words_with({Role::comparison, Role::connective}), {}}; }

  Next at_end(const Failure& failure, const std::vector<Word>& words) const {
    const Word& last = words.back();
    Next next;
    for (std::size_t type = 0; type < failure.expected.size(); ++type) {
      const Spelling* row = failure.expected.test(type) ? spelling(static_cast<std::uint16_t>(type)) : nullptr;
      if (row != nullptr && row->role != Role::sign) next.words.push_back(row->text);
    }
    next.wanted = wanted(failure, last);
    const bool ends = ends_value(last.type) && last.type != P::RBRACE;
    const bool in_body = next.wanted == Wanted::item;
    if (ends && (same_line_ ? in_body || is_open(failure, P::RuleOperand) || is_open(failure, P::RuleReference)
                            : !in_body && next.wanted == Wanted::value)) {
      if (next.wanted != Wanted::kind) return operation();
    }
    if (next.wanted == Wanted::item && same_line_ && last.type != P::LBRACE) next.words.clear();
    if (next.wanted == Wanted::nothing) {
      // New names: nearly every word could be one.
      std::erase_if(next.words, [](std::string_view word) { return is_name(*type_of(word)); });
    }
    if (next.wanted == Wanted::value || next.wanted == Wanted::item) {
      std::erase_if(next.words, [&](std::string_view word) {
        const Spelling* row = spelling(*type_of(word));
        const bool is_aggregate = row->type >= P::COUNT && row->type <= P::COLLECT;
        return is_name(row->type) && !is_aggregate;
      });
    }
    if (next.wanted == Wanted::member) next.words.clear();
    return next;
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
      case P::RulePostfix: return last.type == P::LBRACK ? Wanted::selected_key : Wanted::member;
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
