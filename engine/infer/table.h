// A hash index that grows: each key leads to its rows in the order in which they were added. Keys are 64-bit hashes;
// who looks up verifies the rows. Growing doubles and re-seats the heads only.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/hash.h"

namespace meshplay::infer {

class Table {
 public:
  static constexpr std::uint32_t kEnd = 0xffffffffU;

  void add(std::uint64_t key, std::uint32_t row) {
    if ((used_ + 1) * 2 > heads_.size()) grow();
    Head& head = seat(key);
    if (head.count == 0) {
      ++used_;
      head.key = key;
      head.first = static_cast<std::uint32_t>(links_.size());
    } else {
      links_[head.last].next = static_cast<std::uint32_t>(links_.size());
    }
    head.last = static_cast<std::uint32_t>(links_.size());
    ++head.count;
    links_.push_back({row, kEnd});
  }

  std::uint32_t count(std::uint64_t key) const {
    const Head* head = find(key);
    return head == nullptr ? 0 : head->count;
  }

  // f(row) returns true to stop; rows added meanwhile are seen, too.
  template <typename F>
  bool for_each(std::uint64_t key, F&& f) const {
    const Head* head = find(key);
    if (head == nullptr) return false;
    for (std::uint32_t link = head->first; link != kEnd; link = links_[link].next) {
      if (f(links_[link].row)) return true;
    }
    return false;
  }

  std::size_t keys() const { return used_; }
  std::size_t rows() const { return links_.size(); }

 private:
  struct Head {
    std::uint64_t key = 0;
    std::uint32_t first = kEnd;
    std::uint32_t last = kEnd;
    std::uint32_t count = 0;
  };
  struct Link {
    std::uint32_t row = 0;
    std::uint32_t next = kEnd;
  };

  Head& seat(std::uint64_t key) {
    const std::size_t mask = heads_.size() - 1;
    std::size_t i = base::mix(key, 0xd6e8feb86659fd93ULL) & mask;
    while (heads_[i].count != 0 && heads_[i].key != key) i = (i + 1) & mask;
    return heads_[i];
  }

  const Head* find(std::uint64_t key) const {
    if (heads_.empty()) return nullptr;
    const std::size_t mask = heads_.size() - 1;
    std::size_t i = base::mix(key, 0xd6e8feb86659fd93ULL) & mask;
    while (heads_[i].count != 0) {
      if (heads_[i].key == key) return &heads_[i];
      i = (i + 1) & mask;
    }
    return nullptr;
  }

  void grow() {
    constexpr std::size_t kFirst = 16;
    std::vector<Head> old(heads_.empty() ? kFirst : heads_.size() * 2);
    old.swap(heads_);
    for (const Head& head : old) {
      if (head.count != 0) seat(head.key) = head;
    }
  }

  std::vector<Head> heads_;
  std::vector<Link> links_;
  std::size_t used_ = 0;
};

}  // namespace meshplay::infer
