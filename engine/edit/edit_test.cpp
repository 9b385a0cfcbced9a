#include "engine/edit/edit.h"

#include <catch2/catch.hpp>

#include "engine/edit/edit_for_test.h"

namespace meshplay::edit {
namespace {

struct Case {
  std::string name;
  std::string before;
  std::string script;
  std::string after;
};

void check(const std::vector<Case>& cases, data::Syntax syntax = data::Syntax::yaml) {
  for (const Case& one : cases) {
    INFO(one.name << "\n" << one.before << "\n" << one.script);
    CHECK(test::edited(one.before, one.script, syntax) == one.after);
  }
}

// Every line end a carriage return and a line feed.
std::string crlf(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? "\r\n" : std::string(1, c);
  return out;
}

const std::vector<Case> kBlockCases = {
    {"a number", "a: 1\nb: 2 # two\n", "set b = 3", "a: 1\nb: 3 # two\n"},
    {"plain stays plain", "a: nginx:1.19\n", "set a = \"nginx:1.25\"", "a: nginx:1.25\n"},
    {"double quotes stay", "a: \"x\"\n", "set a = \"u\"", "a: \"u\"\n"},
    {"single quotes stay", "a: 'x'\n", "set a = \"it's\"", "a: 'it''s'\n"},
    {"single quotes cannot hold a line end", "a: 'x'\n", "set a = \"\\u0001\"", "a: \"\\u0001\"\n"},
    {"quotes go when it is no text", "a: \"8080\"\n", "set a = 8080", "a: 8080\n"},
    {"a text like a number", "a: x\n", "set a = \"8080\"", "a: \"8080\"\n"},
    {"a text like a truth value", "a: x\n", "set a = \"yes\"", "a: \"yes\"\n"},
    {"a text like null", "a: x\n", "set a = \"~\"", "a: \"~\"\n"},
    {"a text like a date", "a: x\n", "set a = \"2024-01-02\"", "a: \"2024-01-02\"\n"},
    {"a text like a number to base 60", "a: x\n", "set a = \"22:22\"", "a: \"22:22\"\n"},
    {"a text like a number that no machine holds", "a: x\n", "set a = 1e999", "a: \"1e999\"\n"},
    {"a version of three parts", "a: x\n", "set a = \"1.2.3\"", "a: 1.2.3\n"},
    {"a flag", "a: x\n", "set a = \"--port=80\"", "a: --port=80\n"},
    {"the empty text", "a: x\n", "set a = \"\"", "a: \"\"\n"},
    {"null", "a: x\n", "set a = null", "a: null\n"},
    {"no value at all", "a:\nb: 1\n", "set a = 2", "a: 2\nb: 1\n"},
    {"no value before a comment", "a: # none\nb: 1\n", "set a = 2", "a: 2 # none\nb: 1\n"},
    {"no value, blanks behind", "a:   \nb: 1\n", "set a = 2", "a: 2\nb: 1\n"},
    {"a value that is there", "a:   0x10   # c\n", "set a = 16", "a:   0x10   # c\n"},
    {"a list that is there", "a:  [ 1,2 ]\n", "set a = [1,2]", "a:  [ 1,2 ]\n"},
    {"a plain text of two lines", "a: x\n  u\nb: 1\n", "set a = \"z\"", "a: z\nb: 1\n"},
    {"a value below its key", "a:\n  x\nb: 1\n", "set a = \"z\"", "a:\n  z\nb: 1\n"},
    {"a literal block becomes one line", "a: | # c\n  x\n  u\nb: 1\n", "set a = \"z\"", "a: z # c\nb: 1\n"},
    {"a literal block of other lines", "a: |\n  x\nb: 1\n", "set a = \"z\\nw\\n\"", "a: |\n  z\n  w\nb: 1\n"},
    {"a text of several lines", "a: x # c\nb: 1\n", "set a = \"z\\n\\nw\"", "a: |- # c\n  z\n\n  w\nb: 1\n"},
    {"a text that no literal block holds", "a: x\n", "set a = \" z\\nw\"", "a: \" z\\nw\"\n"},
    {"a new key", "a: 1\nb: 2\n", "set c = 3", "a: 1\nb: 2\nc: 3\n"},
    {"a new key before what is commented out", "a:\n  b: 1 # b\n# about c\nc: 2\n", "set a.d = 4",
     "a:\n  b: 1 # b\n  d: 4\n# about c\nc: 2\n"},
    {"a key that wants quotes", "a: 1\n", "set [\"true\"] = 3", "a: 1\n\"true\": 3\n"},
    {"a key with a slash", "a:\n    b: 1\n", "set a[\"x.io/u\"] = \"z\"", "a:\n    b: 1\n    x.io/u: z\n"},
    {"parents that are missing", "a:\n    b: 1\n", "set x.u.z = 1", "a:\n    b: 1\nx:\n    u:\n        z: 1\n"},
    {"a parent that is null", "a:\nb: 1\n", "set a.x = 1", "a:\n  x: 1\nb: 1\n"},
    {"a parent that is null, with a comment", "a: # c\nb: 1\n", "set a.x = 1", "a: # c\n  x: 1\nb: 1\n"},
    {"a parent that is an empty mapping", "a: {} # c\nb: 1\n", "set a.x = 1", "a: # c\n  x: 1\nb: 1\n"},
    {"two keys of a missing parent", "b: 1\n", "set a.u = 2\nset a.x = 1", "b: 1\na:\n  u: 2\n  x: 1\n"},
    {"a list that is missing, dashes as elsewhere", "a:\n  b:\n    - 1\n", "append a.c = 2",
     "a:\n  b:\n    - 1\n  c:\n    - 2\n"},
    {"a list that is missing, dashes not indented", "a:\n  b:\n  - 1\n", "append a.c = {\"x\":1,\"u\":[2]}",
     "a:\n  b:\n  - 1\n  c:\n  - x: 1\n    u:\n    - 2\n"},
    {"an element more", "a:\n- 1 # one\n\n# end\nb: 2\n", "append a = 2", "a:\n- 1 # one\n- 2\n\n# end\nb: 2\n"},
    {"an element more, indented", "a:\n  - x\nb: 2\n", "append a = \"u\"\nappend a = \"z\"",
     "a:\n  - x\n  - u\n  - z\nb: 2\n"},
    {"an element more, wide dashes", "a:\n-   x: 1\n    u: 2\n", "append a = {\"x\":3,\"u\":{\"z\":4}}",
     "a:\n-   x: 1\n    u: 2\n-   x: 3\n    u:\n      z: 4\n"},
    {"an element more, wide dashes before scalars", "a:\n-   x\n", "append a = \"u\"", "a:\n-   x\n-   u\n"},
    {"an element by its index", "a:\n- x\n", "set a[1] = \"u\"", "a:\n- x\n- u\n"},
    {"an element by its index, inside", "a:\n- x: 1\n", "set a[1].x = 2\nset a[1].u = 3",
     "a:\n- x: 1\n- x: 2\n  u: 3\n"},
    {"an element of an empty list", "a: []\nb: 1\n", "append a = \"x\"", "a:\n- x\nb: 1\n"},
    {"an element that is a text of lines", "a:\n- x\n", "append a = \"u\\nz\\n\"", "a:\n- x\n- |\n  u\n  z\n"},
    {"a list in a list", "a:\n- - 1\n", "append a[0] = 2\nappend a = [3,[4]]", "a:\n- - 1\n  - 2\n- - 3\n  - - 4\n"},
    {"a scalar becomes a mapping", "a: 1 # c\nb: 2\n", "set a = {\"x\":1}", "a: # c\n  x: 1\nb: 2\n"},
    {"a mapping becomes a scalar", "a: # c\n  x: 1\n  u: 2 # u\nb: 2\n", "set a = 1", "a: 1 # c\nb: 2\n"},
    {"a mapping becomes another", "a:\n  x: 1\nb: 2\n", "set a = {\"u\":1,\"z\":{}}", "a:\n  u: 1\n  z: {}\nb: 2\n"},
    {"an element becomes a mapping", "a:\n- 1\n- 2 # c\n", "set a[0] = {\"x\":1,\"u\":2}\nset a[1] = {\"z\":3}",
     "a:\n- x: 1\n  u: 2\n- # c\n  z: 3\n"},
    {"an element becomes a scalar", "a:\n- x: 1\n  u: 2\n- 3\n", "set a[0] = 1", "a:\n- 1\n- 3\n"},
    {"an element becomes another mapping", "a:\n- x: 1\n  u: 2\n- 3\n", "set a[0] = {\"z\":{\"w\":1},\"v\":2}",
     "a:\n- z:\n    w: 1\n  v: 2\n- 3\n"},
    {"a key goes", "a: 1\nb: 2 # two\nc: 3\n", "remove b", "a: 1\nc: 3\n"},
    {"a mapping goes with what is commented out in it", "a: 1\nb:\n  c: 2\n  # d: 3\n# e\nf: 4\n", "remove b",
     "a: 1\n# e\nf: 4\n"},
    {"the last key goes with what is commented out in it, another comes", "a: 1\nb:\n  c: 2\n  # d: 3\n",
     "remove b\nset e = 4", "a: 1\ne: 4\n"},
    {"the last key of the file goes", "a: 1\nb: 2\n", "remove b", "a: 1\n"},
    {"the last key of a mapping goes", "a: # c\n  b: 1\nc: 2\n", "remove a.b", "a: {} # c\nc: 2\n"},
    {"all keys of a mapping go", "a:\n  b: 1\n  c: 1\nc: 2\n", "remove a.b\nremove a.c", "a: {}\nc: 2\n"},
    {"all keys of the file go, others come", "# head\na: 1\n# about b\nb: 2\n", "remove a\nremove b\nset c = 3",
     "# head\n# about b\nc: 3\n"},
    {"all keys of a mapping go, others come", "a: # c\n  b:\n  - 1\nc: 2\n", "remove a.b\nset a.d = 3",
     "a: # c\n  d: 3\nc: 2\n"},
    {"all keys of the file go", "---\na: 1 # c\nb: 2\n", "remove a\nremove b", "---\n{}\n"},
    {"the last element goes", "a:\n- 1\nc: 2\n", "remove a[0]", "a: []\nc: 2\n"},
    {"the last key of an element goes", "a:\n- b: 1 # c\n- c\n", "remove a[0].b", "a:\n- {}\n- c\n"},
    {"the first key of an element goes", "a:\n- b: 1 # c\n  d: 2\n", "remove a[0].b", "a:\n- d: 2\n"},
    {"the first key of an element goes, a comment stays", "a:\n- b: 1\n  # about d\n  d: 2\n", "remove a[0].b",
     "a:\n-\n  # about d\n  d: 2\n"},
    {"the first two keys of an element go", "a:\n- b: 1\n  d: 2\n  e: 3\n", "remove a[0].b\nremove a[0].d",
     "a:\n-\n  e: 3\n"},
    {"the first key of an element goes, another comes", "a:\n- b: 1\n", "remove a[0].b\nset a[0].c = 2",
     "a:\n- c: 2\n"},
    {"an element goes", "a:\n- 1\n# two\n- x: 2\n  u: 2\n- 3\n", "remove a[1]", "a:\n- 1\n# two\n- 3\n"},
    {"the first of nested dashes goes", "a:\n- - 1\n  - 2\n", "remove a[0][0]", "a:\n- - 2\n"},
    {"a block with its blank lines goes", "a: |+\n  x\n\nb: 1\n", "remove a", "b: 1\n"},
    {"a key behind a block with its blank lines", "a:\n  c: |+\n    x\n\nb: 1\n", "set a.d = 2",
     "a:\n  c: |+\n    x\n\n  d: 2\nb: 1\n"},
    {"remove, set and append at once", "a:\n  b: 1\n  c: [1]\n  d: 4\n",
     "remove a.b\nset a.e = 5\nappend a.c = 2\nset a.d = 6", "a:\n  c: [1, 2]\n  d: 6\n  e: 5\n"},
    {"the second document", "a: 1\n---\na: 1\n...\n---\na: 1\n", "1:set a = 2\n1:set b = 3",
     "a: 1\n---\na: 2\nb: 3\n...\n---\na: 1\n"},
    {"the same twice", "a: 1\nb: 2\n", "remove a\nremove a\nset b = 3\nset b = 3", "b: 3\n"},
    {"an alias is replaced, not what it stands for", "a: &x 1\nb: *x # c\n", "set b = 2", "a: &x 1\nb: 2 # c\n"},
    {"an alias is removed", "a: &x 1\nb: *x\n", "remove b", "a: &x 1\n"},
    {"an anchor that nobody uses", "a: &x 1\n", "set a = 2", "a: 2\n"},
    {"a key beside a merge key", "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n", "set c.e = 3",
     "a: &x {b: 1}\nc:\n  <<: *x\n  d: 2\n  e: 3\n"},
    {"a tag goes with its value", "a: !!str 1\n", "set a = 2", "a: 2\n"},
    {"a byte order mark",
     "\xef\xbb\xbf"
     "a: 1\n",
     "set b = 2",
     "\xef\xbb\xbf"
     "a: 1\nb: 2\n"},
    {"text beyond ASCII", "é: ü # ö\n", "set [\"é\"] = \"ß\"\nset x = \"\xe2\x80\xa8\"", "é: ß # ö\nx: \"\\u2028\"\n"},
};

TEST_CASE("block style keeps all that the edit does not speak of") { check(kBlockCases); }

TEST_CASE("carriage returns stay") {
  for (const Case& one : kBlockCases) {
    INFO(one.name << "\n" << one.before << "\n" << one.script);
    CHECK(test::edited(crlf(one.before), one.script) == crlf(one.after));
  }
}

TEST_CASE("a last line without its end stays so") {
  check({
      {"a value", "a: 1", "set a = 2", "a: 2"},
      {"a key", "a: 1", "set b = 2\nset c = 3", "a: 1\nb: 2\nc: 3"},
      {"inner and outer", "a:\n  b: 1", "set a.c = 2\nset d = 3", "a:\n  b: 1\n  c: 2\nd: 3"},
      {"a literal block needs its line end", "a: 1", "set b = \"x\\nu\\n\"", "a: 1\nb: |\n  x\n  u\n"},
      {"one goes, one comes", "a: 1\nb: 2", "remove b\nset c = 3", "a: 1\nc: 3"},
      {"what goes takes nothing else along", "a: 1\nb: 2", "remove b", "a: 1\n"},
      {"with a comment", "a: 1 # c", "set b = 2", "a: 1 # c\nb: 2"},
      {"with carriage returns", "a: 1\r\nb: 2", "set c = 3", "a: 1\r\nb: 2\r\nc: 3"},
  });
}

TEST_CASE("brackets of YAML keep their commas right") {
  check({
      {"a value", "a: {b: 1, c: x}\n", "set a.c = \"u\"\nset a.b = \"p,q\"", "a: {b: \"p,q\", c: u}\n"},
      {"a key", "a: {b: 1}\n", "set a.c = {\"d\":[1,\"x\"]}", "a: {b: 1, c: {d: [1, x]}}\n"},
      {"padded braces", "a: { b: 1 }\n", "set a.c = 2", "a: { b: 1, c: 2 }\n"},
      {"narrow commas", "a: [1,2]\n", "append a = 3", "a: [1,2,3]\n"},
      {"a comma too many", "a: [1, 2,]\n", "append a = 3", "a: [1, 2, 3,]\n"},
      {"quoted keys are JSON", "a: {\"b\": 1}\n", "set a.c = \"x\"", "a: {\"b\": 1, \"c\": \"x\"}\n"},
      {"empty brackets in brackets", "a: [{}]\n", "set a[0].b = 1", "a: [{b: 1}]\n"},
      {"the first goes", "a: [1, 2, 3]\n", "remove a[0]", "a: [2, 3]\n"},
      {"one in the middle goes", "a: [1, 2, 3]\n", "remove a[1]", "a: [1, 3]\n"},
      {"the last goes", "a: {b: 1, c: 2} # c\n", "remove a.c", "a: {b: 1} # c\n"},
      {"the last two go, one comes", "a: [1, 2, 3]\n", "remove a[1]\nremove a[2]\nappend a = 4", "a: [1, 4]\n"},
      {"all go", "a: [1, 2]\nb: 1\n", "remove a[0]\nremove a[1]", "a: []\nb: 1\n"},
      {"all go, one comes", "a: [1, 2]\nb: 1\n", "remove a[0]\nremove a[1]\nappend a = 3", "a: [3]\nb: 1\n"},
      {"the root", "{a: 1, b: 2}\n", "remove a\nset c = \"x\\nu\"", "{b: 2, c: \"x\\nu\"}\n"},
      {"a key without a value", "{a: , b: 2}\n", "set a = 1", "{a: 1, b: 2}\n"},
      {"several lines", "a: [\n  1, # one\n  2 # two\n]\n", "append a = 3", "a: [\n  1, # one\n  2, # two\n  3\n]\n"},
      {"several lines, a comma too many", "a: [\n  1, # one\n  2, # two\n]\n", "append a = 3",
       "a: [\n  1, # one\n  2, # two\n  3,\n]\n"},
      {"several lines, the last goes", "a: [\n  1, # one\n  2 # two\n]\n", "remove a[1]", "a: [\n  1 # one\n]\n"},
      {"several lines, the first goes", "a: [\n  1, # one\n  # about two\n  2 # two\n]\n", "remove a[0]",
       "a: [\n  # about two\n  2 # two\n]\n"},
      {"brackets become a scalar", "a: {b: 1} # c\n", "set a = \"x\"", "a: x # c\n"},
      {"brackets become others", "a: [1, 2] # c\n", "set a = [3]", "a: [3] # c\n"},
      {"brackets become a mapping", "a: [1, 2] # c\n", "set a = {\"b\":1}", "a: {b: 1} # c\n"},
      {"a mapping of one pair without braces", "a: [b: 1]\n", "set a[0].b = 2", "a: [b: 2]\n"},
  });
}

TEST_CASE("JSON stays JSON, on one line and on many") {
  check(
      {
          {"a value", "{\"a\": 1}", "set a = \"x\\n\"", "{\"a\": \"x\\n\"}"},
          {"a key, wide", "{\"a\": 1}\n", "set b = {\"c\":[1,2]}", "{\"a\": 1, \"b\": {\"c\": [1, 2]}}\n"},
          {"a key, narrow", "{\"a\":1,\"d\":[1]}", "set b = {\"c\":[1,2]}\nappend d = 2",
           "{\"a\":1,\"d\":[1,2],\"b\":{\"c\":[1,2]}}"},
          {"a key on its line", "{\n  \"a\": 1\n}\n", "set b = {\"c\":[1,2],\"d\":{}}",
           "{\n  \"a\": 1,\n  \"b\": {\n    \"c\": [\n      1,\n      2\n    ],\n    \"d\": {}\n  }\n}\n"},
          {"tabs", "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n", "set a.c = [true]",
           "{\n\t\"a\": {\n\t\t\"b\": 1,\n\t\t\"c\": [\n\t\t\ttrue\n\t\t]\n\t}\n}\n"},
          {"empty brackets", "{\n    \"a\": []\n}\n", "append a = 1", "{\n    \"a\": [\n        1\n    ]\n}\n"},
          {"a value becomes a mapping", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "set a = {\"x\":null}",
           "{\n  \"a\": {\n    \"x\": null\n  },\n  \"b\": 2\n}\n"},
          {"the first goes", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "remove a", "{\n  \"b\": 2\n}\n"},
          {"the last goes", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "remove b", "{\n  \"a\": 1\n}\n"},
          {"the last goes, one comes", "{\n  \"a\": 1,\n  \"b\": 2\n}\n", "remove b\nset c = 3",
           "{\n  \"a\": 1,\n  \"c\": 3\n}\n"},
          {"all go", "{\n  \"a\": [\n    1\n  ]\n}\n", "remove a[0]", "{\n  \"a\": []\n}\n"},
          {"carriage returns", "{\r\n  \"a\": 1\r\n}\r\n", "set b = [1]",
           "{\r\n  \"a\": 1,\r\n  \"b\": [\r\n    1\r\n  ]\r\n}\r\n"},
          {"one value behind another", "{\"a\":1}\n{\"a\":1}\n", "1:set a = 2", "{\"a\":1}\n{\"a\":2}\n"},
          {"a control character", "{\"a\": 1}", "set a = \"\\u0000\\u007f\\ud83d\\ude00\"",
           "{\"a\": \"\\u0000\\u007f\xf0\x9f\x98\x80\"}"},
      },
      data::Syntax::json);
}

TEST_CASE("what cannot be done is refused with its reason") {
  check({
      {"through a scalar", "a: x\n", "set a.b = 1", "refused a.b: `a` is text, which has no key `b`"},
      {"into a list by key", "a: [1]\n", "set a.b = 1", "refused a.b: `a` is a list, which has no key `b`"},
      {"into a mapping by index", "a: {b: 1}\n", "set a[0] = 1",
       "refused a[0]: `a` is a mapping, which has no element 0"},
      {"append to a mapping", "a: {b: 1}\n", "append a = 1", "refused a: `a` is a mapping and no list"},
      {"a gap", "a: [1]\n", "set a[2] = 1", "refused a[2]: `a` has 1 elements: there is no element 2"},
      {"a gap in what is missing", "b: 1\n", "set a[1] = 1", "refused a[1]: `a` has 0 elements: there is no element 1"},
      {"remove what is not there", "a: {b: 1}\n", "remove a.c.d", "refused a.c.d: there is no `a.c`"},
      {"the component itself", "a: 1\n", "set  = {}", "refused : a component is not replaced or removed as a whole"},
      {"through an alias", "a: &x {b: 1}\nc: *x\n", "set c.b = 2",
       "refused c.b: `c` is an alias: what stands in it stands elsewhere too"},
      {"through an anchor", "a: &x {b: 1}\nc: *x\n", "set a.b = 2",
       "refused a.b: an alias repeats `a`, which would change another place too"},
      {"an anchor", "a: &x 1\nc: *x\n", "set a = 2",
       "refused a: an alias repeats `a`, which would change another place too"},
      {"remove an anchor", "a: {b: &x 1}\nc: *x\n", "remove a",
       "refused a: an alias repeats something in `a`, which would change another place too"},
      {"from a merge key", "a: &x {b: 1}\nc:\n  <<: *x\n", "set c.b = 2",
       "refused c.b: `c.b` comes from a merge key: what stands there stands elsewhere too"},
      {"two values", "a: 1\n", "set a = 2\nset a = 3", "refused a: another edit sets `a`"},
      {"set and remove", "a: 1\n", "set a = 2\nremove a", "refused a: another edit sets `a`"},
      {"remove and set in it", "a: {b: 1}\n", "remove a\nset a.b = 2", "refused a.b: another edit removes `a`"},
      {"set in it and remove", "a: {b: 1}\n", "set a.b = 2\nremove a",
       "refused a: another edit changes what stands in `a`"},
      {"a mapping and a list", "b: 1\n", "set a.b = 2\nappend a = 1", "refused a: another edit makes `a` a mapping"},
      {"a template", "a: 1\n---\nb: {{ .Values.b }}\n", "set a = 2",
       "refused a: the file is not read as a whole: a template, not YAML yet: `{{` stands outside quotes"},
      {"an explicit key", "? a\n: 1\n", "remove a",
       "refused a: what stands before the key in line 1 leaves in doubt how to write it"},
      {"an old line end", "a: 1\rb: 2\r", "set a = 2", "refused a: lines of the file end in carriage returns alone"},
      {"behind a block scalar without its line end", "a: |\n  x", "set b = 1",
       "refused b: the file ends in a block scalar without a line end, which would have one if lines came behind it"},
      {"a comment that would be text", "a: 1\n    # deep\n", "set b = \"x\\nu\\n\"",
       "refused b: the file would not read back as wanted: what stands around it does not allow the change"},
  });
}

TEST_CASE("what is refused does not keep the others from being done") {
  const test::File file("a: 1\nb: x\nc: 3\n    # deep\n");
  const std::vector<Edit> edits =
      test::edits(file, "set a = 2\nset b.c = 1\nset f = 5\nset c = 4\nremove e\nset d = \"x\\nu\\n\"");
  const Outcome outcome = file.apply(edits);
  CHECK(outcome.text == "a: 2\nb: x\nc: 4\nf: 5\n    # deep\n");
  REQUIRE(outcome.refusals.size() == 3);
  CHECK(outcome.refusals[0].edit == 1);
  CHECK(outcome.refusals[1].edit == 4);
  CHECK(outcome.refusals[2].edit == 5);
}

TEST_CASE("an item of a list of components is edited where it stands") {
  const test::File file("kind: List\nitems:\n- kind: A\n  x: 1\n- kind: B\n  x: 1 # c\n");
  Edit edit;
  edit.root = file.tree.element(file.tree.find(file.tree.documents[0].root, *file.interner.find("items")), 1);
  edit.path = test::path("u.z");
  edit.value = Value::boolean(true);
  CHECK(file.apply({edit}).text == "kind: List\nitems:\n- kind: A\n  x: 1\n- kind: B\n  x: 1 # c\n  u:\n    z: true\n");
  edit.root = data::NodeId{0xfffffff0U};
  CHECK(file.apply({edit}).refusals.at(0).reason == "its component stands in no document of this file");
}

TEST_CASE("a value that no file can hold is refused") {
  const test::File file("a: 1\n");
  Edit edit{Action::set, file.tree.documents[0].root, test::path("a"), {}};
  const auto reason = [&](Value value) {
    edit.value = std::move(value);
    const Outcome outcome = file.apply({edit});
    return outcome.refusals.empty() ? outcome.text : outcome.refusals[0].reason;
  };
  CHECK(reason(Value::number("1.5")) == "a: 1.5\n");
  CHECK(reason(Value::number("0x10")) == "`0x10` is no number");
  CHECK(reason(Value::number("many")) == "`many` is no number");
  CHECK(reason(Value::of("\xff")) == "the value is not UTF-8");
  CHECK(reason(Value::map({{"b", {}}, {"b", {}}})) == "the value has the key `b` twice");
  Value deep;
  for (int i = 0; i < 300; ++i) deep = Value::list({std::move(deep)});
  CHECK(reason(deep) == "the value is nested deeper than 256 levels");
}

}  // namespace
}  // namespace meshplay::edit
