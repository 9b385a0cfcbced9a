#include "cli/request.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/base/nearest.h"
#include "engine/diag/render_cells.h"
#include "engine/units/units.h"

namespace meshplay::cli {

namespace {

std::string quoted(std::string_view word) { return "`" + diag::visible(word) + "`"; }

std::string joined(std::span<const std::string_view> words) {
  std::string result;
  for (const std::string_view word : words) {
    if (!result.empty()) result += ", ";
    result += quoted(word);
  }
  return result;
}

std::string did_you_mean(std::string_view word, const std::vector<std::string_view>& candidates,
                         const std::string& otherwise) {
  const auto near = base::nearest(word, candidates);
  return near ? "did you mean " + quoted(*near) + "?" : otherwise;
}

std::string see_help(const Command& command) {
  return "`meshplay help " + std::string(command.name) + "` lists what it takes";
}

// The first words of all commands, and for a group's first word the words behind it.
std::vector<std::string_view> command_words(std::string_view group) {
  std::vector<std::string_view> result;
  for (const Command* command : commands()) {
    const std::size_t blank = command->name.find(' ');
    const std::string_view first = command->name.substr(0, blank);
    if (group.empty()) {
      if (std::find(result.begin(), result.end(), first) == result.end()) result.push_back(first);
    } else if (first == group && blank != std::string_view::npos) {
      result.push_back(command->name.substr(blank + 1));
    }
  }
  return result;
}

std::optional<std::uint64_t> read_amount(Amount amount, std::string_view text) {
  if (amount == Amount::number) {
    std::uint64_t number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc() || read.ptr != text.data() + text.size() || number == 0) return std::nullopt;
    return number;
  }
  constexpr double kMost = 1e18;
  const auto value = amount == Amount::duration ? units::parse_duration(text) : units::parse_quantity(text);
  const double number = value.value_or(0) * (amount == Amount::duration ? 1000 : 1);
  if (!(number >= 1) || number > kMost) return std::nullopt;
  return static_cast<std::uint64_t>(number);
}

std::string_view example_of(Amount amount) {
  switch (amount) {
    case Amount::duration: return "write a duration such as `500ms`, `10s` or `1m`";
    case Amount::memory: return "write a size such as `512Mi` or `2Gi`";
    default: return "write a whole number, from 1 on";
  }
}

class Parser {
 public:
  explicit Parser(const std::vector<std::string_view>& words) : words_(words) {}

  std::variant<Request, UsageError> parse() {
    const Command* command = take_command();
    if (command == nullptr) return error_;
    Request request(*command);
    while (next_ < words_.size()) {
      const std::string_view word = words_[next_++];
      bool good = true;
      if (options_ended_ || word == "-" || !word.starts_with('-')) {
        good = take_operand(word, request);
      } else if (word == "--") {
        options_ended_ = true;
      } else if (word.starts_with("--")) {
        good = take_long(word.substr(2), request);
      } else {
        good = take_letters(word.substr(1), request);
      }
      if (!good) return error_;
    }
    if (help_wanted_) {
      Request help(kHelp);
      help.add_operand(command->name);
      return help;
    }
    if (request.operands().size() < command->min_operands) {
      return UsageError{"`meshplay " + std::string(command->name) + "` needs " + std::string(command->operands),
                        see_help(*command)};
    }
    return request;
  }

 private:
  const Command* take_command() {
    if (words_.empty()) {
      error_ = {"no command was given", "`meshplay help` lists the commands"};
      return nullptr;
    }
    const std::string_view first = words_[next_++];
    if (first == "--help" || first == "-h") return &kHelp;
    if (first == "--version") return &kVersion;
    if (const Command* command = find_command(first)) return command;
    const std::vector<std::string_view> group = command_words(first);
    if (!group.empty()) return take_second(first, group);
    if (first.starts_with('-') && first != "-") {
      error_ = {"no command stands before " + quoted(first),
                "options stand behind the command: `meshplay check " + diag::visible(first) + "`"};
    } else {
      error_ = {"no command " + quoted(first),
                did_you_mean(first, command_words({}), "`meshplay help` lists the commands")};
    }
    return nullptr;
  }

  const Command* take_second(std::string_view first, const std::vector<std::string_view>& group) {
    const std::string all = quoted(first) + " is followed by one of " + joined(group);
    if (next_ == words_.size()) {
      error_ = {"`meshplay " + std::string(first) + "` is no command by itself", all};
      return nullptr;
    }
    const std::string_view second = words_[next_++];
    if (second == "--help" || second == "-h") {
      --next_;
      words_[next_] = first;
      return &kHelp;
    }
    const std::string name = std::string(first) + " " + std::string(second);
    const Command* command = find_command(name);
    if (command == nullptr) {
      const auto near = base::nearest(second, group);
      error_ = {"no command " + quoted(name),
                near ? "did you mean `" + std::string(first) + " " + std::string(*near) + "`?" : all};
    }
    return command;
  }

  bool take_operand(std::string_view word, Request& request) {
    const Command& command = request.command();
    if (request.operands().size() >= command.max_operands && !help_wanted_) {
      error_ = {"`meshplay " + std::string(command.name) + "` takes no " +
                    (command.max_operands == 0 ? "operand" : "further operand") + ": " + quoted(word),
                see_help(command)};
      return false;
    }
    request.add_operand(word);
    return true;
  }

  bool take_long(std::string_view word, Request& request) {
    const std::size_t equals = word.find('=');
    const std::string_view name = word.substr(0, equals);
    if (name == "help") {
      help_wanted_ = true;
      return true;
    }
    std::vector<std::string_view> names = {"help"};
    for (const OptionGroup& group : request.command().options) {
      for (const Option& option : group.options) {
        if (option.name == name) {
          if (equals == std::string_view::npos) return take_value(option, "--" + std::string(name), request);
          return take_attached(option, word.substr(equals + 1), request);
        }
        if (!option.hidden) names.push_back(option.name);
      }
    }
    std::string help = see_help(request.command());
    if (const auto near = base::nearest(name, names)) help = "did you mean `--" + std::string(*near) + "`?";
    error_ = {
        "`meshplay " + std::string(request.command().name) + "` has no option " + quoted("--" + std::string(name)),
        help};
    return false;
  }

  bool take_attached(const Option& option, std::string_view value, Request& request) {
    if (option.value.empty()) {
      error_ = {"`--" + std::string(option.name) + "` takes no value", "leave out " + quoted("=" + std::string(value))};
      return false;
    }
    return add(option, value, request);
  }

  bool take_letters(std::string_view letters, Request& request) {
    while (!letters.empty()) {
      const char letter = letters.front();
      letters.remove_prefix(1);
      if (letter == 'h') {
        help_wanted_ = true;
        continue;
      }
      const Option* option = find_letter(letter, request.command());
      if (option == nullptr) {
        error_ = {"`meshplay " + std::string(request.command().name) + "` has no option " +
                      quoted("-" + std::string(1, letter)),
                  see_help(request.command())};
        return false;
      }
      if (option->value.empty()) {
        request.add_option(*option, {});
      } else if (letters.empty()) {
        return take_value(*option, "-" + std::string(1, letter), request);
      } else {
        return add(*option, letters.substr(letters.starts_with('=') ? 1 : 0), request);
      }
    }
    return true;
  }

  static const Option* find_letter(char letter, const Command& command) {
    for (const OptionGroup& group : command.options) {
      for (const Option& option : group.options) {
        if (option.letter == letter) return &option;
      }
    }
    return nullptr;
  }

  bool take_value(const Option& option, const std::string& written, Request& request) {
    if (option.value.empty()) {
      request.add_option(option, {});
      return true;
    }
    if (next_ == words_.size()) {
      error_ = {"`" + written + "` needs a value", "write `" + written + " " + std::string(option.value) + "`"};
      return false;
    }
    return add(option, words_[next_++], request);
  }

  bool add(const Option& option, std::string_view value, Request& request) {
    const auto& choices = option.choices;
    if (!choices.empty() && std::find(choices.begin(), choices.end(), value) == choices.end()) {
      error_ = {"`--" + std::string(option.name) + "` cannot be " + quoted(value),
                did_you_mean(value, {choices.begin(), choices.end()}, "it can be " + joined(choices))};
      return false;
    }
    if (value.empty()) {
      error_ = {"`--" + std::string(option.name) + "` cannot be empty", see_help(request.command())};
      return false;
    }
    if (option.amount != Amount::none && !read_amount(option.amount, value)) {
      error_ = {"`--" + std::string(option.name) + "` cannot be " + quoted(value),
                std::string(example_of(option.amount))};
      return false;
    }
    request.add_option(option, value);
    return true;
  }

  std::vector<std::string_view> words_;
  std::size_t next_ = 0;
  bool options_ended_ = false;
  bool help_wanted_ = false;
  UsageError error_;
};

}  // namespace

bool Request::has(std::string_view option) const {
  return std::any_of(given_.begin(), given_.end(), [&](const auto& given) { return given.first->name == option; });
}

std::string_view Request::value(std::string_view option, std::string_view fallback) const {
  const auto found =
      std::find_if(given_.rbegin(), given_.rend(), [&](const auto& given) { return given.first->name == option; });
  return found == given_.rend() ? fallback : std::string_view(found->second);
}

std::uint64_t Request::amount(std::string_view option) const {
  const auto found =
      std::find_if(given_.rbegin(), given_.rend(), [&](const auto& given) { return given.first->name == option; });
  return found == given_.rend() ? 0 : read_amount(found->first->amount, found->second).value_or(0);
}

std::vector<std::string> Request::values(std::string_view option) const {
  std::vector<std::string> result;
  for (const auto& [given, value] : given_) {
    if (given->name == option) result.push_back(value);
  }
  return result;
}

const Command* find_command(std::string_view name) {
  const auto all = commands();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Command* command) { return command->name == name; });
  return found == all.end() ? nullptr : *found;
}

std::variant<Request, UsageError> parse_request(const std::vector<std::string_view>& words) {
  return Parser(words).parse();
}

}  // namespace meshplay::cli
