#include "engine/data/tree.h"

#include <catch2/catch.hpp>

#include "engine/data/read_for_test.h"

namespace meshplay::data {
namespace {

TEST_CASE("a path is written as people write it") {
  const test::Reading reading(
      "spec:\n  containers:\n  - name: web\n    labels: {app.kubernetes.io/name: x, a-b: 1, \"q\\\"\\\\\": 2, \"\": 3, "
      "9a: 4}\n");
  const NodeId root = reading.tree.documents.front().root;
  std::vector<std::string> paths;
  for (std::uint32_t i = 0; i < reading.tree.nodes.size(); ++i) {
    const std::string path = reading.tree.path(root, NodeId{i}, reading.interner);
    if (paths.empty() || paths.back() != path) paths.push_back(path);
  }
  const std::string labels = "spec.containers[0].labels";
  CHECK(paths == std::vector<std::string>{"", "spec", "spec.containers", "spec.containers[0]",
                                          "spec.containers[0].name", labels, labels + "[\"app.kubernetes.io/name\"]",
                                          labels + ".a-b", labels + "[\"q\\\"\\\\\"]", labels + "[\"\"]",
                                          labels + "[\"9a\"]"});
}

TEST_CASE("a path may begin at any node, and at an element of a list") {
  const test::Reading reading("- a: [1, [2, 3]]\n- b\n");
  const NodeId root = reading.tree.documents.front().root;
  const NodeId three = reading.find("[0].a[1][1]");
  REQUIRE(three != kNoNode);
  CHECK(reading.interner.text(reading.tree.at(three).text) == "3");
  CHECK(reading.tree.path(reading.tree.element(root, 0), three, reading.interner) == "a[1][1]");
  CHECK(reading.tree.path(three, three, reading.interner).empty());
}

TEST_CASE("values are found by key and by index, and nothing is found in other nodes") {
  test::Reading reading("a: {b: null, c: [10, 20]}\nd: x\n");
  const Tree& tree = reading.tree;
  const NodeId root = tree.documents.front().root;
  const auto key = [&](std::string_view name) { return reading.interner.intern(name); };
  const NodeId a = tree.find(root, key("a"));
  REQUIRE(a != kNoNode);
  CHECK(tree.type(tree.find(a, key("b"))) == NodeType::null);
  const NodeId c = tree.find(a, key("c"));
  CHECK(reading.interner.text(tree.at(tree.element(c, 1)).text) == "20");
  CHECK(tree.element(c, 2) == kNoNode);
  CHECK(tree.element(a, 0) == kNoNode);
  CHECK(tree.find(root, key("b")) == kNoNode);
  CHECK(tree.find(c, key("b")) == kNoNode);
  CHECK(tree.find(tree.find(root, key("d")), key("d")) == kNoNode);
}

}  // namespace
}  // namespace meshplay::data
