// meshplay completion: scripts for shells, made from the table of commands.
#include <algorithm>
#include <array>

#include "cli/output.h"
#include "cli/request.h"

namespace meshplay::cli {

namespace {

using Texts = std::vector<std::string>;

std::string joined(const Texts& texts, std::string_view between) {
  std::string result;
  for (const std::string& text : texts) result.append(result.empty() ? "" : between).append(text);
  return result;
}

std::string joined(std::span<const std::string_view> texts) { return joined(Texts(texts.begin(), texts.end()), " "); }

std::string escaped(std::string_view text, std::string_view characters) {
  std::string result;
  for (const char c : text) {
    if (characters.find(c) != std::string_view::npos) result += '\\';
    result += c;
  }
  return result;
}

// In single quotes, for any of the shells.
std::string quoted(std::string_view text) {
  std::string result = "'";
  for (const char c : text) {
    if (c == '\'') {
      result += "'\\''";
    } else {
      result += c;
    }
  }
  return result + "'";
}

struct Word {
  std::string text;
  std::string_view summary;
};

// What can stand first (`group` empty), or behind the first word of a group.
std::vector<Word> words_behind(std::string_view group) {
  std::vector<Word> result;
  for (const Command* command : commands()) {
    const std::size_t blank = command->name.find(' ');
    const std::string first(command->name.substr(0, blank));
    if (!group.empty()) {
      if (first == group && blank != std::string_view::npos) {
        result.push_back({std::string(command->name.substr(blank + 1)), command->summary});
      }
    } else if (blank == std::string_view::npos) {
      result.push_back({first, command->summary});
    } else if (result.empty() || result.back().text != first) {
      result.push_back({first, "list, show and test rules"});
    }
  }
  return result;
}

std::vector<std::string> groups() {
  std::vector<std::string> result;
  for (const Word& word : words_behind({})) {
    if (!words_behind(word.text).empty()) result.push_back(word.text);
  }
  return result;
}

Texts texts_of(const std::vector<Word>& words) {
  Texts result;
  for (const Word& word : words) result.push_back(word.text);
  return result;
}

template <typename F>
void for_each_option(const Command& command, F&& f) {
  for (const OptionGroup& group : command.options) {
    for (const Option& option : group.options) {
      if (!option.hidden) f(option);
    }
  }
}

// Commands whose operands are no files.
bool takes_names(const Command& command) {
  return &command == &kRulesShow || &command == &kExplain || &command == &kHelp || &command == &kCompletion;
}

// ---- bash

std::string bash() {
  std::string out =
      "_meshplay() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command=${COMP_WORDS[1]} words=\n"
      "  [[ $current == = ]] && current=\n"
      "  [[ $previous == = ]] && previous=${COMP_WORDS[COMP_CWORD-2]}\n"
      "  COMPREPLY=()\n"
      "  if ((COMP_CWORD == 1)); then\n"
      "    words=\"" +
      joined(texts_of(words_behind({})), " ") + "\"\n";
  for (const std::string& group : groups()) {
    out += "  elif ((COMP_CWORD == 2)) && [[ $command == " + group + " ]]; then\n    words=\"" +
           joined(texts_of(words_behind(group)), " ") + "\"\n";
  }
  out += "  else\n";
  for (const std::string& group : groups()) {
    out += "    [[ $command == " + group + " ]] && command=\"" + group + " ${COMP_WORDS[2]}\"\n";
  }
  out += "    case \"$command $previous\" in\n";
  for (const Command* command : commands()) {
    for_each_option(*command, [&](const Option& option) {
      if (option.value.empty()) return;
      out += "      \"" + std::string(command->name) + " --" + std::string(option.name) + "\"";
      if (option.letter != 0) out += " | \"" + std::string(command->name) + " -" + std::string(1, option.letter) + "\"";
      out += ")\n";
      if (!option.choices.empty()) {
        out += "        COMPREPLY=($(compgen -W \"" + joined(option.choices) + "\" -- \"$current\"))\n";
      }
      out += "        return ;;\n";
    });
  }
  out += "    esac\n    case $command in\n";
  for (const Command* command : commands()) {
    Texts names = {"--help"};
    for_each_option(*command, [&](const Option& option) { names.push_back("--" + std::string(option.name)); });
    out += "      \"" + std::string(command->name) + "\") [[ $current == -* ]] && words=\"" + joined(names, " ") +
           "\" ;;\n";
  }
  out +=
      "    esac\n"
      "    [[ $command == completion && $current != -* ]] && words=\"bash zsh fish\"\n"
      "  fi\n"
      "  [[ -n $words ]] && COMPREPLY=($(compgen -W \"$words\" -- \"$current\"))\n"
      "}\n"
      "complete -o default -F _meshplay meshplay\n";
  return out;
}

// ---- zsh

std::string zsh_option(const Option& option) {
  const std::string long_name = "--" + std::string(option.name) + (option.value.empty() ? "" : "=");
  std::string result = "'" + long_name;
  if (option.repeatable) {
    result = "'*" + long_name;
  } else if (option.letter != 0) {
    const std::string letter = "-" + std::string(1, option.letter);
    result = "'(" + letter + " --" + std::string(option.name) + ")'{" + letter + (option.value.empty() ? "" : "+") +
             "," + long_name + "}'";
  }
  std::string rest = "[" + escaped(option.help, "[]:\\") + "]";
  if (!option.value.empty()) {
    rest += ":" + std::string(option.value) + ":";
    if (!option.choices.empty()) rest += "(" + joined(option.choices) + ")";
    if (option.value == "PATH") rest += "_files";
  }
  return result + quoted(rest).substr(1);
}

std::string zsh_words(const std::vector<Word>& words, const std::string& indent) {
  std::string out = indent + "words_here=(\n";
  for (const Word& word : words) {
    out += indent + "  " + quoted(escaped(word.text, ":") + ":" + std::string(word.summary)) + "\n";
  }
  return out + indent + ")\n" + indent + "_describe command words_here\n" + indent + "return\n";
}

std::string zsh() {
  std::string out =
      "#compdef meshplay\n"
      "\n"
      "_meshplay() {\n"
      "  local -a words_here\n"
      "  if (( CURRENT == 2 )); then\n" +
      zsh_words(words_behind({}), "    ") +
      "  fi\n"
      "  local command=$words[2]\n"
      "  shift words\n"
      "  (( CURRENT-- ))\n";
  for (const std::string& group : groups()) {
    out += "  if [[ $command == " + group + " ]]; then\n    if (( CURRENT == 2 )); then\n" +
           zsh_words(words_behind(group), "      ") + "    fi\n    command=\"" + group +
           " $words[2]\"\n    shift words\n    (( CURRENT-- ))\n  fi\n";
  }
  out += "  case $command in\n";
  for (const Command* command : commands()) {
    out += "    " + quoted(command->name) + ")\n      _arguments -s \\\n        '--help[tell about the command]' \\\n";
    for_each_option(*command, [&](const Option& option) { out += "        " + zsh_option(option) + " \\\n"; });
    if (command == &kCompletion) {
      out += "        '1:shell:(bash zsh fish)'\n";
    } else {
      out += takes_names(*command) || command->max_operands == 0 ? "        '*:name:'\n" : "        '*:path:_files'\n";
    }
    out += "      ;;\n";
  }
  return out + "  esac\n}\n\ncompdef _meshplay meshplay\n";
}

// ---- fish

std::string fish() {
  std::string out;
  const auto line = [&](const std::string& condition, const std::string& rest) {
    out += "complete -c meshplay -n " + quoted(condition) + " " + rest + "\n";
  };
  for (const Word& word : words_behind({})) {
    line("__fish_use_subcommand", "-f -a " + word.text + " -d " + quoted(word.summary));
  }
  for (const std::string& group : groups()) {
    const std::string seen = "__fish_seen_subcommand_from " + group;
    const std::string all = joined(texts_of(words_behind(group)), " ");
    for (const Word& word : words_behind(group)) {
      line(seen + "; and not __fish_seen_subcommand_from " + all, "-f -a " + word.text + " -d " + quoted(word.summary));
    }
  }
  for (const Command* command : commands()) {
    std::string condition = "__fish_seen_subcommand_from " + std::string(command->name);
    const std::size_t blank = condition.rfind(' ');
    if (command->name.find(' ') != std::string_view::npos) {
      condition.replace(blank, 1, "; and __fish_seen_subcommand_from ");
    }
    for_each_option(*command, [&](const Option& option) {
      std::string rest = "-l " + std::string(option.name);
      if (option.letter != 0) rest += " -s " + std::string(1, option.letter);
      if (!option.value.empty()) rest += option.value == "PATH" ? " -r" : " -x";
      if (!option.choices.empty()) rest += " -a " + quoted(joined(option.choices));
      line(condition, rest + " -d " + quoted(option.help));
    });
    if (command == &kCompletion) line(condition, "-f -a 'bash zsh fish'");
    if (takes_names(*command)) line(condition, "-f");
  }
  return out;
}

Exit run(const Request& request, Output& output) {
  const std::string& shell = request.operands().front();
  if (shell == "bash") {
    output.out = bash();
  } else if (shell == "zsh") {
    output.out = zsh();
  } else if (shell == "fish") {
    output.out = fish();
  } else {
    output.complain("no completion for `" + shell + "`", "it can be bash, zsh or fish");
    return Exit::failed;
  }
  return Exit::good;
}

}  // namespace

const Command kCompletion = {
    .name = "completion",
    .operands = "bash | zsh | fish",
    .summary = "a completion script for a shell",
    .examples =
        "source <(meshplay completion bash)\n"
        "meshplay completion zsh > ~/.zfunc/_meshplay\n"
        "meshplay completion fish > ~/.config/fish/completions/meshplay.fish\n",
    .min_operands = 1,
    .max_operands = 1,
    .run = run,
};

}  // namespace meshplay::cli
