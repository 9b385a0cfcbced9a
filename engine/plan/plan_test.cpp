#include "engine/plan/plan.h"

#include <catch2/catch.hpp>

#include "engine/check/program_for_test.h"

using namespace meshplay;
using ast::Op;
using check::CondKind;
using check::VarId;
using plan::bit;
using plan::LiteralKind;

namespace {

struct Fixture {
  base::Interner interner;
  check::test::ProgramWriter writer{interner};

  check::CondId same_name(VarId a, VarId b) {
    return writer.compare(Op::eq, writer.path(a, {"spec", "ref"}), writer.property(b, check::Property::name));
  }
};

}  // namespace

TEST_CASE("each condition becomes a literal of what an evaluator can do with it") {
  Fixture f;
  const VarId a = f.writer.component("a", "Service");
  const VarId b = f.writer.component("b", "Pod");
  const auto equality = f.same_name(a, b);
  const auto selector = f.writer.compare(Op::selects, f.writer.path(a, {"spec", "selector"}),
                                         f.writer.property(b, check::Property::labels));
  const auto filter = f.writer.present(f.writer.path(b, {"spec", "x"}));
  const auto relation = f.writer.holds(0, {a, b});
  const auto id = f.writer.add_relation("r", 2, {}, {equality, selector, filter, relation});
  plan::Planner planner(f.writer.program);
  const plan::Plan& plan = planner.whole();
  REQUIRE(plan.relations[id].clauses.size() == 1);
  const auto& literals = plan.relations[id].clauses[0].literals;
  REQUIRE(literals.size() == 4);
  CHECK(literals[0].kind == LiteralKind::equality);
  CHECK(literals[0].left == bit(a));
  CHECK(literals[0].right == bit(b));
  CHECK(literals[0].uses == (bit(a) | bit(b)));
  CHECK(literals[1].kind == LiteralKind::selector);
  CHECK(literals[1].left == bit(a));
  CHECK(literals[2].kind == LiteralKind::filter);
  CHECK(literals[2].uses == bit(b));
  CHECK(literals[3].kind == LiteralKind::relation);
  CHECK(literals[3].uses == (bit(a) | bit(b)));
  CHECK(literals[2].cost < literals[0].cost);
  CHECK(literals[0].cost < literals[3].cost);
}

TEST_CASE("`some` is joined to what stands around it, however deep") {
  Fixture f;
  const VarId a = f.writer.component("a", "Service");
  const VarId b = f.writer.component("b", "Pod");
  const VarId element = f.writer.element("e", f.writer.path(b, {"spec", "items"}));
  const auto inner = f.writer.compare(Op::eq, f.writer.var(element), f.writer.property(a, check::Property::name));
  const auto middle =
      f.writer.list(CondKind::all_of, {f.writer.quantifier(Op::some, {element}, inner), f.same_name(a, b)});
  const auto id = f.writer.add_relation("r", 1, {}, {f.writer.quantifier(Op::some, {b}, middle)});
  plan::Planner planner(f.writer.program);
  const plan::Plan& plan = planner.whole();
  REQUIRE(plan.relations[id].clauses.size() == 1);
  CHECK(plan.relations[id].clauses[0].vars == std::vector<VarId>{b, element});
  CHECK(plan.relations[id].clauses[0].literals.size() == 2);
}

TEST_CASE("`no`, `every` and `not` stay conditions") {
  Fixture f;
  const VarId a = f.writer.component("a", "Service");
  const VarId b = f.writer.component("b", "Pod");
  const VarId c = f.writer.component("c", "Pod");
  const auto no = f.writer.quantifier(Op::no, {b}, f.same_name(a, b));
  const auto every = f.writer.quantifier(Op::every, {c}, f.same_name(a, c));
  const auto negated = f.writer.list(CondKind::negation, {f.writer.present(f.writer.path(a, {"spec"}))});
  const auto id = f.writer.add_relation("r", 1, {}, {no, every, negated});
  plan::Planner planner(f.writer.program);
  const plan::Plan& plan = planner.whole();
  REQUIRE(plan.relations[id].clauses.size() == 1);
  CHECK(plan.relations[id].clauses[0].vars.empty());
  for (const plan::Literal& literal : plan.relations[id].clauses[0].literals) {
    CHECK(literal.kind == LiteralKind::filter);
    CHECK(literal.uses == bit(a));
  }
  CHECK(plan.block_uses[f.writer.program.conds[no].block] == bit(a));
}

TEST_CASE("alternatives that join become a clause each, and those that only filter stay together") {
  Fixture f;
  const VarId a = f.writer.component("a", "Service");
  const VarId b = f.writer.component("b", "Pod");
  const auto joins = f.writer.list(CondKind::any_of, {f.same_name(a, b), f.same_name(b, a)});
  const auto filters = f.writer.list(
      CondKind::any_of, {f.writer.present(f.writer.path(a, {"x"})), f.writer.present(f.writer.path(a, {"y"}))});
  const auto id = f.writer.add_relation("r", 2, {}, {joins, filters});
  plan::Planner planner(f.writer.program);
  const plan::Plan& plan = planner.whole();
  REQUIRE(plan.relations[id].clauses.size() == 2);
  for (const plan::Clause& clause : plan.relations[id].clauses) {
    REQUIRE(clause.literals.size() == 2);
    CHECK(clause.literals[0].kind == LiteralKind::equality);
    CHECK(clause.literals[1].kind == LiteralKind::filter);
    CHECK(clause.literals[1].condition == filters);
  }
}

TEST_CASE("alternatives are split only as long as there are few") {
  Fixture f;
  const VarId a = f.writer.component("a", "Service");
  const VarId b = f.writer.component("b", "Pod");
  std::vector<check::CondId> conditions;
  conditions.reserve(10);
  for (int i = 0; i < 10; ++i) {
    conditions.push_back(f.writer.list(CondKind::any_of, {f.same_name(a, b), f.same_name(b, a)}));
  }
  const auto id = f.writer.add_relation("r", 2, {}, conditions);
  plan::Planner planner(f.writer.program);
  const plan::Plan& plan = planner.whole();
  CHECK(plan.relations[id].clauses.size() == 64);
  for (const plan::Clause& clause : plan.relations[id].clauses) CHECK(clause.literals.size() == 10);
}

TEST_CASE("the variables of an alternative are not those of the other") {
  Fixture f;
  const VarId a = f.writer.component("a", "Service");
  const VarId b = f.writer.component("b", "Pod");
  const VarId c = f.writer.component("c", "Pod");
  const auto either = f.writer.list(CondKind::any_of, {f.writer.quantifier(Op::some, {b}, f.same_name(a, b)),
                                                       f.writer.quantifier(Op::some, {c}, f.same_name(c, a))});
  const auto id = f.writer.add_relation("r", 1, {}, {either});
  plan::Planner planner(f.writer.program);
  const plan::Plan& plan = planner.whole();
  REQUIRE(plan.relations[id].clauses.size() == 2);
  CHECK(plan.relations[id].clauses[0].vars == std::vector<VarId>{b});
  CHECK(plan.relations[id].clauses[1].vars == std::vector<VarId>{c});
}

TEST_CASE("what is counted is not multiplied by what its condition looks for") {
  Fixture f;
  const VarId a = f.writer.component("a", "Service");
  const VarId b = f.writer.component("b", "Pod");
  const VarId c = f.writer.component("c", "Pod");
  const auto inner =
      f.writer.list(CondKind::all_of, {f.same_name(a, b), f.writer.quantifier(Op::some, {c}, f.same_name(b, c))});
  const std::uint32_t block = f.writer.block({b}, inner);
  f.writer.add_relation("r", 1, {}, {f.writer.compare(Op::gt, f.writer.count(block), f.writer.number(1))});
  plan::Planner planner(f.writer.program);
  const plan::Plan& plan = planner.whole();
  CHECK(plan.counted[block].vars == std::vector<VarId>{b});
  REQUIRE(plan.counted[block].literals.size() == 2);
  CHECK(plan.counted[block].literals[1].kind == LiteralKind::filter);
  CHECK(plan.block_uses[block] == bit(a));
}

TEST_CASE("an element uses what its list uses") {
  Fixture f;
  const VarId a = f.writer.component("a", "Service");
  const VarId b = f.writer.component("b", "Pod");
  const VarId element = f.writer.element("e", f.writer.path(b, {"spec", "items"}));
  const auto every =
      f.writer.quantifier(Op::every, {element},
                          f.writer.compare(Op::eq, f.writer.var(element), f.writer.property(a, check::Property::name)));
  f.writer.add_relation("r", 2, {}, {every});
  plan::Planner planner(f.writer.program);
  const plan::Plan& plan = planner.whole();
  const std::uint32_t block = f.writer.program.conds[every].block;
  CHECK(plan.block_uses[block] == (bit(a) | bit(b)));
  CHECK(plan.bare[block].vars == std::vector<VarId>{element});
  CHECK(plan.bare[block].literals.empty());
}
