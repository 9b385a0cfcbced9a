// meshplay help: of the program, of a group of commands, of one command.
#include <algorithm>

#include "cli/output.h"
#include "cli/request.h"
#include "engine/base/nearest.h"

namespace meshplay::cli {

namespace {

// `-n, --namespace NAME`
std::string written(const Option& option) {
  std::string result = option.letter == 0 ? "    " : "-" + std::string(1, option.letter) + ", ";
  result += "--" + std::string(option.name);
  if (!option.value.empty()) result += " " + std::string(option.value);
  return result;
}

void print_columns(const std::vector<std::pair<std::string, std::string_view>>& rows, std::string& out) {
  std::size_t widest = 0;
  for (const auto& row : rows) widest = std::max(widest, row.first.size());
  for (const auto& [left, right] : rows) {
    out += "  " + left + std::string(widest - left.size() + 2, ' ');
    out.append(right).append("\n");
  }
}

void print_indented(std::string_view lines, std::string& out) {
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    out.append("  ").append(lines.substr(0, end)).append("\n");
    lines.remove_prefix(end == std::string_view::npos ? lines.size() : end + 1);
  }
}

void print_command(const Command& command, std::string& out) {
  out += "meshplay " + std::string(command.name) + ": " + std::string(command.summary) + "\n\nUsage: meshplay " +
         std::string(command.name);
  if (!command.options.empty()) out += " [OPTION]...";
  if (!command.operands.empty()) out += " " + std::string(command.operands);
  out += '\n';
  if (!command.details.empty()) out.append("\n").append(command.details).append("\n");
  std::size_t widest = 0;
  for (const OptionGroup& group : command.options) {
    for (const Option& option : group.options) {
      if (!option.hidden) widest = std::max(widest, written(option).size());
    }
  }
  for (const OptionGroup& group : command.options) {
    out.append("\n").append(group.title).append("\n");
    for (const Option& option : group.options) {
      if (option.hidden) continue;
      const std::string left = written(option);
      out += "  " + left + std::string(widest - left.size() + 2, ' ');
      out.append(option.help).append("\n");
    }
  }
  out += "\nExamples\n";
  print_indented(command.examples, out);
}

// All commands, or those that start with `group`.
void print_commands(std::string_view group, std::string& out) {
  std::vector<std::pair<std::string, std::string_view>> rows;
  for (const Command* command : commands()) {
    if (!command->name.starts_with(group)) continue;
    std::string left(command->name);
    if (!command->operands.empty()) left.append(" ").append(command->operands);
    rows.emplace_back(std::move(left), command->summary);
  }
  print_columns(rows, out);
}

void print_overview(std::string& out) {
  out +=
      "meshplay: relationships and mistakes in Kubernetes manifests\n"
      "\n"
      "Usage: meshplay COMMAND [OPTION]... [OPERAND]...\n"
      "\n"
      "Commands\n";
  print_commands({}, out);
  out +=
      "\n"
      "Examples\n"
      "  meshplay check                    the manifests in and under the current folder\n"
      "  helm template . | meshplay check -\n"
      "\n"
      "`meshplay COMMAND --help` tells about a command: options, exit codes, examples.\n";
}

Exit run(const Request& request, Output& output) {
  std::string name;
  for (const std::string& word : request.operands()) name += (name.empty() ? "" : " ") + word;
  if (name.empty()) {
    print_overview(output.out);
    return Exit::good;
  }
  if (const Command* command = find_command(name)) {
    print_command(*command, output.out);
    return Exit::good;
  }
  const std::string group = name + " ";
  const auto all = commands();
  if (std::any_of(all.begin(), all.end(), [&](const Command* command) { return command->name.starts_with(group); })) {
    output.out += "Usage: meshplay " + name + " COMMAND [OPTION]... [OPERAND]...\n\nCommands\n";
    print_commands(group, output.out);
    output.out += "\n`meshplay " + group + "COMMAND --help` tells about a command.\n";
    return Exit::good;
  }
  std::vector<std::string_view> names;
  for (const Command* command : all) names.push_back(command->name);
  const auto near = base::nearest(name, names);
  output.complain("no command `" + name + "`",
                  near ? "did you mean `" + std::string(*near) + "`?" : "`meshplay help` lists the commands");
  return Exit::failed;
}

}  // namespace

const Command kHelp = {
    .name = "help",
    .operands = "[COMMAND]",
    .summary = "what the commands are and what they take",
    .examples = "meshplay help check\n",
    .max_operands = 2,
    .run = run,
};

}  // namespace meshplay::cli
