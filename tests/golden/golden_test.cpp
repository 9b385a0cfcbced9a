// Each parse/NAME.mesh and check/NAME.mesh is a rule file in which every message stands under the text it speaks of:
//
//   where s.spec.replicas = 1
//   //                    ^ error[wrong-equals]: `=` does not compare; help: write `==`
//
// In the columns 1 to 3 there is no room for a caret: `//@1+4` means column 1, four wide. These lines are taken out,
// the rest is parsed, those of check/ checked too, and the messages are written in again: any difference to the file is
// a failure. The files of a folder check/NAME are checked together. A file of parse/ without messages has its tree in
// NAME.parse.golden. UPDATE_GOLDEN=1 writes both anew, for `git diff` to review.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "engine/ast/ast.h"
#include "engine/check/checker.h"
#include "engine/diag/registry.h"
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
         line.find('[') != std::string::npos;
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

struct Outcome {
  std::string annotated;
  std::string dump;
  bool good = false;
};

using Files = std::vector<std::pair<std::string, std::string>>;  // name, text

std::vector<Outcome> run(const Files& files, bool check) {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  std::vector<check::RuleFile> trees;
  std::vector<std::map<std::uint32_t, std::vector<std::string>>> below(files.size());
  for (const auto& [name, text] : files) {
    const text::FileId file = sources.add(name, text);
    parse::Limits limits;
    if (!name.starts_with("limit")) limits.errors = 1000;
    trees.push_back({parse::parse_rules(sources, file, limits, interner, sink), false});
  }
  if (check) static_cast<void>(check::check_rules(trees, sources, interner, sink, {check::Tests::all, false}));
  for (const diag::Diagnostic& diagnostic : sink.sorted(sources)) {
    const text::FileId file = diagnostic.span.file;
    below[static_cast<std::uint32_t>(file)][sources.place(file, diagnostic.span.begin).line].push_back(
        expectation(diagnostic, sources));
  }
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < files.size(); ++i) {
    Outcome& outcome = outcomes.emplace_back();
    outcome.good = below[i].empty();
    const std::vector<std::string> lines = lines_of(files[i].second);
    for (std::uint32_t line = 0; line <= lines.size(); ++line) {
      if (line < lines.size()) outcome.annotated += lines[line] + "\n";
      for (const std::string& message : below[i][line + 1]) outcome.annotated += message + "\n";
    }
    outcome.dump = ast::dump(trees[i].ast, interner);
  }
  return outcomes;
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

std::vector<fs::path> rule_files(const fs::path& folder) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".mesh") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Files that belong together; gives what came of each.
std::vector<Outcome> compare_messages(const std::vector<fs::path>& paths, bool check) {
  Files files;
  for (const fs::path& path : paths) files.emplace_back(path.filename().string(), without_expectations(read(path)));
  std::vector<Outcome> outcomes = run(files, check);
  for (std::size_t i = 0; i < paths.size(); ++i) {
    INFO(paths[i].string());
    if (update()) {
      write(paths[i], outcomes[i].annotated);
    } else {
      CHECK(difference(read(paths[i]), outcomes[i].annotated) == "");
    }
  }
  return outcomes;
}

TEST_CASE("every message of a wrong file stands under its place, and none more") {
  const std::vector<fs::path> paths = rule_files(fs::path(GOLDEN_FOLDER) / "parse");
  REQUIRE(paths.size() > 8);
  for (const fs::path& path : paths) {
    const Outcome outcome = compare_messages({path}, false)[0];
    INFO(path.filename().string());
    const fs::path golden = fs::path(path).replace_extension(".parse.golden");
    if (!outcome.good) {
      CHECK_FALSE(fs::exists(golden));
      continue;
    }
    if (update()) write(golden, outcome.dump);
    CHECK(difference(read(golden), outcome.dump) == "");
  }
}

TEST_CASE("every message of rules that parse but do not check stands under its place, and none more") {
  const fs::path folder = fs::path(GOLDEN_FOLDER) / "check";
  const std::vector<fs::path> paths = rule_files(folder);
  REQUIRE(paths.size() > 8);
  for (const fs::path& path : paths) compare_messages({path}, true);
  std::size_t folders = 0;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (!entry.is_directory()) continue;
    ++folders;
    compare_messages(rule_files(entry.path()), true);
  }
  REQUIRE(folders > 2);
}

// A message that no example gives is one that nobody has read.
TEST_CASE("every code of the checker has an example") {
  std::string all;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(GOLDEN_FOLDER) / "check")) {
    if (entry.path().extension() == ".mesh") all += read(entry.path());
  }
  // Of files that cannot be found or read, and of tests that run.
  const std::set<std::string_view> elsewhere = {"rules-not-found", "rules-unreadable", "test-failed"};
  for (const diag::CodeInfo& row : diag::rule_codes()) {
    INFO(row.code);
    CHECK((elsewhere.count(row.code) == 1) != (all.find("[" + std::string(row.code) + "]") != std::string::npos));
  }
}

}  // namespace
