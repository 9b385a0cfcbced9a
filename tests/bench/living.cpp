// How long one edit takes in a living design: bench_living [--components N] [--edits M] [--shape NAME] [--seed S]
//
// Shapes: unique (a label for each service), skewed (a few labels have most pods, and broad selectors), giant (one
// namespace), hub (both of these), chains (owners of owners). Each edit is one document put anew, with the reading of
// its text: a pod's label, a service's selector, a reference to a config map, or a pod taken away or put back.
// Afterwards everything is compared with what a fresh run over the same documents finds; times are printed and never
// judged.
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "engine/check/checker.h"
#include "engine/live/live.h"
#include "engine/parse/parser.h"
#include "engine/plan/plan.h"

namespace {

using namespace meshplay;

constexpr const char* kRules = R"(
relationship routes: edge.network {
  from service: Service
  to   pod: Pod
  where service.namespace == pod.namespace
  and   service.spec.selector selects pod.labels
}
relationship owns: hierarchical.parent.inventory {
  from owner: Component
  to   owned: Pod | ReplicaSet
  some ref in owned.metadata.ownerReferences
  where ref.name == owner.name and ref.kind == owner.kind and owner.namespace == owned.namespace
}
relationship mounts: edge.mount {
  from pod: Pod
  to   config: ConfigMap
  some volume in pod.spec.volumes
  where volume.configMap.name == config.name and pod.namespace == config.namespace
}
warn dangling on service: Service {
  where no pod: Pod where routes(service, pod)
  message "service `{service.name}` selects nothing"
}
)";

struct Options {
  std::size_t components = 100'000;
  std::size_t edits = 20'000;
  std::uint64_t seed = 1;
  std::string shape = "unique";
};

// What a document says, so that it can be said a little differently.
struct Thing {
  enum class Kind : std::uint8_t { pod, service, config, owner };
  Kind kind = Kind::pod;
  std::size_t number = 0;
  std::size_t label = 0;
  std::size_t config = 0;
  std::size_t owner = 0;
  bool is_there = true;
};

class Design {
 public:
  explicit Design(const Options& options) : options_(options), random_(options.seed) {
    const std::size_t count = options.components;
    for (std::size_t i = 0; i < count; ++i) {
      Thing thing;
      thing.number = i;
      const bool is_chain = options.shape == "chains";
      const std::size_t turn = i % 10;
      thing.kind = is_chain    ? Thing::Kind::owner
                   : turn == 0 ? Thing::Kind::service
                   : turn == 1 ? Thing::Kind::config
                   : turn == 2 ? Thing::Kind::owner
                               : Thing::Kind::pod;
      if (is_chain && turn == 9) thing.kind = Thing::Kind::pod;
      thing.label = label();
      if (thing.kind == Thing::Kind::service && !is_skewed()) thing.label = i / 10;
      thing.config = i / 10 * 10 + 1;
      thing.owner = is_chain ? (i == 0 ? count : i - 1) : i / 10 * 10 + 2;
      things_.push_back(thing);
    }
  }

  std::string name(const Thing& thing) const { return "t-" + std::to_string(thing.number) + ".yaml"; }

  std::string text(const Thing& thing) const {
    const std::string number = std::to_string(thing.number);
    const std::string space = options_.shape == "giant" || options_.shape == "hub" || options_.shape == "chains"
                                  ? "one"
                                  : "n" + std::to_string(thing.number / 1000);
    const std::string meta = "metadata: {name: t" + number + ", namespace: " + space;
    const std::string owner = ", ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: t" +
                              std::to_string(thing.owner) + ", uid: u}]";
    switch (thing.kind) {
      case Thing::Kind::pod:
        return "{apiVersion: v1, kind: Pod, " + meta + ", labels: {app: a" + std::to_string(thing.label) +
               ", tier: back}" + owner + "}, spec: {containers: [{name: main, image: \"example.org/app:1.2\"}], " +
               "volumes: [{name: config, configMap: {name: t" + std::to_string(thing.config) + "}}]}}";
      case Thing::Kind::service:
        return "{apiVersion: v1, kind: Service, " + meta + "}, spec: {selector: {app: a" + std::to_string(thing.label) +
               "}, ports: [{port: 80}]}}";
      case Thing::Kind::config: return "{apiVersion: v1, kind: ConfigMap, " + meta + "}, data: {key: value}}";
      case Thing::Kind::owner:
        return "{apiVersion: apps/v1, kind: ReplicaSet, " + meta + (options_.shape == "chains" ? owner : "") + "}}";
    }
    return {};
  }

  std::vector<live::Edit> all() const {
    std::vector<live::Edit> edits;
    for (const Thing& thing : things_) {
      if (thing.is_there) edits.push_back({name(thing), text(thing), data::Syntax::yaml});
    }
    return edits;
  }

  live::Edit next() {
    Thing& thing = things_[random_() % things_.size()];
    if (!thing.is_there || (thing.kind == Thing::Kind::pod && random_() % 10 == 0)) {
      thing.is_there = !thing.is_there;
      if (!thing.is_there) return {name(thing), std::nullopt, data::Syntax::yaml};
    } else if (random_() % 2 == 0) {
      thing.label = label();
    } else {
      thing.config = random_() % things_.size() / 10 * 10 + 1;
      thing.owner = options_.shape == "chains" ? random_() % things_.size() : thing.owner;
    }
    return {name(thing), text(thing), data::Syntax::yaml};
  }

 private:
  bool is_skewed() const { return options_.shape == "skewed" || options_.shape == "hub"; }

  std::size_t label() {
    const std::size_t services = std::max<std::size_t>(1, options_.components / 10);
    if (!is_skewed()) return random_() % services;
    // Half of them share one of twenty labels.
    return random_() % 2 == 0 ? random_() % 20 : 20 + random_() % services;
  }

  const Options& options_;
  std::mt19937_64 random_;
  std::vector<Thing> things_;
};

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

double resident_megabytes() {
  std::FILE* file = std::fopen("/proc/self/statm", "r");
  long all = 0;
  long resident = 0;
  if (file == nullptr || std::fscanf(file, "%ld %ld", &all, &resident) != 2) resident = 0;
  if (file != nullptr) std::fclose(file);
  return static_cast<double>(resident) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1e6;
}

// Independent of the order and of numbers of components.
struct Contents {
  std::size_t facts = 0;
  std::size_t findings = 0;
  std::uint64_t hash = 0;

  void add(const std::string& line) { hash += std::hash<std::string>{}(line); }
  bool operator==(const Contents&) const = default;
};

Contents contents(live::Live& living, const check::Program& program) {
  Contents result;
  for (std::uint32_t id = 0; id < program.relations.size(); ++id) {
    const infer::RelationStore& store = living.relation(id);
    for (std::uint32_t row = 0; row < store.size(); ++row) {
      std::string line = std::to_string(id);
      for (std::uint32_t i = 0; i < store.arity(); ++i) line += " " + living.id(live::ComponentId{store.tuple(row)[i]});
      result.add(line);
      ++result.facts;
    }
  }
  living.for_each_finding([&](const live::LiveFinding& finding) {
    result.add(living.id(finding.component) + " " + std::string(living.document(finding.holder)) + " " +
               std::to_string(living.begin(finding.holder) + finding.begin) + " " +
               std::string(living.text(finding.message)));
    ++result.findings;
  });
  return result;
}

bool read_options(int argc, char** argv, Options& options) {
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string_view word = argv[i];
    if (word == "--components") {
      options.components = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (word == "--edits") {
      options.edits = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (word == "--seed") {
      options.seed = std::strtoull(argv[i + 1], nullptr, 10);
    } else if (word == "--shape") {
      options.shape = argv[i + 1];
    } else {
      return false;
    }
  }
  return argc % 2 == 1 && options.components >= 10;
}

int run(const Options& options) {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  std::vector<check::RuleFile> files;
  files.push_back({parse::parse_rules(sources, sources.add("rules.mesh", kRules), {}, interner, sink), false});
  const check::Program program = check::check_rules(files, sources, interner, sink);
  if (sink.has_errors()) {
    for (const diag::Diagnostic& diagnostic : sink.all()) std::fprintf(stderr, "%s\n", diagnostic.message.c_str());
    return 2;
  }
  plan::Planner planner(program);
  Design design(options);
  live::Live living(program, planner, interner);
  // Filled now, so that only the design's own memory can grow later.
  std::vector<double> times(options.edits);
  std::vector<std::size_t> changed(options.edits);
  auto begin = std::chrono::steady_clock::now();
  {
    const std::vector<live::Edit> all = design.all();
    begin = std::chrono::steady_clock::now();
    static_cast<void>(living.apply(all));
  }
  std::printf("%s, %zu components: %.2f s to begin, %.0f MB\n", options.shape.c_str(), living.components(),
              seconds_since(begin), resident_megabytes());
  for (std::size_t i = 0; i < options.edits; ++i) {
    const std::vector<live::Edit> edit{design.next()};
    begin = std::chrono::steady_clock::now();
    const live::Changes changes = living.apply(edit);
    times[i] = seconds_since(begin) * 1e6;
    changed[i] = changes.added.size() + changes.removed.size() + changes.found.size() + changes.gone.size();
  }
  const double afterwards = resident_megabytes();
  std::vector<double> small;
  double large_time = 0;
  std::size_t large_facts = 0;
  std::size_t all_changed = 0;
  for (std::size_t i = 0; i < times.size(); ++i) {
    all_changed += changed[i];
    if (changed[i] <= 1000) {
      small.push_back(times[i]);
    } else {
      large_time += times[i];
      large_facts += changed[i];
    }
  }
  std::sort(small.begin(), small.end());
  const auto at = [&](double share) {
    return small.empty()
               ? 0.0
               : small[std::min(small.size() - 1, static_cast<std::size_t>(share * static_cast<double>(small.size())))];
  };
  std::printf(
      "  %zu edits, %zu facts changed; up to 1,000 each: p50 %.1f us, p99 %.1f us, p99.9 %.1f us, max %.1f us\n",
      times.size(), all_changed, at(0.5), at(0.99), at(0.999), at(1));
  if (large_facts > 0) std::printf("  beyond: %.2f us a changed fact\n", large_time / static_cast<double>(large_facts));
  std::printf("  %.0f MB afterwards\n", afterwards);
  live::Live fresh(program, planner, interner);
  static_cast<void>(fresh.apply(design.all()));
  const Contents now = contents(living, program);
  const bool is_equal = now == contents(fresh, program);
  std::printf("  %zu relationships and %zu findings, %s those of a fresh run\n", now.facts, now.findings,
              is_equal ? "equal to" : "NOT");
  return is_equal ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  if (!read_options(argc, argv, options)) {
    std::fprintf(stderr,
                 "bench_living [--components N] [--edits M] [--shape unique|skewed|giant|hub|chains] [--seed S]\n");
    return 2;
  }
  return run(options);
}
