#include "engine/assist/actions.h"

#include <algorithm>
#include <cctype>

#include "engine/assist/cursor.h"
#include "engine/assist/describe.h"
#include "engine/model/kinds.h"
#include "engine/model/schema.h"

namespace meshplay::assist {

using ast::NodeIndex;
using ast::NodeKind;

namespace {

// `minReadySeconds` as rules name things: `min_ready_seconds`.
std::string snake_case(std::string_view name) {
  std::string result;
  for (const char c : name) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0) {
      if (!result.empty()) result += '_';
      result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_') {
      result += c;
    }
  }
  return result;
}

// What the literal is compared with tells how to call it.
std::string param_name(const CloseLook& look, const std::vector<NodeIndex>& way, const RuleSet& rules) {
  std::string name = "limit";
  for (std::size_t i = way.size(); i-- > 1;) {
    const ast::Node& row = look.tree.at(way[i - 1]);
    if (row.kind != NodeKind::binary || row.child_count != 2) continue;
    const NodeIndex other = look.tree.child(way[i - 1], look.tree.child(way[i - 1], 0) == way[i] ? 1 : 0);
    if (look.tree.at(other).kind == NodeKind::member) name = snake_case(look.text(look.tree.child(other, 1)));
    break;
  }
  const auto is_taken = [&](const std::string& wanted) {
    return std::any_of(look.observations.locals.begin(), look.observations.locals.end(),
                       [&](const check::Local& local) { return rules.sources().text(local.span) == wanted; });
  };
  if (name.empty() || is_taken(name)) name = "wanted_" + name;
  for (int i = 2; is_taken(name); ++i) name += std::to_string(i);
  return name;
}

void add_param(const CloseLook& look, const RuleSet& rules, std::uint32_t offset, std::vector<Action>& result) {
  const std::vector<NodeIndex> way = way_to(look.tree, offset);
  if (way.size() < 3) return;
  const ast::Node& literal = look.tree.at(way.back());
  const bool is_number = literal.kind == NodeKind::number;
  if (!is_number && literal.kind != NodeKind::string) return;
  const NodeIndex declaration = way[1];
  const NodeKind kind = look.tree.at(declaration).kind;
  if (kind != NodeKind::rule && kind != NodeKind::relationship && kind != NodeKind::define) return;
  // A value of a condition or a fix, no message and no other text.
  bool is_value = false;
  for (const NodeIndex node : way) {
    switch (look.tree.at(node).kind) {
      case NodeKind::where_item:
      case NodeKind::condition_item:
      case NodeKind::bind_item:
      case NodeKind::fix: is_value = true; break;
      case NodeKind::interpolation:
      case NodeKind::kind_ref: return;
      default: break;
    }
  }
  if (!is_value) return;
  NodeIndex first = ast::kNoIndex;
  for (const NodeIndex child : look.tree.children_of(declaration)) {
    switch (look.tree.at(child).kind) {
      case NodeKind::where_item:
      case NodeKind::condition_item:
      case NodeKind::bind_item:
      case NodeKind::param:
        if (first == ast::kNoIndex) first = child;
        break;
      default: break;
    }
  }
  if (first == ast::kNoIndex) return;
  const std::string written(rules.sources().text(look.tree.span(way.back())));
  const std::string name = param_name(look, way, rules);
  const std::string type = !is_number ? "text" : written.find('.') == std::string::npos ? "int" : "number";
  const std::uint32_t at = look.tree.at(first).begin;
  result.push_back({"make " + written + " a param",
                    Action::Kind::refactor,
                    {{{look.tree.file, at, at}, "param " + name + ": " + type + " = " + written + "\n  "},
                     {look.tree.span(way.back()), name}}});
}

// `apps/v1` of the newest version that is served.
std::string api_version(std::string_view kind_text) {
  const std::size_t slash = kind_text.rfind('/');
  const std::string_view kind = slash == std::string_view::npos ? kind_text : kind_text.substr(slash + 1);
  for (const model::Kind& row : model::find_kinds(kind)) {
    for (const model::KindSchema& schema : model::find_schemas(row.group, row.name)) {
      const std::string group(schema.written_group());
      return (group.empty() ? "" : group + "/") + std::string(schema.version());
    }
    const std::string versions(row.versions);
    return (row.group.empty() ? "" : std::string(row.group) + "/") + versions.substr(0, versions.find(' '));
  }
  return "v1";
}

void add_test(const CloseLook& look, const RuleSet& rules, std::uint32_t offset, std::vector<Action>& result) {
  const NodeIndex rule = declaration_at(look.tree, offset);
  if (rule == ast::kNoIndex || look.tree.at(rule).kind != NodeKind::rule) return;
  const NodeIndex name_node = look.tree.find(rule, NodeKind::name);
  const NodeIndex subject = look.tree.find(rule, NodeKind::subject);
  if (name_node == ast::kNoIndex || subject == ast::kNoIndex) return;
  const std::string name(look.text(name_node));
  for (const NodeIndex test : look.tree.children_of(look.tree.root)) {
    if (look.tree.at(test).kind != NodeKind::test) continue;
    for (const NodeIndex child : look.tree.children_of(test)) {
      if (look.tree.at(child).kind != NodeKind::expect_finding) continue;
      const std::string_view expected = look.text(look.tree.child(child, 0));
      if (expected == name || expected.ends_with("." + name)) return;
    }
  }
  NodeIndex kind_node = look.tree.child(subject, 1);
  while (look.tree.at(kind_node).kind != NodeKind::kind_ref && look.tree.at(kind_node).child_count > 0) {
    kind_node = look.tree.child(kind_node, 0);
  }
  std::string kind(look.text(kind_node));
  kind = kind.substr(kind.rfind('/') == std::string::npos ? 0 : kind.rfind('/') + 1);
  for (const check::Declaration& declaration : look.observations.declarations) {
    if (declaration.kind != check::DeclKind::kind) continue;
    const DeclarationView view = look.view(rules, declaration);
    if (view.source(view.name_node()) != kind || view.tree.at(declaration.node).child_count < 2) continue;
    NodeIndex part = view.tree.children_of(declaration.node).back();
    while (view.tree.at(part).kind != NodeKind::kind_ref && view.tree.at(part).child_count > 0) {
      part = view.tree.child(part, 0);
    }
    kind = view.text(part);
    break;
  }
  if (kind == "Component") kind = "ConfigMap";
  const std::uint32_t end = look.tree.at(rule).end;
  const std::string text = "\n\ntest \"" + name +
                           " is found\" {\n  given yaml \"\"\"\n    apiVersion: " + api_version(kind) +
                           "\n    kind: " + kind + "\n    metadata:\n      name: example\n    \"\"\"\n  expect " +
                           name + " on " + kind + "/example\n}";
  result.push_back({"add a test of `" + name + "`", Action::Kind::test, {{{look.tree.file, end, end}, text}}});
}

}  // namespace

std::vector<Action> actions(RuleSet& rules, const std::string& name, std::uint32_t begin, std::uint32_t /*end*/) {
  std::vector<Action> result;
  const auto look = rules.look(name);
  if (!look || look->tree.root == ast::kNoIndex) return result;
  add_param(*look, rules, begin, result);
  add_test(*look, rules, begin, result);
  return result;
}

diag::Replacement allowance(const RuleSet& rules, const diag::Diagnostic& diagnostic) {
  const std::string_view content = rules.sources().content(diagnostic.span.file);
  std::size_t end = content.find('\n', diagnostic.span.begin);
  if (end == std::string_view::npos) end = content.size();
  if (end > 0 && content[end - 1] == '\r') --end;
  const auto at = static_cast<std::uint32_t>(end);
  return {{diagnostic.span.file, at, at}, "  // allow " + diagnostic.code + ": say why"};
}

}  // namespace meshplay::assist
