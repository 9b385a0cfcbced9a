// meshplay rules compare: how rules stand to each other, by small designs.
#include <algorithm>
#include <array>
#include <fstream>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"

namespace meshplay::cli {

namespace {

constexpr std::array kCompareReport = {
    kTextOutput,
    Option{.name = "all",
           .help = "ask of every check whether it ever fires, and print those that no design makes fire"},
    Option{
        .name = "save", .value = "FILE", .help = "write the designs that settle a question as tests into a rule file"},
    kQuiet,
    kReportOptions[0],
};

constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Report", kCompareReport}};

void print_answer(const driver::RuleAnswer& answer, Output& output) {
  output.out += diag::visible(answer.question) + ": ";
  if (answer.verdict == "refuted") {
    output.out += "no, see ";
    for (std::size_t i = 0; i < answer.subjects.size(); ++i)
      output.out += (i == 0 ? "" : ", ") + diag::visible(answer.subjects[i]);
    output.out += " in\n";
    for (std::size_t begin = 0; begin < answer.design.size();) {
      const std::size_t end = std::min(answer.design.find('\n', begin), answer.design.size());
      output.out += "    " + diag::visible(answer.design.substr(begin, end - begin)) + "\n";
      begin = end + 1;
    }
  } else if (answer.verdict == "proven") {
    output.out += "yes, by what they say\n";
  } else {
    output.out += "no design says otherwise, of " + std::to_string(answer.tried) + " that were tried\n";
  }
}

void write_answer(const driver::RuleAnswer& answer, diag::JsonWriter& json) {
  json.begin_object();
  json.member("question", answer.question);
  json.member("verdict", answer.verdict);
  json.member("tried", answer.tried);
  json.member_or_null("design", answer.design);
  json.key("subjects");
  json.begin_array();
  for (const std::string& subject : answer.subjects) json.text(subject);
  json.end_array();
  json.member_or_null("test", answer.test);
  json.end_object();
}

Exit run(const Request& request, Output& output) {
  driver::Options options = engine_options(request);
  options.paths.clear();
  driver::Engine engine(std::move(options));
  const bool good = engine.load_rules();
  const auto& names = request.operands();
  if (good && names.empty() && !request.has("all")) {
    output.err += "error: which rules?\n  help: name one or two, or say --all\n";
    return Exit::failed;
  }
  std::vector<driver::RuleAnswer> answers;
  bool known = good;
  std::size_t asked = 0;
  if (good && request.has("all")) {
    for (const driver::RuleInfo& rule : engine.rules()) {
      if (rule.kind == driver::RuleKind::relationship || rule.kind == driver::RuleKind::define) continue;
      ++asked;
      auto one = engine.compare_rules({rule.name});
      if (one && one->front().verdict != "refuted") answers.push_back(std::move(one->front()));
    }
  } else if (good) {
    auto found = engine.compare_rules(names);
    known = found.has_value();
    if (found) answers = std::move(*found);
  }
  report_diagnostics(engine, request, output);
  if (!known) return Exit::failed;
  switch (form_of(request)) {
    case Form::text:
      for (const driver::RuleAnswer& answer : answers) print_answer(answer, output);
      if (request.has("all") && !request.has("quiet")) {
        output.out +=
            std::to_string(asked - answers.size()) + " of " + counted(asked, "check") + " fire on a small design\n";
      }
      break;
    case Form::json: {
      diag::JsonWriter json(output.out, diag::Layout::indented);
      json.begin_array();
      for (const driver::RuleAnswer& answer : answers) write_answer(answer, json);
      json.end_array();
      output.out += '\n';
      break;
    }
    case Form::jsonl:
      for (const driver::RuleAnswer& answer : answers) {
        diag::JsonWriter json(output.out, diag::Layout::compact);
        write_answer(answer, json);
        output.out += '\n';
      }
      break;
  }
  if (request.has("save")) {
    const std::string path(request.value("save", ""));
    std::ofstream stream(path, std::ios::binary);
    for (const driver::RuleAnswer& answer : answers) {
      if (!answer.test.empty()) stream << answer.test << '\n';
    }
    if (!stream.flush()) {
      output.err += "error: " + diag::visible(path) + " cannot be written\n";
      return Exit::failed;
    }
  }
  return Exit::good;
}

}  // namespace

const Command kRulesCompare = {
    .name = "rules compare",
    .operands = "[RULE [RULE]]",
    .summary = "whether rules ever fire, imply each other, or never find the same",
    .details =
        "Looks for small designs that settle the question: one on which a rule fires, on which one rule finds what "
        "the\n"
        "other does not, or on which both find the same. A design that is shown is one that the engine itself agrees\n"
        "with; where none is found, that is no proof. Two relationships, or two defines, are compared by their "
        "tuples.\n"
        "\n"
        "Exit code: 0, or 2 for wrong usage and rules that do not compile.",
    .examples =
        "meshplay rules compare dangling_service\n"
        "meshplay rules compare team.wide team.narrow --rules team-rules/\n"
        "meshplay rules compare team.wide team.narrow --rules team-rules/ --save found.mesh\n"
        "meshplay rules compare --all\n",
    .max_operands = 2,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
