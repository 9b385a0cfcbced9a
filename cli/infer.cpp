// meshplay infer: relationships.
#include <algorithm>
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "cli/profile.h"
#include "cli/relationship_json.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array kInferReport = {kTextOutput,       kQuiet,         kReportOptions[0],
                                     kReportOptions[1], kProfileOption, kReportOptions[2]};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                OptionGroup{"Design", kDesignOptions}, OptionGroup{"Limits", kLimitOptions},
                                OptionGroup{"Report", kInferReport}};

// A table for each relationship: its name, then a line for each pair.
std::uint64_t print_tables(const std::vector<driver::Relationship>& relationships, Output& output) {
  std::vector<const driver::Relationship*> rows;
  rows.reserve(relationships.size());
  for (const driver::Relationship& relationship : relationships) rows.push_back(&relationship);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto* a, const auto* b) { return a->relationship < b->relationship; });
  std::uint64_t groups = 0;
  for (auto group = rows.begin(); group != rows.end();) {
    const driver::Relationship& first = **group;
    const auto end =
        std::find_if(group, rows.end(), [&](const auto* row) { return row->relationship != first.relationship; });
    std::size_t widest_from = 0;
    std::size_t widest_to = 0;
    std::for_each(group, end, [&](const auto* row) {
      widest_from = std::max(widest_from, diag::width(diag::visible(row->from)));
      widest_to = std::max(widest_to, diag::width(diag::visible(row->to)));
    });
    output.out += diag::bold(diag::visible(first.relationship), output.out_color());
    output.out +=
        "  " + diag::visible(first.kind) + "/" + diag::visible(first.type) + "/" + diag::visible(first.subtype) + "\n";
    const auto padded = [](std::string_view id, std::size_t wanted) {
      const std::string shown = diag::visible(id);
      return shown + std::string(wanted - diag::width(shown), ' ');
    };
    for (; group != end; ++group) {
      const driver::Relationship& row = **group;
      output.out += "  " + padded(row.from, widest_from) + "  ->  ";
      output.out +=
          row.via.empty() ? diag::visible(row.to) : padded(row.to, widest_to) + "  via " + diag::visible(row.via);
      output.out += '\n';
    }
    output.out += '\n';
    ++groups;
  }
  return groups;
}

std::string describe(std::size_t relationships, std::uint64_t groups) {
  if (relationships == 0) return "no relationships";
  return counted(relationships, "relationship") + " of " + counted(groups, "sort");
}

void sort_lines(std::string& text) {
  std::vector<std::string_view> lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = text.find('\n', begin);
    lines.push_back(std::string_view(text).substr(begin, end - begin));
    begin = end + 1;
  }
  std::sort(lines.begin(), lines.end());
  std::string sorted;
  sorted.reserve(text.size());
  for (const std::string_view line : lines) sorted.append(line).append("\n");
  text = std::move(sorted);
}

// In the order of their bytes, which is the order that they come in but for rare letters in names.
void write_lines(const std::vector<driver::Relationship>& relationships, std::string& out) {
  std::string lines;
  bool are_sorted = true;
  std::size_t before = 0;  // where the last one begins, and ends
  std::size_t begin = 0;
  for (const driver::Relationship& relationship : relationships) {
    diag::JsonWriter json(lines, diag::Layout::compact);
    write_relationship(relationship, json);
    const std::string_view all = lines;
    are_sorted = are_sorted && (begin == 0 || all.substr(before, begin - 1 - before) <= all.substr(begin));
    before = begin;
    lines += '\n';
    begin = lines.size();
  }
  if (!are_sorted) sort_lines(lines);
  out.empty() ? out.swap(lines) : static_cast<void>(out.append(lines));
}

void write_json(const std::vector<driver::Relationship>& relationships, const Request& request, driver::Engine& engine,
                std::string& out) {
  diag::JsonWriter json(out, diag::Layout::indented);
  json.begin_object();
  json.key("relationships");
  json.begin_array();
  for (const driver::Relationship& relationship : relationships) write_relationship(relationship, json);
  json.end_array();
  json.key("diagnostics");
  json.begin_array();
  write_diagnostics(engine, json);
  json.end_array();
  write_profile(engine, request, json);
  json.end_object();
  out += '\n';
}

Exit run(const Request& request, Output& output) {
  driver::Engine& engine = lasting_engine(engine_options(request));
  const bool can_infer = load(engine);
  if (dumped(engine, request, output)) return exit_of(engine);
  const auto relationships = can_infer ? engine.relationships() : std::vector<driver::Relationship>();
  const Form form = form_of(request);
  if (form == Form::json) {
    write_json(relationships, request, engine, output.out);
  } else {
    report_diagnostics(engine, request, output);
  }
  if (form == Form::jsonl) write_lines(relationships, output.out);
  if (form == Form::text) {
    const std::uint64_t groups = print_tables(relationships, output);
    if (can_infer && !request.has("quiet")) output.out += summary(describe(relationships.size(), groups), engine);
  }
  report_stats(engine, request, output);
  if (form != Form::json) report_profile(engine, request, output);
  return exit_of(engine);
}

}  // namespace

const Command kInfer = {
    .name = "infer",
    .operands = "[PATH | -]...",
    .summary = "the relationships in a design",
    .details =
        "Reads a design as `check` does and prints every relationship that the rules infer. With -o jsonl standard\n"
        "output is one relationship a line, sorted by bytes, and nothing else; diagnostics go to standard error.\n"
        "\n"
        "Exit code: 0, or 2 for wrong usage, rules that do not compile or input that cannot be read.",
    .examples =
        "meshplay infer deploy/\n"
        "meshplay infer deploy/ -o jsonl | grep '\"kubernetes.routes\"'\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
