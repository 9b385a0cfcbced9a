// The compact document tree: every document of a run, YAML or JSON, in one array in preorder. Each node knows the
// bytes of its file. Mappings hold key, value, key, value ...; keys are text nodes. Aliases and merge keys are
// already resolved (their nodes keep the place where the text stands).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/interner.h"
#include "engine/data/node_array.h"
#include "engine/text/source.h"

namespace meshplay::data {

enum class NodeId : std::uint32_t {};

constexpr NodeId kNoNode{0xffffffffU};

struct Document {
  NodeId root{};
  text::FileId file = text::kNoFile;
};

// Appends one more key to a path as people write it.
void append_key(std::string& path, std::string_view key);

class Tree {
 public:
  NodeArray nodes;
  std::vector<Document> documents;

  const Node& at(NodeId id) const { return nodes[static_cast<std::uint32_t>(id)]; }
  NodeType type(NodeId id) const { return at(id).type; }

  // The value under `key`, or kNoNode when `id` is no mapping or has no such key. Nulls are found like any value.
  NodeId find(NodeId id, base::StrId key) const {
    const Node& mapping = at(id);
    if (mapping.type != NodeType::mapping) return kNoNode;
    std::uint32_t child = static_cast<std::uint32_t>(id) + 1;
    for (std::uint32_t i = 0; i < mapping.count; ++i) {
      if (nodes[child].text == key) return NodeId{child + 1};
      child += 1 + nodes[child + 1].size;
    }
    return kNoNode;
  }

  // Element `index` (from 0) of a sequence, or kNoNode.
  NodeId element(NodeId id, std::uint32_t index) const {
    const Node& sequence = at(id);
    if (sequence.type != NodeType::sequence || index >= sequence.count) return kNoNode;
    std::uint32_t child = static_cast<std::uint32_t>(id) + 1;
    for (std::uint32_t i = 0; i < index; ++i) child += nodes[child].size;
    return NodeId{child};
  }

  // Calls f(NodeId element) for each element of a sequence; nothing for other nodes.
  template <typename F>
  void for_each_element(NodeId id, F&& f) const {
    const Node& sequence = at(id);
    if (sequence.type != NodeType::sequence) return;
    std::uint32_t child = static_cast<std::uint32_t>(id) + 1;
    for (std::uint32_t i = 0; i < sequence.count; ++i) {
      f(NodeId{child});
      child += nodes[child].size;
    }
  }

  // Calls f(NodeId key, NodeId value) for each entry of a mapping; nothing for other nodes.
  template <typename F>
  void for_each_entry(NodeId id, F&& f) const {
    const Node& mapping = at(id);
    if (mapping.type != NodeType::mapping) return;
    std::uint32_t child = static_cast<std::uint32_t>(id) + 1;
    for (std::uint32_t i = 0; i < mapping.count; ++i) {
      f(NodeId{child}, NodeId{child + 1});
      child += 1 + nodes[child + 1].size;
    }
  }

  // The path of `node` from `root`, as people write it: spec.containers[0].labels["app.kubernetes.io/name"].
  std::string path(NodeId root, NodeId node, const base::Interner& interner) const;
};

}  // namespace meshplay::data
