// A hash index that grows: each key leads to its rows in the order in which they were added. Keys are 64-bit hashes;
// who looks up verifies the rows. Growing doubles and re-seats the heads only.
//
// A pair of key and row is a link, with a number: in order of add(), or as insert() is told. Links can be erased in
// constant time once make_erasable() was called; until then nothing is paid for it.
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
    ++rows_;
    links_.push_back({row, kEnd});
  }

  void make_erasable() {
    if (is_erasable_) return;
    is_erasable_ = true;
    // With room for a quarter more, so that growing is rare.
    const std::size_t room = links_.size() + links_.size() / 4;
    links_.reserve(room);
    previous_.reserve(room);
    while (heads_.size() < used_ * 5 / 2) grow();
    previous_.resize(links_.size(), kEnd);
    for (std::uint32_t link = 0; link < links_.size(); ++link) {
      if (links_[link].next != kEnd) previous_[links_[link].next] = link;
    }
  }

  // A number that no link has. add() must not be called any more.
  void insert(std::uint32_t link, std::uint64_t key, std::uint32_t row) {
    if ((used_ + 1) * 2 > heads_.size()) grow();
    if (link >= links_.size()) {
      links_.resize(std::size_t{link} + 1);
      previous_.resize(std::size_t{link} + 1, kEnd);
    }
    Head& head = seat(key);
    links_[link] = {row, kEnd};
    previous_[link] = kEnd;
    if (head.count == 0) {
      ++used_;
      head.key = key;
      head.first = link;
    } else {
      links_[head.last].next = link;
      previous_[link] = head.last;
    }
    head.last = link;
    ++head.count;
    ++rows_;
  }

  void erase(std::uint32_t link, std::uint64_t key) {
    Head& head = seat(key);
    const std::uint32_t before = previous_[link];
    const std::uint32_t after = links_[link].next;
    (before == kEnd ? head.first : links_[before].next) = after;
    (after == kEnd ? head.last : previous_[after]) = before;
    --rows_;
    if (--head.count == 0) unseat(static_cast<std::size_t>(&head - heads_.data()));
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

  // f(link, key, row)
  template <typename F>
  void for_each_link(F&& f) const {
    for (const Head& head : heads_) {
      if (head.count == 0) continue;
      for (std::uint32_t link = head.first; link != kEnd; link = links_[link].next) f(link, head.key, links_[link].row);
    }
  }

  // One more than the largest number of a link.
  std::uint32_t links() const { return static_cast<std::uint32_t>(links_.size()); }
  std::size_t keys() const { return used_; }
  std::size_t rows() const { return rows_; }

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

  std::size_t home(std::uint64_t key) const { return base::mix(key, 0xd6e8feb86659fd93ULL) & (heads_.size() - 1); }

  Head& seat(std::uint64_t key) {
    const std::size_t mask = heads_.size() - 1;
    std::size_t i = home(key);
    while (heads_[i].count != 0 && heads_[i].key != key) i = (i + 1) & mask;
    return heads_[i];
  }

  const Head* find(std::uint64_t key) const {
    if (heads_.empty()) return nullptr;
    const std::size_t mask = heads_.size() - 1;
    std::size_t i = home(key);
    while (heads_[i].count != 0) {
      if (heads_[i].key == key) return &heads_[i];
      i = (i + 1) & mask;
    }
    return nullptr;
  }

  // Closes the gap, so that every search still ends at the first free seat.
  void unseat(std::size_t gap) {
    const std::size_t mask = heads_.size() - 1;
    heads_[gap] = Head{};
    --used_;
    for (std::size_t i = (gap + 1) & mask; heads_[i].count != 0; i = (i + 1) & mask) {
      const std::size_t distance = (i - home(heads_[i].key)) & mask;
      if (distance < ((i - gap) & mask)) continue;
      heads_[gap] = heads_[i];
      heads_[i] = Head{};
      gap = i;
    }
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
  std::vector<std::uint32_t> previous_;  // by link, once they can be erased
  std::size_t used_ = 0;
  std::size_t rows_ = 0;
  bool is_erasable_ = false;
};

}  // namespace meshplay::infer
