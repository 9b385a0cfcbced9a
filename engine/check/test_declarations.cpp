// Tests of rule files: what they are given and what they expect.
#include "engine/base/nearest.h"
#include "engine/check/declarations.h"

namespace meshplay::check {

using ast::NodeIndex;
using ast::NodeKind;
using ast::Op;

std::optional<TestRef> Declarations::reference(std::uint32_t file, NodeIndex node) {
  TestRef ref;
  ref.span = tree(file).span(node);
  const std::string_view whole = text(file, node);
  const std::size_t first = whole.find('/');
  if (first == std::string_view::npos || first == 0 || first + 1 == whole.size()) {
    context_.sink.report("bad-reference", ref.span, {whole}).help = "write Kind/name or Kind/namespace/name";
    return std::nullopt;
  }
  ref.kind = whole.substr(0, first);
  const std::size_t second = whole.find('/', first + 1);
  if (second == std::string_view::npos) {
    ref.name = whole.substr(first + 1);
  } else {
    ref.space = whole.substr(first + 1, second - first - 1);
    ref.name = whole.substr(second + 1);
  }
  return ref;
}

std::optional<Expectation> Declarations::expectation(std::uint32_t file, NodeIndex node) {
  const ast::Ast& ast = tree(file);
  Expectation result;
  result.span = ast.span(node);
  result.negated = ast.at(node).op == Op::no;
  if (ast.at(node).kind == NodeKind::expect_nothing) {
    result.what = Expectation::What::nothing;
    return result;
  }
  if (ast.at(node).kind == NodeKind::expect_snapshot) {
    result.what = Expectation::What::snapshot;
    result.content = text(file, ast.child(node, 0));
    return result;
  }
  const bool relation = ast.at(node).kind == NodeKind::expect_relation;
  const bool fix = ast.at(node).kind == NodeKind::expect_fix;
  const NodeIndex name_node = ast.child(node, 0);
  const std::string_view name = text(file, name_node);
  Declaration* found = context_.names.find(file, name);
  const bool fits =
      found != nullptr && (relation ? found->kind == DeclKind::relationship || found->kind == DeclKind::define
                                    : found->kind == DeclKind::rule);
  if (!fits) {
    auto& report = context_.sink.report("unknown-name", ast.span(name_node),
                                        {relation ? "relationship or define" : "check", name});
    const auto candidates = relation ? context_.names.visible(file, {DeclKind::relationship, DeclKind::define})
                                     : context_.names.visible(file, {DeclKind::rule});
    if (const auto near = base::nearest(name, candidates)) report.suggest(*near);
    if (relation && found != nullptr && found->kind == DeclKind::rule) {
      report.replacements.clear();
      report.help = "it is a check: write `expect " + std::string(name) + " on Kind/name`";
    } else if (!relation && found != nullptr &&
               (found->kind == DeclKind::relationship || found->kind == DeclKind::define)) {
      report.replacements.clear();
      report.help = "it is a relation: write `expect " + std::string(name) + "(Kind/name, ...)`";
    }
    return std::nullopt;
  }
  context_.use(*found, file, ast.span(name_node));
  result.what = relation ? Expectation::What::relation : fix ? Expectation::What::fix : Expectation::What::finding;
  (relation ? result.relation : result.check) = found->number;
  for (NodeIndex child : ast.children_of(node)) {
    const ast::Node& part = ast.at(child);
    if (fix && part.kind == NodeKind::string && !result.refs.empty()) {
      result.content = text(file, child);
    } else if (part.kind == NodeKind::component || part.kind == NodeKind::string) {
      const auto ref = reference(file, child);
      if (!ref) return std::nullopt;
      result.refs.push_back(*ref);
    }
    if (part.kind == NodeKind::at_path) result.at = text(file, child);
    if (part.kind == NodeKind::message) result.message = text(file, ast.child(child, 0));
  }
  if (relation) {
    const Relation& row = context_.program.relations[found->number];
    const std::uint32_t least = row.has_via ? row.arity - 1 : row.arity;
    if (result.refs.size() < least || result.refs.size() > row.arity) {
      text::Span call = ast.span(name_node);
      call.end = result.span.end;
      auto& report = context_.sink.report("wrong-argument-count", call,
                                          {found->full_name, argument_count(least, row.arity), result.refs.size()});
      report.help = "name a component for each end: `" + std::string(name) + "(Kind/name, Kind/name" +
                    (row.arity > 2 ? ", Kind/name)`" : ")`");
      report.notes.push_back({row.name_span, "declared here"});
      return std::nullopt;
    }
  }
  return result;
}

std::optional<GivenParam> Declarations::given_param(std::uint32_t file, NodeIndex node) {
  const ast::Ast& ast = tree(file);
  const NodeIndex name_node = ast.child(node, 0);
  const NodeIndex value = ast.child(node, 1);
  const std::string_view name = text(file, name_node);
  const std::size_t dot = name.rfind('.');
  Declaration* rule = dot == std::string_view::npos ? nullptr : context_.names.find(file, name.substr(0, dot));
  if (rule != nullptr) {
    text::Span rule_span = ast.span(name_node);
    rule_span.end = rule_span.begin + static_cast<std::uint32_t>(dot);
    context_.use(*rule, file, rule_span);
  }
  const auto& params = context_.program.params;
  std::vector<std::string_view> names;
  for (std::size_t i = 0; i < params.size(); ++i) {
    const std::string_view full = context_.interner.text(params[i].name);
    names.push_back(full);
    if (rule == nullptr || full != rule->full_name + std::string(name.substr(dot))) continue;
    if (!is_constant(file, value)) {
      context_.sink.report("wrong-param", ast.span(value), {name, "constant"}).help =
          "give it a number, a text, true or false, or a list or map of these";
      return std::nullopt;
    }
    std::vector<Var> frame;
    Lowering lowering(context_, kinds_, file, frame);
    return GivenParam{static_cast<std::uint32_t>(i), lowering.expression(value)};
  }
  auto& report = context_.sink.report("unknown-param", ast.span(name_node), {name});
  if (const auto near = base::nearest(name, names)) {
    report.suggest(*near);
  } else {
    report.help = "write rule and param: `too_many.max`";
  }
  return std::nullopt;
}

void Declarations::check_test(std::uint32_t file, NodeIndex node) {
  const ast::Ast& ast = tree(file);
  Test test;
  test.span = ast.span(node);
  test.builtin = context_.files[file].builtin;
  for (NodeIndex child : ast.children_of(node)) {
    switch (ast.at(child).kind) {
      case NodeKind::string: test.name = text(file, child); break;
      case NodeKind::given_text: {
        const NodeIndex content = ast.child(child, 0);
        test.given.push_back(
            {false, ast.at(child).op == Op::json, std::string(text(file, content)), ast.span(content)});
        break;
      }
      case NodeKind::given_file: {
        const NodeIndex content = ast.child(child, 0);
        test.given.push_back({true, false, std::string(text(file, content)), ast.span(content)});
        break;
      }
      case NodeKind::expect_relation:
      case NodeKind::expect_finding:
      case NodeKind::expect_nothing:
      case NodeKind::expect_fix:
      case NodeKind::expect_snapshot:
        if (auto expected = expectation(file, child)) test.expectations.push_back(std::move(*expected));
        break;
      case NodeKind::given_param:
        if (const auto given = given_param(file, child)) test.params.push_back(*given);
        break;
      default: break;
    }
  }
  context_.program.tests.push_back(std::move(test));
}

}  // namespace meshplay::check
