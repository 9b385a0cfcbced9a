// Any label selectors over any labels: what the engine joins by its inverted indexes, from either side, is what the
// definition gives when it is asked pair by pair.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/check/checker.h"
#include "engine/infer/inference.h"
#include "engine/parse/parser.h"
#include "engine/plan/plan.h"

namespace {

using namespace meshplay;

// The second and the third rule are the first one with its sides bound in a given order.
constexpr const char* kRules = R"(
define plain(s: Service, p: Pod) { where s.spec.selector selects p.labels }
define forward(s: Service, p: Pod) {
  some c: ConfigMap where c.name == "one" and s.spec["on"] == c.name and s.spec.selector selects p.labels
}
define backward(p: Pod, s: Service) {
  some c: ConfigMap where c.name == "one" and p.spec["on"] == c.name and s.spec.selector selects p.labels
}
define in_space(s: Service, p: Pod) { where s.namespace == p.namespace and s.spec.selector selects p.labels }
)";

const std::vector<std::string> kKeys = {"a", "b", "c"};
const std::vector<std::string> kValues = {"x", "z", "\"1\"", "1", "true", "null"};
const std::vector<std::string> kTexts = {"x", "z", "1", "1", "true", ""};  // what they compare as; null as nothing

class Bytes {
 public:
  Bytes(const std::uint8_t* data, std::size_t size) : data_(data), size_(size) {}
  bool empty() const { return next_ >= size_; }
  std::size_t below(std::size_t limit) { return empty() ? 0 : data_[next_++] % limit; }

 private:
  const std::uint8_t* data_;
  std::size_t size_;
  std::size_t next_ = 0;
};

using Labels = std::map<std::string, std::size_t>;  // key, number of its value

struct Requirement {
  std::string key;
  std::size_t op = 0;  // of kOperators
  std::vector<std::size_t> values;
};
const std::vector<std::string> kOperators = {"In", "NotIn", "Exists", "DoesNotExist", "Near"};

struct Selector {
  bool structured = false;
  Labels labels;
  std::vector<Requirement> requirements;
};

Labels some_labels(Bytes& bytes) {
  Labels labels;
  for (std::size_t i = bytes.below(4); i > 0; --i) {
    const std::string& key = kKeys[bytes.below(kKeys.size())];
    labels[key] = bytes.below(kValues.size());
  }
  return labels;
}

Selector some_selector(Bytes& bytes) {
  Selector selector;
  selector.structured = bytes.below(3) > 0;
  selector.labels = some_labels(bytes);
  for (std::size_t i = selector.structured ? bytes.below(3) : 0; i > 0; --i) {
    Requirement requirement;
    requirement.key = kKeys[bytes.below(kKeys.size())];
    requirement.op = bytes.below(kOperators.size());
    for (std::size_t v = bytes.below(4); v > 0; --v) requirement.values.push_back(bytes.below(kValues.size()));
    selector.requirements.push_back(std::move(requirement));
  }
  return selector;
}

std::string written(const Labels& labels) {
  std::string out;
  for (const auto& [key, value] : labels) out += (out.empty() ? "" : ", ") + key + ": " + kValues[value];
  return "{" + out + "}";
}

std::string written(const Selector& selector) {
  if (!selector.structured) return written(selector.labels);
  std::string out = "{matchLabels: " + written(selector.labels) + ", matchExpressions: [";
  for (const Requirement& requirement : selector.requirements) {
    out += "{key: " + requirement.key + ", operator: " + kOperators[requirement.op] + ", values: [";
    for (std::size_t value : requirement.values) out += kValues[value] + ", ";
    out += "]}, ";
  }
  return out + "]}";
}

std::optional<std::string> label(const Labels& labels, const std::string& key) {
  const auto found = labels.find(key);
  if (found == labels.end() || kTexts[found->second].empty()) return std::nullopt;
  return kTexts[found->second];
}

bool selects(const Selector& selector, const Labels& labels) {
  for (const auto& [key, value] : selector.labels) {
    const auto own = label(labels, key);
    if (kTexts[value].empty() || !own || *own != kTexts[value]) return false;
  }
  for (const Requirement& requirement : selector.requirements) {
    std::set<std::string> values;
    for (std::size_t value : requirement.values) {
      if (!kTexts[value].empty()) values.insert(kTexts[value]);
    }
    const auto own = label(labels, requirement.key);
    const bool listed = own && values.count(*own) == 1;
    const bool takes_values = requirement.op < 2;
    if (requirement.op > 3 || takes_values == values.empty()) return false;
    const bool met[] = {listed, !listed, own.has_value(), !own.has_value()};
    if (!met[requirement.op]) return false;
  }
  return true;
}

struct Rules {
  text::SourceSet sources;
  base::Interner interner;
  check::Program program;
  std::optional<plan::Planner> planner;

  Rules() {
    diag::Sink sink;
    const text::FileId file = sources.add("selectors.mesh", kRules);
    std::vector<check::RuleFile> files;
    files.push_back({parse::parse_rules(sources, file, {}, interner, sink), false});
    program = check::check_rules(files, sources, interner, sink);
    if (sink.has_errors()) std::abort();
    planner.emplace(program);
  }
};

[[noreturn]] void differ(const std::string& relation, const std::string& pair, bool expected,
                         const std::string& design) {
  std::fprintf(stderr, "%s %s: %s expected in\n%s\n", relation.c_str(), pair.c_str(), expected ? "is" : "is not",
               design.c_str());
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t kMost = 12;
  Rules rules;
  Bytes bytes(data, size);
  std::vector<Selector> selectors;
  std::vector<Labels> labels;
  std::vector<bool> service_there;
  std::vector<bool> pod_there;
  std::string text = "{apiVersion: v1, kind: ConfigMap, metadata: {name: one}}\n";
  while (!bytes.empty() && selectors.size() + labels.size() < 2 * kMost) {
    const bool there = bytes.below(2) == 1;
    const std::string space = there ? "there" : "here";
    if (bytes.below(2) == 0) {
      selectors.push_back(some_selector(bytes));
      service_there.push_back(there);
      text += "---\n{apiVersion: v1, kind: Service, metadata: {name: s" + std::to_string(selectors.size() - 1) +
              ", namespace: " + space + "}, spec: {on: one, selector: " + written(selectors.back()) + "}}\n";
    } else {
      labels.push_back(some_labels(bytes));
      pod_there.push_back(there);
      text += "---\n{apiVersion: v1, kind: Pod, metadata: {name: p" + std::to_string(labels.size() - 1) +
              ", namespace: " + space + ", labels: " + written(labels.back()) + "}, spec: {on: one}}\n";
    }
  }
  text::SourceSet sources;
  base::Interner& interner = rules.interner;
  diag::Sink sink;
  const design::Design design =
      design::load_text("selectors.yaml", text, data::Syntax::yaml, {}, sources, interner, sink);
  if (!sink.all().empty()) std::abort();
  infer::Inference inference(rules.program, *rules.planner, design, interner);
  for (std::uint32_t relation = 0; relation < rules.program.relations.size(); ++relation) {
    const std::string name(interner.text(rules.program.relations[relation].name));
    std::set<std::string> found;
    infer::RelationStore& store = inference.relation(relation);
    for (std::uint32_t row = 0; row < store.size(); ++row) {
      std::vector<std::string> names;
      for (std::uint32_t i = 0; i < 2; ++i) {
        names.emplace_back(interner.text(design.at(design::ComponentId{store.tuple(row)[i]}).name));
      }
      if (name == "backward") std::swap(names[0], names[1]);
      found.insert(names[0] + " " + names[1]);
    }
    for (std::size_t s = 0; s < selectors.size(); ++s) {
      for (std::size_t p = 0; p < labels.size(); ++p) {
        const bool near = name != "in_space" || service_there[s] == pod_there[p];
        const bool expected = near && selects(selectors[s], labels[p]);
        const std::string pair = "s" + std::to_string(s) + " p" + std::to_string(p);
        if ((found.count(pair) == 1) != expected) differ(name, pair, expected, text);
      }
    }
  }
  return 0;
}
