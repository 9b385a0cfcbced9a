// The table of commands, and the one border where a defect of ours becomes a message and an exit code.
#include <algorithm>
#include <array>
#include <exception>
#include <variant>
#include <vector>

#include "cli/command.h"
#include "cli/output.h"
#include "cli/request.h"

namespace meshplay::cli {

namespace {

constexpr std::array kCommands = {
    &kCheck,      &kInfer,      &kWhy,        &kWhyNot,       &kGraph,    &kConnect,  &kDisconnect,
    &kRulesCheck, &kRulesLint,  &kRulesTest,  &kRulesNew,     &kRulesFmt, &kRulesDoc, &kRulesList,
    &kRulesShow,  &kRulesPlan,  &kRulesBench, &kRulesCompare, &kEval,     &kRepl,     &kLsp,
    &kExplain,    &kCompletion, &kHelp,       &kVersion,
};

Exit run(const std::vector<std::string_view>& words, Output& output) {
  output.set_color("auto");
  const auto parsed = parse_request(words);
  if (const auto* error = std::get_if<UsageError>(&parsed)) {
    output.complain(error->message, error->help);
    return Exit::failed;
  }
  const Request& request = std::get<Request>(parsed);
  output.set_color(request.value("color", "auto"));
  return request.command().run(request, output);
}

}  // namespace

std::span<const Command* const> commands() { return kCommands; }

}  // namespace meshplay::cli

int main(int argc, char** argv) {
  using meshplay::cli::Exit;
  meshplay::cli::Output output;
  Exit exit = Exit::defect;
  try {
    exit = meshplay::cli::run({argv + std::min(argc, 1), argv + argc}, output);
  } catch (const std::exception& error) {
    output.out.clear();
    output.err.clear();
    output.complain(error.what(), "this is a defect of meshplay, not of your input: please report it");
  }
  return static_cast<int>(output.flush(exit));
}
