#include "engine/infer/row_table.h"

#include <catch2/catch.hpp>
#include <memory>
#include <optional>
#include <set>

#include "engine/check/program_for_test.h"

using namespace meshplay;
using check::Property;
using infer::RowTable;
using infer::TableMode;
using infer::Value;

namespace {

// Nothing here needs a search.
class NoSearcher : public infer::Searcher {
 public:
  bool quantifier(const check::Cond& /*cond*/, infer::Env& /*env*/) override { return false; }
  bool relation(const check::Cond& /*cond*/, infer::Env& /*env*/) override { return false; }
  std::size_t count(std::uint32_t /*block*/, infer::Env& /*env*/, std::size_t /*most*/) override { return 0; }
  void for_each_row(std::uint32_t /*block*/, infer::Env& /*env*/, const infer::Searcher::RowTaker& /*f*/) override {}
  std::optional<infer::Value> folded(const check::Expr& /*expr*/, infer::Env& /*env*/) override { return {}; }
  const std::vector<check::Var>& frame() const override { return no_frame_; }
  bool is_complete(check::RelationId /*relation*/) const override { return true; }
  std::uint64_t rows() const override { return 0; }
  bool count_rows(std::uint64_t /*rows*/) override { return true; }
  infer::Value measure(const check::Expr& /*expr*/, infer::Env& /*env*/) override { return {}; }

 private:
  std::vector<check::Var> no_frame_;
};

struct Fixture {
  text::SourceSet sources;
  base::Interner interner;
  diag::Sink sink;
  design::Design design;
  check::test::ProgramWriter writer{interner};
  check::VarId pod = writer.component("p", "Pod");
  check::VarId item = writer.element("i", writer.path(pod, {"spec", "items"}));
  check::ExprId space = writer.property(pod, Property::space);
  check::ExprId item_name = writer.path(item, {"name"});
  check::ExprId labels = writer.property(pod, Property::labels);
  check::ExprId selector = writer.path(pod, {"spec", "selector"});
  std::vector<check::Var> frame;
  std::optional<plan::Planner> planner;
  NoSearcher searcher;
  std::unique_ptr<infer::Values> values;
  std::unique_ptr<infer::Evaluator> evaluator;

  explicit Fixture(const std::string& yaml) {
    design = design::load_text("in.yaml", yaml, data::Syntax::yaml, {}, sources, interner, sink);
    REQUIRE(sink.all().empty());
    // A relation that uses all of the expressions, so that the plan knows them.
    std::vector<check::CondId> conditions;
    for (check::ExprId expr : {space, item_name, labels, selector}) conditions.push_back(writer.present(expr));
    writer.add_relation("all", 1, {item}, conditions);
    frame = writer.program.relations[0].frame;
    planner.emplace(writer.program);
    values = std::make_unique<infer::Values>(design, interner);
    evaluator = std::make_unique<infer::Evaluator>(writer.program, planner->whole(), design, *values, searcher);
  }

  RowTable table(const infer::RowTableSpec& spec) { return {spec, frame, *evaluator}; }
  std::string name(const Value* row) const { return design.id(design::ComponentId{row[0].data}, interner); }
  std::uint64_t key_of(std::initializer_list<std::string_view> texts) {
    std::uint64_t key = 0;
    for (std::string_view text : texts) {
      key = base::hash_combine(key, values->hash(infer::text_value(interner.intern(text))));
    }
    return key;
  }
  // The value of an expression for the first component.
  Value first(check::ExprId expr) {
    infer::Env env;
    env[pod] = infer::component_value(design::ComponentId{0});
    return evaluator->eval(expr, env);
  }
};

constexpr const char* kPods = R"(
{apiVersion: v1, kind: Pod, metadata: {name: a, labels: {app: web, tier: front}}, spec: {items: [{name: x}, {name: y}, {}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: b, labels: {app: web}}, spec: {items: [{name: x}]}}
---
{apiVersion: v1, kind: Pod, metadata: {name: c, namespace: far, labels: {app: api}}, spec: {items: null}}
---
{apiVersion: v1, kind: Pod, metadata: {name: d}}
---
{apiVersion: v1, kind: Service, metadata: {name: a, labels: {app: web}}, spec: {items: [{name: x}]}}
)";

}  // namespace

TEST_CASE("rows are the elements of the components of the kind, without those that lack a key") {
  Fixture f(kPods);
  const RowTable table = f.table({TableMode::equality, {f.pod, f.item}, {f.item_name}, check::kNone});
  CHECK(table.rows() == 3);
  std::vector<std::string> found;
  table.for_each_equal(f.key_of({"x"}), [&](const Value* row) {
    found.push_back(f.name(row));
    CHECK(f.values->show(row[1]) == "name: x");
    return false;
  });
  CHECK(found == std::vector<std::string>{"Pod/default/a", "Pod/default/b"});
  CHECK_FALSE(table.for_each_equal(f.key_of({"z"}), [](const Value*) { return true; }));
  CHECK(table.fan_out() == Approx(1.5));
}

TEST_CASE("a table without keys of its own leads to every row") {
  Fixture f(kPods);
  const RowTable table = f.table({TableMode::equality, {f.pod}, {}, check::kNone});
  std::size_t rows = 0;
  table.for_each_equal(0, [&](const Value*) {
    ++rows;
    return false;
  });
  CHECK(rows == 4);
}

TEST_CASE("a selector meets the components of its rarest label, and all of them when it asks for none") {
  Fixture f(kPods);
  const RowTable table = f.table({TableMode::labels, {f.pod}, {f.space}, f.labels});
  CHECK(table.rows() == 3);
  using Names = std::vector<std::string>;
  const auto found = [&](std::string_view space, const std::vector<infer::Requirement>& requirements) {
    Names names;
    table.for_each_selected(f.key_of({space}), requirements, [&](const Value* row) {
      names.push_back(f.name(row));
      return false;
    });
    return names;
  };
  const auto in = [&](std::string_view key, std::initializer_list<std::string_view> texts) {
    infer::Requirement requirement;
    requirement.key = f.interner.intern(key);
    for (std::string_view text : texts) requirement.values.push_back(f.interner.intern(text));
    return requirement;
  };
  CHECK(found("default", {in("app", {"web"})}) == Names{"Pod/default/a", "Pod/default/b"});
  CHECK(found("default", {in("app", {"web"}), in("tier", {"front"})}) == Names{"Pod/default/a"});
  CHECK(found("far", {in("app", {"web", "api"})}) == Names{"Pod/far/c"});
  CHECK(found("default", {in("zone", {"a"})}).empty());
  CHECK(found("default", {}) == Names{"Pod/default/a", "Pod/default/b"});
  infer::Requirement refused;
  refused.op = infer::Requirement::Operator::invalid;
  CHECK(found("default", {in("app", {"web"}), refused}).empty());
}

TEST_CASE("labels meet the selectors that ask for one of them, and those that ask for none") {
  Fixture f(R"(
{apiVersion: v1, kind: Pod, metadata: {name: labelled, labels: {app: web, tier: front}}, spec: {selector: {app: web}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: both}, spec: {selector: {app: web, tier: back}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: other}, spec: {selector: {app: api}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: open}, spec: {selector: {matchExpressions: [{key: zone, operator: DoesNotExist}]}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: either}, spec: {selector: {matchExpressions: [{key: tier, operator: In, values: [front, side]}]}}}
---
{apiVersion: v1, kind: Pod, metadata: {name: none}}
)");
  const RowTable table = f.table({TableMode::selectors, {f.pod}, {}, f.selector});
  std::multiset<std::string> found;
  table.for_each_selecting(0, f.first(f.labels), *f.values, [&](const Value* row) {
    found.insert(f.name(row));
    return false;
  });
  // `both` stands under its rarer label, which these labels do not have.
  CHECK(found == std::multiset<std::string>{"Pod/default/either", "Pod/default/labelled", "Pod/default/open"});
}
