// Runs the `test` blocks of rule files: each given design is loaded on its own, and what the test expects is looked up
// in what follows from it.
#include <algorithm>
#include <filesystem>

#include "engine/driver/driver.h"
#include "engine/driver/state.h"

namespace meshplay::driver {

namespace {

class TestRun {
 public:
  TestRun(const check::Test& test, const check::Program& program, const plan::Plan& plan, text::SourceSet& sources,
          base::Interner& interner)
      : test_(test), program_(program), plan_(plan), sources_(sources), interner_(interner) {}

  TestOutcome run() {
    load();
    if (!sink_.has_errors() && test_.expectations.empty()) {
      fail(test_.span, "the test expects nothing").help = "add `expect ...`";
    }
    if (!sink_.has_errors()) {
      infer::Inference inference(program_, plan_, design_, interner_);
      for (const check::Expectation& expected : test_.expectations) {
        switch (expected.what) {
          case check::Expectation::What::relation: expect_relation(expected, inference); break;
          case check::Expectation::What::finding: expect_finding(expected, inference); break;
          case check::Expectation::What::nothing: expect_nothing(expected, inference); break;
          case check::Expectation::What::fix:
          case check::Expectation::What::snapshot: break;
        }
      }
    }
    return {test_.name, test_.span, sink_.sorted(sources_)};
  }

 private:
  diag::Diagnostic& fail(text::Span span, const std::string& what) { return sink_.report("test-failed", span, {what}); }

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
    if (!expected.negated) report.help = others.empty() ? "it holds for nothing" : "it holds for " + others;
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
  const plan::Plan& plan_;
  text::SourceSet& sources_;
  base::Interner& interner_;
  diag::Sink sink_;
  design::Design design_;
  std::string content_;
  std::vector<std::string> content_files_;
  bool json_ = false;
};

}  // namespace

TestOutcome Engine::State::run_test(const check::Test& test) {
  return TestRun(test, program, plan, sources, interner).run();
}

std::vector<TestOutcome> Engine::run_tests(bool builtin_tests) {
  std::vector<TestOutcome> result;
  if (!state_->rules_ok) return result;
  if (builtin_tests) {
    // A usual run leaves them out.
    diag::Sink sink;
    state_->program =
        check::check_rules(state_->files, state_->sources, state_->interner, sink, {check::Tests::all, false});
    state_->plan = plan::make_plan(state_->program);
  }
  for (const check::Test& test : state_->program.tests) {
    if (test.builtin == builtin_tests) result.push_back(state_->run_test(test));
  }
  return result;
}

}  // namespace meshplay::driver
