// What the fixes of findings make of the files.
#include <algorithm>
#include <map>
#include <tuple>

#include "engine/driver/state.h"

namespace meshplay::driver {

Fix Engine::State::describe(const fix::Proposal& proposal) const {
  const check::Fix& fix = program.checks[proposal.check].fixes[proposal.fix];
  Fix row;
  row.op = ast::name(fix.op);
  row.component = design.id(proposal.component, interner);
  row.path = edit::path_text(proposal.edit.path);
  if (fix.value != check::kNone) row.value = edit::json_text(proposal.edit.value);
  row.is_safe = !fix.is_unsafe;
  return row;
}

std::unique_ptr<Engine> Engine::State::with_changes(const std::vector<ChangedFile>& changed) const {
  Options after = options;
  // Standard input is not there a second time.
  const text::FileId input = sources.find("-");
  if (input != text::kNoFile) after.load.replaced["-"] = sources.content(input);
  for (const ChangedFile& file : changed) after.load.replaced[file.name] = file.after;
  auto probe = std::make_unique<Engine>(std::move(after));
  if (!probe->load_rules()) return nullptr;
  probe->load_design();
  return probe;
}

std::vector<ChangedFile> Engine::fixed_files(bool with_unsafe) {
  State& s = *state_;
  std::vector<fix::Proposal> wanted;
  for (const fix::Proposal& proposal : s.proposals) {
    if (with_unsafe || !s.program.checks[proposal.check].fixes[proposal.fix].is_unsafe) wanted.push_back(proposal);
  }
  const fix::Changes changes =
      fix::apply(s.program, wanted, s.design, s.sources, s.interner, s.options.load.limits, s.sink);
  std::vector<ChangedFile> result;
  result.reserve(changes.files.size());
  for (const fix::FileChange& change : changes.files) {
    result.push_back({std::string(s.sources.name(change.file)), std::string(s.sources.content(change.file)),
                      change.text, change.applied});
  }
  if (!result.empty()) s.report_not_cured(wanted, changes.is_done, result);
  return result;
}

void Engine::State::report_not_cured(const std::vector<fix::Proposal>& wanted, const std::vector<bool>& is_done,
                                     const std::vector<ChangedFile>& changed) {
  // A finding is treated when all that its rule proposes is done.
  std::map<std::pair<std::uint32_t, std::size_t>, std::size_t> done;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (is_done[i]) ++done[{wanted[i].check, wanted[i].finding}];
  }
  std::map<std::pair<std::uint32_t, std::size_t>, std::size_t> proposed;
  for (const fix::Proposal& proposal : proposals) ++proposed[{proposal.check, proposal.finding}];
  const auto after = with_changes(changed);
  if (after == nullptr) return;
  using Subject = std::pair<std::string, std::string>;  // rule, component
  std::map<Subject, std::map<std::string, std::size_t>> left;
  std::map<Subject, std::size_t> left_number;
  for (const Finding& finding : after->findings()) {
    ++left[{finding.rule, finding.component}][finding.path];
    ++left_number[{finding.rule, finding.component}];
  }
  if (left.empty()) return;
  std::map<Subject, std::size_t> untreated;
  std::vector<std::tuple<Subject, std::uint32_t, Finding>> treated;
  for (std::uint32_t number = 0; number < program.checks.size(); ++number) {
    const check::Check& check = program.checks[number];
    if (check.fixes.empty()) continue;
    const std::vector<infer::Finding> findings = inference().findings(number);
    for (std::size_t i = 0; i < findings.size(); ++i) {
      Finding row = finding(check, findings[i]);
      if (waivers.reason(row.rule, row.span)) continue;
      Subject subject{row.rule, row.component};
      const auto found = done.find({number, i});
      if (found == done.end() || found->second != proposed[{number, i}]) {
        ++untreated[subject];
      } else {
        treated.emplace_back(std::move(subject), number, std::move(row));
      }
    }
  }
  for (const auto& [subject, number, row] : treated) {
    // Places move when elements are taken away: of those that stand where this one stood, some may be untreated ones.
    auto& there = left[subject][row.path];
    if (there == 0 || left_number[subject] <= untreated[subject]) continue;
    --there;
    --left_number[subject];
    auto& report = sink.report("fix-not-cured", row.span, {row.rule});
    for (const check::Fix& fix : program.checks[number].fixes) report.notes.push_back({fix.span, "this is done"});
    report.help = "correct it by hand, and the `fix` of the rule";
  }
}

}  // namespace meshplay::driver
