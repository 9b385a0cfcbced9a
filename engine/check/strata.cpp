#include "engine/check/strata.h"

#include <set>

#include "engine/graph/strata.h"

namespace meshplay::check {

namespace {

class Uses {
 public:
  Uses(const Program& program, std::vector<Use>& found) : program_(program), found_(found) {}

  void condition(CondId id, bool positive) {
    if (id == kNone) return;
    const Cond& cond = program_.conds[id];
    expression(cond.a);
    expression(cond.b);
    switch (cond.kind) {
      case CondKind::all_of:
      case CondKind::any_of:
        for (CondId child : program_.list(cond)) condition(child, positive);
        break;
      case CondKind::negation:
        for (CondId child : program_.list(cond)) condition(child, false);
        break;
      case CondKind::quantifier: block(cond.block, positive && cond.op == ast::Op::some); break;
      case CondKind::relation: found_.push_back({cond.relation, positive, cond.span}); break;
      default: break;
    }
  }

  void block(std::uint32_t id, bool positive) {
    const Block& block = program_.blocks[id];
    condition(block.condition, positive);
  }

  // What an expression counts or chooses by must be known before: as if negated.
  void expression(ExprId id) {
    if (id == kNone) return;
    const Expr& expr = program_.exprs[id];
    expression(expr.a);
    expression(expr.b);
    if (expr.condition != kNone) condition(expr.condition, false);
    if (expr.block != kNone) block(expr.block, false);
    if (expr.kind == ExprKind::graph) {
      for (RelationId step : program_.graphs[expr.index].over) found_.push_back({step, false, expr.span});
    } else {
      for (ExprId child : program_.list(expr)) expression(child);
    }
  }

 private:
  const Program& program_;
  std::vector<Use>& found_;
};

}  // namespace

std::vector<Use> uses_of(const Program& program, const Body& body) {
  std::vector<Use> found;
  Uses uses(program, found);
  for (CondId condition : body.conditions) uses.condition(condition, true);
  return found;
}

void assign_strata(Program& program, const base::Interner& interner, diag::Sink& sink) {
  const auto count = static_cast<std::uint32_t>(program.relations.size());
  std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
  std::vector<std::vector<Use>> uses(count);
  for (RelationId relation = 0; relation < count; ++relation) {
    const Relation& row = program.relations[relation];
    uses[relation] = uses_of(program, row.body);
    if (row.closure != Closure::none) {
      for (RelationId step : program.graphs[row.graph].over) uses[relation].push_back({step, false, row.span});
    }
    for (const Use& use : uses[relation]) edges.emplace_back(relation, use.relation);
    // Sources of bound variables may count, too.
    std::vector<Use> in_sources;
    Uses visit(program, in_sources);
    for (const Var& var : row.frame) visit.expression(var.source);
    for (const Use& use : in_sources) {
      edges.emplace_back(relation, use.relation);
      uses[relation].push_back(use);
    }
  }
  const graph::Components parts = graph::strong_components(count, edges);
  program.strata = parts.count;
  std::set<std::uint32_t> told;
  for (RelationId relation = 0; relation < count; ++relation) {
    Relation& row = program.relations[relation];
    row.stratum = parts.of[relation];
    for (const Use& use : uses[relation]) {
      if (parts.of[use.relation] != row.stratum) continue;
      row.recursive = true;
      if (use.positive || !told.insert(row.stratum).second) continue;
      std::vector<std::uint32_t> way = graph::shortest_way(count, edges, use.relation, relation);
      if (use.relation == relation) way = {relation};
      std::string cycle = "`" + std::string(interner.text(row.name)) + "` needs the absence of ";
      for (std::size_t i = 0; i < way.size(); ++i) {
        if (i > 0) cycle += ", which needs ";
        cycle += "`" + std::string(interner.text(program.relations[way[i]].name)) + "`";
      }
      auto& report = sink.report("negation-cycle", use.span, {cycle});
      report.help = "what is negated or counted must not depend on what is being defined: split the definition";
    }
  }
  for (RelationId relation = 0; relation < count; ++relation) {
    Relation& row = program.relations[relation];
    if (told.count(row.stratum) == 0) continue;
    Cond never;
    never.span = row.span;
    row.body.vars.clear();
    row.body.conditions = {program.add(never)};
    row.recursive = false;
  }
}

}  // namespace meshplay::check
