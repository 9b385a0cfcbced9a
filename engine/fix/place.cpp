#include "engine/fix/place.h"

#include <algorithm>

namespace meshplay::fix {

using check::Expr;
using check::ExprKind;
using data::NodeId;
using edit::Step;

namespace {

std::vector<Step> steps_to(const data::Tree& tree, NodeId root, NodeId node, const base::Interner& interner) {
  std::vector<Step> steps;
  const auto holds = [&](NodeId of) {
    const auto begin = static_cast<std::uint32_t>(of);
    const auto wanted = static_cast<std::uint32_t>(node);
    return begin <= wanted && wanted < begin + tree.at(of).size;
  };
  NodeId here = root;
  while (here != node) {
    NodeId next = data::kNoNode;
    tree.for_each_entry(here, [&](NodeId key, NodeId value) {
      if (key != node && !holds(value)) return;
      steps.push_back(Step::into(std::string(interner.text(tree.at(key).text))));
      next = key == node ? node : value;
    });
    std::uint32_t index = 0;
    tree.for_each_element(here, [&](NodeId element) {
      if (holds(element)) {
        steps.push_back(Step::at(index));
        next = element;
      }
      ++index;
    });
    if (next == data::kNoNode) return {};
    here = next;
  }
  return steps;
}

NodeId child_of(const data::Tree& tree, NodeId node, const Step& step, const base::Interner& interner) {
  if (step.kind == Step::Kind::index) {
    return tree.type(node) == data::NodeType::sequence ? tree.element(node, step.index) : data::kNoNode;
  }
  NodeId child = data::kNoNode;
  tree.for_each_entry(node, [&](NodeId key, NodeId value) {
    if (interner.text(tree.at(key).text) == step.key) child = value;
  });
  return child;
}

}  // namespace

bool is_within(const Place& inner, const Place& outer) {
  return inner.component == outer.component && outer.path.size() <= inner.path.size() &&
         std::equal(outer.path.begin(), outer.path.end(), inner.path.begin());
}

NodeId find_node(const Place& place, const design::Design& design, const base::Interner& interner) {
  NodeId node = design.at(place.component).root;
  for (const Step& step : place.path) {
    if (node == data::kNoNode) return node;
    node = child_of(design.tree, node, step, interner);
  }
  return node;
}

text::Span span_of(const Place& place, const design::Design& design, const base::Interner& interner) {
  const design::Component& component = design.at(place.component);
  NodeId node = component.root;
  for (const Step& step : place.path) {
    const NodeId next = child_of(design.tree, node, step, interner);
    if (next == data::kNoNode) break;
    node = next;
  }
  if (node == component.root) node = component.name_node;
  return {component.file, design.tree.at(node).begin, design.tree.at(node).end};
}

std::optional<Place> Places::of_node(NodeId node) const {
  const design::Design& design = evaluator_.values().design();
  if (node == data::kNoNode) return std::nullopt;
  // Roots ascend.
  const auto after = std::upper_bound(design.components.begin(), design.components.end(), node,
                                      [](NodeId place, const design::Component& c) { return place < c.root; });
  if (after == design.components.begin()) return std::nullopt;
  const auto& component = *(after - 1);
  const auto end = static_cast<std::uint32_t>(component.root) + design.tree.at(component.root).size;
  if (static_cast<std::uint32_t>(node) >= end) return std::nullopt;
  return Place{design::ComponentId{static_cast<std::uint32_t>(after - design.components.begin() - 1)},
               steps_to(design.tree, component.root, node, evaluator_.values().interner())};
}

std::optional<Place> Places::of(check::ExprId id, infer::Env& env) {
  if (id == check::kNone) return std::nullopt;
  const Expr& expr = program_.exprs[id];
  const auto text = [&](base::StrId key) { return std::string(evaluator_.values().interner().text(key)); };
  const auto step = [&](std::optional<Place> base, Step next) {
    if (base) base->path.push_back(std::move(next));
    return base;
  };
  switch (expr.kind) {
    case ExprKind::var: {
      const infer::Value& value = env[expr.var];
      if (value.tag == infer::Tag::component) return Place{design::ComponentId{value.data}, {}};
      return of_node(value.tag == infer::Tag::node ? NodeId{value.data} : value.origin);
    }
    case ExprKind::member: return step(of(expr.a, env), Step::into(text(expr.text)));
    case ExprKind::property: {
      std::string_view key;
      switch (expr.property) {
        case check::Property::name: key = "name"; break;
        case check::Property::space: key = "namespace"; break;
        case check::Property::labels: key = "labels"; break;
        case check::Property::annotations: key = "annotations"; break;
        default: return std::nullopt;
      }
      return step(step(of(expr.a, env), Step::into("metadata")), Step::into(std::string(key)));
    }
    case ExprKind::subscript: {
      const infer::Value index = evaluator_.eval(expr.b, env);
      if (index.tag == infer::Tag::text) return step(of(expr.a, env), Step::into(text(base::StrId{index.data})));
      if (index.tag != infer::Tag::number) return std::nullopt;
      const double number = evaluator_.values().number_of(index);
      if (!(number >= 0 && number < 4294967295.0)) return std::nullopt;
      return step(of(expr.a, env), Step::at(static_cast<std::uint32_t>(number)));
    }
    case ExprKind::select: {
      const infer::Value element = evaluator_.eval(id, env);
      return of_node(element.tag == infer::Tag::node ? NodeId{element.data} : element.origin);
    }
    case ExprKind::fallback: {
      if (!evaluator_.eval(expr.a, env).missing()) return of(expr.a, env);
      if (!evaluator_.eval(expr.b, env).missing()) {
        if (auto place = of(expr.b, env)) return place;
      }
      return of(expr.a, env);
    }
    case ExprKind::conditional: return of(evaluator_.holds(expr.condition, env) ? expr.a : expr.b, env);
    default: return std::nullopt;
  }
}

edit::Value edit_value(NodeId node, const data::Tree& tree, const base::Interner& interner) {
  edit::Value value;
  value.type = tree.at(node).type;
  value.text = interner.text(tree.at(node).text);
  if (value.is_collection()) value.text.clear();
  tree.for_each_element(node, [&](NodeId element) { value.elements.push_back(edit_value(element, tree, interner)); });
  tree.for_each_entry(node, [&](NodeId key, NodeId child) {
    value.entries.push_back({std::string(interner.text(tree.at(key).text)), edit_value(child, tree, interner)});
  });
  return value;
}

edit::Value edit_value(const infer::Value& value, infer::Values& values) {
  switch (value.tag) {
    case infer::Tag::boolean: return edit::Value::boolean(value.data != 0);
    case infer::Tag::number: return edit::Value::number(values.show({value.tag, value.data, data::kNoNode}));
    case infer::Tag::node: return edit_value(NodeId{value.data}, values.design().tree, values.interner());
    case infer::Tag::list: {
      std::vector<edit::Value> elements;
      values.for_each_element(value, [&](const infer::Value& element) {
        if (!element.missing()) elements.push_back(edit_value(element, values));
      });
      return edit::Value::list(std::move(elements));
    }
    case infer::Tag::map: {
      std::vector<edit::Entry> entries;
      values.for_each_entry(value, [&](const infer::Value& key, const infer::Value& entry) {
        if (!entry.missing()) entries.push_back({values.show(key), edit_value(entry, values)});
      });
      return edit::Value::map(std::move(entries));
    }
    default: return edit::Value::of(values.show(value));
  }
}

}  // namespace meshplay::fix
