#include "engine/witness/compare.h"

#include <catch2/catch.hpp>
#include <optional>

#include "engine/check/checker.h"
#include "engine/infer/inference.h"
#include "engine/parse/parser.h"

namespace {

using namespace meshplay;
using witness::Verdict;

struct Rules {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  check::Program program;
  std::optional<plan::Planner> planner;

  explicit Rules(const std::string& text) {
    const text::FileId file = sources.add("rules.mesh", text);
    std::vector<check::RuleFile> files;
    files.push_back({parse::parse_rules(sources, file, {}, interner, sink), false});
    program = check::check_rules(files, sources, interner, sink, {check::Tests::all, false});
    REQUIRE_FALSE(sink.has_errors());
    planner.emplace(program);
  }

  witness::Rule rule(std::string_view name) const {
    for (std::uint32_t i = 0; i < program.checks.size(); ++i) {
      if (interner.text(program.checks[i].name) == name) return {true, i};
    }
    for (std::uint32_t i = 0; i < program.relations.size(); ++i) {
      if (interner.text(program.relations[i].name) == name) return {false, i};
    }
    FAIL("no rule " << name);
    return {};
  }

  witness::Answer implies(std::string_view a, std::string_view b) {
    return witness::Comparison(program, *planner, interner).implies(rule(a), rule(b));
  }
  witness::Answer disjoint(std::string_view a, std::string_view b) {
    return witness::Comparison(program, *planner, interner).disjoint(rule(a), rule(b));
  }
  witness::Answer never_fires(std::string_view a) {
    return witness::Comparison(program, *planner, interner).never_fires(rule(a));
  }

  // Whether the rule holds for the subjects on the design, by the engine.
  bool holds(std::string_view name, const witness::Answer& answer) {
    diag::Sink problems;
    const design::Design design =
        design::load_text("d.yaml", answer.design, data::Syntax::yaml, {}, sources, interner, problems);
    REQUIRE_FALSE(problems.has_errors());
    infer::Inference inference(program, *planner, design, interner);
    const witness::Rule which = rule(name);
    std::vector<std::vector<std::string>> tuples;
    if (which.is_check) {
      for (const infer::Finding& finding : inference.findings(which.number)) {
        tuples.push_back({design.id(finding.component, interner)});
      }
    } else {
      infer::RelationStore& store = inference.relation(which.number);
      for (std::uint32_t row = 0; row < store.size(); ++row) {
        tuples.emplace_back();
        for (std::uint32_t i = 0; i < store.arity(); ++i) {
          tuples.back().push_back(design.id(design::ComponentId{store.tuple(row)[i]}, interner));
        }
      }
    }
    return std::find(tuples.begin(), tuples.end(), answer.subjects) != tuples.end();
  }
};

TEST_CASE("a stricter bound implies a looser one, and not the other way round") {
  Rules rules(R"(
warn loose on d: Deployment { where d.spec.replicas > 3 message "a" }
warn strict on d: Deployment { where d.spec.replicas > 5 message "a" }
)");
  CHECK(rules.implies("strict", "loose").verdict == Verdict::not_refuted);
  CHECK(rules.implies("strict", "loose").tried > 0);
  const witness::Answer answer = rules.implies("loose", "strict");
  REQUIRE(answer.verdict == Verdict::refuted);
  CHECK(rules.holds("loose", answer));
  CHECK_FALSE(rules.holds("strict", answer));
}

TEST_CASE("the same conditions in another order are equivalent, by what they say") {
  Rules rules(R"(
define one(d: Deployment) { where d.spec.paused and d.name == "a" }
define two(w: Deployment) { where "a" == w.name and w.spec.paused }
)");
  CHECK(rules.implies("one", "two").verdict == Verdict::proven);
  CHECK(rules.implies("two", "one").verdict == Verdict::proven);
}

TEST_CASE("rules of other kinds, values and namespaces are disjoint") {
  Rules rules(R"(
define service(s: Service) { where s.name == "a" }
define pod(p: Pod) { where p.name == "a" }
define first(p: Pod) { where p.namespace == "a" and p.spec.nodeName is present }
define second(p: Pod) { where p.namespace == "b" and p.spec.nodeName is present }
define third(p: Pod) { where p.spec.nodeName == "x" }
)");
  CHECK(rules.disjoint("service", "pod").verdict == Verdict::proven);
  CHECK(rules.disjoint("first", "second").verdict == Verdict::not_refuted);
  const witness::Answer answer = rules.disjoint("first", "third");
  REQUIRE(answer.verdict == Verdict::refuted);
  CHECK(rules.holds("first", answer));
  CHECK(rules.holds("third", answer));
}

TEST_CASE("quantifiers, aggregates, absence and recursion have designs on which they hold") {
  Rules rules(R"(
define routes(s: Service, d: Deployment) { where s.spec.selector selects d.spec.template.metadata.labels }
warn lonely on s: Service { where s.spec.ports != [] and no d: Deployment where routes(s, d) message "a" }
warn served on s: Service { where some d: Deployment where routes(s, d) message "a" }
warn crowded on p: Pod { where count(c in p.spec.containers where c.image ends_with ":latest") >= 2 message "a" }
warn all_tty on p: Pod { where count(p.spec.containers) > 0 and every c in p.spec.containers where c.tty message "a" }
define next(a: Pod, b: Pod) { where a.spec.nodeName == b.name }
define leads(a: Pod, b: Pod) { next(a, b) or some hop: Pod where leads(a, hop) and next(hop, b) }
)");
  for (const char* name : {"lonely", "served", "crowded", "all_tty", "leads"}) {
    INFO(name);
    const witness::Answer answer = rules.never_fires(name);
    REQUIRE(answer.verdict == Verdict::refuted);
    CHECK(rules.holds(name, answer));
  }
  CHECK(rules.disjoint("lonely", "served").verdict == Verdict::not_refuted);
  CHECK(rules.implies("leads", "next").verdict == Verdict::refuted);
}

TEST_CASE("what contradicts itself never fires") {
  Rules rules(R"(
define odd(c: ConfigMap) { where lower(c.data.a) == "X" }
)");
  CHECK(rules.never_fires("odd").verdict == Verdict::not_refuted);
}

TEST_CASE("a design that settles a question holds nothing that it does not need") {
  Rules rules(R"(
warn paused on d: Deployment { where d.spec.paused and (d.spec.replicas > 1 or d.name == "x") message "a" }
)");
  const witness::Answer answer = rules.never_fires("paused");
  REQUIRE(answer.verdict == Verdict::refuted);
  CHECK(answer.design.find("labels") == std::string::npos);
  CHECK(answer.design.find("---") == std::string::npos);
}

}  // namespace
