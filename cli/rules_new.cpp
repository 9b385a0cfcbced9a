// meshplay rules new: a new check with two tests that pass.
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"
#include "engine/driver/new_rule.h"
#include "engine/edit/replace_file.h"
#include "rules/builtin.h"

namespace meshplay::cli {

namespace {

constexpr std::array<std::string_view, 3> kSeverities = {"deny", "warn", "advise"};

constexpr std::array kNewOptions = {
    Option{.name = "from", .value = "FILE", .help = "a manifest that has what the check is to find"},
    Option{.name = "path", .value = "PATH", .help = "what that is: `spec.replicas`, `spec.ports[0].port`"},
    Option{.name = "component", .value = "ID", .help = "which one of the manifest (default: the first that has PATH)"},
    Option{.name = "on", .value = "KIND", .help = "without --from: an example to begin with, on this kind"},
    Option{.name = "severity", .value = "WORD", .help = "deny, warn or advise (default: warn)", .choices = kSeverities},
    Option{.name = "package", .value = "NAME", .help = "the package of the rule (default: team)"},
    Option{.name = "out", .value = "FILE", .help = "write a new file instead of standard output"},
};

constexpr std::array kGroups = {OptionGroup{"Rule", kNewOptions}, OptionGroup{"Report", kColorOption}};

Exit run(const Request& request, Output& output) {
  driver::NewRule wanted;
  wanted.name = request.operands()[0];
  wanted.severity = request.value("severity", "warn");
  wanted.package = request.value("package", "team");
  wanted.kind = request.value("on", "");
  wanted.file = request.value("from", "");
  wanted.path = request.value("path", "");
  wanted.component = request.value("component", "");
  if (wanted.file.empty() == wanted.kind.empty() || wanted.file.empty() != wanted.path.empty()) {
    output.complain("a new rule begins with a manifest or a kind", "give --from FILE and --path PATH, or --on KIND");
    return Exit::failed;
  }
  const auto text = driver::new_rule(wanted, rules::builtin_pack());
  if (!text.ok()) {
    output.complain(diag::visible(text.error().message), "`meshplay help rules new` has examples");
    return Exit::failed;
  }
  if (!request.has("out")) {
    output.out += text.value();
    return Exit::good;
  }
  const std::string path(request.value("out", ""));
  const auto written = edit::create_file(path, text.value());
  if (!written.ok()) {
    output.complain(diag::visible(written.error().message), "name a file that is not there yet, in a folder that is");
    return Exit::failed;
  }
  output.out += "wrote " + diag::visible(path) + ", whose two tests pass\n";
  return Exit::good;
}

}  // namespace

const Command kRulesNew = {
    .name = "rules new",
    .operands = "NAME",
    .summary = "a new check with two tests that pass",
    .details =
        "Writes a rule file that finds what a manifest has: every component of the same kind with the same value at "
        "PATH.\n"
        "A list without an index means whichever element has the rest. It is checked and tested before it is written;\n"
        "then it is yours: say why, and widen or narrow the condition.\n"
        "\n"
        "Exit code: 0, 2 where no rule can be made and for wrong usage.",
    .examples =
        "meshplay rules new single_replica --from web.yaml --path spec.replicas --out rules/single_replica.mesh\n"
        "meshplay rules new latest --from web.yaml --path spec.template.spec.containers.image --severity deny\n"
        "meshplay rules new owner --on Service\n",
    .min_operands = 1,
    .max_operands = 1,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
