#include "engine/data/node_array.h"

#include <catch2/catch.hpp>

namespace meshplay::data {
namespace {

Node numbered(std::uint32_t number) { return {base::StrId{number}, number, number + 1, NodeType::text}; }

bool is_numbered(const Node& node, std::uint32_t number) {
  return node.text == base::StrId{number} && node.begin == number && node.end == number + 1 && node.size == 1 &&
         node.count == 0 && node.type == NodeType::text;
}

TEST_CASE("nodes stay what they are while the array grows past its room") {
  NodeArray nodes;
  CHECK(nodes.empty());
  for (std::uint32_t i = 0; i < 200'000; ++i) nodes.push_back(numbered(i));
  REQUIRE(nodes.size() == 200'000);
  bool good = true;
  for (std::uint32_t i = 0; i < 200'000; ++i) good = good && is_numbered(nodes[i], i);
  CHECK(good);
}

TEST_CASE("a node of the array can be added to it again when there is no room left") {
  NodeArray nodes;
  nodes.push_back(numbered(7));
  while (nodes.size() < nodes.capacity()) nodes.push_back(numbered(8));
  nodes.push_back(nodes[0]);
  CHECK(is_numbered(nodes[nodes.size() - 1], 7));
}

TEST_CASE("new nodes of a larger array are null, and a smaller one keeps the first") {
  NodeArray nodes;
  for (std::uint32_t i = 0; i < 10; ++i) nodes.push_back(numbered(i));
  nodes.resize(4);
  CHECK(nodes.size() == 4);
  nodes.resize(6);
  CHECK(is_numbered(nodes[3], 3));
  CHECK(nodes[4].type == NodeType::null);
  CHECK(nodes[5].size == 1);
  CHECK(nodes[5].text == base::kEmptyText);
}

TEST_CASE("what is extended by is written behind what is there") {
  NodeArray nodes;
  nodes.push_back(numbered(1));
  Node* fresh = nodes.extend(1000);
  for (std::uint32_t i = 0; i < 1000; ++i) fresh[i] = numbered(i + 2);
  CHECK(nodes.size() == 1001);
  CHECK(is_numbered(nodes[0], 1));
  CHECK(is_numbered(nodes[1000], 1001));
}

TEST_CASE("copies are apart, and what is moved is empty") {
  NodeArray nodes;
  nodes.push_back(numbered(1));
  NodeArray copy = nodes;
  copy[0] = numbered(2);
  CHECK(is_numbered(nodes[0], 1));
  nodes = copy;
  CHECK(is_numbered(nodes[0], 2));
  const NodeArray taken = std::move(copy);
  CHECK(is_numbered(taken[0], 2));
  CHECK(copy.empty());  // NOLINT(bugprone-use-after-move,clang-analyzer-cplusplus.Move): that is the promise
}

TEST_CASE("a node holds the largest count") {
  Node node;
  node.count = kMostNodesInDocument;
  node.type = NodeType::mapping;
  CHECK(node.count == 536'870'911);
  CHECK(node.type == NodeType::mapping);
}

}  // namespace
}  // namespace meshplay::data
