// What the checker finds at the places of rule files, for those who show it to people: what names mean, what is in
// scope, and of which type values are.
#pragma once

#include <deque>
#include <set>
#include <unordered_map>
#include <vector>

#include "engine/check/types.h"

namespace meshplay::check {

// A name that means a declaration.
struct Reference {
  text::Span span;                // with its package, as it is written
  std::uint32_t declaration = 0;  // of Observations::declarations

  bool operator==(const Reference&) const = default;
};

// A variable, parameter, param or role.
struct Local {
  text::Span span;
  text::Span binding;  // the same where it is bound
  Lowering::Named named = Lowering::Named::variable;

  bool operator==(const Local&) const = default;
};

struct Observations {
  // ---- what is asked for
  std::uint32_t file = kNone;    // by number: whose locals and types are wanted, too
  std::uint32_t cursor = kNone;  // in that file, in bytes: where the names in scope are wanted

  // ---- what was found
  std::vector<Declaration> declarations;
  std::vector<Reference> references;  // by file and place, each once
  std::vector<Local> locals;          // so, too
  std::vector<Local> scope;           // innermost last; `span` is that of the binding

  // Of the expression that stands there; nullptr: none, or nothing is known.
  const Type* type_at(text::Span span) const;
  // Type::element of one of these types.
  const Type* element_of(const Type& type) const { return type.element == kNone ? nullptr : &types_[type.element]; }

  // ---- for the checker
  void refer(text::Span span, std::uint32_t declaration) { references.push_back({span, declaration}); }
  void lower(ExprId id, text::Span span) {
    lowered_.insert(id);
    places_.emplace_back(span, id);
  }
  bool is_lowered(ExprId id) const { return lowered_.contains(id); }
  void type(ExprId id, const Type& type, const std::deque<Type>& types);
  // f(ExprId) for each expression since the last time that has no type yet.
  template <typename F>
  void for_each_untyped(F&& f) {
    std::vector<ExprId> ids;
    for (const ExprId id : lowered_) {
      if (!typed_.contains(id)) ids.push_back(id);
    }
    for (const ExprId id : ids) f(id);
    lowered_.clear();
  }
  void finish(const std::vector<Declaration>& all);

 private:
  std::uint32_t keep(const Type& type, const std::deque<Type>& types);

  std::set<ExprId> lowered_;                           // since the last time
  std::unordered_map<ExprId, std::uint32_t> typed_;    // in types_
  std::vector<std::pair<text::Span, ExprId>> places_;  // one expression may stand at several
  std::deque<Type> types_;
};

}  // namespace meshplay::check
