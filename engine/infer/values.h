// What the operators of the language mean for values: equality, order, membership, label selectors, and the text that
// people are shown. Missing never equals anything and compares as nothing.
#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/infer/value.h"
#include "engine/pattern/pattern.h"
#include "engine/units/units.h"

namespace meshplay::infer {

// One requirement of a label selector.
struct Requirement {
  enum class Operator : std::uint8_t { in, not_in, exists, does_not_exist, invalid };
  Operator op = Operator::in;
  base::StrId key{};
  std::vector<base::StrId> values;
};

class Values {
 public:
  Values(const design::Design& design, base::Interner& interner);

  // ---- making
  Value from_node(data::NodeId node);
  Value number(double value, data::NodeId origin = data::kNoNode);
  Value list(std::vector<Value> elements, bool is_map = false);

  // Lists are scratch, and gone after release(mark), unless they are made while a Keep lives.
  std::size_t mark() const { return scratch_.size(); }
  void release(std::size_t mark) { scratch_.resize(mark); }
  class Keep {
   public:
    explicit Keep(Values& values) : values_(values) { ++values_.keeping_; }
    ~Keep() { --values_.keeping_; }
    Keep(const Keep&) = delete;
    Keep& operator=(const Keep&) = delete;

   private:
    Values& values_;
  };

  // The same value, which release() leaves alone.
  Value kept(const Value& value);

  // ---- reading
  double number_of(const Value& value) const { return numbers_[value.data]; }
  std::optional<base::StrId> scalar_text(const Value& value);
  Value member(const Value& value, base::StrId key);
  Value element(const Value& value, double index);
  bool is_sequence(const Value& value) const;
  bool is_map(const Value& value) const;
  std::optional<std::size_t> length(const Value& value) const;
  // f(Value element): of sequences and lists, the values of maps. Nothing for other values.
  template <typename F>
  void for_each_element(const Value& value, F&& f);
  // f(Value key, Value value) of maps.
  template <typename F>
  void for_each_entry(const Value& value, F&& f);

  // ---- comparing
  bool compare(ast::Op op, const Value& left, const Value& right);
  bool equal(const Value& left, const Value& right);
  // Equal values have equal hashes.
  std::uint64_t hash(const Value& value);

  // A total order of values that are there, the same for any order of the design's files: by type, then as `<` orders
  // numbers, texts and versions, else by what is shown.
  std::strong_ordering order(const Value& left, const Value& right);
  // nullopt when it is no version.
  std::optional<Value> version(std::string_view text);

  // The requirements of a label selector: a plain map, or one with matchLabels and matchExpressions.
  // nullopt: no selector at all (missing, or no map).
  std::optional<std::vector<Requirement>> requirements(const Value& selector);
  bool satisfies(const Value& labels, const std::vector<Requirement>& requirements);

  // ---- showing
  std::string show(const Value& value);
  const base::Interner& interner() const { return interner_; }
  base::Interner& interner() { return interner_; }
  const design::Design& design() const { return design_; }

 private:
  static constexpr std::uint32_t kScratch = 0x80000000U;  // bit of a list's number

  const std::vector<Value>& list_at(std::uint32_t number) const {
    return (number & kScratch) != 0 ? scratch_[number & ~kScratch] : kept_[number];
  }
  bool has_key(const Value& map, base::StrId key);
  bool contains_element(const Value& list, const Value& element);
  bool includes(const Value& left, const Value& right);
  bool ordered(ast::Op op, const Value& left, const Value& right);
  bool text_relation(ast::Op op, const Value& left, const Value& right);
  bool within(const Value& address, const Value& network);
  const units::Version& version_of(const Value& value) const { return versions_.at(value.data); }
  void show_into(const Value& value, std::string& out, int depth);

  const design::Design& design_;
  base::Interner& interner_;
  std::vector<double> numbers_;
  std::unordered_map<std::uint64_t, std::uint32_t> number_index_;
  std::unordered_map<std::uint32_t, std::uint32_t> number_of_text_;
  std::vector<std::vector<Value>> kept_;
  std::vector<std::vector<Value>> scratch_;
  int keeping_ = 0;
  std::unordered_map<std::uint32_t, std::optional<pattern::Regex>> regexes_;
  std::unordered_map<std::uint32_t, units::Version> versions_;                  // by canonical text
  std::unordered_map<std::uint32_t, std::optional<units::Network>> networks_;   // by text
  std::unordered_map<std::uint32_t, std::optional<units::Address>> addresses_;  // by text
  base::StrId match_labels_;
  base::StrId match_expressions_;
  base::StrId key_;
  base::StrId operator_;
  base::StrId values_;
};

template <typename F>
void Values::for_each_element(const Value& value, F&& f) {
  if (value.tag == Tag::node) {
    const data::NodeId node{value.data};
    design_.tree.for_each_element(node, [&](data::NodeId child) { f(from_node(child)); });
    design_.tree.for_each_entry(node, [&](data::NodeId, data::NodeId child) { f(from_node(child)); });
  } else if (value.tag == Tag::list) {
    for (std::size_t i = 0; i < list_at(value.data).size(); ++i) f(Value(list_at(value.data)[i]));
  } else if (value.tag == Tag::map) {
    for (std::size_t i = 1; i < list_at(value.data).size(); i += 2) f(Value(list_at(value.data)[i]));
  }
}

template <typename F>
void Values::for_each_entry(const Value& value, F&& f) {
  if (value.tag == Tag::node) {
    design_.tree.for_each_entry(data::NodeId{value.data}, [&](data::NodeId key, data::NodeId child) {
      f(text_value(design_.tree.at(key).text, key), from_node(child));
    });
  } else if (value.tag == Tag::map) {
    for (std::size_t i = 0; i + 1 < list_at(value.data).size(); i += 2) {
      const Value key = list_at(value.data)[i];
      const Value entry = list_at(value.data)[i + 1];
      f(key, entry);
    }
  }
}

}  // namespace meshplay::infer
