// Builds the syntax tree of a rule file from what the generated parser made of it, declaration after declaration.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/parse/extent.h"
#include "engine/parse/grammar_run.h"
#include "engine/parse/mistakes.h"
#include "engine/parse/string_text.h"
#include "engine/parse/words.h"

namespace meshplay::parse {

// No tree is deeper, whatever was written: those who walk it may recurse.
constexpr std::uint32_t kMaxTreeDepth = 1000;

// Where something stands in the file, in bytes.
struct Range {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

class TreeBuilder {
 public:
  TreeBuilder(ast::Ast& tree, std::string_view content, const Words& words, std::uint32_t nesting,
              base::Interner& interner, Mistakes& mistakes);

  void add_item(MeshParser::ItemContext& item);
  // Adds all items. What a declaration lacks because a mistake was cut out of it is not reported again.
  void add_items(MeshParser::FileContext& file, bool damaged);
  // Forgets all items.
  void start_again();
  // Closes the tree; call it once, last.
  void finish();

 private:
  using Children = std::vector<ast::NodeIndex>;

  // What names, keys and operators of an expression stand in: the file, or the text of a message.
  struct Place {
    std::string_view text;
    const Decoded* decoded = nullptr;  // of a message; its bytes lie behind `base` in the file
    std::size_t skipped = 0;           // bytes of `decoded` before `text`
    std::uint32_t base = 0;
  };

  struct Built {
    Unit unit;
    Rest rest;
  };

  // ---- nodes
  ast::NodeIndex add(ast::NodeKind kind, Range range, std::span<const ast::NodeIndex> children = {},
                     ast::Op op = ast::Op::none, base::StrId text = base::kEmptyText);
  ast::NodeIndex add_text(ast::NodeKind kind, Range range, std::string_view text);
  Range range_of(const ParserToken& word) const;
  Range range_of(const antlr4::ParserRuleContext& rule) const;
  Range range_of_node(ast::NodeIndex node) const { return {tree_.at(node).begin, tree_.at(node).end}; }
  std::string_view written(const ParserToken& word) const;
  void report(Mistake mistake) { mistakes_.add(std::move(mistake)); }

  // ---- declarations (tree_declarations.cpp)
  void build_item(antlr4::ParserRuleContext& item);
  ast::NodeIndex declaration(antlr4::ParserRuleContext& rule, Children marks, std::uint32_t begin);
  ast::NodeIndex header_line(antlr4::ParserRuleContext& rule);
  void mark(antlr4::ParserRuleContext& modifier, Children& marks);
  void doc_before(std::uint32_t begin, Children& marks, std::uint32_t& start);
  ast::NodeIndex binding(ast::NodeKind kind, antlr4::ParserRuleContext& rule, ast::Op op = ast::Op::none);
  void condition_item(ast::NodeKind kind, antlr4::ParserRuleContext& rule, antlr4::ParserRuleContext& condition,
                      Children& into);
  void declaration_item(antlr4::ParserRuleContext& rule, Children& into);
  // Whether the items have one of this sort already (reported).
  bool is_second(antlr4::ParserRuleContext& rule, const Children& items);
  bool begins_line(std::uint32_t begin) const;
  void attribute(antlr4::ParserRuleContext& rule, Children& into);
  ast::NodeIndex fix(antlr4::ParserRuleContext& rule);
  ast::NodeIndex given(antlr4::ParserRuleContext& rule);
  ast::NodeIndex expectation(antlr4::ParserRuleContext& rule, std::uint32_t begin);
  ast::NodeIndex component(antlr4::ParserRuleContext& rule);

  // ---- names and kinds (tree_names.cpp)
  ast::NodeIndex name_node(antlr4::ParserRuleContext& rule);
  std::string dotted_text(antlr4::ParserRuleContext& rule);
  std::string plain_text(antlr4::ParserRuleContext& rule);
  std::string string_text(const ParserToken& word);
  ast::NodeIndex string_node(const ParserToken& word);
  ast::NodeIndex kind_expression(antlr4::ParserRuleContext& rule);
  ast::NodeIndex kind_atom(antlr4::ParserRuleContext& rule);
  ast::NodeIndex message_text(const ParserToken& word);
  ast::NodeIndex embedded(const Decoded& decoded, std::size_t begin, std::size_t end, std::uint32_t base);

  // ---- expressions (tree_expressions.cpp)
  ast::NodeIndex expression(antlr4::ParserRuleContext& rule);
  ast::NodeIndex condition(antlr4::ParserRuleContext& rule);
  Alternatives disjunction(antlr4::ParserRuleContext& rule);
  void conjunction(antlr4::ParserRuleContext& rule, Conjuncts& conjuncts, Alternatives& behind);
  Built unary(antlr4::ParserRuleContext& rule);
  Built quantifier(antlr4::ParserRuleContext& rule);
  ast::NodeIndex binder(antlr4::ParserRuleContext& rule, std::vector<base::StrId>* names);
  bool is_late_item(const ParserToken& where, const Alternatives& condition) const;
  ast::NodeIndex join(const Alternatives& alternatives);
  ast::NodeIndex join(const Conjuncts& conjuncts);
  Unit compare(Unit left, std::span<antlr4::ParserRuleContext* const> comparisons);
  Unit operand(antlr4::ParserRuleContext& rule);
  Unit reference(antlr4::ParserRuleContext& rule);
  Unit primary(antlr4::ParserRuleContext& rule);
  void postfix(antlr4::ParserRuleContext& rule, Unit& head);
  ast::NodeIndex call(antlr4::ParserRuleContext& rule, const Unit& callee);
  ast::NodeIndex aggregate(antlr4::ParserRuleContext& rule);
  void range(antlr4::ParserRuleContext& rule, Children& into);
  ast::NodeIndex list(antlr4::ParserRuleContext& rule);
  ast::NodeIndex map(antlr4::ParserRuleContext& rule);

  ast::Ast& tree_;
  Place place_;
  const Words& words_;
  std::uint32_t nesting_;
  base::Interner& interner_;
  Mistakes& mistakes_;
  Children items_;
  std::vector<std::uint16_t> heights_;
  std::vector<base::StrId> scope_;  // variables of the quantifiers around the place
  Children late_items_;             // `where` lines that no quantifier before them speaks of
  std::uint32_t brackets_ = 1;      // around the place; 0 only right in the condition of an item
  bool too_deep_ = false;
  bool damaged_ = false;
};

// The children of a rule in the parse tree, told apart without dynamic_cast.
struct Part {
  const ParserToken* word = nullptr;
  antlr4::ParserRuleContext* rule = nullptr;
  std::size_t what = 0;  // the type of the word, or the index of the rule

  bool is_word(std::size_t type) const { return word != nullptr && what == type; }
  bool is_rule(std::size_t index) const { return rule != nullptr && what == index; }
};

std::vector<Part> parts_of(const antlr4::ParserRuleContext& rule);
// The first child that is this rule, or nullptr.
antlr4::ParserRuleContext* rule_in(const antlr4::ParserRuleContext& rule, std::size_t index);
const ParserToken* word_in(const antlr4::ParserRuleContext& rule, std::size_t type);

}  // namespace meshplay::parse
