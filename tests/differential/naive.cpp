#include "tests/differential/naive.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <regex>
#include <tuple>

#include "engine/model/kinds.h"

namespace meshplay::differential {

using ast::Op;
using check::CondKind;
using check::ExprKind;
using check::kNone;
using Type = Val::Type;

Val of_text(std::string text) {
  Val value;
  value.type = Type::text;
  value.text = std::move(text);
  return value;
}

Val of_flag(bool flag) {
  Val value;
  value.type = Type::boolean;
  value.flag = flag;
  value.text = flag ? "true" : "false";
  return value;
}

Val of_number(double number) {
  char buffer[40];
  Val value;
  value.type = Type::number;
  value.number = number == 0 ? 0 : number;
  value.text.assign(buffer, std::to_chars(buffer, buffer + sizeof buffer, value.number).ptr);
  return value;
}

Val of_component(std::uint32_t component) {
  Val value;
  value.type = Type::component;
  value.component = component;
  return value;
}

namespace {

// Backtracking, as plain as it gets.
bool glob(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') return glob(pattern.substr(1), text) || (!text.empty() && glob(pattern, text.substr(1)));
  if (text.empty()) return false;
  if (pattern[0] == '?') return glob(pattern.substr(1), text.substr(1));
  const std::size_t own = pattern[0] == '\\' && pattern.size() > 1 ? 1 : 0;
  return pattern[own] == text[0] && glob(pattern.substr(own + 1), text.substr(1));
}

// The patterns of the generator are of the part that both dialects share.
bool regex_matches(const std::string& pattern, const std::string& text) {
  try {
    return std::regex_search(text, std::regex(pattern, std::regex::ECMAScript));
  } catch (const std::regex_error&) {
    return false;
  }
}

}  // namespace

Naive::Naive(const check::Program& program, const design::Design& design, const base::Interner& interner,
             Coverage& coverage)
    : program_(program), design_(design), interner_(interner), coverage_(coverage), tuples_(program.relations.size()) {
  run_strata();
}

// ---- relations and checks

void Naive::run_strata() {
  for (std::uint32_t stratum = 0; stratum < program_.strata; ++stratum) {
    for (bool changed = true; changed;) {
      changed = false;
      for (check::RelationId id = 0; id < program_.relations.size(); ++id) {
        const check::Relation& relation = program_.relations[id];
        if (relation.stratum != stratum) continue;
        if (relation.closure != check::Closure::none) {
          if (tuples_[id].empty()) close(relation, tuples_[id]);
          continue;
        }
        frame_ = &relation.frame;
        std::vector<check::VarId> vars;
        for (check::VarId i = 0; i < relation.arity; ++i) vars.push_back(i);
        vars.insert(vars.end(), relation.body.vars.begin(), relation.body.vars.end());
        Env env(relation.frame.size());
        for_each_binding(vars, 0, env, [&] {
          for (check::CondId condition : relation.body.conditions) {
            if (!holds(condition, env)) return false;
          }
          Tuple tuple;
          for (check::VarId i = 0; i < relation.arity; ++i) tuple.push_back(env[i].component);
          changed = tuples_[id].insert(tuple).second || changed;
          return false;
        });
      }
    }
  }
}

std::set<NaiveFinding> Naive::findings(std::uint32_t number) {
  const check::Check& check = program_.checks[number];
  std::map<std::tuple<std::uint32_t, data::NodeId, std::string>, std::string> found;
  frame_ = &check.frame;
  std::vector<check::VarId> vars{0};
  vars.insert(vars.end(), check.body.vars.begin(), check.body.vars.end());
  Env env(check.frame.size());
  for_each_binding(vars, 0, env, [&] {
    for (check::CondId condition : check.body.conditions) {
      if (!holds(condition, env)) return false;
    }
    const Val at = check.at == kNone ? Val{} : eval(check.at, env);
    const data::NodeId place =
        at.missing() || at.node == data::kNoNode ? design_.components[env[0].component].name_node : at.node;
    const std::string help = fill(check.help, env, true);
    const auto [known, added] = found.try_emplace({env[0].component, place, fill(check.message, env, false)}, help);
    if (known->second.empty() || (!help.empty() && help < known->second)) known->second = help;
    return false;
  });
  std::set<NaiveFinding> result;
  for (const auto& [key, help] : found) result.insert({std::get<0>(key), std::get<1>(key), std::get<2>(key), help});
  return result;
}

bool Naive::for_each_binding(const std::vector<check::VarId>& vars, std::size_t next, Env& env,
                             const std::function<bool()>& row) {
  if (next == vars.size()) return row();
  const check::Var& var = (*frame_)[vars[next]];
  switch (var.kind) {
    case check::VarKind::component:
      for (std::uint32_t component = 0; component < design_.components.size(); ++component) {
        if (!in_kinds(var.kinds, component)) continue;
        env[vars[next]] = of_component(component);
        if (for_each_binding(vars, next + 1, env, row)) return true;
      }
      return false;
    case check::VarKind::element:
      for (const Val& element : iterated(eval(var.source, env))) {
        if (element.missing()) continue;
        env[vars[next]] = element;
        if (for_each_binding(vars, next + 1, env, row)) return true;
      }
      return false;
    case check::VarKind::entry_key:
      for (const Entry& entry : entries(eval(var.source, env))) {
        env[vars[next]] = of_text(entry.key);
        env[vars[next]].node = entry.key_node;
        env[var.entry] = entry.value;
        if (for_each_binding(vars, next + 1, env, row)) return true;
      }
      return false;
    case check::VarKind::entry_value: return for_each_binding(vars, next + 1, env, row);  // bound with its key
  }
  return false;
}

bool Naive::in_kinds(check::KindSetId id, std::uint32_t number) const {
  const check::KindSet& set = program_.kind_sets[id];
  const design::Component& component = design_.components[number];
  const design::DesignKind& kind = design_.kinds[static_cast<std::uint32_t>(component.kind)];
  const auto is = [&](const check::KindPattern& pattern) {
    return pattern.name == kind.name && pattern.group == kind.group &&
           (text(pattern.version).empty() || pattern.version == component.version);
  };
  return (set.any || std::any_of(set.included.begin(), set.included.end(), is)) &&
         std::none_of(set.excluded.begin(), set.excluded.end(), is);
}

// ---- conditions

bool Naive::holds(check::CondId id, Env& env) {
  const check::Cond& cond = program_.conds[id];
  const bool result = holds_uncounted(cond, env);
  coverage_.add(cond, result);
  return result;
}

bool Naive::holds_uncounted(const check::Cond& cond, Env& env) {
  switch (cond.kind) {
    case CondKind::compare: return compare(cond.op, eval(cond.a, env), eval(cond.b, env));
    case CondKind::present: return !eval(cond.a, env).missing();
    case CondKind::absent: return eval(cond.a, env).missing();
    case CondKind::is_kind: return in_kinds(cond.kinds, eval(cond.a, env).component);
    case CondKind::all_of:
      return std::all_of(program_.list(cond).begin(), program_.list(cond).end(),
                         [&](check::CondId child) { return holds(child, env); });
    case CondKind::any_of:
      return std::any_of(program_.list(cond).begin(), program_.list(cond).end(),
                         [&](check::CondId child) { return holds(child, env); });
    case CondKind::negation: return !holds(program_.list(cond)[0], env);
    case CondKind::quantifier: return quantifier(cond, env);
    case CondKind::relation: {
      const std::set<Tuple>& tuples = tuples_[cond.relation];
      return std::any_of(tuples.begin(), tuples.end(), [&](const Tuple& tuple) {
        for (std::size_t i = 0; i < program_.list(cond).size(); ++i) {
          if (program_.list(cond)[i] != kNone && env[program_.list(cond)[i]].component != tuple[i]) return false;
        }
        return true;
      });
    }
    case CondKind::holds: {
      const Val value = eval(cond.a, env);
      return value.type == Type::boolean && value.flag;
    }
    case CondKind::never: return false;
  }
  return false;
}

bool Naive::quantifier(const check::Cond& cond, Env& env) {
  const check::Block& block = program_.blocks[cond.block];
  const bool every = cond.op == Op::every;
  const bool found = for_each_binding(
      block.vars, 0, env, [&] { return (block.condition == kNone || holds(block.condition, env)) != every; });
  return cond.op == Op::some ? found : !found;
}

bool Naive::compare(Op op, const Val& left, const Val& right) const {
  if (left.missing() || right.missing()) return false;
  const bool numbers = left.type == Type::number && right.type == Type::number;
  const bool texts = left.type == Type::text && right.type == Type::text;
  const bool versions = left.type == Type::version && right.type == Type::version;
  switch (op) {
    case Op::eq: return equal(left, right);
    case Op::ne: return !equal(left, right);
    case Op::within: return within(left, right);
    case Op::lt:
      return (numbers && left.number < right.number) || (texts && left.text < right.text) ||
             (versions && compare_versions(left.text, right.text) < 0);
    case Op::le:
      return (numbers && left.number <= right.number) || (texts && left.text <= right.text) ||
             (versions && compare_versions(left.text, right.text) <= 0);
    case Op::gt:
      return (numbers && left.number > right.number) || (texts && left.text > right.text) ||
             (versions && compare_versions(left.text, right.text) > 0);
    case Op::ge:
      return (numbers && left.number >= right.number) || (texts && left.text >= right.text) ||
             (versions && compare_versions(left.text, right.text) >= 0);
    case Op::in: return holds_element(right, left);
    case Op::includes: return includes(left, right);
    case Op::selects: return selects(left, right);
    case Op::contains:
      if (left.type == Type::list) return holds_element(left, right);
      return texts && left.text.find(right.text) != std::string::npos;
    case Op::starts_with: return texts && left.text.starts_with(right.text);
    case Op::ends_with: return texts && left.text.ends_with(right.text);
    case Op::like: return texts && glob(right.text, left.text);
    case Op::matches: return texts && regex_matches(right.text, left.text);
    default: return false;
  }
}

bool Naive::equal(const Val& left, const Val& right) const {
  if (left.type != right.type) return false;
  const auto same = [&](const Val& a, const Val& b) { return (a.missing() && b.missing()) || equal(a, b); };
  switch (left.type) {
    case Type::missing: return false;
    case Type::boolean: return left.flag == right.flag;
    case Type::number: return left.number == right.number;
    case Type::text:
    case Type::version: return left.text == right.text;
    case Type::component: return left.component == right.component;
    case Type::list: {
      const std::vector<Val> a = items(left);
      const std::vector<Val> b = items(right);
      return std::equal(a.begin(), a.end(), b.begin(), b.end(), same);
    }
    case Type::map: {
      const auto a = entries(left);
      const auto b = entries(right);
      return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const Entry& entry) {
               return std::any_of(b.begin(), b.end(), [&](const Entry& other) {
                 return entry.key == other.key && same(entry.value, other.value);
               });
             });
    }
  }
  return false;
}

bool Naive::holds_element(const Val& container, const Val& element) const {
  if (container.type == Type::map) {
    const auto all = entries(container);
    return element.type == Type::text &&
           std::any_of(all.begin(), all.end(), [&](const Entry& entry) { return entry.key == element.text; });
  }
  for (const Val& item : items(container)) {
    if (equal(item, element)) return true;
  }
  return false;
}

bool Naive::includes(const Val& left, const Val& right) const {
  if (left.type == Type::map && right.type == Type::map) {
    const auto wanted = entries(right);
    return std::all_of(wanted.begin(), wanted.end(),
                       [&](const Entry& entry) { return equal(member(left, entry.key), entry.value); });
  }
  if (right.type != Type::list) return holds_element(left, right);
  const std::vector<Val> wanted = items(right);
  return (left.type == Type::list || left.type == Type::map) &&
         std::all_of(wanted.begin(), wanted.end(), [&](const Val& item) { return holds_element(left, item); });
}

// A Kubernetes label selector: a map of labels, or matchLabels and matchExpressions. Values are compared as texts.
bool Naive::selects(const Val& selector, const Val& labels) const {
  if (selector.type != Type::map || labels.type != Type::map) return false;
  const auto parts = entries(selector);
  const bool structured = !parts.empty() && std::all_of(parts.begin(), parts.end(), [](const Entry& part) {
    const Type type = part.value.type;
    return (part.key == "matchLabels" && (type == Type::map || type == Type::missing)) ||
           (part.key == "matchExpressions" && (type == Type::list || type == Type::missing));
  });
  for (const auto& [key, value, key_node] : structured ? entries(member(selector, "matchLabels")) : parts) {
    const Val label = member(labels, key);
    if (!value.scalar() || !label.scalar() || label.text != value.text) return false;
  }
  if (!structured) return true;
  const std::vector<Val> requirements = items(member(selector, "matchExpressions"));
  return std::all_of(requirements.begin(), requirements.end(),
                     [&](const Val& requirement) { return meets(requirement, labels); });
}

bool Naive::meets(const Val& requirement, const Val& labels) const {
  const Val key = member(requirement, "key");
  const Val op = member(requirement, "operator");
  std::set<std::string> values;
  for (const Val& value : iterated(member(requirement, "values"))) {
    if (value.scalar()) values.insert(value.text);
  }
  if (key.type != Type::text || op.type != Type::text) return false;
  const Val label = member(labels, key.text);
  const bool listed = label.scalar() && values.contains(label.text);
  if (op.text == "In") return !values.empty() && listed;
  if (op.text == "NotIn") return !values.empty() && !listed;
  if (op.text == "Exists") return values.empty() && label.scalar();
  return op.text == "DoesNotExist" && values.empty() && !label.scalar();
}

// ---- expressions

Val Naive::eval(check::ExprId id, Env& env) {
  const check::Expr& expr = program_.exprs[id];
  Val value = eval_uncounted(expr, env);
  coverage_.add(expr, !value.missing());
  return value;
}

Val Naive::eval_uncounted(const check::Expr& expr, Env& env) {
  switch (expr.kind) {
    case ExprKind::text: return of_text(text(expr.text));
    case ExprKind::number: return of_number(expr.number);
    case ExprKind::boolean: return of_flag(expr.flag);
    case ExprKind::var: return env[expr.var];
    case ExprKind::property: return property(expr, eval(expr.a, env));
    case ExprKind::member: return member(eval(expr.a, env), text(expr.text));
    case ExprKind::subscript: {
      const Val base = eval(expr.a, env);
      const Val index = eval(expr.b, env);
      if (index.type == Type::text) return member(base, index.text);
      const std::vector<Val> all = items(base);
      if (index.type != Type::number || index.number < 0 || index.number != std::floor(index.number)) return {};
      return index.number < static_cast<double>(all.size()) ? all[static_cast<std::size_t>(index.number)] : Val{};
    }
    case ExprKind::select: {
      const Val wanted = eval(expr.b, env);
      for (const Val& item : items(eval(expr.a, env))) {
        Val value = item;
        for (base::StrId key : program_.keys_of(expr)) value = member(value, text(key));
        if (!wanted.missing() && equal(value, wanted)) return item;
      }
      return {};
    }
    case ExprKind::list: {
      Val list;
      list.type = Type::list;
      for (check::ExprId child : program_.list(expr)) {
        Val value = eval(child, env);
        if (!value.missing()) list.items.push_back(std::move(value));
      }
      return list;
    }
    case ExprKind::map: {
      Val map;
      map.type = Type::map;
      for (std::size_t i = 0; i < program_.list(expr).size(); ++i) {
        Val value = eval(program_.list(expr)[i], env);
        if (!value.missing()) map.entries.push_back({text(program_.keys_of(expr)[i]), std::move(value)});
      }
      return map;
    }
    case ExprKind::fallback: {
      Val first = eval(expr.a, env);
      return first.missing() ? eval(expr.b, env) : first;
    }
    case ExprKind::conditional: return holds(expr.condition, env) ? eval(expr.a, env) : eval(expr.b, env);
    case ExprKind::negate: {
      const Val value = eval(expr.a, env);
      return value.type == Type::number ? of_number(-value.number) : Val{};
    }
    case ExprKind::arithmetic: return arithmetic(expr.op, eval(expr.a, env), eval(expr.b, env));
    case ExprKind::aggregate:
    case ExprKind::fold: return aggregate(expr, env);
    case ExprKind::param: return eval(program_.params[expr.index].value, env);
    case ExprKind::graph: return measure(expr, env);
    case ExprKind::call: return call(expr, env);
    case ExprKind::nearest: return {};  // a suggestion, no meaning
  }
  return {};
}

Val Naive::property(const check::Expr& expr, const Val& of) const {
  const design::Component& component = design_.components[of.component];
  const design::DesignKind& kind = design_.kinds[static_cast<std::uint32_t>(component.kind)];
  switch (expr.property) {
    case check::Property::name: {
      Val name = of_text(text(component.name));
      name.node = component.name_node;
      return name;
    }
    case check::Property::space: return component.namespaced ? of_text(text(component.space)) : Val{};
    case check::Property::labels: return member(member(of, "metadata"), "labels");
    case check::Property::annotations: return member(member(of, "metadata"), "annotations");
    case check::Property::kind: return of_text(text(kind.name));
    case check::Property::group: return of_text(text(kind.group));
    case check::Property::version: return of_text(text(component.version));
    case check::Property::model: {
      const model::Kind* row = model::find_kind(text(kind.group), text(kind.name));
      return row == nullptr ? Val{} : of_text(std::string(row->model));
    }
    case check::Property::namespace_labels:
      return component.namespaced ? namespace_labels(text(component.space)) : Val{};
  }
  return {};
}

// What the cluster puts on every Namespace, and then its own labels, if the design has it.
Val Naive::namespace_labels(const std::string& space) const {
  Val labels;
  labels.type = Type::map;
  labels.entries.push_back({"kubernetes.io/metadata.name", of_text(space)});
  for (std::uint32_t i = 0; i < design_.components.size(); ++i) {
    const design::DesignKind& kind = design_.kind(design::ComponentId{i});
    if (text(kind.name) != "Namespace" || !text(kind.group).empty() || text(design_.components[i].name) != space)
      continue;
    for (Entry& entry : entries(member(member(of_component(i), "metadata"), "labels"))) {
      if (entry.key != "kubernetes.io/metadata.name") labels.entries.push_back(std::move(entry));
    }
  }
  return labels;
}

Val Naive::arithmetic(Op op, const Val& left, const Val& right) const {
  if (op == Op::add && (left.type == Type::list || right.type == Type::list)) {
    Val all;
    all.type = Type::list;
    for (const Val* side : {&left, &right}) {
      for (const Val& item : iterated(*side)) all.items.push_back(item);
    }
    return all;
  }
  if (op == Op::add && left.type == Type::text && right.type == Type::text) return of_text(left.text + right.text);
  if (left.type != Type::number || right.type != Type::number) return {};
  const bool divides = op == Op::div || op == Op::mod;
  if (divides && right.number == 0) return {};
  const double result = op == Op::add   ? left.number + right.number
                        : op == Op::sub ? left.number - right.number
                        : op == Op::mul ? left.number * right.number
                        : op == Op::div ? left.number / right.number
                                        : std::fmod(left.number, right.number);
  return std::isfinite(result) ? of_number(result) : Val{};
}

// ---- values

Val Naive::read(data::NodeId id) const {
  Val value;
  if (id == data::kNoNode) return value;
  const data::Node& node = design_.tree.at(id);
  value.node = id;
  value.text = text(node.text);
  switch (node.type) {
    case data::NodeType::null: return {};
    case data::NodeType::boolean:
      value.type = Type::boolean;
      value.flag = value.text == "true";
      break;
    case data::NodeType::integer:
    case data::NodeType::number:
      value.type = Type::number;
      value.number = std::stod(value.text);
      break;
    case data::NodeType::text: value.type = Type::text; break;
    case data::NodeType::sequence: value.type = Type::list; break;
    case data::NodeType::mapping: value.type = Type::map; break;
  }
  return value;
}

Val Naive::member(const Val& value, const std::string& key) const {
  Val of = value;
  if (value.type == Type::component) of = read(design_.components[value.component].root);
  for (Entry& entry : entries(of)) {
    if (entry.key == key) return std::move(entry.value);
  }
  return {};
}

std::vector<Val> Naive::items(const Val& list) const {
  if (list.type != Type::list) return {};
  if (list.node == data::kNoNode) return list.items;
  std::vector<Val> result;
  design_.tree.for_each_element(list.node, [&](data::NodeId item) { result.push_back(read(item)); });
  return result;
}

std::vector<Entry> Naive::entries(const Val& map) const {
  if (map.type != Type::map) return {};
  if (map.node == data::kNoNode) return map.entries;
  std::vector<Entry> result;
  design_.tree.for_each_entry(map.node, [&](data::NodeId key, data::NodeId value) {
    result.push_back({text(design_.tree.at(key).text), read(value), key});
  });
  return result;
}

// What `some x in value` goes over: the elements of a list, the values of a map.
std::vector<Val> Naive::iterated(const Val& value) const {
  if (value.type == Type::list) return items(value);
  std::vector<Val> result;
  for (Entry& entry : entries(value)) result.push_back(std::move(entry.value));
  return result;
}

std::string Naive::show(const Val& value, int depth) const {
  constexpr int kMaxDepth = 6;
  if (value.missing()) return "(missing)";
  if (value.type == Type::component) return design_.id(design::ComponentId{value.component}, interner_);
  if (value.scalar() || value.type == Type::version) return value.text;
  if (depth == kMaxDepth) return "...";
  std::string out;
  std::vector<std::string> parts;
  for (const Val& item : items(value)) parts.push_back(show(item, depth + 1));
  for (const Entry& entry : entries(value)) parts.push_back(entry.key + ": " + show(entry.value, depth + 1));
  for (std::size_t i = 0; i < parts.size(); ++i) out += (i == 0 ? "" : ", ") + parts[i];
  return out;
}

std::string Naive::fill(const check::Template& parts, Env& env, bool empty_when_missing) {
  std::string out;
  for (std::size_t i = 0; i < parts.parts.size(); ++i) {
    out += text(parts.parts[i]);
    if (i >= parts.expressions.size()) continue;
    const Val value = eval(parts.expressions[i], env);
    if (value.missing() && empty_when_missing) return "";
    out += show(value);
  }
  return out;
}

}  // namespace meshplay::differential
