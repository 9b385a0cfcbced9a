// Places in syntax trees: which node a byte belongs to, and what stands around it.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/ast/ast.h"

namespace meshplay::assist {

// The nodes around the byte, outermost first. A byte right behind a node belongs to it, unless another begins there.
std::vector<ast::NodeIndex> way_to(const ast::Ast& tree, std::uint32_t offset);

// f(NodeIndex, way): for each node that is below `node`, with the nodes around it, outermost first.
template <typename F>
void for_each_node(const ast::Ast& tree, ast::NodeIndex node, std::vector<ast::NodeIndex>& way, F&& f) {
  f(node, way);
  way.push_back(node);
  for (const ast::NodeIndex child : tree.children_of(node)) for_each_node(tree, child, way, f);
  way.pop_back();
}

// The declaration or test in which the byte stands, or kNoIndex.
ast::NodeIndex declaration_at(const ast::Ast& tree, std::uint32_t offset);

}  // namespace meshplay::assist
