// meshplay rules check: what is wrong with rule files, and what may be.
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"
#include "engine/driver/rule_fixes.h"
#include "engine/edit/replace_file.h"
#include "engine/edit/unified_diff.h"

namespace meshplay::cli {

namespace {

constexpr std::array<std::string_view, 3> kFailOn = {"error", "warning", "note"};

constexpr std::array kCheckReport = {
    kTextOutput,
    Option{.name = "kubernetes",
           .value = "RANGE",
           .help = "versions that paths are checked against, for instance \">=1.29\" (default: all that are known)"},
    Option{.name = "fail-on",
           .value = "SEVERITY",
           .help = "least diagnostic that makes the exit code 1: error, warning, note (default: warning)",
           .choices = kFailOn},
    kQuiet,
    kReportOptions[0],
    kReportOptions[1],
};

constexpr std::array kFixOptions = {
    Option{.name = "fix", .help = "correct what can be corrected, and say what is left"},
    Option{.name = "unsafe-fixes", .help = "with --fix or --diff: also what was only probably meant"},
    Option{.name = "diff", .help = "print what --fix would change, and write nothing"},
};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Correct", kFixOptions},
                                OptionGroup{"Report", kCheckReport}};

struct Tally {
  std::uint64_t errors = 0;
  std::uint64_t warnings = 0;
  std::uint64_t notes = 0;
};

Exit show_diff(const std::vector<driver::ChangedFile>& files, Output& output) {
  for (const driver::ChangedFile& file : files) {
    output.out += edit::unified_diff("a/" + file.name, "b/" + file.name, file.before, file.after);
  }
  return files.empty() ? Exit::good : Exit::findings;
}

bool write_files(const std::vector<driver::ChangedFile>& files, const Request& request, Output& output) {
  bool good = true;
  for (const driver::ChangedFile& file : files) {
    const auto written = edit::replace_file(file.name, file.before, file.after);
    if (!written.ok()) {
      output.err += "error: " + diag::visible(file.name) + " is not fixed: " + written.error().message + "\n";
      good = false;
    } else if (!request.has("quiet") && form_of(request) == Form::text) {
      output.out += "fixed " + counted(file.fixes, "mistake") + " in " + diag::visible(file.name) + "\n";
    }
  }
  return good;
}

Exit run(const Request& request, Output& output) {
  driver::Options options = engine_options(request);
  options.paths.clear();
  for (const std::string& path : request.operands()) options.rule_paths.push_back(path);
  options.check_builtin = options.rule_paths.empty();
  options.rule_notes = true;
  if (request.has("kubernetes")) {
    const std::string range(request.value("kubernetes", ""));
    const auto versions = model::versions_in(range);
    if (!versions || *versions == 0) {
      output.err += "error: `" + diag::visible(range) +
                    "` is no range of versions that are known\n  help: schemas are known of Kubernetes " +
                    model::show(model::kAllVersions) + "; write for instance `>=1.29`\n";
      return Exit::failed;
    }
    options.versions = *versions;
  }
  if (request.has("unsafe-fixes") && !request.has("fix") && !request.has("diff")) {
    output.complain("--unsafe-fixes says which fixes are meant", "say --fix or --diff, too");
    return Exit::failed;
  }
  if (request.has("fix") || request.has("diff")) {
    const auto files = driver::fix_rules(options, request.has("unsafe-fixes"));
    if (request.has("diff")) return show_diff(files, output);
    if (!write_files(files, request, output)) return Exit::failed;
  }
  const bool with_builtin = options.check_builtin;
  driver::Engine engine(std::move(options));
  const bool good = engine.load_rules();
  Tally tally;
  for (const diag::Diagnostic& diagnostic : engine.diagnostics().all()) {
    if (diagnostic.severity == diag::Severity::error) ++tally.errors;
    if (diagnostic.severity == diag::Severity::warning) ++tally.warnings;
    if (diagnostic.severity == diag::Severity::note) ++tally.notes;
  }
  std::size_t rules = 0;
  for (const driver::RuleInfo& rule : engine.rules()) rules += good && (with_builtin || !rule.builtin) ? 1 : 0;
  switch (form_of(request)) {
    case Form::text:
      report_diagnostics(engine, request, output);
      if (!request.has("quiet")) {
        output.out += counted(tally.errors, "error") + ", " + counted(tally.warnings, "warning") + ", " +
                      counted(tally.notes, "note");
        output.out += good ? " in " + counted(rules, "rule") + "\n" : "\n";
      }
      break;
    case Form::json: {
      diag::JsonWriter json(output.out, diag::Layout::indented);
      json.begin_object();
      json.key("diagnostics");
      json.begin_array();
      write_diagnostics(engine, json);
      json.end_array();
      json.key("summary");
      json.begin_object();
      json.member("rules", rules);
      json.member("errors", tally.errors);
      json.member("warnings", tally.warnings);
      json.member("notes", tally.notes);
      json.end_object();
      json.end_object();
      output.out += '\n';
      break;
    }
    case Form::jsonl:
      for (const diag::Diagnostic& diagnostic : engine.diagnostics().sorted(engine.sources())) {
        diag::JsonWriter json(output.out, diag::Layout::compact);
        json.begin_object();
        diag::write_members(diagnostic, engine.sources(), json);
        json.end_object();
        output.out += '\n';
      }
      break;
  }
  report_stats(engine, request, output);
  if (tally.errors > 0) return Exit::failed;
  const std::string_view least = request.value("fail-on", "warning");
  const bool fails = (least != "error" && tally.warnings > 0) || (least == "note" && tally.notes > 0);
  return fails ? Exit::findings : Exit::good;
}

constexpr std::string_view kDetails =
    "Checks the rule files in PATH, or the built-in packs when no PATH is given, as every run does before a rule "
    "is\n"
    "used: names, kinds, paths and values against the schemas of Kubernetes, types, rules that never or always "
    "hold\n"
    "or are said twice. Notes are told here only: rules without documentation, kinds without a schema.\n"
    "\n"
    "A comment `// allow CODE: REASON` allows what a warning or a note speaks of on its line, or on the next one.\n"
    "\n"
    "--fix writes what there is no doubt about: signs of other languages. With --unsafe-fixes it also writes what\n"
    "was probably meant: names that are nearly right, and `_` before those that are not used. Look at --diff "
    "first.\n"
    "\n"
    "Exit code: 0, 1 for warnings (see --fail-on), 2 for errors and wrong usage.";

}  // namespace

const Command kRulesLint = {
    .name = "rules lint",
    .operands = "[PATH]...",
    .summary = "the same as rules check",
    .details = kDetails,
    .examples =
        "meshplay rules lint team-rules/\n"
        "meshplay rules lint team-rules/ --fix\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

const Command kRulesCheck = {
    .name = "rules check",
    .operands = "[PATH]...",
    .summary = "what is wrong with rule files",
    .details = kDetails,
    .examples =
        "meshplay rules check team-rules/\n"
        "meshplay rules check team-rules/ --kubernetes \">=1.29\"\n"
        "meshplay rules check team-rules/ --fix --unsafe-fixes\n"
        "meshplay explain unknown-path\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
