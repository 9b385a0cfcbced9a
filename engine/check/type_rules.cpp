// Whole rules: bodies, places, fixes, and the versions that a file is for.
#include <algorithm>
#include <numeric>

#include "engine/base/nearest.h"
#include "engine/check/types.h"
#include "engine/model/kinds.h"

namespace meshplay::check {

using ast::NodeKind;
using ast::Op;

void TypeChecker::read_models() {
  file_versions_.assign(context_.files.size(), 0);
  for (std::uint32_t file = 0; file < context_.files.size(); ++file) {
    const ast::Ast& tree = context_.files[file].ast;
    if (tree.root == ast::kNoIndex) continue;
    for (ast::NodeIndex node : tree.children_of(tree.root)) {
      if (tree.at(node).kind != NodeKind::model) continue;
      const std::string_view name = context_.interner.text(tree.at(node).text);
      std::vector<std::string_view> models;
      for (const model::Kind& kind : model::kinds()) {
        if (std::find(models.begin(), models.end(), kind.model) == models.end()) models.push_back(kind.model);
      }
      if (std::find(models.begin(), models.end(), name) == models.end()) {
        auto& told = context_.sink.report("unknown-name", tree.span(node), {"model", name});
        const auto near = base::nearest(name, models);
        if (near) {
          text::Span part = told.span;
          const std::size_t place = context_.sources.text(part).rfind(name);
          part.begin += place == std::string_view::npos ? 0 : static_cast<std::uint32_t>(place);
          part.end = part.begin + static_cast<std::uint32_t>(name.size());
          told.suggest(*near, part, *near);
        } else {
          told.help = "leave the line out: kinds of other models are taken as they are written";
        }
        continue;
      }
      const ast::NodeIndex range_node = tree.find(node, NodeKind::string);
      if (range_node == ast::kNoIndex || name != "kubernetes") continue;
      const std::string_view range = context_.interner.text(tree.at(range_node).text);
      const auto versions = model::versions_in(range);
      if (!versions) {
        context_.sink.report("bad-literal", tree.span(range_node), {range, "range of versions"}).help =
            "write for instance `>=1.29` or `>=1.25 <1.30`";
      } else if (*versions == 0) {
        context_.sink.report("bad-literal", tree.span(range_node), {range, "range that holds a known version"}).help =
            "schemas are known of Kubernetes " + model::show(model::kAllVersions);
      } else {
        file_versions_[file] = *versions;
      }
    }
  }
}

void TypeChecker::begin(std::vector<Var>& frame, std::uint32_t file, text::Span declaration) {
  frame_ = &frame;
  file_ = file;
  declaration_ = declaration;
  states_.assign(frame.size(), {});
  any_.clear();
  types_.clear();
  told_.clear();
  generation_ = ++generations_;
  optional_ = false;
  alternative_ = false;
}

void TypeChecker::check_body(const Body& body) {
  const Saved before = save();
  for (CondId condition : body.conditions) narrow(condition, true);
  bind_vars(body.vars);
  widen(before);
  check_conditions(body.conditions);
}

void TypeChecker::check_template(const Template& text) {
  for (ExprId expr : text.expressions) static_cast<void>(type_of(expr));
}

// A kind that none of the file's versions serves has no paths.
void TypeChecker::check_served() {
  if (file_versions_[file_] == 0) return;
  for (VarId var = 0; var < frame_->size(); ++var) {
    const Var& row = (*frame_)[var];
    if (row.kind != VarKind::component || row.kinds == kNone) continue;
    static_cast<void>(var_type(var));
    model::Versions served = 0;
    bool lost = !states_[var].kinds.empty() && !states_[var].any;
    for (const KindRow& kind : states_[var].kinds) {
      lost = lost && (kind.is_old() || (kind.schema != nullptr && standing_of(kind).versions == 0));
      if (kind.schema != nullptr) served |= kind.schema->versions();
    }
    if (!lost) continue;
    if (auto* told = report("version-path", row.span, {kinds_text(states_[var].kinds), model::show(served)})) {
      told->help = "say `model kubernetes` with a range of these, or leave the rule out";
    }
  }
}

void TypeChecker::check_field(std::vector<Var>& frame, ExprId body, const std::vector<ExprId>& any, std::uint32_t file,
                              text::Span declaration) {
  begin(frame, file, declaration);
  any_ = any;
  static_cast<void>(type_of(body));
  observe_rest();
}

void TypeChecker::check_relation(RelationId id, std::uint32_t file, bool is_whole) {
  Relation& relation = program_.relations[id];
  begin(relation.frame, file, relation.span);
  check_served();
  check_body(relation.body);
  for (const Bind& bind : relation.binds) check_place(bind.target, true);
  if (relation.relationship && is_whole) check_ends(relation);
  observe_rest();
}

void TypeChecker::check_check(std::uint32_t number, std::uint32_t file) {
  Check& check = program_.checks[number];
  begin(check.frame, file, check.span);
  check_served();
  check_body(check.body);
  if (check.at != kNone) {
    const bool outer = optional_;
    optional_ = true;
    static_cast<void>(type_of(check.at));
    optional_ = outer;
    check_place(check.at, true);
  }
  check_template(check.message);
  check_template(check.help);
  for (const Fix& fix : check.fixes) check_fix(fix);
  observe_rest();
}

void TypeChecker::check_place(ExprId id, bool whole_component) {
  const Expr expr = program_.exprs[id];
  switch (expr.kind) {
    case ExprKind::fallback:
    case ExprKind::conditional:
      check_place(expr.a, whole_component);
      check_place(expr.b, whole_component);
      return;
    case ExprKind::var:
      if ((*frame_)[expr.var].kind == VarKind::component ? whole_component : at(type_of(id)).is_place) return;
      break;
    case ExprKind::property:
    case ExprKind::member:
    case ExprKind::subscript:
    case ExprKind::select:
      if (at(type_of(id)).is_place || expr.kind == ExprKind::property) return;
      break;
    default: break;
  }
  // A part of a field that is used here stands elsewhere.
  const text::Span where = tells(expr.span) ? expr.span : text::Span{};
  if (!where.known()) return;
  if (auto* told = report("not-a-place", where, {})) {
    told->help = "name a path of a component: `" + std::string(context_.interner.text((*frame_)[0].name)) + ".spec...`";
  }
}

void TypeChecker::check_fix(const Fix& fix) {
  const bool outer = optional_;
  optional_ = true;
  const Type target = at(type_of(fix.target));
  optional_ = outer;
  check_place(fix.target, false);
  const std::string path = path_text(fix.target);
  const text::Span target_span = program_.exprs[fix.target].span;
  if (target.server_set) {
    if (auto* told = report("server-set-path", target.server_set_at, {path}))
      told->help = "change what a manifest says";
  } else if (target.immutable && !fix.is_unsafe) {
    if (auto* told = report("immutable-path", key_span(program_.exprs[fix.target]), {path})) {
      told->help = "write `fix unsafe ...`: the component must be made anew";
    }
  }
  if (fix.value == kNone || !target.is_place) return;
  const Type value = at(type_of(fix.value));
  const text::Span value_span = program_.exprs[fix.value].span;
  Type wanted = target;
  if (fix.op == Op::append) {
    if (target.known && (target.types & type::kList) == 0) {
      if (auto* told =
              report("wrong-type", target_span, {source(fix.target), describe(target.types), "`append`", "a list"})) {
        told->help = "use `fix set`";
      }
      return;
    }
    wanted = at(element_of(type_of(fix.target)));
  }
  if (is_literal(fix.value)) {
    if (wanted.unit != Unit::none && !wanted.converted) check_literal(fix.value, wanted.unit);
    check_value(fix.value, wanted, path);
  }
  if (program_.exprs[fix.value].kind == ExprKind::map) check_map(fix.value, wanted, path);
  if (!wanted.known || !value.known || (wanted.types & value.types) != 0) return;
  auto* told = report("wrong-type", value_span,
                      {source(fix.value), describe(value.types), "`" + path + "`", describe(wanted.types)});
  if (told == nullptr) return;
  const Expr& literal = program_.exprs[fix.value];
  if (literal.kind == ExprKind::text && wanted.types == type::kNumber) {
    told->help = "write it without quotes";
  } else if (literal.kind == ExprKind::number && wanted.types == type::kText) {
    told->help = "write it in quotes";
  } else {
    told->help = "give it " + describe(wanted.types);
  }
}

// A map that is written out, against the fields that there are.
void TypeChecker::check_map(ExprId id, const Type& wanted, const std::string& path) {
  const Expr expr = program_.exprs[id];
  if (!wanted.known || wanted.standings.empty()) return;
  for (std::size_t i = 0; i < program_.keys_of(expr).size(); ++i) {
    const std::string_view key = context_.interner.text(program_.keys_of(expr)[i]);
    std::vector<Standing> found;
    std::vector<std::string_view> candidates;
    bool open = false;
    for (const Standing& standing : wanted.standings) {
      open = open || standing.node.type() != model::NodeType::object;
      for (const model::Field& field : standing.node.fields()) candidates.push_back(field.name());
      for (const model::Field& field : standing.node.fields(key, standing.versions)) {
        found.push_back({standing.kind, field.node(), standing.versions & field.versions()});
      }
    }
    if (open) return;
    const text::Span value_span = program_.exprs[program_.list(expr)[i]].span;
    if (found.empty()) {
      text::Span where = expr.span;
      const std::string_view content = context_.sources.text(expr.span);
      const std::size_t place = content.substr(0, value_span.begin - expr.span.begin).rfind(key);
      if (place != std::string_view::npos) {
        where.begin = expr.span.begin + static_cast<std::uint32_t>(place);
        where.end = where.begin + static_cast<std::uint32_t>(key.size());
      }
      if (auto* told = report("unknown-path", where, {"`" + path + "`", key})) {
        const auto near = base::nearest(key, candidates);
        if (near) {
          told->suggest(*near);
        } else {
          told->help = "leave it out";
        }
      }
      continue;
    }
    const Type entry = at(from_standings(std::move(found), wanted));
    const std::string inner = path + "." + std::string(key);
    const Type& value = at(type_of(program_.list(expr)[i]));
    check_value(program_.list(expr)[i], entry, inner);
    if (program_.exprs[program_.list(expr)[i]].kind == ExprKind::map) check_map(program_.list(expr)[i], entry, inner);
    if (!entry.known || !value.known || (entry.types & value.types) != 0) continue;
    if (auto* told =
            report("wrong-type", value_span,
                   {source(program_.list(expr)[i]), describe(value.types), "`" + inner + "`", describe(entry.types)})) {
      told->help = "give it " + describe(entry.types);
    }
  }
}

// ---- relationships whose ends have nothing to do with each other

namespace {

// Variables that belong together, by what their conditions mention.
class Ties {
 public:
  Ties(const Program& program, const std::vector<Var>& frame)
      : program_(program), frame_(frame), parents_(frame.size()) {
    std::iota(parents_.begin(), parents_.end(), 0U);
    for (VarId var = 0; var < frame.size(); ++var) {
      if (frame[var].source == kNone) continue;
      std::vector<VarId> vars{var};
      expression(frame[var].source, vars);
      tie(vars);
    }
  }

  void add(CondId id) {
    std::vector<VarId> vars;
    condition(id, vars);
    tie(vars);
  }
  bool tied(VarId a, VarId b) { return find(a) == find(b); }

 private:
  VarId find(VarId var) {
    while (parents_[var] != var) var = parents_[var];
    return var;
  }
  void tie(const std::vector<VarId>& vars) {
    for (VarId var : vars) parents_[find(var)] = find(vars[0]);
  }
  void expression(ExprId id, std::vector<VarId>& vars) const {
    if (id == kNone) return;
    const Expr& expr = program_.exprs[id];
    if (expr.kind == ExprKind::var) vars.push_back(expr.var);
    expression(expr.a, vars);
    expression(expr.b, vars);
    for (ExprId child : program_.list(expr)) expression(child, vars);
    condition(expr.condition, vars);
    if (expr.block != kNone) block(expr.block, vars);
  }
  void block(std::uint32_t id, std::vector<VarId>& vars) const {
    for (VarId var : program_.blocks[id].vars) {
      vars.push_back(var);
      expression(frame_[var].source, vars);
    }
    condition(program_.blocks[id].condition, vars);
  }
  void condition(CondId id, std::vector<VarId>& vars) const {
    if (id == kNone) return;
    const Cond& cond = program_.conds[id];
    expression(cond.a, vars);
    expression(cond.b, vars);
    switch (cond.kind) {
      case CondKind::relation:
        for (VarId var : program_.list(cond)) {
          if (var != kNone) vars.push_back(var);
        }
        break;
      case CondKind::quantifier: block(cond.block, vars); break;
      case CondKind::never: break;
      default:
        for (CondId child : program_.list(cond)) condition(child, vars);
    }
  }

  const Program& program_;
  const std::vector<Var>& frame_;
  std::vector<VarId> parents_;
};

}  // namespace

void TypeChecker::check_ends(const Relation& relation) {
  Ties ties(program_, relation.frame);
  for (CondId id : relation.body.conditions) {
    if (program_.conds[id].kind == CondKind::never) return;
    // One condition says one thing: what an `and` joins may be about different things.
    std::vector<CondId> open{id};
    while (!open.empty()) {
      const CondId next = open.back();
      open.pop_back();
      const Cond& cond = program_.conds[next];
      if (cond.kind == CondKind::all_of) {
        open.insert(open.end(), program_.list(cond).begin(), program_.list(cond).end());
      } else {
        ties.add(next);
      }
    }
  }
  for (VarId end = 1; end < relation.arity; ++end) {
    if (ties.tied(0, end)) continue;
    const auto kinds = [&](VarId var) {
      static_cast<void>(var_type(var));
      return states_[var].any ? std::string("component") : kinds_text(states_[var].kinds);
    };
    if (auto* told = report("unrelated-ends", relation.name_span,
                            {context_.interner.text(relation.name), kinds(0), kinds(end)})) {
      told->help = "say by which values they belong together, for instance `" +
                   std::string(context_.interner.text(relation.frame[0].name)) +
                   ".namespace == " + std::string(context_.interner.text(relation.frame[end].name)) + ".namespace`";
    }
    return;
  }
}

}  // namespace meshplay::check
