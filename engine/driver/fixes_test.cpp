#include <catch2/catch.hpp>

#include "engine/driver/fixing_for_test.h"

namespace {

using namespace meshplay;
using Run = driver::test::FixRun;

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

TEST_CASE("a fix that changes nothing is none, and the finding stays") {
  Run set("warn many on d: Deployment { where d.spec.replicas > 3 message \"a\" fix set d.spec.replicas = 5 }",
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 5}}\n");
  CHECK(set.findings == 1);
  CHECK(set.proposals.empty());
  Run remove("warn gone on d: Deployment { where d.name == \"d\" message \"a\" fix remove d.spec.paused }",
             "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 5}}\n");
  CHECK(remove.findings == 1);
  CHECK(remove.proposals.empty());
}

TEST_CASE("of each proposal is known whether the file has what it wants") {
  Run run(R"(
warn one on d: Deployment { where d.spec.replicas > 3 message "a" fix set d.spec.replicas = 3 }
warn other on d: Deployment { where d.spec.replicas > 4 message "a" fix set d.spec.replicas = 3 }
warn up on d: Deployment { where d.spec.paused message "a" fix set d.spec.minReadySeconds = 1 }
warn down on d: Deployment { where d.spec.paused message "a" fix set d.spec.minReadySeconds = 2 }
)",
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {replicas: 9, paused: true}}\n");
  const fix::Changes changes =
      fix::apply(run.program, run.proposals, run.design, run.sources, run.interner, {}, run.sink);
  CHECK(changes.is_done == std::vector<bool>{true, true, false, false});
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
