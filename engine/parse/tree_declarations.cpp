// Declarations, their items, and tests.
#include <algorithm>

#include "engine/base/ensure.h"
#include "engine/parse/explain.h"
#include "engine/parse/tree_builder.h"

namespace meshplay::parse {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

namespace {

Op op_of(std::size_t word) {
  switch (word) {
    case MeshParser::FROM: return Op::from;
    case MeshParser::TO: return Op::to;
    case MeshParser::VIA: return Op::via;
    case MeshParser::DENY: return Op::deny;
    case MeshParser::WARN: return Op::warn;
    case MeshParser::ADVISE: return Op::advise;
    case MeshParser::SET: return Op::set;
    case MeshParser::REMOVE: return Op::remove;
    case MeshParser::APPEND: return Op::append;
    case MeshParser::YAML: return Op::yaml;
    case MeshParser::JSON: return Op::json;
    default: return Op::none;
  }
}

std::string_view without_line_ending(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

void TreeBuilder::build_item(antlr4::ParserRuleContext& item) {
  Children marks;
  const std::uint32_t written_begin = range_of(item).begin;
  std::uint32_t begin = written_begin;
  for (const Part& part : parts_of(item)) {
    if (part.rule == nullptr) continue;
    switch (part.what) {
      case MeshParser::RuleModifier: mark(*part.rule, marks); break;
      case MeshParser::RuleLanguageDecl:
      case MeshParser::RulePackageDecl:
      case MeshParser::RuleImportDecl:
      case MeshParser::RuleModelDecl: items_.push_back(header_line(*part.rule)); break;
      default:
        doc_before(written_begin, marks, begin);
        items_.push_back(declaration(*part.rule, std::move(marks), begin));
        marks.clear();
        break;
    }
  }
}

NodeIndex TreeBuilder::header_line(antlr4::ParserRuleContext& rule) {
  const Range range = range_of(rule);
  Children children;
  switch (rule.getRuleIndex()) {
    case MeshParser::RuleLanguageDecl:
      return add_text(NodeKind::language, range, string_text(*word_in(rule, MeshParser::STRING)));
    case MeshParser::RulePackageDecl:
      return add_text(NodeKind::package, range, plain_text(*rule_in(rule, MeshParser::RuleDotted)));
    case MeshParser::RuleImportDecl: {
      if (auto* alias = rule_in(rule, MeshParser::RuleName)) children.push_back(name_node(*alias));
      const std::string text = plain_text(*rule_in(rule, MeshParser::RuleDotted));
      return add(NodeKind::import, range, children, Op::none, interner_.intern(text));
    }
    default: {
      if (const ParserToken* version = word_in(rule, MeshParser::STRING)) children.push_back(string_node(*version));
      const std::string text = plain_text(*rule_in(rule, MeshParser::RuleHyphenated));
      return add(NodeKind::model, range, children, Op::none, interner_.intern(text));
    }
  }
}

// modifier: PRIVATE | PUBLIC | DEPRECATED STRING?
void TreeBuilder::mark(antlr4::ParserRuleContext& modifier, Children& marks) {
  const Range range = range_of(modifier);
  if (word_in(modifier, MeshParser::PRIVATE) != nullptr) {
    marks.push_back(add(NodeKind::private_mark, range));
  } else if (word_in(modifier, MeshParser::DEPRECATED) != nullptr) {
    const ParserToken* instead = word_in(modifier, MeshParser::STRING);
    marks.push_back(add_text(NodeKind::deprecated, range, instead != nullptr ? string_text(*instead) : std::string()));
  }
}

// The `///` lines right above `begin`, without an empty line between. `start` becomes where they begin.
void TreeBuilder::doc_before(std::uint32_t begin, Children& marks, std::uint32_t& start) {
  const std::string_view content = place_.text;
  const auto touches = [&](std::uint32_t from, std::uint32_t to) {
    int newlines = 0;
    for (const char c : content.substr(from, to - from)) {
      if (c == '\n') ++newlines;
      if (c != '\n' && c != '\r' && c != ' ' && c != '\t') return false;
    }
    return newlines == 1;
  };
  auto first = std::lower_bound(words_.docs.begin(), words_.docs.end(), begin,
                                [](const Word& doc, std::uint32_t offset) { return doc.begin < offset; });
  const auto last = first;
  std::uint32_t below = begin;
  while (first != words_.docs.begin() && touches((first - 1)->end, below)) {
    --first;
    below = first->begin;
  }
  if (first == last) return;
  std::string text;
  for (auto doc = first; doc != last; ++doc) {
    std::string_view line = without_line_ending(content.substr(doc->begin + 3, doc->end - doc->begin - 3));
    if (line.starts_with(' ')) line.remove_prefix(1);
    if (doc != first) text += '\n';
    text += line;
  }
  start = first->begin;
  marks.insert(marks.begin(), add_text(NodeKind::doc, {first->begin, (last - 1)->end}, text));
}

// A name and the kind expression behind its colon: roles, parameters, subjects.
NodeIndex TreeBuilder::binding(NodeKind kind, antlr4::ParserRuleContext& rule, Op op) {
  const NodeIndex name = name_node(*rule_in(rule, MeshParser::RuleName));
  const NodeIndex of = kind_expression(*rule_in(rule, MeshParser::RuleKindExpr));
  return add(kind, range_of(rule), Children{name, of}, op);
}

NodeIndex TreeBuilder::declaration(antlr4::ParserRuleContext& rule, Children marks, std::uint32_t begin) {
  const auto parts = parts_of(rule);
  const Range range = {begin, range_of(rule).end};
  Children children;
  const auto take_marks = [&] { children.insert(children.end(), marks.begin(), marks.end()); };
  Op op = Op::none;
  NodeKind kind = NodeKind::rule;
  switch (rule.getRuleIndex()) {
    case MeshParser::RuleKindDecl: kind = NodeKind::kind_decl; break;
    case MeshParser::RuleFieldDecl: kind = NodeKind::field_decl; break;
    case MeshParser::RuleRelationshipDecl: kind = NodeKind::relationship; break;
    case MeshParser::RuleDefineDecl: kind = NodeKind::define; break;
    case MeshParser::RuleTestDecl: kind = NodeKind::test; break;
    default: op = op_of(parts[0].word != nullptr ? parts[0].what : 0); break;
  }
  NodeIndex subject_name = ast::kNoIndex;
  std::size_t items = 0;
  for (const Part& part : parts) {
    if (part.is_word(MeshParser::STRING)) {
      children.push_back(string_node(*part.word));
      take_marks();
    }
    if (part.rule == nullptr) continue;
    switch (part.what) {
      case MeshParser::RuleName:
        if (children.empty()) {
          children.push_back(name_node(*part.rule));
          take_marks();
        } else {
          subject_name = name_node(*part.rule);
        }
        break;
      case MeshParser::RuleParameters:
        for (const Part& parameter : parts_of(*part.rule)) {
          if (parameter.rule != nullptr) children.push_back(binding(NodeKind::parameter, *parameter.rule));
        }
        break;
      case MeshParser::RuleKindExpr: {
        const NodeIndex of = kind_expression(*part.rule);
        const Range of_range = range_of(*part.rule);
        if (kind == NodeKind::kind_decl) {
          children.push_back(of);
        } else if (kind == NodeKind::field_decl) {
          children.push_back(add(NodeKind::field_type, of_range, Children{of}));
        } else {
          const Range subject = {range_of_node(subject_name).begin, of_range.end};
          children.push_back(add(NodeKind::subject, subject, Children{subject_name, of}));
        }
        break;
      }
      case MeshParser::RuleExpr: {
        const Range body = range_of(*part.rule);
        children.push_back(add(NodeKind::body, body, Children{expression(*part.rule)}));
        break;
      }
      case MeshParser::RuleTaxonomy:
        children.push_back(add_text(NodeKind::taxonomy, range_of(*part.rule), plain_text(*part.rule)));
        break;
      default:
        ++items;
        declaration_item(*part.rule, children);
        break;
    }
  }
  if (kind == NodeKind::define && items == 0 && !damaged_) {
    const Range name = range_of_node(children[0]);
    report({.code = "empty-define",
            .begin = name.begin,
            .end = name.end,
            .arguments = {std::string(interner_.text(tree_.at(children[0]).text))},
            .label = "nothing says when it holds",
            .help = "write at least one condition between `{` and `}`"});
  }
  return add(kind, range, children, op);
}

// An item between the braces of a declaration, whatever the declaration.
void TreeBuilder::declaration_item(antlr4::ParserRuleContext& rule, Children& into) {
  const auto parts = parts_of(rule);
  const Range range = range_of(rule);
  if (is_second(rule, into)) return;
  switch (rule.getRuleIndex()) {
    case MeshParser::RuleRelationshipItem:
    case MeshParser::RuleRuleItem:
    case MeshParser::RuleBodyItem: declaration_item(*parts[0].rule, into); break;
    case MeshParser::RuleAttribute:
      if (!is_second(*parts[0].rule, into)) attribute(*parts[0].rule, into);
      break;
    case MeshParser::RuleRole: into.push_back(binding(NodeKind::role, rule, op_of(parts[0].what))); break;
    case MeshParser::RuleAtItem:
      into.push_back(add(NodeKind::at, range, Children{operand(*parts[1].rule).node}));
      break;
    case MeshParser::RuleMessageItem:
      into.push_back(add(NodeKind::message, range, Children{message_text(*parts[1].word)}));
      break;
    case MeshParser::RuleHelpItem: {
      antlr4::ParserRuleContext* deepest = parts[1].rule;
      auto inner = parts_of(*deepest);
      while (inner.size() == 1 && inner[0].rule != nullptr) inner = parts_of(*inner[0].rule);
      const bool is_string = inner.size() == 1 && inner[0].is_word(MeshParser::STRING);
      const NodeIndex help = is_string ? message_text(*inner[0].word) : expression(*parts[1].rule);
      into.push_back(add(NodeKind::help, range, Children{help}));
      break;
    }
    case MeshParser::RuleFixItem: into.push_back(fix(rule)); break;
    case MeshParser::RuleWhereItem: condition_item(NodeKind::where_item, rule, *parts[1].rule, into); break;
    case MeshParser::RuleBindItem: {
      const NodeIndex target = operand(*parts[1].rule).node;
      const NodeIndex source = operand(*parts[3].rule).node;
      into.push_back(add(NodeKind::bind_item, range, Children{target, source}));
      break;
    }
    case MeshParser::RuleCondition:
      if (!begins_line(range.begin))
        report(explain_joined(place_.text, range.begin, range_of(*static_cast<const ParserToken*>(rule.start)).end));
      condition_item(NodeKind::condition_item, rule, rule, into);
      break;
    case MeshParser::RuleTestItem:
      into.push_back(parts[0].is_word(MeshParser::GIVEN) ? given(rule) : expectation(*parts[1].rule, range.begin));
      break;
    default: ENSURE(false, "every item of a declaration is known");
  }
}

// Of these items a declaration has one; which of two is meant, nobody knows.
bool TreeBuilder::is_second(antlr4::ParserRuleContext& rule, const Children& items) {
  if (damaged_) return false;  // one of them may be a guess
  NodeKind kind{};
  switch (rule.getRuleIndex()) {
    case MeshParser::RuleAtItem: kind = NodeKind::at; break;
    case MeshParser::RuleMessageItem: kind = NodeKind::message; break;
    case MeshParser::RuleHelpItem: kind = NodeKind::help; break;
    case MeshParser::RuleDocsItem: kind = NodeKind::docs; break;
    case MeshParser::RuleCategoryItem: kind = NodeKind::category; break;
    default: return false;
  }
  const auto first =
      std::find_if(items.begin(), items.end(), [&](NodeIndex item) { return tree_.at(item).kind == kind; });
  if (first == items.end()) return false;
  const auto& word = *static_cast<const ParserToken*>(rule.start);
  const Range range = range_of(word);
  const std::string text(written(word));
  report({.code = "unknown-item",
          .begin = range.begin,
          .end = range.end,
          .arguments = {text},
          .label = "a second `" + text + "`",
          .help = "leave one of the two out",
          .notes = {{{text::kNoFile, tree_.at(*first).begin, tree_.at(*first).end}, "the first one stands here"}}});
  return true;
}

void TreeBuilder::condition_item(NodeKind kind, antlr4::ParserRuleContext& rule, antlr4::ParserRuleContext& inside,
                                 Children& into) {
  Range range = range_of(rule);
  brackets_ = 0;
  const NodeIndex node = kind == NodeKind::where_item ? expression(inside) : condition(inside);
  brackets_ = 1;
  if (!late_items_.empty()) range.end = tree_.at(node).end;
  into.push_back(add(kind, range, Children{node}));
  std::sort(late_items_.begin(), late_items_.end(),
            [this](NodeIndex a, NodeIndex b) { return tree_.at(a).begin < tree_.at(b).begin; });
  into.insert(into.end(), late_items_.begin(), late_items_.end());
  late_items_.clear();
}

// A condition that stands alone begins its line, or is the first behind a brace.
bool TreeBuilder::begins_line(std::uint32_t begin) const {
  const std::string_view before = place_.text.substr(0, begin);
  const std::size_t last = before.find_last_not_of(" \t\r");
  return last == std::string_view::npos || before[last] == '\n' || before[last] == '{' || before.ends_with("*/");
}

void TreeBuilder::attribute(antlr4::ParserRuleContext& rule, Children& into) {
  const auto parts = parts_of(rule);
  const Range range = range_of(rule);
  switch (rule.getRuleIndex()) {
    case MeshParser::RuleDocsItem: into.push_back(add_text(NodeKind::docs, range, string_text(*parts[1].word))); break;
    case MeshParser::RuleCategoryItem:
      into.push_back(add_text(NodeKind::category, range, plain_text(*parts[1].rule)));
      break;
    case MeshParser::RuleTagsItem:
      for (const Part& part : parts) {
        if (part.rule != nullptr) into.push_back(add_text(NodeKind::tag, range_of(*part.rule), plain_text(*part.rule)));
      }
      break;
    case MeshParser::RuleStandardItem:
      for (const Part& part : parts) {
        if (part.is_word(MeshParser::STRING)) {
          into.push_back(add_text(NodeKind::standard, range_of(*part.word), string_text(*part.word)));
        }
      }
      break;
    default: {  // PARAM name COLON name ASSIGN expr
      const NodeIndex name = name_node(*parts[1].rule);
      const NodeIndex type = name_node(*parts[3].rule);
      const NodeIndex value = expression(*parts[5].rule);
      into.push_back(add(NodeKind::param, range, Children{name, type, value}));
      break;
    }
  }
}

// FIX UNSAFE? ( SET operand ASSIGN expr | REMOVE operand | APPEND operand ASSIGN expr )
NodeIndex TreeBuilder::fix(antlr4::ParserRuleContext& rule) {
  Children children;
  NodeIndex unsafe = ast::kNoIndex;
  Op op = Op::none;
  for (const Part& part : parts_of(rule)) {
    if (part.is_word(MeshParser::UNSAFE)) {
      unsafe = add(NodeKind::unsafe_mark, range_of(*part.word));
    } else if (part.word != nullptr) {
      if (op_of(part.what) != Op::none) op = op_of(part.what);
    } else {
      children.push_back(part.what == MeshParser::RuleExpr ? expression(*part.rule) : operand(*part.rule).node);
    }
  }
  if (unsafe != ast::kNoIndex) children.push_back(unsafe);
  return add(NodeKind::fix, range_of(rule), children, op);
}

// GIVEN given; given: ( YAML | JSON ) STRING | FILE STRING | PARAM dotted ASSIGN expr
NodeIndex TreeBuilder::given(antlr4::ParserRuleContext& rule) {
  const Range range = range_of(rule);
  const auto parts = parts_of(*rule_in(rule, MeshParser::RuleGiven));
  if (parts[0].is_word(MeshParser::PARAM)) {
    const NodeIndex name = add_text(NodeKind::name, range_of(*parts[1].rule), plain_text(*parts[1].rule));
    return add(NodeKind::given_param, range, Children{name, expression(*parts[3].rule)});
  }
  const NodeIndex text = string_node(*parts[1].word);
  const Op form = op_of(parts[0].what);
  return add(form == Op::none ? NodeKind::given_file : NodeKind::given_text, range, Children{text}, form);
}

NodeIndex TreeBuilder::component(antlr4::ParserRuleContext& rule) {
  const Part part = parts_of(rule)[0];
  const Range range = range_of(rule);
  if (part.is_word(MeshParser::STRING)) return add_text(NodeKind::component, range, string_text(*part.word));
  return add_text(NodeKind::component, range, written(*part.word));
}

NodeIndex TreeBuilder::expectation(antlr4::ParserRuleContext& rule, std::uint32_t begin) {
  const auto parts = parts_of(rule);
  const Range range = {begin, range_of(rule).end};
  Op op = Op::none;
  NodeKind kind = NodeKind::expect_relation;
  Children children;
  bool is_message = false;
  for (const Part& part : parts) {
    switch (part.word != nullptr ? part.what : 0) {
      case MeshParser::NO: op = Op::no; continue;
      case MeshParser::FINDINGS: return add(NodeKind::expect_nothing, range);
      case MeshParser::SNAPSHOT: kind = NodeKind::expect_snapshot; continue;
      case MeshParser::FIX: kind = NodeKind::expect_fix; continue;
      case MeshParser::ON:
        if (kind == NodeKind::expect_relation) kind = NodeKind::expect_finding;
        continue;
      case MeshParser::MESSAGE: is_message = true; continue;
      case MeshParser::STRING: {
        const NodeIndex text = string_node(*part.word);
        children.push_back(is_message ? add(NodeKind::message, range_of(*part.word), Children{text}) : text);
        continue;
      }
      default: break;
    }
    if (part.rule == nullptr) continue;
    const Range part_range = range_of(*part.rule);
    if (part.what == MeshParser::RuleDotted) {
      children.push_back(add_text(NodeKind::name, part_range, plain_text(*part.rule)));
    } else if (part.what == MeshParser::RuleComponentRef) {
      children.push_back(component(*part.rule));
    } else {
      std::string path;
      const auto spell = [&](auto& self, antlr4::ParserRuleContext& piece) -> void {
        for (const Part& word : parts_of(piece)) {
          if (word.rule != nullptr) {
            self(self, *word.rule);
          } else {
            path += written(*word.word);
          }
        }
      };
      spell(spell, *part.rule);
      children.push_back(add_text(NodeKind::at_path, part_range, path));
    }
  }
  return add(kind, range, children, op);
}

}  // namespace meshplay::parse
