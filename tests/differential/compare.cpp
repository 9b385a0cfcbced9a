#include "tests/differential/compare.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string_view>
#include <vector>

#include "engine/check/checker.h"
#include "engine/infer/inference.h"
#include "engine/parse/parser.h"
#include "engine/plan/plan.h"
#include "tests/differential/naive.h"

namespace meshplay::differential {

namespace fs = std::filesystem;

namespace {

// Mistakes of rules that have a meaning all the same. Random programs are full of them.
constexpr std::string_view kDefects[] = {"bad-literal", "never-equal",      "never-matches",
                                         "not-a-place", "unknown-path",     "unknown-value",
                                         "wrong-type",  "wrong-comparison", "unrelated-ends"};

// A case, read and checked.
struct Loaded {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  check::Program program;
  design::Design design;

  bool with_help = true;

  explicit Loaded(const Case& value) {
    const text::FileId file = sources.add("case.mesh", program_text(value));
    std::vector<check::RuleFile> files;
    files.push_back({parse::parse_rules(sources, file, {}, interner, sink), false});
    if (!sink.has_errors()) program = check::check_rules(files, sources, interner, sink);
    design =
        design::load_text("case.yaml", design_text(value.documents), data::Syntax::yaml, {}, sources, interner, sink);
  }

  Loaded(const std::string& rules, const std::string& manifests) : with_help(false) {
    std::vector<fs::path> paths;
    for (const auto& entry : fs::recursive_directory_iterator(rules)) {
      if (entry.path().extension() == ".mesh") paths.push_back(entry.path());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<check::RuleFile> files;
    for (const fs::path& path : paths) {
      std::ifstream stream(path, std::ios::binary);
      std::ostringstream content;
      content << stream.rdbuf();
      const text::FileId file = sources.add(path.string(), content.str());
      files.push_back({parse::parse_rules(sources, file, {}, interner, sink), true});
    }
    if (!sink.has_errors()) program = check::check_rules(files, sources, interner, sink);
    if (sink.has_errors()) return;
    diag::Sink ignored;  // what is wrong with manifests leaves the others
    design = design::load({manifests}, {}, sources, interner, ignored);
  }

  // What is wrong with the case, a line each; empty when nothing is.
  std::string reports() const {
    // Of two components of one identity the first one counts, so the order would matter.
    return design.counts.duplicates > 0 ? "  a repeated component\n" : refusal_of(sink, sources);
  }

  // With its group, which an id does not say.
  std::string name(std::uint32_t component) const {
    const design::ComponentId id{component};
    std::string out = design.id(id, interner);
    out += '@';
    out += interner.text(design.kind(id).group);
    return out;
  }

  std::string tuple_line(const check::Relation& relation, const std::uint32_t* tuple) const {
    std::string line(interner.text(relation.name));
    for (std::uint32_t i = 0; i < relation.arity; ++i) line += (i == 0 ? " " : ", ") + name(tuple[i]);
    return line;
  }

  std::string finding_line(const check::Check& check, std::uint32_t component, data::NodeId place,
                           const std::string& message, const std::string& help) const {
    std::string line(interner.text(check.name));
    line += " " + name(component) + " at ";
    for (std::uint32_t i = 0; i < design.components.size(); ++i) {
      const auto root = static_cast<std::uint32_t>(design.components[i].root);
      const auto node = static_cast<std::uint32_t>(place);
      if (node < root || node >= root + design.tree.at(design.components[i].root).size) continue;
      line += (i == component ? "" : name(i) + ":") + design.tree.path(design.components[i].root, place, interner);
    }
    line += ": " + message;
    return help.empty() || !with_help ? line : line + " | " + help;
  }
};

using Lines = std::vector<std::string>;

Lines engine_lines(Loaded& loaded, bool findings_first, Coverage* coverage) {
  plan::Planner planner(loaded.program);
  infer::Inference inference(loaded.program, planner, loaded.design, loaded.interner);
  Lines lines;
  const auto relations = [&] {
    for (std::uint32_t i = 0; i < loaded.program.relations.size(); ++i) {
      // Asked for in either direction: evaluation is on demand.
      const auto id = findings_first ? static_cast<std::uint32_t>(loaded.program.relations.size()) - 1 - i : i;
      if (loaded.program.relations[id].closure != check::Closure::none) continue;  // computed where they are asked
      const infer::RelationStore& store = inference.relation(id);
      for (std::uint32_t row = 0; row < store.size(); ++row) {
        lines.push_back(loaded.tuple_line(loaded.program.relations[id], store.tuple(row)));
      }
    }
  };
  const auto findings = [&] {
    for (std::uint32_t i = 0; i < loaded.program.checks.size(); ++i) {
      for (const infer::Finding& finding : inference.findings(i)) {
        lines.push_back(loaded.finding_line(loaded.program.checks[i], static_cast<std::uint32_t>(finding.component),
                                            finding.place, std::string(loaded.interner.text(finding.message)),
                                            std::string(loaded.interner.text(finding.help))));
      }
    }
  };
  if (findings_first) findings();
  relations();
  if (!findings_first) findings();
  if (coverage != nullptr) {
    std::string plans;
    for (std::uint32_t i = 0; i < loaded.program.relations.size(); ++i) {
      if (loaded.program.relations[i].closure == check::Closure::none) plans += inference.describe_relation(i);
    }
    for (std::uint32_t i = 0; i < loaded.program.checks.size(); ++i) plans += inference.describe_check(i);
    std::istringstream words(plans);
    for (std::string word; words >> word;) {
      for (const char* step : {"filter", "scan", "elements", "equal", "selected", "selecting", "relation"}) {
        if (word == step) coverage->add("join " + word);
      }
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

Lines naive_lines(Loaded& loaded, Coverage& coverage, Comparison& result) {
  Naive naive(loaded.program, loaded.design, loaded.interner, coverage);
  Lines lines;
  for (std::uint32_t i = 0; i < loaded.program.relations.size(); ++i) {
    const check::Relation& relation = loaded.program.relations[i];
    if (relation.closure != check::Closure::none) {
      coverage.add(relation.closure == check::Closure::reachable ? "closure reachable" : "closure dominates",
                   !naive.relation(i).empty());
      continue;
    }
    for (const Tuple& tuple : naive.relation(i)) lines.push_back(loaded.tuple_line(relation, tuple.data()));
    const bool some = !naive.relation(i).empty();
    result.tuples += naive.relation(i).size();
    coverage.add(relation.relationship ? (relation.has_via ? "relationship with via" : "relationship") : "define",
                 some);
    coverage.add("arity " + std::to_string(relation.arity), some);
    if (relation.recursive) coverage.add("recursive define", naive.relation(i).size() > 1);
  }
  for (std::uint32_t i = 0; i < loaded.program.checks.size(); ++i) {
    const auto findings = naive.findings(i);
    for (const NaiveFinding& finding : findings) {
      lines.push_back(loaded.finding_line(loaded.program.checks[i], finding.component, finding.place, finding.message,
                                          finding.help));
    }
    result.findings += findings.size();
    coverage.add("check", !findings.empty());
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::string difference(const Lines& left, const std::string& left_name, const Lines& right,
                       const std::string& right_name) {
  std::string out;
  Lines only;
  std::set_difference(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(only));
  for (const std::string& line : only) out += "  only " + left_name + ": " + line + "\n";
  only.clear();
  std::set_difference(right.begin(), right.end(), left.begin(), left.end(), std::back_inserter(only));
  for (const std::string& line : only) out += "  only " + right_name + ": " + line + "\n";
  return out;
}

}  // namespace

std::string refusal_of(const diag::Sink& sink, const text::SourceSet& sources) {
  std::string out;
  for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) {
    if (diagnostic.severity != diag::Severity::error ||
        std::find(std::begin(kDefects), std::end(kDefects), diagnostic.code) != std::end(kDefects))
      continue;
    const text::Span span = diagnostic.span;
    out += "  " + diagnostic.code + ": " + diagnostic.message + " in `";
    if (span.known()) out += sources.text(span);
    out += "`\n";
  }
  return out;
}

Comparison compare_files(const std::string& rules, const std::string& design, Coverage& coverage) {
  Comparison result;
  Loaded loaded(rules, design);
  result.refusal = loaded.reports();
  if (!result.refusal.empty()) return result;
  result.accepted = true;
  const Lines expected = naive_lines(loaded, coverage, result);
  result.difference = difference(expected, "naive", engine_lines(loaded, false, &coverage), "engine");
  return result;
}

Comparison compare(const Case& value, Coverage& coverage) {
  Comparison result;
  Loaded loaded(value);
  result.refusal = loaded.reports();
  if (!result.refusal.empty()) return result;
  result.accepted = true;
  const bool findings_first = value.seed % 2 == 1;
  const Lines expected = naive_lines(loaded, coverage, result);
  const Lines found = engine_lines(loaded, findings_first, &coverage);
  result.difference = difference(expected, "naive", found, "engine");
  if (!result.difference.empty()) return result;
  Loaded again(value);
  result.difference = difference(found, "first run", engine_lines(again, findings_first, nullptr), "second run");
  if (!result.difference.empty()) return result;
  Loaded mixed(shuffled(value, value.seed));
  result.difference = mixed.reports();
  if (!result.difference.empty()) return result;
  result.difference = difference(found, "as written", engine_lines(mixed, !findings_first, nullptr), "shuffled");
  return result;
}

}  // namespace meshplay::differential
