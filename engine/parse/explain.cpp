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

// Behind these something has to follow.
bool goes_on(std::uint16_t type) {
  switch (type) {
    case P::AND:
    case P::OR:
    case P::OF:
    case P::DEFAULT:
    case P::PLUS:
    case P::MINUS:
    case P::STAR:
    case P::SLASH:
    case P::PERCENT:
    case P::PIPE:
    case P::QUESTION:
    case P::IS: return true;
    default: return is_comparator(type);
  }
}

bool is_word(std::uint16_t type) { return is_name(type) || is_reserved(type); }

class Explainer {
 public:
  Explainer(const Scene& scene, const Failure& failure) : scene_(scene), failure_(failure) { look_at(failure.at); }

  Explained run() {
    if (is_open(failure_, P::RuleStanding)) {
      if (auto found = in_standing()) return *std::move(found);
    }
    if (found_ != nullptr && goes_on(found_->type) && failure_.farthest > at_ && !starts_here() && ends_before()) {
      look_at(failure_.farthest);
      return behind_sign();
    }
    using Case = std::optional<Explained> (Explainer::*)();
    static constexpr auto kCases = std::to_array<Case>(
        {&Explainer::top_level, &Explainer::bracket_on_line, &Explainer::number_with_unit, &Explainer::name_with_hyphen, &Explainer::arrow,
         &Explainer::equality_for_assignment, &Explainer::assignment_for_equality, &Explainer::misplaced_not,
         &Explainer::reserved_name, &Explainer::colon_after_word, &Explainer::missing_name, &Explainer::missing_quotes,
         &Explainer::near_word, &Explainer::one_certain_word, &Explainer::after_value});
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
  bool same_line() const { return found_ != nullptr && !found_->starts_line; }
  bool ends_before() const { return previous_ != nullptr && ends_value(previous_->type); }
  std::size_t innermost() const { return failure_.open.empty() ? std::size_t{P::RuleFile} : failure_.open[0].rule; }
  // Whether the innermost rule has taken nothing yet: something had to begin here.
  bool starts_here() const { return !failure_.open.empty() && failure_.open[0].first == failure_.at; }

  // ---- the ways to make a message

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

  // "expected ..., found ...": at what was found, or at what comes before it when the line or the file ends there.
  Explained expected(std::string what, std::string help) const {
    if (previous_ != nullptr) {
      what += " after ";
      what += in_ticks(scene_.written(*previous_));
    } else if (what.ends_with(',')) {
      what.pop_back();
    }
    Explained result;
    Mistake& mistake = result.mistake;
    mistake.code = "expected";
    mistake.help = std::move(help);
    result.repair.at = at_;
    result.repair.before = true;
    const bool closes = found_ != nullptr && (found_->type == P::RPAREN || found_->type == P::RBRACK);
    const bool line_ends = found_ == nullptr ? !scene_.in_message : found_->starts_line && !closes;
    std::string found_text;
    if (line_ends && previous_ != nullptr) {
      std::tie(mistake.begin, mistake.end) = scene_.place(*previous_);
      const bool file_ends = found_ == nullptr && scene_.next == nullptr;
      found_text = file_ends ? "the end of the file" : "the end of the line";
    } else if (found_ == nullptr) {
      mistake.begin = scene_.end;
      mistake.end = scene_.in_message ? scene_.end + 1 : scene_.end;
      found_text = scene_.in_message ? "`}`" : "the end of the file";
    } else {
      std::tie(mistake.begin, mistake.end) = scene_.place(*found_);
      found_text = in_ticks(scene_.written(*found_));
    }
    mistake.arguments = {std::move(what), std::move(found_text)};
    return result;
  }

  static Explained with(Explained explained, Repair::Kind kind, std::size_t at, std::uint16_t type, std::size_t count = 1) {
    explained.repair = {.kind = kind, .at = at, .count = count, .type = type};
    return explained;
  }

  Explained meant(std::size_t at, std::string_view right) const {
    const Word& wrong = *word(at);
    std::string help = "did you mean ";
    help += in_ticks(right);
    help += '?';
    Explained result = report("unknown-word", wrong, wrong, {std::string(scene_.written(wrong))}, {}, help);
    return with(std::move(result), Repair::Kind::replace, at, type_of(right).value_or(P::NAME));
  }

  // The one that a word was meant to be, where it is long enough to tell.
  std::optional<std::string_view> near(const Word& wrong, const std::vector<std::string_view>& candidates) const {
    const std::string_view text = scene_.written(wrong);
    const auto found = base::nearest(text, candidates);
    if (!found || (text.size() < 3 && base::edit_distance(text, *found, 1) > 0 && text.size() != found->size())) return {};
    return text.size() < 3 && found->front() != (text.front() | 0x20) ? std::nullopt : found;
  }

  Explained no_item(const Word& wrong, std::string_view code) const {
    const std::string owner(declaration_name(failure_));
    std::string label = "no item of ";
    label += owner.empty() ? "a declaration" : owner;
    label += " begins so";
    std::string help = "an item begins with ";
    help += item_words(failure_);
    return report(code, wrong, wrong, {std::string(scene_.written(wrong))}, label, help);
  }

  // ---- special mistakes, tried in order

  // A word at the beginning of an item that is no item: `mesage "..."`, or the rest of a line that did not go on.
  std::optional<Explained> in_standing() {
    const OpenRule& standing = *open_rule(failure_, P::RuleStanding);
    const Word* start = word(standing.first);
    if (start == nullptr || !is_name(start->type) || failure_.at != standing.first + 1) return std::nullopt;
    const Word* before = standing.first > 0 ? word(standing.first - 1) : nullptr;
    const Word* behind = found_;
    if (!start->starts_line && before != nullptr && before->type != P::LBRACE) {
      look_at(standing.first);
      if (auto result = number_with_unit()) return result;
      if (auto result = name_with_hyphen()) return result;
      if (auto result = near_word()) return result;
      if (auto result = after_value()) return result;
      return wanted();
    }
    auto candidates = words_with({Role::item, Role::quantifier});
    candidates.push_back("not");
    if (auto right = near(*start, candidates)) return meant(standing.first, *right);
    if (behind != nullptr && !behind->starts_line && behind->type != P::RBRACE && behind->type != P::ASSIGN) {
      look_at(standing.first);
      return no_item(*start, "unknown-word");
    }
    if (behind != nullptr && behind->type == P::ASSIGN) return std::nullopt;
    return expected("an operator such as `==`", "a name alone is no condition");
  }

  std::optional<Explained> top_level() {
    constexpr std::string_view kHelp =
        "a declaration begins with `kind`, `field`, `relationship`, `define`, `deny`, `warn`, `advise` or `test`";
    const bool outside = innermost() == P::RuleFile && failure_.at == 0;
    const bool marked = innermost() == P::RuleItem;
    if (found_ == nullptr || (!outside && !marked)) return std::nullopt;
    const std::string text(scene_.written(*found_));
    const Spelling* row = spelling(found_->type);
    const bool is_item =
        row != nullptr && (row->role == Role::item || row->role == Role::test_item || row->role == Role::quantifier);
    if (is_item && outside) {
      return report("outside", *found_, *found_, {text}, "no declaration is open here",
                    "put it between the `{` and `}` of a declaration");
    }
    if (found_->type == P::NAME) {
      auto candidates = words_with({Role::declaration, Role::modifier});
      if (outside) {
        for (const std::string_view header : words_with({Role::header})) candidates.push_back(header);
      }
      if (auto right = near(*found_, candidates)) return meant(at_, *right);
      return report("unknown-word", *found_, *found_, {text}, "no declaration begins so", std::string(kHelp));
    }
    return expected("a declaration", std::string(kHelp));
  }

  // `500m`, `1Gi`, `30s`
  std::optional<Explained> number_with_unit() {
    const bool adjacent =
        found_ != nullptr && previous_is(P::NUMBER) && previous_->end == found_->begin && is_word(found_->type);
    if (!adjacent) return std::nullopt;
    std::string help = "write `\"";
    help += scene_.text.substr(previous_->begin, found_->end - previous_->begin);
    help += "\"`";
    return with(report("number-unit", *previous_, *found_, {}, {}, help), Repair::Kind::erase, at_, 0);
  }

  // `deny image-latest on ...`
  std::optional<Explained> name_with_hyphen() {
    const bool adjacent = found_is(P::MINUS) && previous_ != nullptr && previous_->end == found_->begin &&
                          is_word(previous_->type) && !is_open(failure_, P::RuleOperand);
    if (!adjacent) return std::nullopt;
    std::size_t last = at_;
    while (word(last + 1) != nullptr && word(last + 1)->begin == word(last)->end &&
           (word(last + 1)->type == P::MINUS || word(last + 1)->type == P::NUMBER || is_word(word(last + 1)->type))) {
      ++last;
    }
    if (last == at_) return std::nullopt;
    const std::string name(scene_.text.substr(previous_->begin, word(last)->end - previous_->begin));
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
    const bool wants_assignment = failure_.expected.count() == 1 && failure_.expected.test(P::ASSIGN);
    if (!found_is(P::EQ) || !wants_assignment) return std::nullopt;
    return with(report("wrong-equals", *found_, *found_, {"`==` compares two values"}, "a value is given here", "write `=`"),
                Repair::Kind::replace, at_, P::ASSIGN);
  }

  std::optional<Explained> assignment_for_equality() {
    if (!found_is(P::ASSIGN) || !ends_before() || starts_here()) return std::nullopt;
    const bool in_value = is_open(failure_, P::RuleExpr) || is_open(failure_, P::RuleOperand) ||
                          is_open(failure_, P::RuleStanding) || innermost() == P::RuleFile || scene_.in_message;
    const bool in_body = !declaration_name(failure_).empty() && in_braces(failure_, scene_.words);
    const bool in_params = innermost() == P::RuleParamItem || innermost() == P::RuleFixItem || innermost() == P::RuleRole;
    if (in_params || (!in_value && !in_body)) return std::nullopt;
    return with(report("wrong-equals", *found_, *found_, {"`=` does not compare"}, {}, "write `==`"), Repair::Kind::replace,
                at_, P::EQ);
  }

  // `a not in b`
  std::optional<Explained> misplaced_not() {
    std::size_t at = at_;
    if (found_ != nullptr && is_comparator(found_->type) && previous_is(P::NOT) && at_ > 1) --at;
    const Word* before = at > 0 ? word(at - 1) : nullptr;
    const Word* behind = word(at + 1);
    const bool inside = word(at) != nullptr && word(at)->type == P::NOT && behind != nullptr && before != nullptr &&
                        is_comparator(behind->type) && ends_value(before->type);
    if (!inside) return std::nullopt;
    std::string help = "write `not a ";
    help += scene_.written(*behind);
    help += " b`";
    return with(report("misplaced-not", *word(at), *word(at), {}, {}, help), Repair::Kind::erase, at, 0);
  }

  bool wants_name() const {
    switch (innermost()) {
      case P::RuleName:
      case P::RuleSoftWord:
      case P::RuleHyphenated: return true;
      case P::RuleBinder:
      case P::RuleQuantifier:
      case P::RuleRange: return previous_ != nullptr && !is_name(previous_->type);
      case P::RuleFieldDecl:
      case P::RuleDefineDecl: return previous_is(P::LPAREN);
      default: return false;
    }
  }

  // `some where in ...`
  std::optional<Explained> reserved_name() {
    const Word* behind = word(at_ + 1);
    if (found_ == nullptr || !is_reserved(found_->type) || behind == nullptr || behind->starts_line) return std::nullopt;
    const bool as_value = starts_here() || innermost() == P::RulePrimary;
    bool follows = false;
    if (wants_name()) {
      constexpr auto kBehindNames = std::to_array<std::size_t>(
          {P::IN, P::COLON, P::COMMA, P::ASSIGN, P::LPAREN, P::ON, P::LBRACE, P::RPAREN, P::DOT});
      follows = std::find(kBehindNames.begin(), kBehindNames.end(), behind->type) != kBehindNames.end();
    } else if (as_value) {
      follows = behind->type == P::DOT && same_line();
    }
    if (!follows) return std::nullopt;
    return with(report("reserved-word", *found_, *found_, {std::string(scene_.written(*found_))}, "a word of the language",
                       "choose another name; as a key of a path the word may stand"),
                Repair::Kind::replace, at_, P::NAME);
  }

  // `where: a == b`
  std::optional<Explained> colon_after_word() {
    const Spelling* row = previous_ != nullptr ? spelling(previous_->type) : nullptr;
    const bool is_case = found_is(P::COLON) && row != nullptr && (row->role == Role::item || row->role == Role::test_item);
    if (!is_case) return std::nullopt;
    return with(expected(wanted_here(), "leave out `:`"), Repair::Kind::erase, at_, 0);
  }

  // `deny on service: Service`: the word behind the name was taken for it.
  std::optional<Explained> missing_name() {
    const bool wants_on = failure_.expected.count() == 1 && failure_.expected.test(P::ON);
    if (!wants_on || !previous_is(P::ON)) return std::nullopt;
    look_at(at_ - 1);
    const std::string what = innermost() == P::RuleRuleDecl ? "a name for the rule" : "the name of a rule";
    return expected(what, usage(failure_, scene_.words));
  }

  std::optional<Explained> missing_quotes() {
    const bool wants_text = failure_.expected.count() == 1 && failure_.expected.test(P::STRING);
    if (!wants_text || !same_line() || previous_ == nullptr || !is_word(found_->type)) return std::nullopt;
    std::size_t last = at_;
    while (word(last + 1) != nullptr && !word(last + 1)->starts_line && word(last + 1)->type != P::LBRACE &&
           word(last + 1)->type != P::RBRACE) {
      ++last;
    }
    // An address holds `//`, which was taken for a comment.
    std::string_view text = scene_.text.substr(found_->begin, word(last)->end - found_->begin);
    if (text.ends_with(':')) {
      const std::string_view line = scene_.text.substr(found_->begin);
      text = line.substr(0, std::min(line.find_first_of(" \t\r\n"), line.size()));
    }
    std::string help = "put it in quotes";
    if (text.size() <= 60 && text.find_first_of("\"\\\n") == std::string::npos) {
      const Word* first = line_start();
      const std::uint32_t begin = first != nullptr ? first->begin : previous_->begin;
      help = "write `";
      help += scene_.text.substr(begin, found_->begin - begin);
      help += "\"";
      help += text;
      help += "\"`";
    }
    Explained result = report("missing-quotes", *found_, *word(last), {std::string(scene_.written(*previous_))}, {}, help);
    if (!scene_.in_message) result.mistake.end = found_->begin + static_cast<std::uint32_t>(text.size());
    return result;
  }

  // A word that is nearly one of those that could stand here.
  std::optional<Explained> near_word() {
    if (previous_is(P::NAME) && at_ > 1 && scene_.words[at_ - 2].type == P::NO && innermost() == P::RuleExpectation) {
      if (near(*previous_, {"findings"})) return meant(at_ - 1, "findings");
    }
    if (!same_line() || found_->type != P::NAME) return std::nullopt;
    std::vector<std::string_view> candidates;
    switch (innermost()) {
      case P::RuleGiven: candidates = {"yaml", "json", "file", "param"}; break;
      case P::RuleFixItem: candidates = {"set", "remove", "append"}; break;
      case P::RuleRuleDecl: candidates = {"on"}; break;
      default:
        if (!ends_before() || starts_here() || wants_one_sign()) return std::nullopt;
        candidates = words_with({Role::comparison});
        for (const std::string_view more : {"and", "or", "is", "default", "where"}) candidates.push_back(more);
        break;
    }
    const std::string_view text = scene_.written(*found_);
    if ((text == "equals" || text == "eq") && candidates.size() > 5) return meant(at_, "==");
    if (auto right = near(*found_, candidates)) return meant(at_, *right);
    return std::nullopt;
  }

  // Exactly one word could stand here, and it does not only end what went before.
  bool wants_one_sign() const {
    if (failure_.expected.count() != 1 || innermost() == P::RuleFile) return false;
    if (failure_.expected.test(P::RBRACE) && innermost() != P::RuleMap) return false;
    const bool closer = failure_.expected.test(P::RPAREN) || failure_.expected.test(P::RBRACK) ||
                        failure_.expected.test(P::RBRACE);
    return !closer || !ends_before();
  }

  std::optional<Explained> one_certain_word() {
    if (!wants_one_sign()) return std::nullopt;
    return expected(wanted_here(), usage(failure_, scene_.words));
  }

  // What begins a line was taken for an index or for the arguments of a call.
  std::optional<Explained> bracket_on_line() {
    for (const OpenRule& open : failure_.open) {
      const Word* first = word(open.first);
      if (open.rule != P::RulePostfix || first == nullptr || !first->starts_line || first->type == P::DOT) continue;
      Explained result = report("line-bracket", *first, *first, {std::string(scene_.written(*first))}, {},
                                "write `where` in front of it, or move it to the end of the line before");
      result.repair.at = open.first;
      return result;
    }
    return std::nullopt;
  }

  // Something is complete, and what stands behind it does not go on.
  std::optional<Explained> after_value() {
    if (!ends_before() || (starts_here() && at_ == failure_.at)) return std::nullopt;
    std::string_view inside;
    if (behind_binder_name() || innermost() == P::RuleExpectation || !place_after_value(inside)) return std::nullopt;
    const bool is_list = inside.starts_with("`,`");
    if (!inside.empty()) {
      std::string what = is_list ? "" : "an operator or ";
      what += inside;
      std::string help = found_is(P::WHERE) || found_is(P::COLON) ? aggregate_usage() : std::string();
      if (inside == "`]`" && (found_is(P::AND) || found_is(P::OR))) {
        help = "an element is chosen by one key; `some NAME in LIST where CONDITION` takes any condition";
      }
      return expected(what, help);
    }
    if (scene_.in_message) return expected("an operator or `}`", {});
    const Word* line = line_start();
    const std::uint16_t item = line != nullptr ? line->type : std::uint16_t{0};
    if (same_line()) {
      std::string what = end_of_item(item);
      const bool kinds = what.starts_with("`|`");
      const bool version = is_comparator(found_->type) || found_->type == P::NUMBER;
      if (kinds && version) what = "a version in quotes";
      const std::string_view help = !found_is(P::COMMA) ? "" : kinds ? "write `|`" : "join conditions with `and`";
      return expected(what, std::string(what.starts_with("`,`") ? "" : help));
    }
    if (innermost() == P::RuleFile) return expected("a declaration", {});
    if (found_ == nullptr) return std::nullopt;
    return unknown_item();
  }

  // `some x` and then neither `:` nor `in`.
  bool behind_binder_name() const {
    const Word* before = at_ > 1 ? word(at_ - 2) : nullptr;
    if (before == nullptr || !is_name(previous_->type)) return false;
    return before->type == P::SOME || before->type == P::NO || before->type == P::EVERY;
  }

  static std::string end_of_item(std::uint16_t item) {
    switch (item) {
      case P::FROM:
      case P::TO:
      case P::VIA:
      case P::KIND: return "`|` and another kind, or a new line,";
      case P::TAGS:
      case P::STANDARD: return "`,` or a new line";
      case P::MESSAGE:
      case P::DOCS:
      case P::CATEGORY:
      case P::GIVEN:
      case P::EXPECT:
      case P::PACKAGE:
      case P::IMPORT:
      case P::MODEL:
      case P::LANGUAGE: return "a new line";
      default: return "an operator or a new line";
    }
  }

  std::string aggregate_usage() const {
    for (const OpenRule& open : failure_.open) {
      if (open.rule != P::RulePostfix) continue;
      const Word* callee = open.first > 0 ? word(open.first - 1) : nullptr;
      if (callee == nullptr || callee->type < P::COUNT || callee->type > P::COLLECT) return {};
      std::string help = "write `";
      help += scene_.written(*callee);
      help += "(NAME: KIND where CONDITION)` or `";
      help += scene_.written(*callee);
      help += "(NAME in LIST where CONDITION)`";
      return help;
    }
    return {};
  }

  Explained unknown_item() {
    switch (is_open(failure_, P::RuleTestDecl) ? 0 : found_->type) {
      case P::STRING:
      case P::NUMBER:
      case P::COMPONENT:
      case P::TRUE:
      case P::FALSE:
      case P::ALL:
      case P::MINUS:
      case P::LPAREN:
      case P::LBRACK:
        return report("unmarked-condition", *found_, *found_, {}, "a line does not begin with a value",
                      "write `where` in front of it");
      default: break;
    }
    if (found_->type == P::NAME) {
      auto candidates = is_open(failure_, P::RuleTestDecl) ? words_with({Role::test_item}) : words_with({Role::item});
      if (auto right = near(*found_, candidates)) return meant(at_, *right);
      return no_item(*found_, "unknown-word");
    }
    return no_item(*found_, "unknown-item");
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
        case P::RuleRelationshipDecl:
        case P::RuleDefineDecl:
        case P::RuleRuleDecl:
        case P::RuleTestDecl: return in_braces(failure_, scene_.words);
        case P::RuleInterpolated: return true;
        case P::RuleFieldDecl: return innermost() != P::RuleFieldDecl;
        case P::RuleFile: return failure_.at > 0;
        default: break;
      }
    }
    return false;
  }

  // Behind a sign that wants something: what was read after it came to an end here.
  Explained behind_sign() {
    if (auto found = misplaced_not()) return *std::move(found);
    if (auto found = near_word_behind_sign()) return *std::move(found);
    switch (previous_ != nullptr ? previous_->type : 0) {
      case P::AND:
      case P::OR:
      case P::NOT:
      case P::WHERE: return expected("a condition", {});
      case P::PIPE: return expected("a component kind", {});
      case P::OF: return expected("the name of a model", {});
      case P::IS: return expected("`present`, `absent` or a component kind", {});
      case P::DOT: return expected("a key", {});
      default: break;
    }
    if (ends_before()) return expected(scene_.in_message ? "an operator or `}`" : "an operator or a new line", {});
    return expected("a value", {});
  }

  std::optional<Explained> near_word_behind_sign() {
    const bool behind_value = same_line() && found_->type == P::NAME && ends_before();
    if (!behind_value) return std::nullopt;
    auto candidates = words_with({Role::comparison});
    for (const std::string_view more : {"and", "or", "is", "default", "where"}) candidates.push_back(more);
    if (auto right = near(*found_, candidates)) return meant(at_, *right);
    return std::nullopt;
  }

  // The word that begins the line of what stands before the place.
  const Word* line_start() const {
    for (std::size_t i = at_; i > 0; --i) {
      if (scene_.words[i - 1].starts_line || i == 1) return &scene_.words[i - 1];
    }
    return nullptr;
  }

  std::string wanted_here() const {
    if (failure_.expected.count() != 1) return wanted_at_start(failure_, scene_.words, at_);
    std::size_t type = 0;
    while (!failure_.expected.test(type)) ++type;
    std::string text = wanted_word(failure_, type);
    const bool nothing_yet = previous_is(P::LPAREN) || previous_is(P::LBRACK) || previous_is(P::COMMA);
    if (text.starts_with("`,` or ") && nothing_yet) text.replace(0, 7, "a value or ");
    return text;
  }

  Explained wanted() {
    const bool ends_declaration =
        failure_.expected.count() == 1 && failure_.expected.test(P::RBRACE) && innermost() != P::RuleMap;
    if (ends_declaration && found_ != nullptr) return unknown_item();
    std::string help = usage(failure_, scene_.words);
    if (previous_is(P::DOT) && found_is(P::NUMBER)) {
      help = "an index stands in brackets: `[";
      help += scene_.written(*found_);
      help += "]`";
    }
    if (innermost() == P::RuleComponentRef) help = "a component is written `Kind/name` or `Kind/namespace/name`";
    return expected(wanted_here(), help);
  }

  const Scene& scene_;
  const Failure& failure_;
  std::size_t at_ = 0;
  const Word* found_ = nullptr;
  const Word* previous_ = nullptr;
};

}  // namespace

Explained explain(const Scene& scene, const Failure& failure) {
  if (failure.too_deep && !scene.words.empty()) {
    const auto [begin, end] = scene.place(scene.words[std::min(failure.at, scene.words.size() - 1)]);
    return {explain_too_deep(failure.limit, begin, end), {.kind = Repair::Kind::leave_out_item, .at = failure.at}};
  }
  return Explainer(scene, failure).run();
}

}  // namespace meshplay::parse
