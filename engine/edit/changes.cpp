#include "engine/edit/changes.h"

#include <algorithm>

namespace meshplay::edit {

using data::LayoutNode;
using data::NodeType;

namespace {

std::string quoted(std::string_view text) { return "`" + std::string(text) + "`"; }

std::string_view sort_of(NodeType type) {
  switch (type) {
    case NodeType::null: return "null";
    case NodeType::boolean: return "a truth value";
    case NodeType::integer:
    case NodeType::number: return "a number";
    case NodeType::text: return "text";
    case NodeType::sequence: return "a list";
    case NodeType::mapping: return "a mapping";
  }
  return "";
}

std::string shown(const Step& step) {
  return step.kind == Step::Kind::key ? "key " + quoted(step.key) : "element " + std::to_string(step.index);
}

}  // namespace

const Change* Change::find(const Step& step) const {
  const auto found = inside.find(step);
  return found == inside.end() ? nullptr : found->second.get();
}

std::vector<Addition> added_elements(const Change& change, std::uint32_t count) {
  std::vector<Addition> added;
  for (const auto& [step, child] : change.inside) {
    if (step.kind == Step::Kind::index && step.index >= count) added.push_back({"", value_of(*child)});
  }
  for (const Value& value : change.appended) added.push_back({"", value});
  return added;
}

std::vector<Addition> added_entries(const Change& change, const std::function<bool(std::string_view)>& is_there) {
  std::vector<std::pair<const Change*, const std::string*>> order;
  for (const auto& [step, child] : change.inside) {
    if (step.kind == Step::Kind::key && !is_there(step.key)) order.emplace_back(child.get(), &step.key);
  }
  std::sort(order.begin(), order.end(), [](const auto& one, const auto& other) {
    return std::pair(one.first->edit, *one.second) < std::pair(other.first->edit, *other.second);
  });
  std::vector<Addition> added;
  added.reserve(order.size());
  for (const auto& [child, key] : order) added.push_back({*key, value_of(*child)});
  return added;
}

Value value_of(const Change& change) {
  if (change.value) return *change.value;
  Value value;
  if (!change.inside.empty() && change.inside.begin()->first.kind == Step::Kind::key) {
    value.type = NodeType::mapping;
    for (Addition& added : added_entries(change, [](std::string_view) { return false; })) {
      value.entries.push_back({std::move(added.key), std::move(added.value)});
    }
  } else {
    value.type = NodeType::sequence;
    for (Addition& added : added_elements(change, 0)) value.elements.push_back(std::move(added.value));
  }
  return value;
}

Changes::Changes(const data::Tree& before, const data::Tree& tree, const data::Layout& layout,
                 const base::Interner& interner)
    : before_(before), tree_(tree), layout_(layout), interner_(interner) {
  for (std::uint32_t i = 0; i < layout_.nodes.size(); ++i) {
    const LayoutNode& node = layout_.nodes[i];
    const bool collection = node.type == NodeType::sequence || node.type == NodeType::mapping;
    if (collection && node.style != data::Style::alias) collections_.emplace(node.begin, i);
  }
}

const Change* Changes::of(std::uint32_t document) const {
  const auto found = documents_.find(document);
  return found == documents_.end() ? nullptr : &found->second;
}

std::optional<std::string> Changes::add(const Edit& edit, std::size_t number) {
  const auto place = place_of(edit);
  if (!place) return "its component stands in no document of this file";
  if (edit.path.empty() && edit.action != Action::append) return "a component is not replaced or removed as a whole";
  if (edit.action != Action::remove) {
    if (auto mistake = mistake_in(edit.value)) return mistake;
  }
  if (auto reason = obstacle(edit, *place)) return reason;
  if (auto reason = contradiction(edit, *place)) return reason;
  Change* change = &documents_.try_emplace(place->document, Change{number, {}, false, {}, {}}).first->second;
  for (const Step& step : place->path) {
    std::unique_ptr<Change>& next = change->inside[step];
    if (!next) {
      next = std::make_unique<Change>();
      next->edit = number;
    }
    change = next.get();
  }
  switch (edit.action) {
    case Action::set: change->value = edit.value; break;
    case Action::remove: change->removed = true; break;
    case Action::append: change->appended.push_back(edit.value); break;
  }
  return std::nullopt;
}

std::optional<Changes::Place> Changes::place_of(const Edit& edit) const {
  if (static_cast<std::uint32_t>(edit.root) >= before_.nodes.size()) return std::nullopt;
  const data::Node& root = before_.at(edit.root);
  const auto found = collections_.find(root.begin);
  if (found == collections_.end()) return std::nullopt;
  std::uint32_t node = found->second;
  if (layout_.nodes[node].type != root.type || layout_.nodes[node].end != root.end) return std::nullopt;
  Place place;
  for (std::uint32_t parent = layout_.nodes[node].parent; parent != data::kNoLayoutNode;
       node = parent, parent = layout_.nodes[node].parent) {
    const bool mapping = layout_.nodes[parent].type == NodeType::mapping;
    // A key stands one before its value.
    place.path.push_back(mapping ? Step::into(std::string(interner_.text(layout_.nodes[node - 1].text)))
                                 : Step::at(layout_.nodes[node].ordinal));
  }
  std::reverse(place.path.begin(), place.path.end());
  place.own = place.path.size();
  place.path.insert(place.path.end(), edit.path.begin(), edit.path.end());
  place.document = static_cast<std::uint32_t>(std::lower_bound(layout_.roots.begin(), layout_.roots.end(), node) -
                                              layout_.roots.begin());
  return place;
}

std::string Changes::shown(const Place& place, std::size_t steps) const {
  if (steps <= place.own) return "the component";
  return quoted(path_text(std::span(place.path).subspan(place.own, steps - place.own)));
}

std::uint32_t Changes::child(std::uint32_t node, const Step& step) const {
  const LayoutNode& parent = layout_.nodes[node];
  std::uint32_t next = node + 1;
  if (step.kind == Step::Kind::index) {
    if (step.index >= parent.count) return data::kNoLayoutNode;
    for (std::uint32_t i = 0; i < step.index; ++i) next += layout_.nodes[next].size;
    return next;
  }
  const auto wanted = interner_.find(step.key);
  if (!wanted) return data::kNoLayoutNode;
  for (std::uint32_t i = 0; i < parent.count; ++i) {
    if (layout_.nodes[next].text == *wanted && !layout_.nodes[next].merge_key) return next + 1;
    next += 1 + layout_.nodes[next + 1].size;
  }
  return data::kNoLayoutNode;
}

// Whether the tree has what the text has not at this place: it comes from a merge key.
bool Changes::is_merged(const Place& place, std::size_t steps) const {
  data::NodeId node = tree_.documents[place.document].root;
  for (std::size_t i = 0; i < steps && node != data::kNoNode; ++i) {
    const Step& step = place.path[i];
    if (step.kind == Step::Kind::index) {
      node = tree_.element(node, step.index);
    } else {
      const auto key = interner_.find(step.key);
      node = key ? tree_.find(node, *key) : data::kNoNode;
    }
  }
  return node != data::kNoNode;
}

// Whether an alias elsewhere stands for the node or for something in it.
std::optional<std::string> Changes::repetition(std::uint32_t node, std::string_view path) const {
  for (std::uint32_t i = node; i < node + layout_.nodes[node].size; ++i) {
    if (!layout_.nodes[i].repeated) continue;
    if (i == node) return "an alias repeats " + std::string(path) + ", which would change another place too";
    return "an alias repeats something in " + std::string(path) + ", which would change another place too";
  }
  return std::nullopt;
}

std::optional<std::string> Changes::obstacle(const Edit& edit, const Place& place) const {
  std::uint32_t node = layout_.roots[place.document];
  const Change* change = of(place.document);
  const std::size_t size = place.path.size();
  std::size_t steps = 0;  // of the path that are there
  for (; steps < size; ++steps) {
    const LayoutNode& here = layout_.nodes[node];
    const Step& step = place.path[steps];
    if (here.style == data::Style::alias) {
      return shown(place, steps) + " is an alias: what stands in it stands elsewhere too";
    }
    if (here.repeated) {
      return "an alias repeats " + shown(place, steps) + ", which would change another place too";
    }
    if (here.type == NodeType::null) break;
    const bool fits = here.type == (step.kind == Step::Kind::key ? NodeType::mapping : NodeType::sequence);
    if (!fits) {
      return shown(place, steps) + " is " + std::string(sort_of(here.type)) + ", which has no " +
             meshplay::edit::shown(step);
    }
    const std::uint32_t next = child(node, step);
    if (next == data::kNoLayoutNode) {
      if (is_merged(place, steps + 1)) {
        return shown(place, steps + 1) + " comes from a merge key: what stands there stands elsewhere too";
      }
      break;
    }
    node = next;
    if (change != nullptr) change = change->find(step);
  }
  if (steps == size) {
    if (edit.action != Action::append) return repetition(node, shown(place, size));
    const LayoutNode& list = layout_.nodes[node];
    if (list.style == data::Style::alias) {
      return shown(place, size) + " is an alias: what stands in it stands elsewhere too";
    }
    if (list.repeated) return repetition(node, shown(place, size));
    if (list.type == NodeType::sequence || list.type == NodeType::null) return std::nullopt;
    return shown(place, size) + " is " + std::string(sort_of(list.type)) + " and no list";
  }
  if (edit.action == Action::remove) return "there is no " + shown(place, steps + 1);
  const LayoutNode& last = layout_.nodes[node];
  std::uint32_t count = last.type == NodeType::sequence ? last.count : 0;
  for (; steps < size; ++steps, count = 0) {
    const Step& step = place.path[steps];
    if (step.kind == Step::Kind::index) {
      std::uint32_t most = count;
      while (change != nullptr && change->find(Step::at(most)) != nullptr) ++most;
      if (step.index > most) {
        return shown(place, steps) + " has " + std::to_string(most) + " elements: there is no " +
               meshplay::edit::shown(step);
      }
    }
    if (change != nullptr) change = change->find(step);
  }
  return std::nullopt;
}

std::optional<std::string> Changes::contradiction(const Edit& edit, const Place& place) const {
  const Change* change = of(place.document);
  const std::size_t size = place.path.size();
  for (std::size_t steps = 0; change != nullptr; ++steps) {
    const bool here = steps == size;
    if (change->removed && !(here && edit.action == Action::remove)) {
      return "another edit removes " + shown(place, steps);
    }
    if (change->value && !(here && edit.action == Action::set && *change->value == edit.value)) {
      return "another edit sets " + shown(place, steps);
    }
    if (here && edit.action != Action::append && change->goes_inside()) {
      return "another edit changes what stands in " + shown(place, steps);
    }
    const bool has_keys = !change->inside.empty() && change->inside.begin()->first.kind == Step::Kind::key;
    const bool has_elements = change->goes_inside() && !has_keys;
    const bool wants_key = !here && place.path[steps].kind == Step::Kind::key;
    const bool wants_element = here ? edit.action == Action::append : !wants_key;
    if ((wants_key && has_elements) || (wants_element && has_keys)) {
      return "another edit makes " + shown(place, steps) + (has_keys ? " a mapping" : " a list");
    }
    if (here) break;
    change = change->find(place.path[steps]);
  }
  return std::nullopt;
}

}  // namespace meshplay::edit
