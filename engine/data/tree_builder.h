// Appends documents to the tree in preorder, one node a call, and holds every document to the limits. What both
// readers, YAML and JSON, have in common stands here; the stack is on the heap, so depth costs no machine stack.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/base/interner.h"
#include "engine/data/reader.h"
#include "engine/data/tree.h"

namespace meshplay::data {

enum class Fit : std::uint8_t { fits, too_deep, too_many_nodes, too_many_alias_nodes };

// One key that stands twice in one mapping: the two key nodes, in order of place.
struct RepeatedKey {
  Node first;
  Node second;
};

class TreeBuilder {
 public:
  TreeBuilder(Tree& tree, const Limits& limits)
      : tree_(tree), limits_(limits), most_nodes_(std::min(limits.nodes_in_document, kMostNodesInDocument)) {}

  void begin_document();
  // Appends the document to the tree's list.
  void keep_document(text::FileId file);
  // Takes back every node since begin_document.
  void drop_document();

  // Each adds a value, or a key where expects_key() holds.
  Fit scalar(NodeType type, base::StrId text, std::uint32_t begin, std::uint32_t end) {
    if (!has_room(1)) return Fit::too_many_nodes;
    add_child(0);
    tree_.nodes.push_back({text, begin, end, type});
    last_end_ = end;
    return Fit::fits;
  }
  Fit open(NodeType type, std::uint32_t begin);
  // Copies a finished subtree of this document, `height` levels high; `end` is where the alias ends.
  Fit copy(std::uint32_t node, std::uint32_t height, std::uint32_t end);
  // Ends the innermost sequence or mapping at byte `end`; returns its height.
  std::uint32_t close(std::uint32_t end);

  bool expects_key() const { return !frames_.empty() && frames_.back().expects_key; }
  bool inside() const { return !frames_.empty(); }
  // The innermost open sequence or mapping; its size and its count come when it is closed.
  const Node& innermost() const { return tree_.nodes[frames_.back().node]; }
  std::uint32_t next_node() const { return static_cast<std::uint32_t>(tree_.nodes.size()); }
  std::uint32_t document_start() const { return start_; }
  // End of the last value added: where a block collection ends.
  std::uint32_t last_end() const { return last_end_; }
  std::vector<RepeatedKey>& repeated_keys() { return repeated_; }

 private:
  struct Frame {
    std::uint32_t node = 0;
    std::uint32_t height = 1;
    std::uint32_t count = 0;
    bool mapping = false;
    bool expects_key = false;
  };

  struct KeyPlace {
    base::StrId text{};
    std::uint32_t node = 0;
  };

  bool has_room(std::uint32_t nodes) const { return next_node() - start_ + std::uint64_t{nodes} <= most_nodes_; }
  void add_child(std::uint32_t height) {
    if (frames_.empty()) return;
    Frame& frame = frames_.back();
    frame.height = std::max(frame.height, height + 1);
    if (!frame.mapping || frame.expects_key) ++frame.count;
    frame.expects_key = frame.mapping && !frame.expects_key;
  }
  void find_repeated_keys(std::uint32_t mapping);

  Tree& tree_;
  const Limits& limits_;
  std::uint32_t most_nodes_;
  std::vector<Frame> frames_;
  std::vector<RepeatedKey> repeated_;
  std::vector<KeyPlace> keys_;  // of the mapping that ends: kept for its memory
  std::uint32_t start_ = 0;
  std::uint32_t last_end_ = 0;
  std::uint64_t alias_nodes_ = 0;
};

}  // namespace meshplay::data
