#include "engine/data/merge.h"

#include <unordered_set>
#include <vector>

namespace meshplay::data {

namespace {

constexpr std::uint32_t kNoKey = 0xffffffffU;

// Copies the document node by node, in preorder, with a stack of its own: depth costs no machine stack. A result is
// never larger than what it is made of, since every node is taken at most once.
class Opener {
 public:
  Opener(NodeArray& out, std::uint32_t start) : raw_(out.begin() + start, out.end()), out_(out) { out_.resize(start); }

  std::optional<Node> run() {
    emit(0);
    while (!frames_.empty() && !bad_key_) {
      Frame& frame = frames_.back();
      if (frame.next == frame.end) {
        out_[frame.node].size = static_cast<std::uint32_t>(out_.size()) - frame.node;
        out_[frame.node].count = (frame.end - frame.begin) & kMostNodesInDocument;
        children_.resize(frame.begin);
        frames_.pop_back();
        continue;
      }
      const Child child = children_[frame.next++];
      if (child.key != kNoKey) out_.push_back(raw_[child.key]);
      emit(child.value);
    }
    return bad_key_;
  }

 private:
  struct Child {
    std::uint32_t key = kNoKey;
    std::uint32_t value = 0;
  };
  struct Frame {
    std::uint32_t node = 0;   // in out_
    std::uint32_t begin = 0;  // in children_
    std::uint32_t end = 0;
    std::uint32_t next = 0;
  };

  void emit(std::uint32_t raw) {
    const Node& node = raw_[raw];
    const auto begin = static_cast<std::uint32_t>(children_.size());
    const auto place = static_cast<std::uint32_t>(out_.size());
    out_.push_back(node);
    if (node.type == NodeType::mapping) {
      gather_entries(raw);
    } else if (node.type == NodeType::sequence) {
      std::uint32_t element = raw + 1;
      for (std::uint32_t i = 0; i < node.count; ++i, element += raw_[element].size)
        children_.push_back({kNoKey, element});
    } else {
      return;
    }
    frames_.push_back({place, begin, static_cast<std::uint32_t>(children_.size()), begin});
  }

  // Own entries first, then those of each source in order, each key once.
  void gather_entries(std::uint32_t mapping) {
    seen_.clear();
    sources_.assign(1, mapping);
    bool filter = false;
    while (!sources_.empty()) {
      const std::uint32_t source = sources_.back();
      sources_.pop_back();
      std::uint32_t merge_key = kNoKey;
      std::uint32_t key = source + 1;
      for (std::uint32_t i = 0; i < raw_[source].count; ++i, key += 1 + raw_[key + 1].size) {
        if (raw_[key].type == kMergeKey) {
          merge_key = key;
        } else if (!filter || seen_.insert(static_cast<std::uint32_t>(raw_[key].text)).second) {
          children_.push_back({key, key + 1});
        }
      }
      if (merge_key == kNoKey) continue;
      if (!filter) {
        filter = true;
        remember_own_keys(mapping);
      }
      push_sources(merge_key);
    }
  }

  void remember_own_keys(std::uint32_t mapping) {
    std::uint32_t key = mapping + 1;
    for (std::uint32_t i = 0; i < raw_[mapping].count; ++i, key += 1 + raw_[key + 1].size) {
      if (raw_[key].type != kMergeKey) seen_.insert(static_cast<std::uint32_t>(raw_[key].text));
    }
  }

  void push_sources(std::uint32_t merge_key) {
    const std::uint32_t value = merge_key + 1;
    if (raw_[value].type == NodeType::mapping) {
      sources_.push_back(value);
      return;
    }
    const std::size_t first = sources_.size();
    std::uint32_t element = value + 1;
    bool good = raw_[value].type == NodeType::sequence;
    for (std::uint32_t i = 0; good && i < raw_[value].count; ++i, element += raw_[element].size) {
      good = raw_[element].type == NodeType::mapping;
      sources_.insert(sources_.begin() + static_cast<std::ptrdiff_t>(first), element);
    }
    if (!good) {
      bad_key_ = raw_[merge_key];
      sources_.clear();
    }
  }

  std::vector<Node> raw_;
  NodeArray& out_;
  std::vector<Frame> frames_;
  std::vector<Child> children_;
  std::vector<std::uint32_t> sources_;  // last first
  std::unordered_set<std::uint32_t> seen_;
  std::optional<Node> bad_key_;
};

}  // namespace

std::optional<Node> open_merges(NodeArray& nodes, std::uint32_t start) { return Opener(nodes, start).run(); }

}  // namespace meshplay::data
