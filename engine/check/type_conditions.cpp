// Conditions: which operators take what, and what is compared by value.
#include <algorithm>
#include <charconv>
#include <utility>

#include "engine/base/nearest.h"
#include "engine/check/types.h"
#include "engine/units/units.h"

namespace meshplay::check {

using ast::Op;

namespace {

std::string_view name_of(Unit unit) {
  switch (unit) {
    case Unit::quantity: return "quantity";
    case Unit::duration: return "duration";
    case Unit::version: return "version";
    case Unit::address: return "address";
    case Unit::port: return "port";
    case Unit::none: break;
  }
  return "value";
}

Function function_of(Unit unit) {
  switch (unit) {
    case Unit::quantity: return Function::quantity;
    case Unit::duration: return Function::duration;
    case Unit::version: return Function::semver;
    case Unit::address: return Function::address;
    case Unit::port:
    case Unit::none: break;
  }
  return Function::port;
}

bool parses(Unit unit, std::string_view text) {
  switch (unit) {
    case Unit::quantity: return units::parse_quantity(text).has_value();
    case Unit::duration: return units::parse_duration(text).has_value();
    case Unit::version: return units::parse_version(text).has_value();
    case Unit::address: return units::parse_address(text).has_value();
    case Unit::port:
    case Unit::none: break;
  }
  return true;
}

std::string_view example_of(Unit unit) {
  switch (unit) {
    case Unit::quantity: return "write for instance `500m`, `2` or `1.5Gi`";
    case Unit::duration: return "write for instance `30s`, `5m` or `1h30m`";
    case Unit::version: return "write for instance `1.29.0`";
    case Unit::address: return "write for instance `10.0.0.1` or `fd00::1`";
    case Unit::port:
    case Unit::none: break;
  }
  return "";
}

bool is_number(std::string_view text) {
  double value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  return !text.empty() && end.ec == std::errc() && end.ptr == text.data() + text.size();
}

}  // namespace

bool TypeChecker::is_literal(ExprId id) const {
  const Expr& expr = program_.exprs[id];
  if (expr.kind == ExprKind::text) return std::find(any_.begin(), any_.end(), id) == any_.end();
  return expr.kind == ExprKind::number || expr.kind == ExprKind::boolean;
}

void TypeChecker::check_operand(ExprId id, TypeSet wanted, std::string_view taker, std::string_view wants) {
  const Type& found = at(type_of(id));
  if (!found.known || (found.types & wanted) != 0) return;
  auto* told = report("wrong-type", program_.exprs[id].span, {source(id), describe(found.types), taker, wants});
  if (told == nullptr) return;
  const Expr& expr = program_.exprs[id];
  const bool texts = (wanted & type::kText) != 0 && wanted != type::kAny;
  if ((wanted & type::kNumber) != 0 && expr.kind == ExprKind::text && is_number(context_.interner.text(expr.text))) {
    told->help = "write `" + std::string(context_.interner.text(expr.text)) + "`, without quotes";
  } else if (found.types == type::kText && (wanted & type::kNumber) != 0) {
    told->help = "`number()` makes a number of a text";
  } else if (found.types == type::kNumber && texts) {
    told->help = expr.kind == ExprKind::number
                     ? "write `\"" + std::string(context_.sources.text(expr.span)) + "\"`, in quotes"
                     : std::string("`text()` makes a text of a number");
  } else if (found.types == type::kList) {
    told->help = "ask its elements: `some x in " + std::string(context_.sources.text(expr.span)) + " where ...`";
  } else if (found.types == type::kMap && (wanted & type::kList) == 0) {
    told->help = "name a key of it, or ask its entries: `some key, value in ...`";
  } else if (found.types == type::kComponent) {
    told->help = "name a path of it, or its `name`";
  } else {
    told->help = "give it " + std::string(wants);
  }
}

Unit TypeChecker::common_unit(ExprId a, ExprId b) {
  const Type& left = at(type_of(a));
  const Type& right = at(type_of(b));
  const auto can_be = [](const Type& side) { return (side.types & (type::kText | type::kNumber)) != 0; };
  if (left.unit == right.unit) return left.unit;
  if (left.unit == Unit::none && can_be(left)) return right.unit;
  if (right.unit == Unit::none && can_be(right)) return left.unit;
  return Unit::none;
}

ExprId TypeChecker::converted(ExprId id, Unit unit) {
  const Type& found = at(type_of(id));
  if (found.converted && found.unit == unit) return id;
  // A number that is no port's is the quantity or duration that it says.
  if (found.known && found.types == type::kNumber && unit != Unit::version && unit != Unit::address) return id;
  check_literal(id, unit);
  Expr call;
  call.kind = ExprKind::call;
  call.function = function_of(unit);
  call.list = program_.add_list({{id}});
  call.span = program_.exprs[id].span;
  return program_.add(call);
}

void TypeChecker::check_literal(ExprId id, Unit unit) {
  const Expr& expr = program_.exprs[id];
  if (expr.kind != ExprKind::text || !is_literal(id)) return;
  const std::string_view text = context_.interner.text(expr.text);
  if (parses(unit, text)) return;
  if (auto* told = report("bad-literal", expr.span, {text, name_of(unit)})) told->help = example_of(unit);
}

// ---- conditions

void TypeChecker::check_conditions(const std::vector<CondId>& conditions) {
  const auto asks_kind = [&](CondId id) {
    const Cond* cond = &program_.conds[id];
    while (cond->kind == CondKind::negation) cond = &program_.conds[program_.list(*cond)[0]];
    return cond->kind == CondKind::is_kind;
  };
  for (CondId id : conditions) {
    if (asks_kind(id)) check_condition(id);
    narrow(id, true);
  }
  for (CondId id : conditions) {
    if (!asks_kind(id)) check_condition(id);
  }
}

void TypeChecker::check_condition(CondId id) {
  const Cond cond = program_.conds[id];
  const Saved outer = save();
  const bool outer_alternative = alternative_;
  const bool choosing = std::exchange(choosing_, false);
  switch (cond.kind) {
    case CondKind::compare: check_comparison(id); break;
    case CondKind::present:
    case CondKind::absent: {
      static_cast<void>(type_of(cond.a));
      check_server_set(cond.a);
      break;
    }
    case CondKind::is_kind: check_kinds_condition(id, false, choosing); break;
    case CondKind::all_of:
      check_conditions(program_.list(cond).copy());
      restore(outer);
      break;
    case CondKind::any_of:
      if (check_all_kinds(cond)) break;
      alternative_ = true;
      for (CondId child : program_.list(cond)) {
        check_condition(child);
        restore(outer);
      }
      break;
    case CondKind::negation:
      if (program_.conds[program_.list(cond)[0]].kind == CondKind::is_kind) {
        check_kinds_condition(program_.list(cond)[0], true, choosing);
      } else {
        check_condition(program_.list(cond)[0]);
      }
      restore(outer);
      break;
    case CondKind::quantifier: {
      const Block block = program_.blocks[cond.block];
      if (block.condition != kNone) narrow(block.condition, true);
      bind_vars(block.vars);
      widen(outer);
      if (block.condition != kNone) check_condition(block.condition);
      restore(outer);
      break;
    }
    case CondKind::relation: check_arguments(cond); break;
    case CondKind::holds: check_operand(cond.a, type::kBoolean, "a condition", "true or false"); break;
    case CondKind::never: break;
  }
  alternative_ = outer_alternative;
}

// `x is A or x is B` of an x that is nothing else. True: told.
bool TypeChecker::check_all_kinds(const Cond& cond) {
  VarId var = kNone;
  for (CondId child : program_.list(cond)) {
    const Cond& alternative = program_.conds[child];
    if (alternative.kind != CondKind::is_kind) return false;
    if (var != kNone && var != program_.exprs[alternative.a].var) return false;
    var = program_.exprs[alternative.a].var;
  }
  static_cast<void>(var_type(var));
  const VarState& state = states_[var];
  if (state.any || state.kinds.empty()) return false;
  const bool all = std::all_of(state.kinds.begin(), state.kinds.end(), [&](const KindRow& row) {
    return std::any_of(program_.list(cond).begin(), program_.list(cond).end(), [&](CondId child) {
      return in_set(row, program_.kind_sets[program_.conds[child].kinds], false);
    });
  });
  if (!all) return false;
  report_kinds(cond.span, var, true);
  return true;
}

void TypeChecker::report_kinds(text::Span where, VarId var, bool holds) {
  const VarState& state = states_[var];
  const std::string fact = "`" + std::string(context_.interner.text((*frame_)[var].name)) + "` is " +
                           (state.any ? std::string("any component") : kinds_text(state.kinds));
  if (holds) {
    if (auto* told = report("always-true", where, {fact + ", so this"})) told->help = "leave the condition out";
  } else if (alternative_) {
    if (auto* told = report("dead-branch", where, {fact}))
      told->help = "leave the alternative out, or name another kind";
  } else if (auto* told = report("never-matches", where, {fact})) {
    told->help = "name a kind that it can be";
  }
}

void TypeChecker::check_kinds_condition(CondId id, bool negated, bool choosing) {
  const Cond cond = program_.conds[id];
  const VarId var = program_.exprs[cond.a].var;
  static_cast<void>(var_type(var));
  const VarState& state = states_[var];
  const KindSet& set = program_.kind_sets[cond.kinds];
  if (state.any || state.kinds.empty() || set.any) {
    if (!set.any || !set.excluded.empty() || state.kinds.empty()) return;
  }
  const auto inside = [&](bool unless_known) {
    return std::count_if(state.kinds.begin(), state.kinds.end(),
                         [&](const KindRow& row) { return in_set(row, set, unless_known); });
  };
  const bool all = !state.any && static_cast<std::size_t>(inside(false)) == state.kinds.size();
  const bool none = !state.any && inside(true) == 0;
  if (!all && !none && !(set.any && set.excluded.empty())) return;
  if (!choosing) report_kinds(cond.span, var, all != negated);
}

void TypeChecker::check_arguments(const Cond& cond) {
  const Relation& relation = program_.relations[cond.relation];
  for (std::size_t i = 0; i < program_.list(cond).size(); ++i) {
    const VarId var = program_.list(cond)[i];
    if (var == kNone || i >= relation.frame.size() || relation.frame[i].kinds == kNone) continue;
    const KindSet& wanted = program_.kind_sets[relation.frame[i].kinds];
    static_cast<void>(var_type(var));
    const VarState& state = states_[var];
    if (wanted.any || state.any || state.kinds.empty()) continue;
    if (std::any_of(state.kinds.begin(), state.kinds.end(),
                    [&](const KindRow& row) { return in_set(row, wanted, true); })) {
      continue;
    }
    const std::string fact = "`" + std::string(context_.interner.text((*frame_)[var].name)) + "` is " +
                             kinds_text(state.kinds) + ", and `" + std::string(context_.interner.text(relation.name)) +
                             "` takes " + kinds_text(rows_of(wanted)) + " there";
    if (auto* told = report("never-matches", cond.span, {fact})) {
      told->help = "pass another component, or ask another relation";
      if (relation.name_span.known()) told->notes.push_back({relation.name_span, "declared here"});
    }
    return;
  }
}

void TypeChecker::check_server_set(ExprId id) {
  const Type& found = at(type_of(id));
  if (!found.server_set) return;
  if (auto* told = report("server-set-path", found.server_set_at, {context_.sources.text(found.server_set_at)})) {
    told->help = "compare what a manifest says: a path of `spec` or `metadata`";
  }
}

void TypeChecker::check_comparison(CondId id) {
  const Cond cond = program_.conds[id];
  const Type& left = at(type_of(cond.a));
  const Type& right = at(type_of(cond.b));
  const bool left_component = left.types == type::kComponent;
  const bool right_component = right.types == type::kComponent;
  const bool can_be_components = (left.types & type::kComponent) != 0 && (right.types & type::kComponent) != 0;
  if (left_component || right_component) {
    const bool equality = cond.op == Op::eq || cond.op == Op::ne;
    bool never = false;
    bool fits =
        cond.op == Op::in || cond.op == Op::contains || cond.op == Op::includes || (equality && can_be_components);
    if (equality && left_component && right_component && !left.every_kind && !right.every_kind && !left.kinds.empty() &&
        !right.kinds.empty()) {
      never = !std::any_of(left.kinds.begin(), left.kinds.end(), [&](const KindRow& a) {
        return std::any_of(right.kinds.begin(), right.kinds.end(),
                           [&](const KindRow& b) { return a.group == b.group && a.name == b.name; });
      });
    }
    if (never) {
      if (auto* told =
              report("never-equal", cond.span, {"a " + kinds_text(left.kinds), "a " + kinds_text(right.kinds)})) {
        told->help = "compare paths of them, or components of one kind";
      }
    } else if (!fits) {
      if (auto* told = report("wrong-comparison", cond.span, {})) {
        told->help = "compare its `name`, its `kind` or a path of it; two components are compared with `==` and `!=`";
      }
    }
    return;
  }
  check_server_set(cond.a);
  check_server_set(cond.b);
  switch (cond.op) {
    case Op::eq:
    case Op::ne: check_equality(id, cond.a, cond.b); break;
    case Op::lt:
    case Op::le:
    case Op::gt:
    case Op::ge: check_order(id); break;
    case Op::in:
    case Op::includes: check_membership(id); break;
    default: check_text_operator(id); break;
  }
}

void TypeChecker::check_equality(CondId id, ExprId left_id, ExprId right_id) {
  const Unit unit = common_unit(left_id, right_id);
  if (unit != Unit::none) {
    const ExprId a = converted(left_id, unit);
    const ExprId b = converted(right_id, unit);
    program_.conds.change(id).a = a;
    program_.conds.change(id).b = b;
    if (unit != Unit::port) return;
  }
  const Type& left = at(type_of(left_id));
  const Type& right = at(type_of(right_id));
  if (is_literal(right_id)) check_value(right_id, left, path_text(left_id));
  if (is_literal(left_id)) check_value(left_id, right, path_text(right_id));
  const Expr& left_expr = program_.exprs[left_id];
  const Expr& right_expr = program_.exprs[right_id];
  for (const auto& [property, literal] : {std::pair(&left_expr, &right_expr), std::pair(&right_expr, &left_expr)}) {
    if (property->kind != ExprKind::property || property->property != Property::kind) continue;
    const VarState& state = states_[program_.exprs[property->a].var];
    if (literal->kind != ExprKind::text || state.any || state.kinds.empty()) continue;
    std::vector<std::string_view> names;
    names.reserve(state.kinds.size());
    for (const KindRow& row : state.kinds) names.push_back(context_.interner.text(row.name));
    const std::string_view text = context_.interner.text(literal->text);
    if (std::find(names.begin(), names.end(), text) != names.end()) continue;
    if (auto* told = report("unknown-value", literal->span, {text, "kind"})) {
      const auto near = base::nearest(text, names);
      if (near) {
        told->suggest('"' + std::string(*near) + '"');
      } else {
        told->help = "it can be " + kinds_text(state.kinds);
      }
    }
  }
  if (!left.known || !right.known || (left.types & right.types) != 0 || left.types == 0 || right.types == 0) return;
  const ExprId odd = is_literal(left_id) && !is_literal(right_id) ? left_id : right_id;
  const text::Span where = is_literal(odd) ? program_.exprs[odd].span : program_.conds[id].span;
  auto* told = report("never-equal", where, {describe(left.types), describe(right.types)});
  if (told == nullptr) return;
  const Expr& literal = program_.exprs[odd];
  const Type& other = odd == left_id ? right : left;
  if (literal.kind == ExprKind::text && other.types == type::kNumber &&
      is_number(context_.interner.text(literal.text))) {
    told->help = "write `" + std::string(context_.interner.text(literal.text)) + "`, without quotes";
  } else if (literal.kind == ExprKind::text && other.types == type::kBoolean) {
    told->help = "write `true` or `false`, without quotes";
  } else if ((literal.kind == ExprKind::number || literal.kind == ExprKind::boolean) && other.types == type::kText) {
    told->help = "write `\"" + std::string(context_.sources.text(literal.span)) + "\"`, in quotes";
  } else if (other.types == type::kList || left.types == type::kList || right.types == type::kList) {
    told->help = "ask for an element: `" + std::string(context_.sources.text(program_.exprs[odd].span)) + " in " +
                 std::string(context_.sources.text(program_.exprs[odd == left_id ? right_id : left_id].span)) + "`";
  } else {
    told->help = "compare values of one type; `number()` and `text()` make one of the other";
  }
}

void TypeChecker::check_order(CondId id) {
  const Cond cond = program_.conds[id];
  const std::string sign = "`" + std::string(sign_of(cond.op)) + "`";
  const Unit unit = common_unit(cond.a, cond.b);
  if (unit != Unit::none) {
    const ExprId a = converted(cond.a, unit);
    const ExprId b = converted(cond.b, unit);
    program_.conds.change(id).a = a;
    program_.conds.change(id).b = b;
    if (unit != Unit::port) return;
  }
  constexpr TypeSet kOrdered = type::kNumber | type::kText | type::kVersion;
  check_operand(cond.a, kOrdered, sign, "numbers, texts or versions");
  check_operand(cond.b, kOrdered, sign, "numbers, texts or versions");
  const Type& left = at(type_of(cond.a));
  const Type& right = at(type_of(cond.b));
  if (!left.known || !right.known || (left.types & kOrdered) == 0 || (right.types & kOrdered) == 0) return;
  if ((left.types & right.types & kOrdered) != 0) return;
  const ExprId odd = is_literal(cond.a) ? cond.a : cond.b;
  const Type& other = odd == cond.a ? right : left;
  check_operand(odd, static_cast<TypeSet>(other.types & kOrdered), sign,
                describe(other.types & kOrdered) + " beside " + describe(other.types & kOrdered));
}

void TypeChecker::check_membership(CondId id) {
  const Cond cond = program_.conds[id];
  const bool in = cond.op == Op::in;
  const ExprId list_id = in ? cond.b : cond.a;
  const ExprId element_id = in ? cond.a : cond.b;
  const std::string sign = "`" + std::string(sign_of(cond.op)) + "`";
  check_operand(list_id, type::kList | type::kMap, sign, "a list or a map");
  const Type& list = at(type_of(list_id));
  const Type& element = at(type_of(element_id));
  if (!list.known) return;
  if (list.types == type::kMap) {
    if (in) check_operand(element_id, type::kText, sign + " a map", "a key");
    return;
  }
  if (list.types != type::kList) return;
  // The elements that are named.
  const Expr& written = program_.exprs[in ? list_id : element_id];
  std::vector<ExprId> named;
  if (written.kind == ExprKind::list) named = program_.list(written).copy();
  if (named.empty()) {
    if (!in && (element.types & (type::kList | type::kMap)) != 0) return;
    const Type& own = at(element_of(type_of(list_id)));
    if (own.known && element.known && (own.types & element.types) == 0 && own.types != 0 && element.types != 0) {
      if (auto* told =
              report("never-equal", program_.exprs[element_id].span,
                     {describe(element.types), "an element of " + source(list_id) + ", " + describe(own.types)})) {
        told->help = "compare values of one type; `number()` and `text()` make one of the other";
      }
    }
    if (is_literal(element_id)) check_value(element_id, own, path_text(list_id));
    return;
  }
  const Type& against = in ? element : at(element_of(type_of(list_id)));
  const Unit unit = in && !against.converted ? against.unit : Unit::none;
  const auto mismatches = [&](ExprId value) {
    const Type& one = at(type_of(value));
    return against.known && one.known && (against.types & one.types) == 0 && against.types != 0 && one.types != 0;
  };
  if (named.size() > 1 && (unit == Unit::none || unit == Unit::port) &&
      std::all_of(named.begin(), named.end(), mismatches)) {
    TypeSet all = 0;
    for (ExprId value : named) all |= at(type_of(value)).types;
    const ExprId whole = in ? list_id : element_id;
    if (auto* told = report("never-equal", program_.exprs[whole].span,
                            {"an element, " + describe(all) + ",", describe(against.types)})) {
      told->help = "compare values of one type: " + describe(against.types);
    }
    return;
  }
  std::vector<ExprId> values;
  for (ExprId value : named) {
    const Type& one = at(type_of(value));
    if (unit != Unit::none) {
      values.push_back(converted(value, unit));
      if (unit != Unit::port) continue;
    }
    if (is_literal(value)) check_value(value, against, path_text(in ? element_id : list_id));
    if (mismatches(value)) {
      if (auto* told =
              report("never-equal", program_.exprs[value].span, {describe(one.types), describe(against.types)})) {
        const Expr& literal = program_.exprs[value];
        if (literal.kind == ExprKind::text && against.types == type::kNumber &&
            is_number(context_.interner.text(literal.text))) {
          told->help = "write `" + std::string(context_.interner.text(literal.text)) + "`, without quotes";
        } else if (literal.kind == ExprKind::number && against.types == type::kText) {
          told->help = "write `\"" + std::string(context_.sources.text(literal.span)) + "\"`, in quotes";
        } else {
          told->help = "compare values of one type; `number()` and `text()` make one of the other";
        }
      }
    }
  }
  if (unit == Unit::none) return;
  Expr all = program_.exprs[list_id];
  all.list = program_.add_list(values);
  const ExprId converted_list = program_.add(all);
  const ExprId converted_element = converted(element_id, unit);
  program_.conds.change(id).a = converted_element;
  program_.conds.change(id).b = converted_list;
}

void TypeChecker::check_text_operator(CondId id) {
  const Cond cond = program_.conds[id];
  const std::string sign = "`" + std::string(sign_of(cond.op)) + "`";
  switch (cond.op) {
    case Op::selects:
      check_operand(cond.a, type::kMap, sign, "a label selector");
      check_operand(cond.b, type::kMap, sign, "labels");
      return;
    case Op::contains: {
      check_operand(cond.a, type::kText | type::kList, sign, "a text or a list");
      const Type& left = at(type_of(cond.a));
      if (left.known && left.types == type::kText) check_operand(cond.b, type::kText, sign, "a text in a text");
      if (left.known && left.types == type::kList) {
        const Type& own = at(element_of(type_of(cond.a)));
        if (is_literal(cond.b)) check_value(cond.b, own, path_text(cond.a));
        if (own.known && own.types != 0) check_operand(cond.b, own.types, sign, describe(own.types) + " in this list");
      }
      return;
    }
    case Op::within: {
      check_operand(cond.a, type::kText, sign, "an address");
      check_operand(cond.b, type::kText | type::kList, sign, "a network or a list of them");
      const auto check_network = [&](ExprId network) {
        const Expr& expr = program_.exprs[network];
        if (expr.kind != ExprKind::text || !is_literal(network)) return;
        const std::string_view text = context_.interner.text(expr.text);
        if (units::parse_network(text)) return;
        if (auto* told = report("bad-literal", expr.span, {text, "network"})) {
          told->help = "write for instance `10.0.0.0/8` or `fd00::/8`";
        }
      };
      check_network(cond.b);
      if (program_.exprs[cond.b].kind == ExprKind::list) {
        for (ExprId network : program_.list(program_.exprs[cond.b])) check_network(network);
      }
      check_literal(cond.a, Unit::address);
      return;
    }
    default:
      check_operand(cond.a, type::kText, sign, "texts");
      check_operand(cond.b, type::kText, sign, "texts");
      return;
  }
}

// ---- values that schemas list

void TypeChecker::check_value(ExprId value, const Type& wanted, const std::string& path) {
  const Expr& expr = program_.exprs[value];
  if (expr.kind != ExprKind::text || !is_literal(value) || wanted.standings.empty() || !wanted.known) return;
  const std::string_view text = context_.interner.text(expr.text);
  if (text.empty()) return;  // stands for an unset one
  std::vector<std::string_view> allowed;
  for (const Standing& standing : wanted.standings) {
    if (standing.node.enum_values().empty()) return;
    for (const model::EnumValue& one : standing.node.enum_values()) {
      if (one.text() == text) return;
      if (std::find(allowed.begin(), allowed.end(), one.text()) == allowed.end()) allowed.push_back(one.text());
    }
  }
  auto* told = report("unknown-value", expr.span, {text, path});
  if (told == nullptr) return;
  if (const auto near = base::nearest(text, allowed)) {
    told->suggest('"' + std::string(*near) + '"');
    return;
  }
  constexpr std::size_t kShown = 12;
  told->help = "it is one of";
  for (std::size_t i = 0; i < allowed.size() && i < kShown; ++i) {
    told->help += (i == 0 ? " `\"" : ", `\"") + std::string(allowed[i]) + "\"`";
  }
  if (allowed.size() > kShown) told->help += " and more";
}

}  // namespace meshplay::check
