#include "engine/infer/evaluator.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <map>

#include "engine/base/hash.h"
#include "engine/model/kinds.h"

namespace meshplay::infer {

using check::CondKind;
using check::ExprKind;
using check::kNone;
using check::Property;

namespace {
constexpr std::uint32_t kConstant = 0x80000000U;  // bit of a number of a constant
constexpr std::size_t kAll = ~std::size_t{0};

Value without_place(const Value& value) {
  return {value.tag, value.data, value.tag == Tag::node ? value.origin : data::kNoNode};
}

}  // namespace

Evaluator::Evaluator(const check::Program& program, const plan::Plan& plan, const design::Design& design,
                     Values& values, Searcher& searcher)
    : program_(program),
      plan_(plan),
      design_(design),
      values_(values),
      searcher_(searcher),
      metadata_(values.interner().intern("metadata")),
      labels_(values.interner().intern("labels")),
      annotations_(values.interner().intern("annotations")) {
  kinds_.resize(program.kind_sets.size());
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const check::KindSet& set = program.kind_sets[i];
    for (const auto* patterns : {&set.included, &set.excluded}) {
      for (const check::KindPattern& pattern : *patterns) {
        kinds_[i].by_version = kinds_[i].by_version || pattern.version != base::kEmptyText;
      }
    }
  }
  for (std::uint32_t kind = 0; kind < design.kinds.size(); ++kind) {
    resolve_kind(kind, design.of_kind(design::KindId{kind}).size());
  }
  position_.assign(design.components.size(), kNone);
  std::uint32_t next = 0;
  for (std::uint32_t kind = 0; kind < design.kinds.size(); ++kind) {
    for (design::ComponentId id : design.of_kind(design::KindId{kind}))
      position_[static_cast<std::uint32_t>(id)] = next++;
  }
  // Numbers of components that left, which others will get.
  for (std::uint32_t& position : position_) {
    if (position == kNone) position = next++;
  }
  column_of_.assign(program.exprs.size(), kUndecided);
  search_of_.assign(program.conds.size(), kUndecided);
}

// A kind without a name is of those that left: no set has it.
void Evaluator::resolve_kind(std::uint32_t kind, std::size_t population) {
  const design::DesignKind& row = design_.kinds[kind];
  const auto listed = [&](const std::vector<check::KindPattern>& patterns) {
    return std::any_of(patterns.begin(), patterns.end(), [&](const check::KindPattern& pattern) {
      return pattern.group == row.group && pattern.name == row.name;
    });
  };
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const check::KindSet& set = program_.kind_sets[i];
    bool member = row.name != base::kEmptyText && (set.any || listed(set.included));
    if (member && listed(set.excluded)) {
      member = std::any_of(set.excluded.begin(), set.excluded.end(), [&](const check::KindPattern& pattern) {
        return pattern.name == row.name && pattern.group == row.group && pattern.version != base::kEmptyText;
      });
    }
    kinds_[i].member.push_back(member);
    if (!member) continue;
    kinds_[i].list.push_back(design::KindId{kind});
    kinds_[i].population += population;
  }
}

bool Evaluator::in_kinds(check::KindSetId id, design::ComponentId component) const {
  const Kinds& kinds = kinds_[id];
  const design::Component& row = design_.at(component);
  if (!kinds.member[static_cast<std::uint32_t>(row.kind)]) return false;
  if (!kinds.by_version) return true;
  const check::KindSet& set = program_.kind_sets[id];
  const design::DesignKind& kind = design_.kind(component);
  const auto matches = [&](const check::KindPattern& pattern) {
    return pattern.group == kind.group && pattern.name == kind.name &&
           (pattern.version == base::kEmptyText || pattern.version == row.version);
  };
  return (set.any || std::any_of(set.included.begin(), set.included.end(), matches)) &&
         std::none_of(set.excluded.begin(), set.excluded.end(), matches);
}

// ---- columns

bool Evaluator::cacheable(check::ExprId id) const {
  switch (program_.exprs[id].kind) {
    case ExprKind::member:
    case ExprKind::property:
    case ExprKind::subscript:
    case ExprKind::select:
    case ExprKind::list:
    case ExprKind::fallback:
    case ExprKind::conditional:
    case ExprKind::arithmetic:
    case ExprKind::fold:
    case ExprKind::call: return true;
    case ExprKind::map:
    case ExprKind::number: return plan_.expr_uses[id] == 0;
    default: return false;
  }
}

// Decided when the expression is first evaluated, so that rules that never run cost nothing.
std::uint32_t Evaluator::column_for(check::ExprId id, Env& env) {
  const plan::VarSet uses = plan_.expr_uses[id];
  if (!plan_.expr_planned[id]) return kNone;  // of no rule that is planned: what it uses is not known
  if (counts_ != nullptr) return kNone;       // conditions in expressions are asked each time
  if (std::popcount(uses) > 1 || !cacheable(id)) return kNone;
  if (uses == 0) {
    if (shape(id, {}) == 0) return kNone;
    const Values::Keep keep(values_);
    const Value constant = compute(id, env);
    constants_.push_back(constant);
    return kConstant | static_cast<std::uint32_t>(constants_.size() - 1);
  }
  const auto var = static_cast<check::VarId>(std::countr_zero(plan_.expr_uses[id]));
  if (env[var].tag != Tag::component) return kNone;
  const std::uint64_t key = shape(id, {var});
  if (key == 0) return kNone;
  const auto [place, added] = column_by_shape_.emplace(key, static_cast<std::uint32_t>(columns_.size()));
  if (added) {
    Column& column = columns_.emplace_back();
    column.pages.resize(design_.components.size() / kPage + 1);
    column.uses_namespaces = uses_namespaces(id);
  }
  return place->second;
}

// ---- a design that changes

void Evaluator::leave(design::ComponentId component) {
  const auto kind = static_cast<std::uint32_t>(design_.at(component).kind);
  for (Kinds& kinds : kinds_) {
    if (kinds.member[kind]) --kinds.population;
  }
  const std::uint32_t position = position_[static_cast<std::uint32_t>(component)];
  for (Column& column : columns_) {
    auto& page = column.pages[position / kPage];
    if (page != nullptr) (*page)[position % kPage].tag = Tag::unset;
  }
}

bool Evaluator::enter(design::ComponentId component) {
  while (!kinds_.empty() && kinds_[0].member.size() < design_.kinds.size()) {
    resolve_kind(static_cast<std::uint32_t>(kinds_[0].member.size()), 0);
  }
  const auto number = static_cast<std::uint32_t>(component);
  const auto kind = static_cast<std::uint32_t>(design_.at(component).kind);
  bool had_all = true;
  for (Kinds& kinds : kinds_) {
    if (!kinds.member[kind]) continue;
    had_all = had_all && kinds.population > 0;
    ++kinds.population;
  }
  if (number >= position_.size()) {
    position_.push_back(number);
    for (Column& column : columns_) column.pages.resize(position_.size() / kPage + 1);
  }
  return had_all;
}

void Evaluator::forget_namespaces() {
  namespaces_known_ = false;
  namespace_nodes_.clear();
  namespace_labels_.clear();
  for (Column& column : columns_) {
    if (!column.uses_namespaces) continue;
    for (auto& page : column.pages) page.reset();
  }
}

bool Evaluator::uses_namespaces(check::ExprId id) const {
  if (id == kNone) return false;
  const check::Expr& expr = program_.exprs[id];
  if (expr.kind == ExprKind::property && expr.property == Property::namespace_labels) return true;
  if (expr.kind == ExprKind::param) return false;
  const auto part = [&](check::ExprId each) { return uses_namespaces(each); };
  return part(expr.a) || part(expr.b) || std::any_of(program_.list(expr).begin(), program_.list(expr).end(), part) ||
         (expr.condition != kNone && condition_uses_namespaces(expr.condition));
}

bool Evaluator::condition_uses_namespaces(check::CondId id) const {
  const check::Cond& cond = program_.conds[id];
  if (uses_namespaces(cond.a) || uses_namespaces(cond.b)) return true;
  if (cond.kind != CondKind::all_of && cond.kind != CondKind::any_of && cond.kind != CondKind::negation) return false;
  return std::any_of(program_.list(cond).begin(), program_.list(cond).end(),
                     [&](check::CondId child) { return condition_uses_namespaces(child); });
}

// ---- expressions

Value Evaluator::eval(check::ExprId id, Env& env) {
  if (column_of_[id] == kUndecided) column_of_[id] = column_for(id, env);
  const std::uint32_t number = column_of_[id];
  if (number == kNone) return compute(id, env);
  if ((number & kConstant) != 0) return constants_[number & ~kConstant];
  const auto var = static_cast<check::VarId>(std::countr_zero(plan_.expr_uses[id]));
  const std::uint32_t component = env[var].data;
  const std::uint32_t position = position_[component];
  auto& page = columns_[number].pages[position / kPage];
  if (page == nullptr) {
    page = std::make_unique<std::array<Value, kPage>>();
    page->fill({Tag::unset, 0, data::kNoNode});
  }
  Value& cell = (*page)[position % kPage];
  if (cell.tag == Tag::unset) {
    const Values::Keep keep(values_);
    const Value result = compute(id, env);
    (*columns_[number].pages[position / kPage])[position % kPage] = result;
    return result;
  }
  return cell;
}

Value Evaluator::compute(check::ExprId id, Env& env) {
  const check::Expr& expr = program_.exprs[id];
  switch (expr.kind) {
    case ExprKind::text: return text_value(expr.text);
    case ExprKind::number: return values_.number(expr.number);
    case ExprKind::boolean: return boolean_value(expr.flag);
    case ExprKind::var: return env[expr.var];
    case ExprKind::property: return property(expr, eval(expr.a, env));
    case ExprKind::member: return values_.member(eval(expr.a, env), expr.text);
    case ExprKind::subscript: {
      const Value base = eval(expr.a, env);
      const Value index = eval(expr.b, env);
      if (index.tag == Tag::text) return values_.member(base, base::StrId{index.data});
      return index.tag == Tag::number ? values_.element(base, values_.number_of(index)) : Value{};
    }
    case ExprKind::select: return select(expr, env);
    case ExprKind::list: {
      std::vector<Value> elements;
      for (check::ExprId child : program_.list(expr)) {
        const Value value = eval(child, env);
        if (!value.missing()) elements.push_back(value);
      }
      return values_.list(std::move(elements));
    }
    case ExprKind::map: {
      std::vector<Value> entries;
      for (std::size_t i = 0; i < program_.list(expr).size(); ++i) {
        const Value value = eval(program_.list(expr)[i], env);
        if (value.missing()) continue;
        entries.push_back(text_value(program_.keys_of(expr)[i]));
        entries.push_back(value);
      }
      return values_.list(std::move(entries), true);
    }
    case ExprKind::fallback: {
      const Value first = eval(expr.a, env);
      return first.missing() ? eval(expr.b, env) : first;
    }
    case ExprKind::conditional: return holds(expr.condition, env) ? eval(expr.a, env) : eval(expr.b, env);
    case ExprKind::negate: {
      const Value value = eval(expr.a, env);
      return value.tag == Tag::number ? values_.number(-values_.number_of(value)) : Value{};
    }
    case ExprKind::arithmetic: return arithmetic(expr, env);
    case ExprKind::aggregate: return aggregate(expr, env);
    case ExprKind::fold: {
      const Value value = eval(expr.a, env);
      if (expr.op == ast::Op::count) {
        const auto length = values_.length(value);
        return length ? values_.number(static_cast<double>(*length)) : Value{};
      }
      if (!values_.length(value)) return {};
      std::vector<Value> elements;
      values_.for_each_element(value, [&](const Value& element) {
        if (!element.missing()) elements.push_back(element);
      });
      return fold(expr.op, elements);
    }
    case ExprKind::param: {
      const auto set = params_.find(expr.index);
      return set == params_.end() ? eval(program_.params[expr.index].value, env) : set->second;
    }
    case ExprKind::graph: return searcher_.measure(expr, env);
    case ExprKind::call: return call(expr, env);
    case ExprKind::nearest: return nearest(id, expr, env);
  }
  return {};
}

Value Evaluator::property(const check::Expr& expr, const Value& base) {
  if (base.tag != Tag::component) return {};
  const design::ComponentId id{base.data};
  const design::Component& component = design_.at(id);
  switch (expr.property) {
    case Property::name: return text_value(component.name, component.name_node);
    case Property::space: return component.namespaced ? text_value(component.space) : Value{};
    case Property::kind: return text_value(design_.kind(id).name);
    case Property::group: return text_value(design_.kind(id).group);
    case Property::version: return text_value(component.version);
    case Property::model: {
      const model::Kind* row = model::find_kind(values_.interner().text(design_.kind(id).group),
                                                values_.interner().text(design_.kind(id).name));
      return row == nullptr ? Value{} : text_value(values_.interner().intern(row->model));
    }
    case Property::labels: return values_.member(values_.member(base, metadata_), labels_);
    case Property::annotations: return values_.member(values_.member(base, metadata_), annotations_);
    case Property::namespace_labels: return component.namespaced ? namespace_labels(component.space) : Value{};
  }
  return {};
}

Value Evaluator::namespace_labels(base::StrId space) {
  if (!namespaces_known_) {
    namespaces_known_ = true;
    const base::StrId kind = values_.interner().intern("Namespace");
    for (std::uint32_t i = 0; i < design_.components.size(); ++i) {
      const design::ComponentId id{i};
      if (design_.kind(id).name != kind || design_.kind(id).group != base::kEmptyText) continue;
      const Value labels = values_.member(values_.member(component_value(id), metadata_), labels_);
      namespace_nodes_.emplace(static_cast<std::uint32_t>(design_.at(id).name), labels);
    }
  }
  const auto known = namespace_labels_.find(static_cast<std::uint32_t>(space));
  if (known != namespace_labels_.end()) return known->second;
  const base::StrId automatic = values_.interner().intern("kubernetes.io/metadata.name");
  std::vector<Value> entries{text_value(automatic), text_value(space)};
  const auto node = namespace_nodes_.find(static_cast<std::uint32_t>(space));
  if (node != namespace_nodes_.end()) {
    values_.for_each_entry(node->second, [&](const Value& key, const Value& value) {
      if (key.data == static_cast<std::uint32_t>(automatic)) return;
      entries.push_back(key);
      entries.push_back(value);
    });
  }
  const Values::Keep keep(values_);
  const Value result = values_.list(std::move(entries), true);
  namespace_labels_.emplace(static_cast<std::uint32_t>(space), result);
  return result;
}

Value Evaluator::select(const check::Expr& expr, Env& env) {
  const Value base = eval(expr.a, env);
  const Value wanted = eval(expr.b, env);
  Value result;
  if (wanted.missing() || !values_.is_sequence(base)) return result;
  values_.for_each_element(base, [&](const Value& element) {
    if (!result.missing()) return;
    Value value = element;
    for (base::StrId key : program_.keys_of(expr)) value = values_.member(value, key);
    if (values_.equal(value, wanted)) result = element;
  });
  return result;
}

Value Evaluator::arithmetic(const check::Expr& expr, Env& env) {
  const Value left = eval(expr.a, env);
  const Value right = eval(expr.b, env);
  const bool lists = values_.is_sequence(left) || values_.is_sequence(right);
  if (expr.op == ast::Op::add && lists) {
    std::vector<Value> all;
    values_.for_each_element(left, [&](const Value& value) { all.push_back(value); });
    values_.for_each_element(right, [&](const Value& value) { all.push_back(value); });
    return values_.list(std::move(all));
  }
  if (expr.op == ast::Op::add && left.tag == Tag::text && right.tag == Tag::text) {
    std::string joined(values_.interner().text(base::StrId{left.data}));
    joined += values_.interner().text(base::StrId{right.data});
    return text_value(values_.interner().intern(joined));
  }
  if (left.tag != Tag::number || right.tag != Tag::number) return {};
  const double a = values_.number_of(left);
  const double b = values_.number_of(right);
  double result = 0;
  switch (expr.op) {
    case ast::Op::add: result = a + b; break;
    case ast::Op::sub: result = a - b; break;
    case ast::Op::mul: result = a * b; break;
    case ast::Op::div:
      if (b == 0) return {};
      result = a / b;
      break;
    default:
      if (b == 0) return {};
      result = std::fmod(a, b);
      break;
  }
  return std::isfinite(result) ? values_.number(result) : Value{};
}

Value Evaluator::constant(check::ExprId id) {
  Env env;
  const Values::Keep keep(values_);
  return compute(id, env);
}

// In an order that the design's files do not change, so that sums of fractions are always the same ones. Of several
// equal elements that stand for one none has a better place than the others, so the one has none.
Value Evaluator::fold(ast::Op op, std::vector<Value>& elements) {
  const auto before = [&](const Value& a, const Value& b) { return values_.order(a, b) < 0; };
  std::sort(elements.begin(), elements.end(), before);
  if (op == ast::Op::count) return values_.number(static_cast<double>(elements.size()));
  if (op == ast::Op::collect) {
    const auto same = [&](const Value& a, const Value& b) { return values_.equal(a, b); };
    std::vector<Value> each_once;
    for (const Value& element : elements) {
      if (each_once.empty() || !same(each_once.back(), element)) {
        each_once.push_back(element);
      } else {
        each_once.back() = without_place(each_once.back());
      }
    }
    return values_.list(std::move(each_once));
  }
  if (op == ast::Op::min || op == ast::Op::max) {
    if (elements.empty() || elements.front().tag != elements.back().tag) return {};
    const Tag tag = elements.front().tag;
    if (tag != Tag::number && tag != Tag::text && tag != Tag::version) return {};
    if (op == ast::Op::max) std::reverse(elements.begin(), elements.end());
    const bool is_only = elements.size() == 1 || values_.order(elements[0], elements[1]) != 0;
    return is_only ? elements[0] : without_place(elements[0]);
  }
  double sum = 0;
  for (const Value& element : elements) {
    if (element.tag != Tag::number) return {};
    sum += values_.number_of(element);
  }
  if (op == ast::Op::avg) {
    if (elements.empty()) return {};
    sum /= static_cast<double>(elements.size());
  }
  return std::isfinite(sum) ? values_.number(sum) : Value{};
}

Value Evaluator::aggregate(const check::Expr& expr, Env& env) {
  if (expr.a == kNone && expr.b == kNone) {
    return values_.number(static_cast<double>(searcher_.count(expr.block, env, kAll)));
  }
  if (expr.b == kNone) {
    if (const auto known = searcher_.folded(expr, env)) return *known;
  }
  std::map<std::string, std::vector<Value>> groups;
  searcher_.for_each_row(expr.block, env, [&](Env& row) {
    const Value value = expr.a == kNone ? boolean_value(true) : values_.kept(eval(expr.a, row));
    if (value.missing()) return false;
    std::string group;
    if (expr.b != kNone) {
      const Value key = eval(expr.b, row);
      if (key.missing()) return false;
      group = values_.show(key);
    }
    groups[group].push_back(value);
    return false;
  });
  if (expr.b == kNone) return fold(expr.op, groups[""]);
  std::vector<Value> entries;
  for (auto& [group, elements] : groups) {
    const Value value = fold(expr.op, elements);
    if (value.missing()) continue;
    entries.push_back(text_value(values_.interner().intern(group)));
    entries.push_back(value);
  }
  return values_.list(std::move(entries), true);
}

// ---- conditions

bool Evaluator::holds(check::CondId id, Env& env) {
  const bool result = holds_now(id, env);
  if (counts_ != nullptr) ++(*counts_)[id][result ? 1 : 0];
  return result;
}

bool Evaluator::is_plain_count(check::ExprId id) const {
  const check::Expr& expr = program_.exprs[id];
  return expr.kind == ExprKind::aggregate && expr.a == kNone && expr.b == kNone;
}

// One side of a comparison with `other`: what is counted is counted until it is known to be more than that.
Value Evaluator::side(check::ExprId id, const Value& other, Env& env) {
  constexpr double kLarge = 1e15;  // whole numbers up to it, and one more, are exact
  if (other.tag != Tag::number || counts_ != nullptr || !is_plain_count(id)) return eval(id, env);
  const double number = values_.number_of(other);
  if (number >= kLarge) return eval(id, env);
  const std::size_t most = number < 0 ? 1 : static_cast<std::size_t>(number) + 1;
  return values_.number(static_cast<double>(searcher_.count(program_.exprs[id].block, env, most)));
}

bool Evaluator::compare(const check::Cond& cond, Env& env) {
  const std::size_t mark = values_.mark();
  bool result = false;
  if (is_plain_count(cond.a) && !is_plain_count(cond.b)) {
    const Value right = eval(cond.b, env);
    result = values_.compare(cond.op, side(cond.a, right, env), right);
  } else {
    const Value left = eval(cond.a, env);
    if (left.missing()) return false;
    result = values_.compare(cond.op, left, side(cond.b, left, env));
  }
  values_.release(mark);
  return result;
}

bool Evaluator::holds_now(check::CondId id, Env& env) {
  const check::Cond& cond = program_.conds[id];
  if (counts_ != nullptr && (cond.kind == CondKind::all_of || cond.kind == CondKind::any_of)) {
    const auto held = std::count_if(program_.list(cond).begin(), program_.list(cond).end(),
                                    [&](check::CondId child) { return holds(child, env); });
    return cond.kind == CondKind::all_of ? static_cast<std::size_t>(held) == program_.list(cond).size() : held > 0;
  }
  switch (cond.kind) {
    case CondKind::compare: return is_aggregate(cond.a) || is_aggregate(cond.b) ? search(id, env) : compare(cond, env);
    case CondKind::present: return !eval(cond.a, env).missing();
    case CondKind::absent: return eval(cond.a, env).missing();
    case CondKind::is_kind: return in_kinds(cond.kinds, design::ComponentId{eval(cond.a, env).data});
    case CondKind::all_of:
      return std::all_of(program_.list(cond).begin(), program_.list(cond).end(),
                         [&](check::CondId child) { return holds(child, env); });
    case CondKind::any_of:
      return std::any_of(program_.list(cond).begin(), program_.list(cond).end(),
                         [&](check::CondId child) { return holds(child, env); });
    case CondKind::negation: return !holds(program_.list(cond)[0], env);
    case CondKind::quantifier: return search(id, env);
    case CondKind::relation: return searcher_.relation(cond, env);
    case CondKind::holds: {
      const Value value = eval(cond.a, env);
      return value.tag == Tag::boolean && value.data != 0;
    }
    case CondKind::never: return false;
  }
  return false;
}

}  // namespace meshplay::infer
