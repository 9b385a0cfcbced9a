// The parts of a random program. Expressions and conditions of one declaration are written by a Scope, which knows the
// variables that are bound.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/differential/case.h"
#include "tests/differential/generator.h"
#include "tests/differential/random.h"

namespace meshplay::differential {

struct RelationChoice {
  std::string name;
  std::size_t arity = 0;
  bool has_via = false;
};

// What the declarations of a program have in common.
struct Vocabulary {
  std::vector<std::size_t> kinds;
  std::vector<std::string> kind_names;    // declared
  std::vector<RelationChoice> relations;  // finished: may be negated
  std::vector<RelationChoice> group;      // of the same recursion: only positively
  std::vector<std::string> params;        // of the check that is being written
};

class Scope {
 public:
  Scope(Random& random, const Vocabulary& vocabulary) : random_(random), vocabulary_(vocabulary) {}

  std::string kind();
  // Adds a variable and gives its name.
  std::string add_component();
  // `c1: Kind`, `e1 in c1.spec.items`, `k1, v1 in c1.labels`; of elements only when `element`.
  std::string binder(bool element);
  bool may_have_component() const { return components_ < kMostComponents; }

  Part condition(std::size_t depth, bool positive);
  Part call(const RelationChoice& relation, const std::vector<std::string>& arguments);
  // An expression that people would show: without quotes.
  std::string shown();
  // A value with a place in the design, mostly.
  std::string place();
  std::string text(std::size_t depth);
  std::string bound_left();  // for `bind`: paths of two variables
  std::string bound_right();

 private:
  enum class Sort : std::uint8_t { component, item, scalar };
  struct Variable {
    std::string name;
    Sort sort = Sort::component;
  };
  static constexpr std::size_t kMostComponents = 4;

  // Copies: more variables may come while a text is put together.
  Variable any() { return variables_[random_.below(variables_.size())]; }
  std::optional<Variable> any_component();

  Part leaf(bool positive);
  Part relation_leaf(const std::vector<RelationChoice>& relations);
  Part quantifier(std::size_t depth, bool positive);
  std::string comparison();
  std::string text_of(const Variable& variable);
  std::string number_of(const Variable& variable);
  std::string list_of(const Variable& variable);
  std::string items_of(const Variable& variable);
  std::string map_of(const Variable& variable);
  std::string number(std::size_t depth);
  std::string list(std::size_t depth);
  std::string map(std::size_t depth);
  std::string selector();
  std::string flag();
  std::string counted();
  // Adds `x1, x2 ...` to what is bound, writes `inside`, and forgets them again.
  std::string aggregate();
  std::string function_text(const Variable& variable);
  std::string via();  // empty: no relation is a step
  std::string graph_value();
  Part graph_leaf();

  Random& random_;
  const Vocabulary& vocabulary_;
  std::vector<Variable> variables_;
  std::size_t components_ = 0;
  std::size_t next_ = 1;
};

}  // namespace meshplay::differential
