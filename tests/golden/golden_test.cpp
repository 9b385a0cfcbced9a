// Each parse/NAME.mesh and check/NAME.mesh is a rule file in which every message stands under the text it speaks of
// (inline_messages.h). These lines are taken out, the rest is parsed, those of check/ checked too, and the messages are
// written in again: any difference to the file is a failure. The files of a folder check/NAME are checked together. A
// file of parse/ without messages has its tree in NAME.parse.golden. UPDATE_GOLDEN=1 writes both anew, for `git diff`
// to review.
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <map>
#include <set>

#include "engine/ast/ast.h"
#include "engine/check/checker.h"
#include "engine/diag/registry.h"
#include "engine/parse/parser.h"
#include "tests/golden/inline_messages.h"

namespace {

using namespace meshplay;
using namespace meshplay::golden;
namespace fs = std::filesystem;

std::string without_messages(const std::string& text) {
  std::string result;
  for (const std::string& line : lines_of(text)) {
    if (!is_inline_message(line)) result += line + "\n";
  }
  return result;
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
        inline_message(diagnostic, sources));
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

// Files that belong together; gives what came of each.
std::vector<Outcome> compare_messages(const std::vector<fs::path>& paths, bool check) {
  Files files;
  for (const fs::path& path : paths) files.emplace_back(path.filename().string(), without_messages(read(path)));
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
  // Of files that cannot be found or read, of tests that run, and of queries.
  const std::set<std::string_view> elsewhere = {"rules-not-found", "rules-unreadable", "test-failed", "query-brackets",
                                                "wrong-allowance", "wrong-waiver",     "bad-lock"};
  for (const diag::CodeInfo& row : diag::rule_codes()) {
    INFO(row.code);
    CHECK((elsewhere.count(row.code) == 1) != (all.find("[" + std::string(row.code) + "]") != std::string::npos));
  }
}

}  // namespace
