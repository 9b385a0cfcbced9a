#include "engine/check/lower.h"

#include <algorithm>
#include <charconv>

#include "engine/base/nearest.h"
#include "engine/pattern/pattern.h"

namespace meshplay::check {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

namespace {

bool is_comparison(Op op) { return op >= Op::eq && op <= Op::within; }
bool is_arithmetic(Op op) { return op >= Op::add && op <= Op::mod; }

double number_value(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

std::string argument_count(std::size_t least, std::size_t most) {
  std::string text = std::to_string(least);
  if (most != least) text += " or " + std::to_string(most);
  return text + (most == 1 ? " argument" : " arguments");
}

Lowering::Lowering(Context& context, KindResolver& kinds, std::uint32_t file, std::vector<Var>& frame)
    : context_(context), kinds_(kinds), file_(file), frame_(frame) {}

diag::Diagnostic& Lowering::fail(std::string_view code, text::Span where,
                                 std::initializer_list<diag::Argument> arguments) {
  failed_ = true;
  return context_.sink.report(code, where, arguments);
}

ExprId Lowering::add(Expr expr) {
  context_.program.exprs.push_back(std::move(expr));
  return static_cast<ExprId>(context_.program.exprs.size() - 1);
}

CondId Lowering::add(Cond cond) {
  context_.program.conds.push_back(std::move(cond));
  return static_cast<CondId>(context_.program.conds.size() - 1);
}

ExprId Lowering::var_expr(VarId var, text::Span where) {
  Expr expr;
  expr.kind = ExprKind::var;
  expr.var = var;
  expr.span = where;
  return add(std::move(expr));
}

VarId Lowering::component_of(ExprId id) const {
  if (id == kNone || expr(id).kind != ExprKind::var) return kNone;
  const VarId var = expr(id).var;
  return frame_[var].kind == VarKind::component ? var : kNone;
}

VarId Lowering::bind_component(NodeIndex name_node, KindSetId kinds) {
  if (kinds == kNone) failed_ = true;
  Var var;
  var.name = at(name_node).text;
  var.kinds = kinds;
  var.span = span(name_node);
  frame_.push_back(var);
  const auto id = static_cast<VarId>(frame_.size() - 1);
  scope_.push_back({text(name_node), var_expr(id, var.span)});
  return id;
}

void Lowering::bind_constant(std::string_view name, ExprId value) { scope_.push_back({name, value}); }

diag::Diagnostic& Lowering::unknown_name(NodeIndex node, std::string_view name) {
  if (std::find(gone_.begin(), gone_.end(), name) != gone_.end()) {
    auto& report = fail("unbound-variable", span(node), {name});
    report.help = "`" + std::string(name) +
                  "` is known only inside its quantifier: put the conditions that need it into brackets there";
    return report;
  }
  auto& report = fail("unbound-variable", span(node), {name});
  std::vector<std::string_view> candidates;
  candidates.reserve(scope_.size());
  for (const Binding& binding : scope_) candidates.push_back(binding.name);
  if (const auto near = base::nearest(name, candidates)) {
    report.help = "did you mean `" + std::string(*near) + "`?";
  } else {
    report.help =
        "bind it first, for instance `some " + std::string(name) + ": Service`; a text is written in double quotes";
  }
  return report;
}

ExprId Lowering::name_expression(NodeIndex node) {
  const std::string_view name = text(node);
  for (auto binding = scope_.rbegin(); binding != scope_.rend(); ++binding) {
    if (binding->name == name) {
      if (binding->value == kNone) failed_ = true;
      return binding->value;
    }
  }
  unknown_name(node, name);
  return kNone;
}

ExprId Lowering::member(NodeIndex node) {
  const ExprId base = expression(tree().child(node, 0));
  if (base == kNone) return kNone;
  const NodeIndex key_node = tree().child(node, 1);
  const std::string_view key = text(key_node);
  Expr result;
  result.a = base;
  result.span = span(node);
  if (component_of(base) != kNone) {
    static constexpr std::pair<std::string_view, Property> kProperties[] = {
        {"name", Property::name},
        {"namespace", Property::space},
        {"labels", Property::labels},
        {"kind", Property::kind},
        {"group", Property::group},
        {"version", Property::version},
        {"model", Property::model},
        {"annotations", Property::annotations},
        {"namespace_labels", Property::namespace_labels}};
    for (const auto& [name, property] : kProperties) {
      if (name != key) continue;
      result.kind = ExprKind::property;
      result.property = property;
      return add(std::move(result));
    }
  }
  result.kind = ExprKind::member;
  result.text = at(key_node).text;
  return add(std::move(result));
}

ExprId Lowering::expression(NodeIndex node) {
  Expr result;
  result.span = span(node);
  switch (at(node).kind) {
    case NodeKind::string:
      result.kind = ExprKind::text;
      result.text = at(node).text;
      return add(std::move(result));
    case NodeKind::number:
      result.kind = ExprKind::number;
      result.number = number_value(text(node));
      return add(std::move(result));
    case NodeKind::boolean:
      result.kind = ExprKind::boolean;
      result.flag = text(node) == "true";
      return add(std::move(result));
    case NodeKind::name: return name_expression(node);
    case NodeKind::member: return member(node);
    case NodeKind::subscript:
      result.kind = ExprKind::subscript;
      result.a = expression(tree().child(node, 0));
      result.b = expression(tree().child(node, 1));
      return result.a == kNone || result.b == kNone ? kNone : add(std::move(result));
    case NodeKind::select: {
      result.kind = ExprKind::select;
      result.a = expression(tree().child(node, 0));
      for (NodeIndex key = tree().child(node, 1);;) {
        if (at(key).kind == NodeKind::member) {
          result.keys.insert(result.keys.begin(), at(tree().child(key, 1)).text);
          key = tree().child(key, 0);
        } else {
          result.keys.insert(result.keys.begin(), at(key).text);
          break;
        }
      }
      result.b = expression(tree().child(node, 2));
      return result.a == kNone || result.b == kNone ? kNone : add(std::move(result));
    }
    case NodeKind::list:
    case NodeKind::map: {
      result.kind = at(node).kind == NodeKind::list ? ExprKind::list : ExprKind::map;
      for (NodeIndex child : tree().children_of(node)) {
        NodeIndex value = child;
        if (at(child).kind == NodeKind::map_entry) {
          result.keys.push_back(at(child).text);
          value = tree().child(child, 0);
        }
        const ExprId lowered = expression(value);
        if (lowered == kNone) return kNone;
        result.list.push_back(lowered);
      }
      return add(std::move(result));
    }
    case NodeKind::call: return call(node);
    case NodeKind::unary:
      if (at(node).op == Op::neg) {
        result.kind = ExprKind::negate;
        result.a = expression(tree().child(node, 0));
        return result.a == kNone ? kNone : add(std::move(result));
      }
      break;
    case NodeKind::binary: return binary_expression(node);
    case NodeKind::conditional:
      result.kind = ExprKind::conditional;
      result.condition = condition(tree().child(node, 0));
      result.a = expression(tree().child(node, 1));
      result.b = expression(tree().child(node, 2));
      return result.a == kNone || result.b == kNone ? kNone : add(std::move(result));
    case NodeKind::aggregate: return aggregate(node);
    case NodeKind::all: return all_components(node);
    case NodeKind::component:
      fail("not-a-value", span(node), {"a component of a design"}).help =
          "rules speak of kinds; name the component by its `name` and `namespace`";
      return kNone;
    default: break;
  }
  fail("not-a-value", span(node), {"a condition"}).help =
      "use it behind `where`, or choose a value with `condition ? a : b`";
  return kNone;
}

ExprId Lowering::binary_expression(NodeIndex node) {
  const Op op = at(node).op;
  Expr result;
  result.span = span(node);
  if (op != Op::default_ && !is_arithmetic(op)) {
    fail("not-a-value", span(node), {"a comparison"}).help =
        "use it behind `where`, or choose a value with `condition ? a : b`";
    return kNone;
  }
  result.kind = op == Op::default_ ? ExprKind::fallback : ExprKind::arithmetic;
  result.op = op;
  const auto operands = tree().children_of(node);
  ExprId left = expression(operands[0]);
  for (std::size_t i = 1; i < operands.size(); ++i) {
    const ExprId right = expression(operands[i]);
    if (left == kNone || right == kNone) return kNone;
    Expr step = result;
    step.a = left;
    step.b = right;
    left = add(std::move(step));
  }
  return left;
}

ExprId Lowering::all_components(NodeIndex node) {
  if (all_var_ == nullptr) {
    fail("not-evaluated", span(node), {"`all` outside `nearest`"}).help =
        "use `some x: Kind where ...` or `count(...)`";
    return kNone;
  }
  if (*all_var_ == kNone) {
    Var var;
    var.name = context_.interner.intern("all");
    var.kinds = kinds_.resolve(file_, tree().child(node, 0));
    var.span = span(node);
    if (var.kinds == kNone) {
      failed_ = true;
      return kNone;
    }
    frame_.push_back(var);
    *all_var_ = static_cast<VarId>(frame_.size() - 1);
  }
  return var_expr(*all_var_, span(node));
}

ExprId Lowering::aggregate(NodeIndex node) {
  Expr result;
  result.span = span(node);
  if (at(node).op != Op::count) {
    fail("not-evaluated", span(node), {"`" + std::string(ast::name(at(node).op)) + "`"}).help =
        "`count` is evaluated by this version";
    return kNone;
  }
  for (NodeKind kind : {NodeKind::value, NodeKind::by}) {
    const NodeIndex part = tree().find(node, kind);
    if (part == ast::kNoIndex) continue;
    fail("not-evaluated", span(part), {"a count by groups or of values"}).help = "`count(x: Kind where ...)` is";
    return kNone;
  }
  const NodeIndex plain = tree().find(node, NodeKind::plain);
  if (plain != ast::kNoIndex) {
    result.kind = ExprKind::length;
    result.a = expression(tree().child(plain, 0));
    return result.a == kNone ? kNone : add(std::move(result));
  }
  result.kind = ExprKind::count;
  result.block = block(node);
  return add(std::move(result));
}

ExprId Lowering::call(NodeIndex node) {
  const NodeIndex name_node = tree().child(node, 0);
  const std::string_view name = text(name_node);
  if (Declaration* found = context_.names.find(file_, name); found != nullptr) {
    if (found->kind == DeclKind::field) {
      std::vector<ExprId> arguments;
      bool ok = true;
      for (NodeIndex child : tree().children_of(node).subspan(1)) {
        if (at(child).kind == NodeKind::named_argument) {
          ok = refuse_named_argument(child);
          continue;
        }
        arguments.push_back(expression(child));
        ok = ok && arguments.back() != kNone;
      }
      return ok ? inline_field(*found, node, arguments) : kNone;
    }
    fail("not-a-value", span(node), {"the " + std::string(check::name(found->kind)) + " `" + found->full_name + "`"})
        .help = "use it as a condition, or count with `count(x: Kind where ...)`";
    return kNone;
  }
  return builtin_call(node, name);
}

ExprId Lowering::inline_field(const Declaration& field, NodeIndex call_node, const std::vector<ExprId>& arguments) {
  if (std::find(fields_.begin(), fields_.end(), &field) != fields_.end()) {
    fail("field-cycle", span(call_node), {field.full_name}).help =
        "a field cannot be defined by itself; use a `define`";
    return kNone;
  }
  const ast::Ast& other = context_.files[field.file].ast;
  std::vector<NodeIndex> parameters;
  for (NodeIndex child : other.children_of(field.node)) {
    if (other.at(child).kind == NodeKind::parameter) parameters.push_back(child);
  }
  if (parameters.size() != arguments.size()) {
    auto& report =
        fail("wrong-argument-count", span(call_node), {field.full_name, argument_count(parameters.size(), parameters.size()), arguments.size()});
    report.notes.push_back({other.span(other.find(field.node, NodeKind::name)), "declared here"});
    return kNone;
  }
  std::vector<Binding> inner;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const NodeIndex kind_node = other.child(parameters[i], 1);
    const std::string_view parameter = context_.interner.text(other.at(other.child(parameters[i], 0)).text);
    if (!KindResolver::is_any_value(context_, field.file, kind_node)) {
      if (kinds_.resolve(field.file, kind_node) == kNone) {
        failed_ = true;
        return kNone;
      }
      if (component_of(arguments[i]) == kNone) {
        fail("wrong-argument", expr(arguments[i]).span, {parameter, field.full_name}).help =
            "pass a component; a parameter that takes any value is declared `" + std::string(parameter) + ": any`";
        return kNone;
      }
    }
    inner.push_back({parameter, arguments[i]});
  }
  const NodeIndex body = other.find(field.node, NodeKind::body);
  if (body == ast::kNoIndex) {
    failed_ = true;
    return kNone;
  }
  std::swap(scope_, inner);
  const std::uint32_t outer_file = file_;
  file_ = field.file;
  fields_.push_back(&field);
  const ExprId result = expression(other.child(body, 0));
  fields_.pop_back();
  file_ = outer_file;
  std::swap(scope_, inner);
  return result;
}

ExprId Lowering::builtin_call(NodeIndex node, std::string_view function) {
  if (function == "nearest") return nearest_call(node);
  struct Row {
    std::string_view name;
    Function function;
    std::size_t arguments;
  };
  static constexpr Row kFunctions[] = {{"group_of", Function::group_of, 2},
                                       {"lower", Function::lower, 1},
                                       {"upper", Function::upper, 1},
                                       {"trim", Function::trim, 1}};
  for (const Row& row : kFunctions) {
    if (row.name != function) continue;
    Expr result;
    result.kind = ExprKind::call;
    result.function = row.function;
    result.span = span(node);
    for (NodeIndex child : tree().children_of(node).subspan(1)) {
      const ExprId argument = expression(child);
      if (argument == kNone) return kNone;
      result.list.push_back(argument);
    }
    if (result.list.size() != row.arguments) {
      fail("wrong-argument-count", span(node), {function, argument_count(row.arguments, row.arguments), result.list.size()});
      return kNone;
    }
    return add(std::move(result));
  }
  static constexpr std::string_view kLater[] = {"reachable", "path",      "cycle",    "depth",  "fan_in", "fan_out",
                                                "component", "dominates", "split",    "join",   "format", "base64",
                                                "sha256",    "quantity",  "duration", "semver", "port"};
  if (std::find(std::begin(kLater), std::end(kLater), function) != std::end(kLater)) {
    fail("not-evaluated", span(node), {"the function `" + std::string(function) + "`"}).help =
        "the language has it, this version does not evaluate it: leave the rule out, or say it with a `define`";
    return kNone;
  }
  auto& report = fail("unknown-function", span(tree().child(node, 0)), {function});
  std::vector<std::string_view> candidates =
      context_.names.visible(file_, {DeclKind::field, DeclKind::relationship, DeclKind::define});
  for (const Row& row : kFunctions) candidates.push_back(row.name);
  candidates.push_back("nearest");
  if (const auto near = base::nearest(function, candidates)) {
    report.help = "did you mean `" + std::string(*near) + "`?";
  } else {
    report.help = "declare it, or import the package that has it";
  }
  return kNone;
}

ExprId Lowering::nearest_call(NodeIndex node) {
  Expr result;
  result.kind = ExprKind::nearest;
  result.span = span(node);
  if (tree().at(node).child_count != 3) {
    fail("wrong-argument-count", span(node), {"nearest", argument_count(2, 2), tree().at(node).child_count - 1});
    return kNone;
  }
  result.a = expression(tree().child(node, 1));
  VarId all = kNone;
  VarId* outer = all_var_;
  all_var_ = &all;
  result.b = expression(tree().child(node, 2));
  all_var_ = outer;
  result.var = all;
  if (all != kNone) result.kinds = frame_[all].kinds;
  return result.a == kNone || result.b == kNone ? kNone : add(std::move(result));
}

Template Lowering::text_template(NodeIndex node) {
  Template result;
  const auto text_part = [&](NodeIndex part) { result.parts.push_back(at(part).text); };
  if (at(node).kind == NodeKind::string) {
    text_part(node);
    return result;
  }
  if (at(node).kind != NodeKind::interpolation) {
    const ExprId value = expression(node);
    if (value == kNone) return result;
    result.parts = {base::kEmptyText, base::kEmptyText};
    result.expressions = {value};
    return result;
  }
  bool after_text = false;
  for (NodeIndex child : tree().children_of(node)) {
    if (at(child).kind == NodeKind::string && !after_text) {
      text_part(child);
      after_text = true;
      continue;
    }
    if (!after_text) result.parts.push_back(base::kEmptyText);
    after_text = false;
    ExprId value = expression(child);
    if (value == kNone) {
      Expr nothing;
      value = add(std::move(nothing));
    }
    result.expressions.push_back(value);
  }
  if (!after_text) result.parts.push_back(base::kEmptyText);
  return result;
}

void Lowering::check_pattern(Op op, ExprId pattern) {
  if (op != Op::matches || expr(pattern).kind != ExprKind::text) return;
  const auto compiled = pattern::Regex::compile(context_.interner.text(expr(pattern).text));
  if (compiled.ok()) return;
  fail("bad-regex", expr(pattern).span, {compiled.error().message}).help =
      "RE2 syntax: no back references and no look-around";
}

CondId Lowering::condition(NodeIndex node) {
  Cond result;
  result.span = span(node);
  switch (at(node).kind) {
    case NodeKind::binary:
      if (at(node).op == Op::and_ || at(node).op == Op::or_) {
        result.kind = at(node).op == Op::and_ ? CondKind::all_of : CondKind::any_of;
        for (NodeIndex child : tree().children_of(node)) result.list.push_back(condition(child));
        return add(std::move(result));
      }
      if (is_comparison(at(node).op)) return comparison(node);
      break;
    case NodeKind::unary:
      if (at(node).op == Op::not_) {
        result.kind = CondKind::negation;
        result.list.push_back(condition(tree().child(node, 0)));
        return add(std::move(result));
      }
      break;
    case NodeKind::is_present:
    case NodeKind::is_absent:
      result.kind = at(node).kind == NodeKind::is_present ? CondKind::present : CondKind::absent;
      result.a = expression(tree().child(node, 0));
      if (result.a == kNone) result.kind = CondKind::never;
      return add(std::move(result));
    case NodeKind::is_kind:
      result.kind = CondKind::is_kind;
      result.a = expression(tree().child(node, 0));
      result.kinds = kinds_.resolve(file_, tree().child(node, 1));
      if (result.kinds == kNone) failed_ = true;
      if (result.a != kNone && component_of(result.a) == kNone) {
        fail("not-a-component", expr(result.a).span).help = "`is Kind` asks the kind of a component";
        result.a = kNone;
      }
      if (result.a == kNone || result.kinds == kNone) result.kind = CondKind::never;
      return add(std::move(result));
    case NodeKind::quantifier: return quantifier(node);
    case NodeKind::call: {
      const Declaration* found = context_.names.find(file_, text(tree().child(node, 0)));
      if (found != nullptr && (found->kind == DeclKind::relationship || found->kind == DeclKind::define)) {
        return relation_call(node);
      }
      break;
    }
    default: break;
  }
  result.kind = CondKind::holds;
  result.a = expression(node);
  if (result.a == kNone) result.kind = CondKind::never;
  return add(std::move(result));
}

CondId Lowering::comparison(NodeIndex node) {
  Cond result;
  result.kind = CondKind::compare;
  result.op = at(node).op;
  result.span = span(node);
  result.a = expression(tree().child(node, 0));
  result.b = expression(tree().child(node, 1));
  if (result.a == kNone || result.b == kNone) {
    result.kind = CondKind::never;
    return add(std::move(result));
  }
  if (result.op == Op::within) {
    fail("not-evaluated", span(node), {"`within`"}).help = "addresses are compared by a later version";
    result.kind = CondKind::never;
    return add(std::move(result));
  }
  const bool left = component_of(result.a) != kNone;
  const bool right = component_of(result.b) != kNone;
  if (left != right || (left && result.op != Op::eq && result.op != Op::ne)) {
    fail("wrong-comparison", span(node)).help =
        "compare its `name`, its `kind` or a path of it; two components are compared with `==` and `!=`";
    result.kind = CondKind::never;
    return add(std::move(result));
  }
  check_pattern(result.op, result.b);
  return add(std::move(result));
}

bool Lowering::refuse_named_argument(NodeIndex node) {
  fail("not-evaluated", span(node), {"a named argument"}).help = "give the arguments in the order of their declaration";
  return false;
}

CondId Lowering::relation_call(NodeIndex node) {
  const Declaration* found = context_.names.find(file_, text(tree().child(node, 0)));
  Cond result;
  result.kind = CondKind::relation;
  result.span = span(node);
  result.relation = found->number;
  if (found->number == kNone) {
    failed_ = true;
    result.kind = CondKind::never;
    return add(std::move(result));
  }
  const Relation& relation = context_.program.relations[found->number];
  const auto arguments = tree().children_of(node).subspan(1);
  const std::uint32_t least = relation.has_via ? relation.arity - 1 : relation.arity;
  if (arguments.size() < least || arguments.size() > relation.arity) {
    auto& report = fail("wrong-argument-count", span(node),
                        {found->full_name, argument_count(least, relation.arity), arguments.size()});
    report.notes.push_back({relation.name_span, "declared here"});
    result.kind = CondKind::never;
    return add(std::move(result));
  }
  bool ok = true;
  for (NodeIndex argument : arguments) {
    if (at(argument).kind == NodeKind::named_argument) {
      ok = refuse_named_argument(argument);
      continue;
    }
    if (at(argument).kind == NodeKind::name && text(argument) == "_") {
      result.list.push_back(kNone);
      continue;
    }
    const ExprId value = expression(argument);
    const VarId var = component_of(value);
    if (value != kNone && var == kNone) {
      fail("not-a-component", span(argument)).help =
          "a relation holds between components: pass a variable of a kind, or `_` for any";
    }
    ok = ok && var != kNone;
    result.list.push_back(var);
  }
  result.list.resize(relation.arity, kNone);
  if (!ok) result.kind = CondKind::never;
  return add(std::move(result));
}

void Lowering::binder(NodeIndex node, std::vector<VarId>& vars) {
  if (at(node).kind == NodeKind::bind_kind) {
    const KindSetId kinds = kinds_.resolve(file_, tree().child(node, 1));
    vars.push_back(bind_component(tree().child(node, 0), kinds));
    return;
  }
  const bool entry = at(node).kind == NodeKind::bind_entry;
  const ExprId source = expression(tree().children_of(node).back());
  const auto bind = [&](NodeIndex name_node, VarKind kind) {
    Var var;
    var.name = at(name_node).text;
    var.kind = kind;
    var.source = source;
    var.span = span(name_node);
    frame_.push_back(var);
    const auto id = static_cast<VarId>(frame_.size() - 1);
    scope_.push_back({text(name_node), source == kNone ? kNone : var_expr(id, var.span)});
    vars.push_back(id);
    return id;
  };
  if (source == kNone) failed_ = true;
  if (!entry) {
    bind(tree().child(node, 0), VarKind::element);
    return;
  }
  const VarId key = bind(tree().child(node, 0), VarKind::entry_key);
  const VarId value = bind(tree().child(node, 1), VarKind::entry_value);
  frame_[key].entry = value;
  frame_[value].entry = key;
}

std::uint32_t Lowering::block(NodeIndex node) {
  Block result;
  const std::size_t outer = scope_.size();
  NodeIndex where = ast::kNoIndex;
  for (NodeIndex child : tree().children_of(node)) {
    switch (at(child).kind) {
      case NodeKind::bind_kind:
      case NodeKind::bind_element:
      case NodeKind::bind_entry: binder(child, result.vars); break;
      case NodeKind::where: where = child; break;
      default: break;
    }
  }
  if (where != ast::kNoIndex) result.condition = condition(tree().child(where, 0));
  for (std::size_t i = outer; i < scope_.size(); ++i) gone_.push_back(scope_[i].name);
  scope_.resize(outer);
  context_.program.blocks.push_back(std::move(result));
  return static_cast<std::uint32_t>(context_.program.blocks.size() - 1);
}

CondId Lowering::quantifier(NodeIndex node) {
  Cond result;
  result.kind = CondKind::quantifier;
  result.op = at(node).op;
  result.span = span(node);
  result.block = block(node);
  if (result.op == Op::every && context_.program.blocks[result.block].condition == kNone) {
    fail("every-without-where", span(node)).help = "say what holds for each: `every x in list where ...`";
    result.kind = CondKind::never;
  }
  return add(std::move(result));
}

bool Lowering::binds_for_body(NodeIndex node) const {
  return at(node).kind == NodeKind::quantifier && at(node).op == Op::some;
}

void Lowering::body_binders(NodeIndex node, Body& body) {
  if (at(node).kind == NodeKind::binary && at(node).op == Op::and_) {
    for (NodeIndex child : tree().children_of(node)) body_binders(child, body);
    return;
  }
  if (!binds_for_body(node)) return;
  const std::size_t first = scope_.size();
  NodeIndex where = ast::kNoIndex;
  for (NodeIndex child : tree().children_of(node)) {
    if (at(child).kind == NodeKind::where) {
      where = child;
    } else {
      binder(child, body.vars);
    }
  }
  body_bindings_.emplace_back(node,
                              std::vector<Binding>(scope_.begin() + static_cast<std::ptrdiff_t>(first), scope_.end()));
  if (where != ast::kNoIndex) body_binders(tree().child(where, 0), body);
}

void Lowering::body_condition(NodeIndex node, Body& body) {
  if (at(node).kind == NodeKind::binary && at(node).op == Op::and_) {
    for (NodeIndex child : tree().children_of(node)) body_condition(child, body);
    return;
  }
  if (!binds_for_body(node)) {
    body.conditions.push_back(condition(node));
    return;
  }
  const NodeIndex where = tree().find(node, NodeKind::where);
  if (where == ast::kNoIndex) return;
  // Another `some` of the body may have bound the same name since.
  const std::size_t outer = scope_.size();
  for (const auto& [quantifier, bindings] : body_bindings_) {
    if (quantifier == node) scope_.insert(scope_.end(), bindings.begin(), bindings.end());
  }
  body_condition(tree().child(where, 0), body);
  scope_.resize(outer);
}

CondId Lowering::bind_condition(NodeIndex node) {
  Cond result;
  result.kind = CondKind::compare;
  result.op = Op::eq;
  result.span = span(node);
  result.a = expression(tree().child(node, 0));
  result.b = expression(tree().child(node, 1));
  if (result.a == kNone || result.b == kNone) result.kind = CondKind::never;
  return add(std::move(result));
}

}  // namespace meshplay::check
