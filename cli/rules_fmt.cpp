// meshplay rules fmt: rule files in the one style.
#include <algorithm>
#include <array>
#include <iostream>
#include <iterator>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"
#include "engine/driver/formatting.h"
#include "engine/edit/replace_file.h"
#include "engine/edit/unified_diff.h"

namespace meshplay::cli {

namespace {

constexpr std::array kReport = {
    Option{.name = "check", .help = "name the files that would change, and write nothing"},
    Option{.name = "diff", .help = "print what would change, and write nothing"},
    kQuiet,
    kReportOptions[0],
};

constexpr std::array kGroups = {OptionGroup{"Report", kReport}};

struct Job {
  const Request& request;
  Output& output;
  text::SourceSet sources;
  diag::Sink sink;
  std::size_t changed = 0;
  bool good = true;

  bool only_asks() const { return request.has("check") || request.has("diff"); }

  void show(const driver::FormattedFile& file) {
    if (request.has("diff")) {
      output.out += edit::unified_diff("a/" + file.name, "b/" + file.name, file.before, file.after);
    } else if (request.has("check")) {
      output.out += diag::visible(file.name) + "\n";
    }
  }

  void take(const driver::FormattedFile& file) {
    if (file.before == file.after) return;
    ++changed;
    show(file);
    if (only_asks()) return;
    const auto written = edit::replace_file(file.name, file.before, file.after);
    if (written.ok()) {
      if (!request.has("quiet")) output.out += "formatted " + diag::visible(file.name) + "\n";
      return;
    }
    output.err += "error: " + diag::visible(file.name) + " is not formatted: " + written.error().message + "\n";
    good = false;
  }

  void take_standard_input() {
    const std::string before{std::istreambuf_iterator<char>(std::cin), {}};
    const auto after = driver::format_rules("-", before, sources, sink);
    if (!after) return;
    if (only_asks()) {
      take({"-", before, *after});
    } else {
      output.out += *after;
    }
  }
};

Exit run(const Request& request, Output& output) {
  std::vector<std::string> paths = request.operands();
  const bool is_current_folder = paths.empty();
  if (is_current_folder) paths.emplace_back(".");
  const bool is_input = std::find(paths.begin(), paths.end(), "-") != paths.end();
  if (is_input && paths.size() > 1) {
    output.complain("standard input is formatted alone", "leave out `-`, or everything else");
    return Exit::failed;
  }
  Job job{request, output, {}, {}};
  if (is_input) {
    job.take_standard_input();
  } else {
    for (driver::FormattedFile& file : driver::format_rule_files(paths, job.sources, job.sink)) {
      if (is_current_folder && file.name.starts_with("./")) file.name.erase(0, 2);
      job.take(file);
    }
  }
  for (const diag::Diagnostic& diagnostic : job.sink.sorted(job.sources)) {
    diag::render_text(diagnostic, job.sources, output.err_color(), {}, output.err);
  }
  if (!job.good || job.sink.has_errors()) return Exit::failed;
  return job.only_asks() && job.changed > 0 ? Exit::findings : Exit::good;
}

}  // namespace

const Command kRulesFmt = {
    .name = "rules fmt",
    .operands = "[PATH | -]...",
    .summary = "rule files in the one style",
    .details =
        "Sets spaces, indentation and blank lines of the rule files in PATH (default: in and under the current "
        "folder)\n"
        "and names each file that it wrote. Words, comments and the lines that were broken stay; what the rules mean\n"
        "stays, which is looked at before anything is written. Files with mistakes are left alone. `-` reads standard\n"
        "input and writes standard output.\n"
        "\n"
        "Exit code: 0, 1 if --check or --diff found something to change, 2 for files with mistakes, files that cannot "
        "be\n"
        "written and wrong usage.",
    .examples =
        "meshplay rules fmt\n"
        "meshplay rules fmt team-rules/ --check\n"
        "meshplay rules fmt - < team.mesh\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
