// Makes small trees by hand, for tests.
#pragma once

#include <initializer_list>

#include "engine/ast/ast.h"

namespace meshplay::ast {

class TreeForTest {
 public:
  explicit TreeForTest(base::Interner& interner, text::FileId file = text::kNoFile) : interner_(interner) {
    ast_.file = file;
  }

  // The node added last is the root.
  NodeIndex add(NodeKind kind, Op op, std::string_view text, std::uint32_t begin, std::uint32_t end,
                std::initializer_list<NodeIndex> children = {}) {
    ast_.nodes.push_back({kind, op, interner_.intern(text), begin, end,
                          static_cast<std::uint32_t>(ast_.children.size()),
                          static_cast<std::uint32_t>(children.size())});
    ast_.children.insert(ast_.children.end(), children);
    ast_.root = static_cast<NodeIndex>(ast_.nodes.size() - 1);
    return ast_.root;
  }

  const Ast& ast() const { return ast_; }

 private:
  base::Interner& interner_;
  Ast ast_;
};

}  // namespace meshplay::ast
