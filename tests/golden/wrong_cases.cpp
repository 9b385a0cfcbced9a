#include "tests/golden/wrong_cases.h"

#include <algorithm>
#include <cctype>
#include <regex>

namespace meshplay::golden {

namespace {

constexpr std::string_view kTitle = "//== ";
constexpr std::string_view kFile = "//-- ";
constexpr std::string_view kBytes = "//%";
constexpr std::string_view kRepair = "//~ ";

// Bytes [begin, end) of a line, of columns that count code points.
std::pair<std::size_t, std::size_t> bytes_of(const std::string& line, std::size_t column, std::size_t width) {
  std::vector<std::size_t> begins;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if ((static_cast<unsigned char>(line[i]) & 0xC0U) != 0x80U) begins.push_back(i);
  }
  const auto at = [&](std::size_t code_point) { return code_point < begins.size() ? begins[code_point] : line.size(); };
  return {at(column - 1), at(column - 1 + width)};
}

std::optional<Repair> read_repair(std::string_view text) {
  Repair repair;
  if (text.starts_with("=> ")) {
    repair.new_text = text.substr(3);
    return repair;
  }
  if (text.size() < 4 || text[0] != 's') return std::nullopt;
  const char sign = text[1];
  const std::size_t middle = text.find(sign, 2);
  if (std::count(text.begin() + 1, text.end(), sign) != 3 || text.back() != sign || middle == 2) return std::nullopt;
  repair.old_text = text.substr(2, middle - 2);
  repair.new_text = text.substr(middle + 1, text.size() - middle - 2);
  for (std::size_t at = 0; (at = repair.new_text.find("\\n", at)) != std::string::npos;) {
    repair.new_text.replace(at, 2, "\n");
  }
  return repair;
}

void read_line(Case& wrong, const std::string& line, std::size_t number) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  const std::string_view rest = std::string_view(line).substr(indent);
  auto& lines = wrong.program.back().second;
  if (rest.starts_with(kFile)) {
    if (wrong.program.size() == 1 && lines.empty()) wrong.program.clear();
    wrong.program.emplace_back(rest.substr(kFile.size()), std::vector<std::string>());
  } else if (rest == kBytes) {
    wrong.has_bytes = true;
  } else if (rest.starts_with(kRepair)) {
    auto repair = read_repair(rest.substr(kRepair.size()));
    if (!repair || lines.empty()) {
      wrong.problem = "line " + std::to_string(number) + ": a repair is written `=> NEW` or `s/OLD/NEW/`";
      return;
    }
    repair->mistake = wrong.messages.empty() ? 0 : wrong.messages.size() - 1;
    repair->file = wrong.program.size() - 1;
    repair->line = lines.size();
    wrong.repairs.push_back(std::move(*repair));
  } else if (auto message = read_message(line)) {
    message->file = wrong.program.size() - 1;
    message->line = lines.size();
    message->written_at = number;
    wrong.messages.push_back(std::move(*message));
  } else {
    lines.push_back(line);
  }
}

}  // namespace

bool Message::same_place(const Message& other) const {
  return file == other.file && line == other.line && column == other.column && width == other.width &&
         code == other.code;
}

std::optional<Message> read_message(const std::string& line) {
  static const std::regex kForm(R"(^( *//(?:@(\d+)\+(\d+)| *(\^+))) ([a-z]+\[[a-z0-9-]+\])(.*)$)");
  std::smatch match;
  if (!std::regex_match(line, match, kForm)) return std::nullopt;
  Message message;
  message.mark = match[1];
  if (match[2].matched) {
    message.column = std::stoul(match[2]);
    message.width = std::stoul(match[3]);
  } else {
    message.column = static_cast<std::size_t>(match.position(4)) + 1;
    message.width = static_cast<std::size_t>(match.length(4));
  }
  message.code = match[5];
  message.words = match[6];
  return message;
}

std::vector<Case> read_cases(const std::vector<std::string>& lines) {
  std::vector<Case> cases;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].starts_with(kTitle)) {
      Case& wrong = cases.emplace_back();
      wrong.title = lines[i].substr(kTitle.size());
      wrong.line = i + 1;
      wrong.program.emplace_back("rule.mesh", std::vector<std::string>());
    } else if (!cases.empty()) {
      read_line(cases.back(), lines[i], i + 1);
    }
  }
  for (Case& wrong : cases) {
    for (auto& [name, program] : wrong.program) {
      while (!program.empty() && program.back().empty()) program.pop_back();
    }
  }
  return cases;
}

std::optional<Program> repaired(const Case& wrong, const std::vector<Repair>& repairs) {
  struct Change {
    std::size_t file, line, begin, end;
    const std::string* text;
  };
  std::vector<Change> changes;
  for (const Repair& repair : repairs) {
    Change change{repair.file, repair.line, 0, 0, &repair.new_text};
    if (repair.old_text) {
      const std::string& line = wrong.program[repair.file].second[repair.line - 1];
      change.begin = line.find(*repair.old_text);
      if (change.begin == std::string::npos || line.find(*repair.old_text, change.begin + 1) != std::string::npos) {
        return std::nullopt;
      }
      change.end = change.begin + repair.old_text->size();
    } else {
      const Message& message = wrong.messages[repair.mistake];
      change.file = message.file;
      change.line = message.line;
      if (change.line == 0 || change.line > wrong.program[change.file].second.size()) return std::nullopt;
      std::tie(change.begin, change.end) =
          bytes_of(wrong.program[change.file].second[change.line - 1], message.column, message.width);
    }
    changes.push_back(change);
  }
  // From the right, so that places stay what they are.
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return a.begin > b.begin; });
  Program program = wrong.program;
  for (const Change& change : changes) {
    program[change.file].second[change.line - 1].replace(change.begin, change.end - change.begin, *change.text);
  }
  return program;
}

std::optional<Repair> repair_by_help(const Case& wrong, const Message& message) {
  static const std::regex kReplace(R"(; help: (?:did you mean|write|use double quotes:) `([^`]+)`\??$)");
  static const std::regex kInsert(R"(; help: write `([^`]+)` in front of it\b.*$)");
  static const std::regex kErase(R"(; help: (?:leave it out|leave out `[^`]+`)$)");
  const std::string& line = wrong.program[message.file].second[message.line - 1];
  const auto [begin, end] = bytes_of(line, message.column, message.width);
  Repair repair;
  repair.file = message.file;
  repair.line = message.line;
  repair.old_text = line;
  std::string text;
  std::size_t from = begin;
  std::smatch match;
  if (std::regex_search(message.words, match, kReplace)) {
    text = match[1];
    if (text.find('(') != std::string::npos) return std::nullopt;  // how a call is written, not which one
    // The words that the help repeats from before the place.
    for (std::size_t space = text.find(' '); space != std::string::npos; space = text.find(' ', space + 1)) {
      if (line.compare(0, begin, line.substr(0, begin - std::min(begin, space + 1)) + text.substr(0, space + 1)) == 0) {
        from = begin - (space + 1);
      }
    }
  } else if (std::regex_search(message.words, match, kInsert)) {
    text = match[1].str() + " " + line.substr(begin, end - begin);
  } else if (!std::regex_search(message.words, match, kErase)) {
    return std::nullopt;
  }
  const auto in_word = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; };
  // Who follows the help parts words from each other.
  if (end < line.size() && in_word(line[end]) && !text.empty() && in_word(text.back())) text += ' ';
  repair.new_text = line.substr(0, from) + text + line.substr(end);
  return repair;
}

std::string text_of(const Case& wrong, const std::vector<std::string>& lines) {
  static const std::regex kByte("<([0-9A-F]{2})>");
  std::string text;
  for (const std::string& line : lines) {
    std::string rest = line;
    std::smatch match;
    while (wrong.has_bytes && std::regex_search(rest, match, kByte)) {
      text += match.prefix();
      text += static_cast<char>(std::stoi(match[1], nullptr, 16));
      rest = match.suffix();
    }
    text += rest + "\n";
  }
  return text;
}

}  // namespace meshplay::golden
