// The meaning of a checked program in a page of code: nested loops over all components, relations to their fixpoint
// by running every body again, values read from the document tree. No index, no plan, no column, no interned value:
// what the engine gains by those must not change a result.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "engine/check/program.h"
#include "engine/design/design.h"
#include "tests/differential/coverage.h"

namespace meshplay::differential {

struct Entry;

struct Val {
  enum class Type : std::uint8_t { missing, boolean, number, text, list, map, component, version };
  Type type = Type::missing;
  bool flag = false;
  double number = 0;
  std::string text;  // of a text; of a number or boolean as it is written
  std::uint32_t component = 0;
  data::NodeId node = data::kNoNode;  // where it stands in the design, if it does
  std::vector<Val> items;             // of a list that stands nowhere
  std::vector<Entry> entries;         // of a map that stands nowhere

  bool missing() const { return type == Type::missing; }
  bool scalar() const { return type == Type::boolean || type == Type::number || type == Type::text; }
};

struct Entry {
  std::string key;
  Val value;
  data::NodeId key_node = data::kNoNode;
};

Val of_text(std::string text);
Val of_flag(bool flag);
Val of_number(double number);
Val of_component(std::uint32_t component);

// Of semantic versions: below 0, 0 or above 0.
int compare_versions(const std::string& left, const std::string& right);

using Tuple = std::vector<std::uint32_t>;

struct NaiveFinding {
  std::uint32_t component = 0;
  data::NodeId place = data::kNoNode;
  std::string message;
  std::string help;
  friend auto operator<=>(const NaiveFinding&, const NaiveFinding&) = default;
};

class Naive {
 public:
  Naive(const check::Program& program, const design::Design& design, const base::Interner& interner,
        Coverage& coverage);

  const std::set<Tuple>& relation(check::RelationId id) const { return tuples_[id]; }
  // Of one check. Where findings differ in their help alone, the one of the smallest help counts.
  std::set<NaiveFinding> findings(std::uint32_t check);

 private:
  using Env = std::vector<Val>;

  void run_strata();
  // Calls row() for every way to bind vars[next..]; it returns true to stop.
  bool for_each_binding(const std::vector<check::VarId>& vars, std::size_t next, Env& env,
                        const std::function<bool()>& row);
  bool in_kinds(check::KindSetId kinds, std::uint32_t component) const;

  bool holds(check::CondId id, Env& env);
  bool holds_uncounted(const check::Cond& cond, Env& env);
  bool quantifier(const check::Cond& cond, Env& env);
  bool compare(ast::Op op, const Val& left, const Val& right) const;
  bool selects(const Val& selector, const Val& labels) const;
  bool meets(const Val& requirement, const Val& labels) const;
  bool equal(const Val& left, const Val& right) const;
  bool holds_element(const Val& container, const Val& element) const;
  bool includes(const Val& left, const Val& right) const;

  Val eval(check::ExprId id, Env& env);
  Val eval_uncounted(const check::Expr& expr, Env& env);
  Val property(const check::Expr& expr, const Val& of) const;
  Val namespace_labels(const std::string& space) const;
  Val arithmetic(ast::Op op, const Val& left, const Val& right) const;
  Val call(const check::Expr& expr, Env& env);
  Val aggregate(const check::Expr& expr, Env& env);
  static Val without_place(const Val& value);
  Val fold(ast::Op op, std::vector<Val> values) const;
  int order(const Val& left, const Val& right) const;
  bool within(const Val& address, const Val& network) const;

  // Graphs: the pairs of components that a step joins.
  std::set<std::pair<std::uint32_t, std::uint32_t>> steps(std::uint32_t graph) const;
  void close(const check::Relation& relation, std::set<Tuple>& tuples) const;
  Val measure(const check::Expr& expr, Env& env);

  Val read(data::NodeId node) const;
  Val member(const Val& value, const std::string& key) const;
  std::vector<Val> items(const Val& list) const;
  std::vector<Entry> entries(const Val& map) const;
  std::vector<Val> iterated(const Val& value) const;
  std::string show(const Val& value, int depth = 0) const;
  std::string fill(const check::Template& text, Env& env, bool empty_when_missing);
  std::string text(base::StrId id) const { return std::string(interner_.text(id)); }

  const check::Program& program_;
  const design::Design& design_;
  const base::Interner& interner_;
  Coverage& coverage_;
  const std::vector<check::Var>* frame_ = nullptr;
  std::vector<std::set<Tuple>> tuples_;
};

}  // namespace meshplay::differential
