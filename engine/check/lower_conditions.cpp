// Conditions, quantifiers and the items of bodies.
#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/check/lower.h"
#include "engine/pattern/pattern.h"

namespace meshplay::check {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

namespace {

bool is_comparison(Op op) { return op >= Op::eq && op <= Op::within; }

}  // namespace

void Lowering::check_pattern(Op op, ExprId pattern) {
  if (op != Op::matches || expr(pattern).kind != ExprKind::text) return;
  const auto compiled = pattern::Regex::compile(context_.interner.text(expr(pattern).text));
  if (compiled.ok()) return;
  fail("bad-regex", expr(pattern).span, {compiled.error().message}).help =
      "RE2 syntax: no back references and no look-around";
}

CondId Lowering::condition(NodeIndex node) {
  if (is_observed()) observe_scope(node);
  return lower_condition(node);
}

CondId Lowering::lower_condition(NodeIndex node) {
  Cond result;
  result.span = span(node);
  switch (at(node).kind) {
    case NodeKind::binary:
      if (at(node).op == Op::and_ || at(node).op == Op::or_) {
        result.kind = at(node).op == Op::and_ ? CondKind::all_of : CondKind::any_of;
        std::vector<CondId> all;
        for (NodeIndex child : tree().children_of(node)) all.push_back(condition(child));
        result.list = context_.program.add_list(all);
        return add(result);
      }
      if (is_comparison(at(node).op)) return comparison(node);
      break;
    case NodeKind::unary:
      if (at(node).op == Op::not_) {
        result.kind = CondKind::negation;
        result.list = context_.program.add_list({{condition(tree().child(node, 0))}});
        return add(result);
      }
      break;
    case NodeKind::is_present:
    case NodeKind::is_absent:
      result.kind = at(node).kind == NodeKind::is_present ? CondKind::present : CondKind::absent;
      result.a = expression(tree().child(node, 0));
      if (result.a == kNone) result.kind = CondKind::never;
      return add(result);
    case NodeKind::is_kind:
      result.kind = CondKind::is_kind;
      result.a = expression(tree().child(node, 0));
      if (result.a != kNone && component_of(result.a) == kNone) {
        const auto meant = base::nearest(text(tree().child(node, 1)), {"present", "absent"});
        auto& report = fail("not-a-component", meant ? span(tree().child(node, 1)) : expr(result.a).span);
        if (meant) {
          report.suggest("is " + std::string(*meant), report.span, *meant);
        } else {
          report.help = "`is Kind` asks the kind of a component";
        }
        result.kind = CondKind::never;
        return add(result);
      }
      result.kinds = kinds_.resolve(file_, tree().child(node, 1));
      if (result.kinds == kNone) failed_ = true;
      if (result.a == kNone || result.kinds == kNone) result.kind = CondKind::never;
      return add(result);
    case NodeKind::quantifier: return quantifier(node);
    case NodeKind::call: {
      const NodeIndex name_node = tree().child(node, 0);
      const Declaration* found = context_.names.find(file_, text(name_node));
      if (found == nullptr && is_graph_condition(text(name_node))) return graph_condition(node, text(name_node));
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
  return add(result);
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
    return add(result);
  }
  check_pattern(result.op, result.b);
  return add(result);
}

CondId Lowering::relation_call(NodeIndex node) {
  const Declaration* found = find(tree().child(node, 0));
  Cond result;
  result.span = span(node);
  if (found->number == kNone) {
    failed_ = true;
    return add(result);
  }
  const ast::Ast& other = context_.files[found->file].ast;
  std::vector<Parameter> parameters;
  for (Op role : {Op::none, Op::from, Op::to, Op::via}) {
    for (NodeIndex child : other.children_of(found->node)) {
      const ast::Node& part = other.at(child);
      const bool is_argument =
          role == Op::none ? part.kind == NodeKind::parameter : part.kind == NodeKind::role && part.op == role;
      if (!is_argument) continue;
      parameters.push_back({context_.interner.text(other.at(other.child(child, 0)).text),
                            role == Op::none ? std::string_view() : ast::name(role), role == Op::via});
    }
  }
  std::vector<NodeIndex> nodes;
  const text::Span declared = context_.program.relations[found->number].name_span;
  if (!arrange(node, found->full_name, parameters, declared, nodes)) return add(result);
  std::vector<VarId> vars;
  if (!component_arguments(nodes, vars)) return add(result);
  result.list = context_.program.add_list(vars);
  result.kind = CondKind::relation;
  result.relation = found->number;
  return add(result);
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
    this->bind(name_node, source == kNone ? kNone : var_expr(id, var.span), Named::variable);
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

std::uint32_t Lowering::block(NodeIndex node, const std::function<void()>& inside) {
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
  if (inside) inside();
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
  return add(result);
}

bool Lowering::binds_for_body(NodeIndex node) const {
  return at(node).kind == NodeKind::quantifier && at(node).op == Op::some;
}

void Lowering::body_binders(NodeIndex node, Body& body, bool aside) {
  if (at(node).kind == NodeKind::binary && at(node).op == Op::and_) {
    for (NodeIndex child : tree().children_of(node)) body_binders(child, body, true);
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
  for (std::size_t i = first; i < scope_.size(); ++i) scope_[i].aside = aside;
  if (where != ast::kNoIndex) body_binders(tree().child(where, 0), body, aside);
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

CondId Lowering::bind_condition(NodeIndex node, std::vector<Bind>& binds) {
  Cond result;
  result.kind = CondKind::compare;
  result.op = Op::eq;
  result.span = span(node);
  result.a = expression(tree().child(node, 0));
  result.b = expression(tree().child(node, 1));
  if (result.a == kNone || result.b == kNone) {
    result.kind = CondKind::never;
  } else {
    binds.push_back({result.a, result.b, result.span});
  }
  return add(result);
}

}  // namespace meshplay::check
