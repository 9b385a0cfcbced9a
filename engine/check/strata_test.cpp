#include "engine/check/strata.h"

#include <catch2/catch.hpp>

#include "engine/check/program_for_test.h"

using namespace meshplay;
using ast::Op;
using check::CondKind;
using check::RelationId;

namespace {

struct Fixture {
  base::Interner interner;
  text::SourceSet sources;
  diag::Sink sink;
  check::test::ProgramWriter writer{interner};

  // A define of one argument that uses the others as said.
  RelationId relation(const std::string& name, const std::vector<RelationId>& positive,
                      const std::vector<RelationId>& negated = {}) {
    const check::VarId self = writer.component("x", "Pod");
    std::vector<check::CondId> conditions;
    conditions.reserve(positive.size() + negated.size());
    for (RelationId other : positive) conditions.push_back(writer.holds(other, {self}));
    for (RelationId other : negated) {
      conditions.push_back(writer.list(CondKind::negation, {writer.holds(other, {self})}));
    }
    return writer.add_relation(name, 1, {}, conditions);
  }

  std::uint32_t stratum(RelationId id) const { return writer.program.relations[id].stratum; }
  void assign() { check::assign_strata(writer.program, interner, sink); }
  std::string complaints() const {
    std::string out;
    for (const diag::Diagnostic& diagnostic : sink.sorted(sources))
      out += diagnostic.code + ": " + diagnostic.message + "\n";
    return out;
  }
};

}  // namespace

TEST_CASE("what is used stands in a lower stratum, negated or not") {
  Fixture f;
  const RelationId base = f.relation("base", {});
  const RelationId middle = f.relation("middle", {base});
  const RelationId top = f.relation("top", {}, {middle});
  f.assign();
  CHECK(f.complaints().empty());
  CHECK(f.stratum(base) < f.stratum(middle));
  CHECK(f.stratum(middle) < f.stratum(top));
  CHECK(f.writer.program.strata == 3);
  for (const check::Relation& relation : f.writer.program.relations) CHECK_FALSE(relation.recursive);
}

TEST_CASE("a relation may use one that is declared after it") {
  Fixture f;
  const RelationId first = f.relation("first", {1});
  const RelationId second = f.relation("second", {});
  f.assign();
  CHECK(f.stratum(second) < f.stratum(first));
}

TEST_CASE("relations that use each other share a stratum and are recursive") {
  Fixture f;
  const RelationId even = f.relation("even", {1});
  const RelationId odd = f.relation("odd", {0});
  const RelationId self = f.relation("self", {2});
  const RelationId outside = f.relation("outside", {odd});
  f.assign();
  CHECK(f.complaints().empty());
  CHECK(f.stratum(even) == f.stratum(odd));
  CHECK(f.writer.program.relations[even].recursive);
  CHECK(f.writer.program.relations[odd].recursive);
  CHECK(f.writer.program.relations[self].recursive);
  CHECK_FALSE(f.writer.program.relations[outside].recursive);
  CHECK(f.stratum(outside) > f.stratum(odd));
}

TEST_CASE("recursion through absence names the whole cycle, once, and leaves nothing of it") {
  Fixture f;
  f.relation("a", {}, {1});
  f.relation("b", {2});
  f.relation("c", {0}, {1});
  const RelationId fine = f.relation("fine", {});
  f.assign();
  CHECK(f.complaints() == "negation-cycle: `a` needs the absence of `b`, which needs `c`, which needs `a`\n");
  for (RelationId id = 0; id < fine; ++id) {
    const check::Relation& relation = f.writer.program.relations[id];
    REQUIRE(relation.body.conditions.size() == 1);
    CHECK(f.writer.program.conds[relation.body.conditions[0]].kind == CondKind::never);
    CHECK_FALSE(relation.recursive);
  }
  CHECK(f.writer.program.relations[fine].body.conditions.empty());
}

TEST_CASE("a relation that needs its own absence is a cycle of one") {
  Fixture f;
  f.relation("odd", {}, {0});
  f.assign();
  CHECK(f.complaints() == "negation-cycle: `odd` needs the absence of `odd`\n");
}

TEST_CASE("`no`, `every` and counts need what is behind them as if negated, `some` does not") {
  for (const Op op : {Op::some, Op::no, Op::every}) {
    Fixture f;
    const check::VarId self = f.writer.component("x", "Pod");
    const check::VarId other = f.writer.component("y", "Pod");
    f.writer.add_relation("r", 1, {}, {f.writer.quantifier(op, {other}, f.writer.holds(0, {other}))});
    static_cast<void>(self);
    f.assign();
    CHECK(f.sink.has_errors() == (op != Op::some));
  }
  Fixture f;
  f.writer.component("x", "Pod");
  const check::VarId other = f.writer.component("y", "Pod");
  const check::ExprId count = f.writer.count(f.writer.block({other}, f.writer.holds(0, {other})));
  f.writer.add_relation("r", 1, {}, {f.writer.compare(Op::gt, count, f.writer.number(0))});
  f.assign();
  CHECK(f.sink.has_errors());
}

TEST_CASE("a count that chooses the list of a variable is a use, too") {
  Fixture f;
  f.writer.component("x", "Pod");
  const check::VarId other = f.writer.component("y", "Pod");
  const check::VarId element =
      f.writer.element("e", f.writer.count(f.writer.block({other}, f.writer.holds(0, {other}))));
  f.writer.add_relation("r", 1, {element}, {});
  f.assign();
  CHECK(f.sink.has_errors());
}

TEST_CASE("uses are told with whether they are positive all the way down") {
  Fixture f;
  const RelationId base = f.relation("base", {});
  const check::VarId x = f.writer.component("x", "Pod");
  const check::CondId deep = f.writer.list(
      CondKind::any_of,
      {f.writer.holds(base, {x}),
       f.writer.list(CondKind::negation, {f.writer.list(CondKind::all_of, {f.writer.holds(base, {x})})})});
  const auto uses = check::uses_of(f.writer.program, {{}, {deep}});
  REQUIRE(uses.size() == 2);
  CHECK(uses[0].positive);
  CHECK_FALSE(uses[1].positive);
}
