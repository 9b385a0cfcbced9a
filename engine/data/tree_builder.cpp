#include "engine/data/tree_builder.h"

#include <algorithm>

#include "engine/base/ensure.h"

namespace meshplay::data {

namespace {
// A file of nothing but one key, a million times, is told often enough.
constexpr std::size_t kMostRepeatedKeys = 20;
}  // namespace

void TreeBuilder::begin_document() {
  start_ = next_node();
  frames_.clear();
  repeated_.clear();
  alias_nodes_ = 0;
  last_end_ = 0;
}

void TreeBuilder::keep_document(text::FileId file) {
  ENSURE(frames_.empty() && next_node() > start_, "a document is kept when it is whole");
  tree_.documents.push_back({NodeId{start_}, file});
}

void TreeBuilder::drop_document() {
  frames_.clear();
  tree_.nodes.resize(start_);
}

Fit TreeBuilder::open(NodeType type, std::uint32_t begin) {
  if (frames_.size() >= limits_.depth) return Fit::too_deep;
  if (!has_room(1)) return Fit::too_many_nodes;
  const bool mapping = type == NodeType::mapping;
  frames_.push_back({next_node(), 1, 0, mapping, mapping});
  tree_.nodes.push_back({base::kEmptyText, begin, begin, type});
  last_end_ = begin;
  return Fit::fits;
}

Fit TreeBuilder::copy(std::uint32_t node, std::uint32_t height, std::uint32_t end) {
  const std::uint32_t size = tree_.nodes[node].size;
  if (frames_.size() + height > limits_.depth) return Fit::too_deep;
  if (alias_nodes_ + size > limits_.alias_nodes_in_document) return Fit::too_many_alias_nodes;
  if (!has_room(size)) return Fit::too_many_nodes;
  const bool key = expects_key();
  add_child(height);
  alias_nodes_ += size;
  const std::uint32_t to = next_node();
  tree_.nodes.extend(size);
  std::copy_n(tree_.nodes.begin() + node, size, tree_.nodes.begin() + to);
  if (key) tree_.nodes[to].type = NodeType::text;
  last_end_ = end;
  return Fit::fits;
}

std::uint32_t TreeBuilder::close(std::uint32_t end) {
  const Frame frame = frames_.back();
  frames_.pop_back();
  Node& node = tree_.nodes[frame.node];
  node.end = std::max(end, node.begin);
  node.size = next_node() - frame.node;
  node.count = frame.count & kMostNodesInDocument;
  last_end_ = node.end;
  if (frame.mapping && node.count > 1) find_repeated_keys(frame.node);
  add_child(frame.height);
  return frame.height;
}

// Ids are compared, so that a small mapping costs a few instructions a pair; a large one is sorted.
void TreeBuilder::find_repeated_keys(std::uint32_t mapping) {
  constexpr std::size_t kSmall = 16;
  keys_.clear();
  std::uint32_t key = mapping + 1;
  bool repeated = false;
  for (std::uint32_t i = 0; i < tree_.nodes[mapping].count; ++i, key += 1 + tree_.nodes[key + 1].size) {
    const KeyPlace place{tree_.nodes[key].text, key};
    if (keys_.size() < kSmall) {
      for (const KeyPlace& other : keys_) repeated |= other.text == place.text;
    }
    keys_.push_back(place);
  }
  if (!repeated && keys_.size() <= kSmall) return;
  std::sort(keys_.begin(), keys_.end(),
            [](const KeyPlace& a, const KeyPlace& b) { return a.text != b.text ? a.text < b.text : a.node < b.node; });
  const auto told = static_cast<std::ptrdiff_t>(repeated_.size());
  std::size_t first = 0;
  for (std::size_t i = 1; i < keys_.size(); ++i) {
    if (keys_[i].text != keys_[first].text) {
      first = i;
    } else {
      repeated_.push_back({tree_.nodes[keys_[first].node], tree_.nodes[keys_[i].node]});
    }
  }
  // By place: the numbers of texts depend on what was read before.
  std::sort(repeated_.begin() + told, repeated_.end(),
            [](const RepeatedKey& a, const RepeatedKey& b) { return a.second.begin < b.second.begin; });
  if (repeated_.size() > kMostRepeatedKeys) repeated_.resize(kMostRepeatedKeys);
}

}  // namespace meshplay::data
