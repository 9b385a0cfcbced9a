// What proofs rest on, and that what an absence names is the nearest miss. That both are true for manifests as people
// write them is shown in tests/conformance/why_test.py.
#include "engine/driver/why.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>

#include "engine/driver/driver.h"

using namespace meshplay;
namespace fs = std::filesystem;

namespace {

std::string written(const std::string& name, const std::string& text) {
  const fs::path folder = fs::temp_directory_path() / ("why_test." + std::to_string(::getpid()));
  fs::create_directories(folder);
  std::ofstream(folder / name, std::ios::binary) << text;
  return (folder / name).string();
}

std::unique_ptr<driver::Engine> engine_of(const std::string& rules, const std::string& design) {
  driver::Options options;
  options.builtin = false;
  options.rule_paths = {written("rules.mesh", rules)};
  options.paths = {written("design.yaml", design)};
  auto engine = std::make_unique<driver::Engine>(options);
  REQUIRE(engine->load_rules());
  engine->load_design();
  fs::remove_all(fs::path(options.paths[0]).parent_path());
  return engine;
}

constexpr const char* kLeads = R"(
relationship next: edge.network {
  from a: ConfigMap
  to   b: ConfigMap
  where a.data.next == b.name
}
define leads(a: ConfigMap, b: ConfigMap) {
  where next(a, b) or some hop: ConfigMap where (leads(a, hop) and leads(hop, b))
}
)";

std::string config_maps(const std::vector<std::pair<std::string, std::string>>& pairs) {
  std::string out;
  for (const auto& [name, next] : pairs) {
    out += "---\n{apiVersion: v1, kind: ConfigMap, metadata: {name: " + name + "}, data: {next: " + next + "}}\n";
  }
  return out;
}

void add_facts(const std::vector<driver::WhyStep>& steps, std::vector<std::size_t>& out) {
  for (const driver::WhyStep& step : steps) {
    if (step.kind == "fact") out.push_back(step.fact);
    add_facts(step.parts, out);
  }
}

constexpr const char* kSelects = R"(
relationship routes: edge.network {
  from service: Service
  to   pod: Pod
  where service.namespace == pod.namespace
  and   service.spec.selector selects pod.labels
}
warn lonely on service: Service { where no pod: Pod where routes(service, pod) message "alone" }
)";

constexpr const char* kShop = R"(
{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web, tier: front}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: near, labels: {app: web, tier: fornt}}}
)";

}  // namespace

TEST_CASE("no fact of a proof rests on itself, in a ring of which every fact has many proofs") {
  std::vector<std::pair<std::string, std::string>> ring;
  ring.reserve(12);
  for (int i = 0; i < 12; ++i) ring.emplace_back("m" + std::to_string(i), "m" + std::to_string((i + 1) % 12));
  const auto engine = engine_of(kLeads, config_maps(ring));
  for (int to = 0; to < 12; ++to) {
    const auto why = engine->why("leads(ConfigMap/m0, ConfigMap/m" + std::to_string(to) + ")", 1000);
    REQUIRE(why);
    REQUIRE_FALSE(why->empty());
    std::vector<int> state(why->size());  // 1: being looked at, 2: done
    const std::function<void(std::size_t)> visit = [&](std::size_t fact) {
      REQUIRE(state[fact] != 1);
      if (state[fact] == 2) return;
      state[fact] = 1;
      REQUIRE_FALSE((*why)[fact].is_cut);
      std::vector<std::size_t> behind;
      add_facts((*why)[fact].steps, behind);
      if ((*why)[fact].rule == "leads") REQUIRE_FALSE(behind.empty());
      for (const std::size_t other : behind) visit(other);
      state[fact] = 2;
    };
    visit(0);
  }
}

TEST_CASE("a long chain of facts is cut where the depth ends") {
  std::vector<std::pair<std::string, std::string>> chain;
  chain.reserve(300);
  for (int i = 0; i < 300; ++i) chain.emplace_back("m" + std::to_string(i), "m" + std::to_string(i + 1));
  const auto engine = engine_of(R"(
relationship next: edge.network {
  from a: ConfigMap
  to   b: ConfigMap
  where a.data.next == b.name
}
define leads(a: ConfigMap, b: ConfigMap) {
  where next(a, b) or some hop: ConfigMap where (leads(a, hop) and next(hop, b))
}
)",
                                config_maps(chain));
  const auto shallow = engine->why("leads(ConfigMap/m0, ConfigMap/m299)", 2);
  REQUIRE(shallow);
  std::size_t cut = 0;
  for (const driver::WhyFact& fact : *shallow) cut += fact.is_cut ? 1 : 0;
  REQUIRE(cut > 0);
  REQUIRE(shallow->size() < 10);
  const auto deep = engine->why("leads(ConfigMap/m0, ConfigMap/m299)", 1000);
  REQUIRE(deep);
  REQUIRE(deep->size() == 598);
}

TEST_CASE("a proof names the values and their places") {
  const auto engine = engine_of(kSelects, R"(
{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: web, labels: {app: web}}}
)");
  const auto why = engine->why("routes(Service/web, Pod/web)", 10);
  REQUIRE(why);
  REQUIRE(why->size() == 1);
  const driver::WhyStep& selects = (*why)[0].steps.back();
  REQUIRE(selects.left[0].path == "spec.selector");
  REQUIRE(selects.left[0].value == R"({"app": "web"})");
  REQUIRE(engine->sources().place(selects.left[0].place.file, selects.left[0].place.begin).line == 2);
  REQUIRE(selects.right[0].component == "Pod/default/web");
  REQUIRE(selects.right[0].path == "metadata.labels");
}

TEST_CASE("what is not there has an absence, and the change that it names would make its condition hold") {
  const auto engine = engine_of(kSelects, kShop);
  REQUIRE(engine->why("routes(Service/web, Pod/near)", 10)->empty());
  const auto lacks = engine->why_not("routes(Service/web, Pod/near)");
  REQUIRE(lacks);
  REQUIRE_FALSE(lacks->holds);
  REQUIRE(lacks->attempts.size() == 1);
  const driver::WhyNotAttempt& attempt = lacks->attempts[0];
  REQUIRE(attempt.met.size() == 1);
  REQUIRE(attempt.change);
  REQUIRE(attempt.change->component == "Pod/default/near");
  REQUIRE(attempt.change->path == "metadata.labels.tier");
  REQUIRE(attempt.change->value == R"("front")");
}

TEST_CASE("an absence says when a component can never be an argument, and when the fact holds after all") {
  const auto engine = engine_of(kSelects, kShop);
  const auto wrong = engine->why_not("routes(Pod/near, Service/web)");
  REQUIRE(wrong);
  REQUIRE(wrong->wrong_argument == "Pod/default/near");
  const auto holds = engine->why_not("lonely(Service/web)");
  REQUIRE(holds);
  REQUIRE(holds->holds);
  const auto finding = engine->why("lonely(Service/web)", 10);
  REQUIRE(finding);
  REQUIRE((*finding)[0].steps[0].kind == "none");
  REQUIRE((*finding)[0].steps[0].looked_at == 1);
}

TEST_CASE("a label is only said to help where every requirement of its key admits the value") {
  const std::string pod = "---\n{apiVersion: v1, kind: Pod, metadata: {name: p, labels: {app: other}}}\n";
  const auto change_for = [&](const std::string& expressions) {
    const auto engine =
        engine_of(R"(
relationship protects: edge.network {
  from budget: PodDisruptionBudget
  to   pod: Pod
  where budget.spec.selector selects pod.labels
}
)",
                  pod + "---\n{apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: b}, " +
                      "spec: {selector: {matchExpressions: [" + expressions + "]}}}\n");
    const auto lacks = engine->why_not("protects(PodDisruptionBudget/b, Pod/p)");
    REQUIRE(lacks);
    return lacks->attempts[0].change ? lacks->attempts[0].change->value : "";
  };
  const std::string in_both = "{key: app, operator: In, values: [a, b]}, {key: app, operator: In, values: [c, b]}";
  REQUIRE(change_for(in_both) == "\"b\"");
  REQUIRE(change_for("{key: app, operator: In, values: [a, b]}, {key: app, operator: NotIn, values: [a]}") == "\"b\"");
  REQUIRE(change_for("{key: app, operator: In, values: [a]}, {key: app, operator: In, values: [b]}").empty());
}
