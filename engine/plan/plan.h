// Turns the conditions of a checked program into conjunctive queries: nested `some` joined to the query around it,
// alternatives split, each conjunct sorted by what an evaluator can do with it. The order of the joins is chosen
// later, when the sizes are known.
#pragma once

#include <cstdint>
#include <memory>
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

// A rule whose plan was not made yet has no clauses, and its blocks and expressions nothing.
struct Plan {
  std::vector<Query> relations;    // by RelationId
  std::vector<Query> checks;       // by index
  std::vector<Query> blocks;       // by block; quantifiers
  std::vector<Clause> counted;     // by block; aggregates: only the block's own variables
  std::vector<Clause> bare;        // by block; `every`: its variables alone
  std::vector<VarSet> block_uses;  // free variables of a block
  std::vector<VarSet> expr_uses;   // free variables of an expression
  std::vector<bool> expr_planned;  // whether they are known
};

// Makes the plan of a rule when somebody first needs it. Not for several threads.
class Planner {
 public:
  // `with_joins`: else every condition is a filter, which is asked for each choice of the variables.
  explicit Planner(const check::Program& program, bool with_joins = true);
  ~Planner();
  Planner(Planner&& other) noexcept;
  Planner& operator=(Planner&& other) noexcept;
  Planner(const Planner&) = delete;
  Planner& operator=(const Planner&) = delete;

  const Query& relation(check::RelationId id);
  const Query& check(std::uint32_t number);
  // Of all rules.
  const Plan& whole();
  // Of those that were needed so far.
  const Plan& plan() const;

 private:
  class Work;
  std::unique_ptr<Work> work_;
};

}  // namespace meshplay::plan
