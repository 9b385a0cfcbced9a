// Lowers expressions and conditions of the syntax tree into the program: names resolved, fields inlined.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/check/names.h"
#include "engine/check/program.h"

namespace meshplay::check {

// What the parts of the checker share.
struct Context {
  const std::vector<RuleFile>& files;
  const text::SourceSet& sources;
  base::Interner& interner;
  diag::Sink& sink;
  Names& names;
  Program& program;
};

// `1 argument`, `2 or 3 arguments`.
std::string argument_count(std::size_t least, std::size_t most);

// Kinds: names, unions and groups to kind sets.
class KindResolver {
 public:
  explicit KindResolver(Context& context) : context_(context) {}

  // kNone when it did not resolve (reported), or when it is `any`.
  KindSetId resolve(std::uint32_t file, ast::NodeIndex node);
  static bool is_any_value(const Context& context, std::uint32_t file, ast::NodeIndex node);

 private:
  bool add(std::uint32_t file, ast::NodeIndex node, KindSet& set);
  bool add_named(std::uint32_t file, ast::NodeIndex node, KindSet& set);

  Context& context_;
  std::vector<const Declaration*> open_;  // kind declarations being resolved, for cycles
  std::map<std::pair<std::uint32_t, ast::NodeIndex>, KindSetId> known_;
  std::map<const Declaration*, KindSetId> declared_;  // kinds that are named alone, the common case
  std::map<base::StrId, KindSetId> of_models_;
};

// Lowers the parts of one relation or check into its frame.
class Lowering {
 public:
  Lowering(Context& context, KindResolver& kinds, std::uint32_t file, std::vector<Var>& frame);

  // Adds a variable and brings its name into scope.
  VarId bind_component(ast::NodeIndex name_node, KindSetId kinds);
  void bind_constant(std::string_view name, ExprId value);

  ExprId expression(ast::NodeIndex node);  // kNone: reported
  CondId condition(ast::NodeIndex node);
  // A condition of a body. The variables of each `some` that must hold (alone, joined by `and`, or in the `where` of
  // such a one) are in scope for the whole body, so the binders of all items come before any condition.
  void body_binders(ast::NodeIndex node, Body& body);
  void body_condition(ast::NodeIndex node, Body& body);
  CondId bind_condition(ast::NodeIndex node);
  Template text_template(ast::NodeIndex node);

  bool failed() const { return failed_; }

 private:
  struct Binding {
    std::string_view name;
    ExprId value = kNone;
  };

  const ast::Ast& tree() const { return context_.files[file_].ast; }
  const ast::Node& at(ast::NodeIndex node) const { return tree().at(node); }
  std::string_view text(ast::NodeIndex node) const { return context_.interner.text(at(node).text); }
  text::Span span(ast::NodeIndex node) const { return tree().span(node); }
  diag::Diagnostic& fail(std::string_view code, text::Span where, std::initializer_list<diag::Argument> arguments = {});

  bool binds_for_body(ast::NodeIndex node) const;
  ExprId add(Expr expr);
  CondId add(Cond cond);
  ExprId var_expr(VarId var, text::Span where);
  const Expr& expr(ExprId id) const { return context_.program.exprs[id]; }
  VarId component_of(ExprId id) const;  // kNone when the expression is no component

  ExprId name_expression(ast::NodeIndex node);
  ExprId member(ast::NodeIndex node);
  ExprId call(ast::NodeIndex node);
  ExprId inline_field(const Declaration& field, ast::NodeIndex call_node, const std::vector<ExprId>& arguments);
  ExprId builtin_call(ast::NodeIndex node, std::string_view function);
  ExprId nearest_call(ast::NodeIndex node);
  ExprId aggregate(ast::NodeIndex node);
  ExprId binary_expression(ast::NodeIndex node);
  ExprId all_components(ast::NodeIndex node);

  CondId comparison(ast::NodeIndex node);
  CondId relation_call(ast::NodeIndex node);
  bool refuse_named_argument(ast::NodeIndex node);  // always false
  CondId quantifier(ast::NodeIndex node);
  std::uint32_t block(ast::NodeIndex node);
  void binder(ast::NodeIndex node, std::vector<VarId>& vars);
  void check_pattern(ast::Op op, ExprId pattern);
  diag::Diagnostic& unknown_name(ast::NodeIndex node, std::string_view name);

  Context& context_;
  KindResolver& kinds_;
  std::uint32_t file_;
  std::vector<Var>& frame_;
  std::vector<Binding> scope_;
  std::vector<std::pair<ast::NodeIndex, std::vector<Binding>>> body_bindings_;  // by quantifier
  std::vector<std::string_view> gone_;      // names of quantifiers that are closed, for a better message
  std::vector<const Declaration*> fields_;  // being inlined
  VarId* all_var_ = nullptr;                // set while the candidates of nearest() are lowered
  bool failed_ = false;
};

}  // namespace meshplay::check
