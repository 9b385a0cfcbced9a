#include "engine/parse/explain.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "engine/parse/explainer.h"

namespace meshplay::parse {

namespace {

using P = MeshParser;

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

}  // namespace

Explained Explainer::run() {
  if (auto found = swallowed_item()) return *std::move(found);
  if (is_open(failure_, P::RuleStanding)) {
    if (auto found = in_standing()) return *std::move(found);
  }
  if (found_ != nullptr && goes_on(found_->type) && failure_.farthest > at_ && !starts_here() && ends_before()) {
    look_at(failure_.farthest);
    return behind_sign();
  }
  using Case = std::optional<Explained> (Explainer::*)();
  static constexpr auto kCases = std::to_array<Case>(
      {&Explainer::top_level, &Explainer::bracket_on_line, &Explainer::number_with_unit, &Explainer::name_with_hyphen,
       &Explainer::arrow, &Explainer::equality_for_assignment, &Explainer::assignment_for_equality,
       &Explainer::misplaced_not, &Explainer::reserved_name, &Explainer::colon_after_word, &Explainer::missing_name,
       &Explainer::missing_quotes, &Explainer::version_without_quotes, &Explainer::near_word,
       &Explainer::bar_between_conditions, &Explainer::comma_behind_variable, &Explainer::one_certain_word,
       &Explainer::after_value});
  for (const Case one : kCases) {
    if (auto found = (this->*one)()) return *std::move(found);
  }
  return wanted();
}

void Explainer::look_at(std::size_t index) {
  at_ = index;
  found_ = index < scene_.words.size() ? &scene_.words[index] : nullptr;
  previous_ = index > 0 ? &scene_.words[index - 1] : nullptr;
}

Explained Explainer::report(std::string_view code, const Word& first, const Word& last,
                            std::vector<std::string> arguments, std::string label, std::string help) const {
  Mistake mistake;
  mistake.code = code;
  mistake.begin = scene_.place(first).first;
  mistake.end = scene_.place(last).second;
  mistake.arguments = std::move(arguments);
  mistake.label = std::move(label);
  mistake.help = std::move(help);
  return {std::move(mistake), {.kind = Repair::Kind::leave_out_item, .at = at_}};
}

Explained Explainer::expected(std::string what, std::string help) const {
  if (help.empty()) help = help_for(what);
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
    if (scene_.written(*previous_).find('\n') != std::string_view::npos) mistake.begin = mistake.end - 1;
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

std::string Explainer::help_for(std::string_view what) const {
  const bool line_ends = found_ == nullptr || found_->starts_line;
  const std::string before = previous_ != nullptr ? in_ticks(scene_.written(*previous_)) : std::string();
  if (what == "an operator or `}`") return "each value stands between a `{` and a `}` of its own";
  if (what.starts_with("an operator")) {
    if (line_ends) return "compare it, as in `NAME.KEY == VALUE`";
    if (previous_is(P::STRING) && previous_->end == found_->begin) return "quotes inside of a text are written `\\\"`";
    if (found_is(P::COLON)) return "write `==`";
    if (found_is(P::COMMA)) return "join conditions with `and`";
    return "write an operator such as `==` between the two, or join conditions with `and`";
  }
  if (what == "a new line") {
    if (previous_is(P::STRING) && previous_->end == found_->begin) return "quotes inside of a text are written `\\\"`";
    if (behind_message()) return "it is one text: values stand in it between `{` and `}`";
    return "leave it out, or write it in a line of its own";
  }
  if (what == "a condition") return "write what has to hold, or leave out " + before;
  if (what == "a key") {
    if (found_is(P::DOT)) return "leave out `.`";
    return "write a key behind " + before + ", or leave it out";
  }
  if (what == "`:`") {
    if (is_open(failure_, P::RuleMapEntry)) return "an entry is written `KEY: VALUE`";
    return "a choice is written `CONDITION ? VALUE : VALUE`";
  }
  if (what.starts_with("an index")) {
    if (found_is(P::STAR)) return "elements are taken one by one: `some NAME in LIST where CONDITION`";
    return "say which element: `[0]`, `[\"key\"]` or `[name == \"web\"]`";
  }
  if (what.starts_with("`,` or a new line")) return "write `,` between the two";
  if (what.starts_with("`,` or "))
    return "write `,` between the two, or close the bracket with " + std::string(what.substr(7));
  if (what.starts_with("a value or ")) return "write a value in front of it, or leave both out";
  if (what.starts_with("`|`")) return found_is(P::OR) ? "write `|`" : "write `|` between the two";
  if (what == "a tag") return "leave out `,`, or write one more tag";
  if (what == "a category") return "a category is a name, without quotes";
  if (what == "a component kind") return "a kind is written `Deployment`, several `Deployment | StatefulSet`";
  if (what == "the message in quotes")
    return "write what is wrong, as in `message \"service {service.name} has no endpoints\"`";
  if (what == "a path") return "write the place, as in `at spec.type`";
  if (previous_is(P::AT)) return "write the place, as in `at service.spec.type`";
  if (what == "a value") {
    return line_ends ? "write a value behind " + before
                     : "write a value in front of " + in_ticks(scene_.written(*found_));
  }
  if (what.ends_with(" in quotes")) return "write it behind " + before + ", in double quotes";
  return line_ends ? "write it behind " + before : "write it in front of " + in_ticks(scene_.written(*found_));
}

Explained Explainer::with(Explained explained, Repair::Kind kind, std::size_t at, std::uint16_t type,
                          std::size_t count) {
  explained.repair = {.kind = kind, .at = at, .count = count, .type = type};
  return explained;
}

bool Explainer::wants_one_sign() const {
  if (failure_.expected.count() != 1 || innermost() == P::RuleFile) return false;
  if (failure_.expected.test(P::RBRACE) && innermost() != P::RuleMap) return false;
  const bool closer =
      failure_.expected.test(P::RPAREN) || failure_.expected.test(P::RBRACK) || failure_.expected.test(P::RBRACE);
  return !closer || !ends_before();
}

std::optional<Explained> Explainer::one_certain_word() {
  if (!wants_one_sign()) return std::nullopt;
  if (innermost() == P::RuleKindName && previous_is(P::STRING)) return text_for_kind();
  return expected(wanted_here(), usage(failure_, scene_.words));
}

Explained Explainer::text_for_kind() {
  look_at(at_ - 1);
  if (previous_is(P::IS)) {
    return expected("`present`, `absent` or a component kind", "write `==` in place of `is` to compare with a text");
  }
  return expected("a component kind", "leave out the quotes; an API group in quotes stands before `/`");
}

std::optional<Explained> Explainer::after_value() {
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
    if (found_is(P::COMMA) && behind_message()) {
      return with(expected("a new line", "leave out `,`"), Repair::Kind::erase, at_, 0);
    }
    const std::string_view help = !found_is(P::COMMA) ? "" : kinds ? "write `|`" : "join conditions with `and`";
    return expected(what, std::string(what.starts_with("`,`") ? "" : help));
  }
  if (innermost() == P::RuleFile) return expected("a declaration", {});
  if (found_ == nullptr) return std::nullopt;
  return unknown_item();
}

std::optional<Explained> Explainer::bar_between_conditions() {
  const Word* line = line_start();
  const bool between = found_is(P::PIPE) && same_line() && ends_before() && line != nullptr &&
                       (is_open(failure_, P::RuleWhereItem) || is_open(failure_, P::RuleCondition) ||
                        end_of_item(line->type) == "an operator or a new line");
  if (!between || scene_.in_message) return std::nullopt;
  return with(report("foreign-sign", *found_, *found_, {"|"}, "conditions are joined by words", "write `or`"),
              Repair::Kind::replace, at_, P::OR);
}

std::optional<Explained> Explainer::comma_behind_variable() {
  const Word* behind = word(at_ + 1);
  if (!found_is(P::COMMA) || !ends_before() || behind == nullptr || behind->type != P::WHERE) return std::nullopt;
  bool quantified = false;
  for (std::size_t i = at_; i > 0 && !quantified; --i) {
    const Spelling* row = spelling(scene_.words[i - 1].type);
    quantified = row != nullptr && row->role == Role::quantifier;
    if (scene_.words[i - 1].starts_line || scene_.words[i - 1].type == P::WHERE) break;
  }
  if (!quantified) return std::nullopt;
  look_at(at_ + 1);
  return with(expected("a variable name", "leave out `,`, or write one more variable"), Repair::Kind::erase, at_ - 1,
              0);
}

bool Explainer::behind_message() const {
  const Word* item = at_ > 1 ? word(at_ - 2) : nullptr;
  return item != nullptr && previous_is(P::STRING) &&
         (item->type == P::MESSAGE || item->type == P::HELP || item->type == P::DOCS);
}

bool Explainer::behind_binder_name() const {
  const Word* before = at_ > 1 ? word(at_ - 2) : nullptr;
  if (before == nullptr || !is_name(previous_->type)) return false;
  return before->type == P::SOME || before->type == P::NO || before->type == P::EVERY;
}

std::string Explainer::end_of_item(std::uint16_t item) {
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

std::string Explainer::aggregate_usage() const {
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

Explained Explainer::unknown_item() {
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
  if (found_->type == P::FIX) {
    return report("misplaced-fix", *found_, *found_, {}, {}, "put it into a `deny`, `warn` or `advise`");
  }
  return no_item(*found_, "unknown-item");
}

bool Explainer::place_after_value(std::string_view& inside) const {
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

Explained Explainer::behind_sign() {
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

const Word* Explainer::line_start() const {
  for (std::size_t i = at_; i > 0; --i) {
    if (scene_.words[i - 1].starts_line || i == 1) return &scene_.words[i - 1];
  }
  return nullptr;
}

std::string Explainer::wanted_here() const {
  if (failure_.expected.count() != 1) return wanted_at_start(failure_, scene_.words, at_);
  std::size_t type = 0;
  while (!failure_.expected.test(type)) ++type;
  std::string text = wanted_word(failure_, type);
  const bool nothing_yet = previous_is(P::LPAREN) || previous_is(P::LBRACK) || previous_is(P::COMMA);
  if (text.starts_with("`,` or ") && nothing_yet) text.replace(0, 7, "a value or ");
  return text;
}

Explained Explainer::wanted() {
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

Explained explain(const Scene& scene, const Failure& failure) {
  if (failure.too_deep && !scene.words.empty()) {
    const auto [begin, end] = scene.place(scene.words[std::min(failure.at, scene.words.size() - 1)]);
    return {explain_too_deep(failure.limit, begin, end), {.kind = Repair::Kind::leave_out_item, .at = failure.at}};
  }
  return Explainer(scene, failure).run();
}

}  // namespace meshplay::parse
