// The small wrong programs of wrong/: how they are written and how they are repaired. wrong/README.md has the form.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace meshplay::golden {

// What is said of a place. The author writes place and code, the program writes the words.
struct Message {
  std::size_t file = 0;    // of the case
  std::size_t line = 0;    // from 1, in the program
  std::size_t column = 0;  // from 1, in code points
  std::size_t width = 0;
  std::string code;            // `error[unknown-kind]`
  std::string words;           // what stands behind it
  std::string mark;            // what stands before it: `  //   ^^^^`
  std::size_t written_at = 0;  // line of the file of cases

  bool same_place(const Message& other) const;
};

// Reads `  //   ^^^ error[code]: words`; nullopt if it is no message.
std::optional<Message> read_message(const std::string& line);

// A small change of the program. Without `old_text` it is of what the message marks.
struct Repair {
  std::size_t mistake = 0;  // which message it answers
  std::size_t file = 0;
  std::size_t line = 0;
  std::optional<std::string> old_text;
  std::string new_text;
};

using Program = std::vector<std::pair<std::string, std::vector<std::string>>>;  // name and lines of each file

struct Case {
  std::string title;
  std::size_t line = 0;  // of the title
  bool has_bytes = false;
  Program program;
  std::vector<Message> messages;
  std::vector<Repair> repairs;
  std::string problem;  // why it cannot be read; empty if it can
};

std::vector<Case> read_cases(const std::vector<std::string>& lines);

// The program with these repairs; nullopt if a repair finds nothing to change, or two things.
std::optional<Program> repaired(const Case& wrong, const std::vector<Repair>& repairs);
// What the help asks for, if it says that so plainly that a program can do it: `did you mean `Pod`?`.
std::optional<Repair> repair_by_help(const Case& wrong, const Message& message);
// The text of a file; `<E9>` is a byte where the case says so.
std::string text_of(const Case& wrong, const std::vector<std::string>& lines);

}  // namespace meshplay::golden
