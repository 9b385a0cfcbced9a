#include "engine/format/format.h"

#include <catch2/catch.hpp>

#include "engine/parse/parser.h"

using namespace meshplay;

namespace {

std::string formatted(const std::string& text) {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  const text::FileId file = sources.add("test.mesh", text);
  const ast::Ast tree = parse::parse_rules(sources, file, {}, interner, sink);
  REQUIRE(sink.all().empty());
  return format::format(text, tree);
}

void check(const std::string& before, const std::string& after) {
  CHECK(formatted(before) == after);
  CHECK(formatted(after) == after);
}

}  // namespace

TEST_CASE("spaces between words") {
  check("field  f( x :any,y: any )=x.a [ 0 ] . b+- 1 *( y default{a:1,\"b\" : [ 1,2 ]} )\n",
        "field f(x: any, y: any) = x.a[0].b + -1 * (y default {a: 1, \"b\": [1, 2]})\n");
  check("kind K=\"cert-manager.io\" / Certificate|apps / v1/Deployment  of kubernetes \">=1.29\"\n",
        "kind K = \"cert-manager.io\"/Certificate | apps/v1/Deployment of kubernetes \">=1.29\"\n");
  check("define d(a: Pod) { where count( p :Pod where( p.in [0]==a.name )by p.labels .team )>0 }\n",
        "define d(a: Pod) { where count(p: Pod where (p.in[0] == a.name) by p.labels.team) > 0 }\n");
}

TEST_CASE("a body that fits on its line stays there, another has a line for each item") {
  check("define d(a: Pod) {where a.name==\"x\"}\n", "define d(a: Pod) { where a.name == \"x\" }\n");
  check("relationship r: edge.non-binding.network { from a: Pod\n to b: Service where a.name == b.name }\n",
        "relationship r: edge.non-binding.network {\n  from a: Pod\n  to   b: Service\n  where a.name == b.name\n}\n");
  check("deny d on p: Pod\n{\n\n  where p.name == \"x\"\n\n\n  message \"m\"\n\n}\n",
        "deny d on p: Pod {\n  where p.name == \"x\"\n\n  message \"m\"\n}\n");
}

TEST_CASE("conditions over several lines") {
  check(
      "deny d on p: Pod {\n"
      "where p.a == 1 and\n(p.b == 2 or p.c == 3 and\np.d in [\n1,\n2\n]\nor p.e == 4)\n"
      "and p.f\nin [\"x\"]\n"
      "message \"m\"\n}\n",
      "deny d on p: Pod {\n"
      "  where p.a == 1\n"
      "    and (p.b == 2 or p.c == 3\n"
      "        and p.d in [\n"
      "          1,\n"
      "          2\n"
      "        ]\n"
      "      or p.e == 4)\n"
      "    and p.f\n"
      "      in [\"x\"]\n"
      "  message \"m\"\n"
      "}\n");
}

TEST_CASE("a long line is broken before what joins its conditions") {
  const std::string a = "p.metadata.annotations.some_name == \"a value of some length\"";
  check("define d(p: Pod) {\n  where " + a + " and " + a + " and (p.a == 1 or p.b == 2)\n}\n",
        "define d(p: Pod) {\n  where " + a + "\n    and " + a + "\n    and (p.a == 1 or p.b == 2)\n}\n");
}

TEST_CASE("a conditional over several lines stands in columns") {
  check("field pod(w: Component) =\nw is Pod ? w\n: w is CronJob ? w.spec.jobTemplate\n: w.spec.template\n",
        "field pod(w: Component) =\n"
        "    w is Pod     ? w\n"
        "  : w is CronJob ? w.spec.jobTemplate\n"
        "  :                w.spec.template\n");
}

TEST_CASE("comments stay where they are, and those behind lines stand below each other") {
  check(
      "// the file\n\npackage team // ours\n\n\n/* two\n  lines */\n/// What it is.\nkind A = Pod // short\n"
      "kind Longer = Service // long\n// about d\ndefine d(a: Pod) { // first\n// second\nwhere a.name == \"x\" // "
      "third\n"
      "// last\n}\n// end\n",
      "// the file\n\npackage team  // ours\n\n/* two\n  lines */\n/// What it is.\nkind A = Pod           // short\n"
      "kind Longer = Service  // long\n\n// about d\ndefine d(a: Pod) {  // first\n  // second\n"
      "  where a.name == \"x\"  // third\n  // last\n}\n// end\n");
}

TEST_CASE("texts over several lines stay as they are") {
  check("test \"t\" {\n    given yaml \"\"\"\n  a: 1\n      \"\"\"\n    expect   no findings\n}\n",
        "test \"t\" {\n  given yaml \"\"\"\n  a: 1\n      \"\"\"\n  expect no findings\n}\n");
}

TEST_CASE("what documents nothing stays apart") {
  check("/// Nothing.\n\nkind A = Pod\n", "/// Nothing.\n\nkind A = Pod\n");
}

TEST_CASE("an empty file, and one of comments alone") {
  check("", "");
  check("\n\n// nothing\n\n\n", "// nothing\n");
}
