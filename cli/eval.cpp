// meshplay eval: an expression or a query over a design.
#include <algorithm>
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::size_t kWidestCell = 60;

constexpr std::array kEvalReport = {kTextOutput, kQuiet, kReportOptions[0], kReportOptions[1]};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                OptionGroup{"Design", kDesignOptions}, OptionGroup{"Limits", kLimitOptions},
                                OptionGroup{"Report", kEvalReport}};

// What is shown of a value in a table; the rest is in the JSON.
std::string cell(const driver::QueryValue& value) {
  std::string text = diag::visible(value.shown);
  if (diag::width(text) <= kWidestCell) return text;
  std::string cut;
  for (const diag::Cell& one : diag::cells(text, 0, text.size())) {
    if (diag::width(cut) + one.width > kWidestCell - 3) break;
    cut += one.shown;
  }
  return cut + "...";
}

// The place of the last value that has one: the first variables say where that is looked for.
std::string place(const std::vector<driver::QueryValue>& row, const text::SourceSet& sources) {
  for (auto value = row.rbegin(); value != row.rend(); ++value) {
    if (!value->place.known()) continue;
    std::string text;
    diag::render_place(value->place, sources, text);
    return text;
  }
  return {};
}

void print_table(const driver::QueryResult& result, const text::SourceSet& sources, Output& output) {
  std::vector<std::vector<std::string>> lines;
  std::vector<std::string> head = result.columns;
  head.emplace_back("place");
  for (const auto& row : result.rows) {
    std::vector<std::string>& line = lines.emplace_back();
    for (const driver::QueryValue& value : row) line.push_back(cell(value));
    line.push_back(place(row, sources));
  }
  std::vector<std::size_t> widths(head.size());
  for (std::size_t i = 0; i < head.size(); ++i) {
    widths[i] = head[i].size();
    for (const auto& line : lines) widths[i] = std::max(widths[i], diag::width(line[i]));
  }
  const auto print = [&](const std::vector<std::string>& line, bool is_head) {
    std::string text;
    for (std::size_t i = 0; i < line.size(); ++i) {
      text += line[i];
      if (i + 1 < line.size()) text.append(widths[i] - diag::width(line[i]) + 2, ' ');
    }
    while (text.ends_with(' ')) text.pop_back();
    output.out += (is_head ? diag::bold(text, output.out_color()) : text) + "\n";
  };
  if (lines.empty()) return;
  print(head, true);
  for (const auto& line : lines) print(line, false);
}

void write_row(const driver::QueryResult& result, const std::vector<driver::QueryValue>& row,
               const text::SourceSet& sources, diag::JsonWriter& json) {
  json.begin_object();
  for (std::size_t i = 0; i < row.size(); ++i) {
    json.key(result.columns[i]);
    json.begin_object();
    json.key("value");
    json.raw(row[i].json);
    if (!row[i].component.empty()) json.member("component", row[i].component);
    if (!row[i].path.empty()) json.member("path", row[i].path);
    if (row[i].place.known()) diag::write_place(row[i].place, sources, json);
    json.end_object();
  }
  json.end_object();
}

void print(const driver::QueryResult& result, const driver::Engine& engine, const Request& request, Output& output) {
  const text::SourceSet& sources = engine.sources();
  const bool is_truth = result.kind == driver::QueryResult::Kind::truth;
  switch (form_of(request)) {
    case Form::text:
      if (is_truth) {
        output.out += result.holds ? "true\n" : "false\n";
      } else if (result.kind == driver::QueryResult::Kind::value) {
        output.out += result.rows.empty() ? "missing\n" : diag::visible(result.rows[0][0].shown) + "\n";
      } else {
        print_table(result, sources, output);
        if (!request.has("quiet")) output.out += counted(result.rows.size(), "row") + "\n";
      }
      return;
    case Form::json: {
      diag::JsonWriter json(output.out, diag::Layout::indented);
      json.begin_object();
      if (is_truth) {
        json.key("holds");
        json.boolean(result.holds);
      } else {
        json.key("rows");
        json.begin_array();
        for (const auto& row : result.rows) write_row(result, row, sources, json);
        json.end_array();
      }
      json.key("diagnostics");
      json.begin_array();
      write_diagnostics(engine, json);
      json.end_array();
      json.end_object();
      output.out += '\n';
      return;
    }
    case Form::jsonl:
      if (is_truth) output.out += result.holds ? "true\n" : "false\n";
      for (const auto& row : result.rows) {
        diag::JsonWriter json(output.out, diag::Layout::compact);
        write_row(result, row, sources, json);
        output.out += '\n';
      }
      return;
  }
}

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
  if (result) print(*result, engine, request, output);
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
