#include "engine/ast/ast.h"

#include <catch2/catch.hpp>
#include <set>

#include "engine/ast/tree_for_test.h"

namespace meshplay::ast {

TEST_CASE("every kind of node and every operation has a name of its own") {
  std::set<std::string_view> kinds;
  for (std::size_t i = 0; i < kNodeKinds; ++i) kinds.insert(name(static_cast<NodeKind>(i)));
  CHECK(kinds.size() == kNodeKinds);
  CHECK(name(NodeKind::file) == "file");
  CHECK(name(NodeKind::unsafe_mark) == "unsafe_mark");
  CHECK(name(NodeKind::at_path) == "at_path");
  std::set<std::string_view> ops;
  for (std::size_t i = 0; i < kOps; ++i) ops.insert(name(static_cast<Op>(i)));
  CHECK(ops.size() == kOps);
  CHECK(name(Op::default_) == "default");
  CHECK(name(Op::and_) == "and");
  CHECK(name(Op::json) == "json");
}

TEST_CASE("a dump shows kind, operation, text and place, indented by depth") {
  base::Interner interner;
  TreeForTest tree(interner);
  const NodeIndex left = tree.add(NodeKind::name, Op::none, "a", 6, 7);
  const NodeIndex right = tree.add(NodeKind::string, Op::none, "line\n\"two\"\x1b", 11, 20);
  const NodeIndex equal = tree.add(NodeKind::binary, Op::eq, "", 6, 20, {left, right});
  tree.add(NodeKind::file, Op::none, "", 0, 21, {equal});
  CHECK(dump(tree.ast(), interner) ==
        "file 0-21\n"
        "  binary eq 6-20\n"
        "    name \"a\" 6-7\n"
        "    string \"line\\n\\\"two\\\"\\x1b\" 11-20\n");
  CHECK(dump(Ast(), interner).empty());
}

TEST_CASE("shapes are the same whatever the places and the interner") {
  base::Interner interner;
  base::Interner other;
  other.intern("something before");
  const auto make = [](base::Interner& texts, std::string_view text, Op op, std::uint32_t shift) {
    TreeForTest tree(texts);
    const NodeIndex leaf = tree.add(NodeKind::name, Op::none, text, shift, shift + 1);
    tree.add(NodeKind::unary, op, "", shift, shift + 1, {leaf});
    return tree.ast();
  };
  const Ast tree = make(interner, "a", Op::not_, 0);
  CHECK(same_shape(tree, interner, make(other, "a", Op::not_, 7), other));
  CHECK_FALSE(same_shape(tree, interner, make(other, "b", Op::not_, 0), other));
  CHECK_FALSE(same_shape(tree, interner, make(other, "a", Op::neg, 0), other));
  CHECK_FALSE(same_shape(tree, interner, Ast(), other));
  CHECK(same_shape(Ast(), interner, Ast(), other));
}

TEST_CASE("children are found by their kind, and absent ones are kNoIndex") {
  base::Interner interner;
  TreeForTest tree(interner);
  const NodeIndex name = tree.add(NodeKind::name, Op::none, "r", 0, 1);
  const NodeIndex at = tree.add(NodeKind::at, Op::none, "", 2, 3);
  const NodeIndex rule = tree.add(NodeKind::rule, Op::deny, "", 0, 3, {name, at});
  CHECK(tree.ast().find(rule, NodeKind::at) == at);
  CHECK(tree.ast().find(rule, NodeKind::message) == kNoIndex);
  CHECK(tree.ast().child(rule, 0) == name);
}

}  // namespace meshplay::ast
