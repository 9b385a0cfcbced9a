// The component kinds that Meshplay knows by heart: those of Kubernetes and the ones that its packs speak of. A kind
// is its API group and its name; groups that Kubernetes only renamed (extensions -> apps, networking.k8s.io) are one.
#pragma once

#include <span>
#include <string_view>
#include <vector>

namespace meshplay::model {

struct Kind {
  std::string_view name;   // `Deployment`
  std::string_view group;  // canonical: `apps`; `` is the core group
  std::string_view model;  // `kubernetes`, `gateway-api`, `prometheus-operator` ...
  bool namespaced = true;
  std::string_view versions;  // all that ever were served, newest first, blank between: `v1 v1beta2 v1beta1`
};

// All rows, sorted by name, then group.
std::span<const Kind> kinds();
// The rows of this name; empty if there is none. More than one when several groups have it.
std::span<const Kind> find_kinds(std::string_view name);
// The row of this group (canonical or old) and name, or nullptr.
const Kind* find_kind(std::string_view group, std::string_view name);
// `apps` for (`extensions`, `Deployment`); the group itself for everything else.
std::string_view canonical_group(std::string_view group, std::string_view kind);
// Every name once, for suggestions.
std::vector<std::string_view> kind_names();

}  // namespace meshplay::model
