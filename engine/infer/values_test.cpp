#include "engine/infer/values.h"

#include <catch2/catch.hpp>
#include <cmath>
#include <memory>

using namespace meshplay;
using ast::Op;
using infer::Value;

namespace {

// Two values of one component, written in YAML; an empty text is a key that is not there.
struct Pair {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  design::Design design;
  std::unique_ptr<infer::Values> values;
  Value left;
  Value right;

  Pair(const std::string& left_text, const std::string& right_text) {
    std::string text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    if (!left_text.empty()) text += "left: " + left_text + "\n";
    if (!right_text.empty()) text += "right: " + right_text + "\n";
    design = design::load_text("in.yaml", text, data::Syntax::yaml, {}, sources, interner, sink);
    REQUIRE(sink.all().empty());
    REQUIRE(design.components.size() == 1);
    values = std::make_unique<infer::Values>(design, interner);
    const Value component = infer::component_value(design::ComponentId{0});
    left = values->member(component, interner.intern("left"));
    right = values->member(component, interner.intern("right"));
  }
};

bool holds(Op op, const std::string& left, const std::string& right) {
  Pair pair(left, right);
  return pair.values->compare(op, pair.left, pair.right);
}

std::string shown(const std::string& value) {
  Pair pair(value, "");
  return pair.values->show(pair.left);
}

constexpr Op kOperators[] = {Op::eq,   Op::ne,          Op::lt,        Op::le,      Op::gt,
                             Op::ge,   Op::in,          Op::includes,  Op::selects, Op::matches,
                             Op::like, Op::starts_with, Op::ends_with, Op::contains};
// One of each type, the empty ones too.
const std::vector<std::string> kValues = {"a", "''", "1", "1.5", "true", "false", "[a]", "[]", "{a: b}", "{}"};

}  // namespace

TEST_CASE("a comparison with something missing does not hold, whatever it asks and on whichever side") {
  for (const Op op : kOperators) {
    INFO(ast::name(op));
    for (const std::string missing : {"", "null", "~"}) {
      CHECK_FALSE(holds(op, missing, missing));
      for (const std::string& value : kValues) {
        INFO(value);
        CHECK_FALSE(holds(op, missing, value));
        CHECK_FALSE(holds(op, value, missing));
      }
    }
  }
}

TEST_CASE("every operator holds for something, and not for everything") {
  for (const Op op : kOperators) {
    INFO(ast::name(op));
    int yes = 0;
    int no = 0;
    for (const std::string& left : kValues) {
      for (const std::string& right : kValues) ++(holds(op, left, right) ? yes : no);
    }
    CHECK(yes > 0);
    CHECK(no > 0);
  }
}

TEST_CASE("values are equal when type and content are") {
  CHECK(holds(Op::eq, "a", "'a'"));
  CHECK(holds(Op::eq, "1", "1.0"));
  CHECK(holds(Op::eq, "0x10", "16"));
  CHECK(holds(Op::eq, "-0.0", "0"));
  CHECK(holds(Op::eq, "yes", "true"));
  CHECK(holds(Op::eq, "[a, [1, null]]", "[a, [1.0, null]]"));
  CHECK(holds(Op::eq, "{a: 1, b: {c: d}}", "{b: {c: d}, a: 1}"));
  CHECK(holds(Op::eq, "{a: null}", "{a: null}"));
  CHECK_FALSE(holds(Op::eq, "1", "'1'"));
  CHECK_FALSE(holds(Op::eq, "true", "'true'"));
  CHECK_FALSE(holds(Op::eq, "a", "A"));
  CHECK_FALSE(holds(Op::eq, "[a, b]", "[b, a]"));
  CHECK_FALSE(holds(Op::eq, "[a]", "[a, null]"));
  CHECK_FALSE(holds(Op::eq, "{a: 1}", "{a: 1, b: null}"));
  CHECK_FALSE(holds(Op::eq, "{a: null, b: 1}", "{b: 1, c: 2}"));
  CHECK_FALSE(holds(Op::eq, "[]", "{}"));
}

TEST_CASE("values that are both there are different exactly when they are not equal") {
  for (const std::string& left : kValues) {
    for (const std::string& right : kValues) CHECK(holds(Op::ne, left, right) != holds(Op::eq, left, right));
  }
}

TEST_CASE("equal values have equal hashes") {
  const std::vector<std::string> values = {"1",
                                           "1.0",
                                           "a",
                                           "'a'",
                                           "[1, a]",
                                           "[1.0, 'a']",
                                           "{a: 1, b: 2}",
                                           "{b: 2, a: 1}",
                                           "{a: null, b: 2}",
                                           "{b: 2, a: null}",
                                           "0",
                                           "-0.0",
                                           "true",
                                           "yes",
                                           "[null]"};
  for (const std::string& left : values) {
    for (const std::string& right : values) {
      Pair pair(left, right);
      INFO(left << " and " << right);
      if (pair.values->equal(pair.left, pair.right))
        CHECK(pair.values->hash(pair.left) == pair.values->hash(pair.right));
    }
  }
}

TEST_CASE("order is of two numbers or of two texts") {
  CHECK(holds(Op::lt, "9", "10"));
  CHECK(holds(Op::gt, "'9'", "'10'"));
  CHECK(holds(Op::le, "1.5", "1.5"));
  CHECK(holds(Op::ge, "b", "a"));
  CHECK_FALSE(holds(Op::lt, "a", "a"));
  for (const Op op : {Op::lt, Op::le, Op::gt, Op::ge}) {
    CHECK_FALSE(holds(op, "1", "'1'"));
    CHECK_FALSE(holds(op, "true", "true"));
    CHECK_FALSE(holds(op, "[1]", "[1]"));
  }
}

TEST_CASE("an element is in its list, a key in its map") {
  CHECK(holds(Op::in, "a", "[b, a]"));
  CHECK(holds(Op::in, "1", "[1.0]"));
  CHECK(holds(Op::in, "[a]", "[[a], b]"));
  CHECK(holds(Op::in, "a", "{a: 1}"));
  CHECK(holds(Op::in, "a", "{a: null}"));
  CHECK_FALSE(holds(Op::in, "1", "['1']"));
  CHECK_FALSE(holds(Op::in, "1", "{1: a}"));
  CHECK_FALSE(holds(Op::in, "a", "abc"));
  CHECK_FALSE(holds(Op::in, "b", "{a: b}"));
}

TEST_CASE("what includes has all that the other has") {
  CHECK(holds(Op::includes, "[a, b, c]", "[c, a]"));
  CHECK(holds(Op::includes, "[a]", "[]"));
  CHECK(holds(Op::includes, "[a]", "a"));
  CHECK(holds(Op::includes, "{a: 1, b: 2}", "{a: 1}"));
  CHECK(holds(Op::includes, "{a: 1}", "{}"));
  CHECK(holds(Op::includes, "{a: 1, b: 2}", "[b]"));
  CHECK(holds(Op::includes, "{a: 1}", "a"));
  CHECK_FALSE(holds(Op::includes, "[a]", "[a, b]"));
  CHECK_FALSE(holds(Op::includes, "{a: 1}", "{a: 2}"));
  CHECK_FALSE(holds(Op::includes, "{a: 1}", "{b: null}"));
  CHECK_FALSE(holds(Op::includes, "a", "[]"));
  CHECK_FALSE(holds(Op::includes, "abc", "a"));
}

TEST_CASE("operators on texts take texts, and lists contain elements") {
  CHECK(holds(Op::starts_with, "web-1", "web"));
  CHECK(holds(Op::ends_with, "web-1", "'-1'"));
  CHECK(holds(Op::contains, "web-1", "b-"));
  CHECK(holds(Op::contains, "[1, 2]", "2"));
  CHECK(holds(Op::like, "web-1", "'web-*'"));
  CHECK(holds(Op::matches, "web-12", "'-[0-9]+$'"));
  CHECK_FALSE(holds(Op::like, "my-web-1", "'web-*'"));
  CHECK_FALSE(holds(Op::matches, "web", "'('"));
  for (const Op op : {Op::starts_with, Op::ends_with, Op::contains, Op::like, Op::matches}) {
    CHECK_FALSE(holds(op, "12", "1"));
    CHECK_FALSE(holds(op, "'12'", "1"));
    CHECK_FALSE(holds(op, "true", "'true'"));
  }
}

TEST_CASE("a selector is a map of labels, or matchLabels and matchExpressions") {
  const std::string labels = "{app: web, tier: front, version: 1}";
  CHECK(holds(Op::selects, "{app: web}", labels));
  CHECK(holds(Op::selects, "{app: web, tier: front}", labels));
  CHECK(holds(Op::selects, "{}", labels));
  CHECK(holds(Op::selects, "{}", "{}"));
  CHECK(holds(Op::selects, "{version: '1'}", labels));
  CHECK(holds(Op::selects, "{matchLabels: {app: web}}", labels));
  CHECK(holds(Op::selects, "{matchLabels: null}", labels));
  CHECK(holds(Op::selects, "{matchExpressions: []}", labels));
  CHECK(holds(Op::selects, "{matchLabels: text}", "{matchLabels: text}"));
  CHECK_FALSE(holds(Op::selects, "{app: api}", labels));
  CHECK_FALSE(holds(Op::selects, "{app: web, zone: a}", labels));
  CHECK_FALSE(holds(Op::selects, "{app: null}", labels));
  CHECK_FALSE(holds(Op::selects, "{app: null}", "{app: null}"));
  CHECK_FALSE(holds(Op::selects, "{app: web}", "{}"));
  CHECK_FALSE(holds(Op::selects, "web", labels));
  CHECK_FALSE(holds(Op::selects, "[app]", labels));
  CHECK_FALSE(holds(Op::selects, "{matchLabels: {app: web}, app: web}", labels));
}

TEST_CASE("matchExpressions mean what the API server says, and what it refuses selects nothing") {
  const std::string labels = "{app: web, tier: front}";
  const auto selects = [&](const std::string& requirement) {
    return holds(Op::selects, "{matchExpressions: [" + requirement + "]}", labels);
  };
  CHECK(selects("{key: app, operator: In, values: [api, web]}"));
  CHECK(selects("{key: app, operator: NotIn, values: [api]}"));
  CHECK(selects("{key: zone, operator: NotIn, values: [a]}"));
  CHECK(selects("{key: app, operator: Exists}"));
  CHECK(selects("{key: zone, operator: DoesNotExist}"));
  CHECK(selects("{key: app, operator: Exists, values: []}"));
  CHECK(selects("{key: app, operator: In, values: [web]}, {key: tier, operator: Exists}"));
  CHECK_FALSE(selects("{key: app, operator: In, values: [api]}"));
  CHECK_FALSE(selects("{key: zone, operator: In, values: [a]}"));
  CHECK_FALSE(selects("{key: app, operator: NotIn, values: [api, web]}"));
  CHECK_FALSE(selects("{key: zone, operator: Exists}"));
  CHECK_FALSE(selects("{key: app, operator: DoesNotExist}"));
  CHECK_FALSE(selects("{key: app, operator: In, values: [web]}, {key: tier, operator: In, values: [back]}"));
  for (const std::string refused :
       {"{key: app, operator: In, values: []}", "{key: app, operator: In}", "{key: app, operator: NotIn, values: []}",
        "{key: app, operator: Exists, values: [web]}", "{key: zone, operator: DoesNotExist, values: [a]}",
        "{key: app, operator: in, values: [web]}", "{operator: Exists}", "{key: app}", "web",
        "{key: 1, operator: Exists}"}) {
    INFO(refused);
    CHECK_FALSE(selects(refused));
  }
}

TEST_CASE("values are shown as they were written") {
  CHECK(shown("web") == "web");
  CHECK(shown("1.50") == "1.50");
  CHECK(shown("yes") == "true");
  CHECK(shown("") == "(missing)");
  CHECK(shown("[a, 1, null]") == "a, 1, (missing)");
  CHECK(shown("{app: web, n: 1}") == "app: web, n: 1");
  CHECK(shown("[]").empty());
}

TEST_CASE("a number that was computed is shown by its shortest digits") {
  Pair pair("1", "");
  CHECK(pair.values->show(pair.values->number(3)) == "3");
  CHECK(pair.values->show(pair.values->number(0.1)) == "0.1");
  CHECK(pair.values->show(pair.values->number(-2.5)) == "-2.5");
}

TEST_CASE("what is nested without end is cut, not followed") { CHECK(shown("[[[[[[[[a]]]]]]]]") == "..."); }

TEST_CASE("elements are asked for by whole numbers from 0") {
  Pair pair("[a, b]", "{a: 1}");
  const auto element = [&](double index) { return pair.values->show(pair.values->element(pair.left, index)); };
  CHECK(element(0) == "a");
  CHECK(element(1) == "b");
  CHECK(element(2) == "(missing)");
  CHECK(element(-1) == "(missing)");
  CHECK(element(0.5) == "(missing)");
  CHECK(element(1e30) == "(missing)");
  CHECK(element(std::nan("")) == "(missing)");
  CHECK(pair.values->element(pair.right, 0).missing());
}

TEST_CASE("lists made while rules run behave like those of the design") {
  Pair pair("[a, 1]", "{a: 1}");
  infer::Values& values = *pair.values;
  const Value a = infer::text_value(pair.interner.intern("a"));
  const Value one = values.number(1);
  const Value list = values.list({a, one});
  const Value map = values.list({a, one}, true);
  CHECK(values.equal(list, pair.left));
  CHECK(values.equal(map, pair.right));
  CHECK(values.hash(list) == values.hash(pair.left));
  CHECK(values.hash(map) == values.hash(pair.right));
  CHECK(values.compare(Op::in, a, map));
  CHECK(values.compare(Op::includes, list, pair.left));
  CHECK_FALSE(values.equal(list, map));
}

TEST_CASE("a released list makes room, a kept one stays") {
  Pair pair("a", "");
  infer::Values& values = *pair.values;
  const std::size_t mark = values.mark();
  Value kept;
  {
    const infer::Values::Keep keep(values);
    kept = values.list({values.number(1)});
  }
  static_cast<void>(values.list({values.number(2)}));
  CHECK(values.mark() == mark + 1);
  values.release(mark);
  CHECK(values.mark() == mark);
  CHECK(values.show(kept) == "1");
}
