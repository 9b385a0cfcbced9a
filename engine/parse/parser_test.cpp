#include "engine/parse/parser.h"

#include <catch2/catch.hpp>

namespace meshplay::parse {

namespace {

struct Parsed {
  explicit Parsed(const std::string& text, const Limits& limits = {}) {
    tree = parse_rules(sources, sources.add("test.mesh", text), limits, interner, sink);
  }

  // "code line:column help", one a line.
  std::string messages() const {
    std::string result;
    for (const diag::Diagnostic& diagnostic : sink.all()) {
      const text::Place place = sources.place(diagnostic.span.file, diagnostic.span.begin);
      result += diagnostic.code + " " + std::to_string(place.line) + ":" + std::to_string(place.column) + " " +
                diagnostic.message + "\n";
    }
    return result;
  }

  std::size_t items() const { return tree.at(tree.root).child_count; }

  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  ast::Ast tree;
};

std::string rule(const std::string& items) { return "deny d on s: Service {\n" + items + "\n}\n"; }

std::string repeated(std::string_view text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

std::string doc_of(const std::string& text) {
  const Parsed parsed(text);
  REQUIRE(parsed.messages().empty());
  const ast::NodeIndex declaration = parsed.tree.children_of(parsed.tree.root).back();
  const ast::NodeIndex doc = parsed.tree.find(declaration, ast::NodeKind::doc);
  if (doc == ast::kNoIndex) return "none";
  return std::string(parsed.interner.text(parsed.tree.at(doc).text));
}

}  // namespace

TEST_CASE("an empty file is a file without items") {
  for (const std::string text : {"", "\n\n", "// nothing\n", "\xef\xbb\xbf"}) {
    const Parsed parsed(text);
    CHECK(parsed.messages().empty());
    CHECK(parsed.items() == 0);
  }
}

TEST_CASE("bytes that are no text give one message and an empty tree") {
  CHECK(Parsed("kind A = B\ncaf\xe9").messages() == "rules-not-utf8 2:4 this is not UTF-8: byte 0xe9\n");
  CHECK(Parsed(std::string("kind A\0= B", 10)).messages() ==
        "rules-nul-byte 1:7 this is no text: it holds a NUL byte\n");
  Limits limits;
  limits.file_bytes = 10;
  CHECK(Parsed("kind A = B\n", limits).messages() == "rules-too-large 1:1 a rule file has at most 10 bytes\n");
  CHECK(Parsed("kind A = B", limits).messages().empty());
  CHECK(Parsed("\xff\xfe").items() == 0);
}

TEST_CASE("documentation is the lines right above a declaration") {
  CHECK(doc_of("/// One.\n/// Two.\nkind A = B") == "One.\nTwo.");
  CHECK(doc_of("/// One.\n///\n///   indented\nprivate kind A = B") == "One.\n\n  indented");
  CHECK(doc_of("/// One.\r\nkind A = B") == "One.");
  CHECK(doc_of("/// One.\n\nkind A = B") == "none");
  CHECK(doc_of("/// One.\n\n/// Two.\nkind A = B") == "Two.");
  CHECK(doc_of("/// One.\n// no doc\nkind A = B") == "none");
  CHECK(doc_of("kind X = Y /// One.\nkind A = B") == "none");
  CHECK(doc_of("//// One.\nkind A = B") == "none");
}

TEST_CASE("ten thousand brackets give one message") {
  for (const std::string bracket : {"(", "[", "{", "f(", "a[", "count("}) {
    INFO(bracket);
    const Parsed parsed(rule("  where " + repeated(bracket, 10'000)));
    CHECK(parsed.sink.all().size() == 1);
    CHECK(parsed.sink.all()[0].code == "too-deep");
  }
  CHECK(Parsed(rule("  where " + repeated("(", 10'000) + "s" + repeated(")", 10'000))).sink.all().size() == 1);
  CHECK(Parsed("kind A = " + repeated("(", 10'000)).sink.all().size() == 1);
}

TEST_CASE("what nests without brackets has a limit too") {
  for (const std::string operation : {"not ", "- ", "s is Pod ? s : ", "some x in s.list where "}) {
    INFO(operation);
    const Parsed parsed(rule("  where " + repeated(operation, 10'000) + "s.x == 1"));
    REQUIRE(parsed.sink.all().size() == 1);
    CHECK(parsed.sink.all()[0].code == "too-deep");
  }
}

TEST_CASE("brackets as deep as the limit are read") {
  CHECK(Parsed(rule("  where " + repeated("(", 199) + "s.x == 1" + repeated(")", 199))).messages().empty());
  CHECK(Parsed(rule("  where " + repeated("f(", 199) + "s" + repeated(")", 199))).messages().empty());
  CHECK(Parsed(rule("  where " + repeated("not ", 200) + "f(s)")).messages().empty());
  CHECK(Parsed("kind A = " + repeated("(", 200) + "B" + repeated(")", 200)).messages().empty());
}

TEST_CASE("long chains of conditions are one flat node") {
  for (const std::string word : {"and", "or"}) {
    const Parsed parsed(rule("  where f(s)" + repeated(" " + word + " s.x == 1", 9'999)));
    REQUIRE(parsed.messages().empty());
    const ast::NodeIndex declaration = parsed.tree.child(parsed.tree.root, 0);
    const ast::NodeIndex where = parsed.tree.find(declaration, ast::NodeKind::where_item);
    CHECK(parsed.tree.at(parsed.tree.child(where, 0)).child_count == 10'000);
  }
}

TEST_CASE("long chains of signs and of path steps are refused in words") {
  CHECK(Parsed(rule("  where \"x\"" + repeated(" + \"x\"", 10'000) + " == s.x")).messages() ==
        "too-many-operators 2:3013 more than 500 operators in one chain\n");
  CHECK(Parsed(rule("  where \"x\"" + repeated(" + \"x\"", 500) + " == s.x")).messages().empty());
  CHECK(Parsed(rule("  where s" + repeated(".x", 10'000) + " == 1")).messages() ==
        "too-deep 2:9 this is nested more than 1000 deep\n");
  CHECK(Parsed(rule("  where s" + repeated("[0]", 10'000) + " == 1")).sink.all().size() == 1);
}

TEST_CASE("quantifiers behind each other take time in proportion") {
  std::string body = "  where f(s)";
  for (int i = 0; i < 300; ++i) body += " or some x: Pod where f(x)";
  const Parsed parsed(rule(body));
  REQUIRE(parsed.messages().empty());
  const ast::NodeIndex declaration = parsed.tree.child(parsed.tree.root, 0);
  const ast::NodeIndex where = parsed.tree.find(declaration, ast::NodeKind::where_item);
  CHECK(parsed.tree.at(parsed.tree.child(where, 0)).child_count == 301);
}

TEST_CASE("a file has at most so many messages, and one that counts the others") {
  Limits limits;
  limits.errors = 2;
  const std::string three = rule("  where s.a = 1") + rule("  where s.b = 1") + rule("  where s.c = 1");
  CHECK(Parsed(three, limits).messages() ==
        "wrong-equals 2:13 `=` does not compare\n"
        "wrong-equals 5:13 `=` does not compare\n"
        "more-mistakes 5:14 1 more mistake in this file\n");
  limits.errors = 3;
  CHECK(Parsed(three, limits).sink.all().size() == 3);
  CHECK(Parsed(repeated(three, 700)).sink.all().back().message == "2080 more mistakes in this file");
}

TEST_CASE("thousands of mistakes in one declaration come to an end") {
  const Parsed parsed(rule(repeated("  where s.a = 1\n", 5'000)));
  CHECK(parsed.sink.all().size() == 21);
  CHECK(parsed.sink.all().back().message.starts_with("at least "));
}

TEST_CASE("what is right in a wrong file becomes part of the tree") {
  const Parsed parsed("kind A = Pod\nkind B Pod\n/// Kept.\nkind C = Pod\nrule x {}\nkind D = Pod\n");
  CHECK(parsed.sink.all().size() == 2);
  CHECK(parsed.items() == 3);
  const Parsed items(rule("  where s.a == 1\n  mesage \"x\"\n  where s.b\n  message \"kept\""));
  REQUIRE(items.sink.all().size() == 1);
  const ast::NodeIndex declaration = items.tree.child(items.tree.root, 0);
  CHECK(items.tree.find(declaration, ast::NodeKind::message) != ast::kNoIndex);
}

TEST_CASE("a comparison that follows another one is left out, the first one stays") {
  const Parsed parsed(rule("  where s.a == 1 == 2"));
  REQUIRE(parsed.sink.all().size() == 1);
  const ast::NodeIndex where = parsed.tree.find(parsed.tree.child(parsed.tree.root, 0), ast::NodeKind::where_item);
  CHECK(parsed.sources.text(parsed.tree.span(parsed.tree.child(where, 0))) == "s.a == 1");
}

TEST_CASE("the expressions of a message stand at their places in the file") {
  const Parsed parsed(rule("  message \"\\t`{s.name}` {s.labels[\\\"a\\\"]}\""));
  REQUIRE(parsed.messages().empty());
  const ast::NodeIndex message = parsed.tree.find(parsed.tree.child(parsed.tree.root, 0), ast::NodeKind::message);
  const ast::NodeIndex text = parsed.tree.child(message, 0);
  REQUIRE(parsed.tree.at(text).kind == ast::NodeKind::interpolation);
  std::vector<std::string> parts;
  for (const ast::NodeIndex part : parsed.tree.children_of(text)) {
    parts.emplace_back(parsed.sources.text(parsed.tree.span(part)));
  }
  CHECK(parts == std::vector<std::string>{"\\t`", "s.name", "` ", "s.labels[\\\"a\\\"]"});
}

TEST_CASE("a message of several lines and a help that is one text hold expressions too") {
  const Parsed parsed(
      rule("  message \"\"\"\n    one {s.name}\n    \"\"\"\n  help \"{s.name}\"\n  where s.x == \"{s.name}\""));
  REQUIRE(parsed.messages().empty());
  const std::string dump = ast::dump(parsed.tree, parsed.interner);
  std::size_t interpolations = 0;
  for (std::size_t at = dump.find("interpolation"); at != std::string::npos; at = dump.find("interpolation", at + 1)) {
    ++interpolations;
  }
  CHECK(interpolations == 2);
}

TEST_CASE("parsing the same file again gives the same tree and messages") {
  const std::string text = rule("  where some x in s.a where x == 1 or s.b = 2\n  message \"{s.c\"") + "kind A = B C\n";
  const Parsed one(text);
  const Parsed two(text);
  CHECK(one.messages() == two.messages());
  CHECK(ast::dump(one.tree, one.interner) == ast::dump(two.tree, two.interner));
}

}  // namespace meshplay::parse
