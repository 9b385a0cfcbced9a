// meshplay rules test: runs the test blocks of rule files.
#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <map>

#include "cli/common_options.h"
#include "cli/coverage.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array<std::string_view, 4> kForms = {"text", "json", "jsonl", "junit"};

constexpr std::array kTestReport = {
    Option{.name = "output",
           .letter = 'o',
           .value = "FORMAT",
           .help = "text, json, jsonl: one JSON object a line, or junit: XML (default: text)",
           .choices = kForms},
    Option{.name = "filter",
           .letter = 'k',
           .value = "NAME",
           .help = "only tests with this in their title, or of rules with this name: * and ? are understood; may be "
                   "given several times",
           .repeatable = true},
    Option{
        .name = "changed",
        .help =
            "only tests that have not passed as they are: with this text, these manifests and the rules behind them"},
    Option{.name = "verbose", .letter = 'v', .help = "name the tests that passed, too"},
    Option{.name = "coverage",
           .help = "say which rules have no test, and which conditions the tests never saw hold, or never saw fail"},
    Option{.name = "coverage-file",
           .value = "FILE",
           .help = "write the coverage of lines and conditions: as lcov, or as a page where FILE ends in .html; means "
                   "--coverage"},
    Option{.name = "min-coverage",
           .value = "PERCENT",
           .help = "with a coverage below it the exit code is 1; means --coverage"},
    Option{.name = "update-snapshots", .help = "write the snapshots that tests expect, as they are now"},
    kThreads,
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

struct Seen {
  std::size_t outcomes = 0;  // two for each condition
  std::size_t seen = 0;

  double percent() const {
    return outcomes == 0 ? 100 : 100.0 * static_cast<double>(seen) / static_cast<double>(outcomes);
  }
};

Seen seen_of(const std::vector<driver::ConditionCoverage>& coverage) {
  Seen result;
  for (const driver::ConditionCoverage& one : coverage) {
    result.outcomes += 2;
    result.seen += (one.held > 0 ? 1U : 0U) + (one.failed > 0 ? 1U : 0U);
  }
  return result;
}

std::string rounded(double percent) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.1f", percent);
  return text.data();
}

// Neither does a test expect something of it, nor is it asked for what others need.
bool is_untested(const driver::RuleCoverage& rule) { return !rule.is_expected && rule.asked == 0; }

void print_coverage(const std::vector<driver::ConditionCoverage>& coverage, const driver::Engine& engine,
                    Output& output) {
  const auto rules = engine.rule_coverage();
  std::size_t tested = rules.size();
  for (const driver::RuleCoverage& rule : rules) {
    if (!is_untested(rule)) continue;
    --tested;
    diag::render_place(rule.span, engine.sources(), output.out);
    output.out += ": has no test: " + diag::visible(rule.rule) + "\n";
  }
  for (const driver::ConditionCoverage& one : coverage) {
    if (one.held > 0 && one.failed > 0) continue;
    diag::render_place(one.span, engine.sources(), output.out);
    output.out += one.held > 0     ? ": never fails in a test: "
                  : one.failed > 0 ? ": never holds in a test: "
                                   : ": is asked by no test: ";
    output.out += diag::visible(std::string(engine.sources().text(one.span))) + " (" + one.rule + ")\n";
  }
  const Seen seen = seen_of(coverage);
  output.out += std::to_string(tested) + " of " + counted(rules.size(), "rule") + " tested\n";
  output.out += rounded(seen.percent()) + " % of the outcomes of " + counted(coverage.size(), "condition") + " seen\n";
}

void write_coverage(const std::vector<driver::ConditionCoverage>& coverage, const driver::Engine& engine,
                    diag::JsonWriter& json) {
  json.key("coverage");
  json.begin_object();
  const Seen seen = seen_of(coverage);
  json.member("outcomes", seen.outcomes);
  json.member("seen", seen.seen);
  json.key("conditions");
  json.begin_array();
  for (const driver::ConditionCoverage& one : coverage) {
    json.begin_object();
    json.member("rule", one.rule);
    diag::write_place(one.span, engine.sources(), json);
    json.key("held");
    json.boolean(one.held > 0);
    json.key("failed");
    json.boolean(one.failed > 0);
    json.end_object();
  }
  json.end_array();
  json.key("rules");
  json.begin_array();
  for (const driver::RuleCoverage& rule : engine.rule_coverage()) {
    json.begin_object();
    json.member("rule", rule.rule);
    json.key("tested");
    json.boolean(!is_untested(rule));
    json.end_object();
  }
  json.end_array();
  json.end_object();
}

void write_json(const std::vector<driver::TestOutcome>& outcomes, const driver::Engine& engine, std::uint64_t failed,
                const std::vector<driver::ConditionCoverage>* coverage, std::string& out) {
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
  if (coverage != nullptr) write_coverage(*coverage, engine, json);
  json.key("summary");
  json.begin_object();
  json.member("passed", outcomes.size() - failed);
  json.member("failed", failed);
  json.end_object();
  json.end_object();
  out += '\n';
}

// What XML may hold, escaped.
std::string xml(std::string_view text) {
  std::string result;
  for (std::size_t at = 0; at < text.size();) {
    const diag::Character character = diag::character_at(text, at);
    const std::string_view bytes = text.substr(at, character.length);
    at += character.length;
    const bool is_allowed = character.valid && (character.value >= 0x20 || bytes == "\n" || bytes == "\t") &&
                            character.value != 0xfffe && character.value != 0xffff;
    if (!is_allowed) {
      result += "\xef\xbf\xbd";  // U+FFFD
    } else if (bytes == "&") {
      result += "&amp;";
    } else if (bytes == "<") {
      result += "&lt;";
    } else if (bytes == ">") {
      result += "&gt;";
    } else if (bytes == "\"") {
      result += "&quot;";
    } else {
      result += bytes;
    }
  }
  return result;
}

// A suite for each file, as readers of JUnit's reports know them.
void write_junit(const std::vector<driver::TestOutcome>& outcomes, const driver::Engine& engine, std::uint64_t failed,
                 std::string& out) {
  const text::SourceSet& sources = engine.sources();
  std::map<std::string_view, std::vector<const driver::TestOutcome*>> suites;
  for (const driver::TestOutcome& outcome : outcomes) suites[sources.name(outcome.span.file)].push_back(&outcome);
  const auto counts = [](std::size_t tests, std::size_t failures) {
    return " tests=\"" + std::to_string(tests) + "\" failures=\"" + std::to_string(failures) + "\"";
  };
  out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"meshplay\"" + counts(outcomes.size(), failed) +
         ">\n";
  for (const auto& [name, tests] : suites) {
    const auto failures =
        std::count_if(tests.begin(), tests.end(), [](const auto* test) { return !test->failures.empty(); });
    out += "  <testsuite name=\"" + xml(name) + "\"" + counts(tests.size(), static_cast<std::size_t>(failures)) + ">\n";
    for (const driver::TestOutcome* test : tests) {
      out += "    <testcase name=\"" + xml(test->name) + "\" classname=\"" + xml(name) + "\" file=\"" + xml(name) +
             "\" line=\"" + std::to_string(sources.place(test->span.file, test->span.begin).line) + "\"";
      out += test->failures.empty() ? "/>\n" : ">\n";
      for (const diag::Diagnostic& failure : test->failures) {
        std::string text;
        diag::render_text(failure, sources, diag::Color::off, {}, text);
        out += "      <failure message=\"" + xml(failure.message) + "\">" + xml(text) + "</failure>\n";
      }
      if (!test->failures.empty()) out += "    </testcase>\n";
    }
    out += "  </testsuite>\n";
  }
  out += "</testsuites>\n";
}

bool write_coverage_file(const std::string& path, const driver::Engine& engine, Output& output) {
  const std::string content = path.ends_with(".html") ? coverage_page(engine) : coverage_lcov(engine);
  std::ofstream stream(path, std::ios::binary | std::ios::trunc);
  stream << content;
  stream.flush();
  if (stream.good()) return true;
  output.complain("cannot write the coverage to `" + path + "`", "name a file in a folder that is there");
  return false;
}

Exit run(const Request& request, Output& output) {
  driver::Options options = engine_options(request);
  options.paths.clear();
  for (const std::string& path : request.operands()) options.rule_paths.push_back(path);
  const bool own_rules = !options.rule_paths.empty();
  options.builtin_program = {};  // has no tests
  options.cache_folder.clear();
  const bool with_coverage = request.has("coverage") || request.has("min-coverage") || request.has("coverage-file");
  double least = 0;
  if (request.has("min-coverage")) {
    const std::string_view written = request.value("min-coverage", "");
    const auto read = std::from_chars(written.data(), written.data() + written.size(), least);
    if (read.ec != std::errc() || read.ptr != written.data() + written.size() || least < 0 || least > 100) {
      output.err += "error: `" + diag::visible(std::string(written)) +
                    "` is no percentage\n  help: write a number from 0 to 100\n";
      return Exit::failed;
    }
  }
  if (request.has("changed") && with_coverage) {
    output.complain("coverage is of all tests", "leave --changed out");
    return Exit::failed;
  }
  std::optional<std::string> passed_folder;
  if (request.has("changed")) passed_folder = request.has("no-cache") ? "" : cache_folder();
  driver::Engine engine(std::move(options));
  const bool can_run = engine.load_rules();
  const driver::TestOptions test_options = {.of_builtin = !own_rules,
                                            .update_snapshots = request.has("update-snapshots"),
                                            .with_coverage = with_coverage,
                                            .passed_folder = std::move(passed_folder),
                                            .filters = request.values("filter")};
  const auto outcomes = can_run ? engine.run_tests(test_options) : std::vector<driver::TestOutcome>();
  if (can_run && outcomes.empty() && request.has("filter") && engine.stats().unchanged_tests == 0) {
    output.complain("no test has such a title, or is about such a rule",
                    "`meshplay rules test --verbose` names the tests; `*` stands for any letters");
    return Exit::failed;
  }
  const auto failed = static_cast<std::uint64_t>(
      std::count_if(outcomes.begin(), outcomes.end(), [](const auto& outcome) { return !outcome.failures.empty(); }));
  const auto coverage = engine.coverage();
  const bool is_junit = request.value("output", "text") == "junit";
  const Form form = is_junit ? Form::text : form_of(request);
  bool good = true;
  if (can_run && request.has("coverage-file")) {
    good = write_coverage_file(std::string(request.value("coverage-file", "")), engine, output);
  }
  if (is_junit && can_run) write_junit(outcomes, engine, failed, output.out);
  if (form == Form::json) {
    write_json(outcomes, engine, failed, with_coverage ? &coverage : nullptr, output.out);
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
  if (form == Form::text && can_run && !is_junit) {
    for (const driver::TestOutcome& outcome : outcomes) print_outcome(outcome, engine, request, output);
    if (!request.has("quiet")) {
      const std::uint64_t unchanged = engine.stats().unchanged_tests;
      if (outcomes.empty() && unchanged == 0) output.out += "no tests in the rule files\n";
      if (with_coverage) print_coverage(coverage, engine, output);
      output.out += std::to_string(outcomes.size() - failed) + " passed, " + std::to_string(failed) + " failed";
      output.out += unchanged > 0 ? ", " + std::to_string(unchanged) + " unchanged\n" : "\n";
    }
  }
  if (!good || exit_of(engine) != Exit::good) return Exit::failed;
  return failed > 0 || (with_coverage && seen_of(coverage).percent() < least) ? Exit::findings : Exit::good;
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
        "With --coverage each rule without a test is named, and each condition that no test saw hold and fail: what "
        "never\n"
        "holds may be dead, and what never fails may say nothing.\n"
        "\n"
        "Exit code: 0 all passed, 1 a test failed or the coverage is too low, 2 wrong usage or rules that do not "
        "compile.",
    .examples =
        "meshplay rules test\n"
        "meshplay rules test team-rules/ --filter owner --verbose\n"
        "meshplay rules test team-rules/ -o junit > tests.xml\n"
        "meshplay rules test team-rules/ --coverage-file coverage.html\n"
        "meshplay rules test team-rules/ --min-coverage 90\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
