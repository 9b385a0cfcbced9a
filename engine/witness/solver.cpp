#include "engine/witness/solver.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/model/kinds.h"
#include "engine/model/schema.h"
#include "engine/pattern/pattern.h"
#include "engine/units/units.h"

namespace meshplay::witness {

using ast::Op;
using check::Cond;
using check::CondId;
using check::CondKind;
using check::Expr;
using check::ExprId;
using check::ExprKind;
using check::kNone;
using check::VarId;
using data::NodeType;
using edit::Step;
using edit::Value;

namespace {

std::string number_text(double number) {
  char buffer[40];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, number).ptr};
}

Value number(double value) { return Value::number(number_text(value)); }

std::optional<double> number_of(const Value& value) {
  if (value.type == NodeType::integer || value.type == NodeType::number) {
    double result = 0;
    std::from_chars(value.text.data(), value.text.data() + value.text.size(), result);
    return result;
  }
  return value.type == NodeType::text ? units::parse_quantity(value.text) : std::nullopt;
}

Step meta() { return Step::into("metadata"); }

}  // namespace

// ---- kinds

std::optional<SketchComponent> Solver::component_of(const check::KindPattern& pattern) const {
  SketchComponent result;
  result.kind = text(pattern.name);
  result.pattern = pattern;
  const std::string group = text(pattern.group);
  const std::string version = text(pattern.version);
  const auto schemas = model::find_schemas(group, version, result.kind);
  if (!schemas.empty()) {
    const std::string_view written = schemas.front().written_group();
    result.api_version = (written.empty() ? "" : std::string(written) + "/") + std::string(schemas.front().version());
    result.namespaced = schemas.front().namespaced();
  } else {
    const model::Kind* kind = model::find_kind(group, result.kind);
    const std::string first = kind != nullptr ? std::string(kind->versions.substr(0, kind->versions.find(' '))) : "v1";
    result.api_version = (group.empty() ? "" : group + "/") + (version.empty() ? first : version);
    result.namespaced = kind == nullptr || kind->namespaced;
  }
  result.root.type = NodeType::mapping;
  return result;
}

bool Solver::in_kinds(check::KindSetId id, const SketchComponent& component) const {
  if (id == kNone) return true;
  const check::KindSet& set = program_.kind_sets[id];
  const auto is = [&](const check::KindPattern& pattern) {
    return pattern.group == component.pattern.group && pattern.name == component.pattern.name;
  };
  return (set.any || std::any_of(set.included.begin(), set.included.end(), is)) &&
         std::none_of(set.excluded.begin(), set.excluded.end(), is);
}

// ---- variables

bool Solver::bind_component(VarId var, const Sketch& sketch, const Scope& scope, const Taker& taker) {
  const check::Var& row = (*scope.frame)[var];
  const check::KindSet& set = program_.kind_sets[row.kinds];
  const auto take = [&](const Sketch& next, std::size_t component) {
    Scope inner = scope;
    inner.slots[var] = {Slot::Kind::component, component, {}, {}};
    return taker(next, inner);
  };
  std::vector<check::KindPattern> kinds = set.included;
  if (set.any) {
    for (const char* name : {"Pod", "Deployment", "Service", "ConfigMap"}) {
      for (const model::Kind& kind : model::find_kinds(name)) {
        if (kind.model == "kubernetes")
          kinds.push_back({interner_.intern(kind.group), interner_.intern(kind.name), {}});
      }
    }
  }
  // New ones, and those that are there.
  return any(kinds.size() + sketch.components.size(), [&](std::size_t choice) {
    if (choice >= kinds.size()) {
      const std::size_t known = choice - kinds.size();
      return in_kinds(row.kinds, sketch.components[known]) && take(sketch, known);
    }
    auto fresh = component_of(kinds[choice]);
    if (!fresh || !in_kinds(row.kinds, *fresh)) return false;
    Sketch next = sketch;
    next.components.push_back(std::move(*fresh));
    const std::size_t component = next.components.size() - 1;
    next.set(component, {meta(), Step::into("name")}, Value::of("c" + std::to_string(component)));
    return take(next, component);
  });
}

bool Solver::bind(const std::vector<VarId>& vars, std::size_t next, const Sketch& sketch, const Scope& scope,
                  const Taker& taker) {
  if (spend()) return false;
  if (next == vars.size()) return taker(sketch, scope);
  const VarId var = vars[next];
  const auto go_on = [&](const Sketch& bound, const Scope& inner) { return bind(vars, next + 1, bound, inner, taker); };
  if (scope.slots[var].kind != Slot::Kind::none) return go_on(sketch, scope);
  const check::Var& row = (*scope.frame)[var];
  if (row.kind == check::VarKind::component) return bind_component(var, sketch, scope, go_on);
  if (row.kind == check::VarKind::entry_value) return go_on(sketch, scope);
  const std::vector<Target> lists = targets(row.source, sketch, scope);
  return any(lists.size(), [&](std::size_t number_of_list) {
    const Target& list = lists[number_of_list];
    const bool stopped = all({}, 0, true, sketch, scope, [&](const Sketch& begun, const Scope& same) {
      const auto with_needs = [&](const auto& self, std::size_t need, const Sketch& here, const Scope& there) -> bool {
        if (need < list.needs.size()) {
          return decide(list.needs[need].first, list.needs[need].second, here, there,
                        [&](const Sketch& s, const Scope& sc) { return self(self, need + 1, s, sc); });
        }
        if (list.is_element) {
          Scope inner = there;
          inner.slots[var] = list.slot;
          return go_on(here, inner);
        }
        if (row.kind == check::VarKind::entry_key && list.slot.kind == Slot::Kind::value) {
          return any(list.slot.value.entries.size(), [&](std::size_t i) {
            Scope inner = there;
            inner.slots[var] = {Slot::Kind::value, 0, {}, Value::of(list.slot.value.entries[i].key)};
            inner.slots[row.entry] = {Slot::Kind::value, 0, {}, list.slot.value.entries[i].value};
            return go_on(here, inner);
          });
        }
        if (row.kind == check::VarKind::entry_key) {
          if (list.slot.kind != Slot::Kind::place) return false;
          Sketch named = here;
          const std::string key = named.fresh_text();
          Slot value = list.slot;
          value.path.push_back(Step::into(key));
          if (!named.set(value.component, value.path, Value::of(key + "v"))) return false;
          Scope inner = there;
          inner.slots[var] = {Slot::Kind::value, 0, {}, Value::of(key)};
          inner.slots[row.entry] = value;
          return go_on(named, inner);
        }
        if (list.slot.kind == Slot::Kind::value) {
          // A list that is written out in the rule: each element is one choice.
          Scope inner = there;
          inner.slots[var] = list.slot;
          if (list.slot.value.type == NodeType::sequence) {
            for (const Value& element : list.slot.value.elements) {
              inner.slots[var] = {Slot::Kind::value, 0, {}, element};
              if (go_on(here, inner)) return true;
            }
            return false;
          }
          return go_on(here, inner);
        }
        // A new element, then the ones that are there.
        const Value* known = here.find(list.slot.component, list.slot.path);
        const auto count = static_cast<std::uint32_t>(known == nullptr ? 0 : known->elements.size());
        for (std::uint32_t index = count + 1; index-- > 0;) {
          Sketch grown = here;
          Slot element = list.slot;
          element.path.push_back(Step::at(index));
          if (index == count) {
            Value fresh = some_value(element, grown);
            if (fresh.type == NodeType::null) {
              fresh.type = NodeType::mapping;
              fresh.entries.push_back({"name", Value::of(grown.fresh_text())});
            }
            if (!grown.set(element.component, element.path, std::move(fresh))) return false;
          }
          Scope inner = there;
          inner.slots[var] = element;
          if (go_on(grown, inner)) return true;
        }
        return false;
      };
      return with_needs(with_needs, 0, begun, same);
    });
    return stopped;
  });
}

// ---- values

// What is likely to stand at a place, by the schema of its kind.
Value Solver::some_value(const Slot& slot, const Sketch& sketch) const {
  const SketchComponent& component = sketch.components[slot.component];
  const auto schemas = model::find_schemas(text(component.pattern.group), text(component.pattern.name));
  if (schemas.empty()) return {};
  std::optional<model::Node> node = schemas.front().root();
  for (const Step& step : slot.path) {
    if (step.kind == Step::Kind::index) {
      if (node->type() != model::NodeType::array) return {};
      node = node->element();
    } else if (node->type() == model::NodeType::map) {
      node = node->value();
    } else {
      const auto fields = node->fields(step.key);
      if (fields.empty()) return {};
      node = fields.front().node();
    }
  }
  switch (node->type()) {
    case model::NodeType::any: return {};
    case model::NodeType::object: {
      Value result;
      result.type = NodeType::mapping;
      for (const model::Field& field : node->fields()) {
        if (field.name() != "name" || field.node().type() != model::NodeType::text) continue;
        result.entries.push_back({"name", Value::of("n" + std::to_string(slot.path.size()))});
      }
      return result;
    }
    case model::NodeType::map: {
      Value result = Value::map({{"app", Value::of("a")}});
      return result;
    }
    case model::NodeType::array: return Value::list({});
    case model::NodeType::boolean: return Value::boolean(true);
    case model::NodeType::integer:
    case model::NodeType::number: return number(1);
    case model::NodeType::text: break;
  }
  if (!node->enum_values().empty()) return Value::of(std::string(node->enum_values().front().text()));
  return Value::of(node->format() == model::Format::quantity ? "1" : "x");
}

std::optional<Value> Solver::value_of(const Slot& slot, const Sketch& sketch) const {
  if (slot.kind == Slot::Kind::value) return slot.value;
  if (slot.kind != Slot::Kind::place) return std::nullopt;
  const Value* found = sketch.find(slot.component, slot.path);
  // Where nothing is said the namespace is the default one.
  if (found == nullptr && slot.path.size() == 2 && slot.path[0].key == "metadata" && slot.path[1].key == "namespace" &&
      sketch.components[slot.component].namespaced) {
    return Value::of("default");
  }
  return found == nullptr ? std::nullopt : std::optional(*found);
}

bool Solver::put(const Slot& slot, Value value, Sketch& sketch) const {
  if (slot.kind == Slot::Kind::value) return slot.value == value;
  if (slot.kind != Slot::Kind::place || slot.path.empty()) return false;
  if (slot.path.back().kind == Step::Kind::key && slot.path.back().key == "namespace" && slot.path.size() == 2 &&
      !sketch.components[slot.component].namespaced) {
    return false;
  }
  return sketch.set(slot.component, slot.path, std::move(value));
}

std::vector<Solver::Target> Solver::targets(ExprId id, const Sketch& sketch, const Scope& scope) {
  if (id == kNone) return {};
  const Expr& expr = program_.exprs[id];
  const auto constant = [](Value value) {
    return std::vector<Target>{{{Slot::Kind::value, 0, {}, std::move(value)}, {}}};
  };
  const auto step = [](std::vector<Target> bases, const Step& next) {
    std::erase_if(bases, [](const Target& base) {
      return base.slot.kind == Slot::Kind::value || base.slot.kind == Slot::Kind::none;
    });
    for (Target& base : bases) {
      base.slot.kind = Slot::Kind::place;
      base.slot.path.push_back(next);
      base.is_element = false;
    }
    return bases;
  };
  switch (expr.kind) {
    case ExprKind::text: return constant(Value::of(text(expr.text)));
    case ExprKind::number: return constant(number(expr.number));
    case ExprKind::boolean: return constant(Value::boolean(expr.flag));
    case ExprKind::negate: {
      auto inner = targets(expr.a, sketch, scope);
      for (Target& target : inner) {
        if (target.slot.kind == Slot::Kind::value)
          target.slot.value = number(-number_of(target.slot.value).value_or(0));
      }
      return inner;
    }
    case ExprKind::param: return targets(program_.params[expr.index].value, sketch, scope);
    case ExprKind::var: return {{scope.slots[expr.var], {}}};
    case ExprKind::member: return step(targets(expr.a, sketch, scope), Step::into(text(expr.text)));
    case ExprKind::property: {
      switch (expr.property) {
        case check::Property::name: return step(step(targets(expr.a, sketch, scope), meta()), Step::into("name"));
        case check::Property::space: return step(step(targets(expr.a, sketch, scope), meta()), Step::into("namespace"));
        case check::Property::labels: return step(step(targets(expr.a, sketch, scope), meta()), Step::into("labels"));
        case check::Property::annotations:
          return step(step(targets(expr.a, sketch, scope), meta()), Step::into("annotations"));
        default: break;
      }
      const Slot& of = scope.slots[program_.exprs[expr.a].var];
      if (of.kind != Slot::Kind::component) return {};
      const SketchComponent& component = sketch.components[of.component];
      if (expr.property == check::Property::kind) return constant(Value::of(component.kind));
      if (expr.property == check::Property::group) return constant(Value::of(text(component.pattern.group)));
      if (expr.property == check::Property::version) {
        return constant(Value::of(component.api_version.substr(component.api_version.rfind('/') + 1)));
      }
      return {};
    }
    case ExprKind::subscript: {
      std::vector<Target> result;
      for (const Target& index : targets(expr.b, sketch, scope)) {
        const auto value = value_of(index.slot, sketch);
        if (!value) continue;
        const auto place = number_of(*value);
        const Step next = value->type == NodeType::text
                              ? Step::into(value->text)
                              : Step::at(static_cast<std::uint32_t>(std::max(0.0, place.value_or(0))));
        for (Target& target : step(targets(expr.a, sketch, scope), next)) result.push_back(std::move(target));
      }
      return result;
    }
    case ExprKind::select: return step(targets(expr.a, sketch, scope), Step::at(0));
    case ExprKind::fallback: {
      auto result = targets(expr.a, sketch, scope);
      for (Target& target : targets(expr.b, sketch, scope)) result.push_back(std::move(target));
      return result;
    }
    case ExprKind::conditional: {
      auto result = targets(expr.a, sketch, scope);
      for (Target& target : result) target.needs.insert(target.needs.begin(), {expr.condition, true});
      for (Target& target : targets(expr.b, sketch, scope)) {
        target.needs.insert(target.needs.begin(), {expr.condition, false});
        result.push_back(std::move(target));
      }
      return result;
    }
    case ExprKind::list: {
      // Elements that stand in manifests are choices; a list of constants is one value.
      std::vector<Target> result;
      Value whole = Value::list({});
      for (ExprId child : program_.list(expr)) {
        for (Target& target : targets(child, sketch, scope)) {
          if (target.slot.kind == Slot::Kind::value) whole.elements.push_back(target.slot.value);
          target.is_element = true;
          result.push_back(std::move(target));
        }
      }
      if (whole.elements.size() == program_.list(expr).size()) return constant(std::move(whole));
      return result;
    }
    case ExprKind::map: {
      Value map = Value::map({});
      for (std::size_t i = 0; i < program_.list(expr).size(); ++i) {
        for (const Target& target : targets(program_.list(expr)[i], sketch, scope)) {
          const auto value = value_of(target.slot, sketch);
          if (!value) continue;
          map.entries.push_back({text(program_.keys_of(expr)[i]), *value});
          break;
        }
      }
      return constant(std::move(map));
    }
    case ExprKind::arithmetic: {
      auto result = targets(expr.a, sketch, scope);
      if (expr.op == Op::add) {
        for (Target& target : targets(expr.b, sketch, scope)) result.push_back(std::move(target));
      }
      return result;
    }
    case ExprKind::call:
      return program_.list(expr).empty() ? std::vector<Target>() : targets(program_.list(expr)[0], sketch, scope);
    default: return {};
  }
}

std::vector<Value> Solver::values_for(Op op, bool truth, const Value& other, bool number_wanted, Sketch& sketch) const {
  std::vector<Value> result;
  const auto n = number_of(other);
  const bool is_text = other.type == NodeType::text;
  const auto shifted = [&](double by) {
    // A quantity stays a text where one stood.
    return is_text && !number_wanted ? Value::of(number_text(*n + by)) : number(*n + by);
  };
  switch (op) {
    case Op::eq:
    case Op::ne:
      if ((op == Op::eq) == truth) {
        result.push_back(other);
      } else if (other.type == NodeType::mapping) {
        result.push_back(Value::map({{"app", Value::of(sketch.fresh_text())}}));
      } else if (other.type == NodeType::sequence) {
        result.push_back(Value::list({Value::of(sketch.fresh_text())}));
      } else if (other.type == NodeType::boolean) {
        result.push_back(Value::boolean(other.text != "true"));
      } else if (n && !is_text) {
        result = {number(*n + 1), number(*n - 1)};
      } else {
        result.push_back(Value::of(sketch.fresh_text()));
      }
      return result;
    case Op::lt:
    case Op::le:
    case Op::gt:
    case Op::ge: {
      if (!n) {
        result = {Value::of(other.text + "z"), other, Value::of("")};
        return result;
      }
      const bool below = (op == Op::lt || op == Op::le) == truth;
      const bool with_equal = (op == Op::le || op == Op::ge) == truth;
      result.push_back(shifted(below ? -1 : 1));
      if (with_equal) result.push_back(other);
      return result;
    }
    case Op::in:
      if (truth) return other.elements;
      return {Value::of(sketch.fresh_text())};
    case Op::starts_with: return {Value::of(truth ? other.text + "x" : "~" + other.text)};
    case Op::ends_with: return {Value::of(truth ? "x" + other.text : other.text + "~")};
    case Op::contains: return {Value::of(truth ? "x" + other.text + "x" : "~")};
    case Op::like: {
      std::string plain;
      for (const char c : other.text) {
        if (c != '*') plain += c == '?' ? 'a' : c;
      }
      return {Value::of(truth ? plain : "~" + plain + "~")};
    }
    case Op::matches: {
      const auto regex = pattern::Regex::compile(other.text);
      if (!regex.ok()) return {};
      std::string plain;
      for (const char c : other.text) {
        if (std::string_view("^$()[]{}*+?|\\").find(c) == std::string_view::npos) plain += c;
      }
      for (std::string_view tried : {std::string_view(plain), std::string_view("a"), std::string_view("1"),
                                     std::string_view(""), std::string_view("A"), std::string_view("a-b"),
                                     std::string_view("latest"), std::string_view("10.0.0.1"), std::string_view("~")}) {
        if (regex.value().matches(tried) == truth) result.push_back(Value::of(std::string(tried)));
      }
      std::size_t begin = 0;
      while (truth && begin <= plain.size()) {  // alternatives
        const std::size_t end = std::min(other.text.find('|', begin), other.text.size());
        std::string one;
        for (const char c : other.text.substr(begin, end - begin)) {
          if (std::string_view("^$()[]{}*+?\\").find(c) == std::string_view::npos) one += c;
        }
        if (regex.value().matches(one)) result.push_back(Value::of(one));
        begin = end + 1;
      }
      return result;
    }
    case Op::within: return {Value::of(truth ? other.text.substr(0, other.text.find('/')) : "192.0.2.1")};
    default: return {};
  }
}

// ---- conditions

bool Solver::all(const std::vector<CondId>& conditions, std::size_t next, bool truth, const Sketch& sketch,
                 const Scope& scope, const Taker& taker) {
  if (next == conditions.size()) return taker(sketch, scope);
  return decide(conditions[next], truth, sketch, scope,
                [&](const Sketch& s, const Scope& sc) { return all(conditions, next + 1, truth, s, sc, taker); });
}

bool Solver::decide(CondId id, bool truth, const Sketch& sketch, const Scope& scope, const Taker& taker) {
  if (spend()) return false;
  const Cond& cond = program_.conds[id];
  switch (cond.kind) {
    case CondKind::all_of:
    case CondKind::any_of: {
      if ((cond.kind == CondKind::all_of) == truth)
        return all(program_.list(cond).copy(), 0, truth, sketch, scope, taker);
      return any(program_.list(cond).size(),
                 [&](std::size_t i) { return decide(program_.list(cond)[i], truth, sketch, scope, taker); });
    }
    case CondKind::negation: return decide(program_.list(cond)[0], !truth, sketch, scope, taker);
    case CondKind::is_kind: {
      const Slot& slot = scope.slots[program_.exprs[cond.a].var];
      const bool is = slot.kind == Slot::Kind::component && in_kinds(cond.kinds, sketch.components[slot.component]);
      return is == truth && taker(sketch, scope);
    }
    case CondKind::compare: return compare(cond, truth, sketch, scope, taker);
    case CondKind::present:
    case CondKind::absent:
    case CondKind::holds: {
      const bool there = cond.kind == CondKind::absent ? !truth : truth;
      for (const Target& target : targets(cond.a, sketch, scope)) {
        const bool stopped = [&] {
          const auto with_needs = [&](const auto& self, std::size_t need, const Sketch& here, const Scope& in) -> bool {
            if (need < target.needs.size()) {
              return decide(target.needs[need].first, target.needs[need].second, here, in,
                            [&](const Sketch& s, const Scope& sc) { return self(self, need + 1, s, sc); });
            }
            Sketch next = here;
            if (cond.kind == CondKind::holds) {
              if (!put(target.slot, Value::boolean(truth), next)) return false;
            } else if (!there) {
              if (target.slot.kind != Slot::Kind::place) return false;
              next.remove(target.slot.component, target.slot.path);
            } else if (!value_of(target.slot, next)) {
              Value value = some_value(target.slot, next);
              if (value.type == NodeType::null) value = Value::of("x");
              if (!put(target.slot, std::move(value), next)) return false;
            }
            return taker(next, in);
          };
          return with_needs(with_needs, 0, sketch, scope);
        }();
        if (stopped) return true;
      }
      return !there && cond.kind != CondKind::holds && taker(sketch, scope);
    }
    case CondKind::quantifier: return quantifier(cond, truth, sketch, scope, taker);
    case CondKind::relation:
      // What is not asked for mostly does not hold.
      return truth ? relation(cond, sketch, scope, taker) : taker(sketch, scope);
    case CondKind::never: return false;
  }
  return false;
}

bool Solver::compare(const Cond& cond, bool truth, const Sketch& sketch, const Scope& scope, const Taker& taker) {
  const Expr& left_expr = program_.exprs[cond.a];
  const Expr& right_expr = program_.exprs[cond.b];
  for (const auto& [counted, other] : {std::pair(cond.a, cond.b), std::pair(cond.b, cond.a)}) {
    const Expr& expr = program_.exprs[counted];
    if (expr.kind != ExprKind::aggregate && expr.kind != ExprKind::fold) continue;
    for (const Target& target : targets(other, sketch, scope)) {
      const auto value = value_of(target.slot, sketch);
      const auto wanted = value ? number_of(*value) : std::nullopt;
      if (!wanted) continue;
      Op op = cond.op;
      if (counted == cond.b) {
        op = op == Op::lt ? Op::gt : op == Op::gt ? Op::lt : op == Op::le ? Op::ge : op == Op::ge ? Op::le : op;
      }
      if (aggregate(expr, op, *wanted, sketch, scope, taker)) return true;
    }
    return taker(sketch, scope);
  }
  if (left_expr.kind == ExprKind::var && right_expr.kind == ExprKind::var &&
      scope.slots[left_expr.var].kind == Slot::Kind::component &&
      scope.slots[right_expr.var].kind == Slot::Kind::component) {
    const bool same = scope.slots[left_expr.var].component == scope.slots[right_expr.var].component;
    return same == ((cond.op == Op::eq) == truth) && taker(sketch, scope);
  }
  const std::vector<Target> lefts = targets(cond.a, sketch, scope);
  const std::vector<Target> rights = targets(cond.b, sketch, scope);
  const bool stopped = any(lefts.size(), [&](std::size_t number_of_left) {
    return any(rights.size(), [&](std::size_t number_of_right) {
      const Target& left = lefts[number_of_left];
      const Target& right = rights[number_of_right];
      std::vector<std::pair<CondId, bool>> needs = left.needs;
      needs.insert(needs.end(), right.needs.begin(), right.needs.end());
      const auto with_needs = [&](const auto& self, std::size_t need, const Sketch& here, const Scope& in) -> bool {
        if (need < needs.size()) {
          return decide(needs[need].first, needs[need].second, here, in,
                        [&](const Sketch& s, const Scope& sc) { return self(self, need + 1, s, sc); });
        }
        if (cond.op == Op::selects && truth) {
          Sketch next = here;
          const std::string label = next.fresh_text();
          const Value labels = Value::map({{"app", Value::of(label)}});
          const Value known = value_of(right.slot, next).value_or(labels);
          if (known.entries.empty() || known.type != NodeType::mapping) return false;
          Value chosen = Value::map({known.entries[0]});
          if (left.slot.kind == Slot::Kind::place) {
            const Value shape = some_value(left.slot, next);
            const bool structured = shape.type == NodeType::mapping && shape.entries.empty();
            if (!value_of(left.slot, next) &&
                !put(left.slot, structured ? Value::map({{"matchLabels", chosen}}) : chosen, next))
              return false;
          }
          if (const auto selector = value_of(left.slot, next)) {
            const Value* inner = &*selector;
            for (const edit::Entry& entry : selector->entries) {
              if (entry.key == "matchLabels") inner = &entry.value;
            }
            if (!value_of(right.slot, next) && !put(right.slot, *inner, next)) return false;
          }
          return taker(next, in);
        }
        if ((cond.op == Op::includes ||
             (cond.op == Op::contains && here.find(0, {}) != nullptr &&
              some_value(left.slot.kind == Slot::Kind::place ? left.slot : Slot{Slot::Kind::place, 0, {}, {}}, here)
                      .type == NodeType::sequence)) &&
            truth) {
          Sketch next = here;
          const auto wanted = value_of(right.slot, next);
          if (!wanted) return false;
          const bool listed = wanted->is_collection();
          return put(left.slot, listed ? *wanted : Value::list({*wanted}), next) && taker(next, in);
        }
        // One side gets a value that decides it; a side without one gets one first.
        for (const bool left_first : {true, false}) {
          const Slot& own = left_first ? left.slot : right.slot;
          const Slot& other = left_first ? right.slot : left.slot;
          if (own.kind != Slot::Kind::place) continue;
          if (!left_first &&
              (cond.op == Op::in || cond.op == Op::matches || cond.op == Op::like || cond.op == Op::selects)) {
            if (cond.op == Op::in && truth) {
              // A list or a map that has it.
              Sketch next = here;
              auto element = value_of(other, next);
              if (!element) continue;
              Value value = some_value(own, next);
              Value list = value.type == NodeType::mapping ? Value::map({{element->text, Value::of("x")}})
                                                           : Value::list({*element});
              if (put(own, std::move(list), next) && taker(next, in)) return true;
            }
            continue;
          }
          Sketch base = here;
          auto known = value_of(other, base);
          if (!known) {
            Value made = some_value(other, base);
            if (made.type == NodeType::null || made.is_collection() || made.text == "x")
              made = Value::of(base.fresh_text());
            if (own.kind == Slot::Kind::place && value_of(own, base)) made = *value_of(own, base);
            if (!put(other, made, base)) continue;
            known = made;
          }
          Op op = cond.op;
          if (!left_first) {
            op = op == Op::lt ? Op::gt : op == Op::gt ? Op::lt : op == Op::le ? Op::ge : op == Op::ge ? Op::le : op;
          }
          const Value shape = some_value(own, base);
          const bool wants_number = shape.type == NodeType::integer || shape.type == NodeType::number;
          const std::vector<Value> values = values_for(op, truth, *known, wants_number, base);
          const bool done = any(values.size(), [&](std::size_t i) {
            Sketch next = base;
            return put(own, values[i], next) && taker(next, in);
          });
          if (done) return true;
        }
        // Both are as they must be, or are missing.
        return taker(here, in);
      };
      return with_needs(with_needs, 0, sketch, scope);
    });
  });
  return stopped || (!truth && taker(sketch, scope));
}

bool Solver::aggregate(const Expr& expr, Op op, double wanted, const Sketch& sketch, const Scope& scope,
                       const Taker& taker) {
  std::vector<double> counts;
  switch (op) {
    case Op::eq: counts = {wanted}; break;
    case Op::ne: counts = {wanted + 1, 0}; break;
    case Op::lt: counts = {0}; break;
    case Op::le: counts = {0, wanted}; break;
    case Op::gt: counts = {wanted + 1}; break;
    default: counts = {wanted, wanted + 1}; break;
  }
  constexpr double kMostRows = 12;
  for (const double count : counts) {
    if (count < 0 || count > kMostRows || count != std::floor(count)) continue;
    const auto add = [&](const auto& self, double left, const Sketch& here, const Scope& in) -> bool {
      if (left <= 0) return taker(here, in);
      if (expr.kind == ExprKind::fold) {
        for (const Target& list : targets(expr.a, here, in)) {
          if (list.slot.kind != Slot::Kind::place) continue;
          Sketch next = here;
          const Value* known = next.find(list.slot.component, list.slot.path);
          Slot element = list.slot;
          element.path.push_back(Step::at(static_cast<std::uint32_t>(known == nullptr ? 0 : known->elements.size())));
          Value value = some_value(element, next);
          if (value.type == NodeType::null) value = Value::of(next.fresh_text());
          if (next.set(element.component, element.path, std::move(value)) && self(self, left - 1, next, in))
            return true;
        }
        return false;
      }
      const check::Block& block = program_.blocks[expr.block];
      return bind(block.vars, 0, here, in, [&](const Sketch& bound, const Scope& inner) {
        const auto more = [&](const Sketch& s, const Scope&) { return self(self, left - 1, s, in); };
        return block.condition == kNone ? more(bound, inner) : decide(block.condition, true, bound, inner, more);
      });
    };
    if (add(add, expr.op == Op::count ? count : std::max(1.0, std::min(count, 1.0)), sketch, scope)) return true;
  }
  return false;
}

bool Solver::quantifier(const Cond& cond, bool truth, const Sketch& sketch, const Scope& scope, const Taker& taker) {
  const check::Block& block = program_.blocks[cond.block];
  const bool wants_one = (cond.op == Op::some) == truth && cond.op != Op::every;
  if (cond.op == Op::every) {
    if (truth && taker(sketch, scope)) return true;
    return bind(block.vars, 0, sketch, scope, [&](const Sketch& bound, const Scope& inner) {
      return decide(block.condition, truth, bound, inner,
                    [&](const Sketch& s, const Scope&) { return taker(s, scope); });
    });
  }
  if (!wants_one) {
    if (taker(sketch, scope)) return true;
    // One that does not meet the condition.
    if (block.condition == kNone) return false;
    return bind(block.vars, 0, sketch, scope, [&](const Sketch& bound, const Scope& inner) {
      return decide(block.condition, false, bound, inner,
                    [&](const Sketch& s, const Scope&) { return taker(s, scope); });
    });
  }
  return bind(block.vars, 0, sketch, scope, [&](const Sketch& bound, const Scope& inner) {
    const auto done = [&](const Sketch& s, const Scope&) { return taker(s, scope); };
    return block.condition == kNone ? done(bound, inner) : decide(block.condition, true, bound, inner, done);
  });
}

bool Solver::relation(const Cond& cond, const Sketch& sketch, const Scope& scope, const Taker& taker) {
  std::vector<Slot> arguments;
  arguments.reserve(program_.list(cond).size());
  for (VarId var : program_.list(cond)) arguments.push_back(var == kNone ? Slot{} : scope.slots[var]);
  const check::Relation& relation = program_.relations[cond.relation];
  if (relation.closure == check::Closure::none) return hold(cond.relation, arguments, sketch, scope, taker);
  // One step, or two over the component between.
  for (const check::RelationId step : program_.graphs[relation.graph].over) {
    if (relation.closure == check::Closure::reachable) {
      if (hold(step, arguments, sketch, scope, taker)) return true;
    } else if (arguments.size() == 3) {
      const bool stopped =
          hold(step, {arguments[0], arguments[1]}, sketch, scope, [&](const Sketch& s, const Scope& sc) {
            return hold(step, {arguments[1], arguments[2]}, s, sc, taker);
          });
      if (stopped) return true;
    }
  }
  return false;
}

bool Solver::hold(check::RelationId id, const std::vector<Slot>& arguments, const Sketch& sketch, const Scope& outer,
                  const Taker& taker) {
  if (depth_ >= kDeepest || spend()) return false;
  const check::Relation& relation = program_.relations[id];
  Scope inner;
  inner.frame = &relation.frame;
  inner.slots.resize(relation.frame.size());
  std::vector<VarId> names;
  for (VarId i = 0; i < relation.arity; ++i) {
    names.push_back(i);
    if (i >= arguments.size()) continue;
    inner.slots[i] = arguments[i];
    if (arguments[i].kind == Slot::Kind::component &&
        !in_kinds(relation.frame[i].kinds, sketch.components[arguments[i].component])) {
      return false;
    }
  }
  ++depth_;
  const bool stopped = satisfy(plan_.relations[id], names, sketch, inner, [&](const Sketch& s, const Scope&) {
    const int depth = std::exchange(depth_, depth_ - 1);
    const bool result = taker(s, outer);
    depth_ = depth;
    return result;
  });
  --depth_;
  return stopped;
}

bool Solver::clause(const plan::Clause& clause, std::size_t next, const Sketch& sketch, const Scope& scope,
                    const Taker& taker) {
  if (next == clause.literals.size()) return taker(sketch, scope);
  return decide(clause.literals[next].condition, true, sketch, scope,
                [&](const Sketch& s, const Scope& sc) { return this->clause(clause, next + 1, s, sc, taker); });
}

bool Solver::satisfy(const plan::Query& query, const std::vector<VarId>& arguments, const Sketch& sketch,
                     const Scope& scope, const Taker& taker) {
  return any(query.clauses.size(), [&](std::size_t i) {
    const plan::Clause& one = query.clauses[i];
    std::vector<VarId> vars = arguments;
    vars.insert(vars.end(), one.vars.begin(), one.vars.end());
    return bind(vars, 0, sketch, scope, [&](const Sketch& s, const Scope& sc) { return clause(one, 0, s, sc, taker); });
  });
}

}  // namespace meshplay::witness
