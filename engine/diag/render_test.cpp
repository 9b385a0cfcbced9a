#include "engine/diag/render.h"

#include <catch2/catch.hpp>
#include <vector>

using meshplay::diag::Color;
using meshplay::diag::Diagnostic;
using meshplay::diag::Fact;
using meshplay::diag::Severity;
using meshplay::text::FileId;
using meshplay::text::SourceSet;
using meshplay::text::Span;

namespace {

// A file and a diagnostic that marks the first occurrence of `marked` in it.
struct Case {
  explicit Case(const std::string& content, std::string_view marked, std::string name = "a.yaml") {
    const FileId file = sources.add(std::move(name), content);
    const std::size_t at = content.find(marked);
    diagnostic.code = "some-code";
    diagnostic.message = "something is wrong";
    diagnostic.span = {file, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + marked.size())};
  }

  std::string text(Color color = Color::off) const {
    std::string out;
    render_text(diagnostic, sources, color, facts, out);
    return out;
  }

  SourceSet sources;
  Diagnostic diagnostic;
  std::vector<Fact> facts;
};

}  // namespace

TEST_CASE("a diagnostic has a header, its place, the line with carets, a label and help") {
  Case c("import x\n\n  on a: Deploymnt\n", "Deploymnt", "rules/net/exposed.mesh");
  c.diagnostic.code = "unknown-kind";
  c.diagnostic.message = "no component kind `Deploymnt` in model `kubernetes`";
  c.diagnostic.label = "not in the schema";
  c.diagnostic.help = "did you mean `Deployment`?";
  CHECK(c.text() == R"(error[unknown-kind]: no component kind `Deploymnt` in model `kubernetes`
  --> rules/net/exposed.mesh:3:9
 3 |   on a: Deploymnt
   |         ^^^^^^^^^ not in the schema
   = help: did you mean `Deployment`?

)");
}

TEST_CASE("notes stand between the line and the help, each with its place; line numbers share one column") {
  Case c("name: a\n1\n2\n3\n4\n5\n6\n7\n8\nname: b\n", "name: b");
  c.diagnostic.notes.push_back({Span{FileId{0}, 0, 4}, "first written here"});
  c.diagnostic.notes.push_back({Span{}, "without a place"});
  c.facts.push_back({"component", "Service/default/web"});
  c.diagnostic.help = "leave one out\nor rename it";
  CHECK(c.text() == R"(error[some-code]: something is wrong
   --> a.yaml:10:1
 10 | name: b
    | ^^^^^^^
    = note: first written here
   --> a.yaml:1:1
  1 | name: a
    | ^^^^
    = note: without a place
    = help: leave one out
            or rename it
    = component: Service/default/web

)");
}

TEST_CASE("without a place there is only the message") {
  Case c("", "");
  c.diagnostic.span = {};
  c.diagnostic.severity = Severity::warning;
  CHECK(c.text() == "warning[some-code]: something is wrong\n\n");
}

TEST_CASE("a file without text is named without a line") {
  Case c("", "");
  CHECK(c.text() == "error[some-code]: something is wrong\n  --> a.yaml\n\n");
}

TEST_CASE("a span over several lines shows the first") {
  Case c("spec:\n  a: 1\n  b: 2\n", "a: 1\n  b: 2");
  CHECK(c.text().find(" 2 |   a: 1\n   |   ^^^^\n") != std::string::npos);
}

TEST_CASE("an empty span and a span at the end of the file have one caret") {
  Case c("ab\n", "b");
  c.diagnostic.span.end = c.diagnostic.span.begin;
  CHECK(c.text().find(" 1 | ab\n   |  ^\n") != std::string::npos);
  c.diagnostic.span = {FileId{0}, 3, 3};
  CHECK(c.text().find("a.yaml:2:1\n 2 |\n   | ^\n") != std::string::npos);
}

TEST_CASE("carets stand under wide characters, tabs and what is written out") {
  Case wide("\xe6\x97\xa5\xe6\x9c\xac: x\n", "x");
  CHECK(wide.text().find("   |       ^\n") != std::string::npos);
  Case tab("\ta: x\n", "x");
  CHECK(tab.text().find(" 1 |     a: x\n   |        ^\n") != std::string::npos);
  Case escape("a\x1b[31m: x\n", "x");
  CHECK(escape.text().find(" 1 | a\\x1b[31m: x\n   |            ^\n") != std::string::npos);
  Case marked_wide("k: \xe6\x97\xa5\xe6\x9c\xac\n", "\xe6\x97\xa5\xe6\x9c\xac");
  CHECK(marked_wide.text().find("   |    ^^^^\n") != std::string::npos);
}

TEST_CASE("a byte order mark is not shown") {
  Case c("\xef\xbb\xbfkind: x\n", "x");
  CHECK(c.text().find("a.yaml:1:7\n 1 | kind: x\n   |       ^\n") != std::string::npos);
}

TEST_CASE("a long line is cut around the span") {
  const std::string filler(200, 'a');
  Case middle(filler + "HERE" + filler, "HERE");
  const std::string text = middle.text();
  const std::string forty(40, 'a');
  const std::string line = " 1 | ..." + forty + "HERE" + std::string(76, 'a') + "...\n";
  CHECK(text.find(line + "   | " + std::string(43, ' ') + "^^^^\n") != std::string::npos);
  Case front("HERE" + filler, "HERE");
  CHECK(front.text().find(" 1 | HERE" + std::string(116, 'a') + "...\n   | ^^^^\n") != std::string::npos);
  Case all(filler, filler);
  CHECK(all.text().find(" 1 | " + std::string(120, 'a') + "...\n   | " + std::string(120, '^') + "\n") !=
        std::string::npos);
}

TEST_CASE("a line of many megabytes costs no more than what is shown") {
  const std::string filler(8U << 20U, 'a');
  Case c(filler + "\xe6\x97\xa5HERE" + filler, "HERE");
  CHECK(c.text().find("\xe6\x97\xa5HERE") != std::string::npos);
  CHECK(c.text().size() < 500);
}

TEST_CASE("nothing of a user's text reaches the terminal unescaped") {
  Case c("a: \x1b]0;title\x07\n", "title", "bad\x1b[2J.yaml");
  c.diagnostic.message = "name `\x1b[31m` is \xe2\x80\xaewrong";
  c.diagnostic.label = "label\x1b";
  c.diagnostic.help = "help\x1b";
  c.diagnostic.notes.push_back({Span{}, "note\x9b"});
  c.facts.push_back({"component", "Pod/a\nb"});
  for (const char character : c.text()) {
    const auto byte = static_cast<unsigned char>(character);
    CHECK((byte == '\n' || (byte >= 0x20 && byte < 0x7f)));
  }
}

TEST_CASE("colour changes only the colour") {
  Case c("a: b\n", "b");
  c.diagnostic.label = "this";
  c.diagnostic.help = "that";
  std::string plain;
  const std::string colored = c.text(Color::on);
  for (std::size_t i = 0; i < colored.size(); ++i) {
    if (colored[i] == '\x1b') {
      i = colored.find('m', i);
    } else {
      plain += colored[i];
    }
  }
  CHECK(plain == c.text());
  CHECK(colored != plain);
}
