// The syntax tree of one rule file: nodes in arrays, texts interned. It holds what was written, nothing resolved.
// A parse always gives a tree; what did not parse is left out of it.
//
// Declarations, binders, roles and parameters have their name as child 0 (kind `name`). Optional parts are found by
// their kind (Ast::find), never by position.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/interner.h"
#include "engine/text/source.h"

namespace meshplay::ast {

enum class NodeKind : std::uint8_t {
  file,  // items in order
  // header
  language,  // text: version
  package,   // text: dotted name
  import,    // text: dotted name; name (the alias)?
  model,     // text: name; string (semver range)?
  // parts of declarations
  doc,  // text: the `///` lines before it, without the slashes, joined by newlines
  private_mark,
  deprecated,  // text: what to use instead, or empty
  name,        // text
  parameter,   // name, kind expression
  taxonomy,    // text: dotted, as written
  role,        // op: from, to, via; name, kind expression
  // declarations; doc, private_mark and deprecated may be among the children of each
  kind_decl,     // name, kind expression
  field_decl,    // name, parameter*, field_type?, body
  field_type,    // kind expression
  body,          // the expression of a field
  relationship,  // name, taxonomy, then roles, attributes and body items
  define,        // name, parameter*, then body items
  rule,          // op: deny, warn, advise; name, subject, then attributes and items
  subject,       // name, kind expression: what stands behind `on`
  test,          // string (its title), then given_* and expect_*
  // body items
  where_item,      // condition
  bind_item,       // target, source
  condition_item,  // a condition that stands alone; a `some` there binds for the whole body
  // attributes and items of rules
  docs,      // text
  category,  // text
  tag,       // text
  standard,  // text
  param,     // name, name (type), value
  at,        // expression
  message,   // string | interpolation
  help,      // expression | interpolation
  fix,       // op: set, remove, append; target, value?; unsafe_mark?
  unsafe_mark,
  // kind expressions
  kind_ref,     // text: `Deployment`, `apps/Deployment`, `cert-manager.io/v1/Certificate`; model?
  kind_union,   // kind expressions
  kind_except,  // kind expression, kind expression taken away
  // expressions
  string,          // text: unescaped
  interpolation,   // string and expressions in order
  number,          // text
  boolean,         // text: true or false
  component,       // text: Kind/name or Kind/namespace/name
  member,          // expression, name (the key)
  select,          // expression, key (name, or member of names), value
  subscript,       // expression, expression
  call,            // name (dotted text), argument expressions, named_argument*
  named_argument,  // name, expression
  unary,           // op: neg, not
  binary,          // op; left, right. Chains of `and` and of `or` are one node with all operands
  is_present,      // expression
  is_absent,       // expression
  is_kind,         // expression, kind expression
  conditional,     // condition, then, else
  quantifier,      // op: some, no, every; binders, where?
  bind_kind,       // name, kind expression
  bind_element,    // name, expression
  bind_entry,      // name (key), name (value), expression
  where,           // condition
  aggregate,       // op: count, sum, min, max, avg, collect; value?, binders, where?, by? | plain
  value,           // expression: what is summed
  by,              // expression: the group
  plain,           // expression: count(list)
  all,             // kind expression
  list,            // expressions
  map,             // map_entry*
  map_entry,       // text: key; expression
  // tests
  given_text,       // op: yaml, json; string
  given_file,       // string
  given_param,      // name (dotted text), value
  expect_relation,  // op: none or no; name (dotted text), component*
  expect_finding,   // op: none or no; name (dotted text), component, at_path?, message?
  expect_nothing,
  expect_fix,       // name (dotted text), component, string?
  expect_snapshot,  // string
  at_path,          // text: the path as people write it
};
constexpr std::size_t kNodeKinds = static_cast<std::size_t>(NodeKind::at_path) + 1;

enum class Op : std::uint8_t {
  none,
  eq,
  ne,
  lt,
  le,
  gt,
  ge,
  in,
  includes,
  selects,
  matches,
  like,
  starts_with,
  ends_with,
  contains,
  within,
  and_,
  or_,
  not_,
  neg,
  add,
  sub,
  mul,
  div,
  mod,
  default_,
  some,
  no,
  every,
  count,
  sum,
  min,
  max,
  avg,
  collect,
  from,
  to,
  via,
  deny,
  warn,
  advise,
  set,
  remove,
  append,
  yaml,
  json,
};
constexpr std::size_t kOps = static_cast<std::size_t>(Op::json) + 1;

std::string_view name(NodeKind kind);
std::string_view name(Op op);

using NodeIndex = std::uint32_t;
constexpr NodeIndex kNoIndex = 0xffffffffU;

struct Node {
  NodeKind kind = NodeKind::file;
  Op op = Op::none;
  base::StrId text{};
  std::uint32_t begin = 0;  // bytes of the file
  std::uint32_t end = 0;
  std::uint32_t first_child = 0;  // in Ast::children
  std::uint32_t child_count = 0;
};

struct Ast {
  text::FileId file = text::kNoFile;
  std::vector<Node> nodes;  // the root is the last one; kNoIndex never occurs
  std::vector<NodeIndex> children;
  NodeIndex root = kNoIndex;

  const Node& at(NodeIndex index) const { return nodes[index]; }
  std::span<const NodeIndex> children_of(NodeIndex index) const {
    const Node& node = nodes[index];
    return {children.data() + node.first_child, node.child_count};
  }
  NodeIndex child(NodeIndex index, std::uint32_t which) const { return children[nodes[index].first_child + which]; }
  // The first child of this kind, or kNoIndex.
  NodeIndex find(NodeIndex index, NodeKind kind) const {
    for (NodeIndex child_index : children_of(index)) {
      if (nodes[child_index].kind == kind) return child_index;
    }
    return kNoIndex;
  }
  text::Span span(NodeIndex index) const { return {file, nodes[index].begin, nodes[index].end}; }
};

// Indented text of the tree, for tests and `--dump`: kind, op, text, place as begin-end.
std::string dump(const Ast& ast, const base::Interner& interner);
// Same kinds, ops and texts in the same order; places may differ.
bool same_shape(const Ast& a, const base::Interner& a_interner, const Ast& b, const base::Interner& b_interner);

}  // namespace meshplay::ast
