#include "engine/parse/wanted.h"

#include <algorithm>
#include <array>

#include "engine/parse/vocabulary.h"

namespace meshplay::parse {

namespace {

using P = MeshParser;

std::size_t rule_at(const Failure& failure, std::size_t level) {
  return level < failure.open.size() ? failure.open[level].rule : std::size_t{P::RuleFile};
}

std::string wanted_name(const Failure& failure, std::size_t level) {
  const std::size_t parent = rule_at(failure, level + 1);
  const OpenRule* around = level + 1 < failure.open.size() ? &failure.open[level + 1] : nullptr;
  const std::size_t words_before = around != nullptr && failure.at >= around->first ? failure.at - around->first : 0;
  switch (parent) {
    case P::RuleBinder:
    case P::RuleRole: return "a variable name";
    case P::RuleParameter: return "the name of a parameter";
    case P::RuleKindDecl: return "a name for the kind";
    case P::RuleFieldDecl: return "a name for the field";
    case P::RuleRelationshipDecl: return "a name for the relationship";
    case P::RuleDefineDecl: return "a name for the definition";
    case P::RuleRuleDecl: return words_before <= 1 ? "a name for the rule" : "a variable name";
    case P::RuleParamItem: return words_before <= 1 ? "a name for the parameter" : "a type such as `int`";
    case P::RuleImportDecl: return "another name";
    case P::RuleCategoryItem: return "a category";
    case P::RuleTagsItem: return "a tag";
    case P::RuleModelDecl:
    case P::RuleKindAtom: return "the name of a model";
    case P::RuleTaxonomy: return "a type such as `edge.network`";
    case P::RuleKindName: return "a component kind";
    case P::RulePath: return "a path";
    case P::RuleDotted:
      switch (rule_at(failure, level + 2)) {
        case P::RulePackageDecl: return "the name of the package";
        case P::RuleImportDecl: return "the package to import";
        case P::RuleGiven: return "the name of a parameter, such as `too_many.max`";
        default: return "the name of a relationship or of a rule";
      }
    default: return "a name";
  }
}

struct StringUse {
  std::size_t rule;
  std::string_view wanted;
};

constexpr auto kStrings = std::to_array<StringUse>({
    {P::RuleLanguageDecl, "a version in quotes"},
    {P::RuleTestDecl, "the title of the test in quotes"},
    {P::RuleDocsItem, "an address in quotes"},
    {P::RuleMessageItem, "the message in quotes"},
    {P::RuleStandardItem, "the name of a standard in quotes"},
});

struct Usage {
  std::size_t rule;
  std::string_view text;
};

// Innermost first is decided by the rules that are open.
constexpr auto kUsages = std::to_array<Usage>({
    {P::RuleQuantifier,
     "a quantifier is written `some NAME in LIST` or `some NAME: KIND`, then perhaps `where CONDITION`"},
    {P::RuleLanguageDecl, "write `language \"1\"`"},
    {P::RulePackageDecl, "write `package NAME.NAME`, without quotes"},
    {P::RuleImportDecl, "write `import PACKAGE` or `import PACKAGE as NAME`, without quotes"},
    {P::RuleModelDecl, "write `model NAME` or `model NAME \">=1.25\"`"},
    {P::RuleKindDecl, "a kind is written `kind NAME = KIND | KIND`"},
    {P::RuleFieldDecl, "a field is written `field NAME(VARIABLE: KIND) = VALUE`"},
    {P::RuleRole, "an end is written `from NAME: KIND`"},
    {P::RuleParamItem, "a parameter is written `param NAME: TYPE = VALUE`"},
    {P::RuleBindItem, "a bind is written `bind TARGET <- SOURCE`"},
    {P::RuleFixItem, "a fix is written `fix set PATH = VALUE`, `fix remove PATH` or `fix append PATH = VALUE`"},
    {P::RuleAggregate, "an aggregate is written `count(NAME: KIND where CONDITION)` or `sum(VALUE of NAME in LIST)`"},
    {P::RuleGiven, "write `given yaml \"\"\" ... \"\"\"`, `given file \"PATH\"` or `given param RULE.NAME = VALUE`"},
    {P::RuleExpectation,
     "write `expect RELATIONSHIP(Kind/name, Kind/name)`, `expect RULE on Kind/name` or `expect no findings`"},
    {P::RuleRelationshipDecl,
     "a relationship begins `relationship NAME: TYPE {`, as in `relationship routes: edge.network {`"},
    {P::RuleDefineDecl, "a definition begins `define NAME(VARIABLE: KIND) {`"},
    {P::RuleRuleDecl, "a rule begins `deny NAME on VARIABLE: KIND {`"},
    {P::RuleTestDecl, "a test begins `test \"TITLE\" {`"},
});

}  // namespace

bool is_open(const Failure& failure, std::size_t rule) { return open_rule(failure, rule) != nullptr; }

const OpenRule* open_rule(const Failure& failure, std::size_t rule) {
  const auto found = std::find_if(failure.open.begin(), failure.open.end(),
                                  [rule](const OpenRule& open) { return open.rule == rule; });
  return found != failure.open.end() ? &*found : nullptr;
}

std::string wanted_at_start(const Failure& failure, std::span<const Word> words, std::size_t at) {
  const Word* previous = at > 0 && at <= words.size() ? &words[at - 1] : nullptr;
  const std::uint16_t before = previous != nullptr ? previous->type : std::uint16_t{0};
  std::size_t level = 0;
  while (rule_at(failure, level) == P::RuleName || rule_at(failure, level) == P::RuleSoftWord) ++level;
  if (level > 0 || rule_at(failure, 0) == P::RuleHyphenated) {
    if (rule_at(failure, level) == P::RuleHyphenated) return wanted_name(failure, level);
    return wanted_name(failure, level - 1);
  }
  switch (rule_at(failure, 0)) {
    case P::RuleKindExpr:
    case P::RuleKindUnion:
    case P::RuleKindAtom:
    case P::RuleKindName: return "a component kind";
    case P::RuleTaxonomy: return "a type such as `edge.network`";
    case P::RuleKey:
    case P::RuleSelectKey: return "a key";
    case P::RulePath: return before == P::LBRACK ? "an index or a key in quotes" : "a path";
    case P::RuleFieldDecl:
    case P::RuleDefineDecl: return "a parameter or `)`";
    case P::RuleComponentRef: return "a component such as `Service/web`";
    case P::RuleGiven: return "`yaml`, `json`, `file` or `param`";
    case P::RuleExpectation:
      if (before == P::EXPECT) return "the name of a relationship or of a rule, `no`, `fix` or `snapshot`";
      if (before == P::NO) return "`findings`, or the name of a relationship or of a rule,";
      return "`(` and components, or `on` and a component,";
    case P::RuleFixItem: return "`set`, `remove` or `append`";
    case P::RuleMapEntry:
    case P::RuleMap: return "a key";
    case P::RuleQuantifier:
    case P::RuleRange:
    case P::RuleBinder: return is_name(before) ? "`:` and a kind, or `in` and a list," : "a variable name";
    case P::RuleModifier:
    case P::RuleItem: return "a declaration";
    case P::RulePostfix: return "an index, a key in quotes or `KEY == VALUE`";
    case P::RuleComparison: return "`present`, `absent` or a component kind";
    default: break;
  }
  switch (before) {
    case P::WHERE:
    case P::AND:
    case P::OR:
    case P::NOT: return "a condition";
    default: return "a value";
  }
}

std::string wanted_word(const Failure& failure, std::size_t type) {
  const std::size_t rule = rule_at(failure, 0);
  if (type == P::STRING) {
    for (const StringUse& use : kStrings) {
      if (use.rule == rule) return std::string(use.wanted);
    }
    return "a text in quotes";
  }
  const bool in_list = (type == P::RPAREN && (rule == P::RulePostfix || rule == P::RuleFieldDecl ||
                                              rule == P::RuleDefineDecl || rule == P::RuleExpectation)) ||
                       (type == P::RBRACK && rule == P::RuleList) || (type == P::RBRACE && rule == P::RuleMap);
  const Spelling* row = spelling(static_cast<std::uint16_t>(type));
  std::string text = row != nullptr ? std::string(row->text) : "a word";
  text.insert(0, "`").append("`");
  return in_list ? "`,` or " + text : text;
}

std::string usage(const Failure& failure, std::span<const Word> words) {
  for (const OpenRule& open : failure.open) {
    // Inside the braces the first line is not what is wrong.
    const bool has_body = open.rule == P::RuleRelationshipDecl || open.rule == P::RuleDefineDecl ||
                          open.rule == P::RuleRuleDecl || open.rule == P::RuleTestDecl;
    if (has_body && in_braces(failure, words)) return {};
    const bool behind_where = failure.at > 0 && failure.at <= words.size() && words[failure.at - 1].type == P::WHERE;
    if (open.rule == P::RuleQuantifier && behind_where) return {};
    for (const Usage& row : kUsages) {
      if (row.rule == open.rule) return std::string(row.text);
    }
    if (open.rule == P::RulePrimary || open.rule == P::RulePostfix) return {};
  }
  return {};
}

bool in_braces(const Failure& failure, std::span<const Word> words) {
  const std::size_t end = std::min(failure.at, words.size());
  for (const OpenRule& open : failure.open) {
    switch (open.rule) {
      case P::RuleRelationshipDecl:
      case P::RuleDefineDecl:
      case P::RuleRuleDecl:
      case P::RuleTestDecl:
        for (std::size_t i = open.first; i < end; ++i) {
          if (words[i].type == P::LBRACE) return true;
        }
        return false;
      default: break;
    }
  }
  return false;
}

std::string_view declaration_name(const Failure& failure) {
  for (const OpenRule& open : failure.open) {
    switch (open.rule) {
      case P::RuleRelationshipDecl: return "a relationship";
      case P::RuleDefineDecl: return "a definition";
      case P::RuleRuleDecl: return "a rule";
      case P::RuleTestDecl: return "a test";
      default: break;
    }
  }
  return {};
}

std::string_view item_words(const Failure& failure) {
  for (const OpenRule& open : failure.open) {
    switch (open.rule) {
      case P::RuleRelationshipDecl: return "`from`, `to`, `via`, `where`, `bind`, `docs`, `tags` or a condition";
      case P::RuleDefineDecl: return "`where` or a condition";
      case P::RuleRuleDecl:
        return "`where`, `message`, `at`, `help`, `fix`, `docs`, `category`, `tags`, `standard`, `param` or a "
               "condition";
      case P::RuleTestDecl: return "`given` or `expect`";
      default: break;
    }
  }
  return {};
}

}  // namespace meshplay::parse
