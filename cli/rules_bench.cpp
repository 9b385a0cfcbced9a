// meshplay rules bench: what rules cost over a design.
#include <array>
#include <cstdio>
#include <memory>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"
#include "engine/driver/rule_bench.h"

namespace meshplay::cli {

namespace {

constexpr std::array kBenchOptions = {
    Option{.name = "runs",
           .value = "N",
           .help = "of the same design, of which the one in the middle counts (default: 5)",
           .amount = Amount::number},
};
constexpr std::array kBenchReport = {kTextOutput, kQuiet, kReportOptions[0]};
constexpr std::array kGroups = {OptionGroup{"Runs", kBenchOptions},       OptionGroup{"Rules", kRuleOptions},
                                OptionGroup{"Settings", kSettingOptions}, OptionGroup{"Design", kDesignOptions},
                                OptionGroup{"Limits", kLimitOptions},     OptionGroup{"Report", kBenchReport}};

constexpr std::size_t kUsualRuns = 5;

std::string right(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, text.size()), ' ') + text;
}

std::string times(std::uint64_t one, std::uint64_t other) {
  if (other == 0) return "";
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%.1f x", static_cast<double>(one) / static_cast<double>(other));
  return text.data();
}

void print(const std::vector<driver::BenchedRule>& rules, bool is_quiet, Output& output) {
  output.out += "        ms    rows in   rows out    results    peers   rule\n";
  for (const driver::BenchedRule& rule : rules) {
    output.out += right(milliseconds(rule.nanoseconds), 10) + right(std::to_string(rule.rows_in), 11) +
                  right(std::to_string(rule.rows_out), 11) + right(std::to_string(rule.results), 11) +
                  right(times(rule.nanoseconds, rule.peer_nanoseconds), 9) + "   " + diag::visible(rule.name) + "\n";
  }
  std::size_t slow = 0;
  for (const driver::BenchedRule& rule : rules) {
    if (rule.reason.empty()) continue;
    ++slow;
    output.out += "\n" + diag::bold(diag::visible(rule.name), output.out_color());
    if (rule.peers > 0 && rule.peer_nanoseconds > 0) {
      output.out += " takes " + times(rule.nanoseconds, rule.peer_nanoseconds) + " of what " +
                    counted(rule.peers, "other rule") + " of its shape take";
    }
    output.out += "\n  " + diag::visible(rule.reason) + "\n  `meshplay rules plan " + diag::visible(rule.name) +
                  "` shows its steps\n";
  }
  if (!is_quiet) output.out += "\n" + counted(rules.size(), "rule") + " ran, " + std::to_string(slow) + " slow\n";
}

void write_rule(const driver::BenchedRule& rule, diag::JsonWriter& json) {
  json.begin_object();
  json.member("rule", rule.name);
  json.member("nanoseconds", rule.nanoseconds);
  json.member("rowsIn", rule.rows_in);
  json.member("rowsOut", rule.rows_out);
  json.member("results", rule.results);
  json.member("shape", rule.shape);
  json.member("peers", static_cast<std::uint64_t>(rule.peers));
  json.member("peerNanoseconds", rule.peer_nanoseconds);
  json.member_or_null("slowBecause", rule.reason);
  json.end_object();
}

Exit run(const Request& request, Output& output) {
  for (const std::string& path : request.operands()) {
    if (path != "-") continue;
    output.complain("standard input can be read once only", "name a file: the design is read for each run");
    return Exit::failed;
  }
  const std::size_t runs = request.has("runs") ? request.amount("runs") : kUsualRuns;
  std::vector<driver::Profile> profiles;
  std::unique_ptr<driver::Engine> engine;
  for (std::size_t i = 0; i < runs; ++i) {
    engine.reset();  // two large designs at once are one too many
    driver::Options options = engine_options(request);
    options.profile = true;
    engine = std::make_unique<driver::Engine>(std::move(options));
    if (!load(*engine)) {
      report_diagnostics(*engine, request, output);
      return Exit::failed;
    }
    static_cast<void>(engine->relationships());
    static_cast<void>(engine->findings());
    profiles.push_back(engine->profile());
  }
  const std::vector<driver::BenchedRule> rules = driver::bench_rules(profiles);
  switch (form_of(request)) {
    case Form::text:
      report_diagnostics(*engine, request, output);
      print(rules, request.has("quiet"), output);
      break;
    case Form::json: {
      diag::JsonWriter json(output.out, diag::Layout::indented);
      json.begin_object();
      json.key("rules");
      json.begin_array();
      for (const driver::BenchedRule& rule : rules) write_rule(rule, json);
      json.end_array();
      json.key("diagnostics");
      json.begin_array();
      write_diagnostics(*engine, json);
      json.end_array();
      json.end_object();
      output.out += '\n';
      break;
    }
    case Form::jsonl:
      for (const driver::BenchedRule& rule : rules) {
        diag::JsonWriter json(output.out, diag::Layout::compact);
        write_rule(rule, json);
        output.out += '\n';
      }
      report_diagnostics(*engine, request, output);
      break;
  }
  return exit_of(*engine);
}

}  // namespace

const Command kRulesBench = {
    .name = "rules bench",
    .operands = "[PATH]...",
    .summary = "what each rule costs over a design, and which are slower than they need be",
    .details =
        "Runs all rules over the design several times, by one thread, and lists them with the rows that their steps "
        "took "
        "in\n"
        "and gave. A rule that takes more than three times as long as others whose steps are of the same sorts is "
        "named, "
        "with\n"
        "what takes the time; so is one that goes over everything for each of many rows.\n"
        "\n"
        "Exit code: 0, 2 for rules with mistakes and input that cannot be read.",
    .examples =
        "meshplay rules bench manifests/ --rules team/\n"
        "meshplay rules bench manifests/ -o json\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
