// Writes checked programs by hand, for tests of what stands behind the checker.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include "engine/check/program.h"
#include "engine/model/kinds.h"

namespace meshplay::check::test {

class ProgramWriter {
 public:
  explicit ProgramWriter(base::Interner& interner) : interner_(interner) {}

  Program program;

  KindSetId kind(std::string_view name) {
    KindSet set;
    set.any = name == "Component";
    for (const model::Kind& row : model::find_kinds(name)) {
      set.included.push_back({interner_.intern(row.group), interner_.intern(row.name), {}});
    }
    program.kind_sets.push_back(std::move(set));
    return static_cast<KindSetId>(program.kind_sets.size() - 1);
  }

  // ---- variables of the frame that add_relation and add_check take
  VarId component(std::string_view name, std::string_view kind_name) {
    Var var;
    var.name = interner_.intern(name);
    var.kinds = kind(kind_name);
    return add_var(var);
  }
  VarId element(std::string_view name, ExprId source) {
    Var var;
    var.name = interner_.intern(name);
    var.kind = VarKind::element;
    var.source = source;
    return add_var(var);
  }

  // ---- expressions
  ExprId var(VarId id) {
    Expr expr;
    expr.kind = ExprKind::var;
    expr.var = id;
    return add(expr);
  }
  ExprId text(std::string_view value) {
    Expr expr;
    expr.text = interner_.intern(value);
    return add(expr);
  }
  ExprId number(double value) {
    Expr expr;
    expr.kind = ExprKind::number;
    expr.number = value;
    return add(expr);
  }
  ExprId property(VarId of, Property which) {
    Expr expr;
    expr.kind = ExprKind::property;
    expr.property = which;
    expr.a = var(of);
    return add(expr);
  }
  ExprId member(ExprId of, std::string_view key) {
    Expr expr;
    expr.kind = ExprKind::member;
    expr.a = of;
    expr.text = interner_.intern(key);
    return add(expr);
  }
  ExprId path(VarId of, std::initializer_list<std::string_view> keys) {
    ExprId expr = var(of);
    for (std::string_view key : keys) expr = member(expr, key);
    return expr;
  }
  ExprId count(std::uint32_t block) {
    Expr expr;
    expr.kind = ExprKind::aggregate;
    expr.op = ast::Op::count;
    expr.block = block;
    return add(expr);
  }

  // ---- conditions
  CondId compare(ast::Op op, ExprId a, ExprId b) {
    Cond cond;
    cond.kind = CondKind::compare;
    cond.op = op;
    cond.a = a;
    cond.b = b;
    return add(cond);
  }
  CondId present(ExprId a) {
    Cond cond;
    cond.kind = CondKind::present;
    cond.a = a;
    return add(cond);
  }
  CondId list(CondKind kind, const std::vector<CondId>& children) {
    Cond cond;
    cond.kind = kind;
    cond.list = program.add_list(children);
    return add(cond);
  }
  CondId holds(RelationId relation, const std::vector<VarId>& arguments) {
    Cond cond;
    cond.kind = CondKind::relation;
    cond.relation = relation;
    cond.list = program.add_list(arguments);
    return add(cond);
  }
  std::uint32_t block(std::vector<VarId> vars, CondId condition) {
    program.blocks.push_back({std::move(vars), condition});
    return static_cast<std::uint32_t>(program.blocks.size() - 1);
  }
  CondId quantifier(ast::Op op, std::vector<VarId> vars, CondId condition) {
    Cond cond;
    cond.kind = CondKind::quantifier;
    cond.op = op;
    cond.block = block(std::move(vars), condition);
    return add(cond);
  }

  // ---- declarations; they take the variables written since the last one, the first of them as arguments
  RelationId add_relation(std::string_view name, std::uint32_t arity, std::vector<VarId> vars,
                          std::vector<CondId> conditions) {
    Relation relation;
    relation.name = interner_.intern(name);
    relation.arity = arity;
    relation.frame = std::exchange(frame_, {});
    relation.body = {std::move(vars), std::move(conditions)};
    program.relations.push_back(std::move(relation));
    return static_cast<RelationId>(program.relations.size() - 1);
  }
  void add_check(std::string_view name, std::vector<VarId> vars, std::vector<CondId> conditions) {
    Check check;
    check.name = interner_.intern(name);
    check.frame = std::exchange(frame_, {});
    check.body = {std::move(vars), std::move(conditions)};
    check.message.parts = {interner_.intern(name)};
    program.checks.push_back(std::move(check));
  }

 private:
  VarId add_var(const Var& var) {
    frame_.push_back(var);
    return static_cast<VarId>(frame_.size() - 1);
  }
  ExprId add(const Expr& expr) { return program.add(expr); }
  CondId add(const Cond& cond) { return program.add(cond); }

  base::Interner& interner_;
  std::vector<Var> frame_;
};

}  // namespace meshplay::check::test
