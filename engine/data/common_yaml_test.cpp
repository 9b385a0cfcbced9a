#include "engine/data/common_yaml.h"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "engine/data/read_for_test.h"

namespace meshplay::data {
namespace {

bool takes(const std::string& yaml) {
  const std::string difference = test::difference_of_readers(yaml);
  CAPTURE(yaml);
  CHECK(difference.empty());
  return test::OneReader(yaml).common({}).has_value();
}

constexpr std::string_view kManifest = R"(# A manifest as people write them.
apiVersion: v1
kind: List
metadata:
  labels: {app: web, "tier": 'front', empty: {}}   # on one line
  annotations:
    "quoted key": "a \"b\" \\ \n c"
    single: 'it''s'
    url: http://example.org:80/x#y
    nothing:
    none: ~
items:
- kind: ConfigMap
  data:
    a.conf: |
      first: 1

      	tab
        deeper
    b.conf: |-

      x
    c.conf: |+
      y

  # a comment between
  list:
    - 1
    - -2.5
    - true
    - [a, "b", {c: [d]}, []]
    -
      deep: 0x1F
-   kind: Last
    value:
    - x
    other: y
---
---
second: document
)";

TEST_CASE("what manifests are mostly written in is common, and read as libyaml reads it") {
  CHECK(takes(std::string(kManifest)));
  CHECK(takes(""));
  CHECK(takes("\n# nothing\n\n"));
  CHECK(takes("---\n"));
  CHECK(takes("a: b"));
  CHECK(takes("a:\n"));
  CHECK(takes("a:   # comment\nb: c\n"));
  CHECK(takes("a:\n- b\n- c:\n  - d\n  e: f\n"));
  CHECK(takes("- a\n- b: c\n  d: e\n"));
  CHECK(takes("a: |\n  x"));
  CHECK(
      takes("a: |\n  x\n  "
            "\nb: c\n"));
  CHECK(takes("a: |\n  x\n     \n y: z\n") == false);
  CHECK(takes("command: [\"sh\", \"-c\", 'x', --flag, -c, /bin/true, 1.5]\n"));
  CHECK(takes("--- # one\na: b\n--- # two\nc: d\n"));
}

TEST_CASE("what is rare or looks like a mistake is left to libyaml") {
  for (const char* yaml : {
           "a: &x b\nc: *x\n",
           "<<: {a: b}\n",
           "a: !!str 5\n",
           "? a\n: b\n",
           "%YAML 1.1\n---\na: b\n",
           "a: b\n...\n",
           "a: >\n  folded\n",
           "a: |2\n   x\n",
           "a: b\n  c\n",
           "a: 'b\n  c'\n",
           "a: \"\\x41\"\n",
           "a: [b,\n  c]\n",
           "a: [b, ]\n",
           "a: {b}\n",
           "a: {b: }\n",
           "a: [b: c]\n",
           "a: {b:c}\n",
           "a: b: c\n",
           "a: b:\n",
           "a: 'b' c\n",
           "a: 'b'#c\n",
           "a:\tb\n",
           "\ta: b\n",
           "a: b\t\n",
           "a: b\r\n",
           " a: b\n",
           "scalar\n",
           "[a]\n",
           "a: b\n c: d\n",
           "a:\n    b: c\n  d: e\n",
           "- a\nb: c\n",
           "a: b\n- c\n",
           "- - a\n",
           "-\n- a\n",
           "- a\n - b\n",
           "a: - b\n",
           "a: @b\n",
           "a: `b`\n",
           "a: b\na: c\n",
           "a: {b: c, b: d}\n",
           "a: |\n",
           "a: |\nb: c\n",
           "a: |\n   \n  x\n",
           "a: |\n\t\n  x\n",
           "a: |x\n  y\n",
           "a: | x\n  y\n",
           "a : b\n",
           "a b: c\n",
           "a:\n  |\n  x\n",
           "a: \xc3\xa9\n",
           "a: b\n--- c\n",
           "a: b\x7f\n",
           "'a: b\n",
           "a: \"b\n",
           "a:\n  b\n",
           "{{ template }}\n",
           "a: {{ template }}\n",
           "a: b\n{{- end }}\n",
       }) {
    CAPTURE(yaml);
    CHECK_FALSE(takes(yaml));
  }
}

TEST_CASE("a key is as long as libyaml allows at most") {
  CHECK(takes(std::string(900, 'k') + ": v\n"));
  CHECK_FALSE(takes(std::string(1001, 'k') + ": v\n"));
}

TEST_CASE("limits leave a text to libyaml, which reports them") {
  Limits limits;
  limits.depth = 3;
  limits.nodes_in_document = 8;
  limits.documents_in_file = 2;
  CHECK(test::OneReader("a:\n  b:\n    c: d\n").common(limits));
  CHECK_FALSE(test::OneReader("a:\n  b:\n    c:\n      d: e\n").common(limits));
  CHECK_FALSE(test::OneReader("a: [1, 2, 3, 4, 5, 6, 7]\n").common(limits));
  CHECK(test::OneReader("a: b\n---\nc: d\n").common(limits));
  CHECK_FALSE(test::OneReader("a: b\n---\n---\nc: d\n").common(limits));
}

TEST_CASE("a file is cut before lines that begin a document") {
  const std::string_view yaml = "a: b\n---\nc: |\n  x\n --- y\n---- z\n--- # two\n---";
  CHECK(next_cut(yaml, 0) == yaml.find("---\nc"));
  CHECK(next_cut(yaml, 4) == yaml.find("---\nc"));
  CHECK(next_cut(yaml, 5) == yaml.find("--- # two"));  // at the line itself: the next one
  CHECK(next_cut(yaml, yaml.find("# two")) == yaml.size() - 3);
  CHECK(next_cut(yaml, yaml.size() - 3) == yaml.size());
  CHECK(next_cut("", 0) == 0);
  CHECK(next_cut("a: b\n", 0) == 5);
}

TEST_CASE("pieces keep the limit on documents together") {
  Limits limits;
  limits.documents_in_file = 3;
  CHECK(test::OneReader("a: b\n---\n---\nc: d\n").pieces(limits));
  CHECK_FALSE(test::OneReader("a: b\n---\n---\nc: d\n---\n").pieces(limits));
  CHECK_FALSE(test::OneReader("a: b\n---\na: b\na: c\n").pieces(limits));
}

// One slip of the hand somewhere: a byte, a line, a step of indentation too many or too few.
std::string with_a_slip(std::string text, std::mt19937& random) {
  constexpr std::string_view kBytes = " \n\t:-#'\"[]{},|>&*!%@`?~<.\\x0";
  const auto below = [&](std::size_t n) { return std::uniform_int_distribution<std::size_t>(0, n - 1)(random); };
  for (std::size_t slips = 1 + below(3); slips > 0; --slips) {
    const std::size_t at = below(text.size());
    const std::size_t line = text.rfind('\n', at) + 1;
    switch (below(6)) {
      case 0: text.erase(at, 1 + below(3)); break;
      case 1: text.insert(at, 1, kBytes[below(kBytes.size())]); break;
      case 2: text[at] = kBytes[below(kBytes.size())]; break;
      case 3: text.insert(line, 1 + below(3), ' '); break;
      case 4:
        if (text[line] == ' ') text.erase(line, 1 + below(2));
        break;
      default: text.insert(line, text.substr(at, below(40))); break;
    }
    if (text.empty()) text = "a";
  }
  return text;
}

TEST_CASE("a slip of the hand beside documents makes no difference between a file and its pieces") {
  constexpr std::string_view kDocuments =
      "a: b\n---\nc: |\n  x\n\n---\nd: \"e\"\nf: 'g'\n--- # h\n- [i, {j: k}]\n- p\n---\n---\nl:\n  m: |+\n    "
      "n\n\n\n---\no:\n";
  std::mt19937 random(11);
  std::size_t common = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = with_a_slip(std::string(kDocuments), random);
    const std::string difference = test::difference_of_readers(text);
    if (!difference.empty()) FAIL(text << "\n" << difference);
    common += test::OneReader(text).common({}) ? 1 : 0;
  }
  CHECK(common > 1'000);
}

TEST_CASE("a slip of the hand makes no difference between the readers") {
  std::mt19937 random(7);
  std::size_t common = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = with_a_slip(std::string(kManifest), random);
    const std::string difference = test::difference_of_readers(text);
    if (!difference.empty()) FAIL(text << "\n" << difference);
    common += test::OneReader(text).common({}) ? 1 : 0;
  }
  CHECK(common > 1'000);
}

}  // namespace
}  // namespace meshplay::data
