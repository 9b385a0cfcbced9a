// Options that several commands share.
#pragma once

#include <array>

#include "cli/command.h"

namespace meshplay::cli {

inline constexpr std::array<std::string_view, 3> kColors = {"auto", "always", "never"};
inline constexpr std::array<std::string_view, 3> kTextOrJson = {"text", "json", "jsonl"};
inline constexpr std::array<std::string_view, 4> kDumps = {"ast", "program", "plan", "design"};

inline constexpr std::array kRuleOptions = {
    Option{.name = "rules",
           .value = "PATH",
           .help = "a rule file or a folder of them, beside the built-in packs; may be given several times",
           .repeatable = true},
    Option{.name = "no-builtin", .help = "leave out the built-in packs"},
    Option{.name = "no-cache", .help = "check the rule files again, even if they are as they were"},
};

inline constexpr std::array kSettingOptions = {
    Option{.name = "param",
           .value = "RULE.PARAM=VALUE",
           .help = "set a param of a rule; may be given several times",
           .repeatable = true},
    Option{.name = "config",
           .value = "FILE",
           .help = "settings of the project (default: meshplay.yaml, where there is one)"},
};

inline constexpr Option kThreads = {.name = "threads",
                                    .value = "N",
                                    .help = "at most so many threads (default: as many as pay, up to 8)",
                                    .amount = Amount::number};

inline constexpr std::array kDesignOptions = {
    Option{.name = "namespace",
           .letter = 'n',
           .value = "NAME",
           .help = "namespace of namespaced components that name none (default: default)"},
    Option{.name = "exclude",
           .value = "GLOB",
           .help = "leave out files and folders whose path matches: * ** ?; may be given several times",
           .repeatable = true},
    Option{.name = "verbose", .letter = 'v', .help = "name each document that is no component"},
    kThreads,
};

inline constexpr std::array kLimitOptions = {
    Option{.name = "max-rows",
           .value = "N",
           .help = "stop a rule that goes through more combinations than so many (default: 100000000)",
           .amount = Amount::number},
    Option{.name = "timeout",
           .value = "DURATION",
           .help = "stop all rules that are not done by then: 500ms, 10s, 1m",
           .amount = Amount::duration},
    Option{.name = "max-memory",
           .value = "SIZE",
           .help = "stop all rules that are not done when so much is in use: 512Mi, 2Gi",
           .amount = Amount::memory},
};

inline constexpr std::array kReportOptions = {
    Option{.name = "color",
           .value = "WHEN",
           .help = "colour the text: auto, always, never (default: auto)",
           .choices = kColors},
    Option{.name = "stats", .help = "print the time of each phase and what was counted, to standard error"},
    Option{.name = "dump",
           .value = "PHASE",
           .help = "print what a phase made, and end",
           .choices = kDumps,
           .hidden = true},
};

inline constexpr Option kProfileOption = {
    .name = "profile",
    .help = "print rows and time of each rule and each of its steps, to standard error; with -o json a member"};

inline constexpr Option kTextOutput = {.name = "output",
                                       .letter = 'o',
                                       .value = "FORMAT",
                                       .help = "text, json or jsonl: one JSON object a line (default: text)",
                                       .choices = kTextOrJson};

inline constexpr Option kQuiet = {.name = "quiet", .letter = 'q', .help = "print no summary, warnings or notes"};

inline constexpr std::array kColorOption = {kReportOptions[0]};

}  // namespace meshplay::cli
