// A hash index over the rows of a component variable and, behind it, of the elements that its lists hold: by values
// that must be equal, by the labels that rows have, or by the labels that their selectors ask for. Built once, shared
// by every rule that asks the same. Rows of a component can be taken out and put in again once make_erasable() was
// called.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/infer/evaluator.h"
#include "engine/infer/table.h"

namespace meshplay::infer {

enum class TableMode : std::uint8_t {
  equality,   // key: the key expressions
  labels,     // key: the key expressions and one label of the row
  selectors,  // key: the key expressions and one label that the row's selector asks for, the rarest
};

struct RowTableSpec {
  TableMode mode = TableMode::equality;
  std::vector<check::VarId> chain;        // a component, then elements whose lists depend on what stands before them
  std::vector<check::ExprId> keys;        // over the chain
  check::ExprId labelled = check::kNone;  // the labels, or the selector
};

class RowTable {
 public:
  RowTable(const RowTableSpec& spec, const std::vector<check::Var>& frame, Evaluator& evaluator);

  std::size_t rows() const { return live_rows_; }
  // Mean number of rows behind a key.
  double fan_out() const;
  const Value* row(std::uint32_t number) const { return rows_.data() + std::size_t{number} * spec_width_; }

  // Around each change of a component, as Evaluator's leave() and enter() are called: before the first, after the
  // second. enter() returns false when there was no row before and now there is one.
  void make_erasable();
  void leave(design::ComponentId component);
  bool enter(design::ComponentId component, Evaluator& evaluator);
  // All rows anew.
  void refill(Evaluator& evaluator);
  bool uses_namespaces(const Evaluator& evaluator) const;

  // Rows that may match; the caller verifies them. f(const Value* row) returns true to stop.
  template <typename F>
  bool for_each_equal(std::uint64_t key, F&& f) const {
    return table_.for_each(key, [&](std::uint32_t number) { return f(row(number)); });
  }
  // mode labels: rows whose labels may satisfy the requirements.
  template <typename F>
  bool for_each_selected(std::uint64_t key, const std::vector<Requirement>& requirements, F&& f) const;
  // mode selectors: rows whose selector may select the labels.
  template <typename F>
  bool for_each_selecting(std::uint64_t key, const Value& labels, Values& values, F&& f) const;

 private:
  void fill(Evaluator& evaluator);
  void expand(std::size_t depth, Evaluator& evaluator, Env& env);
  void add_row(Evaluator& evaluator, Env& env);
  std::uint32_t keep_row(const Env& env);
  void anchor_selectors();
  void anchor(std::uint64_t key, std::uint32_t row, const std::vector<Requirement>& requirements);
  void link(Table& table, std::uint64_t key, std::uint32_t row);

  RowTableSpec spec_;
  const std::vector<check::Var>* frame_;
  std::size_t spec_width_;
  std::size_t live_rows_ = 0;
  std::vector<Value> rows_;
  Table table_;       // by keys, and by label where the mode has labels
  Table unanchored_;  // selectors that ask for no certain label; in mode labels every row, by keys alone
  struct Pending {
    std::uint64_t key = 0;
    std::uint32_t row = 0;
    std::vector<Requirement> requirements;
  };
  std::vector<Pending> pending_;

  // Once rows can be erased.
  struct Link {
    std::uint64_t key = 0;
    std::uint32_t number = 0;  // of table_, or of unanchored_ with the bit
  };
  static constexpr std::uint32_t kUnanchored = 0x80000000U;
  static constexpr std::uint32_t kNoRow = 0xffffffffU;
  bool is_erasable_ = false;
  std::vector<std::vector<Link>> links_;  // by row
  std::vector<std::uint32_t> first_row_;  // by component
  std::vector<std::uint32_t> next_row_;   // by row: of the same component
  std::vector<std::uint32_t> free_rows_;
  std::vector<std::uint32_t> free_links_;  // of table_
  std::vector<std::uint32_t> free_unanchored_;
};

// The key of values that must be equal; kNoKey cannot be made when one is missing.
std::uint64_t label_key(std::uint64_t key, base::StrId label, base::StrId value);

template <typename F>
bool RowTable::for_each_selected(std::uint64_t key, const std::vector<Requirement>& requirements, F&& f) const {
  const Requirement* rarest = nullptr;
  std::size_t fewest = 0;
  for (const Requirement& requirement : requirements) {
    if (requirement.op == Requirement::Operator::invalid) return false;
    if (requirement.op != Requirement::Operator::in) continue;
    std::size_t count = 0;
    for (base::StrId value : requirement.values) count += table_.count(label_key(key, requirement.key, value));
    if (rarest != nullptr && count >= fewest) continue;
    rarest = &requirement;
    fewest = count;
  }
  if (rarest == nullptr) return unanchored_.for_each(key, [&](std::uint32_t number) { return f(row(number)); });
  for (base::StrId value : rarest->values) {
    const bool stop =
        table_.for_each(label_key(key, rarest->key, value), [&](std::uint32_t number) { return f(row(number)); });
    if (stop) return true;
  }
  return false;
}

template <typename F>
bool RowTable::for_each_selecting(std::uint64_t key, const Value& labels, Values& values, F&& f) const {
  const auto visit = [&](std::uint32_t number) { return f(row(number)); };
  bool stop = unanchored_.for_each(key, visit);
  values.for_each_entry(labels, [&](const Value& label, const Value& value) {
    const auto text = values.scalar_text(value);
    if (stop || !text) return;
    stop = table_.for_each(label_key(key, base::StrId{label.data}, *text), visit);
  });
  return stop;
}

}  // namespace meshplay::infer
