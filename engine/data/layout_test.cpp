#include "engine/data/layout.h"

#include <catch2/catch.hpp>
#include <string>

namespace meshplay::data {
namespace {

// One node a line: depth, style, and its bytes; in front of `|` its anchor or tag.
std::string shown(const std::string& content, Syntax syntax = Syntax::yaml) {
  base::Interner interner;
  const auto layout = read_layout(content, syntax, {}, interner);
  if (!layout) return "no layout";
  constexpr const char* kStyles[] = {"plain", "single", "double", "literal", "folded", "block", "flow", "alias"};
  std::string out;
  for (const LayoutNode& node : layout->nodes) {
    for (std::uint32_t up = node.parent; up != kNoLayoutNode; up = layout->nodes[up].parent) out += ' ';
    out += kStyles[static_cast<std::size_t>(node.style)];
    if (node.merge_key) out += " merge";
    if (node.anchored) out += node.repeated ? " repeated" : " anchored";
    if (node.style != Style::block) {
      out += ' ' + content.substr(node.outer_begin, node.begin - node.outer_begin);
      out += '|' + content.substr(node.begin, node.end - node.begin);
    }
    if (node.lines_end != node.end) out += " +" + std::to_string(node.lines_end - node.end);
    out += '\n';
  }
  return out;
}

TEST_CASE("aliases and merge keys stand in a layout as they are written") {
  CHECK(shown("a: &x {b: 1}\nc:\n  <<: *x\n  'd': &y \"e\"\n") ==
        "block\n plain |a\n flow repeated &x |{b: 1}\n  plain |b\n  plain |1\n plain |c\n block\n  plain merge |<<\n"
        "  alias |*x\n  single |'d'\n"
        "  double anchored &y |\"e\"\n");
}

TEST_CASE("blank lines belong to a block scalar that keeps them") {
  CHECK(shown("a: |+\n  x\n\nb: |\n  x\n\nc: >-\n  x\n") ==
        "block\n plain |a\n literal ||+\n  x +2\n plain |b\n literal ||\n  x\n plain |c\n folded |>-\n  x\n");
}

TEST_CASE("a key that is an alias has the text of its anchor") {
  base::Interner interner;
  const auto layout = read_layout("a: &x b\n*x : 1\n", Syntax::yaml, {}, interner);
  REQUIRE(layout);
  CHECK(interner.text(layout->nodes.at(3).text) == "b");
  CHECK(layout->nodes.at(3).style == Style::alias);
}

TEST_CASE("the layout of JSON has parents and numbers of children") {
  CHECK(shown("{\"a\": [1, null]} 2", Syntax::json) ==
        "flow |{\"a\": [1, null]}\n double |\"a\"\n flow |[1, null]\n  plain |1\n  plain |null\nplain |2\n");
  base::Interner interner;
  const auto layout = read_layout("[[1], 2, {\"a\": 3}]", Syntax::json, {}, interner);
  REQUIRE(layout);
  CHECK(layout->nodes.at(3).ordinal == 1);
  CHECK(layout->nodes.at(4).ordinal == 2);
  CHECK(layout->nodes.at(6).parent == 4);
}

TEST_CASE("what cannot be read has no layout") {
  CHECK(shown("a: [") == "no layout");
  CHECK(shown("a: *b") == "no layout");
  CHECK(shown("{a: 1}: 2") == "no layout");
  CHECK(shown("\xff") == "no layout");
  CHECK(shown("{", Syntax::json) == "no layout");
}

}  // namespace
}  // namespace meshplay::data
