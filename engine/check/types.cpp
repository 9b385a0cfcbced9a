// Expressions: what they can be and where they stand.
#include "engine/check/types.h"

#include <algorithm>

#include "engine/base/nearest.h"
#include "engine/check/observer.h"

namespace meshplay::check {

namespace {

TypeSet types_of(model::Node node) {
  using model::NodeType;
  switch (node.type()) {
    case NodeType::any: return type::kAny;
    case NodeType::object:
    case NodeType::map: return type::kMap;
    case NodeType::array: return type::kList;
    case NodeType::boolean: return type::kBoolean;
    case NodeType::integer:
    case NodeType::number: return type::kNumber;
    case NodeType::text: break;
  }
  return node.may_be(NodeType::number) || node.may_be(NodeType::integer) ? type::kText | type::kNumber : type::kText;
}

Unit unit_of(model::Node node) {
  switch (node.format()) {
    case model::Format::quantity: return Unit::quantity;
    case model::Format::duration: return Unit::duration;
    case model::Format::int_or_string: return Unit::port;
    default: return Unit::none;
  }
}

bool same_kind(const KindRow& a, const KindRow& b) { return a.group == b.group && a.name == b.name; }

void add_standing(std::vector<Standing>& standings, const Standing& one) {
  for (Standing& other : standings) {
    if (other.node == one.node && same_kind(other.kind, one.kind)) {
      other.versions |= one.versions;
      return;
    }
  }
  standings.push_back(one);
}

void add_kind(std::vector<KindRow>& kinds, const KindRow& one) {
  if (std::none_of(kinds.begin(), kinds.end(), [&](const KindRow& other) { return same_kind(other, one); })) {
    kinds.push_back(one);
  }
}

}  // namespace

TypeId TypeChecker::make(TypeSet types) {
  Type result;
  result.types = types;
  result.known = types != type::kAny;
  types_.push_back(std::move(result));
  return static_cast<TypeId>(types_.size() - 1);
}

TypeId TypeChecker::make_list(TypeId element) {
  const TypeId result = make(type::kList);
  types_[result].element = element;
  return result;
}

TypeId TypeChecker::unite(TypeId a, TypeId b) {
  if (a == b) return a;
  Type result = at(a);
  const Type& other = at(b);
  const bool unit_kept = result.unit == other.unit && result.converted == other.converted;
  result.types |= other.types;
  result.known = result.known && other.known;
  result.every_kind = result.every_kind || other.every_kind;
  result.server_set = result.server_set && other.server_set;
  result.immutable = result.immutable && other.immutable;
  result.is_place = result.is_place && other.is_place;
  if (!unit_kept) result.unit = Unit::none;
  for (const KindRow& kind : other.kinds) result.kinds.push_back(kind);
  for (const Standing& standing : other.standings) add_standing(result.standings, standing);
  const TypeId elements = other.element;
  if (result.element == kNone || elements == kNone) {
    // What one of them says of its elements holds for both only if the other has none.
    if (result.element == kNone)
      result.element = (result.types & type::kList) != 0 && at(a).standings.empty() ? elements : kNone;
  } else {
    result.element = unite(result.element, elements);
  }
  types_.push_back(std::move(result));
  return static_cast<TypeId>(types_.size() - 1);
}

TypeId TypeChecker::from_standings(std::vector<Standing> standings, const Type& base) {
  Type result;
  result.types = 0;
  result.known = true;
  result.is_place = base.is_place;
  result.server_set = base.server_set;
  result.server_set_at = base.server_set_at;
  bool first = true;
  for (const Standing& standing : standings) {
    result.types |= types_of(standing.node);
    if (standing.node.type() == model::NodeType::any) result.known = false;
    const Unit unit = unit_of(standing.node);
    if (first) result.unit = unit;
    if (unit != result.unit) result.unit = Unit::none;
    first = false;
  }
  if (standings.empty()) result.types = type::kAny;
  result.known = result.known && !standings.empty();
  result.standings = std::move(standings);
  types_.push_back(std::move(result));
  return static_cast<TypeId>(types_.size() - 1);
}

Standing TypeChecker::standing_of(const KindRow& kind) const {
  const model::Versions picked = file_versions_[file_] != 0 ? file_versions_[file_] & versions_ : versions_;
  return {kind, kind.schema->root(), kind.schema->versions() & picked};
}

TypeId TypeChecker::var_type(VarId var) {
  const Var& row = (*frame_)[var];
  VarState& state = states_[var];
  if (row.kind != VarKind::component) {
    if (state.element == kNone) return make(type::kAny);
    return state.element;
  }
  if (!state.known && row.kinds == kNone) {
    state.known = state.any = true;  // reported
  } else if (!state.known) {
    state.known = true;
    const KindSet& set = program_.kind_sets[row.kinds];
    state.any = set.any;
    if (!set.any) state.kinds = rows_of(set);
  }
  Type result;
  result.types = type::kComponent;
  result.known = true;
  result.is_place = true;
  result.every_kind = state.any;
  result.kinds = state.kinds;
  types_.push_back(std::move(result));
  return static_cast<TypeId>(types_.size() - 1);
}

TypeId TypeChecker::type_of(ExprId id) {
  if (id == kNone) return make(type::kAny);  // reported
  if (id >= computed_.size()) computed_.resize(program_.exprs.size(), {0, kNone});
  if (computed_[id].first == generation_ && computed_[id].second != kNone) return computed_[id].second;
  const std::uint32_t generation = generation_;
  const TypeId result = compute(id);
  computed_[id] = {generation, result};
  if (context_.observations != nullptr && context_.observations->is_lowered(id)) {
    context_.observations->type(id, at(result), types_);
  }
  return result;
}

// What nothing asked for, because it belongs to something that is not right.
void TypeChecker::observe_rest() {
  if (context_.observations == nullptr) return;
  context_.observations->for_each_untyped([&](ExprId id) { static_cast<void>(type_of(id)); });
}

TypeId TypeChecker::compute(ExprId id) {
  const Expr expr = program_.exprs[id];  // the table may grow
  switch (expr.kind) {
    case ExprKind::text:
      if (std::find(any_.begin(), any_.end(), id) != any_.end()) return make(type::kAny);
      return make(type::kText);
    case ExprKind::number: return make(type::kNumber);
    case ExprKind::boolean: return make(type::kBoolean);
    case ExprKind::var: return var_type(expr.var);
    case ExprKind::property: return property_type(expr);
    case ExprKind::member: {
      const TypeId base = type_of(expr.a);
      return member_type(id, base, expr.text, key_span(expr), optional_ ? Asking::perhaps : Asking::there);
    }
    case ExprKind::subscript: return subscript_type(id);
    case ExprKind::select: return select_type(id);
    case ExprKind::list: {
      TypeId element = kNone;
      bool places = true;
      for (ExprId child : program_.list(expr)) {
        const TypeId one = type_of(child);
        places = places && at(one).is_place;
        element = element == kNone ? one : unite(element, one);
      }
      const TypeId result = make_list(element);
      types_[result].is_place = places && element != kNone;
      return result;
    }
    case ExprKind::map: {
      for (ExprId child : program_.list(expr)) static_cast<void>(type_of(child));
      return make(type::kMap);
    }
    case ExprKind::fallback: {
      const bool outer = optional_;
      optional_ = true;
      const TypeId first = type_of(expr.a);
      optional_ = outer;
      const TypeId second = type_of(expr.b);
      const TypeId result = unite(first, second);
      // A text in reserve is measured like what it stands in for.
      if (is_literal(expr.b) && at(first).unit != Unit::none && !at(first).converted) {
        types_[result].unit = at(first).unit;
        check_literal(expr.b, at(first).unit);
      }
      if (program_.exprs[expr.b].kind == ExprKind::text) check_value(expr.b, at(first), path_text(expr.a));
      return result;
    }
    case ExprKind::conditional: {
      const Saved outer = save();
      const bool outer_alternative = alternative_;
      alternative_ = choosing_ = true;
      check_condition(expr.condition);
      alternative_ = outer_alternative;
      choosing_ = false;
      const bool truth_known = std::none_of(states_.begin(), states_.end(), [](const VarState& state) {
        return state.known && !state.any && state.kinds.empty();
      });
      const auto branch = [&](bool truth, ExprId value) {
        restore(outer);
        narrow(expr.condition, truth);
        const bool reached = std::none_of(states_.begin(), states_.end(), [](const VarState& state) {
          return state.known && !state.any && state.kinds.empty();
        });
        if (!reached && truth_known && tells(program_.conds[expr.condition].span)) {
          if (auto* told = report("dead-branch",
                                  program_.exprs[value].kind == ExprKind::var ? program_.conds[expr.condition].span
                                                                              : program_.exprs[value].span,
                                  {source_of(expr.condition) + (truth ? " never holds here" : " always holds here")})) {
            told->help = "leave the branch out, or ask for another kind";
          }
        }
        const TypeId result = reached ? type_of(value) : kNone;
        restore(outer);
        return result;
      };
      const TypeId first = branch(true, expr.a);
      const TypeId second = branch(false, expr.b);
      if (first == kNone && second == kNone) return make(type::kAny);
      if (first == kNone || second == kNone) return first == kNone ? second : first;
      return unite(first, second);
    }
    case ExprKind::negate: check_operand(expr.a, type::kNumber, "`-`", "a number"); return make(type::kNumber);
    case ExprKind::arithmetic: return arithmetic_type(id);
    case ExprKind::aggregate:
    case ExprKind::fold: return aggregate_type(id);
    case ExprKind::call: return call_type(id);
    case ExprKind::nearest: {
      const bool outer = optional_;
      optional_ = true;
      static_cast<void>(type_of(expr.a));
      static_cast<void>(type_of(expr.b));
      optional_ = outer;
      return make(type::kText);
    }
    case ExprKind::param: {
      static constexpr TypeSet kTypes[] = {type::kNumber, type::kNumber, type::kText, type::kBoolean,
                                           type::kList,   type::kMap,    type::kAny};
      const TypeSet types = kTypes[static_cast<std::size_t>(program_.params[expr.index].type)];
      return make(types);
    }
    case ExprKind::graph: {
      if (expr.measure != Measure::path && expr.measure != Measure::component) return make(type::kNumber);
      const TypeId component = make(type::kComponent);
      types_[component].every_kind = true;
      return expr.measure == Measure::path ? make_list(component) : component;
    }
  }
  return make(type::kAny);
}

TypeId TypeChecker::property_type(const Expr& expr) {
  static_cast<void>(type_of(expr.a));
  switch (expr.property) {
    case Property::labels:
    case Property::annotations:
    case Property::namespace_labels: {
      const TypeId text = make(type::kText);
      const TypeId result = make(type::kMap);
      types_[result].element = text;
      types_[result].is_place = expr.property != Property::namespace_labels;
      types_[text].is_place = types_[result].is_place;
      return result;
    }
    default: {
      const TypeId result = make(type::kText);
      types_[result].is_place = expr.property == Property::name || expr.property == Property::space;
      return result;
    }
  }
}

TypeId TypeChecker::element_of(TypeId id) {
  const Type list = at(id);
  if (list.element != kNone) return list.element;
  if (list.standings.empty()) return make(type::kAny);
  std::vector<Standing> elements;
  bool unknown = !list.known;
  for (const Standing& standing : list.standings) {
    if (standing.node.type() == model::NodeType::array) {
      add_standing(elements, {standing.kind, standing.node.element(), standing.versions});
    } else if (standing.node.type() == model::NodeType::map) {
      add_standing(elements, {standing.kind, standing.node.value(), standing.versions});
    } else {
      unknown = true;
    }
  }
  const TypeId result = from_standings(std::move(elements), list);
  if (unknown) types_[result].known = false;
  return result;
}

TypeId TypeChecker::member_type(ExprId id, TypeId base_id, base::StrId key, text::Span where, Asking asking) {
  const Type base = at(base_id);
  const std::string_view name = context_.interner.text(key);
  std::vector<Standing> found;
  std::vector<KindRow> having;
  std::vector<KindRow> lacking;
  model::Versions versions_before = 0;
  model::Versions versions_after = 0;
  bool unknown = !base.known;
  bool server_set = true;
  bool immutable = true;
  bool below_template = false;
  const auto step = [&](const Standing& standing) {
    versions_before |= standing.versions;
    switch (standing.node.type()) {
      case model::NodeType::map:
        add_standing(found, {standing.kind, standing.node.value(), standing.versions});
        versions_after |= standing.versions;
        add_kind(having, standing.kind);
        server_set = immutable = false;
        return;
      case model::NodeType::any: unknown = true; return;
      case model::NodeType::object: break;
      default: add_kind(lacking, standing.kind); return;
    }
    below_template = below_template || standing.node.definition().find("Template") != std::string_view::npos;
    bool any = false;
    for (const model::Field& field : standing.node.fields(name, standing.versions)) {
      add_standing(found, {standing.kind, field.node(), standing.versions & field.versions()});
      versions_after |= standing.versions & field.versions();
      server_set = server_set && field.server_set();
      immutable = immutable && field.immutable();
      any = true;
    }
    add_kind(any ? having : lacking, standing.kind);
  };
  if ((base.types & type::kComponent) != 0) {
    const auto has_schema = [&](const KindRow& kind) {
      return std::any_of(base.kinds.begin(), base.kinds.end(),
                         [&](const KindRow& other) { return other.schema != nullptr && same_kind(kind, other); });
    };
    const bool common = name == "metadata" || name == "apiVersion" || name == "kind";
    if (common && (base.every_kind || std::any_of(base.kinds.begin(), base.kinds.end(),
                                                  [&](const KindRow& kind) { return !has_schema(kind); }))) {
      // They are alike for every kind.
      const model::KindSchema* any_schema = model::find_schemas("", "v1", "ConfigMap").data();
      step({{{}, {}, any_schema}, any_schema->root(), model::kAllVersions});
    } else if (base.every_kind) {
      unknown = true;
    } else {
      for (const KindRow& kind : base.kinds) {
        if (kind.schema == nullptr) {
          unknown = unknown || !has_schema(kind);  // versions of long ago are asked for by name
          continue;
        }
        const Standing root = standing_of(kind);
        if (root.versions != 0) step(root);
      }
      if (base.kinds.empty()) unknown = true;
    }
  } else if (!base.standings.empty()) {
    for (const Standing& standing : base.standings) step(standing);
  } else if ((base.types & type::kMap) != 0) {
    if (base.element != kNone && !unknown) return base.element;
    unknown = true;
  }
  std::erase_if(lacking, [&](const KindRow& kind) {
    return std::any_of(having.begin(), having.end(), [&](const KindRow& other) { return same_kind(kind, other); });
  });
  if (found.empty()) {
    if (!unknown) report_unknown_path(program_.exprs[id].a, base, key, where, asking);
    const TypeId result = make(type::kAny);
    types_[result].is_place = base.is_place;
    return result;
  }
  if (!lacking.empty() && !unknown && asking == Asking::there) {
    if (auto* told = report("partial-path", where, {kinds_text(having), path_text(id)})) {
      told->help = "ask with `is` which kind it is, or give it a `default`";
    }
  }
  if (file_versions_[file_] != 0 && !unknown && asking != Asking::as_written && lacking.empty() &&
      versions_after != versions_before) {
    if (auto* told = report("version-path", where, {path_text(id), model::show(versions_after)})) {
      told->help = "say `model kubernetes` with a range of these, or ask whether it is there";
    }
  }
  const TypeId result = from_standings(std::move(found), base);
  types_[result].server_set = asking != Asking::as_written && (base.server_set || server_set);
  if (!base.server_set) types_[result].server_set_at = where;
  types_[result].immutable = immutable && !below_template;
  if (unknown) types_[result].known = false;
  return result;
}

TypeId TypeChecker::subscript_type(ExprId id) {
  const Expr expr = program_.exprs[id];
  const TypeId base = type_of(expr.a);
  if (program_.exprs[expr.b].kind == ExprKind::text && !(at(base).known && at(base).types == type::kList)) {
    return member_type(id, base, program_.exprs[expr.b].text, program_.exprs[expr.b].span, Asking::as_written);
  }
  const TypeId index = type_of(expr.b);
  if (at(base).known && (at(base).types & type::kList) == 0 && (at(base).types & type::kMap) == 0) {
    check_operand(expr.a, type::kList, "`[...]`", "a list");
    return make(type::kAny);
  }
  if (at(base).known && at(base).types == type::kList)
    check_operand(expr.b, type::kNumber, "`[...]` of a list", "a number");
  if (at(index).known && at(index).types == type::kNumber && at(base).known && at(base).types == type::kMap) {
    check_operand(expr.b, type::kText, "`[...]` of a map", "a text");
    return make(type::kAny);
  }
  const TypeId result = element_of(base);
  types_[result].is_place = at(base).is_place;
  return result;
}

TypeId TypeChecker::select_type(ExprId id) {
  const Expr expr = program_.exprs[id];
  const TypeId base = type_of(expr.a);
  static_cast<void>(type_of(expr.b));
  if (at(base).known && (at(base).types & type::kList) == 0) {
    check_operand(expr.a, type::kList, "`[key == value]`", "a list");
    return make(type::kAny);
  }
  const TypeId element = element_of(base);
  TypeId value = element;
  // The keys stand between `[` and the value.
  const text::Span whole = expr.span;
  for (base::StrId key : program_.keys_of(expr)) {
    const std::string_view name = context_.interner.text(key);
    text::Span where = whole;
    const std::string_view content = context_.sources.text(whole);
    const std::size_t bracket = content.rfind('[');
    const std::size_t place = bracket == std::string_view::npos ? bracket : content.find(name, bracket);
    if (place != std::string_view::npos) {
      where.begin = whole.begin + static_cast<std::uint32_t>(place);
      where.end = where.begin + static_cast<std::uint32_t>(name.size());
    }
    value = member_type(id, value, key, where, Asking::perhaps);
  }
  if (is_literal(expr.b)) check_value(expr.b, at(value), path_text(id));
  if (at(value).known && at(type_of(expr.b)).known && (at(value).types & at(type_of(expr.b)).types) == 0) {
    if (auto* told = report("never-equal", program_.exprs[expr.b].span,
                            {describe(at(value).types), describe(at(type_of(expr.b)).types)})) {
      told->help = "compare values of one type";
    }
  }
  const bool place = at(base).is_place;
  Type result = at(element);
  result.is_place = place;
  types_.push_back(std::move(result));
  return static_cast<TypeId>(types_.size() - 1);
}

}  // namespace meshplay::check
