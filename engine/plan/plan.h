// Turns the conditions of a checked program into conjunctive queries: nested `some` joined to the query around it,
// alternatives split, each conjunct sorted by what an evaluator can do with it. The order of the joins is chosen
// later, when the sizes are known.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/check/program.h"

namespace meshplay::plan {

using check::CondId;
using check::ExprId;
using check::VarId;

// Variables of one frame, a bit each; the checker refuses frames of more than 64.
using VarSet = std::uint64_t;

constexpr VarSet bit(VarId var) { return VarSet{1} << var; }

enum class LiteralKind : std::uint8_t {
  equality,  // left == right: joins by hash
  selector,  // left selects right: joins by the inverted index over labels
  relation,  // joins by the index of a relation
  filter,    // everything else
};

struct Literal {
  LiteralKind kind = LiteralKind::filter;
  CondId condition = check::kNone;
  VarSet uses = 0;  // free variables
  VarSet left = 0;  // of the two sides of an equality or selector
  VarSet right = 0;
  std::uint32_t cost = 0;  // rank among filters, cheap ones first
};

struct Clause {
  std::vector<VarId> vars;  // existential; the arguments are not among them
  std::vector<Literal> literals;
};

// Holds when one of its clauses does.
struct Query {
  std::vector<Clause> clauses;
};

struct Plan {
  std::vector<Query> relations;    // by RelationId
  std::vector<Query> checks;       // by index
  std::vector<Query> blocks;       // by block; quantifiers
  std::vector<Clause> counted;     // by block; aggregates: only the block's own variables
  std::vector<Clause> bare;        // by block; `every`: its variables alone
  std::vector<VarSet> block_uses;  // free variables of a block
  std::vector<VarSet> expr_uses;   // free variables of an expression
};

// `with_joins`: else every condition is a filter, which is asked for each choice of the variables.
Plan make_plan(const check::Program& program, bool with_joins = true);

}  // namespace meshplay::plan
