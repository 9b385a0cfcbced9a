#include "engine/fix/fixes.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "engine/fix/place.h"

namespace meshplay::fix {

namespace {

edit::Action action_of(ast::Op op) {
  if (op == ast::Op::remove) return edit::Action::remove;
  return op == ast::Op::append ? edit::Action::append : edit::Action::set;
}

// What is there already need not be appended.
bool has_element(const infer::Value& list, const edit::Value& wanted, infer::Values& values) {
  bool found = false;
  values.for_each_element(list, [&](const infer::Value& element) {
    found = found || (!element.missing() && edit_value(element, values) == wanted);
  });
  return found;
}

// Whether an edit leaves everything as it is.
bool is_done_already(const edit::Edit& edit, const Place& place, infer::Values& values) {
  if (edit.action == edit::Action::append) return false;
  const data::NodeId node = find_node(place, values.design(), values.interner());
  if (edit.action == edit::Action::remove) return node == data::kNoNode;
  return node != data::kNoNode && edit_value(node, values.design().tree, values.interner()) == edit.value;
}

bool same_edit(const edit::Edit& a, const edit::Edit& b) {
  return a.action == b.action && a.root == b.root && a.path == b.path && a.value == b.value;
}

}  // namespace

CheckedFindings findings_with_fixes(const check::Program& program, std::uint32_t number, infer::Inference& inference) {
  CheckedFindings result;
  const check::Check& check = program.checks[number];
  if (check.fixes.empty()) {
    result.findings = inference.findings(number);
    return result;
  }
  infer::Evaluator& evaluator = inference.evaluator();
  Places places(program, evaluator);
  const design::Design& design = evaluator.values().design();
  std::vector<std::vector<std::size_t>> of_finding;  // proposals
  result.findings = inference.findings(number, [&](std::size_t finding, infer::Env& env) {
    for (std::uint32_t i = 0; i < check.fixes.size(); ++i) {
      const check::Fix& fix = check.fixes[i];
      const auto place = places.of(fix.target, env);
      if (!place || place->path.empty()) continue;
      Proposal proposal{number, i, finding, place->component, {}};
      proposal.edit.action = action_of(fix.op);
      proposal.edit.root = design.at(place->component).root;
      proposal.edit.path = place->path;
      if (fix.value != check::kNone) {
        const infer::Value value = evaluator.eval(fix.value, env);
        if (value.missing()) continue;
        proposal.edit.value = edit_value(value, evaluator.values());
        if (fix.op == ast::Op::append &&
            has_element(evaluator.eval(fix.target, env), proposal.edit.value, evaluator.values())) {
          continue;
        }
      }
      if (is_done_already(proposal.edit, *place, evaluator.values())) continue;
      of_finding.resize(std::max(of_finding.size(), finding + 1));
      auto& others = of_finding[finding];
      const bool known = std::any_of(others.begin(), others.end(), [&](std::size_t other) {
        return same_edit(result.proposals[other].edit, proposal.edit);
      });
      if (known) continue;
      others.push_back(result.proposals.size());
      result.proposals.push_back(std::move(proposal));
    }
  });
  std::stable_sort(result.proposals.begin(), result.proposals.end(),
                   [](const Proposal& a, const Proposal& b) { return a.finding < b.finding; });
  return result;
}

Changes apply(const check::Program& program, const std::vector<Proposal>& proposals, const design::Design& design,
              const text::SourceSet& sources, const base::Interner& interner, const data::Limits& limits,
              diag::Sink& sink) {
  using Key = std::pair<std::uint32_t, std::vector<edit::Step>>;  // root and path
  std::map<Key, std::vector<std::size_t>> by_place;
  std::vector<std::size_t> done_by(proposals.size());  // which of those that want the same is done
  std::vector<bool> dropped(proposals.size());
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    const edit::Edit& edit = proposals[i].edit;
    auto& others = by_place[{static_cast<std::uint32_t>(edit.root), edit.path}];
    const auto same = std::find_if(others.begin(), others.end(),
                                   [&](std::size_t other) { return same_edit(proposals[other].edit, edit); });
    done_by[i] = same == others.end() ? i : *same;
    dropped[i] = same != others.end();
    if (same == others.end()) others.push_back(i);
  }
  const auto name_of = [&](const Proposal& proposal) {
    return std::string(interner.text(program.checks[proposal.check].name));
  };
  const auto fix_span = [&](const Proposal& proposal) {
    return program.checks[proposal.check].fixes[proposal.fix].span;
  };
  const auto place_span = [&](const Proposal& proposal) {
    return span_of({proposal.component, proposal.edit.path}, design, interner);
  };
  const auto conflict = [&](std::size_t a, std::size_t b) {
    if (!dropped[a] || !dropped[b]) {
      auto& report =
          sink.report("fix-conflict", place_span(proposals[a]),
                      {name_of(proposals[a]), name_of(proposals[b]), edit::path_text(proposals[a].edit.path)});
      report.notes.push_back({fix_span(proposals[a]), "one wants this"});
      report.notes.push_back({fix_span(proposals[b]), "the other one this"});
      report.help = "neither is done: correct the place yourself, or leave one of the two rules out";
    }
    dropped[a] = dropped[b] = true;
  };
  for (const auto& [key, edits] : by_place) {
    for (std::size_t i = 1; i < edits.size(); ++i) {
      const bool appends = proposals[edits[0]].edit.action == edit::Action::append &&
                           proposals[edits[i]].edit.action == edit::Action::append;
      if (!appends) conflict(edits[0], edits[i]);
    }
    // What is set or removed as a whole must not be changed inside.
    for (std::size_t length = key.second.size(); length-- > 0;) {
      const auto above =
          by_place.find({key.first, {key.second.begin(), key.second.begin() + static_cast<std::ptrdiff_t>(length)}});
      if (above == by_place.end()) continue;
      for (const std::size_t whole : above->second) {
        if (proposals[whole].edit.action == edit::Action::append) continue;
        for (const std::size_t inside : edits) conflict(whole, inside);
      }
    }
  }
  std::map<text::FileId, std::vector<std::size_t>> by_file;
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    if (!dropped[i]) by_file[design.at(proposals[i].component).file].push_back(i);
  }
  Changes changes;
  changes.is_done.resize(proposals.size());
  for (const auto& [file, numbers] : by_file) {
    std::vector<edit::Edit> edits;
    for (const std::size_t i : numbers) edits.push_back(proposals[i].edit);
    const edit::Outcome outcome =
        edit::apply(sources, file, data::syntax_of(sources.name(file)), limits, design.tree, edits);
    for (const std::size_t i : numbers) changes.is_done[i] = true;
    for (const edit::Refusal& refusal : outcome.refusals) {
      const Proposal& proposal = proposals[numbers[refusal.edit]];
      changes.is_done[numbers[refusal.edit]] = false;
      auto& report = sink.report("fix-refused", place_span(proposal),
                                 {name_of(proposal), edit::path_text(proposal.edit.path), refusal.reason});
      report.help = "correct it by hand";
    }
    if (outcome.text == sources.content(file)) continue;
    changes.files.push_back({file, outcome.text, edits.size() - outcome.refusals.size()});
  }
  for (std::size_t i = 0; i < proposals.size(); ++i) changes.is_done[i] = changes.is_done[done_by[i]];
  std::sort(changes.files.begin(), changes.files.end(),
            [&](const FileChange& a, const FileChange& b) { return sources.name(a.file) < sources.name(b.file); });
  return changes;
}

}  // namespace meshplay::fix
