// meshplay rules list: a table of what is loaded.
#include <algorithm>
#include <array>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array kListReport = {kTextOutput, kQuiet, kReportOptions[0]};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Report", kListReport}};

// What the column in the middle shows: the taxonomy of a relationship, the category of a check.
const std::string& sort_of(const driver::RuleInfo& rule) {
  return rule.kind == driver::RuleKind::relationship ? rule.taxonomy : rule.category;
}

void print_table(const std::vector<driver::RuleInfo>& rules, Output& output) {
  using Row = std::array<std::string, 4>;
  std::vector<Row> rows;
  rows.reserve(rules.size());
  for (const driver::RuleInfo& rule : rules) {
    rows.push_back({diag::visible(rule.name), std::string(driver::name(rule.kind)), diag::visible(sort_of(rule)),
                    diag::visible(rule.summary)});
  }
  std::array<std::size_t, 3> widest{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < widest.size(); ++i) widest[i] = std::max(widest[i], diag::width(row[i]));
  }
  for (const Row& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < widest.size(); ++i) {
      line += row[i] + std::string(widest[i] - diag::width(row[i]) + 2, ' ');
    }
    line += row.back();
    line.erase(line.find_last_not_of(' ') + 1);
    output.out += line + "\n";
  }
}

void write_rule(const driver::RuleInfo& rule, const text::SourceSet& sources, diag::JsonWriter& json) {
  json.begin_object();
  json.member("name", rule.name);
  json.member("kind", driver::name(rule.kind));
  json.member("summary", rule.summary);
  json.member_or_null("taxonomy", rule.taxonomy);
  json.member_or_null("category", rule.category);
  const auto list = [&](std::string_view name, const std::vector<std::string>& texts) {
    json.key(name);
    json.begin_array();
    for (const std::string& text : texts) json.text(text);
    json.end_array();
  };
  list("tags", rule.tags);
  list("params", rule.params);
  json.member_or_null("docs", rule.docs);
  json.key("builtin");
  json.boolean(rule.builtin);
  diag::write_place(rule.span, sources, json);
  json.end_object();
}

Exit run(const Request& request, Output& output) {
  driver::Options options = engine_options(request);
  driver::Engine engine(std::move(options));
  engine.load_rules();
  report_diagnostics(engine, request, output);
  const std::vector<driver::RuleInfo> rules = engine.rules();
  switch (form_of(request)) {
    case Form::text:
      print_table(rules, output);
      if (!request.has("quiet")) output.out += (rules.empty() ? "" : "\n") + counted(rules.size(), "rule") + "\n";
      break;
    case Form::json: {
      diag::JsonWriter json(output.out, diag::Layout::indented);
      json.begin_array();
      for (const driver::RuleInfo& rule : rules) write_rule(rule, engine.sources(), json);
      json.end_array();
      output.out += '\n';
      break;
    }
    case Form::jsonl:
      for (const driver::RuleInfo& rule : rules) {
        diag::JsonWriter json(output.out, diag::Layout::compact);
        write_rule(rule, engine.sources(), json);
        output.out += '\n';
      }
      break;
  }
  return exit_of(engine);
}

}  // namespace

const Command kRulesList = {
    .name = "rules list",
    .summary = "the rules that are loaded",
    .details =
        "Name, kind, category (for relationships the place in the taxonomy) and the first sentence of each rule's\n"
        "documentation, sorted by name.",
    .examples =
        "meshplay rules list\n"
        "meshplay rules list --no-builtin --rules team-rules/ -o json\n",
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
