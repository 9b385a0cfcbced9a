// What a living design promises to those who use it. That it is always equal to a fresh run is shown in
// tests/differential, with random rules and edits.
#include "engine/live/live.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>

#include "engine/check/program_for_test.h"
#include "engine/check/strata.h"

using namespace meshplay;
using check::Property;

namespace {

// `next(a, b)`: a names b. `end`: nothing is named.
struct Fixture {
  base::Interner interner;
  diag::Sink sink;
  check::test::ProgramWriter writer{interner};
  std::optional<plan::Planner> planner;

  Fixture() {
    const check::VarId a = writer.component("a", "ConfigMap");
    const check::VarId b = writer.component("b", "ConfigMap");
    writer.add_relation(
        "next", 2, {},
        {writer.compare(ast::Op::eq, writer.path(a, {"data", "next"}), writer.property(b, Property::name))});
    const check::VarId subject = writer.component("subject", "ConfigMap");
    const check::VarId other = writer.component("other", "ConfigMap");
    writer.add_check("end", {}, {writer.quantifier(ast::Op::no, {other}, writer.holds(0, {subject, other}))});
    check::assign_strata(writer.program, interner, sink);
    REQUIRE_FALSE(sink.has_errors());
    planner.emplace(writer.program);
  }

  live::Live living() { return {writer.program, *planner, interner}; }
};

std::string map(const std::string& name, const std::string& next) {
  return "{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}, data: {next: " + next + "}}\n";
}

std::string text_of(const live::Live& living, const live::Facts& facts) {
  std::vector<std::string> lines;
  facts.for_each([&](check::RelationId, std::span<const std::uint32_t> tuple) {
    std::string line;
    for (const std::uint32_t each : tuple) line += (line.empty() ? "" : " -> ") + living.id(live::ComponentId{each});
    lines.push_back(line);
  });
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

std::string findings(const live::Live& living) {
  std::vector<std::string> lines;
  living.for_each_finding([&](const live::LiveFinding& finding) {
    lines.push_back(living.id(finding.component) + " " + std::string(living.document(finding.holder)) + ":" +
                    std::to_string(living.begin(finding.holder) + finding.begin));
  });
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

const std::string kA = "ConfigMap/default/a";
const std::string kB = "ConfigMap/default/b";

TEST_CASE("an edit tells what came and what went, once") {
  Fixture fixture;
  live::Live living = fixture.living();
  CHECK(text_of(living, living.apply({{"a", map("a", "b")}, {"b", map("b", "x")}}).added) == kA + " -> " + kB + "\n");
  CHECK(findings(living) == kB + " b:51\n");
  const live::Changes changes = living.apply({{"b", map("b", "a")}});
  CHECK(text_of(living, changes.added) == kB + " -> " + kA + "\n");
  CHECK(changes.removed.size() == 0);
  CHECK(changes.gone.size() == 1);
  CHECK(changes.found.empty());
  CHECK(findings(living).empty());
  const live::Changes again = living.apply({{"b", map("b", "a")}});
  CHECK(again.added.size() + again.removed.size() + again.found.size() + again.gone.size() == 0);
}

TEST_CASE("a component that left still has its name until the next change") {
  Fixture fixture;
  live::Live living = fixture.living();
  living.apply({{"a", map("a", "b")}, {"b", map("b", "x")}});
  CHECK(text_of(living, living.apply({{"b", std::nullopt}}).removed) == kA + " -> " + kB + "\n");
  CHECK(living.components() == 1);
  living.apply({{"c", map("c", "a")}});
  CHECK(text_of(living, living.apply({{"a", std::nullopt}}).removed) == "ConfigMap/default/c -> " + kA + "\n");
}

TEST_CASE("text that moves takes its places along and changes nothing else") {
  Fixture fixture;
  live::Live living = fixture.living();
  living.apply({{"a", "---\n" + map("a", "x")}});
  CHECK(findings(living) == kA + " a:55\n");
  const live::Changes changes = living.apply({{"a", "# longer\n---\n" + map("a", "x")}});
  CHECK(changes.found.size() + changes.gone.size() == 0);
  CHECK(findings(living) == kA + " a:64\n");
}

TEST_CASE("of two documents with the same component the first by name counts, and the other when that is gone") {
  Fixture fixture;
  live::Live living = fixture.living();
  living.apply({{"2", map("a", "b")}, {"1", map("a", "c")}, {"b", map("b", "x")}, {"c", map("c", "x")}});
  CHECK(living.components() == 3);
  CHECK(living.relation(0).size() == 1);
  CHECK(text_of(living, living.apply({{"1", std::nullopt}}).added) == kA + " -> " + kB + "\n");
}

TEST_CASE("a document that cannot be read is told, and what it had is gone") {
  Fixture fixture;
  live::Live living = fixture.living();
  living.apply({{"a", map("a", "b")}, {"b", map("b", "x")}});
  const live::Changes changes = living.apply({{"b", "{apiVersion: v1, kind: ["}});
  REQUIRE(changes.problems.size() == 1);
  CHECK(changes.problems[0].document == "b");
  CHECK(changes.removed.size() == 1);
  CHECK(living.components() == 1);
  CHECK(living.apply({{"b", map("b", "x")}}).added.size() == 1);
}

TEST_CASE("a definition that comes later makes components of its kind those of the cluster") {
  Fixture fixture;
  live::Live living = fixture.living();
  living.apply({{"w", "{apiVersion: example.com/v1, kind: Widget, metadata: {name: w, namespace: shop}}"}});
  CHECK(living.id(live::ComponentId{0}) == "Widget/shop/w");
  living.apply({{"d",
                 "{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: d}, "
                 "spec: {group: example.com, scope: Cluster, names: {kind: Widget}}}"}});
  std::string all;
  for (std::uint32_t i = 0; i < 3; ++i) all += living.id(live::ComponentId{i}) + "\n";
  CHECK(all.find("Widget/w\n") != std::string::npos);
  CHECK(living.components() == 2);
}

TEST_CASE("texts that nothing has any more can be forgotten, and all is as it was") {
  Fixture fixture;
  live::Live living = fixture.living();
  static_cast<void>(living.apply({{"a", map("a", "b")}, {"b", map("b", "c")}}));
  const std::string found = findings(living);
  const std::size_t texts = living.interner().size();
  for (int i = 0; i < 200; ++i) {
    static_cast<void>(living.apply({{"c", map("c" + std::to_string(i), "x" + std::to_string(i))}}));
  }
  static_cast<void>(living.apply({{"c", std::nullopt}}));
  CHECK(living.interner().size() >= texts + 400);
  living.forget_texts();
  CHECK(living.interner().size() <= texts);
  CHECK(findings(living) == found);
  CHECK(living.id(live::ComponentId{0}) == kA);
  const live::Changes changes = living.apply({{"b", std::nullopt}});
  CHECK(text_of(living, changes.removed) == kA + " -> " + kB + "\n");
}

TEST_CASE("numbers and nodes of what left are used again") {
  Fixture fixture;
  live::Live living = fixture.living();
  std::vector<live::Edit> edits;
  edits.reserve(200);
  for (int i = 0; i < 200; ++i) edits.push_back({std::to_string(i), map("m" + std::to_string(i), "m0")});
  living.apply(edits);
  const std::size_t rows = living.design().components.size();
  for (int round = 0; round < 50; ++round) {
    for (live::Edit& edit : edits) edit.content.reset();
    living.apply(edits);
    CHECK(living.relation(0).size() == 0);
    for (int i = 0; i < 200; ++i) edits[static_cast<std::size_t>(i)].content = map("m" + std::to_string(i), "m0");
    living.apply(edits);
    CHECK(living.relation(0).size() == 200);
  }
  CHECK(living.design().components.size() <= rows + 1);
  CHECK(living.design().tree.nodes.size() < 9600);
}

}  // namespace
