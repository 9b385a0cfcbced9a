// The words of the command line, understood: which command, which options, which operands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "cli/command.h"

namespace meshplay::cli {

class Request {
 public:
  explicit Request(const Command& command) : command_(&command) {}

  const Command& command() const { return *command_; }
  const std::vector<std::string>& operands() const { return operands_; }

  bool has(std::string_view option) const;
  // The last one given.
  std::string_view value(std::string_view option, std::string_view fallback) const;
  std::vector<std::string> values(std::string_view option) const;
  // Of an option that counts something; 0: not given.
  std::uint64_t amount(std::string_view option) const;

  void add_operand(std::string_view operand) { operands_.emplace_back(operand); }
  void add_option(const Option& option, std::string_view value) { given_.emplace_back(&option, value); }

 private:
  const Command* command_;
  std::vector<std::string> operands_;
  std::vector<std::pair<const Option*, std::string>> given_;
};

struct UsageError {
  std::string message;
  std::string help;  // what to do
};

// `words` are those behind the program's name. Options may stand before and behind operands; `--` ends them;
// `--name value`, `--name=value`, `-n value`, `-nvalue` and `-qv` are understood. `-h` and `--help` of a command become
// a request for its help, `--version` one for the version.
std::variant<Request, UsageError> parse_request(const std::vector<std::string_view>& words);

// The command of this name (`rules list`), or nullptr.
const Command* find_command(std::string_view name);

}  // namespace meshplay::cli
