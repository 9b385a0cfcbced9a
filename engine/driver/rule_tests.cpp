// Runs the `test` blocks of rule files: each given design is loaded on its own, and what the test expects is looked up
// in what follows from it.
#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>

#include "engine/design/parallel.h"
#include "engine/driver/driver.h"
#include "engine/driver/passed_tests.h"
#include "engine/driver/state.h"
#include "engine/edit/unified_diff.h"
#include "engine/explain/absence.h"
#include "engine/fix/place.h"
#include "engine/pattern/pattern.h"

namespace meshplay::driver {

namespace {

// What the tests of one thread share, and no other thread has.
struct Worker {
  Worker(const check::Program& program, const text::SourceSet& all, const base::Interner& below, bool with_coverage)
      : planner(program, !with_coverage), sources(all.above()), interner(below) {
    if (with_coverage) counts.assign(program.conds.size(), {});
  }

  plan::Planner planner;
  text::SourceSet sources;
  base::Interner interner;
  infer::ConditionCounts counts;  // with coverage
};

class TestRun {
 public:
  TestRun(const check::Test& test, const check::Program& program, Worker& worker, bool update_snapshots)
      : test_(test),
        program_(program),
        planner_(worker.planner),
        sources_(worker.sources),
        interner_(worker.interner),
        update_snapshots_(update_snapshots),
        counts_(worker.counts.empty() ? nullptr : &worker.counts) {}

  TestOutcome run() {
    load();
    if (!sink_.has_errors() && test_.expectations.empty()) {
      fail(test_.span, "the test expects nothing").help = "add `expect ...`";
    }
    if (!sink_.has_errors()) {
      infer::Inference inference(program_, planner_, design_, interner_);
      inference.count_conditions(counts_);
      set_params(inference);
      for (const check::Expectation& expected : test_.expectations) {
        switch (expected.what) {
          case check::Expectation::What::relation: expect_relation(expected, inference); break;
          case check::Expectation::What::finding: expect_finding(expected, inference); break;
          case check::Expectation::What::nothing: expect_nothing(expected, inference); break;
          case check::Expectation::What::fix: expect_fix(expected, inference); break;
          case check::Expectation::What::snapshot: expect_snapshot(expected, inference); break;
        }
      }
    }
    return {test_.name, test_.span, sink_.sorted(sources_)};
  }

 private:
  diag::Diagnostic& fail(text::Span span, const std::string& what) { return sink_.report("test-failed", span, {what}); }

  void set_params(infer::Inference& inference) {
    for (const check::GivenParam& given : test_.params) {
      inference.set_param(given.param, inference.evaluator().constant(given.value));
    }
  }

  void load() {
    for (const check::Given& given : test_.given) {
      if (given.file) {
        const std::filesystem::path rule_file(std::string(sources_.name(given.span.file)));
        content_files_.push_back((rule_file.parent_path() / given.content).string());
      } else {
        content_ += given.content;
        content_ += given.json ? "\n" : "\n---\n";
        json_ = json_ || given.json;
      }
    }
    design::LoadOptions options;
    options.threads = 1;
    if (!content_files_.empty() && !content_.empty()) {
      fail(test_.span, "a test is given either files or texts").help = "put the text into a file, too";
      return;
    }
    design_ =
        content_files_.empty()
            ? design::load_text(std::string(sources_.name(test_.span.file)) + ": test \"" + test_.name + "\"", content_,
                                json_ ? data::Syntax::json : data::Syntax::yaml, options, sources_, interner_, sink_)
            : design::load(content_files_, options, sources_, interner_, sink_);
  }

  // All components that a reference can mean; the namespace may be left out.
  std::vector<std::uint32_t> find(const check::TestRef& ref) {
    std::vector<std::uint32_t> found;
    const std::string spaced = ref.kind + "/" + (ref.space.empty() ? "default" : ref.space) + "/" + ref.name;
    const std::string plain = ref.kind + "/" + ref.name;
    for (std::uint32_t i = 0; i < design_.components.size(); ++i) {
      const std::string id = design_.id(design::ComponentId{i}, interner_);
      if (id == spaced || (ref.space.empty() && id == plain)) found.push_back(i);
    }
    // A name without a namespace means the one component that has it, wherever it is.
    for (std::uint32_t i = 0; found.empty() && ref.space.empty() && i < design_.components.size(); ++i) {
      const design::ComponentId component{i};
      if (interner_.text(design_.kind(component).name) == ref.kind &&
          interner_.text(design_.at(component).name) == ref.name) {
        found.push_back(i);
      }
    }
    if (found.empty()) {
      auto& report = fail(ref.span, "no component `" + (ref.space.empty() ? plain : spaced) + "` in what is given");
      std::string all;
      for (std::uint32_t i = 0; i < design_.components.size() && i < 8; ++i) {
        all += (i == 0 ? "" : ", ") + design_.id(design::ComponentId{i}, interner_);
      }
      report.help = all.empty() ? "nothing is given" : "there are " + all;
    }
    return found;
  }

  std::string id(std::uint32_t component) const { return design_.id(design::ComponentId{component}, interner_); }

  void expect_relation(const check::Expectation& expected, infer::Inference& inference) {
    std::vector<std::vector<std::uint32_t>> wanted;
    for (const check::TestRef& ref : expected.refs) {
      wanted.push_back(find(ref));
      if (wanted.back().empty()) return;
    }
    infer::RelationStore& store = inference.relation(expected.relation);
    bool found = false;
    std::string others;
    for (std::uint32_t row = 0; row < store.size(); ++row) {
      bool same = true;
      for (std::size_t i = 0; i < wanted.size(); ++i) {
        same = same && std::find(wanted[i].begin(), wanted[i].end(), store.tuple(row)[i]) != wanted[i].end();
      }
      found = found || same;
      if (!same && row < 5) {
        others += others.empty() ? "" : ", ";
        for (std::uint32_t i = 0; i < store.arity(); ++i) others += (i == 0 ? "(" : ", ") + id(store.tuple(row)[i]);
        others += ")";
      }
    }
    if (found != expected.negated) return;
    const std::string name(interner_.text(program_.relations[expected.relation].name));
    auto& report =
        fail(expected.span, expected.negated ? "`" + name + "` holds here" : "`" + name + "` does not hold here");
    if (expected.negated) return;
    report.help = others.empty() ? "it holds for nothing" : "it holds for " + others;
    std::vector<design::ComponentId> tuple;
    for (const auto& components : wanted) {
      if (components.size() != 1) return;
      tuple.push_back(design::ComponentId{components[0]});
    }
    if (tuple.size() != program_.relations[expected.relation].arity) return;
    add_reason(report, [&](infer::Inference& again) {
      return explain::explain_absence(expected.relation, tuple, program_, again);
    });
  }

  // Of the alternative that comes nearest the first condition that does not hold, with its values.
  template <typename F>
  void add_reason(diag::Diagnostic& report, F&& absence_of) {
    infer::Inference again(program_, planner_, design_, interner_);  // which counts nothing
    set_params(again);
    const explain::Absence absence = absence_of(again);
    if (absence.attempts.empty()) return;
    const explain::Attempt& attempt = absence.attempts[0];
    const explain::Step& failed = attempt.failed;
    if (attempt.unbound || failed.condition == check::kNone) return;
    std::string text = "the first condition that does not hold";
    bool is_first = true;
    for (const auto* side : {&failed.left, &failed.right}) {
      for (const explain::Leaf& leaf : *side) {
        text += is_first ? ": `" : ", `";
        text += std::string(sources_.text(leaf.span)) + "` is ";
        text += leaf.is_there ? "`" + edit::json_text(leaf.value) + "`" : "not there";
        is_first = false;
      }
    }
    report.notes.push_back({program_.conds[failed.condition].span, text});
  }

  void expect_finding(const check::Expectation& expected, infer::Inference& inference) {
    const std::vector<std::uint32_t> subjects = find(expected.refs[0]);
    if (subjects.empty()) return;
    const check::Check& check = program_.checks[expected.check];
    bool found = false;
    std::string others;
    for (const infer::Finding& finding : inference.findings(expected.check)) {
      const auto component = static_cast<std::uint32_t>(finding.component);
      const std::string path = design_.tree.path(design_.at(finding.component).root, finding.place, interner_);
      const bool same = std::find(subjects.begin(), subjects.end(), component) != subjects.end() &&
                        (expected.at.empty() || expected.at == path) &&
                        (expected.message.empty() || expected.message == interner_.text(finding.message));
      found = found || same;
      if (same == expected.negated) {
        others += (others.empty() ? "" : "; ") + id(component) + " at " + path + ": " +
                  std::string(interner_.text(finding.message));
      }
    }
    if (found != expected.negated) return;
    const std::string name(interner_.text(check.name));
    auto& report =
        fail(expected.span, expected.negated ? "`" + name + "` finds this" : "`" + name + "` does not find this");
    report.help = others.empty() ? "it finds nothing" : "it finds " + others;
    if (expected.negated || subjects.size() != 1) return;
    const design::ComponentId subject{subjects[0]};
    const auto findings = inference.findings(expected.check);
    const bool is_found = std::any_of(findings.begin(), findings.end(),
                                      [&](const infer::Finding& finding) { return finding.component == subject; });
    if (!is_found) {
      add_reason(report, [&](infer::Inference& again) {
        return explain::explain_absence_of_finding(expected.check, subject, program_, again);
      });
    }
  }

  // What all fixes of the check make of the component.
  void expect_fix(const check::Expectation& expected, infer::Inference& inference) {
    const std::vector<std::uint32_t> subjects = find(expected.refs[0]);
    if (subjects.empty()) return;
    const fix::CheckedFindings found = fix::findings_with_fixes(program_, expected.check, inference);
    std::vector<fix::Proposal> wanted;
    for (const fix::Proposal& proposal : found.proposals) {
      const auto subject = static_cast<std::uint32_t>(found.findings[proposal.finding].component);
      if (std::find(subjects.begin(), subjects.end(), subject) != subjects.end()) wanted.push_back(proposal);
    }
    const std::string name = "`" + std::string(interner_.text(program_.checks[expected.check].name)) + "`";
    if (wanted.empty() != expected.negated) {
      auto& report = fail(expected.span, name + (expected.negated ? " fixes this" : " does not fix this"));
      if (!expected.negated) {
        report.help = found.findings.empty() ? "it finds nothing" : "it has no fix for what it finds here";
      }
      return;
    }
    if (expected.negated) return;
    diag::Sink problems;
    const data::Limits limits;
    const fix::Changes changes = fix::apply(program_, wanted, design_, sources_, interner_, limits, problems);
    if (!expected.content.empty() && problems.all().empty()) {
      const text::FileId file = design_.at(design::ComponentId{subjects[0]}).file;
      const auto change = std::find_if(changes.files.begin(), changes.files.end(),
                                       [&](const fix::FileChange& one) { return one.file == file; });
      // The fix may be in another file, and this one as it was.
      const std::string name_of_file(sources_.name(file));
      const std::string after = change == changes.files.end() ? std::string(sources_.content(file)) : change->text;
      compare_fixed(expected, design::load_text(name_of_file, after, data::syntax_of(name_of_file), {}, sources_,
                                                interner_, problems));
    }
    for (const diag::Diagnostic& problem : problems.sorted(sources_)) {
      fail(expected.span, "the fixes of " + name + " cannot be done: " + problem.message);
    }
  }

  void compare_fixed(const check::Expectation& expected, const design::Design& after) {
    const check::TestRef& ref = expected.refs[0];
    const text::FileId file = sources_.add("expected", expected.content);
    data::Tree tree;
    diag::Sink problems;
    data::read_documents(sources_, file, data::Syntax::yaml, {}, interner_, tree, problems);
    if (problems.has_errors() || tree.documents.size() != 1) {
      fail(expected.span, "what is expected is not one YAML document").help = "write the whole component";
      return;
    }
    const std::string wanted = lines_of(fix::edit_value(tree.documents[0].root, tree, interner_));
    for (std::uint32_t i = 0; i < after.components.size(); ++i) {
      const design::ComponentId id{i};
      if (interner_.text(after.kind(id).name) != ref.kind || interner_.text(after.at(id).name) != ref.name) continue;
      if (!ref.space.empty() && interner_.text(after.at(id).space) != ref.space) continue;
      const std::string found = lines_of(fix::edit_value(after.at(id).root, after.tree, interner_));
      if (found == wanted) return;
      fail(expected.span, "the fix makes something else of it").help =
          "expected and found:\n" + edit::unified_diff("expected", "fixed", wanted, found);
      return;
    }
    fail(expected.span, "the component is gone after the fix");
  }

  // A value as lines, `path: scalar`, sorted.
  static std::string lines_of(const edit::Value& value) {
    std::vector<std::string> lines;
    const auto add = [&](const auto& self, const edit::Value& part, std::vector<edit::Step>& path) -> void {
      if (!part.is_collection() || part.is_empty_collection()) {
        lines.push_back(edit::path_text(path) + ": " + edit::json_text(part) + "\n");
        return;
      }
      for (std::size_t i = 0; i < part.elements.size(); ++i) {
        path.push_back(edit::Step::at(static_cast<std::uint32_t>(i)));
        self(self, part.elements[i], path);
        path.pop_back();
      }
      for (const edit::Entry& entry : part.entries) {
        path.push_back(edit::Step::into(entry.key));
        self(self, entry.value, path);
        path.pop_back();
      }
    };
    std::vector<edit::Step> path;
    add(add, value, path);
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
  }

  // What the rules of the test's own file say of the design.
  std::string snapshot(infer::Inference& inference) {
    std::vector<std::string> lines;
    for (check::RelationId number = 0; number < program_.relations.size(); ++number) {
      const check::Relation& relation = program_.relations[number];
      if (relation.span.file != test_.span.file || relation.closure != check::Closure::none) continue;
      infer::RelationStore& store = inference.relation(number);
      for (std::uint32_t row = 0; row < store.size(); ++row) {
        std::string line(interner_.text(relation.name));
        for (std::uint32_t i = 0; i < store.arity(); ++i) line += (i == 0 ? "(" : ", ") + id(store.tuple(row)[i]);
        lines.push_back(line + (store.arity() == 0 ? "\n" : ")\n"));
      }
    }
    for (std::uint32_t number = 0; number < program_.checks.size(); ++number) {
      const check::Check& check = program_.checks[number];
      if (check.span.file != test_.span.file) continue;
      for (const infer::Finding& finding : inference.findings(number)) {
        lines.push_back(std::string(diag::name(check.severity)) + " " + std::string(interner_.text(check.name)) +
                        " on " + id(static_cast<std::uint32_t>(finding.component)) + " at " +
                        design_.tree.path(design_.at(finding.component).root, finding.place, interner_) + ": " +
                        std::string(interner_.text(finding.message)) + "\n");
      }
    }
    std::sort(lines.begin(), lines.end());
    std::string text;
    for (const std::string& line : lines) text += line;
    return text;
  }

  void expect_snapshot(const check::Expectation& expected, infer::Inference& inference) {
    namespace fs = std::filesystem;
    const fs::path rule_file(std::string(sources_.name(test_.span.file)));
    const fs::path folder = rule_file.parent_path() / (rule_file.stem().string() + ".snapshots");
    const fs::path path = folder / (expected.content + ".txt");
    const std::string found = snapshot(inference);
    if (expected.content.empty() || expected.content.find_first_of("/\\") != std::string::npos) {
      fail(expected.span, "`" + expected.content + "` is no name of a snapshot").help = "name it without `/`";
      return;
    }
    std::ifstream stream(path, std::ios::binary);
    std::ostringstream known;
    if (stream) known << stream.rdbuf();
    if (stream.is_open() && known.str() == found) return;
    if (update_snapshots_) {
      std::error_code error;
      fs::create_directories(folder, error);
      const fs::path fresh = path.string() + ".new";
      std::ofstream(fresh, std::ios::binary) << found;
      fs::rename(fresh, path, error);
      if (error) fail(expected.span, "the snapshot `" + path.string() + "` cannot be written: " + error.message());
      return;
    }
    if (!stream.is_open()) {
      fail(expected.span, "there is no snapshot `" + path.string() + "` yet").help =
          "write it with `meshplay rules test --update-snapshots`, and look at it";
      return;
    }
    fail(expected.span, "the snapshot `" + expected.content + "` is not what is found").help =
        "where the new one is right: `meshplay rules test --update-snapshots`\n" +
        edit::unified_diff(path.string(), "found", known.str(), found);
  }

  void expect_nothing(const check::Expectation& expected, infer::Inference& inference) {
    for (std::uint32_t number = 0; number < program_.checks.size(); ++number) {
      // The checks of the test's own file.
      if (program_.checks[number].span.file != test_.span.file) continue;
      for (const infer::Finding& finding : inference.findings(number)) {
        fail(expected.span, "`" + std::string(interner_.text(program_.checks[number].name)) + "` finds " +
                                id(static_cast<std::uint32_t>(finding.component)) + ": " +
                                std::string(interner_.text(finding.message)));
      }
    }
  }

  const check::Test& test_;
  const check::Program& program_;
  plan::Planner& planner_;
  text::SourceSet& sources_;
  base::Interner& interner_;
  diag::Sink sink_;
  design::Design design_;
  std::string content_;
  std::vector<std::string> content_files_;
  bool json_ = false;
  bool update_snapshots_ = false;
  infer::ConditionCounts* counts_ = nullptr;
};

// Takes files that only `from` has over to `to`, with what is told of them.
class Moving {
 public:
  Moving(const text::SourceSet& from, text::SourceSet& to)
      : from_(from), to_(to), shared_(static_cast<std::uint32_t>(to.size())) {}

  void move(TestOutcome& outcome) {
    for (diag::Diagnostic& failure : outcome.failures) {
      move(failure.span);
      for (diag::Note& note : failure.notes) move(note.span);
      for (diag::Replacement& replacement : failure.replacements) move(replacement.span);
    }
  }

 private:
  void move(text::Span& span) {
    if (!span.known() || static_cast<std::uint32_t>(span.file) < shared_) return;
    const auto [place, is_new] = moved_.try_emplace(span.file, text::kNoFile);
    if (is_new) place->second = to_.add(std::string(from_.name(span.file)), std::string(from_.content(span.file)));
    span.file = place->second;
  }

  const text::SourceSet& from_;
  text::SourceSet& to_;
  std::uint32_t shared_;  // files that both have
  std::map<text::FileId, text::FileId> moved_;
};

}  // namespace

std::vector<TestOutcome> Engine::State::run_tests(const std::vector<const check::Test*>& tests,
                                                  const TestOptions& wanted) {
  constexpr std::size_t kTestsThatPay = 20;
  // Snapshots are files, and two tests may name the same one.
  const std::size_t threads =
      wanted.update_snapshots ? 1 : design::threads_for(tests.size(), kTestsThatPay, options.threads);
  std::vector<std::unique_ptr<Worker>> workers;
  for (std::size_t i = 0; i < threads; ++i) {
    workers.push_back(std::make_unique<Worker>(program, sources, interner, wanted.with_coverage));
  }
  std::vector<TestOutcome> outcomes(tests.size());
  std::vector<std::size_t> ran_by(tests.size());
  std::atomic<std::size_t> next = 0;
  design::in_parallel(threads, [&](std::size_t number) {
    for (std::size_t i = next++; i < tests.size(); i = next++) {
      outcomes[i] = TestRun(*tests[i], program, *workers[number], wanted.update_snapshots).run();
      ran_by[i] = number;
    }
  });
  std::vector<Moving> moving;
  for (const auto& worker : workers) {
    moving.emplace_back(worker->sources, sources);
    for (std::size_t i = 0; i < worker->counts.size(); ++i) {
      for (std::size_t side = 0; side < 2; ++side) condition_counts[i][side] += worker->counts[i][side];
    }
  }
  for (std::size_t i = 0; i < outcomes.size(); ++i) moving[ran_by[i]].move(outcomes[i]);
  return outcomes;
}

std::vector<std::string_view> rules_of(const check::Test& test, const check::Program& program,
                                       const base::Interner& interner) {
  std::vector<std::string_view> result;
  for (const check::Expectation& expected : test.expectations) {
    if (expected.relation != check::kNone) result.push_back(interner.text(program.relations[expected.relation].name));
    if (expected.check != check::kNone) result.push_back(interner.text(program.checks[expected.check].name));
  }
  return result;
}

namespace {

std::string_view last_part(std::string_view name) { return name.substr(name.rfind('.') + 1); }

bool is_wanted(const std::vector<std::string>& filters, const check::Test& test, const check::Program& program,
               const base::Interner& interner) {
  if (filters.empty()) return true;
  const std::vector<std::string_view> rules = rules_of(test, program, interner);
  return std::any_of(filters.begin(), filters.end(), [&](const std::string& filter) {
    const bool is_glob = filter.find_first_of("*?") != std::string::npos;
    if (is_glob ? pattern::glob_matches(filter, test.name) : test.name.find(filter) != std::string::npos) return true;
    return std::any_of(rules.begin(), rules.end(), [&](std::string_view rule) {
      return pattern::glob_matches(filter, rule) || pattern::glob_matches(filter, last_part(rule));
    });
  });
}

}  // namespace

std::vector<TestOutcome> Engine::run_tests(const TestOptions& options) {
  if (!state_->rules_ok) return {};
  if (options.of_builtin) {
    // A usual run leaves them out.
    diag::Sink sink;
    state_->program =
        check::check_rules(state_->files, state_->sources, state_->interner, sink, {check::Tests::all, false});
    state_->planner.emplace(state_->program);
  }
  if (options.with_coverage) state_->condition_counts.assign(state_->program.conds.size(), {});
  state_->tests_of_builtin = options.of_builtin;
  std::optional<PassedTests> passed;
  if (options.passed_folder) passed.emplace(*options.passed_folder, state_->files, state_->sources, state_->interner);
  std::vector<const check::Test*> tests;
  for (const check::Test& test : state_->program.tests) {
    if (test.builtin != options.of_builtin || !is_wanted(options.filters, test, state_->program, state_->interner)) {
      continue;
    }
    if (passed && passed->has(test)) {
      ++state_->stats.unchanged_tests;
    } else {
      tests.push_back(&test);
    }
  }
  std::vector<TestOutcome> outcomes = state_->run_tests(tests, options);
  if (passed) {
    for (std::size_t i = 0; i < tests.size(); ++i) {
      if (outcomes[i].failures.empty()) passed->add(*tests[i]);
    }
    passed->save();
  }
  return outcomes;
}

}  // namespace meshplay::driver
