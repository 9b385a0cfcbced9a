#include "engine/check/lower.h"

#include <algorithm>
#include <cctype>
#include <charconv>

#include "engine/base/nearest.h"
#include "engine/check/observer.h"

namespace meshplay::check {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

namespace {

bool is_arithmetic(Op op) { return op >= Op::add && op <= Op::mod; }

double number_value(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace

Lowering::Lowering(Context& context, KindResolver& kinds, std::uint32_t file, std::vector<Var>& frame)
    : context_(context), kinds_(kinds), file_(file), frame_(frame) {}

diag::Diagnostic& Lowering::fail(std::string_view code, text::Span where,
                                 std::initializer_list<diag::Argument> arguments) {
  failed_ = true;
  return context_.sink.report(code, where, arguments);
}

ExprId Lowering::add(const Expr& expr) { return context_.program.add(expr); }

CondId Lowering::add(const Cond& cond) { return context_.program.add(cond); }

ExprId Lowering::var_expr(VarId var, text::Span where) {
  Expr expr;
  expr.kind = ExprKind::var;
  expr.var = var;
  expr.span = where;
  return add(expr);
}

VarId Lowering::component_of(ExprId id) const {
  if (id == kNone || expr(id).kind != ExprKind::var) return kNone;
  const VarId var = expr(id).var;
  return frame_[var].kind == VarKind::component ? var : kNone;
}

// Names that begin with `_` are left unused on purpose.
void Lowering::bind(NodeIndex name_node, ExprId value, Named named) {
  const std::string_view name = text(name_node);
  const text::Span where = span(name_node);
  const bool inlined = !fields_.empty();  // told once, where the field is declared
  const auto outer = std::find_if(scope_.rbegin(), scope_.rend(), [&](const Binding& other) {
    return other.name == name && other.use != kNone && !other.aside;
  });
  if (outer != scope_.rend() && !name.starts_with('_') && !inlined && context_.tells(file_)) {
    auto& report = context_.sink.report("shadowing", where, {name});
    report.notes.push_back({uses_[outer->use].span, "first bound here"});
    report.help = "give one of them another name";
    uses_[outer->use].used = true;
  }
  scope_.push_back({name, value, static_cast<std::uint32_t>(uses_.size())});
  uses_.push_back({name, where, named, inlined || name.starts_with('_')});
  if (is_observed()) context_.observations->locals.push_back({where, where, named});
}

Declaration* Lowering::find(NodeIndex node, std::string_view name) {
  Declaration* found = context_.names.find(file_, name);
  if (found != nullptr) context_.use(*found, file_, span(node));
  return found;
}

void Lowering::report_unused() {
  if (failed_ || !context_.tells(file_)) return;
  for (const Use& use : uses_) {
    if (use.used || use.named == Named::role) continue;
    const std::string name(use.name);
    if (use.named == Named::param) {
      context_.sink.report("unused-param", use.span, {name}).help =
          "read it in a condition or a message, or take it away";
    } else if (use.named == Named::parameter) {
      auto& report = context_.sink.report("unused-parameter", use.span, {name});
      report.help = "use it, take it away, or name it `_" + name + "`";
      report.replacements.push_back({use.span, "_" + name});
      report.is_guess = true;  // a condition may be missing instead
    } else {
      auto& report = context_.sink.report("unused-variable", use.span, {name});
      report.help = "say something of it, or name it `_" + name + "` when only that there is one matters";
      report.replacements.push_back({use.span, "_" + name});
      report.is_guess = true;  // a condition may be missing instead
    }
  }
}

VarId Lowering::bind_component(NodeIndex name_node, KindSetId kinds, Named named) {
  if (kinds == kNone) failed_ = true;
  Var var;
  var.name = at(name_node).text;
  var.kinds = kinds;
  var.span = span(name_node);
  frame_.push_back(var);
  const auto id = static_cast<VarId>(frame_.size() - 1);
  bind(name_node, var_expr(id, var.span), named);
  return id;
}

void Lowering::unknown_name(NodeIndex node, std::string_view name) {
  if (std::find(gone_.begin(), gone_.end(), name) != gone_.end()) {
    auto& report = fail("unbound-variable", span(node), {name});
    report.help = "`" + std::string(name) +
                  "` is known only inside its quantifier: put the conditions that need it into brackets there";
    return;
  }
  // What binds it may stand in a line that did not parse.
  const auto is_word = [](char c) { return c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0; };
  for (std::size_t i = 0; i < context_.reports_of_parsing; ++i) {
    const diag::Diagnostic& parsed = context_.sink.all()[i];
    if (parsed.span.file != span(node).file) continue;
    const auto number = context_.sources.place(parsed.span.file, parsed.span.begin).line;
    if (number == context_.sources.place(span(node).file, span(node).begin).line) continue;
    const std::string_view line = context_.sources.line(parsed.span.file, number);
    const std::size_t place = line.find(name);
    if (place == std::string_view::npos || (place > 0 && is_word(line[place - 1]))) continue;
    if (place + name.size() < line.size() && is_word(line[place + name.size()])) continue;
    failed_ = true;
    return;
  }
  auto& report = fail("unbound-variable", span(node), {name});
  std::vector<std::string_view> candidates;
  candidates.reserve(scope_.size());
  for (const Binding& binding : scope_) candidates.push_back(binding.name);
  if (const auto near = base::nearest(name, candidates)) {
    report.suggest(*near);
  } else if (name == "null" || name == "nil" || name == "none") {
    report.help = "ask with `is absent` or `is present`";
  } else if (std::isupper(static_cast<unsigned char>(name[0])) != 0) {
    report.help = "a text is written in double quotes: `\"" + std::string(name) + "\"`";
  } else if (!scope_.empty() && (name == "name" || name == "namespace" || name == "labels" || name == "annotations" ||
                                 name == "kind" || name == "spec" || name == "metadata")) {
    report.help = "say whose: `" + std::string(scope_.front().name) + "." + std::string(name) + "`";
  } else {
    report.help =
        "bind it first, for instance `some " + std::string(name) + ": Service`; a text is written in double quotes";
  }
}

ExprId Lowering::name_expression(NodeIndex node) {
  const std::string_view name = text(node);
  for (auto binding = scope_.rbegin(); binding != scope_.rend(); ++binding) {
    if (binding->name == name) {
      if (binding->use != kNone) {
        uses_[binding->use].used = true;
        if (is_observed()) {
          context_.observations->locals.push_back({span(node), uses_[binding->use].span, uses_[binding->use].named});
        }
      }
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
      return add(result);
    }
  }
  result.kind = ExprKind::member;
  result.text = at(key_node).text;
  return add(result);
}

bool Lowering::is_observed() const {
  return context_.observations != nullptr && context_.observations->file == file_ && fields_.empty();
}

void Lowering::observe_scope(NodeIndex node) {
  Observations& observations = *context_.observations;
  if (observations.cursor < at(node).begin || observations.cursor > at(node).end) return;
  observations.scope.clear();
  for (const Binding& binding : scope_) {
    if (binding.use == kNone) continue;
    const Use& use = uses_[binding.use];
    observations.scope.push_back({use.span, use.span, use.named});
  }
}

ExprId Lowering::expression(NodeIndex node) {
  if (!is_observed()) return lower_expression(node);
  observe_scope(node);
  const ExprId id = lower_expression(node);
  if (id != kNone) context_.observations->lower(id, span(node));
  return id;
}

ExprId Lowering::lower_expression(NodeIndex node) {
  Expr result;
  result.span = span(node);
  switch (at(node).kind) {
    case NodeKind::string:
      result.kind = ExprKind::text;
      result.text = at(node).text;
      return add(result);
    case NodeKind::number:
      result.kind = ExprKind::number;
      result.number = number_value(text(node));
      return add(result);
    case NodeKind::boolean:
      result.kind = ExprKind::boolean;
      result.flag = text(node) == "true";
      return add(result);
    case NodeKind::name: return name_expression(node);
    case NodeKind::member: return member(node);
    case NodeKind::subscript:
      result.kind = ExprKind::subscript;
      result.a = expression(tree().child(node, 0));
      result.b = expression(tree().child(node, 1));
      return result.a == kNone || result.b == kNone ? kNone : add(result);
    case NodeKind::select: {
      result.kind = ExprKind::select;
      result.a = expression(tree().child(node, 0));
      std::vector<base::StrId> keys;
      for (NodeIndex key = tree().child(node, 1);;) {
        if (at(key).kind == NodeKind::member) {
          keys.insert(keys.begin(), at(tree().child(key, 1)).text);
          key = tree().child(key, 0);
        } else {
          keys.insert(keys.begin(), at(key).text);
          break;
        }
      }
      result.keys = context_.program.add_keys(keys);
      result.b = expression(tree().child(node, 2));
      return result.a == kNone || result.b == kNone ? kNone : add(result);
    }
    case NodeKind::list:
    case NodeKind::map: {
      result.kind = at(node).kind == NodeKind::list ? ExprKind::list : ExprKind::map;
      std::vector<base::StrId> keys;
      std::vector<ExprId> values;
      for (NodeIndex child : tree().children_of(node)) {
        NodeIndex value = child;
        if (at(child).kind == NodeKind::map_entry) {
          keys.push_back(at(child).text);
          value = tree().child(child, 0);
        }
        const ExprId lowered = expression(value);
        if (lowered == kNone) return kNone;
        values.push_back(lowered);
      }
      result.keys = context_.program.add_keys(keys);
      result.list = context_.program.add_list(values);
      return add(result);
    }
    case NodeKind::call: return call(node);
    case NodeKind::unary:
      if (at(node).op == Op::neg) {
        result.kind = ExprKind::negate;
        result.a = expression(tree().child(node, 0));
        return result.a == kNone ? kNone : add(result);
      }
      break;
    case NodeKind::binary: return binary_expression(node);
    case NodeKind::conditional:
      result.kind = ExprKind::conditional;
      result.condition = condition(tree().child(node, 0));
      result.a = expression(tree().child(node, 1));
      result.b = expression(tree().child(node, 2));
      return result.a == kNone || result.b == kNone ? kNone : add(result);
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
    left = add(step);
  }
  return left;
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
      value = add(nothing);
    }
    result.expressions.push_back(value);
  }
  if (!after_text) result.parts.push_back(base::kEmptyText);
  return result;
}

}  // namespace meshplay::check
