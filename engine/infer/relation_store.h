// The tuples of one relation, each once, in the order of their derivation, with an index for every set of arguments
// that somebody looks up by. Tuples are components by dense id.
#pragma once

#include <cstdint>
#include <map>
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
    whole_.add(key, size_);
    tuples_.insert(tuples_.end(), tuple, tuple + arity_);
    for (auto& [mask, table] : indexes_) table.add(hash(tuple, mask), size_);
    ++size_;
    return true;
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
    }
    return place->second;
  }

  std::uint32_t arity_;
  std::uint32_t size_ = 0;
  std::vector<std::uint32_t> tuples_;
  Table whole_;
  std::map<std::uint32_t, Table> indexes_;
};

}  // namespace meshplay::infer
