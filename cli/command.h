// What a command is: a row of the table in main.cpp. Help, completion and the parser of options read these rows and
// nothing else, so that they can never disagree.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace meshplay::cli {

class Request;
class Output;

enum class Exit : int {
  good = 0,
  findings = 1,  // also: failed tests of rules
  failed = 2,    // wrong usage, rules that do not compile, input that cannot be read, output that cannot be written
  defect = 70,
};

// What an option's value counts.
enum class Amount : std::uint8_t {
  none,
  number,    // a whole number from 1 on
  duration,  // `500ms`, `2s`, `1m30s`; in milliseconds
  memory,    // `512Mi`, `2Gi`; in bytes
};

struct Option {
  std::string_view name;        // `fail-on`, without the dashes
  char letter = 0;              // 0: none
  std::string_view value = {};  // `PATH`; empty: a switch
  std::string_view help;        // one line
  std::span<const std::string_view> choices = {};
  bool repeatable = false;  // else the last one given counts
  bool hidden = false;      // left out of help and completion
  Amount amount = Amount::none;
};

struct OptionGroup {
  std::string_view title;
  std::span<const Option> options;
};

struct Command {
  std::string_view name;           // `check`, `rules list`
  std::string_view operands = {};  // `[PATH | -]...`
  std::string_view summary;        // one line
  std::string_view details = {};   // paragraphs of the help, may be empty
  std::string_view examples;       // lines
  std::size_t min_operands = 0;
  std::size_t max_operands = 0;
  std::span<const OptionGroup> options = {};
  Exit (*run)(const Request& request, Output& output) = nullptr;
};

// The table.
std::span<const Command* const> commands();

extern const Command kCheck;
extern const Command kInfer;
extern const Command kGraph;
extern const Command kConnect;
extern const Command kDisconnect;
extern const Command kLsp;
extern const Command kRepl;
extern const Command kRulesBench;
extern const Command kRulesCheck;
extern const Command kRulesCompare;
extern const Command kRulesDoc;
extern const Command kRulesFmt;
extern const Command kRulesLint;
extern const Command kRulesList;
extern const Command kRulesNew;
extern const Command kRulesPlan;
extern const Command kRulesShow;
extern const Command kRulesTest;
extern const Command kEval;
extern const Command kExplain;
extern const Command kCompletion;
extern const Command kHelp;
extern const Command kVersion;
extern const Command kWhy;
extern const Command kWhyNot;

constexpr std::size_t kAnyNumber = static_cast<std::size_t>(-1);

}  // namespace meshplay::cli
