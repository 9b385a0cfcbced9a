// The checked program: every name resolved, fields inlined, kinds and relations numbered. The planner and the naive
// evaluator of the tests both start here.
//
// Invariants: expressions and conditions refer to others of the same program, never in a circle; a variable is a slot
// of the frame of its relation or check; relation bodies never use a relation of a higher stratum, and use one of their
// own stratum only positively.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "engine/ast/ast.h"
#include "engine/base/interner.h"
#include "engine/check/table.h"
#include "engine/diag/diagnostic.h"
#include "engine/text/source.h"

namespace meshplay::check {

using ExprId = std::uint32_t;
using CondId = std::uint32_t;
using VarId = std::uint32_t;  // slot in a frame
using KindSetId = std::uint32_t;
using RelationId = std::uint32_t;
constexpr std::uint32_t kNone = 0xffffffffU;

struct KindPattern {
  base::StrId group{};  // canonical
  base::StrId name{};
  base::StrId version{};  // empty: any
};

// Which components a variable ranges over.
struct KindSet {
  bool any = false;                   // `Component`
  std::vector<KindPattern> included;  // when not `any`
  std::vector<KindPattern> excluded;
};

enum class VarKind : std::uint8_t { component, element, entry_key, entry_value };

struct Var {
  base::StrId name{};
  VarKind kind = VarKind::component;
  KindSetId kinds = kNone;  // component
  ExprId source = kNone;    // element, entry_key, entry_value: what is iterated
  VarId entry = kNone;      // entry_key: its entry_value, which follows it; the two are bound together
  text::Span span;
};

enum class Property : std::uint8_t { name, space, labels, annotations, kind, group, version, model, namespace_labels };

enum class ExprKind : std::uint8_t {
  text,         // text
  number,       // number
  boolean,      // flag
  var,          // var
  property,     // a: component; property
  member,       // a, text: key
  subscript,    // a, b: index (number) or key (text)
  select,       // a; b: value; list: path of keys (text ids)
  list,         // list: expressions
  map,          // list: expressions; keys
  fallback,     // a default b
  conditional,  // condition, a, b
  negate,       // a
  arithmetic,   // a op b
  aggregate,    // op; block; a: the value of a row, kNone: the row itself; b: its group or kNone
  fold,         // op over the elements of a
  call,         // function, list
  nearest,      // a: wanted; b: candidate expression over the variable `var`, or kNone var for a plain list
  param,        // index: of Program::params
  graph,        // measure; index: of Program::graphs; list: components
};

enum class Function : std::uint8_t {
  group_of,
  lower,
  upper,
  trim,
  split,
  join,
  replace,
  format,
  length,
  text,
  number,
  keys,
  values,
  base64,
  base64_decode,
  sha256,
  quantity,
  duration,
  semver,
  port,
  address,
};

// What is asked of a graph of relations and its components.
enum class Measure : std::uint8_t { path, depth, fan_in, fan_out, component };

struct Expr {
  ExprKind kind = ExprKind::text;
  ast::Op op = ast::Op::none;
  Property property = Property::name;
  Function function = Function::group_of;
  Measure measure = Measure::path;
  bool flag = false;
  base::StrId text{};
  double number = 0;
  ExprId a = kNone;
  ExprId b = kNone;
  VarId var = kNone;
  KindSetId kinds = kNone;  // nearest: of its variable
  CondId condition = kNone;
  std::uint32_t block = kNone;
  std::uint32_t index = kNone;
  Ids list;  // in Program::ids
  Ids keys;  // in Program::keys
  text::Span span;
};

enum class CondKind : std::uint8_t {
  compare,     // a op b
  present,     // a
  absent,      // a
  is_kind,     // a: component; kinds
  all_of,      // list: conditions
  any_of,      // list: conditions
  negation,    // list[0]
  quantifier,  // op some, no, every; block
  relation,    // relation; list: variables of components, kNone for an argument left out
  holds,       // a is true
  never,       // what did not check
};

struct Cond {
  CondKind kind = CondKind::never;
  ast::Op op = ast::Op::none;
  ExprId a = kNone;
  ExprId b = kNone;
  KindSetId kinds = kNone;
  RelationId relation = kNone;
  std::uint32_t block = kNone;
  Ids list;  // in Program::ids
  text::Span span;
};

// The variables that a quantifier or aggregate binds, and the condition on them (kNone: none).
struct Block {
  std::vector<VarId> vars;
  CondId condition = kNone;
};

// A conjunction over existential variables.
struct Body {
  std::vector<VarId> vars;  // besides the arguments; in order of their appearance
  std::vector<CondId> conditions;
};

struct Taxonomy {
  std::string kind;
  std::string type;
  std::string subtype;
};

struct Documentation {
  base::StrId doc{};
  base::StrId docs{};
  base::StrId category{};
  std::vector<base::StrId> tags;
  std::vector<base::StrId> standards;
  std::vector<std::string> params;
};

// Steps from the first argument to the second of any of these relations.
struct Graph {
  std::vector<RelationId> over;  // sorted, each once
};

// Relations that no body defines.
enum class Closure : std::uint8_t {
  none,
  reachable,  // (from, to): one step or more
  dominates,  // (from, by, to): every way from `from` to `to` passes `by`, which is neither of them
};

// `target <- source` of a relationship.
struct Bind {
  ExprId target = kNone;
  ExprId source = kNone;
  text::Span span;
};

struct Relation {
  base::StrId name{};         // with its package
  bool relationship = false;  // else a define
  Taxonomy taxonomy;
  bool has_via = false;
  std::uint32_t arity = 0;  // relationships: from, to, via?
  std::vector<Var> frame;   // the first `arity` variables are the arguments
  Body body;
  Closure closure = Closure::none;
  std::uint32_t graph = kNone;  // of a closure
  std::vector<Bind> binds;
  std::uint32_t stratum = 0;
  bool recursive = false;
  bool builtin = false;
  Documentation documentation;
  text::Span span;
  text::Span name_span;
};

// Text with expressions between: parts[0] expression[0] parts[1] ...
struct Template {
  std::vector<base::StrId> parts;
  std::vector<ExprId> expressions;
};

struct Fix {
  ast::Op op = ast::Op::set;  // set, remove, append
  bool is_unsafe = false;     // may change what people meant: applied only when they say so
  ExprId target = kNone;
  ExprId value = kNone;  // set, append
  text::Span span;
};

enum class ParamType : std::uint8_t { integer, number, text, boolean, list, map, any };

// What a configuration may set. Its name is that of the rule and its own: `kubernetes.too_many.max`.
struct Param {
  base::StrId name{};
  ParamType type = ParamType::any;
  ExprId value = kNone;  // unless a configuration says otherwise
  text::Span span;
};

struct Check {
  base::StrId name{};
  diag::Severity severity = diag::Severity::deny;
  std::vector<Var> frame;  // variable 0 is the subject
  Body body;
  ExprId at = kNone;
  Template message;
  Template help;
  std::vector<Fix> fixes;
  bool builtin = false;
  Documentation documentation;
  text::Span span;
  text::Span name_span;
};

struct TestRef {
  std::string kind;
  std::string space;  // empty: not said
  std::string name;
  text::Span span;
};

struct Expectation {
  enum class What : std::uint8_t { relation, finding, nothing, fix, snapshot };
  What what = What::relation;
  bool negated = false;
  RelationId relation = kNone;
  std::uint32_t check = kNone;
  std::vector<TestRef> refs;
  std::string at;       // empty: not said
  std::string message;  // empty: not said
  std::string content;  // fix: the component afterwards, as YAML, empty: not said; snapshot: its name
  text::Span span;
};

struct GivenParam {
  std::uint32_t param = kNone;
  ExprId value = kNone;
};

struct Given {
  bool file = false;  // a path beside the rule file; else text
  bool json = false;
  std::string content;  // the path or the text
  text::Span span;
};

struct Test {
  std::string name;
  text::Span span;
  std::vector<Given> given;
  std::vector<GivenParam> params;
  std::vector<Expectation> expectations;
  bool builtin = false;
};

struct Program {
  Table<Expr> exprs;
  Table<Cond> conds;
  Table<std::uint32_t> ids;  // lists of expressions and conditions
  Table<base::StrId> keys;
  std::vector<Block> blocks;
  std::vector<KindSet> kind_sets;
  std::vector<Param> params;
  std::vector<Graph> graphs;
  std::vector<Relation> relations;
  std::vector<Check> checks;
  std::vector<Test> tests;
  std::uint32_t strata = 0;

  IdsView<std::uint32_t> list(const Expr& expr) const { return {ids, expr.list}; }
  IdsView<std::uint32_t> list(const Cond& cond) const { return {ids, cond.list}; }
  IdsView<base::StrId> keys_of(const Expr& expr) const { return {keys, expr.keys}; }

  ExprId add(const Expr& expr) {
    exprs.push_back(expr);
    return static_cast<ExprId>(exprs.size() - 1);
  }
  CondId add(const Cond& cond) {
    conds.push_back(cond);
    return static_cast<CondId>(conds.size() - 1);
  }
  Ids add_list(std::span<const std::uint32_t> list) { return add_all(ids, list); }
  Ids add_keys(std::span<const base::StrId> list) { return add_all(keys, list); }

 private:
  template <typename Id>
  static Ids add_all(Table<Id>& table, std::span<const Id> list) {
    const auto first = static_cast<std::uint32_t>(table.size());
    for (const Id id : list) table.push_back(id);
    return {first, static_cast<std::uint32_t>(list.size())};
  }
};

}  // namespace meshplay::check
