#include "engine/parse/explain.h"

#include <algorithm>
#include <array>

#include "engine/base/nearest.h"
#include "engine/parse/vocabulary.h"
#include "engine/parse/wanted.h"

namespace meshplay::parse {

namespace {

using P = MeshParser;

bool is_comparator(std::uint16_t type) {
  const Spelling* row = spelling(type);
  return (row != nullptr && row->role == Role::comparison) || (type >= P::EQ && type <= P::GT);
}

std::string also(std::string_view text) {
  std::string result = "did you mean ";
  result += in_ticks(text);
  result += '?';
  return result;
}

class Explainer {
 public:
  Explainer(const Scene& scene, const Failure& failure) : scene_(scene), failure_(failure) { look_at(failure.at); }

  Explained run() {
    if (is_open(failure_, P::RuleStanding)) {
      if (auto found = in_standing()) return *std::move(found);
    }
    using Case = std::optional<Explained> (Explainer::*)();
    static constexpr auto kCases = std::to_array<Case>(
        {&Explainer::top_level, &Explainer::number_with_unit, &Explainer::name_with_hyphen, &Explainer::arrow,
         &Explainer::equality_for_assignment, &Explainer::assignment_for_equality, &Explainer::reserved_name,
         &Explainer::misplaced_not, &Explainer::colon_after_word, &Explainer::missing_quotes, &Explainer::after_value});
    for (const Case one : kCases) {
      if (auto found = (this->*one)()) return *std::move(found);
    }
    return wanted();
  }

 private:
  void look_at(std::size_t index) {
    at_ = index;
    found_ = index < scene_.words.size() ? &scene_.words[index] : nullptr;
    previous_ = index > 0 ? &scene_.words[index - 1] : nullptr;
  }

  const Word* word(std::size_t index) const { return index < scene_.words.size() ? &scene_.words[index] : nullptr; }
  bool found_is(std::uint16_t type) const { return found_ != nullptr && found_->type == type; }
  bool previous_is(std::uint16_t type) const { return previous_ != nullptr && previous_->type == type; }
  std::size_t innermost() const { return failure_.open.empty() ? std::size_t{P::RuleFile} : failure_.open[0].rule; }

  // ---- the two ways to make a message

  Explained report(std::string_view code, const Word& first, const Word& last, std::vector<std::string> arguments,
                   std::string label, std::string help) const {
    Mistake mistake;
    mistake.code = code;
    mistake.begin = scene_.place(first).first;
    mistake.end = scene_.place(last).second;
    mistake.arguments = std::move(arguments);
    mistake.label = std::move(label);
    mistake.help = std::move(help);
    return {std::move(mistake), {.kind = Repair::Kind::leave_out_item, .at = at_}};
  }

  // "expected ..., found ...": at what was found, or behind what comes before it when the line or the file ends there.
  Explained expected(std::string what, std::string help) const {
    if (previous_ != nullptr) {
      if (!what.ends_with(',')) what += ' ';
      if (what.ends_with(',')) what += ' ';
      what += "after ";
      what += in_ticks(scene_.written(*previous_));
    } else if (what.ends_with(',')) {
      what.pop_back();
    }
    Explained result;
    Mistake& mistake = result.mistake;
    mistake.code = "expected";
    mistake.help = std::move(help);
    result.repair.at = at_;
    const bool closes = found_ != nullptr && (found_->type == P::RPAREN || found_->type == P::RBRACK);
    const bool line_ends = found_ == nullptr ? !scene_.in_message : found_->starts_line && !closes;
    std::string found_text;
    if (line_ends && previous_ != nullptr) {
      const auto [begin, end] = scene_.place(*previous_);
      mistake.begin = begin;
      mistake.end = end;
      const bool file_ends = found_ == nullptr && scene_.next == nullptr;
      found_text = file_ends ? "the end of the file" : "the end of the line";
    } else if (found_ == nullptr) {
      mistake.begin = scene_.end;
      mistake.end = scene_.in_message ? scene_.end + 1 : scene_.end;
      found_text = scene_.in_message ? "`}`" : "the end of the file";
    } else {
      const auto [begin, end] = scene_.place(*found_);
      mistake.begin = begin;
      mistake.end = end;
      found_text = in_ticks(scene_.written(*found_));
    }
    mistake.arguments = {std::move(what), std::move(found_text)};
    return result;
  }

  static Explained with(Explained explained, Repair::Kind kind, std::size_t at, std::uint16_t type, std::size_t count = 1) {
    explained.repair = {.kind = kind, .at = at, .count = count, .type = type};
    return explained;
  }

  Explained meant(std::string_view right) const {
    Explained result = report("unknown-word", *found_, *found_, {std::string(scene_.written(*found_))}, {}, also(right));
    return with(std::move(result), Repair::Kind::replace, at_, type_of(right).value_or(P::NAME));
  }

  // ---- special mistakes, tried in order

  // A word at the beginning of an item that is no item: `mesage "..."`, or the rest of a line that did not go on.
  std::optional<Explained> in_standing() {
    const OpenRule& standing = *open_rule(failure_, P::RuleStanding);
    const Word* start = word(standing.first);
    if (start == nullptr || !is_name(start->type) || failure_.at != standing.first + 1) return std::nullopt;
    const Word* before = standing.first > 0 ? word(standing.first - 1) : nullptr;
    const Word* behind = found_;
    look_at(standing.first);
    if (!start->starts_line && before != nullptr && before->type != P::LBRACE) {
      for (const auto one : {&Explainer::number_with_unit, &Explainer::after_value}) {
        if (auto result = (this->*one)()) return result;
      }
      return wanted();
    }
    if (auto near = base::nearest(scene_.written(*start), item_candidates())) return meant(*near);
    const std::string items(item_words(failure_));
    const std::string owner(declaration_name(failure_));
    if (behind != nullptr && !behind->starts_line && behind->type != P::RBRACE) {
      std::string label = "no item of ";
      label += owner.empty() ? "a declaration" : owner;
      label += " begins so";
      std::string help = "an item begins with ";
      help += items;
      return report("unknown-word", *start, *start, {std::string(scene_.written(*start))}, label, help);
    }
    look_at(failure_.at);
    Explained result = expected("an operator such as `==`", "a name alone is no condition");
    result.repair.before = true;
    return result;
  }

  std::vector<std::string_view> item_candidates() const {
    auto words = words_with({Role::item, Role::quantifier});
    words.push_back("not");
    return words;
  }

  std::optional<Explained> top_level() {
    const bool outside = innermost() == P::RuleFile && failure_.at == 0;
    const bool marked = innermost() == P::RuleItem;
    if (found_ == nullptr || (!outside && !marked)) return std::nullopt;
    constexpr std::string_view kHelp =
        "a declaration begins with `kind`, `field`, `relationship`, `define`, `deny`, `warn`, `advise` or `test`";
    const std::string text(scene_.written(*found_));
    const Spelling* row = spelling(found_->type);
    const bool is_item = row != nullptr && (row->role == Role::item || row->role == Role::test_item ||
                                            row->role == Role::quantifier);
    if (is_item) {
      return report("outside", *found_, *found_, {text}, "no declaration is open here",
                    "put it between the `{` and `}` of a declaration");
    }
    if (found_->type == P::NAME) {
      const auto candidates = marked ? words_with({Role::declaration})
                                     : words_with({Role::declaration, Role::header, Role::modifier});
      if (auto near = base::nearest(text, candidates)) return meant(*near);
      return report("unknown-word", *found_, *found_, {text}, "no declaration begins so", std::string(kHelp));
    }
    return expected("a declaration", std::string(kHelp));
  }

  // `500m`, `1Gi`, `30s`
  std::optional<Explained> number_with_unit() {
    const bool adjacent = found_ != nullptr && previous_is(P::NUMBER) && previous_->end == found_->begin &&
                          (is_name(found_->type) || is_reserved(found_->type));
    if (!adjacent) return std::nullopt;
    const std::string text(scene_.text.substr(previous_->begin, found_->end - previous_->begin));
    std::string help = "write `\"" + text;
    help += "\"`";
    return with(report("number-unit", *previous_, *found_, {}, {}, help), Repair::Kind::erase, at_, 0);
  }

  // `deny image-latest on ...`
  std::optional<Explained> name_with_hyphen() {
    const bool adjacent = found_is(P::MINUS) && previous_ != nullptr && previous_->end == found_->begin &&
                          (is_name(previous_->type) || is_reserved(previous_->type));
    if (!adjacent || is_open(failure_, P::RuleOperand)) return std::nullopt;
    std::size_t last = at_;
    while (word(last + 1) != nullptr && word(last + 1)->begin == word(last)->end &&
           (word(last + 1)->type == P::MINUS || word(last + 1)->type == P::NUMBER || is_name(word(last + 1)->type) ||
            is_reserved(word(last + 1)->type))) {
      ++last;
    }
    if (last == at_) return std::nullopt;
    std::string name(scene_.text.substr(previous_->begin, word(last)->end - previous_->begin));
    std::string right = name;
    std::replace(right.begin(), right.end(), '-', '_');
    std::string help = "write ";
    help += in_ticks(right);
    return with(report("hyphen-in-name", *previous_, *word(last), {name}, {}, help), Repair::Kind::erase, at_, 0,
                last - at_ + 1);
  }

  std::optional<Explained> arrow() {
    const bool wants_arrow = innermost() == P::RuleBindItem && failure_.expected.test(P::ARROW);
    if (wants_arrow && (found_is(P::ASSIGN) || found_is(P::EQ))) {
      return with(expected("`<-`", "a bind is written `bind TARGET <- SOURCE`"), Repair::Kind::replace, at_, P::ARROW);
    }
    if (!found_is(P::ARROW) || is_open(failure_, P::RuleBindItem)) return std::nullopt;
    return with(report("misplaced-arrow", *found_, *found_, {}, "only `bind` has a target and a source",
                       "write `< -` with a space to compare with a negative number"),
                Repair::Kind::replace, at_, P::LT);
  }

  std::optional<Explained> equality_for_assignment() {
    if (!found_is(P::EQ) || !failure_.expected.test(P::ASSIGN) || innermost() == P::RuleFile) return std::nullopt;
    if (failure_.expected.count() != 1) return std::nullopt;
    return with(report("wrong-equals", *found_, *found_, {"`==` compares two values"}, "a value is given here", "write `=`"),
                Repair::Kind::replace, at_, P::ASSIGN);
  }

  std::optional<Explained> assignment_for_equality() {
    const bool behind_value = found_is(P::ASSIGN) && previous_ != nullptr && ends_value(previous_->type);
    const bool in_body = !declaration_name(failure_).empty() || is_open(failure_, P::RuleExpr) ||
                         is_open(failure_, P::RuleOperand) || innermost() == P::RuleFile;
    if (!behind_value || !in_body || (failure_.at == 0)) return std::nullopt;
    if (!usage(failure_, scene_.words).empty() && declaration_name(failure_) != std::string_view() &&
        !is_open(failure_, P::RuleExpr) && innermost() != P::RuleStanding) {
      return std::nullopt;  // in the first line of a declaration
    }
    return with(report("wrong-equals", *found_, *found_, {"`=` does not compare"}, {}, "write `==`"), Repair::Kind::replace,
                at_, P::EQ);
  }

  bool wants_name() const {
    return innermost() == P::RuleName || innermost() == P::RuleSoftWord || innermost() == P::RuleHyphenated;
  }

  // `some where in ...`
  std::optional<Explained> reserved_name() {
    if (found_ == nullptr || !is_reserved(found_->type)) return std::nullopt;
    const Word* behind = word(at_ + 1);
    if (behind == nullptr || behind->starts_line) return std::nullopt;
    const bool as_value = innermost() == P::RulePrimary || innermost() == P::RuleReference ||
                          innermost() == P::RuleOperand || innermost() == P::RuleUnary;
    bool follows = false;
    if (wants_name()) {
      constexpr auto kBehindNames = std::to_array<std::size_t>(
          {P::IN, P::COLON, P::COMMA, P::ASSIGN, P::LPAREN, P::ON, P::LBRACE, P::RPAREN, P::DOT});
      follows = std::find(kBehindNames.begin(), kBehindNames.end(), behind->type) != kBehindNames.end();
    } else if (as_value) {
      follows = (behind->type == P::DOT || is_comparator(behind->type)) && !is_comparator(found_->type) &&
                !found_->starts_line;
    }
    if (!follows) return std::nullopt;
    const std::string text(scene_.written(*found_));
    return with(report("reserved-word", *found_, *found_, {text}, "a word of the language",
                       "choose another name; as a key of a path the word may stand"),
                Repair::Kind::replace, at_, P::NAME);
  }

  // `a not in b`
  std::optional<Explained> misplaced_not() {
    const Word* behind = word(at_ + 1);
    const bool is_case = found_is(P::NOT) && behind != nullptr && is_comparator(behind->type);
    if (!is_case) return std::nullopt;
    std::string help = "write `not a ";
    help += scene_.written(*behind);
    help += " b`";
    return with(report("misplaced-not", *found_, *found_, {}, {}, help), Repair::Kind::erase, at_, 0);
  }

  // `where: a == b`
  std::optional<Explained> colon_after_word() {
    const Spelling* row = previous_ != nullptr ? spelling(previous_->type) : nullptr;
    const bool is_case = found_is(P::COLON) && row != nullptr && (row->role == Role::item || row->role == Role::test_item);
    if (!is_case) return std::nullopt;
    std::string what = "no `:`";
    return with(expected(what, "leave out `:`"), Repair::Kind::erase, at_, 0);
  }

  std::optional<Explained> missing_quotes() {
    const bool wants_text = failure_.expected.count() == 1 && failure_.expected.test(P::STRING);
    if (!wants_text || found_ == nullptr || found_->starts_line || found_->type == P::LBRACE) return std::nullopt;
    if (previous_ == nullptr || !is_name(found_->type) ? !is_reserved(found_->type) : false) return std::nullopt;
    std::size_t last = at_;
    while (word(last + 1) != nullptr && !word(last + 1)->starts_line && word(last + 1)->type != P::LBRACE &&
           word(last + 1)->type != P::RBRACE) {
      ++last;
    }
    const std::string text(scene_.text.substr(found_->begin, word(last)->end - found_->begin));
    std::string help = "put it in quotes";
    if (text.size() <= 60 && text.find_first_of("\"\\\n") == std::string::npos) {
      help = "write `";
      help += scene_.written(*previous_);
      help += " \"";
      help += text;
      help += "\"`";
    }
    return report("missing-quotes", *found_, *word(last), {std::string(scene_.written(*previous_))}, {}, help);
  }

  // Something is complete, and what stands behind it does not go on.
  std::optional<Explained> after_value() {
    if (previous_ == nullptr || !ends_value(previous_->type)) return std::nullopt;
    std::string_view inside;
    if (!place_after_value(inside)) return std::nullopt;
    const bool same_line = found_ != nullptr && !found_->starts_line;
    if (same_line && found_->type == P::NAME) {
      auto operators = words_with({Role::comparison});
      for (const std::string_view more : {"and", "or", "is", "default", "where"}) operators.push_back(more);
      const std::string_view text = scene_.written(*found_);
      if (text == "equals" || text == "eq") return meant("==");
      if (auto near = base::nearest(text, operators)) return meant(*near);
    }
    if (!inside.empty()) {
      std::string what = "an operator, ";
      if (inside == "`,` or `)`" || inside == "`,` or `]`" || inside == "`,` or `}`") what.clear();
      if (what.empty()) {
        what = inside;
      } else {
        what = "an operator or ";
        what += inside;
      }
      return expected(what, {});
    }
    if (scene_.in_message) return expected("an operator or `}`", {});
    const Word* line = line_start();
    const bool in_kind = line != nullptr && (line->type == P::FROM || line->type == P::TO || line->type == P::VIA ||
                                             line->type == P::KIND);
    if (in_kind && same_line && (is_name(found_->type) || found_->type == P::COMMA || found_->type == P::LBRACE)) {
      return expected("`|` and another kind, or a new line,", {});
    }
    const std::string items(item_words(failure_));
    if (innermost() == P::RuleFile) {
      if (same_line) return expected("an operator or a new line", {});
      return expected("a declaration", {});
    }
    if (same_line) return expected("an operator or a new line", {});
    if (found_ == nullptr) return std::nullopt;
    look_behind_line();
    if (ends_value(found_->type) || found_->type == P::LPAREN || found_->type == P::LBRACK || found_->type == P::MINUS) {
      return report("unmarked-condition", *found_, *found_, {}, "a line does not begin with a value", "write `where` in front of it");
    }
    return not_an_item();
  }

  Explained not_an_item() {
    const std::string owner(declaration_name(failure_));
    std::string help = "an item begins with ";
    help += item_words(failure_);
    std::string label = "no item of ";
    label += owner.empty() ? "a declaration" : owner;
    label += " begins so";
    return report("unknown-item", *found_, *found_, {std::string(scene_.written(*found_))}, label, help);
  }

  // The bracket that the place stands in goes to `inside`. False where nothing can be complete.
  bool place_after_value(std::string_view& inside) const {
    for (const OpenRule& open : failure_.open) {
      const Word* first = word(open.first);
      const bool is_before = open.first < at_ && first != nullptr;
      switch (open.rule) {
        case P::RulePostfix:
          if (!is_before) continue;
          if (first->type == P::DOT) return false;
          inside = first->type == P::LPAREN ? "`,` or `)`" : "`]`";
          return true;
        case P::RuleList: inside = "`,` or `]`"; return is_before;
        case P::RuleMap: inside = "`,` or `}`"; return is_before;
        case P::RuleAggregate: inside = "`)`"; return is_before;
        case P::RulePrimary:
        case P::RuleKindAtom:
          if (!is_before || first->type != P::LPAREN) continue;
          inside = "`)`";
          return true;
        case P::RuleRelationshipItem:
        case P::RuleRuleItem:
        case P::RuleBodyItem:
        case P::RuleTestItem:
        case P::RuleInterpolated: return true;
        case P::RuleRelationshipDecl:
        case P::RuleDefineDecl:
        case P::RuleRuleDecl:
        case P::RuleTestDecl: return usage(failure_, scene_.words).empty();
        case P::RuleFieldDecl: return innermost() != P::RuleFieldDecl;
        case P::RuleFile: return failure_.at > 0;
        case P::RuleParameters:
        case P::RuleExpectation:
        case P::RuleGiven:
        case P::RuleParamItem:
        case P::RuleBindItem:
        case P::RuleFixItem:
        case P::RuleBinder:
        case P::RuleName:
          if (innermost() == open.rule) return false;
          break;
        default: break;
      }
    }
    return false;
  }

  // The word that begins the line of what stands before the place.
  const Word* line_start() const {
    for (std::size_t i = at_; i > 0; --i) {
      if (scene_.words[i - 1].starts_line || i == 1) return &scene_.words[i - 1];
    }
    return nullptr;
  }

  void look_behind_line() {}

  Explained wanted() {
    const bool one_word = failure_.expected.count() == 1;
    std::string help = usage(failure_, scene_.words);
    if (!one_word) {
      const bool component = innermost() == P::RuleComponentRef;
      if (component) help = "a component is written `Kind/name` or `Kind/namespace/name`";
      Explained result = expected(wanted_at_start(failure_, previous_), help);
      result.repair.before = true;
      return result;
    }
    std::size_t type = 0;
    while (!failure_.expected.test(type)) ++type;
    const bool ends_declaration = type == P::RBRACE && innermost() != P::RuleMap;
    if (ends_declaration && found_ != nullptr) return not_an_item();
    Explained result = expected(wanted_word(failure_, type), help);
    result.repair.before = true;
    return result;
  }

  const Scene& scene_;
  const Failure& failure_;
  std::size_t at_ = 0;
  const Word* found_ = nullptr;
  const Word* previous_ = nullptr;
};

}  // namespace

Explained explain(const Scene& scene, const Failure& failure) {
  if (failure.too_deep) {
    const Word& word = scene.words[std::min(failure.at, scene.words.size() - 1)];
    const auto [begin, end] = scene.place(word);
    return {explain_too_deep(failure.limit, begin, end), {.kind = Repair::Kind::leave_out_item, .at = failure.at}};
  }
  return Explainer(scene, failure).run();
}

}  // namespace meshplay::parse
