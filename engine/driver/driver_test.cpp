#include "engine/driver/driver.h"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>

using namespace meshplay;
namespace fs = std::filesystem;

namespace {

// A folder that is gone at the end.
class Folder {
 public:
  Folder() : path_(fs::temp_directory_path() / ("driver_test." + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return (path_ / name).string();
  }

 private:
  fs::path path_;
};

driver::Options options(const std::vector<std::string>& paths, const std::string& rules) {
  driver::Options result;
  result.paths = paths;
  result.rule_paths = {rules};
  result.builtin = false;
  return result;
}

std::string relationships(const std::vector<std::string>& paths, const std::string& rules) {
  driver::Engine engine(options(paths, rules));
  REQUIRE(engine.load_rules());
  engine.load_design();
  std::string out;
  for (const driver::Relationship& row : engine.relationships()) {
    out += std::string(row.relationship) + " " + std::string(row.from) + " " + std::string(row.to) + "\n";
  }
  return out;
}

constexpr const char* kNext = R"(
relationship next: edge.network {
  from a: Component
  to   b: Component
  where a.spec.next == b.spec.name
}
)";

}  // namespace

TEST_CASE("findings are the same for any number of threads, with texts that no design has") {
  const Folder folder;
  const std::string rules = folder.write("rules.mesh", R"(
warn far on pod: Component {
  where pod.spec.next is present
  and no other: Component where other.name == pod.spec.next
  at pod.spec.next
  message "{pod.name} + {upper(pod.spec.next)}"
  help "not {pod.spec.next + pod.name}"
}
warn twice on pod: Component {
  where some other: Component where other.spec.next == pod.spec.next and other.name != pod.name
  message "{pod.spec.next} again"
}
advise service on service: Service { where service.spec is absent message "{lower(service.name)}" }
)");
  std::string design;
  for (int i = 0; i < 6500; ++i) {
    const std::string name = "P" + std::to_string(i);
    design += i % 10 == 0 ? "{apiVersion: v1, kind: Service, metadata: {name: " + name + "}}\n---\n"
                          : "{apiVersion: v1, kind: Pod, metadata: {name: " + name + "}, spec: {next: P" +
                                std::to_string(i * 7 % 9000) + "}}\n---\n";
  }
  const std::string file = folder.write("design.yaml", design);
  const auto run = [&](std::size_t threads) {
    driver::Options wanted = options({file}, rules);
    wanted.threads = threads;
    driver::Engine engine(wanted);
    REQUIRE(engine.load_rules());
    engine.load_design();
    std::string out;
    for (const driver::Finding& row : engine.findings()) {
      out += row.rule + " " + row.component + " " + row.path + " " + row.message + " " + row.help + " " +
             std::to_string(row.span.begin) + "\n";
    }
    return out;
  };
  const std::string expected = run(1);
  CHECK(expected.size() > 100'000);
  for (const std::size_t threads : {2U, 3U, 4U, 7U}) CHECK(run(threads) == expected);
}

// Knative's Service is another kind than the core one, and its ids look the same.
TEST_CASE("relationships stand in one order for any order of the files, although two components share an id") {
  const Folder folder;
  const std::string rules = folder.write("next.mesh", kNext);
  const std::string core =
      folder.write("core.yaml", "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {name: x, next: y}}");
  const std::string knative = folder.write(
      "knative.yaml",
      "{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: a}, spec: {name: y, next: z}}");
  const std::string end = folder.write("end.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {name: z}}");
  const std::string expected = relationships({core, knative, end}, rules);
  CHECK(expected ==
        "next Service/default/a Pod/default/p\n"
        "next Service/default/a Service/default/a\n");
  CHECK(relationships({knative, end, core}, rules) == expected);
  CHECK(relationships({end, knative, core}, rules) == expected);
}

TEST_CASE("rules with a mistake infer nothing") {
  const Folder folder;
  const std::string rules = folder.write("wrong.mesh", "kind Web = Deploymnt\n" + std::string(kNext));
  const std::string design =
      folder.write("a.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {name: x, next: x}}");
  driver::Engine engine(options({design}, rules));
  CHECK_FALSE(engine.load_rules());
  engine.load_design();
  CHECK(engine.relationships().empty());
  CHECK(engine.findings().empty());
  CHECK(engine.diagnostics().errors() == 1);
}

TEST_CASE("a finding at a place of another component stands in that component's file") {
  const Folder folder;
  const std::string rules = folder.write("far.mesh", R"(
deny far on p: Pod {
  some c: ConfigMap
  where c.name == p.spec.nodeName
  at c.data.key
  message "`{p.name}`"
}
)");
  const std::string pod =
      folder.write("pod.yaml", "{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {nodeName: c}}");
  const std::string config =
      folder.write("config.yaml", "{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, data: {key: value}}");
  driver::Engine engine(options({pod, config}, rules));
  REQUIRE(engine.load_rules());
  engine.load_design();
  const std::vector<driver::Finding> findings = engine.findings();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].component == "Pod/default/p");
  CHECK(findings[0].path == "data.key");
  CHECK(engine.sources().name(findings[0].span.file) == config);
  CHECK(engine.sources().text(findings[0].span) == "value");
}

TEST_CASE("tests come to the same for any number of threads") {
  const Folder folder;
  std::string rules = "package team\nwarn named on s: Service {\n  where s.name == \"web\"\n  message \"found\"\n}\n";
  for (int i = 0; i < 100; ++i) {
    const std::string name = i % 3 == 0 ? "web" : "other";
    // Some fail, and of some the text that they are given is wrong.
    const std::string text =
        i % 7 == 0 ? "{kind: [" : "{apiVersion: v1, kind: Service, metadata: {name: " + name + "}}";
    rules += "test \"t" + std::to_string(i) + "\" {\n  given yaml \"\"\"\n    " + text +
             "\n    \"\"\"\n  expect named on Service/" + name + "\n}\n";
  }
  const std::string file = folder.write("team.mesh", rules);
  const auto run = [&](std::size_t threads) {
    driver::Options wanted = options({}, file);
    wanted.threads = threads;
    driver::Engine engine(wanted);
    REQUIRE(engine.load_rules());
    driver::TestOptions tests;
    tests.with_coverage = true;
    std::string all;
    for (const driver::TestOutcome& outcome : engine.run_tests(tests)) {
      all += outcome.name + (outcome.failures.empty() ? " passed\n" : " failed\n");
      for (const diag::Diagnostic& failure : outcome.failures) {
        all += std::string(engine.sources().name(failure.span.file)) + ": " +
               std::string(engine.sources().text(failure.span)) + ": " + failure.message + failure.help + "\n";
      }
    }
    for (const driver::ConditionCoverage& row : engine.coverage()) {
      all += std::to_string(row.held) + "/" + std::to_string(row.failed) + "\n";
    }
    return all;
  };
  const std::string alone = run(1);
  CHECK(alone.find(" passed") != std::string::npos);
  CHECK(alone.find("test \"t7\"") != std::string::npos);
  CHECK(run(4) == alone);
}
