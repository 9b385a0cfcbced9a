// Calls: fields, built-in functions, aggregates.
#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/check/functions.h"
#include "engine/check/lower.h"

namespace meshplay::check {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

bool is_graph_condition(std::string_view function) {
  return function == "reachable" || function == "cycle" || function == "dominates";
}

std::string argument_count(std::size_t least, std::size_t most) {
  std::string text = std::to_string(least);
  if (most > least) text += (most == least + 1 ? " or " : " to ") + std::to_string(most);
  return text + (most == 1 ? " argument" : " arguments");
}

ExprId Lowering::all_components(NodeIndex node) {
  if (all_var_ == nullptr) {
    fail("all-outside-nearest", span(node)).help = "use `some x: Kind where ...` or `count(x: Kind where ...)`";
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
  result.op = at(node).op;
  result.span = span(node);
  const NodeIndex plain = tree().find(node, NodeKind::plain);
  if (plain != ast::kNoIndex) {
    result.kind = ExprKind::fold;
    result.a = expression(tree().child(plain, 0));
    return result.a == kNone ? kNone : add(result);
  }
  result.kind = ExprKind::aggregate;
  const NodeIndex value = tree().find(node, NodeKind::value);
  const NodeIndex by = tree().find(node, NodeKind::by);
  if (value == ast::kNoIndex && result.op != Op::count) {
    auto& report = fail("aggregate-without-value", span(node), {ast::name(result.op)});
    report.help = "say of what: `" + std::string(ast::name(result.op)) + "(x.path of x in list)`";
    return kNone;
  }
  bool ok = true;
  result.block = block(node, [&] {
    if (value != ast::kNoIndex) {
      result.a = expression(tree().child(value, 0));
      ok = result.a != kNone;
    }
    if (by != ast::kNoIndex) {
      result.b = expression(tree().child(by, 0));
      ok = ok && result.b != kNone;
    }
  });
  return ok ? add(result) : kNone;
}

bool Lowering::arrange(NodeIndex call, std::string_view callee, std::span<const Parameter> parameters,
                       text::Span declared, std::vector<NodeIndex>& arguments, std::string_view usage) {
  arguments.assign(parameters.size(), ast::kNoIndex);
  const auto given = tree().children_of(call).subspan(1);
  const auto optional = static_cast<std::size_t>(
      std::count_if(parameters.begin(), parameters.end(), [](const Parameter& p) { return p.optional; }));
  std::size_t next = 0;
  std::size_t missing = 0;
  bool named = false;
  for (NodeIndex argument : given) {
    std::size_t place = next++;
    NodeIndex value = argument;
    if (at(argument).kind == NodeKind::named_argument) {
      named = true;
      const std::string_view name = text(tree().child(argument, 0));
      value = tree().child(argument, 1);
      place = 0;
      while (place < parameters.size() && parameters[place].name != name && parameters[place].role != name) ++place;
      if (place == parameters.size()) {
        auto& report = fail("unknown-argument", span(tree().child(argument, 0)), {callee, name});
        std::vector<std::string_view> names;
        for (const Parameter& parameter : parameters) {
          if (!parameter.role.empty()) names.push_back(parameter.role);
          names.push_back(parameter.name);
        }
        if (const auto near = base::nearest(name, names)) {
          report.suggest(*near);
        } else if (!usage.empty()) {
          report.help = usage;
        } else {
          report.help = "it has";
          for (std::string_view each : names) report.help += " `" + std::string(each) + "`";
        }
        return false;
      }
    } else if (named) {
      fail("argument-order", span(argument)).help = "give arguments without a name first, or name this one, too";
      return false;
    }
    if (place < parameters.size() && arguments[place] != ast::kNoIndex) {
      fail("repeated-argument", span(argument), {parameters[place].name}).help = "leave one of the two out";
      return false;
    }
    if (place < parameters.size()) arguments[place] = value;
  }
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (arguments[i] == ast::kNoIndex && !parameters[i].optional) ++missing;
  }
  if (missing == 0 && given.size() <= parameters.size()) return true;
  auto& report = fail("wrong-argument-count", span(call),
                      {callee, argument_count(parameters.size() - optional, parameters.size()), given.size()});
  report.help = usage;
  if (usage.empty()) {
    report.help = "write `" + std::string(text(tree().child(call, 0))) + "(";
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      report.help += (i == 0 ? "" : ", ") + std::string(parameters[i].name);
    }
    report.help += ")`";
  }
  if (declared.known()) report.notes.push_back({declared, "declared here"});
  return false;
}

ExprId Lowering::call(NodeIndex node) {
  const NodeIndex name_node = tree().child(node, 0);
  const std::string_view name = text(name_node);
  Declaration* found = find(name_node);
  if (found == nullptr) return builtin_call(node, name);
  if (found->kind == DeclKind::field) return inline_field(*found, node);
  fail("not-a-value", span(node), {"the " + std::string(check::name(found->kind)) + " `" + found->full_name + "`"})
      .help = "use it as a condition, or count with `count(x: Kind where ...)`";
  return kNone;
}

ExprId Lowering::inline_field(const Declaration& field, NodeIndex call_node) {
  if (std::find(fields_.begin(), fields_.end(), &field) != fields_.end()) {
    fail("field-cycle", span(call_node), {field.full_name}).help =
        "a field cannot be defined by itself; use a `define`";
    return kNone;
  }
  const ast::Ast& other = context_.files[field.file].ast;
  std::vector<NodeIndex> parameters;
  std::vector<Parameter> names;
  for (NodeIndex child : other.children_of(field.node)) {
    if (other.at(child).kind != NodeKind::parameter) continue;
    parameters.push_back(child);
    names.push_back({context_.interner.text(other.at(other.child(child, 0)).text), {}, false});
  }
  std::vector<NodeIndex> nodes;
  if (!arrange(call_node, field.full_name, names, other.span(other.find(field.node, NodeKind::name)), nodes)) {
    return kNone;
  }
  std::vector<ExprId> arguments;
  for (NodeIndex argument : nodes) {
    arguments.push_back(expression(argument));
    if (arguments.back() == kNone) return kNone;
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
  static constexpr std::pair<std::string_view, Measure> kMeasures[] = {{"path", Measure::path},
                                                                       {"depth", Measure::depth},
                                                                       {"fan_in", Measure::fan_in},
                                                                       {"fan_out", Measure::fan_out},
                                                                       {"component", Measure::component}};
  for (const auto& [name, measure] : kMeasures) {
    if (name == function) return graph_measure(node, measure);
  }
  if (is_graph_condition(function)) {
    fail("not-a-value", span(node), {"`" + std::string(function) + "`"}).help =
        "use it behind `where`, or choose a value with `condition ? a : b`";
    return kNone;
  }
  if (const FunctionRow* row = find_function(function)) {
    const auto given = tree().children_of(node).subspan(1);
    Expr result;
    result.kind = ExprKind::call;
    result.function = row->function;
    result.span = span(node);
    if (given.size() < row->least || given.size() > row->most) {
      fail("wrong-argument-count", span(node), {function, argument_count(row->least, row->most), given.size()}).help =
          "write `" + std::string(row->signature) + "`";
      return kNone;
    }
    std::vector<ExprId> arguments;
    for (NodeIndex child : given) {
      if (at(child).kind == NodeKind::named_argument) {
        fail("unknown-argument", span(tree().child(child, 0)), {function, text(tree().child(child, 0))}).help =
            "write `" + std::string(row->signature) + "`";
        return kNone;
      }
      arguments.push_back(expression(child));
    }
    if (std::find(arguments.begin(), arguments.end(), kNone) != arguments.end()) return kNone;
    result.list = context_.program.add_list(arguments);
    return add(result);
  }
  auto& report = fail("unknown-function", span(tree().child(node, 0)), {function});
  std::vector<std::string_view> candidates =
      context_.names.visible(file_, {DeclKind::field, DeclKind::relationship, DeclKind::define});
  for (const FunctionRow& row : functions()) candidates.push_back(row.name);
  for (const auto& [name, measure] : kMeasures) candidates.push_back(name);
  for (std::string_view name : {"nearest", "reachable", "cycle", "dominates"}) candidates.push_back(name);
  if (const auto near = base::nearest(function, candidates)) {
    report.suggest(*near);
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
    fail("wrong-argument-count", span(node), {"nearest", argument_count(2, 2), tree().at(node).child_count - 1}).help =
        "write `nearest(wanted, candidates)`";
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
  return result.a == kNone || result.b == kNone ? kNone : add(result);
}

// ---- graphs

std::string Lowering::dotted(NodeIndex node) const {
  if (at(node).kind == NodeKind::name) return std::string(text(node));
  if (at(node).kind != NodeKind::member) return "";
  const std::string before = dotted(tree().child(node, 0));
  return before.empty() ? before : before + "." + std::string(text(tree().child(node, 1)));
}

bool Lowering::graph_arguments(NodeIndex node, std::string_view function, std::size_t components,
                               std::vector<NodeIndex>& arguments, std::uint32_t& graph) {
  static constexpr Parameter kParameters[] = {{"a"}, {"b"}, {"c"}};
  std::vector<Parameter> parameters(kParameters, kParameters + components);
  parameters.push_back({"via"});
  const std::string usage = "write `" + std::string(function) +
                            (components == 1 ? "(a" : (components == 2 ? "(a, b" : "(a, b, c")) + ", via: [routes])`";
  if (!arrange(node, function, parameters, {}, arguments, usage)) return false;
  const NodeIndex via = arguments.back();
  arguments.pop_back();
  std::vector<NodeIndex> names{via};
  if (at(via).kind == NodeKind::list) {
    const auto listed = tree().children_of(via);
    names.assign(listed.begin(), listed.end());
  }
  Graph steps;
  for (NodeIndex each : names) {
    const std::string name = dotted(each);
    Declaration* found = name.empty() ? nullptr : find(each, name);
    if (found == nullptr || (found->kind != DeclKind::relationship && found->kind != DeclKind::define)) {
      auto& report = fail("unknown-name", span(each),
                          {"relationship or define", name.empty() ? context_.sources.text(span(each)) : name});
      const auto candidates = context_.names.visible(file_, {DeclKind::relationship, DeclKind::define});
      if (const auto near = base::nearest(name, candidates)) {
        report.suggest(*near);
      } else {
        report.help = "name the relationships that are the steps: `via: [routes, mounts_config]`";
      }
      return false;
    }
    const Relation& relation = context_.program.relations[found->number];
    if (!relation.relationship && relation.arity != 2) {
      auto& report = fail("not-a-step", span(each), {found->full_name});
      report.notes.push_back({relation.name_span, "declared here"});
      report.help = "a step leads from one component to another: name a relationship, or a `define` of two components";
      return false;
    }
    steps.over.push_back(found->number);
  }
  if (names.empty()) {
    fail("not-a-step", span(via), {"[]"}).help = "name the relationships that are the steps: `via: [routes]`";
    return false;
  }
  std::sort(steps.over.begin(), steps.over.end());
  steps.over.erase(std::unique(steps.over.begin(), steps.over.end()), steps.over.end());
  auto& graphs = context_.program.graphs;
  const auto known =
      std::find_if(graphs.begin(), graphs.end(), [&](const Graph& other) { return other.over == steps.over; });
  graph = static_cast<std::uint32_t>(known - graphs.begin());
  if (known == graphs.end()) graphs.push_back(std::move(steps));
  return true;
}

bool Lowering::component_arguments(const std::vector<NodeIndex>& nodes, std::vector<std::uint32_t>& into) {
  bool ok = true;
  for (NodeIndex node : nodes) {
    if (node == ast::kNoIndex || (at(node).kind == NodeKind::name && text(node) == "_")) {
      into.push_back(kNone);
      continue;
    }
    const ExprId value = expression(node);
    const VarId var = component_of(value);
    if (value != kNone && var == kNone) {
      fail("not-a-component", span(node)).help =
          "a relation holds between components: pass a variable of a kind, or `_` for any";
    }
    ok = ok && var != kNone;
    into.push_back(var);
  }
  return ok;
}

ExprId Lowering::graph_measure(NodeIndex node, Measure measure) {
  Expr result;
  result.kind = ExprKind::graph;
  result.measure = measure;
  result.span = span(node);
  std::vector<NodeIndex> nodes;
  const std::string_view function = text(tree().child(node, 0));
  if (!graph_arguments(node, function, measure == Measure::path ? 2 : 1, nodes, result.index)) return kNone;
  std::vector<std::uint32_t> vars;
  if (!component_arguments(nodes, vars)) return kNone;
  for (std::size_t i = 0; i < vars.size(); ++i) {
    if (vars[i] == kNone) {
      fail("not-a-component", span(nodes[i])).help = "say which component";
      return kNone;
    }
    vars[i] = var_expr(vars[i], span(nodes[i]));
  }
  result.list = context_.program.add_list(vars);
  return add(result);
}

CondId Lowering::graph_condition(NodeIndex node, std::string_view function) {
  Cond result;
  result.span = span(node);
  std::vector<NodeIndex> nodes;
  std::vector<std::uint32_t> vars;
  std::uint32_t graph = kNone;
  const bool dominates = function == "dominates";
  if (!graph_arguments(node, function,
                       dominates             ? 3
                       : function == "cycle" ? 1
                                             : 2,
                       nodes, graph) ||
      !component_arguments(nodes, vars)) {
    return add(result);
  }
  if (function == "cycle") vars.push_back(vars[0]);
  result.list = context_.program.add_list(vars);
  result.kind = CondKind::relation;
  result.relation = closure(dominates ? Closure::dominates : Closure::reachable, graph, span(node));
  return add(result);
}

RelationId Lowering::closure(Closure kind, std::uint32_t graph, text::Span where) {
  auto& relations = context_.program.relations;
  const auto known = std::find_if(relations.begin(), relations.end(), [&](const Relation& relation) {
    return relation.closure == kind && relation.graph == graph;
  });
  if (known != relations.end()) return static_cast<RelationId>(known - relations.begin());
  KindSet any;
  any.any = true;
  context_.program.kind_sets.push_back(any);
  Var argument;
  argument.kinds = static_cast<KindSetId>(context_.program.kind_sets.size() - 1);
  argument.span = where;
  Relation relation;
  relation.name = context_.interner.intern(kind == Closure::reachable ? "reachable" : "dominates");
  relation.arity = kind == Closure::reachable ? 2 : 3;
  relation.frame.assign(relation.arity, argument);
  relation.closure = kind;
  relation.graph = graph;
  relation.span = where;
  relation.name_span = where;
  relations.push_back(std::move(relation));
  return static_cast<RelationId>(relations.size() - 1);
}

}  // namespace meshplay::check
