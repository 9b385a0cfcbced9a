// That joins go by an index, that existence ends a search, and that a fixpoint ends. What rules mean is compared with
// the naive evaluator in tests/differential.
#include "engine/infer/inference.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <optional>

#include "engine/check/program_for_test.h"
#include "engine/check/strata.h"

using namespace meshplay;
using ast::Op;
using check::Property;
using check::VarId;

namespace {

struct Fixture {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  design::Design design;
  check::test::ProgramWriter writer{interner};
  std::optional<plan::Planner> planner;
  std::unique_ptr<infer::Inference> inference;

  void load(const std::string& yaml) {
    design = design::load_text("in.yaml", yaml, data::Syntax::yaml, {}, sources, interner, sink);
    REQUIRE(sink.all().empty());
    check::assign_strata(writer.program, interner, sink);
    REQUIRE_FALSE(sink.has_errors());
    planner.emplace(writer.program);
    inference = std::make_unique<infer::Inference>(writer.program, *planner, design, interner);
  }

  // `a -> b` a line, in order of derivation.
  std::string tuples(check::RelationId id) {
    const infer::RelationStore& store = inference->relation(id);
    std::string out;
    for (std::uint32_t row = 0; row < store.size(); ++row) {
      for (std::uint32_t i = 0; i < store.arity(); ++i) {
        out += (i == 0 ? "" : " -> ") + design.id(design::ComponentId{store.tuple(row)[i]}, interner);
      }
      out += "\n";
    }
    return out;
  }
};

// Enough components for an index to be worth it, `count` of each kind.
std::string components(int count) {
  std::string yaml;
  for (int i = 0; i < count; ++i) {
    const std::string n = std::to_string(i);
    yaml += "---\napiVersion: v1\nkind: Service\nmetadata: {name: s" + n + "}\nspec: {ref: p" + n +
            ", selector: {app: a" + n + "}}\n---\napiVersion: v1\nkind: Pod\nmetadata: {name: p" + n +
            ", labels: {app: a" + n + "}}\nspec: {ref: p" + std::to_string(i + 1) + ", items: [{name: s" + n +
            "}, {name: x}]}\n";
  }
  return yaml;
}

}  // namespace

TEST_CASE("equal values are joined by a hash index") {
  Fixture f;
  const VarId s = f.writer.component("s", "Service");
  const VarId p = f.writer.component("p", "Pod");
  const auto id = f.writer.add_relation(
      "r", 2, {}, {f.writer.compare(Op::eq, f.writer.path(s, {"spec", "ref"}), f.writer.property(p, Property::name))});
  f.load(components(6));
  CHECK(f.tuples(id).starts_with("Service/default/s0 -> Pod/default/p0\nService/default/s1 -> Pod/default/p1\n"));
  CHECK(f.inference->relation(id).size() == 6);
  CHECK(f.inference->describe_relation(id) ==
        "    scan s\n"
        "    equal p by 1 keys, 6 rows\n"
        "  ? filter\n");
}

TEST_CASE("a plan for assumed sizes evaluates nothing, and one for a design says what is not there") {
  Fixture f;
  const VarId s = f.writer.component("s", "Service");
  const VarId p = f.writer.component("p", "Pod");
  const auto id = f.writer.add_relation(
      "r", 2, {}, {f.writer.compare(Op::eq, f.writer.path(s, {"spec", "ref"}), f.writer.property(p, Property::name))});
  f.load("{apiVersion: v1, kind: Service, metadata: {name: s}}");
  const auto of_design = f.inference->plan_of_relation(id, infer::Sizes::of_design);
  REQUIRE(of_design.size() == 1);
  CHECK(of_design[0].join.no_component == p);
  CHECK(of_design[0].steps.empty());
  const auto assumed = f.inference->plan_of_relation(id, infer::Sizes::assumed);
  REQUIRE(assumed.size() == 1);
  CHECK_FALSE(assumed[0].join.empty);
  REQUIRE(assumed[0].steps.size() == 3);
  CHECK(assumed[0].steps[0].step.expected == infer::kAssumedRows);
  CHECK(assumed[0].steps[1].step.kind == infer::StepKind::equal);
  CHECK(assumed[0].steps[1].step.joins == std::vector<check::CondId>{assumed[0].steps[2].step.condition});
}

TEST_CASE("elements of lists stand in the index of their component") {
  Fixture f;
  const VarId s = f.writer.component("s", "Service");
  const VarId p = f.writer.component("p", "Pod");
  const VarId e = f.writer.element("e", f.writer.path(p, {"spec", "items"}));
  const auto id = f.writer.add_relation(
      "r", 2, {e}, {f.writer.compare(Op::eq, f.writer.path(e, {"name"}), f.writer.property(s, Property::name))});
  f.load(components(6));
  CHECK(f.inference->relation(id).size() == 6);
  CHECK(f.inference->describe_relation(id) ==
        "    scan s\n"
        "    equal p e by 1 keys, 12 rows\n"
        "  ? filter\n");
}

TEST_CASE("selectors are joined by the inverted index over labels, from either side") {
  for (const bool forward : {true, false}) {
    Fixture f;
    const VarId first = f.writer.component("a", forward ? "Service" : "Pod");
    const VarId second = f.writer.component("b", forward ? "Pod" : "Service");
    const VarId service = forward ? first : second;
    const VarId pod = forward ? second : first;
    const auto id = f.writer.add_relation("r", 2, {},
                                          {f.writer.compare(Op::selects, f.writer.path(service, {"spec", "selector"}),
                                                            f.writer.property(pod, Property::labels))});
    f.load(components(6));
    CHECK(f.inference->relation(id).size() == 6);
    const std::string plan = f.inference->describe_relation(id);
    INFO(plan);
    CHECK(plan.find(forward ? "selected b" : "selecting b") != std::string::npos);
    CHECK(plan.find("scan b") == std::string::npos);
  }
}

TEST_CASE("a few components are scanned") {
  Fixture f;
  const VarId s = f.writer.component("s", "Service");
  const VarId p = f.writer.component("p", "Pod");
  const auto id = f.writer.add_relation(
      "r", 2, {}, {f.writer.compare(Op::eq, f.writer.path(s, {"spec", "ref"}), f.writer.property(p, Property::name))});
  f.load(components(3));
  CHECK(f.inference->relation(id).size() == 3);
  CHECK(f.inference->describe_relation(id).find("equal") == std::string::npos);
}

TEST_CASE("a rule of which a kind is not in the design is nothing to find") {
  Fixture f;
  f.writer.component("s", "Service");
  f.writer.component("i", "Ingress");
  const auto id = f.writer.add_relation("r", 2, {}, {});
  f.load(components(6));
  CHECK(f.inference->relation(id).size() == 0);
  CHECK(f.inference->describe_relation(id) == "  nothing to find\n");
}

TEST_CASE("a recursive relation reaches its fixpoint over chains and cycles") {
  for (const bool cycle : {false, true}) {
    Fixture f;
    const VarId a = f.writer.component("a", "Pod");
    const VarId b = f.writer.component("b", "Pod");
    const VarId hop = f.writer.component("hop", "Pod");
    const auto next = [&](VarId x, VarId y) {
      return f.writer.compare(Op::eq, f.writer.path(x, {"spec", "ref"}), f.writer.property(y, Property::name));
    };
    const auto far = f.writer.list(check::CondKind::all_of, {f.writer.holds(0, {a, hop}), next(hop, b)});
    const auto id = f.writer.add_relation(
        "reach", 2, {},
        {f.writer.list(check::CondKind::any_of, {next(a, b), f.writer.quantifier(Op::some, {hop}, far)})});
    std::string yaml = components(7);
    if (cycle) yaml += "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p7}\nspec: {ref: p0}\n";
    f.load(yaml);
    // A chain of 7 has 7 * 6 / 2 pairs, a ring of 8 has all 8 * 8.
    CHECK(f.inference->relation(id).size() == (cycle ? 64 : 21));
  }
}

TEST_CASE("a relation without arguments holds when its body does") {
  for (const int count : {0, 5}) {
    Fixture f;
    const VarId p = f.writer.component("p", "Pod");
    f.writer.add_relation("some_pod", 0, {p}, {});
    const VarId s = f.writer.component("s", "Service");
    f.writer.add_check("busy", {}, {f.writer.holds(0, {})});
    static_cast<void>(s);
    f.load(components(count) + "---\napiVersion: v1\nkind: Service\nmetadata: {name: own}\n");
    CHECK(f.inference->relation(0).size() == (count > 0 ? 1 : 0));
    CHECK(f.inference->findings(0).size() == (count > 0 ? 6 : 0));
  }
}

TEST_CASE("a finding that several ways lead to is told once") {
  Fixture f;
  f.writer.component("s", "Service");
  const VarId p = f.writer.component("p", "Pod");
  f.writer.add_check("any", {p}, {});
  f.load(components(5));
  CHECK(f.inference->findings(0).size() == 5);
}

TEST_CASE("an index without rows is nothing to find") {
  Fixture f;
  const VarId s = f.writer.component("s", "Service");
  const VarId p = f.writer.component("p", "Pod");
  const auto id = f.writer.add_relation(
      "r", 2, {}, {f.writer.compare(Op::eq, f.writer.path(p, {"spec", "gone"}), f.writer.property(s, Property::name))});
  f.load(components(6));
  CHECK(f.inference->relation(id).size() == 0);
  CHECK(f.inference->describe_relation(id) == "  nothing to find\n");
}

TEST_CASE("what is compared is counted no further than the answer needs, for every operator and from either side") {
  const std::vector<std::pair<Op, Op>> operators = {{Op::eq, Op::eq}, {Op::ne, Op::ne}, {Op::lt, Op::gt},
                                                    {Op::le, Op::ge}, {Op::gt, Op::lt}, {Op::ge, Op::le}};
  const auto holds = [](Op op, double left, double right) {
    switch (op) {
      case Op::eq: return left == right;
      case Op::ne: return left != right;
      case Op::lt: return left < right;
      case Op::le: return left <= right;
      case Op::gt: return left > right;
      default: return left >= right;
    }
  };
  for (const auto& [op, turned] : operators) {
    for (const double number : {-1.0, 0.0, 2.5, 3.0, 19.0, 20.0, 21.0}) {
      for (const bool is_turned : {false, true}) {
        Fixture f;
        const VarId s = f.writer.component("s", "Service");
        const VarId p = f.writer.component("p", "Pod");
        const auto pods = f.writer.block(
            {p}, f.writer.compare(Op::ne, f.writer.path(p, {"spec", "ref"}), f.writer.property(s, Property::name)));
        const auto counted = f.writer.count(pods);
        const auto other = f.writer.number(number);
        const auto id = f.writer.add_relation(
            "r", 1, {}, {is_turned ? f.writer.compare(turned, other, counted) : f.writer.compare(op, counted, other)});
        f.load(components(20));
        f.inference->start_profile();
        CAPTURE(static_cast<int>(op), number, is_turned);
        CHECK(f.inference->relation(id).size() == (holds(op, 20, number) ? 20 : 0));
        const auto ran = f.inference->ran_relation(id);
        REQUIRE(ran);
        const auto& block = ran->clauses[0].steps[1].blocks.at(0);
        const double most = std::min(20.0, number < 0 ? 1.0 : std::floor(number) + 1);
        CHECK(static_cast<double>(block.clauses[0].join.counts.back().rows) == 20 * most);
      }
    }
  }
}

TEST_CASE("a search that two rules ask for runs once, and counts in both") {
  Fixture f;
  const auto add_check = [&](std::string_view name, Op op, Op comparison) {
    const VarId s = f.writer.component("s", "Service");
    const VarId p = f.writer.component("p", "Pod");
    const auto same =
        f.writer.compare(comparison, f.writer.path(p, {"spec", "ref"}), f.writer.property(s, Property::name));
    f.writer.add_check(name, {}, {f.writer.quantifier(op, {p}, same)});
  };
  add_check("first", Op::no, Op::eq);
  add_check("again", Op::no, Op::eq);
  add_check("other_comparison", Op::no, Op::ne);
  add_check("other_question", Op::every, Op::eq);
  f.load(components(20));
  infer::Limits limits;
  limits.rows = 1'000'000;
  f.inference->set_limits(limits);
  f.inference->start_profile();
  std::vector<std::uint64_t> searched;
  std::vector<std::uint64_t> counted;
  for (std::uint32_t check = 0; check < 4; ++check) {
    static_cast<void>(f.inference->findings(check));
    counted.push_back(f.inference->rows());
    const auto ran = f.inference->ran_check(check);
    REQUIRE(ran);
    std::uint64_t rows = 0;
    for (const infer::PlannedStep& step : ran->clauses.at(0).steps) {
      for (const infer::PlannedBlock& block : step.blocks) {
        for (const infer::PlannedClause& clause : block.clauses) {
          if (!clause.join.counts.empty()) rows += clause.join.counts[0].rows;
        }
      }
    }
    searched.push_back(rows);
  }
  CHECK(searched == std::vector<std::uint64_t>{20, 0, 20, 20});
  CHECK(counted[0] == counted[1]);
  CHECK(f.inference->findings(1).size() == f.inference->findings(0).size());
}
