// Small wrong programs: each gives exactly the messages that its author wrote under it, at these places, and what the
// help asks for mends it. wrong/README.md says how they are written.
#include <algorithm>
#include <catch2/catch.hpp>
#include <iostream>
#include <memory>
#include <set>

#include "engine/ast/pack.h"
#include "engine/check/checker.h"
#include "engine/diag/registry.h"
#include "engine/driver/rule_fixes.h"
#include "engine/parse/parser.h"
#include "rules/builtin.h"
#include "tests/golden/inline_messages.h"
#include "tests/golden/wrong_cases.h"

namespace {

using namespace meshplay;
using namespace meshplay::golden;
namespace fs = std::filesystem;

const fs::path& folder() {
  static const fs::path kFolder = fs::path(GOLDEN_FOLDER) / "wrong";
  return kFolder;
}

// What is told of rule files, each a name and a text.
struct Told {
  text::SourceSet sources;
  std::vector<diag::Diagnostic> all;
  std::size_t builtin = 0;  // files before theirs
};

// As the program does: the built-in rules are there, and what parses of a wrong file is checked.
std::unique_ptr<Told> told_of(const std::vector<std::pair<std::string, std::string>>& texts, bool with_notes) {
  auto told = std::make_unique<Told>();
  base::Interner interner;
  diag::Sink sink;
  auto pack = ast::read_pack(rules::builtin_pack(), told->sources, interner);
  REQUIRE(pack.ok());
  std::vector<check::RuleFile> files;
  for (ast::Ast& tree : pack.value()) files.push_back({std::move(tree), true});
  told->builtin = told->sources.size();
  for (const auto& [name, text] : texts) {
    const text::FileId file = told->sources.add(name, text);
    files.push_back({parse::parse_rules(told->sources, file, {}, interner, sink), false});
  }
  static_cast<void>(
      check::check_rules(files, told->sources, interner, sink, {check::Tests::of_rule_files, with_notes}));
  told->all = sink.sorted(told->sources);
  return told;
}

std::vector<std::pair<std::string, std::string>> texts_of(const Case& wrong, const Program& program) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [name, lines] : program) texts.emplace_back(name, text_of(wrong, lines));
  return texts;
}

std::vector<Message> messages_of(const Case& wrong, const Program& program) {
  // Notes are for who asks for them.
  const bool expects_note = std::any_of(wrong.messages.begin(), wrong.messages.end(),
                                        [](const Message& message) { return message.code.starts_with("note["); });
  const auto told = told_of(texts_of(wrong, program), expects_note);
  std::vector<Message> messages;
  for (const diag::Diagnostic& diagnostic : told->all) {
    REQUIRE(diagnostic.span.known());
    auto message = read_message(inline_message(diagnostic, told->sources));
    REQUIRE(message);
    message->file = static_cast<std::size_t>(diagnostic.span.file) - told->builtin;
    message->line = told->sources.place(diagnostic.span.file, diagnostic.span.begin).line;
    messages.push_back(std::move(*message));
  }
  return messages;
}

std::string shown(const Case& wrong, const Message& message) {
  std::string text;
  if (wrong.program.size() > 1 && message.file < wrong.program.size()) text = wrong.program[message.file].first + ": ";
  const auto& lines = wrong.program[std::min(message.file, wrong.program.size() - 1)].second;
  if (message.line >= 1 && message.line <= lines.size()) text += lines[message.line - 1];
  return text + "\n" + message.mark + " " + message.code + message.words + "\n";
}

// Whether something else than the author's words came out, as a text for people; takes over the words if wanted.
std::string compare(Case& wrong, const std::vector<Message>& found, std::vector<std::string>& lines) {
  std::string text;
  for (Message& expected : wrong.messages) {
    const auto same =
        std::find_if(found.begin(), found.end(), [&](const Message& other) { return other.same_place(expected); });
    if (same == found.end()) {
      text += "-" + shown(wrong, expected);
      continue;
    }
    if (update()) {
      lines[expected.written_at - 1] = expected.mark + " " + expected.code + same->words;
      expected.words = same->words;
    } else if (same->words != expected.words) {
      text += "-" + shown(wrong, expected) + "+" + same->mark + " " + same->code + same->words + "\n";
    }
  }
  for (const Message& message : found) {
    const auto count = [&](const std::vector<Message>& all) {
      return std::count_if(all.begin(), all.end(), [&](const Message& other) { return other.same_place(message); });
    };
    if (count(wrong.messages) < count(found)) text += "+" + shown(wrong, message);
  }
  return text;
}

std::string help_of(const Message& message) {
  constexpr std::string_view kHelp = "; help: ";
  const std::size_t at = message.words.find(kHelp);
  return at == std::string::npos ? "" : message.words.substr(at + kHelp.size());
}

// What is wrong with the repairs, as a text for people. One of two repairs leaves the other mistake.
std::string try_repairs(const Case& wrong) {
  std::string text;
  const auto expect = [&](std::string_view what, const std::vector<Repair>& repairs, std::optional<std::size_t> left) {
    const auto program = repaired(wrong, repairs);
    if (!program) {
      text += std::string(what) + ": its text does not stand there exactly once\n";
      return;
    }
    const std::vector<Message> found = messages_of(wrong, *program);
    const bool as_expected = left ? found.size() == 1 && found[0].code == wrong.messages[*left].code : found.empty();
    if (as_expected) return;
    Case mended = wrong;
    mended.program = *program;
    text += std::string(what) + (left ? " does not leave just the other mistake:\n" : " does not mend it:\n");
    for (const auto& [name, lines] : *program) text += text_of(wrong, lines);
    for (const Message& message : found) text += "+" + shown(mended, message);
  };
  if (wrong.repairs.empty()) return "it has no repair\n";
  const bool two = wrong.messages.size() == 2;
  expect("the repair", wrong.repairs, std::nullopt);
  for (std::size_t i = 0; i < wrong.messages.size(); ++i) {
    const std::string help = help_of(wrong.messages[i]);
    if (help.empty()) text += "it has no help\n";
    std::vector<Repair> own;
    for (const Repair& repair : wrong.repairs) {
      if (repair.mistake != i) continue;
      own.push_back(repair);
      if (!repair.old_text && help.find(repair.new_text) == std::string::npos) {
        text += "the help does not say `" + repair.new_text + "`\n";
      }
    }
    if (two) expect("the repair of one", own, 1 - i);
    if (const auto helped = repair_by_help(wrong, wrong.messages[i])) {
      expect("what the help says", {*helped}, two ? std::optional(1 - i) : std::nullopt);
    }
  }
  return text;
}

void run_folder(const std::string& name) {
  const std::vector<fs::path> paths = rule_files(folder() / name);
  REQUIRE_FALSE(paths.empty());
  std::size_t failed = 0;
  for (const fs::path& path : paths) {
    std::vector<std::string> lines = lines_of(read(path));
    std::vector<Case> cases = read_cases(lines);
    REQUIRE_FALSE(cases.empty());
    for (Case& wrong : cases) {
      std::string text = wrong.problem;
      if (text.empty() && (wrong.messages.empty() || wrong.messages.size() > 2)) text = "it has one mistake or two\n";
      if (text.empty()) text = compare(wrong, messages_of(wrong, wrong.program), lines);
      if (text.empty()) text = try_repairs(wrong);
      if (text.empty()) continue;
      ++failed;
      std::cout << "tests/golden/wrong/" << name << "/" << path.filename().string() << ":" << wrong.line << ": "
                << wrong.title << "\n"
                << text << "\n";
    }
    if (update()) {
      std::string all;
      for (const std::string& line : lines) all += line + "\n";
      write(path, all);
    }
  }
  CHECK(failed == 0);
}

TEST_CASE("syntax") { run_folder("syntax"); }
TEST_CASE("names") { run_folder("names"); }
TEST_CASE("types") { run_folder("types"); }

// What programs can correct by themselves: applied until nothing is left, it leaves a right program where every mistake
// has such a correction, and nowhere another one that has.
TEST_CASE("replacements") {
  constexpr int kMostRounds = 20;
  std::size_t tried = 0;
  std::size_t mended = 0;
  for (const char* name : {"syntax", "names", "types"}) {
    for (const fs::path& path : rule_files(folder() / name)) {
      for (const Case& wrong : read_cases(lines_of(read(path)))) {
        auto texts = texts_of(wrong, wrong.program);
        bool is_whole = true;
        bool is_tried = false;
        int round = 0;
        for (bool goes_on = true; goes_on && round < kMostRounds; ++round) {
          const auto told = told_of(texts, false);
          const std::vector<diag::Diagnostic>& all = told->all;
          if (round == 0) {
            is_whole = std::all_of(all.begin(), all.end(), [](const auto& one) { return !one.replacements.empty(); });
          }
          goes_on = false;
          for (std::size_t i = 0; i < texts.size(); ++i) {
            const text::FileId id{static_cast<std::uint32_t>(told->builtin + i)};
            std::size_t done = 0;
            std::string fixed = driver::with_replacements(texts[i].second, id, all, true, done);
            goes_on = goes_on || fixed != texts[i].second;
            texts[i].second = std::move(fixed);
          }
          is_tried = is_tried || goes_on;
          if (goes_on || !is_whole || !is_tried) continue;
          INFO(path.filename().string() << ": " << wrong.title << "\n" << texts[0].second);
          CHECK(all.empty());
          mended += all.empty() ? 1 : 0;
        }
        INFO(path.filename().string() << ": " << wrong.title << "\n" << texts[0].second);
        CHECK(round < kMostRounds);
        tried += is_tried ? 1 : 0;
      }
    }
  }
  CHECK(tried >= 50);
  CHECK(mended >= 40);
}

TEST_CASE("codes") {
  std::set<std::string> seen;
  std::set<std::string> titles;
  std::size_t one = 0;
  std::size_t two = 0;
  for (const char* name : {"syntax", "names", "types"}) {
    for (const fs::path& path : rule_files(folder() / name)) {
      for (const Case& wrong : read_cases(lines_of(read(path)))) {
        ++(wrong.messages.size() == 2 ? two : one);
        INFO(wrong.title);
        CHECK(titles.insert(wrong.title).second);
        for (const Message& message : wrong.messages) {
          const std::size_t bracket = message.code.find('[') + 1;
          seen.insert(message.code.substr(bracket, message.code.size() - 1 - bracket));
        }
      }
    }
  }
  CHECK(one >= 170);
  CHECK(two >= 15);
  // Of files that cannot be found or are too large, of tests that run, of many mistakes at once, of queries, and of
  // nothing yet.
  const std::set<std::string_view> elsewhere = {
      "rules-not-found", "rules-unreadable", "rules-too-large", "test-failed",  "more-mistakes",
      "not-evaluated",   "query-brackets",   "wrong-allowance", "wrong-waiver", "bad-lock"};
  for (const auto& part : {diag::syntax_codes(), diag::syntax_text_codes(), diag::rule_codes(), diag::defect_codes()}) {
    for (const diag::CodeInfo& row : part) {
      INFO(row.code);
      CHECK((elsewhere.count(row.code) == 1) != (seen.count(std::string(row.code)) == 1));
    }
  }
}

}  // namespace
