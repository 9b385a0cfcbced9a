// Random designs: what is fixed is not found again, and edges that are drawn can be deleted without a trace.
#include <catch2/catch.hpp>
#include <set>

#include "engine/driver/fixing_for_test.h"
#include "engine/edit/random_for_test.h"

namespace {

using namespace meshplay;
using driver::test::FixRun;
using edit::Value;

constexpr std::uint32_t kDesigns = 300;

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines{""};
  for (const char c : text) {
    if (c == '\n') {
      lines.emplace_back();
    } else {
      lines.back() += c;
    }
  }
  return lines;
}

Value text(const char* value) { return Value::of(value); }

Value container(edit::test::Random& random, std::uint32_t number) {
  constexpr const char* kImages[] = {"nginx:latest", "nginx:1.25", "a.example:5000/b:latest", "a b:latest"};
  std::vector<edit::Entry> entries{{"name", text(("c" + std::to_string(number)).c_str())},
                                   {"image", text(kImages[random.below(4)])}};
  if (random.one_in(2)) entries.push_back({"args", Value::list({Value::of(random.text()), Value::of(random.text())})});
  if (random.one_in(3)) std::swap(entries[0], entries.back());
  return Value::map(std::move(entries));
}

Value volume(edit::test::Random& random, std::uint32_t number) {
  std::vector<edit::Entry> entries{{"name", text(("v" + std::to_string(number)).c_str())}};
  switch (random.below(3)) {
    case 0: entries.push_back({"emptyDir", Value::map({})}); break;
    case 1: entries.push_back({"configMap", Value::map({{"name", text("old")}})}); break;
    default:
      entries.push_back(
          {"projected",
           Value::map({{"sources", Value::list({Value::map({{"secret", Value::map({{"name", text("s")}})}})})}})});
  }
  return Value::map(std::move(entries));
}

Value deployment(edit::test::Random& random) {
  std::vector<Value> containers;
  for (std::uint32_t i = 0, n = 1 + random.below(3); i < n; ++i) containers.push_back(container(random, i));
  std::vector<edit::Entry> pod{{"containers", Value::list(std::move(containers))}};
  if (random.one_in(2)) {
    std::vector<Value> volumes;
    for (std::uint32_t i = 0, n = 1 + random.below(3); i < n; ++i) volumes.push_back(volume(random, i));
    pod.push_back({"volumes", Value::list(std::move(volumes))});
  }
  std::vector<edit::Entry> spec;
  if (random.one_in(2)) spec.push_back({"paused", Value::boolean(random.one_in(2))});
  if (!random.one_in(4)) spec.push_back({"replicas", Value::number(std::to_string(random.below(9)))});
  spec.push_back({"template", Value::map({{"spec", Value::map(std::move(pod))}})});
  if (random.one_in(2)) spec.push_back({"x", random.value(2)});
  return Value::map({{"apiVersion", text("apps/v1")},
                     {"kind", text("Deployment")},
                     {"metadata", Value::map({{"name", text("web")}})},
                     {"spec", Value::map(std::move(spec))}});
}

std::string file_with(const Value& component, edit::test::Random& random) {
  edit::test::Author author(random);
  const std::string config = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: new\n";
  std::string content = config + (random.one_in(2) ? "---\n# between\n" : "---\n");
  if (random.one_in(5)) return content + author.json(component, random.one_in(2)) + "\n";
  std::string yaml = author.yaml(component);
  if (yaml.starts_with("---\n")) yaml.erase(0, 4);
  if (yaml.starts_with("# head\n---\n")) yaml.erase(7, 4);
  return content + yaml;
}

constexpr const char* kChecks = R"(
warn many on w: Deployment {
  where w.spec.replicas > 3
  at w.spec.replicas
  message "{w.name}"
  fix set w.spec.replicas = 3
}
deny latest on w: Deployment {
  some c in w.spec.template.spec.containers
  where c.image ends_with ":latest"
  at c.image
  message "{c.name}"
  fix unsafe set c.image = replace(c.image, ":latest", ":1")
}
)";

TEST_CASE("random designs: what is fixed is not found again, and all other lines stay byte by byte") {
  std::size_t fixed = 0;
  for (std::uint32_t seed = 1; seed <= kDesigns; ++seed) {
    edit::test::Random random(seed);
    const std::string before = file_with(deployment(random), random);
    INFO("seed " << seed << "\n" << before);
    FixRun run(kChecks, before);
    REQUIRE(run.design.components.size() == 2);
    CHECK(run.proposals.size() == run.findings);
    if (run.proposals.empty()) continue;
    const std::string after = run.fixed();
    INFO(after);
    CHECK(run.sink.all().empty());
    CHECK(FixRun(kChecks, after).findings == 0);
    std::set<std::uint32_t> touched;
    for (const fix::Proposal& proposal : run.proposals) {
      const text::Span span = fix::span_of({proposal.component, proposal.edit.path}, run.design, run.interner);
      const std::uint32_t last = run.sources.place(span.file, span.end).line;
      for (std::uint32_t line = run.sources.place(span.file, span.begin).line; line <= last; ++line) {
        touched.insert(line - 1);
      }
    }
    const std::vector<std::string> old_lines = lines_of(before);
    const std::vector<std::string> new_lines = lines_of(after);
    REQUIRE(old_lines.size() == new_lines.size());
    for (std::uint32_t i = 0; i < old_lines.size(); ++i) {
      if (!touched.contains(i)) CHECK(old_lines[i] == new_lines[i]);
    }
    ++fixed;
  }
  CHECK(fixed > kDesigns / 2);
}

constexpr const char* kChanges = R"(
advise paused on w: Deployment {
  where w.spec.paused is present
  message "{w.name}"
  fix remove w.spec.paused
}
advise unset on w: Deployment {
  where w.spec.replicas is absent
  message "{w.name}"
  fix set w.spec.replicas = 1
}
advise intolerant on w: Deployment {
  where (no t in w.spec.template.spec.tolerations where t.key == "a")
  message "{w.name}"
  fix append w.spec.template.spec.tolerations = {key: "a", operator: "Exists"}
}
)";

TEST_CASE("random designs: what is added and taken away is not found again") {
  for (std::uint32_t seed = 1; seed <= kDesigns; ++seed) {
    edit::test::Random random(seed);
    const std::string before = file_with(deployment(random), random);
    INFO("seed " << seed << "\n" << before);
    FixRun run(kChanges, before);
    REQUIRE(run.findings > 0);
    const std::string after = run.fixed();
    INFO(after);
    const std::vector<std::string> codes = run.codes();
    const bool is_refused = std::find(codes.begin(), codes.end(), "fix-refused") != codes.end();
    CHECK(FixRun(kChanges, after).findings == (is_refused ? codes.size() : 0));
  }
}

constexpr const char* kMounts = R"(
relationship mounts: edge.mount {
  from workload: Deployment
  to   config: ConfigMap
  some volume in workload.spec.template.spec.volumes
  some source in [volume] + volume.projected.sources
  bind source.configMap.name <- config.name
}
)";

constexpr const char* kReads = R"(
relationship reads: edge.mount {
  from workload: Deployment
  to   config: ConfigMap
  some container in workload.spec.template.spec.containers
  some entry in container.env + container.envFrom
  some ref in [entry.valueFrom.configMapKeyRef, entry.configMapRef]
  bind ref.name <- config.name
}
)";

TEST_CASE("random designs: an edge that is drawn holds, and deleted again it leaves no trace") {
  const std::vector<std::uint32_t> ends = {1, 0};
  for (std::uint32_t seed = 1; seed <= kDesigns; ++seed) {
    edit::test::Random random(seed);
    const char* rules = random.one_in(2) ? kMounts : kReads;
    const std::string before = file_with(deployment(random), random);
    INFO("seed " << seed << "\n" << before);
    FixRun run(rules, before);
    REQUIRE_FALSE(run.holds(ends));
    const std::string connected = run.connected(ends);
    INFO(connected);
    FixRun there(rules, connected);
    REQUIRE(there.design.components.size() == 2);
    CHECK(there.holds(ends));
    CHECK(there.connected(ends) == "nothing");
    const std::string again = there.disconnected(ends);
    INFO(again);
    FixRun gone(rules, again);
    CHECK_FALSE(gone.holds(ends));
    CHECK(fix::edit_value(gone.design.components[1].root, gone.design.tree, gone.interner) ==
          fix::edit_value(run.design.components[1].root, run.design.tree, run.interner));
  }
}

}  // namespace
