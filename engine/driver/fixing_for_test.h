// Rules and a design from texts, with what fixes and edges would make of it.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "engine/check/checker.h"
#include "engine/fix/connect.h"
#include "engine/fix/fixes.h"
#include "engine/parse/parser.h"

namespace meshplay::driver::test {

struct FixRun {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  check::Program program;
  std::optional<plan::Planner> planner;
  design::Design design;
  std::unique_ptr<infer::Inference> inference;
  std::vector<fix::Proposal> proposals;
  std::size_t findings = 0;

  FixRun(const std::string& rules, const std::string& content, const std::string& name = "d.yaml") {
    const text::FileId file = sources.add("rules.mesh", rules);
    std::vector<check::RuleFile> files;
    files.push_back({parse::parse_rules(sources, file, {}, interner, sink), false});
    program = check::check_rules(files, sources, interner, sink, {check::Tests::all, false});
    if (sink.has_errors()) throw std::logic_error(sink.all()[0].message);
    planner.emplace(program);
    design = design::load_text(name, content, data::syntax_of(name), {}, sources, interner, sink);
    inference = std::make_unique<infer::Inference>(program, *planner, design, interner);
    for (std::uint32_t i = 0; i < program.checks.size(); ++i) {
      fix::CheckedFindings found = fix::findings_with_fixes(program, i, *inference);
      findings += found.findings.size();
      proposals.insert(proposals.end(), found.proposals.begin(), found.proposals.end());
    }
  }

  // Empty when nothing changes.
  std::string fixed() {
    const fix::Changes changes = fix::apply(program, proposals, design, sources, interner, {}, sink);
    return changes.files.empty() ? "" : changes.files[0].text;
  }

  // By its number, and components by their number in the file.
  fix::Edge edge(check::RelationId relation, const std::vector<std::uint32_t>& numbers) {
    std::vector<design::ComponentId> ends;
    ends.reserve(numbers.size());
    for (const std::uint32_t number : numbers) ends.push_back(design::ComponentId{number});
    return {program, relation, ends, *inference};
  }

  // The text afterwards; empty when it was reported why not. `nothing` when there is nothing to do.
  std::string after(const std::optional<fix::EdgeEdits>& edits) {
    if (!edits) return "";
    if (edits->nothing_to_do) return "nothing";
    std::vector<edit::Edit> list;
    for (const fix::EdgeEdit& one : edits->edits) list.push_back(one.edit);
    const text::FileId file = design.components[0].file;
    const edit::Outcome outcome =
        edit::apply(sources, file, data::syntax_of(sources.name(file)), {}, design.tree, list);
    if (!outcome.refusals.empty()) throw std::logic_error(outcome.refusals[0].reason);
    return outcome.text;
  }
  std::string connected(const std::vector<std::uint32_t>& ends, bool overwrite = false) {
    fix::Edge one = edge(0, ends);
    return after(fix::connect(one, overwrite, sources, sink));
  }
  std::string disconnected(const std::vector<std::uint32_t>& ends) {
    fix::Edge one = edge(0, ends);
    return after(fix::disconnect(one, sink));
  }
  bool holds(const std::vector<std::uint32_t>& ends) { return edge(0, ends).holds(); }

  std::vector<std::string> codes() const {
    std::vector<std::string> result;
    for (const diag::Diagnostic& diagnostic : sink.all()) result.push_back(diagnostic.code);
    return result;
  }
};

}  // namespace meshplay::driver::test
