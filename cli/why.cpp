// meshplay why, meshplay why-not: what a fact follows from, and what it lacks.
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "cli/why_text.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array<std::string_view, 3> kWhyFormats = {"text", "json", "dot"};
constexpr std::array<std::string_view, 2> kWhyNotFormats = {"text", "json"};

constexpr std::array kWhyReport = {
    Option{.name = "output",
           .letter = 'o',
           .value = "FORMAT",
           .help = "text, json, or dot for graphviz (default: text)",
           .choices = kWhyFormats},
    Option{.name = "depth",
           .value = "N",
           .help = "how many facts behind one another are shown (default: 20)",
           .amount = Amount::number},
    kQuiet,
    kReportOptions[0],
    kReportOptions[1],
};
constexpr std::array kWhyNotReport = {
    Option{.name = "output",
           .letter = 'o',
           .value = "FORMAT",
           .help = "text or json (default: text)",
           .choices = kWhyNotFormats},
    kQuiet,
    kReportOptions[0],
    kReportOptions[1],
};
constexpr std::array kWhyGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                   OptionGroup{"Design", kDesignOptions}, OptionGroup{"Limits", kLimitOptions},
                                   OptionGroup{"Report", kWhyReport}};
constexpr std::array kWhyNotGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                      OptionGroup{"Design", kDesignOptions}, OptionGroup{"Limits", kLimitOptions},
                                      OptionGroup{"Report", kWhyNotReport}};

// The design is what stands behind the fact.
driver::Engine& engine_for(const Request& request) {
  driver::Options options = engine_options(request);
  options.paths.assign(request.operands().begin() + 1, request.operands().end());
  if (options.paths.empty()) options.paths.emplace_back(".");
  return lasting_engine(std::move(options));
}

std::string json_of(const auto& write) {
  std::string out;
  diag::JsonWriter json(out, diag::Layout::indented);
  json.begin_object();
  write(json);
  json.end_object();
  return out + "\n";
}

Exit why(const Request& request, Output& output) {
  driver::Engine& engine = engine_for(request);
  constexpr std::size_t kUsualDepth = 20;
  const bool is_ready = load(engine);
  const std::size_t depth = request.has("depth") ? request.amount("depth") : kUsualDepth;
  const auto found = is_ready ? engine.why(request.operands()[0], depth) : std::nullopt;
  report_diagnostics(engine, request, output);
  report_stats(engine, request, output);
  if (!found) return Exit::failed;
  const std::string_view format = request.value("output", "text");
  if (format == "json") {
    output.out = json_of([&](diag::JsonWriter& json) { write_why(*found, engine.sources(), json); });
  } else if (!found->empty()) {
    output.out = format == "dot" ? why_dot(*found, engine.sources()) : why_text(*found, engine.sources());
  }
  if (!found->empty()) return exit_of(engine);
  if (!request.has("quiet")) {
    output.err += diag::visible(request.operands()[0]) + " does not hold: `meshplay why-not` tells what it lacks\n";
  }
  return Exit::findings;
}

Exit why_not(const Request& request, Output& output) {
  driver::Engine& engine = engine_for(request);
  const bool is_ready = load(engine);
  const auto found = is_ready ? engine.why_not(request.operands()[0]) : std::nullopt;
  report_diagnostics(engine, request, output);
  report_stats(engine, request, output);
  if (!found) return Exit::failed;
  if (request.value("output", "text") == "json") {
    output.out = json_of([&](diag::JsonWriter& json) { write_why_not(*found, engine.sources(), json); });
  } else if (!found->holds) {
    output.out = why_not_text(*found, engine.sources());
  }
  if (!found->holds) return exit_of(engine);
  if (!request.has("quiet")) {
    output.err += diag::visible(request.operands()[0]) + " holds: `meshplay why` tells from what it follows\n";
  }
  return Exit::findings;
}

}  // namespace

const Command kWhy = {
    .name = "why",
    .operands = "FACT [PATH | -]...",
    .summary = "what a relationship or a finding follows from",
    .details =
        "Shows the rule behind a fact, each of its conditions with the values that met it and the places where they\n"
        "stand, and so on for the facts that it follows from. A fact is a relationship, a define or a check with its\n"
        "components, as `infer` and `check` print them; packages may be left out, and so may the component of `via`.\n"
        "Of several ways to derive a fact one is shown.\n"
        "\n"
        "Exit code: 0, 1 if the fact does not hold, 2 for wrong usage, names that are not known and input that cannot\n"
        "be read.",
    .examples =
        "meshplay why 'routes(Service/shop/web, Deployment/shop/web)' deploy/\n"
        "meshplay why 'dangling_service(Service/shop/web)' deploy/ -o json\n"
        "meshplay why 'routes(Service/shop/web, Deployment/shop/web)' deploy/ -o dot | dot -Tsvg > why.svg\n",
    .min_operands = 1,
    .max_operands = kAnyNumber,
    .options = kWhyGroups,
    .run = why,
};

const Command kWhyNot = {
    .name = "why-not",
    .operands = "FACT [PATH | -]...",
    .summary = "what a relationship or a finding lacks",
    .details =
        "For each alternative of the rule: the conditions that can be met together, the first that cannot, with the\n"
        "values of the nearest miss, and the value that would make it hold where there is one.\n"
        "\n"
        "Exit code: 0, 1 if the fact holds, 2 for wrong usage, names that are not known and input that cannot be read.",
    .examples =
        "meshplay why-not 'routes(Service/shop/web, Deployment/shop/web)' deploy/\n"
        "meshplay why-not 'dangling_service(Service/shop/web)' deploy/ -o json\n",
    .min_operands = 1,
    .max_operands = kAnyNumber,
    .options = kWhyNotGroups,
    .run = why_not,
};

}  // namespace meshplay::cli
