#include "tests/golden/inline_messages.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>

namespace meshplay::golden {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
}

bool update() { return std::getenv("UPDATE_GOLDEN") != nullptr; }

std::vector<fs::path> rule_files(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".mesh") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    lines.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return lines;
}

bool is_inline_message(const std::string& line) {
  const std::size_t slashes = line.find_first_not_of(' ');
  if (slashes == std::string::npos || line.compare(slashes, 2, "//") != 0) return false;
  const std::size_t mark = line.find_first_not_of(' ', slashes + 2);
  return mark != std::string::npos && (line[mark] == '^' || line.compare(slashes, 3, "//@") == 0) &&
         line.find('[') != std::string::npos;
}

std::string inline_message(const diag::Diagnostic& diagnostic, const text::SourceSet& sources) {
  const text::Place place = sources.place(diagnostic.span.file, diagnostic.span.begin);
  const std::string_view line = sources.line(diagnostic.span.file, place.line);
  text::Place end = sources.place(diagnostic.span.file, std::max(diagnostic.span.begin, diagnostic.span.end));
  if (end.line != place.line) end.column = static_cast<std::uint32_t>(line.size()) + 1;
  const std::uint32_t width = end.column > place.column ? end.column - place.column : 1;
  std::string text;
  if (place.column <= 3) {
    text = "//@" + std::to_string(place.column) + "+" + std::to_string(width);
  } else {
    const std::size_t indent = std::min<std::size_t>(
        line.find_first_not_of(' ') == std::string_view::npos ? 0 : line.find_first_not_of(' '), place.column - 4);
    text = std::string(indent, ' ') + "//" + std::string(place.column - 3 - indent, ' ') + std::string(width, '^');
  }
  text += " " + std::string(diag::name(diagnostic.severity)) + "[" + diagnostic.code + "]: " + diagnostic.message;
  if (!diagnostic.label.empty()) text += "; label: " + diagnostic.label;
  if (!diagnostic.help.empty()) text += "; help: " + diagnostic.help;
  for (const diag::Note& note : diagnostic.notes) {
    const auto below =
        static_cast<int>(sources.place(note.span.file, note.span.begin).line) - static_cast<int>(place.line);
    text += "; note " + std::string(below < 0 ? "" : "+") + std::to_string(below) + ": " + note.message;
  }
  return text;
}

std::string difference(const std::string& wanted, const std::string& found) {
  const auto only_in = [](const std::string& a, const std::string& b, char mark) {
    std::multiset<std::string> others;
    for (const std::string& line : lines_of(b)) others.insert(line);
    std::string text;
    for (const std::string& line : lines_of(a)) {
      const auto same = others.find(line);
      if (same != others.end()) {
        others.erase(same);
      } else {
        text += std::string(1, mark) + line + "\n";
      }
    }
    return text;
  };
  const std::string text = only_in(wanted, found, '-') + only_in(found, wanted, '+');
  return text.empty() && wanted != found ? "the lines stand in another order" : text;
}

}  // namespace meshplay::golden
