#include "engine/model/kinds.h"

#include <algorithm>
#include <iterator>

#include "engine/model/kind_rows.h"

namespace meshplay::model {

namespace {

constexpr bool is_before(const Kind& a, const Kind& b) {
  return a.name != b.name ? a.name < b.name : a.group < b.group;
}

constexpr bool is_sorted_without_repetition() {
  for (std::size_t i = 1; i < std::size(kKindRows); ++i) {
    if (!is_before(kKindRows[i - 1], kKindRows[i])) return false;
  }
  return true;
}
static_assert(is_sorted_without_repetition(), "rows are sorted by name, then group, and stand once");

// Where Kubernetes moved a kind to another group, its objects stayed the same ones.
struct Move {
  std::string_view old_group;
  std::string_view kind;
  std::string_view group;
};

constexpr Move kMoves[] = {
    {"events.k8s.io", "Event", ""},
    {"extensions", "DaemonSet", "apps"},
    {"extensions", "Deployment", "apps"},
    {"extensions", "HorizontalPodAutoscaler", "autoscaling"},
    {"extensions", "Ingress", "networking.k8s.io"},
    {"extensions", "Job", "batch"},
    {"extensions", "NetworkPolicy", "networking.k8s.io"},
    {"extensions", "PodSecurityPolicy", "policy"},
    {"extensions", "ReplicaSet", "apps"},
};

}  // namespace

std::span<const Kind> kinds() { return kKindRows; }

std::span<const Kind> find_kinds(std::string_view name) {
  const auto range = std::ranges::equal_range(kKindRows, name, {}, &Kind::name);
  return {range.begin(), range.end()};
}

const Kind* find_kind(std::string_view group, std::string_view name) {
  const std::string_view canonical = canonical_group(group, name);
  for (const Kind& kind : find_kinds(name)) {
    if (kind.group == canonical) return &kind;
  }
  return nullptr;
}

std::string_view canonical_group(std::string_view group, std::string_view kind) {
  for (const Move& move : kMoves) {
    if (move.kind == kind && move.old_group == group) return move.group;
  }
  return group;
}

std::vector<std::string_view> kind_names() {
  std::vector<std::string_view> names;
  names.reserve(std::size(kKindRows));
  for (const Kind& kind : kKindRows) {
    if (names.empty() || names.back() != kind.name) names.push_back(kind.name);
  }
  return names;
}

}  // namespace meshplay::model
