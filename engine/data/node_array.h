// The nodes of a tree, one behind the other. As a vector, but for three things: large arrays lie in huge pages, nodes
// can be added without being filled first, and there are fewer than 2^32 of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>

#include "engine/base/ensure.h"
#include "engine/base/interner.h"
#include "engine/base/room.h"

namespace meshplay::data {

enum class NodeType : std::uint8_t { null, boolean, integer, number, text, sequence, mapping };

struct Node {
  Node() = default;
  Node(base::StrId text_id, std::uint32_t begins, std::uint32_t ends, NodeType node_type)
      : text(text_id), begin(begins), end(ends), type(node_type) {}

  base::StrId text{};       // scalars; booleans are `true` or `false`, integers decimal, numbers as written
  std::uint32_t begin = 0;  // bytes [begin, end) of the value in its file
  std::uint32_t end = 0;
  std::uint32_t size = 1;        // nodes of the subtree, this one included: the next sibling is this many further
  std::uint32_t count : 29 = 0;  // elements of a sequence, entries of a mapping
  NodeType type : 3 = NodeType::null;
};

constexpr std::uint32_t kMostNodesInDocument = (1U << 29) - 1;  // what a count holds

class NodeArray {
 public:
  NodeArray() = default;
  NodeArray(const NodeArray& other) { assign(other.begin(), other.end()); }
  NodeArray(NodeArray&& other) noexcept { swap(other); }
  NodeArray& operator=(const NodeArray& other) {
    if (this != &other) assign(other.begin(), other.end());
    return *this;
  }
  NodeArray& operator=(NodeArray&& other) noexcept {
    NodeArray taken(std::move(other));
    swap(taken);
    return *this;
  }
  ~NodeArray() = default;

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  bool empty() const { return size_ == 0; }
  Node& operator[](std::size_t i) { return data_[i]; }
  const Node& operator[](std::size_t i) const { return data_[i]; }
  Node* begin() { return data_; }
  Node* end() { return data_ + size_; }
  const Node* begin() const { return data_; }
  const Node* end() const { return data_ + size_; }

  void push_back(const Node& node) {
    if (size_ == capacity_) {
      const Node kept = node;  // it may be one of these
      grow(size_ + 1);
      data_[size_++] = kept;
      return;
    }
    data_[size_++] = node;
  }
  // So many more nodes, to be written before they are read.
  Node* extend(std::size_t more) {
    if (size_ + more > capacity_) grow(size_ + more);
    size_ += more;
    return data_ + size_ - more;
  }
  void resize(std::size_t size) {
    if (size > size_) {
      Node* fresh = extend(size - size_);
      std::fill(fresh, data_ + size_, Node{});
    }
    size_ = size;
  }
  void reserve(std::size_t capacity) {
    if (capacity > capacity_) move_to(capacity);
  }
  template <typename Iterator>
  void assign(Iterator first, Iterator last) {
    size_ = 0;
    std::copy(first, last, extend(static_cast<std::size_t>(last - first)));
  }

 private:
  static_assert(std::is_trivially_copyable_v<Node> && sizeof(Node) == 20);

  void swap(NodeArray& other) {
    std::swap(room_, other.room_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
  }
  void grow(std::size_t wanted) {
    ENSURE(wanted < 0xfffffff0U, "all documents of a run have fewer than 2^32 nodes");
    move_to(std::max({wanted, capacity_ * 2, std::size_t{64}}));
  }
  void move_to(std::size_t capacity) {
    base::Room room(capacity * sizeof(Node));
    auto* data = reinterpret_cast<Node*>(room.data());
    std::copy(begin(), end(), data);
    room_ = std::move(room);
    data_ = data;
    capacity_ = capacity;
  }

  base::Room room_;
  Node* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace meshplay::data
