#include "engine/parse/extent.h"

#include <algorithm>

namespace meshplay::parse {

namespace {

using ast::Ast;
using ast::NodeIndex;
using ast::NodeKind;
using Names = std::vector<base::StrId>;

bool binds(NodeKind kind) {
  return kind == NodeKind::bind_kind || kind == NodeKind::bind_element || kind == NodeKind::bind_entry;
}

// Calls `visit` for the names that a binder gives, not for what it ranges over.
template <typename Visit>
void for_bound_names(const Ast& tree, NodeIndex binder, Visit visit) {
  const auto children = tree.children_of(binder);
  for (std::size_t i = 0; i + 1 < children.size(); ++i) visit(tree.at(children[i]).text);
}

bool has(const Names& names, base::StrId name) { return std::find(names.begin(), names.end(), name) != names.end(); }

// Binders from left to right, each of which hides its names from what stands behind it.
bool mentions_in_scope(const Ast& tree, NodeIndex scope, const Names& names) {
  Names visible = names;
  NodeIndex value = ast::kNoIndex;  // written first, but inside the scope of the binders
  for (const NodeIndex child : tree.children_of(scope)) {
    const NodeKind kind = tree.at(child).kind;
    if (kind == NodeKind::value) {
      value = child;
      continue;
    }
    if (!binds(kind)) {
      if (mentions(tree, child, visible)) return true;
      continue;
    }
    if (kind != NodeKind::bind_kind && mentions(tree, tree.children_of(child).back(), visible)) return true;
    for_bound_names(tree, child, [&](base::StrId name) { std::erase(visible, name); });
  }
  return value != ast::kNoIndex && mentions(tree, value, visible);
}

// Adds the names that quantifiers inside bind from what `names` stand for.
bool add_derived(const Ast& tree, NodeIndex expression, Names& names) {
  bool added = false;
  for (const NodeIndex child : tree.children_of(expression)) {
    const NodeKind kind = tree.at(child).kind;
    const bool from_names = (kind == NodeKind::bind_element || kind == NodeKind::bind_entry) &&
                            mentions(tree, tree.children_of(child).back(), names);
    if (from_names) {
      for_bound_names(tree, child, [&](base::StrId name) {
        if (has(names, name)) return;
        names.push_back(name);
        added = true;
      });
    }
    added = add_derived(tree, child, names) || added;
  }
  return added;
}

}  // namespace

bool mentions(const Ast& tree, NodeIndex expression, const Names& names) {
  if (names.empty()) return false;
  const ast::Node& node = tree.at(expression);
  const auto children = tree.children_of(expression);
  switch (node.kind) {
    case NodeKind::name: return has(names, node.text);
    case NodeKind::member:
    case NodeKind::is_kind: return mentions(tree, children[0], names);
    case NodeKind::select: return mentions(tree, children[0], names) || mentions(tree, children[2], names);
    case NodeKind::call:
    case NodeKind::named_argument:
      return std::any_of(children.begin() + 1, children.end(),
                         [&](NodeIndex child) { return mentions(tree, child, names); });
    case NodeKind::all: return false;
    case NodeKind::quantifier:
    case NodeKind::aggregate: return mentions_in_scope(tree, expression, names);
    default:
      return std::any_of(children.begin(), children.end(),
                         [&](NodeIndex child) { return mentions(tree, child, names); });
  }
}

Rest cut_condition(const Ast& tree, Names names, Alternatives& condition) {
  Rest rest;
  if (condition.size() == 1 && condition[0].size() == 1) return rest;
  bool more = true;
  while (more) {
    more = false;
    for (const Conjuncts& conjuncts : condition) {
      for (const Unit& unit : conjuncts) {
        // The unit itself may be the quantifier; its binders are its children.
        more = add_derived(tree, unit.node, names) || more;
      }
    }
  }
  const auto speaks = [&](const Unit& unit) { return mentions(tree, unit.node, names); };
  while (condition.size() > 1 && std::none_of(condition.back().begin(), condition.back().end(), speaks)) {
    rest.alternatives.push_back(std::move(condition.back()));
    condition.pop_back();
  }
  std::reverse(rest.alternatives.begin(), rest.alternatives.end());
  if (condition.size() > 1) return rest;
  Conjuncts& conjuncts = condition[0];
  while (conjuncts.size() > 1 && !speaks(conjuncts.back())) {
    rest.conjuncts.push_back(conjuncts.back());
    conjuncts.pop_back();
  }
  std::reverse(rest.conjuncts.begin(), rest.conjuncts.end());
  return rest;
}

}  // namespace meshplay::parse
