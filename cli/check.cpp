// meshplay check: findings.
#include <algorithm>
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "cli/profile.h"
#include "cli/why_text.h"
#include "engine/diag/render_cells.h"
#include "engine/edit/replace_file.h"
#include "engine/edit/unified_diff.h"

namespace meshplay::cli {

namespace {

constexpr std::array<std::string_view, 4> kFailOn = {"deny", "warn", "advise", "never"};

constexpr std::size_t kConditionsIndent = 6;

constexpr std::array kCheckReport = {
    kTextOutput,
    Option{.name = "fail-on",
           .value = "SEVERITY",
           .help = "least finding that makes the exit code 1: deny, warn, advise, never (default: warn)",
           .choices = kFailOn},
    Option{.name = "fix", .help = "write the safe fixes of the findings into the files"},
    Option{.name = "unsafe-fixes", .help = "with --fix or --diff: also fixes that may change what was meant"},
    Option{.name = "diff", .help = "print what --fix would change, and write nothing"},
    Option{.name = "explain", .help = "with each finding the conditions of its rule, and the values that met them"},
    kQuiet,
    kReportOptions[0],
    kReportOptions[1],
    kProfileOption,
    kReportOptions[2],
};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                OptionGroup{"Design", kDesignOptions}, OptionGroup{"Limits", kLimitOptions},
                                OptionGroup{"Report", kCheckReport}};

struct Tally {
  std::uint64_t deny = 0;
  std::uint64_t warn = 0;
  std::uint64_t advise = 0;
};

Tally tally(const std::vector<driver::Finding>& findings) {
  Tally result;
  for (const driver::Finding& finding : findings) {
    if (finding.severity == diag::Severity::deny) ++result.deny;
    if (finding.severity == diag::Severity::warn) ++result.warn;
    if (finding.severity == diag::Severity::advise) ++result.advise;
  }
  return result;
}

bool fails(const Tally& tally, std::string_view least) {
  if (least == "never") return false;
  std::uint64_t counted = tally.deny;
  if (least != "deny") counted += tally.warn;
  if (least == "advise") counted += tally.advise;
  return counted > 0;
}

void print_finding(const driver::Finding& finding, const text::SourceSet& sources, const std::string& conditions,
                   Output& output) {
  diag::Diagnostic diagnostic;
  diagnostic.code = finding.rule;
  diagnostic.severity = finding.severity;
  diagnostic.span = finding.span;
  diagnostic.message = finding.message;
  diagnostic.help = finding.help;
  std::vector<diag::Fact> facts = {{"component", finding.component}};
  if (!finding.docs.empty()) facts.push_back({"docs", finding.docs});
  diag::render_text(diagnostic, sources, output.out_color(), facts, output.out);
  if (conditions.empty()) return;
  output.out.pop_back();  // the empty line behind it
  output.out += "    because\n" + conditions + "\n";
}

std::string describe(const Tally& tally) {
  std::string parts;
  const auto add = [&](std::uint64_t number, std::string_view severity) {
    if (number == 0) return;
    if (!parts.empty()) parts += ", ";
    parts += std::to_string(number) + " ";
    parts += severity;
  };
  add(tally.deny, "deny");
  add(tally.warn, "warn");
  add(tally.advise, "advise");
  const std::uint64_t total = tally.deny + tally.warn + tally.advise;
  return total == 0 ? "no findings" : counted(total, "finding") + " (" + parts + ")";
}

// Of the findings, those with a safe fix and those with another one.
std::string describe_fixes(const std::vector<driver::Finding>& findings) {
  std::uint64_t safe = 0;
  std::uint64_t other = 0;
  for (const driver::Finding& finding : findings) {
    if (finding.fixes.empty()) continue;
    const bool is_safe =
        std::any_of(finding.fixes.begin(), finding.fixes.end(), [](const auto& fix) { return fix.is_safe; });
    ++(is_safe ? safe : other);
  }
  std::string text;
  if (safe > 0) text += std::to_string(safe) + " can be fixed with --fix\n";
  if (other > 0) text += std::to_string(other) + " can be fixed with --fix --unsafe-fixes\n";
  return text;
}

// `why`: null unless it was asked for.
void write_finding(const driver::Finding& finding, const driver::Why* why, const text::SourceSet& sources,
                   diag::JsonWriter& json) {
  json.member("rule", finding.rule);
  json.member("severity", diag::name(finding.severity));
  json.member("message", finding.message);
  json.member("component", finding.component);
  diag::write_place(finding.span, sources, json);
  json.member("path", finding.path);
  json.member_or_null("help", finding.help);
  json.member_or_null("category", finding.category);
  json.member_or_null("docs", finding.docs);
  json.key("fixes");
  json.begin_array();
  for (const driver::Fix& fix : finding.fixes) {
    json.begin_object();
    json.member("op", fix.op);
    json.member("component", fix.component);
    json.member("path", fix.path);
    json.key("value");
    json.raw(fix.value.empty() ? "null" : fix.value);
    json.key("safe");
    json.boolean(fix.is_safe);
    json.end_object();
  }
  json.end_array();
  if (why != nullptr) write_conditions(*why, sources, json);
}

void write_json(const std::vector<driver::Finding>& findings, const Tally& tally, const Request& request,
                driver::Engine& engine, std::string& out) {
  const bool with_why = request.has("explain");
  diag::JsonWriter json(out, diag::Layout::indented);
  json.begin_object();
  json.key("findings");
  json.begin_array();
  for (const driver::Finding& finding : findings) {
    json.begin_object();
    const driver::Why why = with_why ? engine.why(finding) : driver::Why();
    write_finding(finding, with_why ? &why : nullptr, engine.sources(), json);
    json.end_object();
  }
  json.end_array();
  json.key("waived");
  json.begin_array();
  for (const driver::WaivedFinding& waived : engine.waived()) {
    json.begin_object();
    write_finding(waived.finding, nullptr, engine.sources(), json);
    json.member("reason", waived.reason);
    json.end_object();
  }
  json.end_array();
  json.key("diagnostics");
  json.begin_array();
  write_diagnostics(engine, json);
  json.end_array();
  json.key("summary");
  json.begin_object();
  json.member("components", engine.design().components.size());
  json.member("files", engine.design().counts.files);
  json.member("findings", findings.size());
  json.member("waived", engine.waived().size());
  json.member("deny", tally.deny);
  json.member("warn", tally.warn);
  json.member("advise", tally.advise);
  json.member("errors", engine.diagnostics().errors());
  json.member("warnings", engine.diagnostics().warnings());
  json.end_object();
  write_profile(engine, request, json);
  json.end_object();
  out += '\n';
}

void write_lines(const std::vector<driver::Finding>& findings, bool with_why, driver::Engine& engine,
                 std::string& out) {
  for (const driver::Finding& finding : findings) {
    diag::JsonWriter json(out, diag::Layout::compact);
    json.begin_object();
    json.member("type", "finding");
    const driver::Why why = with_why ? engine.why(finding) : driver::Why();
    write_finding(finding, with_why ? &why : nullptr, engine.sources(), json);
    json.end_object();
    out += '\n';
  }
  for (const driver::WaivedFinding& waived : engine.waived()) {
    diag::JsonWriter json(out, diag::Layout::compact);
    json.begin_object();
    json.member("type", "waived");
    write_finding(waived.finding, nullptr, engine.sources(), json);
    json.member("reason", waived.reason);
    json.end_object();
    out += '\n';
  }
  for (const diag::Diagnostic& diagnostic : engine.diagnostics().sorted(engine.sources())) {
    diag::JsonWriter json(out, diag::Layout::compact);
    json.begin_object();
    json.member("type", "diagnostic");
    diag::write_members(diagnostic, engine.sources(), json);
    json.end_object();
    out += '\n';
  }
}

// Writes the fixes; what is wrong is told. False when something could not be written.
bool write_fixes(driver::Engine& engine, const Request& request, Output& output, std::size_t& fixes) {
  bool good = true;
  for (const driver::ChangedFile& file : engine.fixed_files(request.has("unsafe-fixes"))) {
    const auto written = edit::replace_file(file.name, file.before, file.after);
    if (written.ok()) {
      fixes += file.fixes;
      continue;
    }
    output.err += "error: " + diag::visible(file.name) + " is not fixed: " + written.error().message + "\n";
    good = false;
  }
  return good;
}

Exit show_diff(driver::Engine& engine, const Request& request, Output& output) {
  const auto files = engine.fixed_files(request.has("unsafe-fixes"));
  for (const driver::ChangedFile& file : files) {
    output.out += edit::unified_diff("a/" + file.name, "b/" + file.name, file.before, file.after);
  }
  report_diagnostics(engine, request, output);
  report_stats(engine, request, output);
  report_profile(engine, request, output);
  if (exit_of(engine) != Exit::good) return Exit::failed;
  return files.empty() ? Exit::good : Exit::findings;
}

Exit check_and_report(const Request& request, Output& output, std::size_t fixed);

Exit run(const Request& request, Output& output) {
  const auto& operands = request.operands();
  if (request.has("fix") && std::find(operands.begin(), operands.end(), "-") != operands.end()) {
    output.err += "error: standard input cannot be fixed\n  help: name files, or print the changes with --diff\n";
    return Exit::failed;
  }
  if (request.has("unsafe-fixes") && !request.has("fix") && !request.has("diff")) {
    output.err += "error: --unsafe-fixes says which fixes are meant\n  help: say --fix or --diff, too\n";
    return Exit::failed;
  }
  if (request.has("diff") && form_of(request) != Form::text) {
    output.err +=
        "error: --diff prints a difference, and no JSON\n  help: leave -o out; findings have their fixes in `-o json` "
        "without --diff\n";
    return Exit::failed;
  }
  if (!request.has("fix") && !request.has("diff")) return check_and_report(request, output, 0);
  driver::Engine& engine = lasting_engine(engine_options(request));
  if (!load(engine)) {
    report_diagnostics(engine, request, output);
    return Exit::failed;
  }
  static_cast<void>(engine.findings());
  if (request.has("diff")) return show_diff(engine, request, output);
  std::size_t fixed = 0;
  const std::size_t before = engine.diagnostics().all().size();
  const bool good = write_fixes(engine, request, output, fixed);
  // What was read wrong is told by the second look.
  for (std::size_t i = before; i < engine.diagnostics().all().size() && !request.has("quiet"); ++i) {
    diag::render_text(engine.diagnostics().all()[i], engine.sources(), output.err_color(), {}, output.err);
  }
  const Exit exit = check_and_report(request, output, fixed);
  return good ? exit : Exit::failed;
}

Exit check_and_report(const Request& request, Output& output, std::size_t fixed) {
  driver::Engine& engine = lasting_engine(engine_options(request));
  const bool can_infer = load(engine);
  if (dumped(engine, request, output)) return exit_of(engine);
  const std::vector<driver::Finding> findings = can_infer ? engine.findings() : std::vector<driver::Finding>();
  const Tally counts = tally(findings);
  switch (form_of(request)) {
    case Form::text:
      report_diagnostics(engine, request, output);
      for (const driver::Finding& finding : findings) {
        const std::string conditions =
            request.has("explain") ? conditions_text(engine.why(finding), engine.sources(), kConditionsIndent) : "";
        print_finding(finding, engine.sources(), conditions, output);
      }
      if (can_infer && !request.has("quiet")) {
        if (fixed > 0) output.out += std::to_string(fixed) + (fixed == 1 ? " fix" : " fixes") + " written\n";
        const std::size_t waived = engine.waived().size();
        output.out += summary(describe(counts) + (waived > 0 ? ", " + std::to_string(waived) + " waived" : ""), engine);
        output.out += describe_fixes(findings);
      }
      break;
    case Form::json: write_json(findings, counts, request, engine, output.out); break;
    case Form::jsonl: write_lines(findings, request.has("explain"), engine, output.out); break;
  }
  report_stats(engine, request, output);
  if (form_of(request) != Form::json) report_profile(engine, request, output);
  if (exit_of(engine) != Exit::good) return Exit::failed;
  return fails(counts, request.value("fail-on", "warn")) ? Exit::findings : Exit::good;
}

}  // namespace

const Command kCheck = {
    .name = "check",
    .operands = "[PATH | -]...",
    .summary = "deny, warn and advise over a design",
    .details =
        "Reads the Kubernetes manifests in the files and folders given (`-`: standard input; default: the current\n"
        "folder), works out how they relate, and prints what the rules find, each with its place.\n"
        "\n"
        "Exit code: 0 no finding at or above --fail-on, 1 findings, 2 wrong usage, rules that do not compile or\n"
        "input that cannot be read; the rest of the input is still checked. With --diff: 1 there are changes.\n"
        "\n"
        "A comment `# meshplay allow RULE: REASON` in a YAML file waives what the rule finds on its line, alone on the "
        "next\n"
        "one, and above all else of a document in all of it. Waived findings are counted, and are part of -o json.\n"
        "\n"
        "Rules may say how to correct what they find. --fix writes what is safe, and keeps the rest of each file byte "
        "by\n"
        "byte; --diff prints it as `diff -u` does. Where two rules contradict each other nothing is written.",
    .examples =
        "meshplay check\n"
        "meshplay check deploy/ --fail-on deny\n"
        "kustomize build . | meshplay check -\n"
        "meshplay check deploy/ --rules team-rules/ -o json\n"
        "meshplay check deploy/ --explain\n"
        "meshplay check deploy/ --profile --quiet 2> profile.txt\n"
        "meshplay check deploy/ --diff\n"
        "meshplay check deploy/ --fix\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
