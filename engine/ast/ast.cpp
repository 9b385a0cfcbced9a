#include "engine/ast/ast.h"

#include <array>

#include "engine/base/ensure.h"

namespace meshplay::ast {

namespace {

// In the order of NodeKind.
constexpr std::array kKindNames = std::to_array<std::string_view>({
    "file",
    "language",
    "package",
    "import",
    "model",
    "doc",
    "private_mark",
    "deprecated",
    "name",
    "parameter",
    "taxonomy",
    "role",
    "kind_decl",
    "field_decl",
    "field_type",
    "body",
    "relationship",
    "define",
    "rule",
    "subject",
    "test",
    "where_item",
    "bind_item",
    "condition_item",
    "docs",
    "category",
    "tag",
    "standard",
    "param",
    "at",
    "message",
    "help",
    "fix",
    "unsafe_mark",
    "kind_ref",
    "kind_union",
    "kind_except",
    "string",
    "interpolation",
    "number",
    "boolean",
    "component",
    "member",
    "select",
    "subscript",
    "call",
    "named_argument",
    "unary",
    "binary",
    "is_present",
    "is_absent",
    "is_kind",
    "conditional",
    "quantifier",
    "bind_kind",
    "bind_element",
    "bind_entry",
    "where",
    "aggregate",
    "value",
    "by",
    "plain",
    "all",
    "list",
    "map",
    "map_entry",
    "given_text",
    "given_file",
    "given_param",
    "expect_relation",
    "expect_finding",
    "expect_nothing",
    "expect_fix",
    "expect_snapshot",
    "at_path",
});
static_assert(kKindNames.size() == kNodeKinds);

// In the order of Op.
constexpr std::array kOpNames = std::to_array<std::string_view>({
    "none",    "eq",   "ne",          "lt",        "le",       "gt",      "ge",   "in",  "includes", "selects",
    "matches", "like", "starts_with", "ends_with", "contains", "within",  "and",  "or",  "not",      "neg",
    "add",     "sub",  "mul",         "div",       "mod",      "default", "some", "no",  "every",    "count",
    "sum",     "min",  "max",         "avg",       "collect",  "from",    "to",   "via", "deny",     "warn",
    "advise",  "set",  "remove",      "append",    "yaml",     "json",
});
static_assert(kOpNames.size() == kOps);

void append_text(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7f) {
      out += "\\x";
      out += kHex[byte >> 4U];
      out += kHex[byte & 15U];
    } else {
      out += c;
    }
  }
  out += '"';
}

}  // namespace

std::string_view name(NodeKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  ENSURE(index < kKindNames.size(), "a kind of node");
  return kKindNames[index];
}

std::string_view name(Op op) {
  const auto index = static_cast<std::size_t>(op);
  ENSURE(index < kOpNames.size(), "an operation");
  return kOpNames[index];
}

std::string dump(const Ast& ast, const base::Interner& interner) {
  struct Step {
    NodeIndex index;
    std::uint32_t depth;
  };
  std::string out;
  std::vector<Step> todo;
  if (ast.root != kNoIndex) todo.push_back({ast.root, 0});
  while (!todo.empty()) {
    const Step step = todo.back();
    todo.pop_back();
    const Node& node = ast.at(step.index);
    out.append(std::size_t{2} * step.depth, ' ');
    out += name(node.kind);
    if (node.op != Op::none) {
      out += ' ';
      out += name(node.op);
    }
    if (node.text != base::kEmptyText) {
      out += ' ';
      append_text(out, interner.text(node.text));
    }
    out += ' ';
    out += std::to_string(node.begin);
    out += '-';
    out += std::to_string(node.end);
    out += '\n';
    const auto children = ast.children_of(step.index);
    for (std::size_t i = children.size(); i > 0; --i) todo.push_back({children[i - 1], step.depth + 1});
  }
  return out;
}

bool same_shape(const Ast& a, const base::Interner& a_interner, const Ast& b, const base::Interner& b_interner) {
  if (a.root == kNoIndex || b.root == kNoIndex) return a.root == b.root;
  std::vector<std::pair<NodeIndex, NodeIndex>> todo = {{a.root, b.root}};
  while (!todo.empty()) {
    const auto [a_index, b_index] = todo.back();
    todo.pop_back();
    const Node& a_node = a.at(a_index);
    const Node& b_node = b.at(b_index);
    if (a_node.kind != b_node.kind || a_node.op != b_node.op || a_node.child_count != b_node.child_count) return false;
    if (a_interner.text(a_node.text) != b_interner.text(b_node.text)) return false;
    for (std::uint32_t i = 0; i < a_node.child_count; ++i) todo.emplace_back(a.child(a_index, i), b.child(b_index, i));
  }
  return true;
}

}  // namespace meshplay::ast
