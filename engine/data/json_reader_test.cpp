#include "engine/data/json_reader.h"

#include <catch2/catch.hpp>

#include "engine/data/read_for_test.h"

namespace meshplay::data {
namespace {

std::string check(const std::string& json) {
  const test::Reading reading(json, Syntax::json);
  CHECK(reading.complaints().empty());
  CHECK(reading.defects().empty());
  return reading.shown();
}

std::string refused(const std::string& json, const Limits& limits = {}) {
  const test::Reading reading(json, Syntax::json, limits);
  CHECK(reading.outcome.failed);
  CHECK(reading.defects().empty());
  std::string complaints = reading.complaints();
  const std::string prefix = "json-syntax: this is not valid JSON: ";
  const std::size_t at = complaints.find(prefix);
  if (at != std::string::npos) complaints.erase(at, prefix.size());
  return complaints;
}

TEST_CASE("JSON is read as it stands") {
  CHECK(check(R"({"a": [1, -2.5e+3, true, false, null, "x"], "b": {}, "c": []})") ==
        R"({"a":[1,#-2.5e+3,true,false,null,"x"],"b":{},"c":[]})");
  CHECK(check("\t[\r\n\t1 ,\t2 ]\n") == "[1,2]");
  CHECK(check("5") == "5");
  CHECK(check("\"x\"") == "\"x\"");
  CHECK(check("{\"yes\": \"no\", \"on\": \"1\"}") == R"({"yes":"no","on":"1"})");
  CHECK(check("\xef\xbb\xbf{}") == "{}");
  CHECK(check("").empty());
  CHECK(check(" \n").empty());
}

TEST_CASE("documents may follow one another") {
  CHECK(check("{\"a\":1}{\"b\":2}\n[3] 4 \"x\"\n") == "{\"a\":1}\n{\"b\":2}\n[3]\n4\n\"x\"");
}

TEST_CASE("escapes are opened, surrogates joined") {
  CHECK(check(R"("\"\\\/\b\f\n\r\t")") == "\"\\\"\\\\/\b\f\\n\r\t\"");
  CHECK(check(R"("\u0041\u00e9\u20AC\ud83d\uDE00 z")") == "\"A\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80 z\"");
  CHECK(check("\"caf\xc3\xa9 \xf0\x9f\x98\x80\"") == "\"caf\xc3\xa9 \xf0\x9f\x98\x80\"");
  CHECK(check("{\"\\u0061\": 1}") == R"({"a":1})");
}

TEST_CASE("every value knows its bytes") {
  const test::Reading reading("{\n  \"k\\u00e9y\": [ -1.50 , \"a\\nb\" ],\n  \"o\" : { \"p\": null }\n}\n",
                              Syntax::json);
  CHECK(reading.source("") == "{\n  \"k\\u00e9y\": [ -1.50 , \"a\\nb\" ],\n  \"o\" : { \"p\": null }\n}");
  CHECK(reading.source("[\"k\xc3\xa9y\"]") == "[ -1.50 , \"a\\nb\" ]");
  CHECK(reading.source("[\"k\xc3\xa9y\"][0]") == "-1.50");
  CHECK(reading.source("[\"k\xc3\xa9y\"][1]") == "\"a\\nb\"");
  CHECK(reading.source("o") == "{ \"p\": null }");
  CHECK(reading.source("o.p") == "null");
  const Node& key = reading.tree.nodes[1];
  CHECK(reading.sources.text({reading.file, key.begin, key.end}) == "\"k\\u00e9y\"");
}

TEST_CASE("what RFC 8259 does not allow is refused at its place") {
  CHECK(refused("{\"a\": 1,}") == "1:8 a `,` stands before the closing bracket [,]");
  CHECK(refused("[1,\n]") == "1:3 a `,` stands before the closing bracket [,]");
  CHECK(refused("[,1]") == "1:2 a value is missing here [,]");
  CHECK(refused("[1 2]") == "1:4 neither `,` nor `]` stands here [2] (1:1 the bracket is opened here)");
  CHECK(refused("{\"a\" 1}") == "1:2 there is no `:` after this key [\"a\"]");
  CHECK(refused("{\"a\":}") == "1:6 a value is missing here [}]");
  CHECK(refused("{\"a\": 1 \"b\": 2}") == "1:9 neither `,` nor `}` stands here [\"] (1:1 the bracket is opened here)");
  CHECK(refused("{a: 1}") == "1:2 a key in double quotes must stand here [a]");
  CHECK(refused("{1: 1}") == "1:2 a key in double quotes must stand here [1]");
  CHECK(refused("{'a': 1}") == "1:2 a key in single quotes [']");
  CHECK(refused("['a']") == "1:2 text in single quotes [']");
  CHECK(refused("[abc]") == "1:2 no value can begin here [abc]");
  CHECK(refused("[nulls]") == "1:2 no value can begin here [nulls]");
  CHECK(refused("[True]") == "1:2 `True` is written in lower case [True]");
  CHECK(refused("[None]") == "1:2 no such value; write `null` [None]");
  CHECK(refused("[NaN]") == "1:2 no value can begin here [NaN]");
  CHECK(refused("// x\n{}") == "1:1 JSON has no comments [/]");
  CHECK(refused("# x\n{}") == "1:1 JSON has no comments [#]");
  CHECK(refused("[01]") == "1:2 a number begins with 0 [01]");
  CHECK(refused("[-]") == "1:2 a `-` without digits [-]");
  CHECK(refused("[+1]") == "1:2 no value can begin here [+1]");
  CHECK(refused("[1.]") == "1:2 a number ends with `.` [1.]");
  CHECK(refused("[.5]") == "1:2 no value can begin here [.5]");
  CHECK(refused("[1e]") == "1:2 an exponent without digits [1e]");
  CHECK(refused("[1e+]") == "1:2 an exponent without digits [1e+]");
  CHECK(refused("[1x]") == "1:2 this is neither a number nor text in quotes [1x]");
  CHECK(refused("[10.0.0.1]") == "1:2 this is neither a number nor text in quotes [10.0.0.1]");
  CHECK(refused("[\"a\nb\"]") == "1:2 this quote is not closed on its line [\"]");
  CHECK(refused("[\"a\tb\"]") == "1:4 a control character inside text [\t]");
  CHECK(refused("[\"a") == "1:2 this quote is never closed [\"]");
  CHECK(refused("[\"a\\") == "1:4 no such escape [\\]");
  CHECK(refused("[\"\\x41\"]") == "1:3 no such escape [\\x]");
  CHECK(refused("[\"\\u00g0\"]") == "1:3 `\\u` needs four hex digits [\\u00]");
  CHECK(refused("[\"\\ud800\"]") == "1:3 half of a surrogate pair [\\ud800]");
  CHECK(refused("[\"\\ud800\\u0041\"]") == "1:3 half of a surrogate pair [\\ud800]");
  CHECK(refused("[\"\\udc00\"]") == "1:3 half of a surrogate pair [\\udc00]");
  CHECK(refused("{\"a\": [1, 2}") == "1:12 neither `,` nor `]` stands here [}] (1:7 the bracket is opened here)");
  CHECK(refused("{\"a\": [1, 2]") == "1:1 this bracket is never closed by `}` [{]");
  CHECK(refused("{\"a\": [1, 2") == "1:7 this bracket is never closed by `]` [[]");
  CHECK(refused("{\"a\": ") == "1:1 this bracket is never closed by `}` [{]");
  CHECK(refused("{\"a\"") == "1:2 there is no `:` after this key [\"a\"]");
  CHECK(refused("{") == "1:1 this bracket is never closed by `}` [{]");
  CHECK(refused("[") == "1:1 this bracket is never closed by `]` [[]");
  CHECK(refused("]") == "1:1 a value is missing here []]");
  CHECK(refused("{}\n}") == "2:1 a value is missing here [}]");
  CHECK(refused("[\xc3\xa9]") == "1:2 no value can begin here [\xc3\xa9]");
}

TEST_CASE("the documents before a syntax error stay") {
  const test::Reading reading("{\"a\":1}\n[2]\n{\"b\":}\n[3]\n", Syntax::json);
  CHECK(reading.shown() == "{\"a\":1}\n[2]");
  CHECK(reading.sink.errors() == 1);
}

TEST_CASE("bytes that no text has are refused in JSON too") {
  CHECK(refused("[\"\xff\"]") == "1:3 not-utf8: the byte 0xFF is not UTF-8 [\xff]");
  CHECK(refused(std::string("[\0]", 3)).find("1:2 nul-byte") == 0);
}

TEST_CASE("a repeated key leaves out its document") {
  CHECK(refused("{\"a\": 1, \"\\u0061\": 2} {\"b\": 1}") ==
        "1:10 repeated-key: the key `a` stands twice in this mapping [\"\\u0061\"] (1:2 first written here)");
  CHECK(test::Reading("{\"a\": 1, \"a\": 2} {\"b\": 1}", Syntax::json).shown() == R"({"b":1})");
}

TEST_CASE("a template that ends in .json is told to be one") {
  CHECK(refused("{\"a\": {{ x }}}") == "1:7 yaml-template: a template, not YAML yet: `{{` stands outside quotes [{{]");
  CHECK(refused("{\"a\": \"{{ x }}\", b}") == "1:18 a key in double quotes must stand here [b]");
}

TEST_CASE("the limits hold for JSON") {
  Limits limits;
  limits.depth = 3;
  CHECK(refused("[1] [[[[1]]]] [2]", limits) ==
        "1:8 document-too-deep: nested deeper than 3 levels, the limit on depth [[]");
  CHECK(test::Reading("[1] [[[[1]]]] [2]", Syntax::json, limits).shown() == "[1]");
  limits = {};
  limits.nodes_in_document = 3;
  CHECK(refused("[1,2,3,{\"a\":[4]}]", limits) ==
        "1:6 too-many-values: more than 3 values, the limit on values of a document [3]");
  CHECK(test::Reading("[1,2,3,{\"a\":[4]}] {\"a\":1}", Syntax::json, limits).shown() == R"({"a":1})");
  limits = {};
  limits.documents_in_file = 2;
  CHECK(refused("1 2 3", limits) ==
        "1:5 too-many-documents: more than 2 documents, the limit on documents of a file []");
  CHECK(refused(std::string(10'000, '[')).find("1:257 document-too-deep") == 0);
}

}  // namespace
}  // namespace meshplay::data
