#include <algorithm>
#include <set>

#include "engine/fix/connect.h"
#include "engine/fix/shape.h"

namespace meshplay::fix {

using check::Cond;
using check::CondId;
using check::CondKind;
using data::NodeId;
using edit::Step;

namespace {

class Disconnecting {
 public:
  explicit Disconnecting(Edge& edge) : edge_(edge) {}

  std::vector<Place> removals() {
    edge_.inference().for_each_way(edge_.id(), edge_.env(), [&](infer::Env& way, plan::VarSet) {
      take_way(way);
      return false;
    });
    std::set<NodeId> gone;
    for (const std::vector<NodeId>& nodes : ways_) {
      for (const NodeId node : enough_of(nodes)) gone.insert(widest(node));
    }
    take_emptied(gone);
    std::vector<Place> result;
    for (const NodeId node : gone) {
      auto place = place_of(node);
      if (place && !place->path.empty()) result.push_back(std::move(*place));
    }
    return result;
  }

 private:
  const data::Tree& tree() const { return edge_.design().tree; }
  NodeId node_at(const Place& place) const { return find_node(place, edge_.design(), edge_.values().interner()); }
  std::optional<Place> place_of(NodeId node) const { return Places(edge_.program(), edge_.evaluator()).of_node(node); }

  // One way that the edge holds: what its binds stand for, and what else connecting would have written.
  void take_way(infer::Env& way) {
    const VarPlaces vars = edge_.places_of_way(way);
    std::vector<NodeId>& nodes = ways_.emplace_back();
    for (const check::Bind& bind : edge_.relation().binds) {
      for (const Place& place : edge_.places(bind.target, vars, way)) {
        const NodeId node = node_at(place);
        if (node == data::kNoNode || place.path.empty()) continue;
        nodes.push_back(node);
        accounted_.insert(node);
        break;
      }
    }
    for (const CondId id : edge_.conditions()) {
      const Cond& cond = edge_.program().conds[id];
      if (cond.kind != CondKind::compare || cond.op != ast::Op::eq) continue;
      for (const auto& own : {cond.a, cond.b}) {
        for (const Place& place : edge_.places(own, vars, way)) {
          if (!place.path.empty()) accounted_.insert(node_at(place));
        }
      }
    }
    for (const check::VarId var : edge_.relation().body.vars) {
      if (edge_.relation().frame[var].kind != check::VarKind::element || !vars[var]) continue;
      if (vars[var]->path.empty() || vars[var]->path.back().kind != Step::Kind::index) continue;
      Place name = *vars[var];
      elements_.insert(node_at(name));
      name.path.push_back(Step::into("name"));
      accounted_.insert(node_at(name));
    }
  }

  // Without what other edges of the relationship need, too, and what Kubernetes requires, where the rest ends the edge.
  std::vector<NodeId> enough_of(const std::vector<NodeId>& nodes) const {
    const auto without = [](const std::vector<NodeId>& all, const auto& is_left) {
      std::vector<NodeId> rest;
      std::copy_if(all.begin(), all.end(), std::back_inserter(rest), [&](NodeId node) { return !is_left(node); });
      return rest.empty() ? all : rest;
    };
    const Shape shape(edge_.design(), edge_.values().interner());
    const std::vector<NodeId> alone = without(nodes, [&](NodeId node) { return is_shared(node); });
    return without(alone, [&](NodeId node) { return widest(node) == node && shape.is_required(*place_of(node)); });
  }

  bool is_shared(NodeId node) const {
    const auto others = edges_wanting(*place_of(node), edge_.program(), edge_.inference(), ~std::size_t{0});
    return std::any_of(others.begin(), others.end(), [&](const Wanting& other) {
      return other.relation == edge_.id() && other.ends != edge_.ends();
    });
  }

  // The outermost element around a node that holds nothing that the edge does not account for, else the node.
  NodeId widest(NodeId node) const {
    const auto begin = static_cast<std::uint32_t>(node);
    for (const NodeId element : elements_) {  // outer ones first
      const auto first = static_cast<std::uint32_t>(element);
      if (element == data::kNoNode || begin < first || begin >= first + tree().at(element).size) continue;
      if (is_accounted(element)) return element;
    }
    return node;
  }

  bool is_accounted(NodeId node) const {
    if (accounted_.contains(node)) return true;
    bool all = true;
    std::size_t count = 0;
    const auto visit = [&](NodeId child) {
      ++count;
      all = all && is_accounted(child);
    };
    tree().for_each_entry(node, [&](NodeId, NodeId value) { visit(value); });
    tree().for_each_element(node, visit);
    return all && count > 0;
  }

  // Mappings and lists of which nothing is left go as well, but for what must be there.
  void take_emptied(std::set<NodeId>& gone) const {
    const Shape shape(edge_.design(), edge_.values().interner());
    for (bool again = true; again;) {
      again = false;
      for (const NodeId node : std::vector<NodeId>(gone.begin(), gone.end())) {
        auto above = place_of(node);
        if (!above || above->path.size() < 2) continue;
        above->path.pop_back();
        if (shape.is_required(*above)) continue;
        const NodeId holder = node_at(*above);
        std::vector<NodeId> children;
        tree().for_each_entry(holder, [&](NodeId, NodeId value) { children.push_back(value); });
        tree().for_each_element(holder, [&](NodeId element) { children.push_back(element); });
        if (!std::all_of(children.begin(), children.end(), [&](NodeId child) { return gone.contains(child); }))
          continue;
        for (const NodeId child : children) gone.erase(child);
        gone.insert(holder);
        again = true;
        break;
      }
    }
  }

  Edge& edge_;
  std::vector<std::vector<NodeId>> ways_;  // what the binds stand for
  std::set<NodeId> accounted_;             // with what conditions ask for, and the names of elements
  std::set<NodeId> elements_;              // of the lists that the relationship looks through
};

}  // namespace

std::optional<EdgeEdits> disconnect(Edge& edge, diag::Sink& sink) {
  if (!can_change(edge, sink)) return std::nullopt;
  EdgeEdits result;
  if (!edge.holds()) {
    result.nothing_to_do = true;
    return result;
  }
  for (const Place& place : Disconnecting(edge).removals()) {
    edit::Edit edit;
    edit.action = edit::Action::remove;
    edit.root = edge.design().at(place.component).root;
    edit.path = place.path;
    result.edits.push_back({place.component, std::move(edit)});
  }
  if (!result.edits.empty()) return result;
  sink.report("not-disconnected", edge.relation().name_span, {edge.name(), "nothing of it was written by a `bind`"})
      .help = "change what its conditions compare";
  return std::nullopt;
}

}  // namespace meshplay::fix
