// meshplay repl: one query after the other over a design.
#include <array>
#include <iostream>
#include <optional>

#include "cli/common_options.h"
#include "cli/line_editor.h"
#include "cli/query_text.h"
#include "engine/assist/complete.h"
#include "engine/diag/render_cells.h"
#include "engine/driver/query.h"
#include "engine/driver/rule_files.h"
#include "rules/builtin.h"

namespace meshplay::cli {

namespace {

constexpr std::array kReplReport = {kTextOutput, kQuiet, kReportOptions[0]};
constexpr std::array kGroups = {OptionGroup{"Rules", kRuleOptions}, OptionGroup{"Settings", kSettingOptions},
                                OptionGroup{"Design", kDesignOptions}, OptionGroup{"Limits", kLimitOptions},
                                OptionGroup{"Report", kReplReport}};

constexpr std::string_view kHelpText =
    "some s: Service where s.spec.type == \"NodePort\"   a row for each\n"
    "count(p: Pod where p.labels.team is absent)        a value\n"
    "some w: Workload where                             what cannot end yet waits for the next line\n"
    ":rules [TEXT]   the relationships, defines and checks that have TEXT in their names\n"
    ":help           this\n"
    ":quit           or the end of input\n";

void list_rules(const Request& request, std::string_view wanted, Output& output) {
  driver::Options options = engine_options(request);
  options.paths.clear();
  driver::Engine engine(std::move(options));
  engine.load_rules();
  for (const driver::RuleInfo& rule : engine.rules()) {
    if (rule.name.find(wanted) == std::string::npos) continue;
    output.out += diag::visible(rule.name) + "  " + std::string(driver::name(rule.kind)) + "  " +
                  diag::visible(rule.summary) + "\n";
  }
}

// Files are read anew each time: what is asked is asked of what is there.
bool answer(const Request& request, const std::string& query, Output& output) {
  driver::Options options = engine_options(request);
  options.query = query;
  driver::Engine engine(std::move(options));
  const bool can_run = load(engine);
  const auto result = can_run ? engine.query() : std::nullopt;
  report_diagnostics(engine, request, output);
  if (result) print_query(*result, engine, form_of(request), request.has("quiet"), output);
  return result.has_value();
}

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

Exit run(const Request& request, Output& /*output*/) {
  std::optional<assist::RuleSet> rules;  // once somebody completes a word
  std::string folder = cache_folder();
  LineEditor editor(
      folder.empty() ? folder : folder + "/repl_history", [&](const std::string& text, std::size_t cursor) {
        if (!rules) {
          rules.emplace(rules::builtin_pack());
          diag::Sink none;
          for (driver::RuleText& file : driver::read_rule_files(request.values("rules"), none)) {
            rules->put(file.name, std::move(file.content));
          }
        }
        const assist::Completions found = assist::complete_query(*rules, text, static_cast<std::uint32_t>(cursor));
        Offers offers{found.begin, found.end, {}};
        const std::string typed = text.substr(found.begin, cursor - found.begin);
        for (const assist::Completion& item : found.items) {
          if (item.label.starts_with(typed)) offers.texts.push_back(item.label);
        }
        return offers;
      });
  if (editor.is_terminal()) std::cerr << "a query, or :help\n";
  Exit exit = Exit::good;
  std::string input;
  while (true) {
    const auto line = editor.read(input.empty() ? "mesh> " : "  ... ", input);
    if (editor.was_interrupted()) {
      input.clear();
      continue;
    }
    if (!line && is_blank(input)) break;
    // An empty line ends what does not go on.
    const bool is_end = !line || is_blank(*line);
    if (line) input += (input.empty() ? "" : "\n") + *line;
    if (is_blank(input)) {
      input.clear();
      continue;
    }
    if (!is_end && input[0] != ':' && driver::is_incomplete_query(input)) continue;
    Output output;
    output.set_color(request.value("color", "auto"));
    const std::string asked = std::exchange(input, {});
    editor.remember(asked);
    if (asked == ":quit" || asked == ":q") break;
    if (asked == ":help") {
      output.out += kHelpText;
    } else if (asked.starts_with(":rules")) {
      const std::size_t word = asked.find_first_not_of(' ', std::string_view(":rules").size());
      list_rules(request, word == std::string::npos ? "" : std::string_view(asked).substr(word), output);
    } else if (asked[0] == ':') {
      output.complain("no command `" + diag::visible(asked) + "`", "`:help` lists them");
      exit = Exit::failed;
    } else if (!answer(request, asked, output)) {
      exit = Exit::failed;
    }
    if (output.flush(Exit::good) != Exit::good) return Exit::failed;
    if (!line) break;
  }
  if (editor.is_terminal()) std::cerr << "\n";
  return editor.is_terminal() ? Exit::good : exit;
}

}  // namespace

const Command kRepl = {
    .name = "repl",
    .operands = "[PATH]...",
    .summary = "queries over a design, one after the other",
    .details =
        "Reads queries as `meshplay eval` takes them, and answers each. On a terminal there are history, search in it\n"
        "(control-R) and completion (tab). A query may have several lines: one that cannot end yet waits for the rest, "
        "and "
        "an\n"
        "empty line ends it. Files are read anew for each.\n"
        "\n"
        "Exit code: 0; where input is no terminal 2 for a query with mistakes.",
    .examples =
        "meshplay repl manifests/\n"
        "echo 'count(s: Service)' | meshplay repl manifests/\n",
    .max_operands = kAnyNumber,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
