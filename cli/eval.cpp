// meshplay eval: an expression or a query over a design.
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "cli/query_text.h"

namespace meshplay::cli {

namespace {

constexpr std::array kEvalReport = {kTextOutput, kQuiet, kReportOptions[0], kReportOptions[1]};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                OptionGroup{"Design", kDesignOptions}, OptionGroup{"Limits", kLimitOptions},
                                OptionGroup{"Report", kEvalReport}};

Exit run(const Request& request, Output& output) {
  driver::Options options = engine_options(request);
  options.query = request.operands()[0];
  options.paths.erase(options.paths.begin());
  if (options.paths.empty()) options.paths.emplace_back(".");
  if (options.query.find_first_not_of(" \t\r\n") == std::string::npos) {
    output.complain("nothing is asked", "write for instance `some s: Service where s.spec.type == \"NodePort\"`");
    return Exit::failed;
  }
  driver::Engine& engine = lasting_engine(std::move(options));
  const bool can_run = load(engine);
  const auto result = can_run ? engine.query() : std::nullopt;
  if (form_of(request) != Form::json || !result) report_diagnostics(engine, request, output);
  if (result) print_query(*result, engine, form_of(request), request.has("quiet"), output);
  report_stats(engine, request, output);
  return result ? exit_of(engine) : Exit::failed;
}

}  // namespace

const Command kEval = {
    .name = "eval",
    .operands = "QUERY [PATH | -]...",
    .summary = "what an expression or a query comes to over a design",
    .details =
        "QUERY is written as in rules. `some ... where ...` gives a row for each way to choose its variables, any "
        "other\n"
        "condition true or false, and an expression its value. All relationships, fields and functions are there, "
        "also\n"
        "those of --rules.\n"
        "\n"
        "The place of a row is that of its last value that stands in a manifest. -o json tells all of them.\n"
        "\n"
        "Exit code: 0, 2 for a query with mistakes, input that cannot be read and limits that are reached.",
    .examples =
        "meshplay eval 'some s: Service where no w: Workload where routes(s, w)' manifests/\n"
        "meshplay eval 'some w: Workload, c in containers(w) where c.image ends_with \":latest\"'\n"
        "meshplay eval 'count(p: Pod where p.labels.team is absent)' manifests/\n"
        "helm template . | meshplay eval 'some s: Service, w: Workload where routes(s, w)' -\n",
    .min_operands = 1,
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
