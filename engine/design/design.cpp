#include "engine/design/design.h"

namespace meshplay::design {

std::span<const ComponentId> Design::of_kind(KindId kind) const {
  const auto index = static_cast<std::uint32_t>(kind);
  if (index + 1 >= kind_starts_.size()) return {};
  const std::span<const ComponentId> all(by_kind_);
  return all.subspan(kind_starts_[index], kind_starts_[index + 1] - kind_starts_[index]);
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
  kind_starts_.assign(kinds.size() + 1, 0);
  for (const Component& component : components) ++kind_starts_[static_cast<std::uint32_t>(component.kind) + 1];
  for (std::size_t i = 1; i < kind_starts_.size(); ++i) kind_starts_[i] += kind_starts_[i - 1];
  by_kind_.resize(components.size());
  std::vector<std::uint32_t> next(kind_starts_.begin(), kind_starts_.end() - 1);
  for (std::uint32_t i = 0; i < components.size(); ++i) {
    by_kind_[next[static_cast<std::uint32_t>(components[i].kind)]++] = ComponentId{i};
  }
}

}  // namespace meshplay::design
