// meshplay check: findings.
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"

namespace meshplay::cli {

namespace {

constexpr std::array<std::string_view, 4> kFailOn = {"deny", "warn", "advise", "never"};

constexpr std::array kCheckReport = {
    kTextOutput,
    Option{.name = "fail-on",
           .value = "SEVERITY",
           .help = "least finding that makes the exit code 1: deny, warn, advise, never (default: warn)",
           .choices = kFailOn},
    kQuiet,
    kReportOptions[0],
    kReportOptions[1],
    kReportOptions[2],
};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Design", kDesignOptions},
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

void print_finding(const driver::Finding& finding, const text::SourceSet& sources, Output& output) {
  diag::Diagnostic diagnostic;
  diagnostic.code = finding.rule;
  diagnostic.severity = finding.severity;
  diagnostic.span = finding.span;
  diagnostic.message = finding.message;
  diagnostic.help = finding.help;
  std::vector<diag::Fact> facts = {{"component", finding.component}};
  if (!finding.docs.empty()) facts.push_back({"docs", finding.docs});
  diag::render_text(diagnostic, sources, output.out_color(), facts, output.out);
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

void write_finding(const driver::Finding& finding, const text::SourceSet& sources, diag::JsonWriter& json) {
  json.member("rule", finding.rule);
  json.member("severity", diag::name(finding.severity));
  json.member("message", finding.message);
  json.member("component", finding.component);
  diag::write_place(finding.span, sources, json);
  json.member("path", finding.path);
  json.member_or_null("help", finding.help);
  json.member_or_null("category", finding.category);
  json.member_or_null("docs", finding.docs);
}

void write_json(const std::vector<driver::Finding>& findings, const Tally& tally, const driver::Engine& engine,
                std::string& out) {
  diag::JsonWriter json(out, diag::Layout::indented);
  json.begin_object();
  json.key("findings");
  json.begin_array();
  for (const driver::Finding& finding : findings) {
    json.begin_object();
    write_finding(finding, engine.sources(), json);
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
  json.member("deny", tally.deny);
  json.member("warn", tally.warn);
  json.member("advise", tally.advise);
  json.member("errors", engine.diagnostics().errors());
  json.member("warnings", engine.diagnostics().warnings());
  json.end_object();
  json.end_object();
  out += '\n';
}

void write_lines(const std::vector<driver::Finding>& findings, const driver::Engine& engine, std::string& out) {
  for (const driver::Finding& finding : findings) {
    diag::JsonWriter json(out, diag::Layout::compact);
    json.begin_object();
    json.member("type", "finding");
    write_finding(finding, engine.sources(), json);
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

Exit run(const Request& request, Output& output) {
  driver::Engine engine(engine_options(request));
  const bool can_infer = load(engine);
  if (dumped(engine, request, output)) return exit_of(engine);
  const std::vector<driver::Finding> findings = can_infer ? engine.findings() : std::vector<driver::Finding>();
  const Tally counts = tally(findings);
  switch (form_of(request)) {
    case Form::text:
      report_diagnostics(engine, request, output);
      for (const driver::Finding& finding : findings) print_finding(finding, engine.sources(), output);
      if (can_infer && !request.has("quiet")) output.out += summary(describe(counts), engine);
      break;
    case Form::json: write_json(findings, counts, engine, output.out); break;
    case Form::jsonl: write_lines(findings, engine, output.out); break;
  }
  report_stats(engine, request, output);
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
        "input that cannot be read; the rest of the input is still checked.",
    .examples =
        "meshplay check\n"
        "meshplay check deploy/ --fail-on deny\n"
        "kustomize build . | meshplay check -\n"
        "meshplay check deploy/ --rules team-rules/ -o json\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
