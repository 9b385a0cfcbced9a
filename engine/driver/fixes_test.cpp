#include "engine/fix/fixes.h"

#include <catch2/catch.hpp>

#include "engine/check/checker.h"
#include "engine/parse/parser.h"

namespace {

using namespace meshplay;

struct Run {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  check::Program program;
  plan::Plan plan;
  design::Design design;
  std::vector<fix::Proposal> proposals;
  std::size_t findings = 0;

  Run(const std::string& rules, const std::string& yaml) {
    const text::FileId file = sources.add("rules.mesh", rules);
    std::vector<check::RuleFile> files;
    files.push_back({parse::parse_rules(sources, file, {}, interner, sink), false});
    program = check::check_rules(files, sources, interner, sink, {check::Tests::all, false});
    REQUIRE_FALSE(sink.has_errors());
    plan = plan::make_plan(program);
    design = design::load_text("d.yaml", yaml, data::Syntax::yaml, {}, sources, interner, sink);
    infer::Inference inference(program, plan, design, interner);
    for (std::uint32_t i = 0; i < program.checks.size(); ++i) {
      fix::CheckedFindings found = fix::findings_with_fixes(program, i, inference);
      findings += found.findings.size();
      proposals.insert(proposals.end(), found.proposals.begin(), found.proposals.end());
    }
  }

  std::string fixed() {
    const auto changes = fix::apply(program, proposals, design, sources, interner, {}, sink);
    return changes.files.empty() ? "" : changes.files[0].text;
  }
};

constexpr const char* kImage = R"(
deny latest on p: Pod {
  some c in p.spec.containers
  where c.image ends_with ":latest"
  at c.image
  message "{c.name}"
  fix set c.image = replace(c.image, ":latest", ":1")
}
)";

TEST_CASE("a fix changes the element that was found, and the rest stays byte by byte") {
  Run run(kImage,
          "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - {name: a, image: 'a:latest'}  # "
          "one\n"
          "    - name: b\n      image: b:2\n    - name: c\n      image: c:latest\n");
  CHECK(run.proposals.size() == 2);
  CHECK(run.fixed() ==
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - {name: a, image: 'a:1'}  # one\n"
        "    - name: b\n      image: b:2\n    - name: c\n      image: c:1\n");
}

TEST_CASE("what is fixed is not found again") {
  Run first(kImage,
            "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: a, image: 'a:latest'}]}}\n");
  CHECK(first.findings == 1);
  Run second(kImage, first.fixed());
  CHECK(second.findings == 0);
}

TEST_CASE("an element that is there is not appended again") {
  const std::string rules = R"(
warn tolerates on p: Pod {
  where p.name == "p"
  message "a"
  fix append p.spec.tolerations = {key: "a", operator: "Exists"}
}
)";
  Run first(rules, "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n");
  const std::string text = first.fixed();
  CHECK(text.find("operator: Exists") != std::string::npos);
  CHECK(Run(rules, text).proposals.empty());
}

TEST_CASE("fixes that contradict each other are told, and neither is done") {
  Run run(R"(
warn three on d: Deployment { where d.spec.replicas > 3 message "a" fix set d.spec.replicas = 3 }
warn two on d: Deployment { where d.spec.replicas > 2 message "a" fix set d.spec.replicas = 2 }
warn paused on d: Deployment { where d.spec.paused message "a" fix remove d.spec.paused }
)",
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 9, paused: true}}\n");
  CHECK(run.fixed() == "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 9}}\n");
  REQUIRE(run.sink.all().size() == 1);
  CHECK(run.sink.all()[0].code == "fix-conflict");
  CHECK(run.sink.all()[0].notes.size() == 2);
}

TEST_CASE("what is taken away as a whole is not changed inside") {
  Run run(R"(
warn gone on d: Deployment { where d.spec.paused message "a" fix remove d.spec.template }
warn inside on d: Deployment { where d.name == "d" message "a" fix set d.spec.template.spec.hostNetwork = false }
)",
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {paused: true, template: {spec: {}}}}\n");
  CHECK(run.fixed().empty());
  REQUIRE(run.sink.all().size() == 1);
  CHECK(run.sink.all()[0].code == "fix-conflict");
}

TEST_CASE("two rules that want the same write it once") {
  Run run(R"(
warn one on d: Deployment { where d.spec.replicas > 3 message "a" fix set d.spec.replicas = 3 }
warn other on d: Deployment { where d.spec.replicas > 4 message "a" fix set d.spec.replicas = 3 }
)",
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 9}}\n");
  CHECK(run.fixed() == "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 3}}\n");
  CHECK(run.sink.all().empty());
}

}  // namespace
