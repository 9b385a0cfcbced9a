// Rows by number: a program's own, or ones that stand in bytes which outlive it, for programs that are used where they
// were read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <vector>

namespace meshplay::check {

template <typename Row>
class Table {
 public:
  Table() = default;
  explicit Table(std::span<const Row> rows) : rows_(rows.data()), size_(rows.size()), is_own_(false) {}
  Table(const Table& other) { *this = other; }
  Table(Table&& other) noexcept { *this = std::move(other); }
  Table& operator=(const Table& other) {
    if (this != &other) take(other, other.own_);
    return *this;
  }
  Table& operator=(Table&& other) noexcept {
    if (this != &other) {
      take(other, std::move(other.own_));
      other.take({}, {});
    }
    return *this;
  }
  ~Table() = default;

  std::size_t size() const { return size_; }
  bool is_own() const { return is_own_; }
  const Row& operator[](std::size_t number) const { return rows_[number]; }
  const Row* begin() const { return rows_; }
  const Row* end() const { return rows_ + size_; }

  void reserve(std::size_t size) {
    make_own();
    own_.reserve(size);
    show_own();
  }
  void push_back(const Row& row) {
    make_own();
    own_.push_back(row);
    show_own();
  }
  // To be changed; what does not belong to the table is copied first.
  Row& change(std::size_t number) {
    make_own();
    return own_[number];
  }

 private:
  void make_own() {
    if (is_own_) return;
    own_.assign(begin(), end());
    is_own_ = true;
    show_own();
  }
  void show_own() {
    rows_ = own_.data();
    size_ = own_.size();
  }
  void take(const Table& other, std::vector<Row> own) {
    own_ = std::move(own);
    is_own_ = other.is_own_;
    rows_ = is_own_ ? own_.data() : other.rows_;
    size_ = is_own_ ? own_.size() : other.size_;
  }

  std::vector<Row> own_;
  const Row* rows_ = nullptr;
  std::size_t size_ = 0;
  bool is_own_ = true;
};

// Neighbours in a table of ids.
struct Ids {
  std::uint32_t first = 0;
  std::uint32_t size = 0;

  bool operator==(const Ids&) const = default;
};

// The ids themselves. The table may grow meanwhile.
template <typename Id>
class IdsView {
 public:
  IdsView(const Table<Id>& table, Ids ids) : table_(&table), ids_(ids) {}

  class Iterator {
   public:
    // NOLINTBEGIN(readability-identifier-naming): std::iterator_traits asks for these names
    using iterator_category = std::bidirectional_iterator_tag;
    using value_type = Id;
    using difference_type = std::ptrdiff_t;
    using pointer = const Id*;
    using reference = Id;
    // NOLINTEND(readability-identifier-naming)

    Iterator() = default;
    Iterator(const Table<Id>* table, std::uint32_t number) : table_(table), number_(number) {}
    Id operator*() const { return (*table_)[number_]; }
    Iterator& operator++() {
      ++number_;
      return *this;
    }
    Iterator operator++(int) { return {table_, number_++}; }
    Iterator& operator--() {
      --number_;
      return *this;
    }
    Iterator operator--(int) { return {table_, number_--}; }
    bool operator==(const Iterator& other) const { return number_ == other.number_; }

   private:
    const Table<Id>* table_ = nullptr;
    std::uint32_t number_ = 0;
  };

  std::size_t size() const { return ids_.size; }
  bool empty() const { return ids_.size == 0; }
  Id operator[](std::size_t i) const { return (*table_)[ids_.first + i]; }
  std::vector<Id> copy() const { return {begin(), end()}; }
  Id back() const { return (*this)[ids_.size - 1]; }
  Iterator begin() const { return {table_, ids_.first}; }
  Iterator end() const { return {table_, ids_.first + ids_.size}; }
  std::reverse_iterator<Iterator> rbegin() const { return std::reverse_iterator<Iterator>(end()); }
  std::reverse_iterator<Iterator> rend() const { return std::reverse_iterator<Iterator>(begin()); }

 private:
  const Table<Id>* table_;
  Ids ids_;
};

}  // namespace meshplay::check
