// Lowers expressions and conditions of the syntax tree into the program: names resolved, fields inlined.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <span>
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
  bool lint_builtin = false;  // built-in rules are told about, too
  bool notes = true;
  std::size_t reports_of_parsing = 0;    // the first ones of the sink
  Observations* observations = nullptr;  // none: nobody asks

  // Whether warnings of this file are wanted.
  bool tells(std::uint32_t file) const { return lint_builtin || !files[file].builtin; }
  // A name stands at `where` in this file and means this declaration: it is used; a deprecated one is told.
  void use(Declaration& declaration, std::uint32_t file, text::Span where) const;
};

// `1 argument`, `2 or 3 arguments`.
std::string argument_count(std::size_t least, std::size_t most);
// `reachable`, `cycle`, `dominates`.
bool is_graph_condition(std::string_view function);

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
  bool restrict(std::uint32_t file, ast::NodeIndex node, ast::NodeIndex model, KindSet& set);
  void subtract(KindSet& set, const KindSet& without);
  // Says once of a kind that it has no schema.
  void note_schema(std::uint32_t file, ast::NodeIndex node, const KindPattern& kind);

  Context& context_;
  std::vector<const Declaration*> open_;  // kind declarations being resolved, for cycles
  std::map<std::pair<std::uint32_t, ast::NodeIndex>, KindSetId> known_;
  std::map<const Declaration*, KindSetId> declared_;  // kinds that are named alone, the common case
  std::map<base::StrId, KindSetId> of_models_;
  std::set<std::pair<base::StrId, base::StrId>> without_schema_;  // told
};

// Lowers the parts of one relation or check into its frame.
class Lowering {
 public:
  // What a name stands for, where it is told that nothing uses it; `role` is not told.
  enum class Named : std::uint8_t { variable, parameter, param, role };

  Lowering(Context& context, KindResolver& kinds, std::uint32_t file, std::vector<Var>& frame);

  // Adds a variable and brings its name into scope.
  VarId bind_component(ast::NodeIndex name_node, KindSetId kinds, Named named = Named::variable);
  void bind(ast::NodeIndex name_node, ExprId value, Named named);
  // Of the variables and parameters bound so far.
  void report_unused();

  ExprId expression(ast::NodeIndex node);  // kNone: reported
  CondId condition(ast::NodeIndex node);
  // A condition of a body. The variables of each `some` that must hold (alone, joined by `and`, or in the `where` of
  // such a one) are in scope for the whole body, so the binders of all items come before any condition.
  void body_binders(ast::NodeIndex node, Body& body, bool aside = false);
  void body_condition(ast::NodeIndex node, Body& body);
  CondId bind_condition(ast::NodeIndex node, std::vector<Bind>& binds);
  Template text_template(ast::NodeIndex node);

  bool failed() const { return failed_; }

 private:
  struct Binding {
    std::string_view name;
    ExprId value = kNone;
    std::uint32_t use = kNone;  // of uses_
    bool aside = false;         // by a `some` among other conditions, which its neighbours need not look at
  };
  struct Use {
    std::string_view name;
    text::Span span;
    Named named = Named::variable;
    bool used = false;
  };

  const ast::Ast& tree() const { return context_.files[file_].ast; }
  const ast::Node& at(ast::NodeIndex node) const { return tree().at(node); }
  std::string_view text(ast::NodeIndex node) const { return context_.interner.text(at(node).text); }
  text::Span span(ast::NodeIndex node) const { return tree().span(node); }
  diag::Diagnostic& fail(std::string_view code, text::Span where, std::initializer_list<diag::Argument> arguments = {});

  bool binds_for_body(ast::NodeIndex node) const;
  ExprId add(const Expr& expr);
  CondId add(const Cond& cond);
  ExprId var_expr(VarId var, text::Span where);
  const Expr& expr(ExprId id) const { return context_.program.exprs[id]; }
  VarId component_of(ExprId id) const;  // kNone when the expression is no component

  ExprId name_expression(ast::NodeIndex node);
  ExprId member(ast::NodeIndex node);
  ExprId call(ast::NodeIndex node);
  ExprId inline_field(const Declaration& field, ast::NodeIndex call_node);
  Declaration* find(ast::NodeIndex node) { return find(node, text(node)); }
  ExprId lower_expression(ast::NodeIndex node);
  CondId lower_condition(ast::NodeIndex node);
  // Tells those who look on what is in scope where the cursor stands, unless this is a field that is inlined.
  bool is_observed() const;
  void observe_scope(ast::NodeIndex node);
  // What a name means here; tells when it is deprecated.
  Declaration* find(ast::NodeIndex node, std::string_view name);
  ExprId builtin_call(ast::NodeIndex node, std::string_view function);
  ExprId nearest_call(ast::NodeIndex node);
  ExprId graph_measure(ast::NodeIndex node, Measure measure);
  ExprId aggregate(ast::NodeIndex node);
  ExprId binary_expression(ast::NodeIndex node);
  ExprId all_components(ast::NodeIndex node);

  CondId comparison(ast::NodeIndex node);
  CondId relation_call(ast::NodeIndex node);
  CondId graph_condition(ast::NodeIndex node, std::string_view function);
  RelationId closure(Closure kind, std::uint32_t graph, text::Span where);
  // Puts the arguments of a call into the order of the parameters; ast::kNoIndex for one that is left out. False when
  // they do not fit (reported).
  struct Parameter {
    std::string_view name{};
    std::string_view role{};  // `from`, `to`, `via` of a relationship
    bool optional = false;
  };
  bool arrange(ast::NodeIndex call, std::string_view callee, std::span<const Parameter> parameters, text::Span declared,
               std::vector<ast::NodeIndex>& arguments, std::string_view usage = {});
  // The components and the relations (`via`) of a call that asks something of a graph. False: reported.
  bool graph_arguments(ast::NodeIndex node, std::string_view function, std::size_t components,
                       std::vector<ast::NodeIndex>& arguments, std::uint32_t& graph);
  std::string dotted(ast::NodeIndex node) const;  // empty when it is no name
  bool component_arguments(const std::vector<ast::NodeIndex>& nodes, std::vector<std::uint32_t>& into);
  CondId quantifier(ast::NodeIndex node);
  // `inside` lowers what else may use the variables of the block.
  std::uint32_t block(ast::NodeIndex node, const std::function<void()>& inside = {});
  void binder(ast::NodeIndex node, std::vector<VarId>& vars);
  void check_pattern(ast::Op op, ExprId pattern);
  void unknown_name(ast::NodeIndex node, std::string_view name);

  Context& context_;
  KindResolver& kinds_;
  std::uint32_t file_;
  std::vector<Var>& frame_;
  std::vector<Binding> scope_;
  std::vector<Use> uses_;
  std::vector<std::pair<ast::NodeIndex, std::vector<Binding>>> body_bindings_;  // by quantifier
  std::vector<std::string_view> gone_;      // names of quantifiers that are closed, for a better message
  std::vector<const Declaration*> fields_;  // being inlined
  VarId* all_var_ = nullptr;                // set while the candidates of nearest() are lowered
  bool failed_ = false;
};

}  // namespace meshplay::check
