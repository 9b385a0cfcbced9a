// meshplay rules test: runs the test blocks of rule files.
#include <algorithm>
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array kTestReport = {
    kTextOutput,
    Option{.name = "verbose", .letter = 'v', .help = "name the tests that passed, too"},
    Option{.name = "update-snapshots", .help = "write the snapshots that tests expect, as they are now"},
    kQuiet,
    kReportOptions[0],
};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Report", kTestReport}};

void print_outcome(const driver::TestOutcome& outcome, const driver::Engine& engine, const Request& request,
                   Output& output) {
  const bool passed = outcome.failures.empty();
  if (passed && !request.has("verbose")) return;
  output.out += passed ? "passed" : diag::paint("failed", diag::Severity::error, output.out_color());
  output.out += ": " + diag::visible(outcome.name) + " (";
  diag::render_place(outcome.span, engine.sources(), output.out);
  output.out += ")\n";
  for (const diag::Diagnostic& failure : outcome.failures) {
    diag::render_text(failure, engine.sources(), output.out_color(), {}, output.out);
  }
}

void write_outcome(const driver::TestOutcome& outcome, const text::SourceSet& sources, diag::JsonWriter& json) {
  json.begin_object();
  json.member("test", outcome.name);
  json.member("outcome", outcome.failures.empty() ? "passed" : "failed");
  diag::write_place(outcome.span, sources, json);
  json.key("failures");
  json.begin_array();
  for (const diag::Diagnostic& failure : outcome.failures) {
    json.begin_object();
    diag::write_members(failure, sources, json);
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_json(const std::vector<driver::TestOutcome>& outcomes, const driver::Engine& engine, std::uint64_t failed,
                std::string& out) {
  diag::JsonWriter json(out, diag::Layout::indented);
  json.begin_object();
  json.key("tests");
  json.begin_array();
  for (const driver::TestOutcome& outcome : outcomes) write_outcome(outcome, engine.sources(), json);
  json.end_array();
  json.key("diagnostics");
  json.begin_array();
  write_diagnostics(engine, json);
  json.end_array();
  json.key("summary");
  json.begin_object();
  json.member("passed", outcomes.size() - failed);
  json.member("failed", failed);
  json.end_object();
  json.end_object();
  out += '\n';
}

Exit run(const Request& request, Output& output) {
  driver::Options options = engine_options(request);
  options.paths.clear();
  for (const std::string& path : request.operands()) options.rule_paths.push_back(path);
  const bool own_rules = !options.rule_paths.empty();
  options.builtin_program = {};  // has no tests
  driver::Engine engine(std::move(options));
  const bool can_run = engine.load_rules();
  const auto outcomes = can_run ? engine.run_tests(!own_rules, request.has("update-snapshots")) : std::vector<driver::TestOutcome>();
  const auto failed = static_cast<std::uint64_t>(
      std::count_if(outcomes.begin(), outcomes.end(), [](const auto& outcome) { return !outcome.failures.empty(); }));
  const Form form = form_of(request);
  if (form == Form::json) {
    write_json(outcomes, engine, failed, output.out);
  } else {
    report_diagnostics(engine, request, output);
  }
  if (form == Form::jsonl) {
    for (const driver::TestOutcome& outcome : outcomes) {
      diag::JsonWriter json(output.out, diag::Layout::compact);
      write_outcome(outcome, engine.sources(), json);
      output.out += '\n';
    }
  }
  if (form == Form::text && can_run) {
    for (const driver::TestOutcome& outcome : outcomes) print_outcome(outcome, engine, request, output);
    if (!request.has("quiet")) {
      if (outcomes.empty()) output.out += "no tests in the rule files\n";
      output.out += std::to_string(outcomes.size() - failed) + " passed, " + std::to_string(failed) + " failed\n";
    }
  }
  if (exit_of(engine) != Exit::good) return Exit::failed;
  return failed > 0 ? Exit::findings : Exit::good;
}

}  // namespace

const Command kRulesTest = {
    .name = "rules test",
    .operands = "[PATH]...",
    .summary = "run the tests in rule files",
    .details =
        "Runs every `test` block of the rule files in PATH, or those of the built-in packs when no PATH is given, and\n"
        "says of each failure where it stands and what was found instead.\n"
        "\n"
        "Exit code: 0 all passed, 1 a test failed, 2 wrong usage or rules that do not compile.",
    .examples =
        "meshplay rules test\n"
        "meshplay rules test team-rules/ --verbose\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
