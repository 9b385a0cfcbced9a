// meshplay connect, meshplay disconnect: an edge is drawn or deleted, and the manifests say so.
#include <algorithm>
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"
#include "engine/edit/replace_file.h"
#include "engine/edit/unified_diff.h"

namespace meshplay::cli {

namespace {

constexpr std::array kConnectReport = {
    Option{.name = "in",
           .value = "PATH",
           .help = "a file or folder of the design (default: the current folder); may be given several times",
           .repeatable = true},
    Option{.name = "diff", .help = "print what would change, and write nothing"},
    Option{.name = "overwrite", .help = "write over values that are there already"},
    kQuiet,
    kReportOptions[0],
};

constexpr std::array kDisconnectReport = {kConnectReport[0], kConnectReport[1], kQuiet, kReportOptions[0]};

constexpr std::array kConnectGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                       OptionGroup{"Design", kDesignOptions}, OptionGroup{"Report", kConnectReport}};
constexpr std::array kDisconnectGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                          OptionGroup{"Design", kDesignOptions},
                                          OptionGroup{"Report", kDisconnectReport}};

Exit change(const Request& request, Output& output, bool connects) {
  driver::Options options = engine_options(request);
  options.paths = request.values("in");
  if (options.paths.empty()) options.paths.emplace_back(".");
  if (!request.has("diff") && std::find(options.paths.begin(), options.paths.end(), "-") != options.paths.end()) {
    output.err += "error: standard input cannot be written\n  help: name files, or print the changes with --diff\n";
    return Exit::failed;
  }
  driver::Engine engine(std::move(options));
  if (!load(engine)) {
    report_diagnostics(engine, request, output);
    return Exit::failed;
  }
  const std::vector<std::string> ends(request.operands().begin() + 1, request.operands().end());
  const auto written = connects ? engine.connect(request.operands()[0], ends, request.has("overwrite"))
                                : engine.disconnect(request.operands()[0], ends);
  report_diagnostics(engine, request, output);
  if (!written) return Exit::failed;
  if (written->empty()) {
    if (!request.has("quiet")) output.out += connects ? "connected already\n" : "not connected\n";
    return Exit::good;
  }
  for (const driver::ChangedFile& file : *written) {
    if (request.has("diff")) {
      output.out += edit::unified_diff("a/" + file.name, "b/" + file.name, file.before, file.after);
      continue;
    }
    const auto replaced = edit::replace_file(file.name, file.before, file.after);
    if (!replaced.ok()) {
      output.err += "error: " + diag::visible(file.name) + " is not written: " + replaced.error().message + "\n";
      return Exit::failed;
    }
    if (!request.has("quiet")) output.out += "written: " + diag::visible(file.name) + "\n";
  }
  return Exit::good;
}

Exit connect(const Request& request, Output& output) { return change(request, output, true); }
Exit disconnect(const Request& request, Output& output) { return change(request, output, false); }

}  // namespace

const Command kConnect = {
    .name = "connect",
    .operands = "RELATIONSHIP FROM TO [VIA]",
    .summary = "draw an edge: write into the manifests what it needs",
    .details =
        "Writes the values of the `bind`s of a relationship, so that it holds between the components, which are named\n"
        "as `infer` prints them: Kind/namespace/name. Elements of lists are made where there is none that has room; "
        "of\n"
        "several places the one is taken that needs least. A value that stands there already wins, unless --overwrite\n"
        "is given. Nothing is written if the relationship would not hold afterwards.\n"
        "\n"
        "Exit code: 0, or 2 for wrong usage and edges that cannot be drawn.",
    .examples =
        "meshplay connect mounts_config Deployment/shop/web ConfigMap/shop/settings\n"
        "meshplay connect grants Role/a/reader ServiceAccount/a/app RoleBinding/a/readers --in deploy/ --diff\n",
    .min_operands = 3,
    .max_operands = 4,
    .options = kConnectGroups,
    .run = connect,
};

const Command kDisconnect = {
    .name = "disconnect",
    .operands = "RELATIONSHIP FROM TO [VIA]",
    .summary = "delete an edge: take out of the manifests what made it",
    .details =
        "Takes away the values that the `bind`s of a relationship stand for, with elements of lists that hold nothing\n"
        "else and with what is empty then. What other edges or Kubernetes need stays where the rest is enough. "
        "Nothing\n"
        "is written if the relationship would still hold afterwards.\n"
        "\n"
        "Exit code: 0, or 2 for wrong usage and edges that cannot be deleted.",
    .examples = "meshplay disconnect mounts_config Deployment/shop/web ConfigMap/shop/settings --diff\n",
    .min_operands = 3,
    .max_operands = 4,
    .options = kDisconnectGroups,
    .run = disconnect,
};

}  // namespace meshplay::cli
