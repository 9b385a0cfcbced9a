#include "engine/data/yaml_reader.h"

#include <catch2/catch.hpp>

#include "engine/data/read_for_test.h"

namespace meshplay::data {
namespace {

using test::Reading;

// What a text without mistakes becomes.
std::string check(const std::string& yaml) {
  const Reading reading(yaml);
  CHECK(reading.complaints().empty());
  CHECK_FALSE(reading.outcome.failed);
  CHECK(reading.defects().empty());
  return reading.shown();
}

TEST_CASE("block and flow collections nest in any way") {
  CHECK(check("a:\n  b: 1\n  c:\n  - x\n  - y: 2\n    z: [p, {q: r}]\nd: {}\ne: []\n") ==
        R"({"a":{"b":1,"c":["x",{"y":2,"z":["p",{"q":"r"}]}]},"d":{},"e":[]})");
  CHECK(check("- - 1\n  - 2\n-\n  - 3\n") == "[[1,2],[3]]");
  CHECK(check("? a\n: 1\n? b\n") == R"({"a":1,"b":null})");
  CHECK(check("{a, b: , 'c': d}") == R"({"a":null,"b":null,"c":"d"})");
}

TEST_CASE("only plain scalars are typed") {
  CHECK(check("[5, '5', \"5\", true, 'true', null, 'null', ~, 1.5, '1.5', yes, 'yes']") ==
        R"([5,"5","5",true,"true",null,"null",null,#1.5,"1.5",true,"yes"])");
  CHECK(check("a: |\n  5\nb: >-\n  5\n") == R"({"a":"5\n","b":"5"})");
}

TEST_CASE("keys are texts by their spelling") {
  CHECK(check("on: 1\n5: 2\n0x1F: 3\nnull: 4\n~: 5\ntrue: 6\n'q': 7\n\"\": 8\n1.0: 9\n") ==
        R"({"on":1,"5":2,"0x1F":3,"null":4,"~":5,"true":6,"q":7,"":8,"1.0":9})");
}

TEST_CASE("tags change the type where they are known and nothing where they are not") {
  CHECK(
      check("[!!str 5, !!int '5', !!float 3, !!bool 'yes', !!null '', !!binary aGk=, !Ref x, !<tag:x.org,2000:y> 7]") ==
      R"(["5",5,#3,true,null,"aGk=","x","7"])");
  CHECK(check("[!!int x, !!bool 5, !!timestamp 2001-01-01, !!str true, !!str ]") ==
        R"(["x","5","2001-01-01","true",""])");
  CHECK(check("[! 5, ! '6', &a ! true, !  x, &b null]") == R"(["5","6","true","x",null])");
  CHECK(check("a: {! <<: 1}\n") == R"({"a":{"<<":1}})");
  CHECK(check("!!map\na: !!seq [1]\nb: !mine {c: 1}\n") == R"({"a":[1],"b":{"c":1}})");
}

TEST_CASE("block scalars keep, fold and chop as YAML says") {
  CHECK(check("a: |\n  one\n  two\n\nb: >\n  one\n  two\n\nc: |-\n  x\nd: |+\n  x\n\ne: |2\n    x\n") ==
        R"({"a":"one\ntwo\n","b":"one two\n","c":"x","d":"x\n\n","e":"  x\n"})");
}

TEST_CASE("quoted styles know their escapes") {
  CHECK(check(R"(['it''s', "a\tb\u00e9\U0001F600\\\"", 'a\tb'])") ==
        "[\"it's\",\"a\tb\xc3\xa9\xf0\x9f\x98\x80\\\\\\\"\",\"a\\\\tb\"]");
}

TEST_CASE("a file holds many documents, and empty ones are none") {
  const Reading reading("a: 1\n---\n# nothing\n---\n\n---\nb: 2\n...\n---\n- 3\n--- text\n---\n''\n---\n~\n");
  CHECK(reading.shown() == "{\"a\":1}\n{\"b\":2}\n[3]\n\"text\"\n\"\"\nnull");
  CHECK(reading.outcome.documents == 6);
  CHECK(check("").empty());
  CHECK(check("# only a comment\n").empty());
  CHECK(check("---\n---\n").empty());
  CHECK(check("\xef\xbb\xbf").empty());
}

TEST_CASE("line ends of Windows and old Macs, and a byte order mark, change nothing") {
  CHECK(check("a: 1\r\nb:\r\n  - x\r\n  - |\r\n    t\r\n    u\r\n") == R"({"a":1,"b":["x","t\nu\n"]})");
  CHECK(check("a: 1\rb: 2\r") == R"({"a":1,"b":2})");
  CHECK(check("\xef\xbb\xbf"
              "a: 1\n") == R"({"a":1})");
  CHECK(check("\xef\xbb\xbf---\na: 1\n") == R"({"a":1})");
  CHECK(check("%YAML 1.1\n---\na: 1\n") == R"({"a":1})");
}

TEST_CASE("aliases are copies of what their anchors mark") {
  CHECK(check("a: &x {p: [1, 2]}\nb: *x\nc: [*x, *x]\n") ==
        R"({"a":{"p":[1,2]},"b":{"p":[1,2]},"c":[{"p":[1,2]},{"p":[1,2]}]})");
  CHECK(check("- &x 5\n- *x\n- &x six\n- *x\n") == R"([5,5,"six","six"])");
  CHECK(check("&k key: 1\nb: *k\n") == R"({"key":1,"b":"key"})");
  CHECK(check("- &k key\n- *k : 2\n") == R"(["key",{"key":2}])");
  CHECK(check("- &n 5\n- *n : 2\n") == R"([5,{"5":2}])");
  CHECK(check("a: &e\nb: *e\n") == R"({"a":null,"b":null})");
  CHECK(check("a: &o {b: &i {c: 1}}\nd: *i\ne: *o\n") == R"({"a":{"b":{"c":1}},"d":{"c":1},"e":{"b":{"c":1}}})");
}

TEST_CASE("a merge key takes over entries, and own keys win wherever they stand") {
  CHECK(check("base: &b {x: 1, y: 2}\nd:\n  <<: *b\n  y: 3\n") == R"({"base":{"x":1,"y":2},"d":{"y":3,"x":1}})");
  CHECK(check("base: &b {x: 1, y: 2}\nd:\n  y: 3\n  <<: *b\n") == R"({"base":{"x":1,"y":2},"d":{"y":3,"x":1}})");
  CHECK(check("- &a {x: 1}\n- &b {x: 2, y: 2}\n- <<: [*a, *b]\n  z: 3\n- {<<: [*b, *a]}\n") ==
        R"([{"x":1},{"x":2,"y":2},{"z":3,"x":1,"y":2},{"x":2,"y":2}])");
  CHECK(check("a: {<<: {p: {q: 1}}, r: 2}\n") == R"({"a":{"r":2,"p":{"q":1}}})");
  CHECK(check("a: {<<: [], r: 2}\n") == R"({"a":{"r":2}})");
}

TEST_CASE("merge keys chain, nest and are copied by aliases") {
  CHECK(check("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b, z: 3}\nd: *b\n") ==
        R"({"a":{"x":1},"b":{"y":2,"x":1},"c":{"z":3,"y":2,"x":1},"d":{"y":2,"x":1}})");
  CHECK(check("a: &a {x: {k: 1}}\nb:\n  <<: *a\n  deep:\n    <<: *a\n    list: [{<<: *a}]\n") ==
        R"({"a":{"x":{"k":1}},"b":{"deep":{"list":[{"x":{"k":1}}],"x":{"k":1}},"x":{"k":1}}})");
  CHECK(check("a: &a {x: 1}\nb: {<<: *a, y: &y 7}\nc: *y\n") == R"({"a":{"x":1},"b":{"y":7,"x":1},"c":7})");
}

TEST_CASE("`<<` in quotes is a key like any other") {
  CHECK(check("a: {'<<': 1, \"x\": 2}\n") == R"({"a":{"<<":1,"x":2}})");
  CHECK(check("- &m <<: {a: 1}\n- *m\n- *m : 2\n") == R"([{"a":1},"<<",{"<<":2}])");
  CHECK(check("a: <<\n") == R"({"a":"<<"})");
}

TEST_CASE("a scalar's span is exactly its text, quotes included") {
  const Reading reading(
      "plain: some text here   # comment\nsingle: 'it''s'\ndouble: \"a \\\" b\"\nnumber: 0x1F\n"
      "list: [ a , 'b' ]\ntagged: !!str 5\nanchored: &x  value\nboth: !!str &y 'q'\n");
  CHECK(reading.source("plain") == "some text here");
  CHECK(reading.source("single") == "'it''s'");
  CHECK(reading.source("double") == "\"a \\\" b\"");
  CHECK(reading.source("number") == "0x1F");
  CHECK(reading.source("list") == "[ a , 'b' ]");
  CHECK(reading.source("list[0]") == "a");
  CHECK(reading.source("list[1]") == "'b'");
  CHECK(reading.source("tagged") == "5");
  CHECK(reading.source("anchored") == "value");
  CHECK(reading.source("both") == "'q'");
  CHECK(Reading("a: ! 5\n").source("a") == "5");
  CHECK(Reading("a: !\n").source("a").empty());
}

TEST_CASE("a key's span is its text") {
  const Reading reading("a: 1\n'b c': 2\n");
  std::string keys;
  reading.tree.for_each_entry(reading.tree.documents[0].root, [&](NodeId key, NodeId) {
    const Node& node = reading.tree.at(key);
    keys += std::string(reading.sources.text({reading.file, node.begin, node.end})) + "|";
  });
  CHECK(keys == "a|'b c'|");
}

TEST_CASE("a block collection's span ends with its last content") {
  const Reading reading(
      "spec:\n  ports:\n  - port: 80\n    name: web   \n\n  # trailing\n\nnext: &a\n  x: |\n    t\n    u\n\n\nlast:\n- "
      "1\n-\n");
  CHECK(reading.source("spec") == "ports:\n  - port: 80\n    name: web");
  CHECK(reading.source("spec.ports") == "- port: 80\n    name: web");
  CHECK(reading.source("spec.ports[0]") == "port: 80\n    name: web");
  CHECK(reading.source("next") == "x: |\n    t\n    u");
  CHECK(reading.source("next.x") == "|\n    t\n    u");
  CHECK(reading.source("last") == "- 1\n-");
  CHECK(reading.source("last[1]").empty());
}

TEST_CASE("anchors and tags before a block collection do not belong to its span") {
  const Reading reading("a: &x # comment\n  !!map\n  b: 1\nc: !mine\n- &y d\n");
  CHECK(reading.source("a") == "b: 1");
  CHECK(reading.source("c") == "- &y d");
  CHECK(Reading("a: &x # comment\r  b: 1\r").source("a") == "b: 1");
  CHECK(reading.source("c[0]") == "d");
}

TEST_CASE("an empty value stands after its colon or dash") {
  const Reading reading("a:\nb:   # comment\nc: {d: , e}\nf:\n- \n-\n? g\n? h\n# end\n");
  const auto at = [&](std::string_view path) {
    const Node& node = reading.tree.at(reading.find(path));
    CHECK(node.begin == node.end);
    CHECK(node.type == NodeType::null);
    return reading.place(node.begin);
  };
  CHECK(at("a") == "1:3");
  CHECK(at("b") == "2:3");
  CHECK(at("c.d") == "3:7");
  CHECK(at("f[0]") == "5:2");
  CHECK(at("f[1]") == "6:2");
  CHECK(at("g") == "7:4");
  CHECK(reading.source("f") == "- \n-");
}

TEST_CASE("nodes of an alias keep the place where the text stands, and collections end after the alias") {
  const Reading reading("a: &x [1, 2]\nb:\n  c: *x\n");
  CHECK(reading.source("b.c[1]") == "2");
  CHECK(reading.place(reading.tree.at(reading.find("b.c[1]")).begin) == "1:11");
  CHECK(reading.source("b") == "c: *x");
}

TEST_CASE("spans are bytes, whatever stands before them") {
  const Reading reading(
      "\xef\xbb\xbf# \xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\r\nk\xc3\xa9y: caf\xc3\xa9 x\r\nlist:\r\n- "
      "\"\xf0\x9f\x98\x80\" # \xc3\xa9\r\n- last\r\n");
  CHECK(reading.source("[\"k\xc3\xa9y\"]") == "caf\xc3\xa9 x");
  CHECK(reading.source("list") == "- \"\xf0\x9f\x98\x80\" # \xc3\xa9\r\n- last");
  CHECK(reading.source("list[0]") == "\"\xf0\x9f\x98\x80\"");
  CHECK(reading.source("list[1]") == "last");
  CHECK(reading.defects().empty());
}

TEST_CASE("files are appended to one tree") {
  text::SourceSet sources;
  base::Interner interner;
  Tree tree;
  diag::Sink sink;
  const text::FileId first = sources.add("a.yaml", "a: 1\n---\nb: 2\n");
  const text::FileId second = sources.add("c.json", R"({"c":3})");
  CHECK(read_documents(sources, first, Syntax::yaml, {}, interner, tree, sink).documents == 2);
  CHECK(read_documents(sources, second, Syntax::json, {}, interner, tree, sink).documents == 1);
  REQUIRE(tree.documents.size() == 3);
  CHECK(tree.documents[1].file == first);
  CHECK(tree.documents[2].file == second);
  CHECK(interner.text(tree.at(NodeId{static_cast<std::uint32_t>(tree.documents[2].root) + 1}).text) == "c");
}

TEST_CASE("of many repeated keys the first ones by place are told, whatever was read before") {
  const auto key = [](int number) { return "k" + std::to_string(100 + number) + ": 1\n"; };
  std::string before;
  std::string repeated;
  for (int i = 0; i < 30; ++i) before += key(29 - i);
  for (int i = 0; i < 60; ++i) repeated += key(i % 30);
  const auto told = [&](const std::string& yaml) {
    const Reading reading(yaml);
    std::vector<std::string> keys;
    for (const diag::Diagnostic& diagnostic : reading.sink.sorted(reading.sources)) {
      keys.emplace_back(reading.sources.text(diagnostic.span));
    }
    return keys;
  };
  const std::vector<std::string> keys = told(repeated);
  REQUIRE(keys.size() == 20);
  CHECK(keys.front() == "k100");
  CHECK(keys.back() == "k119");
  CHECK(told(before + "---\n" + repeated) == keys);
}

}  // namespace
}  // namespace meshplay::data
