// Why facts hold, for people and machines: engine/explain in words and places.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/source.h"

namespace meshplay::driver {

struct WhyLeaf {
  std::string text;  // as the rule says it: `service.spec.selector`
  bool is_there = true;
  std::string value;      // JSON; empty: not there
  std::string component;  // whose manifest has it, or would; empty: it is computed
  std::string path;       // there
  text::Span place;       // unknown: it is not there
};

struct WhyBinding {
  std::string name;  // of a variable
  std::string value;
  std::string path;  // of an element of a list
  text::Span place;
};

struct WhyStep {
  std::string_view kind;  // compare, present, absent, kind, truth, fact, all, any, negation, some, none, every, way
  std::string condition;  // as the rule says it
  text::Span rule_place;
  std::string_view op;  // compare
  std::vector<WhyLeaf> left;
  std::vector<WhyLeaf> right;
  std::string left_value;  // JSON; empty: not there
  std::string right_value;
  std::vector<WhyBinding> bindings;  // some
  std::size_t looked_at = 0;         // none, every: candidates; 0: not counted
  std::size_t fact = 0;              // fact: its number
  std::vector<WhyStep> parts;
};

struct WhyFact {
  std::string rule;  // `kubernetes.routes`
  std::vector<std::string> components;
  text::Span rule_place;
  std::vector<WhyBinding> bindings;
  std::vector<WhyStep> steps;
  std::size_t depth = 0;
  bool is_cut = false;  // steps left out: too deep, or too many facts

  // `routes(Service/shop/web, Deployment/shop/web)`
  std::string text() const;
};

// What was asked stands first; steps name the others by their number.
using Why = std::vector<WhyFact>;

// What would make a condition hold.
struct WhyChange {
  std::string component;
  std::string path;
  std::string value;  // JSON
  text::Span place;   // where it stands, or would
};

// One alternative of a rule.
struct WhyNotAttempt {
  std::vector<WhyBinding> bindings;  // of the way that comes nearest
  std::vector<WhyStep> met;
  std::optional<WhyStep> failed;
  std::optional<WhyBinding> unbound;  // instead of `failed`: a variable that nothing can be bound to
  std::optional<WhyChange> change;
};

struct WhyNot {
  std::string rule;
  std::vector<std::string> components;
  text::Span rule_place;
  bool holds = false;                   // after all
  std::string wrong_argument;           // a component that is of no kind the rule speaks of
  std::vector<WhyNotAttempt> attempts;  // the one that comes nearest first

  std::string text() const;
};

}  // namespace meshplay::driver
