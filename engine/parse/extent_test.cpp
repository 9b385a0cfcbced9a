#include "engine/parse/extent.h"

#include <catch2/catch.hpp>

#include "engine/parse/parser.h"

namespace meshplay::parse {

namespace {

// The conditions of a definition as one line, every operand in brackets: a -> (a), a and b -> (and (a) (b)).
class Shape {
 public:
  explicit Shape(const std::string& body) {
    const text::FileId file = sources_.add("test.mesh", "define d(z: Z) {\n" + body + "\n}\n");
    tree_ = parse_rules(sources_, file, {}, interner_, sink_);
  }

  std::string text() const {
    REQUIRE(sink_.all().empty());
    std::string result;
    for (const ast::NodeIndex item : tree_.children_of(tree_.child(tree_.root, 0))) {
      const ast::NodeKind kind = tree_.at(item).kind;
      if (kind != ast::NodeKind::where_item && kind != ast::NodeKind::condition_item) continue;
      if (!result.empty()) result += "; ";
      result += of(tree_.child(item, 0));
    }
    return result;
  }

 private:
  std::string of(ast::NodeIndex index) const {
    const ast::Node& node = tree_.at(index);
    switch (node.kind) {
      case ast::NodeKind::quantifier: {
        std::string result = "(" + std::string(ast::name(node.op));
        for (const ast::NodeIndex child : tree_.children_of(index)) {
          const auto parts = tree_.children_of(child);
          if (tree_.at(child).kind == ast::NodeKind::where) result += " where " + of(parts[0]);
          for (std::size_t i = 0; i + 1 < parts.size(); ++i) result += " " + name(parts[i]);
        }
        return result + ")";
      }
      case ast::NodeKind::binary:
        if (node.op == ast::Op::and_ || node.op == ast::Op::or_) return list(std::string(ast::name(node.op)), index);
        break;
      case ast::NodeKind::unary: return list(std::string(ast::name(node.op)), index);
      default: break;
    }
    return std::string(sources_.text(tree_.span(index)));
  }

  std::string list(std::string result, ast::NodeIndex index) const {
    for (const ast::NodeIndex child : tree_.children_of(index)) result += " " + of(child);
    return "(" + result + ")";
  }

  std::string name(ast::NodeIndex index) const { return std::string(interner_.text(tree_.at(index).text)); }

  text::SourceSet sources_;
  base::Interner interner_;
  diag::Sink sink_;
  ast::Ast tree_;
};

void check(const std::string& body, const std::string& expected) {
  INFO(body);
  CHECK(Shape(body).text() == expected);
}

}  // namespace

TEST_CASE("a condition that speaks of the variable to its end belongs to the quantifier whole") {
  check("where some x: K where p(x)", "(some x where p(x))");
  check("where some x: K where p(x) and q(x)", "(some x where (and p(x) q(x)))");
  check("where some x: K where p(x) or q(x)", "(some x where (or p(x) q(x)))");
  check("where some x: K where p(x) and q(z) and r(x)", "(some x where (and p(x) q(z) r(x)))");
  check("where some x: K where q(z) and p(x)", "(some x where (and q(z) p(x)))");
}

TEST_CASE("alternatives at the end that do not speak of the variable stand beside the quantifier") {
  check("where some a: K where p(a) or some b: L where q(b)", "(or (some a where p(a)) (some b where q(b)))");
  check("where some a: K where p(a) or q(z) or r(z)", "(or (some a where p(a)) q(z) r(z))");
  check("where some a: K where p(a) or q(z) or r(a)", "(some a where (or p(a) q(z) r(a)))");
}

TEST_CASE("conjuncts at the end that do not speak of the variable stand beside the quantifier") {
  check("where no a: K where p(a) and q(z)", "(and (no a where p(a)) q(z))");
  check("where no a: K where p(a) and no b: L where q(b)", "(and (no a where p(a)) (no b where q(b)))");
  check("where no a: K where p(a) and no b: L where q(a, b)", "(no a where (and p(a) (no b where q(a, b))))");
  check("where no a: K where p(a) and no b: L where q(b) and r(a)", "(no a where (and p(a) (no b where q(b)) r(a)))");
}

TEST_CASE("what is given back joins what surrounds the quantifier as if the quantifier had ended before") {
  check("where s(z) and some a: K where p(a) or q(z)", "(or (and s(z) (some a where p(a))) q(z))");
  check("where not some a: K where p(a) and q(z)", "(and (not (some a where p(a))) q(z))");
  check("where not some a: K where p(a) or q(z)", "(or (not (some a where p(a))) q(z))");
  check("where s(z) or some a: K where p(a) and q(z) or r(z)", "(or s(z) (and (some a where p(a)) q(z)) r(z))");
  check("where some a: K where p(a) or q(z) and r(z)", "(or (some a where p(a)) (and q(z) r(z)))");
}

TEST_CASE("at least the first operand stays, whatever it speaks of") {
  check("where some a: K where q(z)", "(some a where q(z))");
  check("where some a: K where q(z) and r(z)", "(and (some a where q(z)) r(z))");
  check("where some a: K where q(z) or r(z)", "(or (some a where q(z)) r(z))");
}

TEST_CASE("brackets around the whole condition keep it together") {
  check("where no x: K where (p(x) or q(z))", "(no x where (or p(x) q(z)))");
  check("where no x: K where (p(x) and q(z))", "(no x where (and p(x) q(z)))");
  check("where no x: K where (p(x) or q(z)) and r(z)", "(and (no x where (or p(x) q(z))) r(z))");
  check("where (some a: K where p(a)) and q(a)", "(and (some a where p(a)) q(a))");
}

TEST_CASE("a variable that is bound from the quantifier's own speaks of it") {
  check("where some a: K where some v in a.list and v.x == 1", "(some a where (and (some v) v.x == 1))");
  check("where some a: K, v in a.list where v.x == 1 and q(z)", "(and (some a v where v.x == 1) q(z))");
  check("where some k, v in z.map where p(k) and q(v)", "(some k v where (and p(k) q(v)))");
  check("where some a: K where p(a) and some v in z.list where q(v)", "(and (some a where p(a)) (some v where q(v)))");
}

TEST_CASE("the same name bound again is another variable") {
  check("where no x: K where p(x) and no x: L where q(x)", "(and (no x where p(x)) (no x where q(x)))");
  check("where some x: K where p(x) and count(x: L where q(x)) > 1",
        "(and (some x where p(x)) count(x: L where q(x)) > 1)");
  check("where some x: K where p(x) and count(y in x.list) > 1", "(some x where (and p(x) count(y in x.list) > 1))");
}

TEST_CASE("keys, callees and argument names are no variables") {
  check("where some p: K where q(p) and p(z)", "(and (some p where q(p)) p(z))");
  check("where some p: K where q(p) and z.p == 1", "(and (some p where q(p)) z.p == 1)");
  check("where some p: K where q(p) and r(p: z)", "(and (some p where q(p)) r(p: z))");
  check("where some p: K where q(p) and z.list[p == 1].x == 1", "(and (some p where q(p)) z.list[p == 1].x == 1)");
  check("where some p: K where q(p) and z.list[name == p].x == 1",
        "(some p where (and q(p) z.list[name == p].x == 1))");
}

TEST_CASE("a condition that stands alone follows the same rule") {
  check("some a: K where p(a)\n  or some b: L where q(b)", "(or (some a where p(a)) (some b where q(b)))");
  check("p(z) and some a: K where q(a) or r(z)", "(or (and p(z) (some a where q(a))) r(z))");
}

TEST_CASE("a where on a new line that speaks of no variable around it is an item of its own") {
  check("no x: K\nwhere q(z)", "(no x); q(z)");
  check("no x: K\nwhere q(x)", "(no x where q(x))");
  check("no x: K where q(z)", "(no x where q(z))");
  check("where p(z) and no x: K\nwhere q(z) or r(z)", "(and p(z) (no x)); (or q(z) r(z))");
  check("where some a: K where p(a) and no x: K\nwhere q(a)", "(some a where (and p(a) (no x where q(a))))");
  check("where (no x: K\nwhere q(z)) and r(z)", "(and (no x where q(z)) r(z))");
  check("no x: K\nwhere q(z) and no y: L\nwhere r(z)", "(no x); (and q(z) (no y)); r(z)");
  check("some a: K where p(a)\nwhere q(z)", "(some a where p(a)); q(z)");
}

}  // namespace meshplay::parse
