#include "engine/assist/cursor.h"

namespace meshplay::assist {

std::vector<ast::NodeIndex> way_to(const ast::Ast& tree, std::uint32_t offset) {
  std::vector<ast::NodeIndex> way;
  if (tree.root == ast::kNoIndex) return way;
  for (ast::NodeIndex node = tree.root; node != ast::kNoIndex;) {
    way.push_back(node);
    ast::NodeIndex next = ast::kNoIndex;
    for (const ast::NodeIndex child : tree.children_of(node)) {
      const ast::Node& row = tree.at(child);
      if (row.begin <= offset && offset <= row.end && row.kind != ast::NodeKind::doc) next = child;
    }
    node = next;
  }
  return way;
}

ast::NodeIndex declaration_at(const ast::Ast& tree, std::uint32_t offset) {
  if (tree.root == ast::kNoIndex) return ast::kNoIndex;
  for (const ast::NodeIndex child : tree.children_of(tree.root)) {
    const ast::Node& row = tree.at(child);
    if (row.begin > offset || offset > row.end) continue;
    switch (row.kind) {
      case ast::NodeKind::kind_decl:
      case ast::NodeKind::field_decl:
      case ast::NodeKind::relationship:
      case ast::NodeKind::define:
      case ast::NodeKind::rule:
      case ast::NodeKind::test: return child;
      default: break;
    }
  }
  return ast::kNoIndex;
}

}  // namespace meshplay::assist
