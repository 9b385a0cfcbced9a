#include "cli/query_text.h"

#include <algorithm>

#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::size_t kWidestCell = 60;

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

}  // namespace

void print_query(const driver::QueryResult& result, const driver::Engine& engine, Form form, bool is_quiet,
                 Output& output) {
  const text::SourceSet& sources = engine.sources();
  const bool is_truth = result.kind == driver::QueryResult::Kind::truth;
  switch (form) {
    case Form::text:
      if (is_truth) {
        output.out += result.holds ? "true\n" : "false\n";
      } else if (result.kind == driver::QueryResult::Kind::value) {
        output.out += result.rows.empty() ? "missing\n" : diag::visible(result.rows[0][0].shown) + "\n";
      } else {
        print_table(result, sources, output);
        if (!is_quiet) output.out += counted(result.rows.size(), "row") + "\n";
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

}  // namespace meshplay::cli
