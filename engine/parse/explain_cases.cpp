// The special mistakes: each is tried in the order of Explainer::run, and says nothing when it is not the one.
#include <algorithm>
#include <array>

#include "engine/base/nearest.h"
#include "engine/parse/explainer.h"

namespace meshplay::parse {

namespace {

using P = MeshParser;

bool is_word(std::uint16_t type) { return is_name(type) || is_reserved(type); }

// What stands before it is no part of the operand of a comparison.
bool ends_operand(std::uint16_t type) {
  return type == P::WHERE || type == P::AND || type == P::OR || type == P::NOT || type == P::LPAREN ||
         type == P::LBRACE || type == P::QUESTION || type == P::COLON || type == P::COMMA;
}

// What other languages say behind a value.
struct OtherWord {
  std::string_view written;
  std::string_view meant;
};

constexpr auto kOtherWords = std::to_array<OtherWord>({
    {"equals", "=="},
    {"eq", "=="},
    {"then", "and"},
    {"exists", "is present"},
    {"missing", "is absent"},
});

}  // namespace

Explained Explainer::meant(std::size_t at, std::string_view right) const {
  const Word& wrong = *word(at);
  std::string help = "did you mean ";
  help += in_ticks(right);
  help += '?';
  Explained result = report("unknown-word", wrong, wrong, {std::string(scene_.written(wrong))}, {}, help);
  result.mistake.replacement = right;
  result.mistake.is_guess = true;
  return with(std::move(result), Repair::Kind::replace, at, type_of(right).value_or(P::NAME));
}

std::optional<std::string_view> Explainer::near(const Word& wrong,
                                                const std::vector<std::string_view>& candidates) const {
  const std::string_view text = scene_.written(wrong);
  const auto found = base::nearest(text, candidates);
  // Of one or two letters, only another case tells.
  const auto same = [](char a, char b) { return (a | 0x20) == (b | 0x20); };
  if (found && text.size() < 3 && !std::equal(text.begin(), text.end(), found->begin(), found->end(), same)) return {};
  return found;
}

Explained Explainer::no_item(const Word& wrong, std::string_view code) const {
  const std::string owner(declaration_name(failure_));
  std::string label = "no item of ";
  label += owner.empty() ? "a declaration" : owner;
  label += " begins so";
  std::string help = "an item begins with ";
  help += item_words(failure_);
  return report(code, wrong, wrong, {std::string(scene_.written(wrong))}, label, help);
}

std::optional<Explained> Explainer::in_standing() {
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
  if (const std::string_view text = scene_.written(*start); text == "if" || text == "when") {
    return meant(standing.first, "where");
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

std::optional<Explained> Explainer::swallowed_item() {
  for (std::size_t back = 1; back <= 2 && back < failure_.at; ++back) {
    const Word& taken = scene_.words[failure_.at - back];
    const Word& before = scene_.words[failure_.at - back - 1];
    const Spelling* row = spelling(taken.type);
    const bool begins =
        row != nullptr && taken.starts_line && (row->role == Role::item || row->role == Role::test_item);
    if (!begins || (before.type != P::DOT && before.type != P::AT)) continue;
    look_at(failure_.at - back);
    return expected(before.type == P::DOT ? "a key" : "a path", {});
  }
  return std::nullopt;
}

std::optional<Explained> Explainer::top_level() {
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

std::optional<Explained> Explainer::number_with_unit() {
  const auto touches = [this](std::size_t left) {
    return word(left) != nullptr && word(left + 1) != nullptr && word(left)->end == word(left + 1)->begin;
  };
  const auto is = [this](std::size_t at, std::uint16_t type) { return word(at) != nullptr && word(at)->type == type; };
  std::size_t first = at_;
  std::size_t last = at_;
  if (at_ >= 1 && previous_is(P::NUMBER) && found_ != nullptr && is_word(found_->type) && touches(at_ - 1)) {
    first = at_ - 1;
  } else if (at_ >= 2 && found_is(P::NUMBER) && previous_is(P::DOT) && is(at_ - 2, P::NUMBER) && touches(at_ - 2) &&
             touches(at_ - 1)) {
    first = at_ - 2;
    while (touches(last) && (is(last + 1, P::DOT) || is(last + 1, P::NUMBER) || is_word(word(last + 1)->type))) ++last;
  } else if (at_ >= 2 && previous_is(P::PERCENT) && is(at_ - 2, P::NUMBER) && touches(at_ - 2)) {
    first = at_ - 2;
    last = at_ - 1;
  }
  if (first == at_) return std::nullopt;
  std::string help = "write `\"";
  help += scene_.text.substr(word(first)->begin, word(last)->end - word(first)->begin);
  help += "\"`";
  return with(report("number-unit", *word(first), *word(last), {}, {}, help), Repair::Kind::erase, first + 1, 0,
              last - first);
}

std::optional<Explained> Explainer::name_with_hyphen() {
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
  if (scene_.text.find(name, word(last)->end) != std::string_view::npos) help += ", here and wherever it is meant";
  return with(report("hyphen-in-name", *previous_, *word(last), {name}, {}, help), Repair::Kind::join, at_ - 1, P::NAME,
              last - at_ + 2);
}

std::optional<Explained> Explainer::arrow() {
  const bool wants_arrow = innermost() == P::RuleBindItem && failure_.expected.test(P::ARROW);
  if (wants_arrow && (found_is(P::ASSIGN) || found_is(P::EQ))) {
    return with(expected("`<-`", "a bind is written `bind TARGET <- SOURCE`"), Repair::Kind::replace, at_, P::ARROW);
  }
  if (!found_is(P::ARROW) || is_open(failure_, P::RuleBindItem)) return std::nullopt;
  const Word* behind = word(at_ + 1);
  const bool negative = behind != nullptr && behind->type == P::NUMBER && behind->begin == found_->end;
  return with(report("misplaced-arrow", *found_, *found_, {}, "only `bind` has a target and a source",
                     negative ? "write `< -` with a space to compare with a negative number" : "write `==` to compare"),
              Repair::Kind::replace, at_, negative ? P::LT : P::EQ);
}

std::optional<Explained> Explainer::equality_for_assignment() {
  const bool wants_assignment = failure_.expected.count() == 1 && failure_.expected.test(P::ASSIGN);
  if (!found_is(P::EQ) || !wants_assignment) return std::nullopt;
  return with(
      report("wrong-equals", *found_, *found_, {"`==` compares two values"}, "a value is given here", "write `=`"),
      Repair::Kind::replace, at_, P::ASSIGN);
}

std::optional<Explained> Explainer::assignment_for_equality() {
  if (!found_is(P::ASSIGN) || !ends_before() || starts_here()) return std::nullopt;
  const bool in_value = is_open(failure_, P::RuleExpr) || is_open(failure_, P::RuleOperand) ||
                        is_open(failure_, P::RuleStanding) || innermost() == P::RuleFile || scene_.in_message;
  const bool in_body = !declaration_name(failure_).empty() && in_braces(failure_, scene_.words);
  const bool in_params = innermost() == P::RuleParamItem || innermost() == P::RuleFixItem || innermost() == P::RuleRole;
  if (in_params || (!in_value && !in_body)) return std::nullopt;
  if (innermost() == P::RuleMapEntry) {
    return with(report("wrong-equals", *found_, *found_, {"`=` gives no value in a map"}, {}, "write `:`"),
                Repair::Kind::replace, at_, P::COLON);
  }
  const Word* item = line_start();
  const bool removes = item != nullptr && item->type == P::FIX && !is_open(failure_, P::RuleFixItem);
  if (removes) return expected("a new line", "`fix remove` takes a path, and no value");
  return with(report("wrong-equals", *found_, *found_, {"`=` does not compare"}, {}, "write `==`"),
              Repair::Kind::replace, at_, P::EQ);
}

std::optional<Explained> Explainer::misplaced_not() {
  std::size_t at = at_;
  if (found_ != nullptr && is_comparator(found_->type) && previous_is(P::NOT) && at_ > 1) --at;
  const Word* before = at > 0 ? word(at - 1) : nullptr;
  const Word* behind = word(at + 1);
  const bool inside = word(at) != nullptr && word(at)->type == P::NOT && behind != nullptr && before != nullptr &&
                      is_comparator(behind->type) && ends_value(before->type);
  if (!inside) return std::nullopt;
  std::size_t first = at;
  while (first > 0 && !word(first)->starts_line && !ends_operand(word(first - 1)->type)) --first;
  std::string help = "write `not` in front of the comparison: `not ";
  help += scene_.text.substr(word(first)->begin, before->end - word(first)->begin);
  help += ' ';
  help += scene_.written(*behind);
  help += " ...`";
  return with(report("misplaced-not", *word(at), *word(at), {}, {}, help), Repair::Kind::erase, at, 0);
}

bool Explainer::wants_name() const {
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

std::optional<Explained> Explainer::reserved_name() {
  const Word* behind = word(at_ + 1);
  if (found_ == nullptr || !is_reserved(found_->type) || behind == nullptr || behind->starts_line) return std::nullopt;
  const bool as_value = starts_here() || innermost() == P::RulePrimary;
  bool follows = false;
  if (wants_name()) {
    constexpr auto kBehindNames = std::to_array<std::size_t>(
        {P::IN, P::COLON, P::COMMA, P::ASSIGN, P::LPAREN, P::ON, P::LBRACE, P::RPAREN, P::DOT});
    follows = std::find(kBehindNames.begin(), kBehindNames.end(), behind->type) != kBehindNames.end();
  } else if (as_value) {
    follows = behind->type == P::DOT && (same_line() || scene_.in_message);
  }
  if (!follows) return std::nullopt;
  return with(report("reserved-word", *found_, *found_, {std::string(scene_.written(*found_))},
                     "a word of the language", "choose another name; as a key of a path the word may stand"),
              Repair::Kind::replace, at_, P::NAME);
}

std::optional<Explained> Explainer::colon_after_word() {
  const Spelling* row = previous_ != nullptr ? spelling(previous_->type) : nullptr;
  const bool is_case =
      found_is(P::COLON) && row != nullptr && (row->role == Role::item || row->role == Role::test_item);
  if (!is_case) return std::nullopt;
  return with(expected(wanted_here(), "leave out `:`"), Repair::Kind::erase, at_, 0);
}

std::optional<Explained> Explainer::missing_name() {
  const bool wants_on = failure_.expected.count() == 1 && failure_.expected.test(P::ON);
  if (!wants_on || !previous_is(P::ON)) return std::nullopt;
  look_at(at_ - 1);
  const std::string what = innermost() == P::RuleRuleDecl ? "a name for the rule" : "the name of a rule";
  return expected(what, usage(failure_, scene_.words));
}

std::optional<Explained> Explainer::missing_quotes() {
  const bool wants_text = failure_.expected.count() == 1 && failure_.expected.test(P::STRING);
  if (!wants_text || !same_line() || previous_ == nullptr || !is_word(found_->type)) return std::nullopt;
  return quoted();
}

Explained Explainer::quoted() const {
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
  Explained result =
      report("missing-quotes", *found_, *word(last), {std::string(scene_.written(*previous_))}, {}, help);
  if (!scene_.in_message) result.mistake.end = found_->begin + static_cast<std::uint32_t>(text.size());
  return result;
}

std::optional<Explained> Explainer::near_word() {
  if (found_is(P::NOT) && previous_is(P::EXPECT)) {
    return with(expected(wanted_here(), "write `no`"), Repair::Kind::replace, at_, P::NO);
  }
  if (previous_is(P::NAME) && at_ > 1 && scene_.words[at_ - 2].type == P::NO && innermost() == P::RuleExpectation) {
    if (near(*previous_, {"findings"})) return meant(at_ - 1, "findings");
  }
  if (!same_line() || found_->type != P::NAME) return std::nullopt;
  std::vector<std::string_view> candidates;
  switch (innermost()) {
    case P::RuleGiven: candidates = {"yaml", "json", "file", "param"}; break;
    case P::RuleFixItem:
      if (scene_.written(*found_) == "delete") {
        return with(expected("`set`, `remove` or `append`", "write `remove`"), Repair::Kind::replace, at_, P::REMOVE);
      }
      candidates = {"set", "remove", "append"};
      break;
    case P::RuleRuleDecl: candidates = {"on"}; break;
    default:
      if (!ends_before() || starts_here() || wants_one_sign()) return std::nullopt;
      candidates = words_with({Role::comparison});
      for (const std::string_view more : {"and", "or", "is", "default", "where"}) candidates.push_back(more);
      break;
  }
  if (auto result = other_word()) return result;
  if (auto right = near(*found_, candidates)) return meant(at_, *right);
  return std::nullopt;
}

std::optional<Explained> Explainer::other_word() const {
  const std::string_view text = scene_.written(*found_);
  const auto* row = std::find_if(kOtherWords.begin(), kOtherWords.end(),
                                 [&](const OtherWord& other) { return other.written == text; });
  if (row == kOtherWords.end() || !ends_before() || starts_here()) return std::nullopt;
  if (!row->meant.starts_with("is ")) return meant(at_, row->meant);
  Explained result = meant(at_, row->meant);
  result.repair.kind = Repair::Kind::replace_by_two;
  result.repair.type = P::IS;
  result.repair.second = row->meant == "is present" ? P::PRESENT : P::ABSENT;
  return result;
}

std::optional<Explained> Explainer::version_without_quotes() {
  const Word* line = line_start();
  const bool begins =
      same_line() && line != nullptr && line->type == P::MODEL && (is_comparator(found_->type) || found_is(P::NUMBER));
  return begins ? std::optional(quoted()) : std::nullopt;
}

std::optional<Explained> Explainer::bracket_on_line() {
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

std::optional<Explained> Explainer::near_word_behind_sign() {
  const bool behind_value = same_line() && found_->type == P::NAME && ends_before();
  if (!behind_value) return std::nullopt;
  auto candidates = words_with({Role::comparison});
  for (const std::string_view more : {"and", "or", "is", "default", "where"}) candidates.push_back(more);
  if (auto right = near(*found_, candidates)) return meant(at_, *right);
  return std::nullopt;
}

}  // namespace meshplay::parse
