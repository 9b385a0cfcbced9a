#include "engine/fix/connect.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "engine/fix/shape.h"

namespace meshplay::fix {

using check::Cond;
using check::CondId;
using check::CondKind;
using check::Expr;
using check::ExprId;
using check::ExprKind;
using check::VarId;
using check::VarKind;
using edit::Step;
using infer::Value;

namespace {

constexpr std::size_t kMostWays = 20'000;
constexpr std::size_t kMostEdgesNamed = 3;

struct Write {
  Place place;
  edit::Value value;
  const check::Bind* bind = nullptr;  // null: what a condition asks for, or a name
};

// Why one way does not go, the weightier the later.
enum class Obstacle : std::uint8_t { none, condition, nowhere, own_value, bind_conflict, no_source };

struct Failure {
  Obstacle obstacle = Obstacle::none;
  const check::Bind* bind = nullptr;
  const check::Bind* other = nullptr;
  Place place;
  Value now;
  Value wanted;
};

class Connecting {
 public:
  Connecting(Edge& edge, bool overwrite)
      : edge_(edge),
        overwrite_(overwrite),
        shape_(edge.design(), edge.values().interner()),
        env_(edge.env()),
        vars_(edge.relation().frame.size()) {
    for (std::size_t i = 0; i < edge.ends().size(); ++i) vars_[i] = Place{edge.ends()[i], {}};
  }

  void search() { choose(0); }

  bool found() const { return found_; }
  const std::vector<Write>& writes() const { return best_writes_; }
  const VarPlaces& places() const { return best_vars_; }
  const Failure& failure() const { return failure_; }

 private:
  // Written over, required things that are missing, new elements, keys that need not be there, order of the rule.
  using Rank = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t, std::size_t>;

  data::NodeId node_at(const Place& place) const { return find_node(place, edge_.design(), edge_.values().interner()); }
  Value value_at(const Place& place) const {
    const data::NodeId node = node_at(place);
    return node == data::kNoNode ? Value{} : edge_.values().from_node(node);
  }
  bool is_element(const Place& place) const {
    return !place.path.empty() && place.path.back().kind == Step::Kind::index;
  }
  bool is_new_element(const Place& place) const { return is_element(place) && node_at(place) == data::kNoNode; }

  void choose(std::size_t number) {
    if (ways_ >= kMostWays) return;
    const std::vector<VarId>& variables = edge_.relation().body.vars;
    if (number == variables.size()) {
      ++ways_;
      finish_way();
      return;
    }
    const VarId var = variables[number];
    const check::Var& row = edge_.relation().frame[var];
    const auto take = [&](std::optional<Place> place, const Value& value) {
      vars_[var] = std::move(place);
      env_[var] = value;
      choose(number + 1);
      vars_[var].reset();
      env_[var] = {};
    };
    if (row.kind == VarKind::element) {
      choose_element(row.source, take);
    } else if (row.kind == VarKind::entry_key) {
      choose(number + 1);  // with its value
    } else {
      choose_entry(var, take);
    }
  }

  using Taker = std::function<void(std::optional<Place>, const Value&)>;

  void choose_entry(VarId var, const Taker& take) {
    const std::vector<check::Var>& frame = edge_.relation().frame;
    const auto key = std::find_if(frame.begin(), frame.end(), [&](const check::Var& row) {
      return row.kind == VarKind::entry_key && row.entry == var;
    });
    std::vector<std::pair<Value, Value>> entries;
    edge_.values().for_each_entry(edge_.evaluator().eval(frame[var].source, env_),
                                  [&](const Value& name, const Value& value) { entries.emplace_back(name, value); });
    for (const auto& [name, value] : entries) {
      const auto key_var = static_cast<std::size_t>(key - frame.begin());
      if (key != frame.end()) env_[key_var] = name;
      take(Places(edge_.program(), edge_.evaluator())
               .of_node(value.tag == infer::Tag::node ? data::NodeId{value.data} : value.origin),
           value);
      if (key != frame.end()) env_[key_var] = {};
    }
  }

  // A new element first: where nothing else tells two ways apart, what is there is left alone.
  void choose_element(ExprId source, const Taker& take) {
    const Expr& expr = edge_.program().exprs[source];
    if (expr.kind == ExprKind::arithmetic) {
      choose_element(expr.a, take);
      choose_element(expr.b, take);
      return;
    }
    if (expr.kind == ExprKind::list) {
      for (const ExprId alternative : edge_.program().list(expr)) {
        for (Place& place : edge_.places(alternative, vars_, env_)) {
          const Value value = value_at(place);
          take(std::move(place), value);
        }
      }
      return;
    }
    for (const Place& list : edge_.places(source, vars_, env_)) {
      const data::NodeId node = node_at(list);
      std::uint32_t count = 0;
      if (node != data::kNoNode) edge_.design().tree.for_each_element(node, [&](data::NodeId) { ++count; });
      const auto element = [&](std::uint32_t index) {
        Place place = list;
        place.path.push_back(Step::at(index));
        return place;
      };
      take(element(count), {});
      for (std::uint32_t i = 0; i < count; ++i) take(element(i), value_at(element(i)));
    }
  }

  void fail(Failure failure) {
    if (failure.obstacle > failure_.obstacle) failure_ = std::move(failure);
  }

  void finish_way() {
    std::vector<Write> writes;
    std::uint32_t overwritten = 0;
    for (const check::Bind& bind : edge_.relation().binds) {
      if (!assign(bind, writes, overwritten)) return;
    }
    if (!conditions_hold()) {
      fail({Obstacle::condition, nullptr, nullptr, {}, {}, {}});
      return;
    }
    for (const CondId id : edge_.conditions()) complete(edge_.program().conds[id], writes);
    name_new_elements(writes);
    std::vector<Place> written;
    std::uint32_t optional_steps = 0;
    for (const Write& write : writes) {
      if (!shape_.is_possible(write.place)) {
        fail({Obstacle::nowhere, write.bind, nullptr, write.place, {}, {}});
        return;
      }
      optional_steps += shape_.optional_steps(write.place);
      written.push_back(write.place);
    }
    // Two variables may stand for one element.
    std::uint32_t new_elements = 0;
    for (auto place = vars_.begin(); place != vars_.end(); ++place) {
      new_elements += *place && is_new_element(**place) && std::find(vars_.begin(), place, *place) == place ? 1 : 0;
    }
    const Rank rank{overwritten, shape_.missing_required(written), new_elements, optional_steps, ways_};
    if (found_ && rank >= best_) return;
    found_ = true;
    best_ = rank;
    best_writes_ = std::move(writes);
    best_vars_ = vars_;
  }

  // Of several places for the value the one that has it, else the usual one.
  std::optional<Place> target_of(const check::Bind& bind) {
    std::vector<Place> targets = edge_.places(bind.target, vars_, env_);
    targets.erase(std::remove_if(targets.begin(), targets.end(), [](const Place& place) { return place.path.empty(); }),
                  targets.end());
    if (targets.empty()) return std::nullopt;
    if (!value_at(targets[0]).missing()) return targets[0];
    return *std::min_element(targets.begin(), targets.end(), [&](const Place& a, const Place& b) {
      const auto cost = [&](const Place& place) {
        return std::pair(!shape_.is_possible(place), shape_.optional_steps(place));
      };
      return cost(a) < cost(b);
    });
  }

  bool assign(const check::Bind& bind, std::vector<Write>& writes, std::uint32_t& overwritten) {
    const Value value = edge_.evaluator().eval(bind.source, env_);
    if (value.missing()) {
      fail({Obstacle::no_source, &bind, nullptr, {}, {}, {}});
      return false;
    }
    const auto place = target_of(bind);
    if (!place) {
      fail({Obstacle::nowhere, &bind, nullptr, {}, {}, {}});
      return false;
    }
    for (const Write& other : writes) {
      if (other.place != *place) continue;
      if (other.value == edit_value(value, edge_.values())) return true;
      fail({Obstacle::bind_conflict, &bind, other.bind, *place, {}, value});
      return false;
    }
    const Value now = value_at(*place);
    if (!now.missing()) {
      if (edge_.values().equal(now, value)) return true;
      if (!overwrite_) {
        fail({Obstacle::own_value, &bind, nullptr, *place, now, value});
        return false;
      }
      ++overwritten;
    } else if (!has_room(*place)) {
      fail({Obstacle::nowhere, &bind, nullptr, *place, {}, {}});
      return false;
    }
    writes.push_back({*place, edit_value(value, edge_.values()), &bind});
    return true;
  }

  // An element of another sort has values of its own. It takes what it must have and lacks, and one more element of a
  // list of its own; anything else only while it says nothing yet.
  bool has_room(const Place& place) {
    const Place* element = nullptr;
    for (const auto& var : vars_) {
      if (!var || !is_element(*var) || !is_within(place, *var) || node_at(*var) == data::kNoNode) continue;
      if (element == nullptr || var->path.size() > element->path.size()) element = &*var;
    }
    if (element == nullptr) return true;
    const auto below = place.path.begin() + static_cast<std::ptrdiff_t>(element->path.size());
    const auto index = std::find_if(below, place.path.end(), [](const Step& s) { return s.kind == Step::Kind::index; });
    if (index != place.path.end()) {
      // Of `volume.projected.sources[0]` the mapping `projected` must be there: with it the volume is of another sort.
      return node_at({place.component, {place.path.begin(), index - 1}}) != data::kNoNode;
    }
    const data::NodeId node = node_at(*element);
    std::size_t own = 0;
    edge_.design().tree.for_each_entry(node, [&](data::NodeId key, data::NodeId) {
      own += edge_.values().interner().text(edge_.design().tree.at(key).text) == "name" ? 0 : 1;
    });
    return own == 0 || shape_.is_first_missing_required(place).value_or(true);
  }

  // Those about elements that are there, and about none that is to come.
  bool conditions_hold() {
    for (const CondId id : edge_.conditions()) {
      const Cond& cond = edge_.program().conds[id];
      if (cond.kind != CondKind::compare) continue;
      bool is_about_old = false;
      bool is_about_new = false;
      for (const VarId var : edge_.relation().body.vars) {
        if (!edge_.mentions(cond.a, var) && !edge_.mentions(cond.b, var)) continue;
        (env_[var].missing() ? is_about_new : is_about_old) = true;
      }
      if (is_about_old && !is_about_new && !edge_.evaluator().holds(id, env_)) return false;
    }
    return true;
  }

  // `path of a new element == value`
  void complete(const Cond& cond, std::vector<Write>& writes) {
    if (cond.kind != CondKind::compare || cond.op != ast::Op::eq) return;
    for (const auto& [own, other] : {std::pair(cond.a, cond.b), std::pair(cond.b, cond.a)}) {
      const Value value = edge_.evaluator().eval(other, env_);
      if (value.missing()) continue;
      for (const Place& place : edge_.places(own, vars_, env_)) {
        const bool is_inside = std::any_of(vars_.begin(), vars_.end(), [&](const std::optional<Place>& var) {
          return var && is_new_element(*var) && place.path.size() > var->path.size() && is_within(place, *var);
        });
        if (!is_inside) continue;
        // What it has by default need not be said.
        const Value now = edge_.evaluator().eval(own, env_);
        if (!now.missing() && edge_.values().equal(now, value)) return;
        const bool is_known =
            std::any_of(writes.begin(), writes.end(), [&](const Write& write) { return write.place == place; });
        if (!is_known) writes.push_back({place, edit_value(value, edge_.values()), nullptr});
        return;
      }
    }
  }

  // Where the elements of a list are told apart by a name, a new one is called as what it leads to.
  void name_new_elements(std::vector<Write>& writes) {
    for (const auto& var : vars_) {
      if (!var || !is_new_element(*var)) continue;
      const Place list{var->component, {var->path.begin(), var->path.end() - 1}};
      const std::vector<std::string> keys = shape_.list_keys(list);
      if (std::find(keys.begin(), keys.end(), "name") == keys.end()) continue;
      Place name = *var;
      name.path.push_back(Step::into("name"));
      const auto first = std::find_if(writes.begin(), writes.end(), [&](const Write& write) {
        return is_within(write.place, *var) && write.value.type == data::NodeType::text;
      });
      const bool is_said =
          std::any_of(writes.begin(), writes.end(), [&](const Write& write) { return write.place == name; });
      if (is_said || first == writes.end()) continue;
      const edit::Value text = edit::Value::of(free_name(list, first->value.text));
      writes.insert(first, {name, text, nullptr});
    }
  }

  // As Kubernetes takes names of elements, and as no other element is called.
  std::string free_name(const Place& list, std::string_view wanted) const {
    constexpr std::size_t kMost = 63;
    std::string name;
    for (const char c : wanted) {
      const bool is_fine = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      name += is_fine ? c : '-';
    }
    name.resize(std::min(name.size(), kMost - 4));
    std::vector<std::string> taken;
    const data::NodeId node = node_at(list);
    if (node != data::kNoNode) {
      edge_.design().tree.for_each_element(node, [&](data::NodeId element) {
        taken.push_back(edge_.values().show(
            edge_.values().member(edge_.values().from_node(element), edge_.values().interner().intern("name"))));
      });
    }
    std::string result = name;
    for (std::size_t i = 2; std::find(taken.begin(), taken.end(), result) != taken.end(); ++i) {
      result = name + "-" + std::to_string(i);
    }
    return result;
  }

  Edge& edge_;
  bool overwrite_;
  Shape shape_;
  infer::Env env_;
  VarPlaces vars_;
  std::size_t ways_ = 0;
  bool found_ = false;
  Rank best_;
  std::vector<Write> best_writes_;
  VarPlaces best_vars_;
  Failure failure_;
};

void report(const Failure& failure, Edge& edge, const text::SourceSet& sources, diag::Sink& sink) {
  infer::Values& values = edge.values();
  const std::string name = edge.name();
  const auto source = [&](ExprId id) { return "`" + std::string(sources.text(edge.program().exprs[id].span)) + "`"; };
  const auto place_span = [&] { return span_of(failure.place, edge.design(), values.interner()); };
  switch (failure.obstacle) {
    case Obstacle::no_source:
      sink.report("not-connected", failure.bind->span, {name, source(failure.bind->source) + " is not there"}).help =
          "write it first";
      return;
    case Obstacle::bind_conflict: {
      auto& report = sink.report("bind-conflict", failure.bind->span, {edit::path_text(failure.place.path)});
      report.notes.push_back({failure.other->span, "the other one"});
      report.help = "no component meets both: connect others, or correct the relationship";
      return;
    }
    case Obstacle::own_value: {
      const std::string wanted = values.show(failure.wanted);
      const std::string now = values.show(failure.now);
      const std::string path = edit::path_text(failure.place.path);
      const auto others = edges_wanting(failure.place, edge.program(), edge.inference(), kMostEdgesNamed);
      if (others.empty()) {
        auto& report = sink.report("own-value", place_span(), {path, now});
        report.notes.push_back({failure.bind->span, "this wants `" + wanted + "`"});
        report.help = "say `--overwrite` where the new value is right";
        return;
      }
      auto& report = sink.report("bind-conflict", place_span(), {path});
      report.notes.push_back({failure.bind->span, "`" + name + "` wants `" + wanted + "`"});
      for (const Wanting& other : others) {
        report.notes.push_back({other.bind->span, "`" + other.text + "` wants `" + now + "`"});
      }
      report.help = "disconnect that edge first, or say `--overwrite`";
      return;
    }
    case Obstacle::nowhere: {
      const check::Bind& bind = failure.bind == nullptr ? edge.relation().binds[0] : *failure.bind;
      sink.report("not-connected", bind.span, {name, source(bind.target) + " has no place in the manifest"}).help =
          "write it by hand";
      return;
    }
    default:
      sink.report("not-connected", edge.relation().name_span, {name, "no element meets its conditions"}).help =
          "write it by hand";
  }
}

}  // namespace

bool can_change(Edge& edge, diag::Sink& sink) {
  const check::Relation& relation = edge.relation();
  for (std::size_t i = 0; i < edge.ends().size(); ++i) {
    const check::Var& row = relation.frame[i];
    if (row.kinds == check::kNone || edge.evaluator().in_kinds(row.kinds, edge.ends()[i])) continue;
    const std::string end = edge.design().id(edge.ends()[i], edge.values().interner());
    sink.report("not-connectable", row.span, {end, edge.name()}).help = "it takes another kind there";
    return false;
  }
  if (relation.binds.empty()) {
    sink.report("without-bind", relation.name_span, {edge.name()}).help =
        "change what its conditions compare, or write `bind target <- source` in the relationship";
    return false;
  }
  return true;
}

std::optional<EdgeEdits> connect(Edge& edge, bool overwrite, const text::SourceSet& sources, diag::Sink& sink) {
  if (!can_change(edge, sink)) return std::nullopt;
  EdgeEdits result;
  if (edge.holds()) {
    result.nothing_to_do = true;
    return result;
  }
  for (const VarId var : edge.relation().body.vars) {
    const check::Var& row = edge.relation().frame[var];
    if (row.kind != VarKind::component) continue;
    sink.report("without-bind", row.span, {edge.name()}).help =
        "another component takes part in it: write what it needs into the manifests yourself";
    return std::nullopt;
  }
  Connecting connecting(edge, overwrite);
  connecting.search();
  if (!connecting.found()) {
    report(connecting.failure(), edge, sources, sink);
    return std::nullopt;
  }
  result.places = connecting.places();
  for (const Write& write : connecting.writes()) {
    edit::Edit edit;
    edit.root = edge.design().at(write.place.component).root;
    edit.path = write.place.path;
    edit.value = write.value;
    result.edits.push_back({write.place.component, std::move(edit)});
  }
  return result;
}

std::vector<CondId> failing_conditions(Edge& edge, const VarPlaces& places) {
  infer::Env env = edge.env();
  for (std::size_t i = edge.ends().size(); i < places.size(); ++i) {
    if (!places[i]) continue;
    const data::NodeId node = find_node(*places[i], edge.design(), edge.values().interner());
    if (node != data::kNoNode) env[i] = edge.values().from_node(node);
  }
  std::vector<CondId> result;
  for (const CondId id : edge.conditions()) {
    if (!edge.evaluator().holds(id, env)) result.push_back(id);
  }
  return result;
}

}  // namespace meshplay::fix
