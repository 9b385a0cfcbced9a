#include "engine/design/design.h"

namespace meshplay::design {

std::span<const ComponentId> Design::of_kind(KindId kind) const {
  const auto index = static_cast<std::uint32_t>(kind);
  if (index >= by_kind_.size()) return {};
  return by_kind_[index];
}

std::string Design::id(ComponentId component, const base::Interner& interner) const {
  const Component& found = at(component);
  std::string id(interner.text(kind(component).name));
  if (found.namespaced) {
    id += '/';
    id += interner.text(found.space);
  }
  id += '/';
  id += interner.text(found.name);
  return id;
}

void Design::index() {
  std::vector<std::uint32_t> sizes(kinds.size());
  for (const Component& component : components) ++sizes[static_cast<std::uint32_t>(component.kind)];
  by_kind_.assign(kinds.size(), {});
  for (std::size_t i = 0; i < sizes.size(); ++i) by_kind_[i].reserve(sizes[i]);
  for (std::uint32_t i = 0; i < components.size(); ++i) {
    by_kind_[static_cast<std::uint32_t>(components[i].kind)].push_back(ComponentId{i});
  }
}

void Design::locate() {
  if (place_in_kind_.size() == components.size()) return;
  place_in_kind_.resize(components.size());
  for (const auto& list : by_kind_) {
    for (std::uint32_t i = 0; i < list.size(); ++i) place_in_kind_[static_cast<std::uint32_t>(list[i])] = i;
  }
}

ComponentId Design::enter(const Component& component) {
  locate();
  by_kind_.resize(kinds.size());
  ComponentId id{static_cast<std::uint32_t>(components.size())};
  if (free_.empty()) {
    components.push_back(component);
    place_in_kind_.push_back(0);
  } else {
    id = free_.back();
    free_.pop_back();
    components[static_cast<std::uint32_t>(id)] = component;
  }
  auto& list = by_kind_[static_cast<std::uint32_t>(component.kind)];
  place_in_kind_[static_cast<std::uint32_t>(id)] = static_cast<std::uint32_t>(list.size());
  list.push_back(id);
  return id;
}

void Design::leave(ComponentId id) {
  locate();
  auto& list = by_kind_[static_cast<std::uint32_t>(at(id).kind)];
  const std::uint32_t place = place_in_kind_[static_cast<std::uint32_t>(id)];
  list[place] = list.back();
  place_in_kind_[static_cast<std::uint32_t>(list[place])] = place;
  list.pop_back();
}

}  // namespace meshplay::design
