#include "engine/fix/connect.h"

#include <algorithm>
#include <map>

#include "engine/model/schema.h"

namespace meshplay::fix {

using check::Cond;
using check::CondId;
using check::CondKind;
using check::Expr;
using check::ExprId;
using check::ExprKind;
using check::kNone;
using check::VarId;
using edit::Step;
using infer::Env;
using infer::Value;

namespace {

// Conditions that must hold, `and` taken apart.
std::vector<CondId> conditions_of(const check::Program& program, const check::Body& body) {
  std::vector<CondId> result;
  std::vector<CondId> open(body.conditions.rbegin(), body.conditions.rend());
  while (!open.empty()) {
    const CondId id = open.back();
    open.pop_back();
    const Cond& cond = program.conds[id];
    if (cond.kind == CondKind::all_of) {
      open.insert(open.end(), cond.list.rbegin(), cond.list.rend());
    } else {
      result.push_back(id);
    }
  }
  return result;
}

class Edges {
 public:
  Edges(const check::Program& program, check::RelationId relation, const std::vector<design::ComponentId>& ends,
        infer::Inference& inference, const text::SourceSet& sources, diag::Sink& sink)
      : program_(program),
        relation_(program.relations[relation]),
        id_(relation),
        ends_(ends),
        inference_(inference),
        evaluator_(inference.evaluator()),
        sources_(sources),
        sink_(sink),
        places_(program, evaluator_),
        design_(evaluator_.values().design()),
        new_places_(relation_.frame.size()) {
    for (std::size_t i = 0; i < ends.size(); ++i) env_[i] = infer::component_value(ends[i]);
  }

  bool holds() {
    std::uint32_t wanted[16] = {};
    std::uint32_t mask = 0;
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      wanted[i] = static_cast<std::uint32_t>(ends_[i]);
      mask |= 1U << i;
    }
    return inference_.relation(id_).for_each_match(mask, wanted, [](std::uint32_t) { return true; });
  }

  std::optional<EdgeEdits> connect(bool overwrite) {
    if (!fits()) return std::nullopt;
    EdgeEdits result;
    if (holds()) {
      result.nothing_to_do = true;
      return result;
    }
    for (VarId var : relation_.body.vars) {
      if (!choose_element(var)) return std::nullopt;
    }
    for (const check::Bind& bind : relation_.binds) {
      if (!assign(bind, overwrite)) return std::nullopt;
    }
    // What a new element must be equal to beside the binds.
    for (CondId id : conditions_of(program_, relation_.body)) {
      const Cond& cond = program_.conds[id];
      if (cond.kind == CondKind::compare && cond.op == ast::Op::eq && !is_bind(cond)) complete(cond);
    }
    fill_required();
    for (const Write& write : writes_) result.edits.push_back(write.edit);
    return result;
  }

  std::optional<EdgeEdits> disconnect() {
    if (!fits()) return std::nullopt;
    EdgeEdits result;
    if (!holds()) {
      result.nothing_to_do = true;
      return result;
    }
    std::vector<EdgeEdit> removals;
    inference_.for_each_way(id_, env_, [&](Env& env) {
      for (const check::Bind& bind : relation_.binds) {
        const auto place = places_.of(bind.target, env);
        if (!place || place->path.empty() || evaluator_.eval(bind.target, env).missing()) continue;
        remove(whole_element(bind, *place, env), removals);
      }
    });
    if (removals.empty()) {
      sink_.report("not-disconnected", relation_.name_span, {name(), "nothing of it was written by a `bind`"}).help =
          "change what its conditions compare";
      return std::nullopt;
    }
    result.edits = std::move(removals);
    return result;
  }

 private:
  struct Write {
    EdgeEdit edit;
    const check::Bind* bind = nullptr;
  };

  std::string name() const { return std::string(evaluator_.values().interner().text(relation_.name)); }

  bool fits() {
    for (std::size_t i = 0; i < ends_.size(); ++i) {
      if (relation_.frame[i].kinds == kNone || evaluator_.in_kinds(relation_.frame[i].kinds, ends_[i])) continue;
      const std::string end = design_.id(ends_[i], evaluator_.values().interner());
      sink_.report("not-connectable", relation_.frame[i].span, {end, name()}).help = "it takes another kind there";
      return false;
    }
    if (!relation_.binds.empty()) return true;
    sink_.report("without-bind", relation_.name_span, {name()}).help =
        "change what its conditions compare, or write `bind target <- source` in the relationship";
    return false;
  }

  bool is_bind(const Cond& cond) const {
    return std::any_of(relation_.binds.begin(), relation_.binds.end(),
                       [&](const check::Bind& bind) { return bind.span == cond.span; });
  }

  bool mentions(ExprId id, VarId var) const {
    if (id == kNone) return false;
    const Expr& expr = program_.exprs[id];
    if (expr.kind == ExprKind::var && expr.var == var) return true;
    return mentions(expr.a, var) || mentions(expr.b, var) ||
           std::any_of(expr.list.begin(), expr.list.end(), [&](ExprId child) { return mentions(child, var); });
  }

  // The place of a list: of several that are joined the first that is there, else the last one.
  std::optional<Place> list_place(ExprId id) {
    const Expr& expr = program_.exprs[id];
    if (expr.kind == ExprKind::arithmetic) {
      if (!evaluator_.eval(expr.a, env_).missing()) {
        if (auto place = list_place(expr.a)) return place;
      }
      return list_place(expr.b);
    }
    return place_of(id);
  }

  // As Places::of, for variables that stand for an element to come, too.
  std::optional<Place> place_of(ExprId id) {
    const Expr& expr = program_.exprs[id];
    if (expr.kind == ExprKind::var && new_places_[expr.var]) return new_places_[expr.var];
    if (expr.kind == ExprKind::fallback) {
      if (!evaluator_.eval(expr.a, env_).missing()) return place_of(expr.a);
      if (program_.exprs[expr.b].kind == ExprKind::member && !evaluator_.eval(expr.b, env_).missing())
        return place_of(expr.b);
      return place_of(expr.a);
    }
    if (expr.kind == ExprKind::conditional) return place_of(evaluator_.holds(expr.condition, env_) ? expr.a : expr.b);
    if (expr.kind == ExprKind::member) {
      auto base = place_of(expr.a);
      if (base) base->path.push_back(Step::into(std::string(evaluator_.values().interner().text(expr.text))));
      return base;
    }
    return places_.of(id, env_);
  }

  bool choose_element(VarId var) {
    const check::Var& row = relation_.frame[var];
    if (row.kind == check::VarKind::entry_value) return true;
    if (row.kind != check::VarKind::element) {
      sink_.report("without-bind", row.span, {name()}).help =
          "another component takes part in it: write what it needs into the manifests yourself";
      return false;
    }
    const Expr& source = program_.exprs[row.source];
    if (source.kind == ExprKind::list) {
      // One of several places for a value: the first is today's.
      for (ExprId alternative : source.list) {
        new_places_[var] = place_of(alternative);
        if (new_places_[var]) return true;
      }
      return true;
    }
    const auto list = list_place(row.source);
    if (!list) {
      sink_.report("without-bind", row.span, {name()}).help = "the list is made by the rule, and stands nowhere";
      return false;
    }
    std::uint32_t count = 0;
    Value chosen;
    evaluator_.values().for_each_element(evaluator_.eval(row.source, env_), [&](const Value& element) {
      const auto place = places_.of_node(element.tag == infer::Tag::node ? data::NodeId{element.data} : element.origin);
      const bool of_this_list = place && place->component == list->component &&
                                place->path.size() == list->path.size() + 1 &&
                                std::equal(list->path.begin(), list->path.end(), place->path.begin());
      if (of_this_list) ++count;
      if (!chosen.missing() || element.missing() || !of_this_list) return;
      env_[var] = element;
      if (is_free(var)) chosen = element;
    });
    env_[var] = chosen;
    if (chosen.missing()) {
      new_places_[var] = *list;
      new_places_[var]->path.push_back(Step::at(count));
    }
    return true;
  }

  // Whether an element has room for the binds, and meets the conditions that are about it alone.
  bool is_free(VarId var) {
    bool any = false;
    for (const check::Bind& bind : relation_.binds) {
      if (!mentions(bind.target, var)) continue;
      const Value value = evaluator_.eval(bind.target, env_);
      if (!value.missing() && !evaluator_.values().equal(value, evaluator_.eval(bind.source, env_))) return false;
      any = true;
    }
    if (!any) return false;
    // An element of another sort has values of its own: only what is not said yet is free.
    for (CondId id : conditions_of(program_, relation_.body)) {
      const Cond& cond = program_.conds[id];
      if (cond.kind == CondKind::compare && !is_bind(cond) && (mentions(cond.a, var) || mentions(cond.b, var)) &&
          !evaluator_.holds(id, env_)) {
        return false;
      }
    }
    const Value element = env_[var];
    std::size_t own = 0;
    evaluator_.values().for_each_entry(
        element, [&](const Value& key, const Value&) { own += evaluator_.values().show(key) == "name" ? 0 : 1; });
    return own == 0 || !evaluator_.values().is_map(element);
  }

  bool assign(const check::Bind& bind, bool overwrite) {
    const Value value = evaluator_.eval(bind.source, env_);
    if (value.missing()) {
      sink_.report("not-connected", bind.span, {name(), "`" + source(bind.source) + "` is not there"}).help =
          "write it first";
      return false;
    }
    const auto place = place_of(bind.target);
    if (!place || place->path.empty()) {
      sink_.report("not-connected", bind.span, {name(), "`" + source(bind.target) + "` stands nowhere"}).help =
          "write it by hand";
      return false;
    }
    edit::Edit edit;
    edit.root = design_.at(place->component).root;
    edit.path = place->path;
    edit.value = edit_value(value, evaluator_.values());
    const bool is_new = std::any_of(new_places_.begin(), new_places_.end(), [&](const std::optional<Place>& fresh) {
      return fresh && fresh->component == place->component && fresh->path.size() <= place->path.size() &&
             std::equal(fresh->path.begin(), fresh->path.end(), place->path.begin()) && is_element_to_come(*fresh);
    });
    const Value now = is_new ? Value{} : evaluator_.eval(bind.target, env_);
    if (!now.missing()) {
      if (evaluator_.values().equal(now, value)) return true;
      if (!overwrite) {
        const std::vector<Wanting> others = wanting(*place);
        if (!others.empty()) {
          auto& report = sink_.report("bind-conflict", span_of(now, place->component), {edit::path_text(place->path)});
          report.notes.push_back({bind.span, "`" + name() + "` wants `" + evaluator_.values().show(value) + "`"});
          for (const Wanting& other : others) {
            report.notes.push_back(
                {other.bind->span, "`" + other.edge + "` wants `" + evaluator_.values().show(now) + "`"});
          }
          report.help = "disconnect that edge first, or say `--overwrite`";
          return false;
        }
        auto& report = sink_.report("own-value", span_of(now, place->component),
                                    {edit::path_text(place->path), evaluator_.values().show(now)});
        report.notes.push_back({bind.span, "this wants `" + evaluator_.values().show(value) + "`"});
        report.help = "say `--overwrite` where the new value is right";
        return false;
      }
    }
    for (const Write& other : writes_) {
      if (other.edit.edit.root != edit.root || other.edit.edit.path != edit.path) continue;
      if (other.edit.edit.value == edit.value) return true;
      auto& report = sink_.report("bind-conflict", bind.span, {edit::path_text(edit.path)});
      report.notes.push_back({other.bind == nullptr ? relation_.name_span : other.bind->span, "the other one"});
      report.help = "no component meets both: connect others, or correct the relationship";
      return false;
    }
    writes_.push_back({{place->component, std::move(edit)}, &bind});
    return true;
  }

  // The edges that are there because of what stands at a place.
  struct Wanting {
    const check::Bind* bind = nullptr;
    std::string edge;  // `grants(Role/a/b, ServiceAccount/a/c)`
  };
  std::vector<Wanting> wanting(const Place& place) {
    constexpr std::size_t kMost = 3;
    std::vector<Wanting> result;
    for (check::RelationId id = 0; id < program_.relations.size(); ++id) {
      const check::Relation& relation = program_.relations[id];
      if (relation.binds.empty()) continue;
      infer::RelationStore& store = inference_.relation(id);
      for (std::uint32_t row = 0; row < store.size() && result.size() < kMost; ++row) {
        Env env{};
        std::string edge(evaluator_.values().interner().text(relation.name));
        for (std::uint32_t i = 0; i < store.arity(); ++i) {
          const design::ComponentId end{store.tuple(row)[i]};
          env[i] = infer::component_value(end);
          edge += (i == 0 ? "(" : ", ") + design_.id(end, evaluator_.values().interner());
        }
        const check::Bind* found = nullptr;
        inference_.for_each_way(id, env, [&](Env& way) {
          for (const check::Bind& bind : relation.binds) {
            const auto target = places_.of(bind.target, way);
            if (target && target->component == place.component && target->path == place.path) found = &bind;
          }
        });
        if (found != nullptr) result.push_back({found, edge + ")"});
      }
    }
    return result;
  }

  bool is_element_to_come(const Place& place) const {
    return !place.path.empty() && place.path.back().kind == Step::Kind::index;
  }

  // `path of a new element == value`
  void complete(const Cond& cond) {
    for (const auto& [own, other] : {std::pair(cond.a, cond.b), std::pair(cond.b, cond.a)}) {
      const Value value = evaluator_.eval(other, env_);
      const auto place = place_of(own);
      if (value.missing() || !place || place->path.empty()) continue;
      const bool inside = std::any_of(new_places_.begin(), new_places_.end(), [&](const std::optional<Place>& fresh) {
        return fresh && is_element_to_come(*fresh) && fresh->component == place->component &&
               fresh->path.size() < place->path.size() &&
               std::equal(fresh->path.begin(), fresh->path.end(), place->path.begin());
      });
      if (!inside) continue;
      // What it has by default need not be said.
      const Value now = evaluator_.eval(own, env_);
      if (!now.missing() && evaluator_.values().equal(now, value)) return;
      edit::Edit edit;
      edit.root = design_.at(place->component).root;
      edit.path = place->path;
      edit.value = edit_value(value, evaluator_.values());
      const bool known = std::any_of(writes_.begin(), writes_.end(), [&](const Write& write) {
        return write.edit.edit.root == edit.root && write.edit.edit.path == edit.path;
      });
      if (!known) writes_.push_back({{place->component, std::move(edit)}, nullptr});
      return;
    }
  }

  // A new element of a list of Kubernetes has its keys; a name is that of what it leads to.
  void fill_required() {
    for (const std::optional<Place>& fresh : new_places_) {
      if (!fresh || !is_element_to_come(*fresh)) continue;
      const design::DesignKind& kind = design_.kind(fresh->component);
      const base::Interner& interner = evaluator_.values().interner();
      const auto schemas = model::find_schemas(
          interner.text(kind.group), interner.text(design_.at(fresh->component).version), interner.text(kind.name));
      if (schemas.empty()) continue;
      model::Node node = schemas.front().root();
      bool known = true;
      for (std::size_t i = 0; known && i + 1 < fresh->path.size(); ++i) {
        const Step& step = fresh->path[i];
        if (step.kind == Step::Kind::index) {
          known = node.type() == model::NodeType::array;
          if (known) node = node.element();
        } else {
          const auto fields = node.fields(step.key);
          known = !fields.empty();
          if (known) node = fields.front().node();
        }
      }
      if (!known || node.type() != model::NodeType::array) continue;
      for (const model::Text& key : node.list_map_keys()) {
        std::vector<Step> path = fresh->path;
        path.push_back(Step::into(std::string(key.text())));
        const edit::Edit* first = nullptr;
        bool said = false;
        for (const Write& write : writes_) {
          if (write.edit.component != fresh->component) continue;
          said = said || write.edit.edit.path == path;
          if (first == nullptr && write.edit.edit.value.type == data::NodeType::text) first = &write.edit.edit;
        }
        if (said || first == nullptr || key.text() != "name") continue;
        edit::Edit edit;
        edit.root = first->root;
        edit.path = std::move(path);
        edit.value = first->value;
        writes_.insert(writes_.begin(), {{fresh->component, std::move(edit)}, nullptr});
      }
    }
  }

  // The element that the bind made, if it holds nothing else; else the place itself.
  Place whole_element(const check::Bind& bind, const Place& place, Env& env) {
    Place best = place;
    for (VarId var : relation_.body.vars) {
      if (relation_.frame[var].kind != check::VarKind::element || !mentions(bind.target, var)) continue;
      const Value& element = env[var];
      const data::NodeId node = element.tag == infer::Tag::node ? data::NodeId{element.data} : element.origin;
      const auto holder = places_.of_node(node);
      if (!holder || holder->path.empty() || holder->path.back().kind != Step::Kind::index) continue;
      std::size_t spoken = 0;
      for (const check::Bind& other : relation_.binds) spoken += mentions(other.target, var) ? 1 : 0;
      for (CondId id : conditions_of(program_, relation_.body)) {
        const Cond& cond = program_.conds[id];
        if (cond.kind == CondKind::compare && cond.op == ast::Op::eq && !is_bind(cond)) {
          spoken += mentions(cond.a, var) || mentions(cond.b, var) ? 1 : 0;
        }
      }
      std::size_t leaves = 0;
      const auto count = [&](const auto& self, const edit::Value& value, bool top) -> void {
        for (const edit::Entry& entry : value.entries) {
          if (top && entry.key == "name" && value.entries.size() > 1) continue;
          self(self, entry.value, false);
        }
        for (const edit::Value& each : value.elements) self(self, each, false);
        if (!value.is_collection()) ++leaves;
      };
      count(count, edit_value(node, design_.tree, evaluator_.values().interner()), true);
      if (leaves <= spoken) best = *holder;
    }
    return best;
  }

  void remove(const Place& place, std::vector<EdgeEdit>& removals) const {
    EdgeEdit removal;
    removal.component = place.component;
    removal.edit.action = edit::Action::remove;
    removal.edit.root = design_.at(place.component).root;
    removal.edit.path = place.path;
    const bool known = std::any_of(removals.begin(), removals.end(), [&](const EdgeEdit& other) {
      return other.edit.root == removal.edit.root && other.edit.path == removal.edit.path;
    });
    if (!known) removals.push_back(std::move(removal));
  }

  std::string source(ExprId id) const { return std::string(sources_.text(program_.exprs[id].span)); }

  text::Span span_of(const Value& value, design::ComponentId component) const {
    const data::NodeId node = value.tag == infer::Tag::node ? data::NodeId{value.data} : value.origin;
    const data::NodeId shown = node == data::kNoNode ? design_.at(component).name_node : node;
    return {design_.at(component).file, design_.tree.at(shown).begin, design_.tree.at(shown).end};
  }

  const check::Program& program_;
  const check::Relation& relation_;
  check::RelationId id_;
  const std::vector<design::ComponentId>& ends_;
  infer::Inference& inference_;
  infer::Evaluator& evaluator_;
  const text::SourceSet& sources_;
  diag::Sink& sink_;
  Places places_;
  const design::Design& design_;
  Env env_{};
  std::vector<std::optional<Place>> new_places_;  // by variable: of elements that are to come
  std::vector<Write> writes_;
};

}  // namespace

std::optional<EdgeEdits> connect(const check::Program& program, check::RelationId relation,
                                 const std::vector<design::ComponentId>& ends, bool overwrite,
                                 infer::Inference& inference, const text::SourceSet& sources, diag::Sink& sink) {
  return Edges(program, relation, ends, inference, sources, sink).connect(overwrite);
}

std::optional<EdgeEdits> disconnect(const check::Program& program, check::RelationId relation,
                                    const std::vector<design::ComponentId>& ends, infer::Inference& inference,
                                    const text::SourceSet& sources, diag::Sink& sink) {
  return Edges(program, relation, ends, inference, sources, sink).disconnect();
}

std::vector<CondId> failing_conditions(const check::Program& program, check::RelationId relation,
                                       const std::vector<design::ComponentId>& ends, infer::Inference& inference) {
  Env env{};
  for (std::size_t i = 0; i < ends.size(); ++i) env[i] = infer::component_value(ends[i]);
  std::vector<CondId> result;
  const plan::VarSet known = (plan::bit(static_cast<VarId>(ends.size())) - 1);
  for (const plan::Clause& clause : inference.plan().relations[relation].clauses) {
    for (const plan::Literal& literal : clause.literals) {
      const bool is_bind =
          std::any_of(program.relations[relation].binds.begin(), program.relations[relation].binds.end(),
                      [&](const check::Bind& bind) { return bind.span == program.conds[literal.condition].span; });
      if ((literal.uses & ~known) != 0 || is_bind || inference.evaluator().holds(literal.condition, env)) continue;
      result.push_back(literal.condition);
    }
  }
  return result;
}

}  // namespace meshplay::fix
