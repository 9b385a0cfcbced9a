// The tuples of one relation, each once, with an index for every set of arguments that somebody looks up by. Tuples are
// components by dense id. They stand in the order of their derivation until one is erased, whose row the last one
// takes.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "engine/base/hash.h"
#include "engine/infer/table.h"

namespace meshplay::infer {

class RelationStore {
 public:
  explicit RelationStore(std::uint32_t arity = 0) : arity_(arity) {}

  std::uint32_t arity() const { return arity_; }
  std::uint32_t size() const { return size_; }
  const std::uint32_t* tuple(std::uint32_t row) const { return tuples_.data() + std::size_t{row} * arity_; }

  // False when the tuple was there already.
  bool add(const std::uint32_t* tuple) {
    const std::uint64_t key = hash(tuple, all());
    const bool known = whole_.for_each(key, [&](std::uint32_t row) { return same(row, tuple, all()); });
    if (known) return false;
    tuples_.insert(tuples_.end(), tuple, tuple + arity_);
    if (is_erasable_) {
      whole_.insert(size_, key, size_);
      for (auto& [mask, table] : indexes_) table.insert(size_, hash(tuple, mask), size_);
    } else {
      whole_.add(key, size_);
      for (auto& [mask, table] : indexes_) table.add(hash(tuple, mask), size_);
    }
    ++size_;
    return true;
  }
  // With what tells it from those that it follows from, which have smaller ones. Either all tuples have a height or
  // none.
  bool add(const std::uint32_t* tuple, std::uint32_t height) {
    if (!add(tuple)) return false;
    heights_.push_back(height);
    return true;
  }
  std::uint32_t height(std::uint32_t row) const { return heights_.empty() ? 0 : heights_[row]; }

  std::optional<std::uint32_t> find(const std::uint32_t* tuple) const {
    std::optional<std::uint32_t> result;
    static_cast<void>(whole_.for_each(hash(tuple, all()), [&](std::uint32_t row) {
      if (same(row, tuple, all())) result = row;
      return result.has_value();
    }));
    return result;
  }

  // From here on tuples can be erased.
  void make_erasable() {
    is_erasable_ = true;
    tuples_.reserve(tuples_.size() + tuples_.size() / 4);
    whole_.make_erasable();
    for (auto& [mask, table] : indexes_) table.make_erasable();
  }

  void erase(std::uint32_t row) {
    const std::uint32_t last = size_ - 1;
    const auto update = [&](Table& table, std::uint32_t mask) {
      table.erase(row, hash(tuple(row), mask));
      if (row == last) return;
      const std::uint64_t key = hash(tuple(last), mask);
      table.erase(last, key);
      table.insert(row, key, row);
    };
    update(whole_, all());
    for (auto& [mask, table] : indexes_) update(table, mask);
    const std::ptrdiff_t width = arity_;
    std::copy(tuples_.end() - width, tuples_.end(), tuples_.begin() + std::ptrdiff_t{row} * width);
    tuples_.resize(std::size_t{last} * arity_);
    if (!heights_.empty()) {
      heights_[row] = heights_.back();
      heights_.pop_back();
    }
    size_ = last;
  }

  // Rows in [0, size()) whose arguments in `mask` equal those of `tuple`; f(row) returns true to stop.
  template <typename F>
  bool for_each_match(std::uint32_t mask, const std::uint32_t* tuple, F&& f) {
    if (mask == 0) {
      for (std::uint32_t row = 0; row < size_; ++row) {
        if (f(row)) return true;
      }
      return false;
    }
    const Table& table = mask == all() ? whole_ : index(mask);
    return table.for_each(hash(tuple, mask), [&](std::uint32_t row) { return same(row, tuple, mask) && f(row); });
  }

  // Mean number of rows that one key of this index leads to.
  double fan_out(std::uint32_t mask) {
    if (mask == 0) return size_;
    if (size_ == 0) return 0;
    if (mask == all()) return 1;
    return static_cast<double>(size_) / static_cast<double>(index(mask).keys());
  }

 private:
  std::uint32_t all() const { return (1U << arity_) - 1; }

  std::uint64_t hash(const std::uint32_t* tuple, std::uint32_t mask) const {
    std::uint64_t result = mask;
    for (std::uint32_t i = 0; i < arity_; ++i) {
      if ((mask >> i & 1U) != 0) result = base::hash_combine(result, tuple[i]);
    }
    return result;
  }

  bool same(std::uint32_t row, const std::uint32_t* other, std::uint32_t mask) const {
    const std::uint32_t* own = tuple(row);
    for (std::uint32_t i = 0; i < arity_; ++i) {
      if ((mask >> i & 1U) != 0 && own[i] != other[i]) return false;
    }
    return true;
  }

  const Table& index(std::uint32_t mask) {
    const auto [place, added] = indexes_.try_emplace(mask);
    if (added) {
      for (std::uint32_t row = 0; row < size_; ++row) place->second.add(hash(tuple(row), mask), row);
      if (is_erasable_) place->second.make_erasable();
    }
    return place->second;
  }

  std::uint32_t arity_;
  std::uint32_t size_ = 0;
  std::vector<std::uint32_t> tuples_;
  std::vector<std::uint32_t> heights_;  // of recursive relations
  bool is_erasable_ = false;
  Table whole_;
  std::map<std::uint32_t, Table> indexes_;
};

}  // namespace meshplay::infer
