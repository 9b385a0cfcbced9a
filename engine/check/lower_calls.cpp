// Calls: fields, built-in functions, aggregates.
#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/check/lower.h"

namespace meshplay::check {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

std::string argument_count(std::size_t least, std::size_t most) {
  std::string text = std::to_string(least);
  if (most != least) text += " or " + std::to_string(most);
  return text + (most == 1 ? " argument" : " arguments");
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
    auto& report = fail("wrong-argument-count", span(call_node),
                        {field.full_name, argument_count(parameters.size(), parameters.size()), arguments.size()});
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
      fail("wrong-argument-count", span(node),
           {function, argument_count(row.arguments, row.arguments), result.list.size()});
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

bool Lowering::refuse_named_argument(NodeIndex node) {
  fail("not-evaluated", span(node), {"a named argument"}).help = "give the arguments in the order of their declaration";
  return false;
}

}  // namespace meshplay::check
