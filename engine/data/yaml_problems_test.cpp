#include "engine/data/yaml_problems.h"

#include <catch2/catch.hpp>

#include "engine/data/read_for_test.h"

namespace meshplay::data {
namespace {

// What is said about a text that is wrong: one line a diagnostic, `line:column code: message [span] (notes)`.
std::string check(const std::string& yaml, const Limits& limits = {}) {
  const test::Reading reading(yaml, Syntax::yaml, limits);
  CHECK(reading.outcome.failed);
  CHECK(reading.defects().empty());
  return reading.complaints();
}

std::string syntax(const std::string& place, const std::string& what) {
  return place + " yaml-syntax: this is not valid YAML: " + what;
}

TEST_CASE("tabs in the indentation are named") {
  CHECK(check("a:\n\tb: 1\n") == "2:1 tab-indentation: a tab stands in the indentation [\t]");
  CHECK(check("a:\n  b: 1\n  \t\tc: 2\n") == "3:3 tab-indentation: a tab stands in the indentation [\t\t]");
  CHECK(check("a:\r\n  - x\r\n\t- y\r\n") == "3:1 tab-indentation: a tab stands in the indentation [\t]");
  const test::Reading fine("a:\tb\nc: [\t1,\n\t2]\n");
  CHECK(fine.shown() == R"({"a":"b","c":[1,2]})");
}

TEST_CASE("bytes that are not UTF-8 are found at the first of them") {
  CHECK(check("a: x\nb: caf\xe9\n") == "2:7 not-utf8: the byte 0xE9 is not UTF-8 [\xe9]");
  CHECK(check("a: \xc3\xa9 \xc3(\n") == "1:6 not-utf8: the byte 0xC3 is not UTF-8 [\xc3]");
  const test::Reading utf16(
      std::string("\xff\xfe"
                  "a\0:\0",
                  6));
  CHECK(utf16.sink.all().at(0).help == "it looks like UTF-16: save it as UTF-8");
  CHECK(utf16.sink.all().size() == 1);
}

TEST_CASE("NUL bytes and control characters are found") {
  CHECK(check(std::string("a: b\n\0", 6)) == std::string("2:1 nul-byte: a NUL byte stands here [\0]", 40));
  CHECK(check("a: \x1b[1m\n") == "1:4 control-character: a control character stands here [\x1b]");
  CHECK(check("\xef\xbb\xbf\xc3\xa9: \x7f\n") == "1:4 control-character: a control character stands here [\x7f]");
}

TEST_CASE("syntax errors are said in words and at the smallest place") {
  CHECK(check("a: b: c\n") == syntax("1:5", "a `:` stands where no key can be [:]"));
  CHECK(check("a: 1\nb\n") == syntax("2:1", "there is no `:` after this key [b]"));
  CHECK(check("a:\n  b: 1\n c: 2\n") ==
        syntax("3:2", "this line does not fit the mapping that stands here [c:] (1:1 the mapping begins here)"));
  CHECK(check("- a\nb: c\n") ==
        syntax("2:1", "this line is no item of the list that stands here [b:] (1:1 the list begins here)"));
  CHECK(check("a: - b\n") == syntax("1:4", "a list item `-` stands where no list can begin [-]"));
  CHECK(check("a: [1, 2\nb: 3\n") ==
        syntax("2:2", "the list in brackets is not closed by `]` [:] (1:4 it is opened here)"));
  CHECK(check("a: {x: 1]\n") ==
        syntax("1:9", "the mapping in braces is not closed by `}` []] (1:4 it is opened here)"));
  CHECK(check("a: [") ==
        syntax("1:5", "a bracket is still open where the document ends [] (1:4 the bracket is opened here)"));
  CHECK(check("a: 1\n---\nb: [\n---\n") ==
        syntax("4:1", "a bracket is still open where the document ends [---] (3:4 the bracket is opened here)"));
  CHECK(check("a: [1,,2]\n") == syntax("1:7", "a value is missing here [,2]] (1:4 the bracket is opened here)"));
  CHECK(check("a: 1\n}\n") == syntax("2:1", "a `}` that closes nothing [}]"));
  CHECK(check("a: \"x\" y\n") == syntax("1:8", "text stands after the closing quote [y]"));
  CHECK(check("a: 'b\nc: 1\n") == syntax("1:4", "this quote is never closed ['b]"));
  CHECK(check("a: \"b\n---\nc\"\n") == syntax("1:4", "this quote is not closed before the document ends [\"b]"));
  CHECK(check("a: \"\\q\"\n") == syntax("1:5", "no such escape in text in double quotes [\\q\"]"));
  CHECK(check("a: \"\\ud800\"\n") == syntax("1:7", "this escape names no character of Unicode [d800\"]"));
  CHECK(check("host: *.example.com\n") == syntax("1:7", "`*` begins an alias but no name follows [*.example.com]"));
  CHECK(check("a: & x\n") == syntax("1:4", "`&` begins an anchor but no name follows [&]"));
  CHECK(check("a: @x\n") == syntax("1:4", "no value can begin with `@` [@]"));
  CHECK(check("a: `x`\n") == syntax("1:4", "no value can begin with a backtick [`]"));
  CHECK(check("a: | text\n") == syntax("1:6", "text stands on the line of `|` or `>` [text]"));
  CHECK(check("a: 1\n... x\n") == syntax("2:5", "text stands after the end of the document [x]"));
  CHECK(check("%YAML 2.0\n---\na: 1\n") ==
        syntax("1:1", "the `%YAML` line asks for a version other than 1.1 and 1.2 [%YAML]"));
  CHECK(check("a: !x!y z\n") == syntax("1:4", "the tag's prefix is declared nowhere [!x!y]"));
  CHECK(check("a: 1\n\xef\xbb\xbf"
              "b: 2\n") == syntax("2:1", "a byte order mark in the middle of the file [\xef\xbb\xbf]"));
}

TEST_CASE("places are right behind characters of several bytes") {
  CHECK(check("k\xc3\xa9y: \xe2\x82\xac\xf0\x9f\x98\x80\nb: *x\n") ==
        "2:4 unknown-alias: no anchor `&x` stands before this alias [*x]");
  CHECK(check("\xef\xbb\xbf\xe2\x82\xac: \xe2\x82\xac: 1\n") == syntax("1:5", "a `:` stands where no key can be [:]"));
}

TEST_CASE("the place that an error refers back to is right too") {
  CHECK(check("\xc3\xa9: 1\n\xc3\xa9k:\n  \xe2\x82\xac: '\xc3\xa9\xc3\xa9'\n \xc3\xa9: 2\n") ==
        syntax("4:2", "this line does not fit the mapping that stands here [\xc3\xa9:] (1:1 the mapping begins here)"));
  CHECK(check("\xc3\xa9: [\xe2\x82\xac, \xe2\x82\xac\n\xc3\xa9: 1\n") ==
        syntax("2:2", "the list in brackets is not closed by `]` [:] (1:4 it is opened here)"));
}

TEST_CASE("after a syntax error the documents before it stay") {
  const test::Reading reading("a: 1\n---\nb: 2\n---\nc: [\n---\nd: 4\n");
  CHECK(reading.shown() == "{\"a\":1}\n{\"b\":2}");
  CHECK(reading.outcome.documents == 2);
  CHECK(reading.outcome.failed);
  CHECK(reading.sink.errors() == 1);
  CHECK(reading.defects().empty());
}

TEST_CASE("a template gives one diagnostic for the file") {
  const std::string yaml = GENERATE(values<std::string>(
      {"a: 1\n{{- if .Values.x }}\nb: 1\nb: 2\n{{- end }}\n", "a: 1\nb: {{ .Values.x }}\n", "a: 1\nb: {{.x}}-y\nc: [\n",
       "a: 1\n{{ include \"x\" . }}\n", "a: 1\nb: *x {{ y }}\n", "a: 1\nb:\n  {{- toYaml .Values.x | nindent 4 }}\n"}));
  const test::Reading reading(yaml);
  REQUIRE(reading.sink.all().size() == 1);
  CHECK(reading.sink.all()[0].message == "a template, not YAML yet: `{{` stands outside quotes");
  CHECK(reading.sink.all()[0].help.find("helm template") != std::string::npos);
  CHECK(reading.sink.all()[0].span.begin == yaml.find("{{"));
  CHECK(reading.tree.documents.empty());
  CHECK(reading.defects().empty());
}

TEST_CASE("a template is told once, and its documents that are YAML are read") {
  const test::Reading reading("a: {{ x }}\n---\nb: 1\n---\nc: {{ y }}\n---\nd: 2\n---\n{{ if z }}\n- [\n");
  CHECK(reading.complaints() == "1:4 yaml-template: a template, not YAML yet: `{{` stands outside quotes [{{]");
  CHECK(reading.sink.all().size() == 1);
  CHECK(reading.shown() == "{\"b\":1}\n{\"d\":2}");
}

TEST_CASE("braces in quotes and comments make no template") {
  CHECK(check("a: \"{{ x }}\" # {{ y }}\n# {{ z }}\nb: @c\n") == syntax("3:4", "no value can begin with `@` [@]"));
  const test::Reading fine("a: \"{{ $labels.x }}\"\nb: x {{ y }}\n");
  CHECK(fine.shown() == R"({"a":"{{ $labels.x }}","b":"x {{ y }}"})");
}

TEST_CASE("a repeated key names both places and leaves out its document only") {
  const test::Reading reading("a: 1\n---\nspec:\n  x: 1\n  y: 2\n  x: 3\n  'y': 4\n---\nb: 2\n");
  CHECK(reading.complaints() ==
        "6:3 repeated-key: the key `x` stands twice in this mapping [x] (4:3 first written here)\n"
        "7:3 repeated-key: the key `y` stands twice in this mapping ['y'] (5:3 first written here)");
  CHECK(reading.shown() == "{\"a\":1}\n{\"b\":2}");
  CHECK(reading.outcome.documents == 2);
  CHECK(reading.outcome.failed);
  CHECK(check("a: {b: 1, c: 2, b: 3}\n") ==
        "1:17 repeated-key: the key `b` stands twice in this mapping [b] (1:5 first written here)");
}

TEST_CASE("a repeated key is found among many") {
  for (const int size : {2, 15, 16, 17, 18, 100}) {
    std::string yaml;
    for (int i = 0; i < size; ++i) yaml += "key" + std::to_string(i) + ": {x: 1}\n";
    CHECK(test::Reading(yaml).sink.all().empty());
    for (const int other : {0, size / 2, size - 1}) {
      INFO(size << " keys, number " << other << " again");
      const std::string key = "key" + std::to_string(other);
      CHECK(check(yaml + key + ": again\n") == std::to_string(size + 1) + ":1 repeated-key: the key `" + key +
                                                   "` stands twice in this mapping [" + key + "] (" +
                                                   std::to_string(other + 1) + ":1 first written here)");
    }
  }
}

TEST_CASE("equal keys in different mappings are no repetition") {
  CHECK(test::Reading("a: {a: {a: 1}}\nb: [{a: 1}, {a: 1}]\n").sink.all().empty());
}

TEST_CASE("many repeated keys are not all told") {
  std::string yaml;
  for (int i = 0; i < 1000; ++i) yaml += "a: 1\n";
  CHECK(test::Reading(yaml).sink.errors() == 20);
}

TEST_CASE("keys that are no text are refused") {
  CHECK(check("x: {[a, b]: 1}\n---\nb: 1\n") == "1:5 key-not-text: a key must be text, and this one is a list [[]");
  CHECK(check("? {a: b}\n: 1\n") == "1:3 key-not-text: a key must be text, and this one is a mapping [{]");
  CHECK(check("a: &x [1]\n*x : 2\n") == "2:1 key-not-text: a key must be text, and this one is a list [*x]");
  CHECK(check("? \n: 1\n").find("this one is empty") != std::string::npos);
  CHECK(test::Reading("x: {[a, b]: 1}\n---\nb: 1\n").shown() == R"({"b":1})");
}

TEST_CASE("aliases without an anchor, and inside it, are refused") {
  CHECK(check("a: *x\nb: &x 1\n") == "1:4 unknown-alias: no anchor `&x` stands before this alias [*x]");
  CHECK(check("a: &x 1\n---\nb: *x\n") == "3:4 unknown-alias: no anchor `&x` stands before this alias [*x]");
  CHECK(check("a: &x [1, {b: *x}]\n") == "1:15 alias-in-itself: alias `*x` stands inside the value that it names [*x]");
  CHECK(test::Reading("a: *x\n---\nb: 1\n").shown() == R"({"b":1})");
}

TEST_CASE("a merge key of no mapping is refused") {
  const std::string message = " bad-merge: the merge key `<<` needs a mapping, or a list of mappings [<<]";
  CHECK(check("a: {<<: 5}\n") == "1:5" + message);
  CHECK(check("a:\n  <<: [{b: 1}, 2]\n") == "2:3" + message);
  CHECK(check("a:\n  <<:\n---\nb: 1\n") == "2:3" + message);
  CHECK(check("a: &x 7\nb:\n  c: {<<: *x}\n") == "3:7" + message);
  CHECK(check("a: &x {y: 1}\nb:\n  <<: *x\n  <<: *x\n") ==
        "4:3 repeated-key: the key `<<` stands twice in this mapping [<<] (3:3 first written here)");
}

TEST_CASE("each limit is named and nothing beyond it is read") {
  Limits limits;
  limits.depth = 3;
  CHECK(test::Reading("[[[1]]]", Syntax::yaml, limits).shown() == "[[[1]]]");
  CHECK(check("a: 1\n---\n[[[[1]]]]\n---\nb: 1\n", limits) ==
        "3:4 document-too-deep: nested deeper than 3 levels, the limit on depth [[]");
  CHECK(test::Reading("a: 1\n---\n[[[[1]]]]\n---\nb: 1\n", Syntax::yaml, limits).shown() == R"({"a":1})");
  CHECK(check("a:\n  b:\n    c:\n      d: 1\n", limits) ==
        "4:7 document-too-deep: nested deeper than 3 levels, the limit on depth [d]");
  CHECK(check("a: &x [[1]]\nb: [*x]\n", limits) ==
        "2:5 document-too-deep: nested deeper than 3 levels, the limit on depth [*x]");
  limits = {};
  limits.nodes_in_document = 5;
  CHECK(test::Reading("[1, 2, 3, 4]\n---\n[1, 2, 3, 4]", Syntax::yaml, limits).outcome.documents == 2);
  CHECK(check("[1, 2, 3, 4, 5, 6]\n", limits) ==
        "1:14 too-many-values: more than 5 values, the limit on values of a document [5]");
  CHECK(check("[&x [1], *x, *x]\n", limits) ==
        "1:14 too-many-values: more than 5 values, the limit on values of a document [*x]");
  CHECK(test::Reading("[1, 2, 3, 4, 5]\n---\na: 1\n", Syntax::yaml, limits).shown() == R"({"a":1})");
  limits = {};
  limits.documents_in_file = 2;
  CHECK(test::Reading("a\n---\nb\n", Syntax::yaml, limits).outcome.documents == 2);
  CHECK(check("a\n---\nb\n---\nc\n", limits) ==
        "4:1 too-many-documents: more than 2 documents, the limit on documents of a file []");
  limits = {};
  limits.alias_nodes_in_document = 4;
  CHECK(test::Reading("[&x [1], *x, *x]\n", Syntax::yaml, limits).outcome.documents == 1);
  CHECK(check("[&x [1], *x, *x, *x]\n", limits) ==
        "1:18 too-many-alias-values: aliases stand for more than 4 values, the limit on aliases [*x]");
  limits = {};
  limits.file_bytes = 10;
  CHECK(check("a: 12345678\n", limits) ==
        "1:1 file-too-large: `in.yaml` has 12 bytes; the limit on the size of a file is 10 []");
}

TEST_CASE("an alias bomb, 10,000 brackets and a chain of deep aliases end at once") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "*a" + std::to_string(i - 1);
    bomb +=
        "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [" + before + ", " + before + ", " + before + "]\n";
  }
  CHECK(check(bomb).find("too-many-alias-values") != std::string::npos);
  CHECK(check(std::string(10'000, '[')).find("1:257 document-too-deep") == 0);
  std::string braces;
  for (int i = 0; i < 10'000; ++i) braces += "{a: ";
  CHECK(check(braces).find("1:1025 document-too-deep") == 0);
  std::string dashes;
  for (int i = 0; i < 10'000; ++i) dashes += "- ";
  CHECK(check(dashes).find("document-too-deep") != std::string::npos);
  std::string chain = "- &a0 [x]\n";
  for (int i = 1; i < 1000; ++i) chain += "- &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  CHECK(check(chain).find("document-too-deep") != std::string::npos);
}

}  // namespace
}  // namespace meshplay::data
