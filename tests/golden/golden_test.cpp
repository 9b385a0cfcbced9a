// Each parse/NAME.mesh is a rule file in which every message stands under the text it speaks of:
//
//   where s.spec.replicas = 1
//   //                    ^ error[wrong-equals]: `=` does not compare; help: write `==`
//
// In the columns 1 to 3 there is no room for a caret: `//@1+4` means column 1, four wide. These lines are taken out, the
// rest is parsed, and the messages are written in again: any difference to the file is a failure. A file without messages
// has its tree in NAME.parse.golden. UPDATE_GOLDEN=1 writes both anew, for `git diff` to review.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "engine/ast/ast.h"
#include "engine/parse/parser.h"

namespace {

using namespace meshplay;
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

bool is_expectation(const std::string& line) {
  const std::size_t slashes = line.find_first_not_of(' ');
  if (slashes == std::string::npos || line.compare(slashes, 2, "//") != 0) return false;
  const std::size_t mark = line.find_first_not_of(' ', slashes + 2);
  return mark != std::string::npos && (line[mark] == '^' || line.compare(slashes, 3, "//@") == 0) &&
         line.find("[") != std::string::npos;
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

std::string without_expectations(const std::string& text) {
  std::string result;
  for (const std::string& line : lines_of(text)) {
    if (!is_expectation(line)) result += line + "\n";
  }
  return result;
}

std::string expectation(const diag::Diagnostic& diagnostic, const text::SourceSet& sources) {
  const text::Place place = sources.place(diagnostic.span.file, diagnostic.span.begin);
  const std::string_view line = sources.line(diagnostic.span.file, place.line);
  text::Place end = sources.place(diagnostic.span.file, std::max(diagnostic.span.begin, diagnostic.span.end));
  if (end.line != place.line) end.column = static_cast<std::uint32_t>(line.size()) + 1;
  const std::uint32_t width = end.column > place.column ? end.column - place.column : 1;
  std::string text;
  if (place.column <= 3) {
    text = "//@" + std::to_string(place.column) + "+" + std::to_string(width);
  } else {
    const std::size_t indent = std::min<std::size_t>(line.find_first_not_of(' ') == std::string_view::npos
                                                         ? 0 : line.find_first_not_of(' '), place.column - 4);
    text = std::string(indent, ' ') + "//" + std::string(place.column - 3 - indent, ' ') + std::string(width, '^');
  }
  text += " " + std::string(diag::name(diagnostic.severity)) + "[" + diagnostic.code + "]: " + diagnostic.message;
  if (!diagnostic.label.empty()) text += "; label: " + diagnostic.label;
  if (!diagnostic.help.empty()) text += "; help: " + diagnostic.help;
  for (const diag::Note& note : diagnostic.notes) {
    const auto below = static_cast<int>(sources.place(note.span.file, note.span.begin).line) - static_cast<int>(place.line);
    text += "; note " + std::string(below < 0 ? "" : "+") + std::to_string(below) + ": " + note.message;
  }
  return text;
}

struct Outcome {
  std::string annotated;
  std::string dump;
  bool good = false;
};

Outcome parse(const std::string& name, const std::string& text) {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  const text::FileId file = sources.add(name, text);
  parse::Limits limits;
  if (!name.starts_with("limit")) limits.errors = 1000;
  const ast::Ast tree = parse::parse_rules(sources, file, limits, interner, sink);
  std::map<std::uint32_t, std::vector<std::string>> below;
  for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) {
    below[sources.place(file, diagnostic.span.begin).line].push_back(expectation(diagnostic, sources));
  }
  Outcome outcome;
  const std::vector<std::string> lines = lines_of(text);
  for (std::uint32_t i = 0; i <= lines.size(); ++i) {
    if (i < lines.size()) outcome.annotated += lines[i] + "\n";
    for (const std::string& line : below[i + 1]) outcome.annotated += line + "\n";
  }
  outcome.good = sink.all().empty();
  outcome.dump = ast::dump(tree, interner);
  return outcome;
}

// The lines that are in one text only.
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

bool update() { return std::getenv("UPDATE_GOLDEN") != nullptr; }

TEST_CASE("every message of a wrong file stands under its place, and none more") {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(fs::path(GOLDEN_FOLDER) / "parse")) {
    if (entry.path().extension() == ".mesh") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  REQUIRE(paths.size() > 10);
  for (const fs::path& path : paths) {
    INFO(path.filename().string());
    const std::string written = read(path);
    const Outcome outcome = parse(path.filename().string(), without_expectations(written));
    if (update()) {
      write(path, outcome.annotated);
    } else {
      CHECK(difference(written, outcome.annotated) == "");
    }
    const fs::path golden = fs::path(path).replace_extension(".parse.golden");
    if (!outcome.good) {
      CHECK_FALSE(fs::exists(golden));
      continue;
    }
    if (update()) write(golden, outcome.dump);
    CHECK(difference(read(golden), outcome.dump) == "");
  }
}

}  // namespace
