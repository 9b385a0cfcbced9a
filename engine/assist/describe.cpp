#include "engine/assist/describe.h"

#include <algorithm>
#include <map>

#include "engine/check/functions.h"
#include "engine/model/kinds.h"

namespace meshplay::assist {

using ast::NodeIndex;
using ast::NodeKind;

namespace {

constexpr std::size_t kLongestHead = 400;

std::string code_block(std::string_view text) { return "```mesh\n" + std::string(text) + "\n```"; }

std::string joined(const std::vector<std::string>& parts, std::string_view between) {
  std::string text;
  for (const std::string& part : parts) {
    if (!text.empty()) text += between;
    text += part;
  }
  return text;
}

struct SpecialFunction {
  std::string_view name;
  std::string_view signature;
  std::string_view what;
};

// Those that the table of functions does not have, because they ask about the design.
constexpr SpecialFunction kSpecial[] = {
    {"component", "component(a, via: [relationship])", "the components that reach each other with `a`, by a number"},
    {"cycle", "cycle(a, via: [relationship])", "whether steps lead from `a` back to it"},
    {"depth", "depth(a, via: [relationship])", "the length of the longest way that leads from `a`"},
    {"dominates", "dominates(a, b, c, via: [relationship])", "whether every way from `a` to `c` passes `b`"},
    {"fan_in", "fan_in(a, via: [relationship])", "how many steps lead to `a`"},
    {"fan_out", "fan_out(a, via: [relationship])", "how many steps lead from `a`"},
    {"nearest", "nearest(wanted, candidates)", "the candidate that is spelt nearly like `wanted`"},
    {"path", "path(a, b, via: [relationship])", "the components on a shortest way from `a` to `b`"},
    {"reachable", "reachable(a, b, via: [relationship])", "whether one step or more lead from `a` to `b`"},
};

std::string definition_name(model::Node node) {
  const std::string_view definition = node.definition();
  const std::size_t dot = definition.rfind('.');
  return std::string(dot == std::string_view::npos ? definition : definition.substr(dot + 1));
}

// Label and parameters of `name(a, b)`.
Signature from_text(std::string_view name, std::string_view written, std::string_view what) {
  Signature result{std::string(name), {}, std::string(written), std::string(what)};
  const std::size_t open = written.find('(');
  const std::size_t close = written.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos) return result;
  std::size_t begin = open + 1;
  int depth = 0;
  for (std::size_t i = begin; i <= close; ++i) {
    if (written[i] == '[' || written[i] == '(') ++depth;
    if (written[i] == ']') --depth;
    if ((written[i] == ',' && depth == 0) || i == close) {
      std::string_view part = written.substr(begin, i - begin);
      while (part.starts_with(' ')) part.remove_prefix(1);
      if (!part.empty()) result.parameters.push_back({std::string(part), {}});
      begin = i + 1;
    }
  }
  return result;
}

}  // namespace

std::string node_name(model::Node node) {
  using model::Format;
  using model::NodeType;
  switch (node.format()) {
    case Format::quantity: return "quantity";
    case Format::int_or_string: return "number or text";
    case Format::date_time: return "time";
    case Format::duration: return "duration";
    case Format::base64: return "base64 text";
    default: break;
  }
  switch (node.type()) {
    case NodeType::any: return "any value";
    case NodeType::object: return node.definition().empty() ? "object" : definition_name(node);
    case NodeType::map: return "map of " + node_name(node.value());
    case NodeType::array: return "list of " + node_name(node.element());
    case NodeType::text: return "text";
    case NodeType::integer: return "integer";
    case NodeType::number: return "number";
    case NodeType::boolean: return "boolean";
  }
  return {};
}

std::string type_name(const check::Type& type, const check::Observations& observations,
                      const base::Interner& interner) {
  std::vector<std::string> parts;
  const auto add = [&](std::string part) {
    if (std::find(parts.begin(), parts.end(), part) == parts.end()) parts.push_back(std::move(part));
  };
  if (type.every_kind) return "any component";
  for (const check::KindRow& kind : type.kinds) add(std::string(interner.text(kind.name)));
  for (const check::Standing& standing : type.standings) add(node_name(standing.node));
  if (!parts.empty()) {
    constexpr std::size_t kMost = 8;
    const std::size_t more = parts.size() > kMost ? parts.size() - kMost : 0;
    parts.resize(parts.size() - more);
    return joined(parts, " | ") + (more > 0 ? " | " + std::to_string(more) + " more" : "");
  }
  if (!type.known) return {};
  static constexpr std::pair<check::TypeSet, std::string_view> kNames[] = {
      {check::type::kText, "text"},      {check::type::kNumber, "number"}, {check::type::kBoolean, "boolean"},
      {check::type::kList, "list"},      {check::type::kMap, "map"},       {check::type::kComponent, "component"},
      {check::type::kVersion, "version"}};
  for (const auto& [set, name] : kNames) {
    if ((type.types & set) == 0) continue;
    const check::Type* element = set == check::type::kList ? observations.element_of(type) : nullptr;
    const std::string of = element != nullptr ? type_name(*element, observations, interner) : "";
    add(std::string(name) + (of.empty() ? "" : " of " + of));
  }
  return joined(parts, " | ");
}

std::string head(const DeclarationView& view) {
  const ast::Ast& tree = view.tree;
  const check::Declaration& declaration = view.declaration;
  const auto source = [&](NodeIndex node) { return std::string(view.source(node)); };
  const NodeIndex name = tree.find(declaration.node, NodeKind::name);
  std::string text;
  const auto parameters = [&] {
    std::vector<std::string> all;
    for (const NodeIndex child : tree.children_of(declaration.node)) {
      if (tree.at(child).kind == NodeKind::parameter) all.push_back(source(child));
    }
    return "(" + joined(all, ", ") + ")";
  };
  switch (declaration.kind) {
    case check::DeclKind::kind:
      text = "kind " + source(name);
      if (tree.at(declaration.node).child_count > 1) text += " = " + source(tree.children_of(declaration.node).back());
      break;
    case check::DeclKind::field: {
      text = "field " + source(name) + parameters();
      const NodeIndex body = tree.find(declaration.node, NodeKind::body);
      if (body != ast::kNoIndex) text += " = " + source(tree.child(body, 0));
      break;
    }
    case check::DeclKind::define: text = "define " + source(name) + parameters(); break;
    case check::DeclKind::relationship: {
      text = "relationship " + source(name);
      const NodeIndex taxonomy = tree.find(declaration.node, NodeKind::taxonomy);
      if (taxonomy != ast::kNoIndex) text += ": " + source(taxonomy);
      for (const NodeIndex child : tree.children_of(declaration.node)) {
        if (tree.at(child).kind == NodeKind::role) text += "\n  " + source(child);
      }
      break;
    }
    case check::DeclKind::rule: {
      text = std::string(ast::name(tree.at(declaration.node).op)) + " " + source(name);
      const NodeIndex subject = tree.find(declaration.node, NodeKind::subject);
      if (subject != ast::kNoIndex) {
        text += " on " + source(tree.child(subject, 0)) + ": " + source(tree.child(subject, 1));
      }
      break;
    }
  }
  if (text.size() > kLongestHead) text = text.substr(0, kLongestHead) + " ...";
  return text;
}

std::string doc(const DeclarationView& view) {
  const NodeIndex node = view.tree.find(view.declaration.node, NodeKind::doc);
  return node == ast::kNoIndex ? std::string() : std::string(view.text(node));
}

std::string hover(const DeclarationView& view) {
  std::string text = code_block(head(view));
  const std::string about = doc(view);
  if (!about.empty()) text += "\n\n" + about;
  if (view.declaration.is_deprecated) {
    text += "\n\n**deprecated**";
    if (!view.declaration.instead.empty()) text += ": " + std::string(view.declaration.instead);
  }
  text += "\n\n`" + view.declaration.full_name + "`";
  if (view.is_builtin) text += ", built in";
  return text;
}

std::string hover_kind(std::string_view name) {
  const std::size_t slash = name.rfind('/');
  const std::string_view plain = slash == std::string_view::npos ? name : name.substr(slash + 1);
  std::string text;
  for (const model::Kind& kind : model::find_kinds(plain)) {
    text += text.empty() ? "" : "\n\n";
    text += "**" + std::string(kind.name) + "**";
    if (!kind.group.empty()) text += " of `" + std::string(kind.group) + "`";
    text += ", model `" + std::string(kind.model) + "`" + (kind.namespaced ? "" : ", cluster-wide");
    for (const model::KindSchema& schema : model::find_schemas(kind.group, kind.name)) {
      text += "\n- `" + std::string(schema.written_group()) + (schema.written_group().empty() ? "" : "/") +
              std::string(schema.version()) + "`: Kubernetes " + model::show(schema.versions());
    }
  }
  return text;
}

std::optional<Signature> function_signature(std::string_view name) {
  if (const check::FunctionRow* row = check::find_function(name)) return from_text(row->name, row->signature, {});
  for (const SpecialFunction& row : kSpecial) {
    if (row.name == name) return from_text(row.name, row.signature, row.what);
  }
  return std::nullopt;
}

std::vector<std::string_view> function_names() {
  std::vector<std::string_view> names;
  for (const check::FunctionRow& row : check::functions()) names.push_back(row.name);
  for (const SpecialFunction& row : kSpecial) names.push_back(row.name);
  return names;
}

std::string hover_function(std::string_view name) {
  const auto found = function_signature(name);
  if (!found) return {};
  return code_block(found->label) + (found->doc.empty() ? "" : "\n\n" + found->doc);
}

const std::vector<PropertyRow>& properties() {
  static const std::vector<PropertyRow> kRows = {
      {"annotations", "`metadata.annotations`"},
      {"group", "the API group, without the version"},
      {"kind", "the kind, such as `Deployment`"},
      {"labels", "`metadata.labels`"},
      {"model", "whose kind it is: `kubernetes`, `gateway-api` ..."},
      {"name", "`metadata.name`"},
      {"namespace", "the namespace that it is in, also where its manifest names none"},
      {"namespace_labels", "the labels of the namespace that it is in"},
      {"version", "the version of its API, such as `v1`"},
  };
  return kRows;
}

std::string hover_property(std::string_view key) {
  for (const PropertyRow& row : properties()) {
    if (row.name == key) return "`" + std::string(key) + "`: " + std::string(row.what);
  }
  return {};
}

std::vector<MemberRow> members(const check::Type& type) {
  std::map<std::string_view, MemberRow> rows;
  std::map<std::string_view, std::size_t> owners_of;
  std::size_t owners = 0;
  const auto add = [&](model::Node node, model::Versions versions) {
    ++owners;
    std::string_view before;  // a name may have two rows
    for (const model::Field& field : node.fields()) {
      if ((field.versions() & versions) == 0) continue;
      rows.try_emplace(field.name(), MemberRow{field.name(), {}, 0}).first->second.fields.push_back(field);
      if (field.name() != before) ++owners_of[field.name()];
      before = field.name();
    }
  };
  for (const check::KindRow& kind : type.kinds) {
    if (kind.schema != nullptr) add(kind.schema->root(), kind.schema->versions());
  }
  for (const check::Standing& standing : type.standings) add(standing.node, standing.versions);
  std::vector<MemberRow> result;
  for (auto& [name, row] : rows) {
    row.missing_in = owners - owners_of[name];
    result.push_back(std::move(row));
  }
  return result;
}

std::string hover_member(const check::Type& base, std::string_view key, const base::Interner& interner) {
  std::vector<std::string> lines;
  const auto add = [&](const check::KindRow& kind, model::Node node, model::Versions versions) {
    for (const model::Field& field : node.fields(key, versions)) {
      std::string line = "`" + std::string(key) + "`: " + node_name(field.node());
      if ((field.required() & versions) != 0) line += ", required";
      if (!field.default_value().empty()) line += ", default `" + std::string(field.default_value()) + "`";
      if (field.server_set()) line += ", set by the server";
      if (field.immutable()) line += ", cannot be changed later";
      const auto values = field.node().enum_values();
      if (!values.empty()) {
        line += "\n\none of";
        for (const model::EnumValue& value : values) line += " `" + std::string(value.text()) + "`";
      }
      line += "\n\nof " + std::string(interner.text(kind.name)) + ", Kubernetes " +
              model::show(field.versions() & versions);
      if (std::find(lines.begin(), lines.end(), line) == lines.end()) lines.push_back(std::move(line));
    }
  };
  for (const check::KindRow& kind : base.kinds) {
    if (kind.schema != nullptr) add(kind, kind.schema->root(), kind.schema->versions());
  }
  for (const check::Standing& standing : base.standings) add(standing.kind, standing.node, standing.versions);
  constexpr std::size_t kMost = 4;
  const std::size_t more = lines.size() > kMost ? lines.size() - kMost : 0;
  lines.resize(lines.size() - more);
  return joined(lines, "\n\n---\n\n") + (more > 0 ? "\n\n... and " + std::to_string(more) + " more kinds" : "");
}

std::vector<std::string_view> enum_values(const check::Type& type) {
  std::vector<std::string_view> result;
  for (const check::Standing& standing : type.standings) {
    for (const model::EnumValue& value : standing.node.enum_values()) {
      if ((value.versions() & standing.versions) == 0 || value.text().empty()) continue;
      if (std::find(result.begin(), result.end(), value.text()) == result.end()) result.push_back(value.text());
    }
  }
  return result;
}

Signature signature(const DeclarationView& view) {
  const ast::Ast& tree = view.tree;
  const auto source = [&](NodeIndex node) { return std::string(view.source(node)); };
  const check::Declaration& declaration = view.declaration;
  Signature result;
  result.name = source(tree.find(declaration.node, NodeKind::name));
  for (const NodeIndex child : tree.children_of(declaration.node)) {
    if (tree.at(child).kind != NodeKind::parameter && tree.at(child).kind != NodeKind::role) continue;
    result.parameters.push_back({source(tree.child(child, 0)), source(tree.child(child, 1))});
  }
  std::vector<std::string> parts;
  parts.reserve(result.parameters.size());
  for (const Parameter& parameter : result.parameters) parts.push_back(parameter.name + ": " + parameter.type);
  result.label = result.name + "(" + joined(parts, ", ") + ")";
  result.doc = doc(view);
  return result;
}

}  // namespace meshplay::assist
