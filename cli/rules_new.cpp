// meshplay rules new: a new check with two tests that pass.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <iostream>
#include <optional>

#include "cli/common_options.h"
#include "cli/pipeline.h"
#include "engine/diag/render_cells.h"
#include "engine/driver/new_rule.h"
#include "engine/driver/rule_by_example.h"
#include "engine/edit/replace_file.h"
#include "rules/builtin.h"

namespace meshplay::cli {

namespace {

constexpr std::array<std::string_view, 3> kSeverities = {"deny", "warn", "advise"};

constexpr std::array kNewOptions = {
    Option{.name = "from", .value = "FILE", .help = "a manifest that has what the check is to find"},
    Option{.name = "path", .value = "PATH", .help = "what that is: `spec.replicas`, `spec.ports[0].port`"},
    Option{.name = "finding", .value = "RULE", .help = "instead of --path: what this rule finds in FILE"},
    Option{.name = "bad",
           .value = "PATH",
           .help = "objects that are to be found; may be given several times",
           .repeatable = true},
    Option{.name = "good",
           .value = "PATH",
           .help = "objects that are not; may be given several times",
           .repeatable = true},
    Option{.name = "choose",
           .value = "N",
           .help = "which of the conditions that tell them apart (default: 1, the simplest)",
           .amount = Amount::number},
    Option{.name = "ask", .help = "ask for what is not given, as on a terminal where nothing is"},
    Option{.name = "component", .value = "ID", .help = "which one of the manifest (default: the first that has PATH)"},
    Option{.name = "on", .value = "KIND", .help = "without --from: an example to begin with, on this kind"},
    Option{.name = "severity", .value = "WORD", .help = "deny, warn or advise (default: warn)", .choices = kSeverities},
    Option{.name = "package", .value = "NAME", .help = "the package of the rule (default: team)"},
    Option{.name = "out", .value = "FILE", .help = "write a new file instead of standard output"},
};

constexpr std::array kGroups = {OptionGroup{"Rule", kNewOptions}, OptionGroup{"Report", kColorOption}};

Exit save(const Request& request, const std::string& text, Output& output) {
  if (!request.has("out")) {
    output.out += text;
    return Exit::good;
  }
  const std::string path(request.value("out", ""));
  // A pack begins with a folder that is not there.
  std::error_code error;
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, error);
  const auto written = edit::create_file(path, text);
  if (!written.ok()) {
    output.complain(diag::visible(written.error().message), "name a file that is not there yet, where you may write");
    return Exit::failed;
  }
  output.out += "wrote " + diag::visible(path) + ", whose two tests pass\n";
  return Exit::good;
}

Exit by_example(const Request& request, Output& output) {
  driver::ExampleRule wanted;
  wanted.name = request.operands()[0];
  wanted.severity = request.value("severity", "warn");
  wanted.package = request.value("package", "team");
  wanted.good = request.values("good");
  wanted.bad = request.values("bad");
  if (request.has("choose")) wanted.choose = request.amount("choose");
  const auto answer = driver::rule_by_example(wanted, rules::builtin_pack());
  if (!answer.ok()) {
    output.complain(diag::visible(answer.error().message), "`meshplay help rules new` has examples");
    return Exit::failed;
  }
  if (answer.value().conditions.size() > 1) {
    output.err += "what tells them apart, simplest first:\n";
    for (std::size_t i = 0; i < answer.value().conditions.size(); ++i) {
      output.err += "  " + std::to_string(i + 1) + "  " + diag::visible(answer.value().conditions[i]) + "\n";
    }
    output.err += "`--choose N` takes another one\n";
  }
  return save(request, answer.value().text, output);
}

// The answer to a question on the terminal; what stands in brackets there where it is empty. Nothing at the end of
// input.
std::optional<std::string> ask(std::string_view question, std::string_view otherwise) {
  std::cerr << question << (otherwise.empty() ? "" : " [") << otherwise << (otherwise.empty() ? ": " : "]: ")
            << std::flush;
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  while (line.ends_with(' ') || line.ends_with('\r')) line.pop_back();
  return line.empty() ? std::string(otherwise) : line;
}

// False: the input ended before all was answered.
bool ask_for(driver::NewRule& wanted) {
  const auto put = [](std::optional<std::string> answer, std::string& into) {
    if (answer) into = std::move(*answer);
    return answer.has_value();
  };
  if (!put(ask("A manifest that has what is wrong (none: begin with an example)", ""), wanted.file)) return false;
  const bool is_answered = wanted.file.empty()
                               ? put(ask("The kind that the check is about", "Service"), wanted.kind)
                               : put(ask("The path of what is wrong there", "spec.replicas"), wanted.path);
  return is_answered && put(ask("deny, warn or advise", wanted.severity), wanted.severity) &&
         put(ask("The package of the rule", wanted.package), wanted.package);
}

// Takes the place of what a rule finds. False: it finds nothing there.
bool take_finding(const std::string& rule, driver::NewRule& wanted, Output& output) {
  driver::Options options;
  options.paths = {wanted.file};
  options.builtin_pack = rules::builtin_pack();
  options.builtin_program = rules::builtin_program();
  driver::Engine engine(std::move(options));
  if (!engine.load_rules()) return false;
  engine.load_design();
  for (const driver::Finding& finding : engine.findings()) {
    const bool is_it = finding.rule == rule || finding.rule.ends_with("." + rule);
    if (!is_it || (!wanted.component.empty() && finding.component != wanted.component)) continue;
    wanted.path = finding.path;
    wanted.component = finding.component;
    return true;
  }
  output.complain("`" + diag::visible(rule) + "` finds nothing in `" + diag::visible(wanted.file) + "`",
                  "`meshplay check " + diag::visible(wanted.file) + "` lists what is found");
  return false;
}

Exit run(const Request& request, Output& output) {
  if (request.has("good") || request.has("bad")) {
    if (request.has("from") || request.has("on") || !request.has("good") || !request.has("bad")) {
      output.complain("objects that are right and objects that are wrong tell a rule", "give both --good and --bad");
      return Exit::failed;
    }
    return by_example(request, output);
  }
  driver::NewRule wanted;
  wanted.name = request.operands()[0];
  wanted.severity = request.value("severity", "warn");
  wanted.package = request.value("package", "team");
  wanted.kind = request.value("on", "");
  wanted.file = request.value("from", "");
  wanted.path = request.value("path", "");
  wanted.component = request.value("component", "");
  const bool is_bare = wanted.file.empty() && wanted.kind.empty() && wanted.path.empty();
  if (is_bare && (request.has("ask") || isatty(STDIN_FILENO) == 1) && !ask_for(wanted)) {
    std::cerr << "\n";
    output.complain("the input ended before all was answered", "nothing was written");
    return Exit::failed;
  }
  if (std::find(kSeverities.begin(), kSeverities.end(), wanted.severity) == kSeverities.end()) {
    output.complain("`" + diag::visible(wanted.severity) + "` is no severity", "write deny, warn or advise");
    return Exit::failed;
  }
  if (request.has("finding")) {
    if (wanted.file.empty() || !wanted.path.empty()) {
      output.complain("a finding stands for a path", "give --from FILE and --finding RULE, without --path");
      return Exit::failed;
    }
    if (!take_finding(std::string(request.value("finding", "")), wanted, output)) return Exit::failed;
  }
  if (wanted.file.empty() == wanted.kind.empty() || wanted.file.empty() != wanted.path.empty()) {
    output.complain("a new rule begins with a manifest, a kind or examples",
                    "give --from FILE and --path PATH, or --on KIND, or --good and --bad");
    return Exit::failed;
  }
  const auto text = driver::new_rule(wanted, rules::builtin_pack());
  if (!text.ok()) {
    output.complain(diag::visible(text.error().message), "`meshplay help rules new` has examples");
    return Exit::failed;
  }
  return save(request, text.value(), output);
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
        "With --good and --bad the rule has the simplest condition, or two, that all the bad objects meet and no good "
        "one\n"
        "does; the others are listed. All of them are of one kind.\n"
        "\n"
        "Exit code: 0, 2 where no rule can be made and for wrong usage.",
    .examples =
        "meshplay rules new single_replica --from web.yaml --path spec.replicas --out rules/single_replica.mesh\n"
        "meshplay rules new latest --from web.yaml --path spec.template.spec.containers.image --severity deny\n"
        "meshplay rules new like_this --from cart.yaml --finding dangling_service\n"
        "meshplay rules new image_tag --bad bad/ --good good/ --out rules/image_tag.mesh\n"
        "meshplay rules new owner --on Service\n",
    .min_operands = 1,
    .max_operands = 1,
    .options = kGroups,
    .run = run,
};

}  // namespace meshplay::cli
