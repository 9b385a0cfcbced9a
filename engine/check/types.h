// The types of expressions: what a value can be, and where in the schemas of which kinds it stands. A type that is not
// known (a kind without schema, a value of a param) is never wrong.
#pragma once

#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "engine/check/functions.h"
#include "engine/check/lower.h"
#include "engine/model/schema.h"

namespace meshplay::check {

using TypeId = std::uint32_t;

// In what a text or number is measured, when it is not compared as it is written.
enum class Unit : std::uint8_t { none, quantity, duration, version, address, port };

// A kind that a variable can be, in one API version. Without a schema: nothing is known of it.
struct KindRow {
  base::StrId group{};
  base::StrId name{};
  const model::KindSchema* schema = nullptr;
  base::StrId version{};  // of an API version that is no longer served, or has no schema

  bool is_old() const { return schema == nullptr && version != base::kEmptyText; }
};

// One way for a value to stand in a schema.
struct Standing {
  KindRow kind;
  model::Node node;
  model::Versions versions = model::kAllVersions;
};

struct Type {
  TypeSet types = type::kAny;
  bool known = false;       // else nothing is said of its members
  bool every_kind = false;  // a component of any kind
  bool server_set = false;
  text::Span server_set_at;  // the key from which on the server sets it
  bool immutable = false;
  bool is_place = false;   // stands in a manifest
  bool converted = false;  // a number or version by `unit`; else the text that is written
  Unit unit = Unit::none;
  TypeId element = kNone;           // of lists, values of maps
  std::vector<KindRow> kinds;       // of components
  std::vector<Standing> standings;  // of what lies in components with schemas
};

// Checks the parts of relations, checks and fields after they are lowered, and has texts that mean quantities,
// versions, ports or addresses compared by value.
class TypeChecker {
 public:
  TypeChecker(Context& context, model::Versions versions)
      : context_(context), program_(context.program), versions_(versions) {}

  // `is_whole`: all of it parsed and has its names; else what it lacks may stand in the rest.
  void check_relation(RelationId id, std::uint32_t file, bool is_whole);
  void check_check(std::uint32_t number, std::uint32_t file);
  // `any`: expressions that stand for a parameter of any type.
  void check_field(std::vector<Var>& frame, ExprId body, const std::vector<ExprId>& any, std::uint32_t file,
                   text::Span declaration);
  // The versions that the file's `model` line picks; reports a range that cannot be read.
  void read_models();

 private:
  // What a variable is known to be while its conditions are checked.
  struct VarState {
    bool known = false;  // kinds are computed
    bool any = false;
    std::vector<KindRow> kinds;
    TypeId element = kNone;
  };
  using States = std::vector<VarState>;
  struct Saved {
    States states;
    std::uint32_t generation = 0;
  };

  void begin(std::vector<Var>& frame, std::uint32_t file, text::Span declaration);
  void check_body(const Body& body);
  void check_template(const Template& text);
  void check_served();
  // `whole_component`: the component itself will do.
  void check_place(ExprId id, bool whole_component);
  void check_fix(const Fix& fix);
  void check_ends(const Relation& relation);

  // ---- kinds of variables
  Saved save() const { return {states_, generation_}; }
  void restore(const Saved& saved) {
    states_ = saved.states;
    generation_ = saved.generation;
  }
  // What was narrowed for the lists of variables must not answer the questions that narrowed it.
  void widen(const Saved& before);
  VarState& change(VarId var) {
    generation_ = ++generations_;
    return states_[var];
  }
  void bind_vars(const std::vector<VarId>& vars);
  std::vector<KindRow> rows_of(const KindSet& set) const;
  bool in_set(const KindRow& row, const KindSet& set, bool unless_known) const;
  // Leaves of each variable the kinds for which the condition can be `truth`.
  void narrow(CondId id, bool truth);
  void narrow_var(VarId var, const KindSet& set, bool inside);
  std::string kinds_text(const std::vector<KindRow>& kinds) const;

  // ---- expressions
  void observe_rest();
  TypeId type_of(ExprId id);
  TypeId compute(ExprId id);
  TypeId var_type(VarId var);
  TypeId property_type(const Expr& expr);
  // How a key is asked for: one that may be missing is not told where only some kinds have it; one that is taken as it
  // is written, never.
  enum class Asking : std::uint8_t { there, perhaps, as_written };
  TypeId member_type(ExprId id, TypeId base, base::StrId key, text::Span key_span, Asking asking);
  TypeId subscript_type(ExprId id);
  TypeId select_type(ExprId id);
  TypeId arithmetic_type(ExprId id);
  TypeId call_type(ExprId id);
  TypeId aggregate_type(ExprId id);
  TypeId element_of(TypeId list);
  TypeId unite(TypeId a, TypeId b);
  TypeId make(TypeSet types);
  TypeId make_list(TypeId element);
  TypeId from_standings(std::vector<Standing> standings, const Type& base);
  Standing standing_of(const KindRow& kind) const;
  const Type& at(TypeId id) const { return types_[id]; }

  // ---- conditions
  void check_condition(CondId id);
  void check_conditions(const std::vector<CondId>& conditions);
  void check_comparison(CondId id);
  void check_equality(CondId id, ExprId left, ExprId right);
  void check_order(CondId id);
  void check_membership(CondId id);
  void check_text_operator(CondId id);
  void check_operand(ExprId id, TypeSet wanted, std::string_view taker, std::string_view wants);
  void check_value(ExprId value, const Type& wanted, const std::string& path);
  void check_map(ExprId value, const Type& wanted, const std::string& path);
  void check_literal(ExprId id, Unit unit);
  void check_server_set(ExprId id);
  bool check_all_kinds(const Cond& cond);
  void check_kinds_condition(CondId id, bool negated, bool choosing);
  void report_kinds(text::Span where, VarId var, bool holds);
  void check_arguments(const Cond& cond);

  // ---- values by units
  Unit common_unit(ExprId a, ExprId b);
  bool is_literal(ExprId id) const;
  ExprId converted(ExprId id, Unit unit);

  // ---- telling
  bool tells(text::Span where) const;
  diag::Diagnostic* report(std::string_view code, text::Span where, std::initializer_list<diag::Argument> arguments);
  text::Span key_span(const Expr& expr) const;
  std::string source(ExprId id) const { return source(program_.exprs[id].span); }
  std::string source_of(CondId id) const { return source(program_.conds[id].span); }
  std::string source(text::Span span) const;
  std::string describe(TypeSet types) const;
  std::string path_text(ExprId id) const;
  void report_unknown_path(ExprId base_id, const Type& base, base::StrId key, text::Span where, Asking asking);
  std::string where_is(const Type& base, std::string_view key) const;

  Context& context_;
  Program& program_;
  model::Versions versions_;
  std::vector<model::Versions> file_versions_;  // by file; 0: its `model` line says nothing
  std::vector<Var>* frame_ = nullptr;
  States states_;
  std::vector<ExprId> any_;
  std::deque<Type> types_;
  // By ExprId: what was found, and in which of the states it was.
  std::vector<std::pair<std::uint32_t, TypeId>> computed_;
  std::uint32_t generation_ = 0;  // of the states
  std::uint32_t generations_ = 0;
  std::uint32_t file_ = 0;
  text::Span declaration_;
  bool optional_ = false;     // the expression's absence is asked for or made up for
  bool choosing_ = false;     // the kind that is asked for chooses a value: the branch is told, not the question
  bool alternative_ = false;  // inside of `or` or a condition that chooses: what cannot hold there is a dead branch
  std::set<std::tuple<std::string_view, std::uint32_t, std::uint32_t>> told_;  // code and place
};

}  // namespace meshplay::check
