#include "engine/check/canonical.h"

#include <algorithm>

namespace meshplay::check {

namespace {

template <typename T>
std::string number(T value) {
  return std::to_string(static_cast<std::uint64_t>(value));
}

}  // namespace

Canonical::Canonical(const Program& program, const std::vector<Var>& frame, std::uint32_t arguments)
    : program_(program), frame_(frame), names_(frame.size()), bases_(frame.size()) {
  for (VarId var = 0; var < arguments && var < frame.size(); ++var) names_[var] = "$" + number(var);
}

std::string Canonical::kinds(KindSetId id) const {
  if (id == kNone) return "?";
  const KindSet& set = program_.kind_sets[id];
  std::vector<std::string> parts;
  const auto add = [&](const std::vector<KindPattern>& patterns, char sign) {
    for (const KindPattern& pattern : patterns) {
      parts.push_back(sign + number(pattern.group) + "/" + number(pattern.version) + "/" + number(pattern.name));
    }
  };
  add(set.included, '+');
  add(set.excluded, '-');
  std::sort(parts.begin(), parts.end());
  parts.erase(std::unique(parts.begin(), parts.end()), parts.end());
  std::string result = set.any ? "*" : "";
  for (const std::string& part : parts) result += part;
  return result;
}

const std::string& Canonical::name(VarId var) {
  std::string& known = names_[var];
  if (!known.empty()) return known;
  const Var& row = frame_[var];
  std::string base;
  if (row.kind == VarKind::component) {
    base = "<" + kinds(row.kinds) + ">";
  } else {
    base = row.kind == VarKind::element ? "<in " : row.kind == VarKind::entry_key ? "<key of " : "<value of ";
    if (row.source != kNone) put(base, row.source);
    base += '>';
  }
  const auto same = std::count(bases_.begin(), bases_.end(), base);
  bases_[var] = base;
  names_[var] = base + "#" + number(same);
  return names_[var];
}

std::string Canonical::block(std::uint32_t id) {
  std::string result = "{";
  for (VarId var : program_.blocks[id].vars) result += name(var) + ";";
  if (program_.blocks[id].condition != kNone) result += condition(program_.blocks[id].condition);
  return result + "}";
}

std::string Canonical::expression(ExprId id) {
  std::string result;
  put(result, id);
  return result;
}

void Canonical::put(std::string& out, ExprId id) {
  if (id == kNone) {
    out += '?';
    return;
  }
  const Expr& expr = program_.exprs[id];
  switch (expr.kind) {
    case ExprKind::text: out += "t" + number(expr.text); return;
    case ExprKind::number: out += "n" + std::to_string(expr.number); return;
    case ExprKind::boolean: out += expr.flag ? "true" : "false"; return;
    case ExprKind::var: out += name(expr.var); return;
    case ExprKind::property:
      put(out, expr.a);
      out += ":" + number(expr.property);
      return;
    case ExprKind::member:
      put(out, expr.a);
      out += "." + number(expr.text);
      return;
    default: break;
  }
  out += "(" + number(expr.kind) + " " + number(expr.op) + " " + number(expr.function) + " " + number(expr.measure);
  if (expr.index != kNone) out += " i" + number(expr.index);
  for (base::StrId key : program_.keys_of(expr)) out += " k" + number(key);
  for (ExprId part : {expr.a, expr.b}) {
    if (part == kNone) continue;
    out += ' ';
    put(out, part);
  }
  for (ExprId child : program_.list(expr)) {
    out += ' ';
    put(out, child);
  }
  if (expr.condition != kNone) out += " " + condition(expr.condition);
  if (expr.block != kNone) out += " " + block(expr.block);
  if (expr.kinds != kNone) out += " " + kinds(expr.kinds);
  out += ')';
}

std::string Canonical::condition(CondId id) {
  const Cond& cond = program_.conds[id];
  if (cond.kind == CondKind::never) return "[never " + number(id) + "]";
  std::string result = "[" + number(cond.kind) + " " + number(cond.op);
  std::vector<std::string> parts;
  const bool symmetric = cond.op == ast::Op::eq || cond.op == ast::Op::ne;
  if (cond.a != kNone) parts.push_back(expression(cond.a));
  if (cond.b != kNone) parts.push_back(expression(cond.b));
  if (cond.kind == CondKind::compare && symmetric) std::sort(parts.begin(), parts.end());
  if (cond.kind == CondKind::relation) {
    result += " r" + number(cond.relation);
    for (VarId var : program_.list(cond)) parts.push_back(var == kNone ? "_" : name(var));
  } else {
    std::vector<std::string> children;
    children.reserve(program_.list(cond).size());
    for (CondId child : program_.list(cond)) children.push_back(condition(child));
    std::sort(children.begin(), children.end());
    parts.insert(parts.end(), children.begin(), children.end());
  }
  if (cond.kinds != kNone) parts.push_back(kinds(cond.kinds));
  if (cond.block != kNone) parts.push_back(block(cond.block));
  for (const std::string& part : parts) result += " " + part;
  return result + "]";
}

std::vector<std::string> Canonical::conditions(const Body& body) {
  std::vector<std::string> result;
  std::vector<CondId> open(body.conditions.rbegin(), body.conditions.rend());
  while (!open.empty()) {
    const CondId id = open.back();
    open.pop_back();
    const Cond& cond = program_.conds[id];
    if (cond.kind == CondKind::all_of) {
      const auto list = program_.list(cond);
      open.insert(open.end(), list.rbegin(), list.rend());
    } else {
      result.push_back(condition(id));
    }
  }
  // A variable that nothing is said of says that there is one.
  for (VarId var : body.vars) result.push_back(name(var));
  std::sort(result.begin(), result.end());
  result.erase(std::unique(result.begin(), result.end()), result.end());
  return result;
}

}  // namespace meshplay::check
