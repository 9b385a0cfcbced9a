// What arithmetic, functions and aggregates give.
#include <algorithm>
#include <iterator>

#include "engine/check/functions.h"
#include "engine/check/types.h"

namespace meshplay::check {

using ast::Op;

TypeId TypeChecker::arithmetic_type(ExprId id) {
  const Expr expr = program_.exprs[id];
  const TypeId left = type_of(expr.a);
  const TypeId right = type_of(expr.b);
  const auto is_only = [&](TypeId side, TypeSet types) {
    return at(side).known && at(side).types != 0 && (at(side).types & ~types) == 0;
  };
  const std::string sign = "`" + std::string(sign_of(expr.op)) + "`";
  if (expr.op == Op::add && (is_only(left, type::kList) || is_only(right, type::kList))) {
    const TypeId element = unite(element_of(left), element_of(right));
    const TypeId result = make_list(element);
    types_[result].is_place = at(left).is_place && at(right).is_place;
    return result;
  }
  const Unit unit = common_unit(expr.a, expr.b);
  if (unit == Unit::quantity || unit == Unit::duration) {
    const ExprId a = converted(expr.a, unit);
    const ExprId b = converted(expr.b, unit);
    program_.exprs.change(id).a = a;
    program_.exprs.change(id).b = b;
    const TypeId result = make(type::kNumber);
    types_[result].unit = unit;
    types_[result].converted = true;
    return result;
  }
  if (expr.op == Op::add) {
    const TypeSet fits = type::kNumber | type::kText | type::kList;
    check_operand(expr.a, fits, sign, "numbers, texts or lists");
    check_operand(expr.b, fits, sign, "numbers, texts or lists");
    if (at(left).known && at(right).known && (at(left).types & at(right).types & fits) == 0 &&
        (at(left).types & fits) != 0 && (at(right).types & fits) != 0) {
      const ExprId odd = is_literal(expr.a) ? expr.a : expr.b;
      if (auto* told =
              report("wrong-type", program_.exprs[odd].span,
                     {source(odd), describe(at(odd == expr.a ? left : right).types), sign, "values of one type"})) {
        told->help = "`text()` makes a text of a number, `number()` a number of a text";
      }
    }
    if (is_only(left, type::kNumber) || is_only(right, type::kNumber)) return make(type::kNumber);
    if (is_only(left, type::kText) || is_only(right, type::kText)) return make(type::kText);
    return make(type::kAny);
  }
  check_operand(expr.a, type::kNumber, sign, "numbers");
  check_operand(expr.b, type::kNumber, sign, "numbers");
  return make(type::kNumber);
}

TypeId TypeChecker::call_type(ExprId id) {
  const Expr expr = program_.exprs[id];
  const FunctionRow& row = row_of(expr.function);
  for (std::size_t i = 0; i < program_.list(expr).size(); ++i) {
    const TypeSet wanted = row.arguments[std::min<std::size_t>(i, std::size(row.arguments) - 1)];
    check_operand(program_.list(expr)[i], wanted == 0 ? type::kAny : wanted, "`" + std::string(row.name) + "`",
                  describe(wanted == 0 ? type::kAny : wanted));
  }
  Unit unit = Unit::none;
  switch (expr.function) {
    case Function::quantity: unit = Unit::quantity; break;
    case Function::duration: unit = Unit::duration; break;
    case Function::semver: unit = Unit::version; break;
    case Function::address: unit = Unit::address; break;
    case Function::port: unit = Unit::port; break;
    default: break;
  }
  if (unit != Unit::none) check_literal(program_.list(expr)[0], unit);
  if (expr.function == Function::split || expr.function == Function::keys) return make_list(make(type::kText));
  if (expr.function == Function::values) return make_list(element_of(type_of(program_.list(expr)[0])));
  const TypeId result = make(row.result);
  types_[result].unit = unit;
  types_[result].converted = unit != Unit::none;
  return result;
}

TypeId TypeChecker::aggregate_type(ExprId id) {
  const Expr expr = program_.exprs[id];
  const std::string name = "`" + std::string(ast::name(expr.op)) + "`";
  const Saved outer = save();
  TypeId value = kNone;
  ExprId measured = kNone;
  if (expr.kind == ExprKind::fold) {
    check_operand(expr.a, type::kList | type::kMap, name, "a list or a map");
    value = element_of(type_of(expr.a));
  } else {
    const Block block = program_.blocks[expr.block];
    if (block.condition != kNone) narrow(block.condition, true);
    bind_vars(block.vars);
    if (block.condition != kNone) check_condition(block.condition);
    if (expr.a != kNone) {
      const bool outer_optional = optional_;
      optional_ = true;  // rows without it are left out
      value = type_of(expr.a);
      optional_ = outer_optional;
      measured = expr.a;
    }
    if (expr.b != kNone) static_cast<void>(type_of(expr.b));
  }
  TypeId result = kNone;
  if (expr.op == Op::count) {
    result = make(type::kNumber);
  } else if (expr.op == Op::collect) {
    result = make_list(value == kNone ? make(type::kAny) : value);
  } else {
    const Unit unit = value == kNone ? Unit::none : at(value).unit;
    const bool convert = measured != kNone && (unit == Unit::quantity || unit == Unit::duration);
    if (convert && !at(value).converted) program_.exprs.change(id).a = converted(measured, unit);
    if (measured != kNone && !convert) {
      const bool sums = expr.op == Op::sum || expr.op == Op::avg;
      check_operand(measured, sums ? type::kNumber : type::kNumber | type::kText | type::kVersion, name,
                    sums ? "numbers" : "numbers, texts or versions");
    }
    if (expr.kind == ExprKind::fold && value != kNone && at(value).known &&
        (expr.op == Op::sum || expr.op == Op::avg) && (at(value).types & type::kNumber) == 0) {
      if (auto* told = report("wrong-type", program_.exprs[expr.a].span,
                              {source(expr.a), "a list of " + describe(at(value).types), name, "numbers"})) {
        told->help = "name the value of each element: `" + std::string(ast::name(expr.op)) + "(x.path of x in list)`";
      }
    }
    if (convert) {
      result = make(type::kNumber);
      types_[result].unit = unit;
      types_[result].converted = true;
    } else if (expr.op == Op::sum || expr.op == Op::avg) {
      result = make(type::kNumber);
    } else if (value != kNone) {
      Type one = at(value);
      one.is_place = false;
      types_.push_back(std::move(one));
      result = static_cast<TypeId>(types_.size() - 1);
    } else {
      result = make(type::kAny);
    }
  }
  restore(outer);
  if (expr.kind == ExprKind::aggregate && expr.b != kNone) {
    const TypeId grouped = make(type::kMap);
    types_[grouped].element = result;
    return grouped;
  }
  return result;
}

}  // namespace meshplay::check
