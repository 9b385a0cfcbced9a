// How far the condition of a quantifier reaches. The grammar gives `where` everything up to the next bracket or item;
// here the operands at its end that do not speak of the quantifier's variables are given back to what surrounds it, so
//   some a: A where p(a) or some b: B where q(b) and r(c)
// means (some a: A where p(a)) or (some b: B where q(b)) and r(c). grammar/README.md, "Quantifiers", is the rule.
#pragma once

#include <vector>

#include "engine/ast/ast.h"

namespace meshplay::parse {

// An operand as it was written, with the brackets around it.
struct Unit {
  ast::NodeIndex node = ast::kNoIndex;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  bool bracketed = false;
};

using Conjuncts = std::vector<Unit>;
using Alternatives = std::vector<Conjuncts>;  // any of which holds when all of its units do

// What does not belong to a quantifier: `conjuncts` go on with `and` behind it, `alternatives` with `or` behind those.
struct Rest {
  Conjuncts conjuncts;
  Alternatives alternatives;
};

// Takes from the end of `condition` what mentions none of `names`, nor a variable that is bound inside it from them.
// At least the first unit stays; a condition that is one pair of brackets stays whole.
Rest cut_condition(const ast::Ast& tree, std::vector<base::StrId> names, Alternatives& condition);

// Whether a variable of these names occurs free in the expression.
bool mentions(const ast::Ast& tree, ast::NodeIndex expression, const std::vector<base::StrId>& names);

}  // namespace meshplay::parse
