// Conditions and values.
#include <algorithm>

#include "engine/base/ensure.h"
#include "engine/parse/explain.h"
#include "engine/parse/tree_builder.h"
#include "engine/parse/vocabulary.h"

namespace meshplay::parse {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

namespace {

Op op_of(std::size_t word) {
  switch (word) {
    case MeshParser::EQ: return Op::eq;
    case MeshParser::NE: return Op::ne;
    case MeshParser::LT: return Op::lt;
    case MeshParser::LE: return Op::le;
    case MeshParser::GT: return Op::gt;
    case MeshParser::GE: return Op::ge;
    case MeshParser::IN: return Op::in;
    case MeshParser::INCLUDES: return Op::includes;
    case MeshParser::SELECTS: return Op::selects;
    case MeshParser::MATCHES: return Op::matches;
    case MeshParser::LIKE: return Op::like;
    case MeshParser::STARTS_WITH: return Op::starts_with;
    case MeshParser::ENDS_WITH: return Op::ends_with;
    case MeshParser::CONTAINS: return Op::contains;
    case MeshParser::WITHIN: return Op::within;
    case MeshParser::PLUS: return Op::add;
    case MeshParser::MINUS: return Op::sub;
    case MeshParser::STAR: return Op::mul;
    case MeshParser::SLASH: return Op::div;
    case MeshParser::PERCENT: return Op::mod;
    case MeshParser::DEFAULT: return Op::default_;
    case MeshParser::SOME: return Op::some;
    case MeshParser::NO: return Op::no;
    case MeshParser::EVERY: return Op::every;
    case MeshParser::COUNT: return Op::count;
    case MeshParser::SUM: return Op::sum;
    case MeshParser::MIN: return Op::min;
    case MeshParser::MAX: return Op::max;
    case MeshParser::AVG: return Op::avg;
    case MeshParser::COLLECT: return Op::collect;
    default: return Op::none;
  }
}

// In one chain such as a + b + c: each makes the tree deeper.
constexpr std::size_t kMaxOperators = 500;

void append(Alternatives& to, Alternatives&& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

// expr: disjunction ( QUESTION expr COLON expr )?
NodeIndex TreeBuilder::expression(antlr4::ParserRuleContext& rule) {
  const auto parts = parts_of(rule);
  const NodeIndex first = join(disjunction(*parts[0].rule));
  if (parts.size() == 1) return first;
  ++brackets_;
  const Children children = {first, expression(*parts[2].rule), expression(*parts[4].rule)};
  --brackets_;
  return add(NodeKind::conditional, range_of(rule), children);
}

// condition: standing ( AND unary )* ( OR conjunction )*
NodeIndex TreeBuilder::condition(antlr4::ParserRuleContext& rule) {
  Alternatives alternatives(1);
  Alternatives behind;
  for (const Part& part : parts_of(rule)) {
    if (part.rule == nullptr) continue;
    if (part.what == MeshParser::RuleConjunction) {
      append(alternatives, std::move(behind));
      behind.clear();
      alternatives.emplace_back();
      conjunction(*part.rule, alternatives.back(), behind);
      continue;
    }
    Built built = unary(*part.rule);
    alternatives[0].push_back(built.unit);
    alternatives[0].insert(alternatives[0].end(), built.rest.conjuncts.begin(), built.rest.conjuncts.end());
    append(behind, std::move(built.rest.alternatives));
  }
  append(alternatives, std::move(behind));
  return join(alternatives);
}

// disjunction: conjunction ( OR conjunction )*
Alternatives TreeBuilder::disjunction(antlr4::ParserRuleContext& rule) {
  Alternatives alternatives;
  for (const Part& part : parts_of(rule)) {
    if (part.rule == nullptr) continue;
    alternatives.emplace_back();
    Alternatives behind;
    conjunction(*part.rule, alternatives.back(), behind);
    append(alternatives, std::move(behind));
  }
  return alternatives;
}

// conjunction: unary ( AND unary )*
void TreeBuilder::conjunction(antlr4::ParserRuleContext& rule, Conjuncts& conjuncts, Alternatives& behind) {
  for (const Part& part : parts_of(rule)) {
    if (part.rule == nullptr) continue;
    Built built = unary(*part.rule);
    conjuncts.push_back(built.unit);
    conjuncts.insert(conjuncts.end(), built.rest.conjuncts.begin(), built.rest.conjuncts.end());
    append(behind, std::move(built.rest.alternatives));
  }
}

// unary: NOT unary | quantifier | operand comparison*, and standing, which begins with a word
TreeBuilder::Built TreeBuilder::unary(antlr4::ParserRuleContext& rule) {
  const auto parts = parts_of(rule);
  if (parts[0].is_word(MeshParser::NOT)) {
    Built inner = unary(*parts[1].rule);
    const Range range = {range_of(*parts[0].word).begin, inner.unit.end};
    inner.unit = {add(NodeKind::unary, range, Children{inner.unit.node}, Op::not_), range.begin, range.end, false};
    return inner;
  }
  if (parts[0].is_rule(MeshParser::RuleQuantifier)) return quantifier(*parts[0].rule);

  Unit left;
  std::size_t next = 1;
  if (parts[0].is_rule(MeshParser::RuleOperand)) {
    left = operand(*parts[0].rule);
  } else {
    const Range range = range_of(*parts[0].rule);
    const bool is_aggregate = parts[0].is_rule(MeshParser::RuleAggregate);
    left = {is_aggregate ? aggregate(*parts[0].rule) : name_node(*parts[0].rule), range.begin, range.end, false};
    for (; next < parts.size() && parts[next].is_rule(MeshParser::RulePostfix); ++next)
      postfix(*parts[next].rule, left);
  }
  if (next == parts.size()) return {left, {}};
  std::vector<antlr4::ParserRuleContext*> comparisons;
  for (; next < parts.size(); ++next) comparisons.push_back(parts[next].rule);
  return {compare(left, comparisons), {}};
}

// quantifier: ( SOME | NO | EVERY ) binder ( COMMA binder )* ( WHERE expr )?
TreeBuilder::Built TreeBuilder::quantifier(antlr4::ParserRuleContext& rule) {
  const auto parts = parts_of(rule);
  Children children;
  std::vector<base::StrId> names;
  Range range = range_of(*parts[0].word);
  Rest rest;
  for (std::size_t i = 1; i < parts.size(); ++i) {
    const Part& part = parts[i];
    if (part.is_rule(MeshParser::RuleBinder)) {
      children.push_back(binder(*part.rule, &names));
      range.end = range_of(*part.rule).end;
    } else if (part.is_word(MeshParser::WHERE)) {
      antlr4::ParserRuleContext& inside = *parts[i + 1].rule;
      Range where = {range_of(*part.word).begin, range_of(inside).end};
      scope_.insert(scope_.end(), names.begin(), names.end());
      Alternatives condition;
      if (inside.children.size() > 1) {
        condition = {{{expression(inside), where.begin, where.end, true}}};
      } else {
        condition = disjunction(*rule_in(inside, MeshParser::RuleDisjunction));
      }
      const bool late = is_late_item(*part.word, condition);
      scope_.resize(scope_.size() - names.size());
      if (!late) rest = cut_condition(tree_, names, condition);
      where.end = condition.back().back().end;
      const NodeIndex node = join(condition);
      if (late) {
        late_items_.push_back(add(NodeKind::where_item, where, Children{node}));
        break;
      }
      children.push_back(add(NodeKind::where, where, Children{node}));
      range.end = where.end;
    }
  }
  const NodeIndex node = add(NodeKind::quantifier, range, children, op_of(parts[0].what));
  return {{node, range.begin, range.end, false}, std::move(rest)};
}

// `no x: K` and on the next line `where a == b`: that is the next item, since it speaks of no variable around it.
bool TreeBuilder::is_late_item(const ParserToken& where, const Alternatives& condition) const {
  if (brackets_ > 0 || !where.word().starts_line || place_.decoded != nullptr) return false;
  for (const Conjuncts& conjuncts : condition) {
    for (const Unit& unit : conjuncts) {
      if (mentions(tree_, unit.node, scope_)) return false;
    }
  }
  return true;
}

// binder: name COLON kindExpr | name ( COMMA name )? IN operand
NodeIndex TreeBuilder::binder(antlr4::ParserRuleContext& rule, std::vector<base::StrId>* names) {
  Children children;
  NodeKind kind = NodeKind::bind_kind;
  for (const Part& part : parts_of(rule)) {
    if (part.rule == nullptr) continue;
    switch (part.what) {
      case MeshParser::RuleName:
        children.push_back(name_node(*part.rule));
        if (names != nullptr) names->push_back(tree_.at(children.back()).text);
        break;
      case MeshParser::RuleKindExpr: children.push_back(kind_expression(*part.rule)); break;
      default:
        kind = children.size() == 2 ? NodeKind::bind_entry : NodeKind::bind_element;
        children.push_back(operand(*part.rule).node);
        break;
    }
  }
  return add(kind, range_of(rule), children);
}

NodeIndex TreeBuilder::join(const Conjuncts& conjuncts) {
  if (conjuncts.size() == 1) return conjuncts[0].node;
  Children flat;
  for (const Unit& unit : conjuncts) {
    const ast::Node& node = tree_.at(unit.node);
    if (node.kind == NodeKind::binary && node.op == Op::and_) {
      const auto inner = tree_.children_of(unit.node);
      flat.insert(flat.end(), inner.begin(), inner.end());
    } else {
      flat.push_back(unit.node);
    }
  }
  return add(NodeKind::binary, {conjuncts.front().begin, conjuncts.back().end}, flat, Op::and_);
}

NodeIndex TreeBuilder::join(const Alternatives& alternatives) {
  if (alternatives.size() == 1) return join(alternatives[0]);
  Children flat;
  for (const Conjuncts& conjuncts : alternatives) {
    const NodeIndex index = join(conjuncts);
    const ast::Node& node = tree_.at(index);
    if (node.kind == NodeKind::binary && node.op == Op::or_) {
      const auto inner = tree_.children_of(index);
      flat.insert(flat.end(), inner.begin(), inner.end());
    } else {
      flat.push_back(index);
    }
  }
  return add(NodeKind::binary, {alternatives.front().front().begin, alternatives.back().back().end}, flat, Op::or_);
}

Unit TreeBuilder::compare(Unit left, std::span<antlr4::ParserRuleContext* const> comparisons) {
  // comparison: comparator operand | IS NOT? ( PRESENT | ABSENT | kindExpr )
  const auto parts = parts_of(*comparisons[0]);
  const Range range = {left.begin, range_of(*comparisons[0]).end};
  NodeIndex node = ast::kNoIndex;
  if (parts[0].rule != nullptr) {
    const std::size_t sign = parts_of(*parts[0].rule)[0].what;
    const NodeIndex right = operand(*parts[1].rule).node;
    node = add(NodeKind::binary, range, Children{left.node, right}, op_of(sign));
  } else {
    const bool negated = parts[1].is_word(MeshParser::NOT);
    const Part& last = parts.back();
    if (last.rule != nullptr) {
      const NodeIndex kind = kind_expression(*last.rule);
      node = add(NodeKind::is_kind, range, Children{left.node, kind});
      if (negated) node = add(NodeKind::unary, range, Children{node}, Op::not_);
    } else {
      const bool present = last.is_word(MeshParser::PRESENT) != negated;
      node = add(present ? NodeKind::is_present : NodeKind::is_absent, range, Children{left.node});
    }
  }
  if (comparisons.size() > 1) {
    const Range second = range_of(*static_cast<const ParserToken*>(comparisons[1]->start));
    const Range whole = range_of(*comparisons[1]);
    std::string_view middle;
    if (place_.decoded == nullptr && parts[0].rule != nullptr) {
      const Range between = range_of(*parts[1].rule);
      middle = place_.text.substr(between.begin, between.end - between.begin);
    }
    const std::string_view tail =
        place_.decoded == nullptr ? place_.text.substr(whole.begin, whole.end - whole.begin) : std::string_view();
    report(explain_chain(middle, tail, second.begin, second.end));
  }
  return {node, range.begin, range.end, false};
}

// operand: reference | MINUS operand | operand sign operand, whose chains lean to the left and may be long
Unit TreeBuilder::operand(antlr4::ParserRuleContext& rule) {
  std::vector<std::vector<Part>> chain;
  antlr4::ParserRuleContext* innermost = &rule;
  std::vector<Part> parts = parts_of(rule);
  while (parts.size() == 3) {
    innermost = parts[0].rule;
    chain.push_back(std::move(parts));
    parts = parts_of(*innermost);
  }
  if (chain.size() > kMaxOperators) {
    const Range sign = range_of(*chain[chain.size() - kMaxOperators - 1][1].word);
    report({.code = "too-many-operators",
            .begin = sign.begin,
            .end = sign.end,
            .arguments = {std::to_string(kMaxOperators)},
            .help = "give parts of it names of their own with `field`"});
    too_deep_ = true;
    chain.erase(chain.begin(), chain.end() - static_cast<std::ptrdiff_t>(kMaxOperators));
  }
  Unit left;
  if (parts[0].is_word(MeshParser::MINUS)) {
    const Unit inner = operand(*parts[1].rule);
    const Range range = {range_of(*parts[0].word).begin, inner.end};
    left = {add(NodeKind::unary, range, Children{inner.node}, Op::neg), range.begin, range.end, false};
  } else {
    left = reference(*parts[0].rule);
  }
  for (auto step = chain.rbegin(); step != chain.rend(); ++step) {
    const Unit right = operand(*(*step)[2].rule);
    const Range range = {left.begin, right.end};
    left = {add(NodeKind::binary, range, Children{left.node, right.node}, op_of((*step)[1].what)), range.begin,
            range.end, false};
  }
  return left;
}

// reference: primary postfix*
Unit TreeBuilder::reference(antlr4::ParserRuleContext& rule) {
  const auto parts = parts_of(rule);
  Unit unit = primary(*parts[0].rule);
  for (std::size_t i = 1; i < parts.size(); ++i) postfix(*parts[i].rule, unit);
  return unit;
}

Unit TreeBuilder::primary(antlr4::ParserRuleContext& rule) {
  const auto parts = parts_of(rule);
  const Range range = range_of(rule);
  const auto unit = [&](NodeIndex node) { return Unit{node, range.begin, range.end, false}; };
  const Part& first = parts[0];
  if (first.word != nullptr) {
    const std::string_view text = written(*first.word);
    switch (first.what) {
      case MeshParser::STRING: return unit(string_node(*first.word));
      case MeshParser::NUMBER: return unit(add_text(NodeKind::number, range, text));
      case MeshParser::COMPONENT: return unit(add_text(NodeKind::component, range, text));
      case MeshParser::ALL: return unit(add(NodeKind::all, range, Children{kind_expression(*parts[1].rule)}));
      case MeshParser::LPAREN: {
        ++brackets_;
        const NodeIndex inside = expression(*parts[1].rule);
        --brackets_;
        return {inside, range.begin, range.end, true};
      }
      default: return unit(add_text(NodeKind::boolean, range, text));
    }
  }
  switch (first.what) {
    case MeshParser::RuleAggregate: return unit(aggregate(*first.rule));
    case MeshParser::RuleMap: return unit(map(*first.rule));
    case MeshParser::RuleList: return unit(list(*first.rule));
    default: return unit(name_node(*first.rule));
  }
}

// postfix: DOT key | LPAREN arguments RPAREN | LBRACK selectKey EQ operand RBRACK | LBRACK operand RBRACK
void TreeBuilder::postfix(antlr4::ParserRuleContext& rule, Unit& head) {
  const auto parts = parts_of(rule);
  const Range range = {head.begin, range_of(rule).end};
  if (!parts[0].is_word(MeshParser::DOT) && parts[0].word->word().starts_line && place_.decoded == nullptr) {
    const Range bracket = range_of(*parts[0].word);
    report({.code = "line-bracket",
            .begin = bracket.begin,
            .end = bracket.end,
            .arguments = {std::string(written(*parts[0].word))},
            .help = "write `where` in front of it, or move it to the end of the line before"});
    return;
  }
  head.end = range.end;
  if (parts[0].is_word(MeshParser::DOT)) {
    const NodeIndex key = name_node(*parts[1].rule);
    head.node = add(NodeKind::member, range, Children{head.node, key});
  } else if (parts[0].is_word(MeshParser::LPAREN)) {
    head.node = call(rule, head);
  } else if (parts[1].is_rule(MeshParser::RuleSelectKey)) {
    NodeIndex key = ast::kNoIndex;
    Range key_range;
    for (const Part& part : parts_of(*parts[1].rule)) {
      if (part.rule == nullptr) continue;
      const NodeIndex step = name_node(*part.rule);
      if (key == ast::kNoIndex) {
        key = step;
        key_range = range_of_node(step);
      } else {
        key_range.end = range_of_node(step).end;
        key = add(NodeKind::member, key_range, Children{key, step});
      }
    }
    const NodeIndex value = operand(*parts[3].rule).node;
    head.node = add(NodeKind::select, range, Children{head.node, key, value});
  } else {
    const NodeIndex index = operand(*parts[1].rule).node;
    head.node = add(NodeKind::subscript, range, Children{head.node, index});
  }
  head.bracketed = false;
}

NodeIndex TreeBuilder::call(antlr4::ParserRuleContext& rule, const Unit& callee) {
  const Range range = {callee.begin, range_of(rule).end};
  std::string name;
  bool is_name = !callee.bracketed;
  const auto extend = [&](auto& self, NodeIndex node) -> void {
    const ast::Node& part = tree_.at(node);
    if (part.kind == NodeKind::member) {
      self(self, tree_.child(node, 0));
      name += '.';
      name += interner_.text(tree_.at(tree_.child(node, 1)).text);
    } else if (part.kind == NodeKind::name) {
      name += interner_.text(part.text);
    } else {
      is_name = false;
    }
  };
  extend(extend, callee.node);
  if (!is_name) {
    const Range bracket = range_of(*static_cast<const ParserToken*>(rule.start));
    report({.code = "not-callable",
            .begin = bracket.begin,
            .end = bracket.end,
            .label = "a call begins here",
            .help = "put `and`, `or` or another operator before `(`, or call a `field` or `relationship` by its name"});
    return callee.node;
  }
  const std::optional<std::uint16_t> aggregate = type_of(name);
  const bool folds = aggregate && *aggregate >= MeshParser::COUNT && *aggregate <= MeshParser::COLLECT;
  if (folds) {
    constexpr std::size_t kShort = 60;
    const Range values = range_of(rule);
    const std::string_view text = place_.text.substr(values.begin + 1, values.end - values.begin - 2);
    const bool shown = place_.decoded == nullptr && parts_of(rule).size() > 3 && text.size() <= kShort &&
                       text.find('\n') == std::string_view::npos;
    std::string help = shown ? "write the values as a list: `" + name + "([" + std::string(text) + "])`" : "write `";
    if (!shown) help.append(name).append("(LIST)`, `").append(name).append("(NAME: KIND where CONDITION)` or `");
    help.append(name).append("(VALUE of NAME in LIST)`");
    report({.code = "aggregate-form", .begin = callee.begin, .end = callee.end, .arguments = {name}, .help = help});
  }
  Children children = {tree_.at(callee.node).kind == NodeKind::name
                           ? callee.node
                           : add_text(NodeKind::name, {callee.begin, range_of_node(callee.node).end}, name)};
  ++brackets_;
  for (const Part& part : parts_of(rule)) {
    if (part.rule == nullptr) continue;
    const auto argument = parts_of(*part.rule);
    if (argument.size() == 1) {
      children.push_back(expression(*argument[0].rule));
      continue;
    }
    const Children named = {name_node(*argument[0].rule), expression(*argument[2].rule)};
    children.push_back(add(NodeKind::named_argument, range_of(*part.rule), named));
  }
  --brackets_;
  if (folds) {
    const NodeIndex values = add(NodeKind::list, range, std::span(children).subspan(1));
    return add(NodeKind::aggregate, range, Children{add(NodeKind::plain, range, Children{values})}, op_of(*aggregate));
  }
  return add(NodeKind::call, range, children);
}

// aggregate: aggregateWord LPAREN aggregateBody RPAREN; aggregateBody: range | operand ( OF range )?
NodeIndex TreeBuilder::aggregate(antlr4::ParserRuleContext& rule) {
  const auto parts = parts_of(rule);
  const auto body = parts_of(*parts[2].rule);
  ++brackets_;
  Children children;
  if (body[0].is_rule(MeshParser::RuleOperand)) {
    const Unit value = operand(*body[0].rule);
    const NodeKind kind = body.size() == 1 ? NodeKind::plain : NodeKind::value;
    children.push_back(add(kind, {value.begin, value.end}, Children{value.node}));
  }
  if (body.back().is_rule(MeshParser::RuleRange)) range(*body.back().rule, children);
  --brackets_;
  return add(NodeKind::aggregate, range_of(rule), children, op_of(parts_of(*parts[0].rule)[0].what));
}

// range: binder ( COMMA binder )* ( WHERE expr )? ( BY operand )?
void TreeBuilder::range(antlr4::ParserRuleContext& rule, Children& into) {
  const auto parts = parts_of(rule);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].is_rule(MeshParser::RuleBinder)) {
      into.push_back(binder(*parts[i].rule, nullptr));
    } else if (parts[i].is_word(MeshParser::WHERE) || parts[i].is_word(MeshParser::BY)) {
      antlr4::ParserRuleContext& inner = *parts[i + 1].rule;
      const bool is_where = parts[i].is_word(MeshParser::WHERE);
      const NodeIndex node = is_where ? expression(inner) : operand(inner).node;
      into.push_back(add(is_where ? NodeKind::where : NodeKind::by,
                         {range_of(*parts[i].word).begin, range_of(inner).end}, Children{node}));
    }
  }
}

NodeIndex TreeBuilder::list(antlr4::ParserRuleContext& rule) {
  ++brackets_;
  Children children;
  for (const Part& part : parts_of(rule)) {
    if (part.rule != nullptr) children.push_back(expression(*part.rule));
  }
  --brackets_;
  return add(NodeKind::list, range_of(rule), children);
}

NodeIndex TreeBuilder::map(antlr4::ParserRuleContext& rule) {
  ++brackets_;
  Children children;
  for (const Part& part : parts_of(rule)) {
    if (part.rule == nullptr) continue;
    const auto entry = parts_of(*part.rule);
    const base::StrId key = interner_.intern(plain_text(*entry[0].rule));
    const NodeIndex value = expression(*entry[2].rule);
    children.push_back(add(NodeKind::map_entry, range_of(*part.rule), Children{value}, Op::none, key));
  }
  --brackets_;
  return add(NodeKind::map, range_of(rule), children);
}

}  // namespace meshplay::parse
