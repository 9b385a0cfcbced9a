#include "engine/model/kinds.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>

namespace meshplay::model {
namespace {

// `group/kind`, `*` behind it for cluster-scoped kinds, and the versions; `none` if nothing is known of it.
std::string check(std::string_view group, std::string_view name) {
  const Kind* kind = find_kind(group, name);
  if (kind == nullptr) return "none";
  return std::string(kind->group) + "/" + std::string(kind->name) + (kind->namespaced ? "" : "*") + " " +
         std::string(kind->versions);
}

TEST_CASE("kinds are found by group and name, with their scope and versions") {
  CHECK(check("apps", "Deployment") == "apps/Deployment v1 v1beta2 v1beta1");
  CHECK(check("", "Service") == "/Service v1");
  CHECK(check("", "Namespace") == "/Namespace* v1");
  CHECK(check("", "Node") == "/Node* v1");
  CHECK(check("", "PersistentVolume") == "/PersistentVolume* v1");
  CHECK(check("batch", "CronJob") == "batch/CronJob v1 v1beta1 v2alpha1");
  CHECK(check("autoscaling", "HorizontalPodAutoscaler") ==
        "autoscaling/HorizontalPodAutoscaler v2 v1 v2beta2 v2beta1 v1beta1");
  CHECK(check("rbac.authorization.k8s.io", "ClusterRole") ==
        "rbac.authorization.k8s.io/ClusterRole* v1 v1beta1 v1alpha1");
  CHECK(check("gateway.networking.k8s.io", "GatewayClass") ==
        "gateway.networking.k8s.io/GatewayClass* v1 v1beta1 v1alpha2");
  CHECK(check("monitoring.coreos.com", "ServiceMonitor") == "monitoring.coreos.com/ServiceMonitor v1");
}

TEST_CASE("kinds match exactly") {
  CHECK(check("apps", "deployment") == "none");
  CHECK(check("", "Deployment") == "none");
  CHECK(check("apps", "Deploymen") == "none");
  CHECK(check("", "PodDisruptionBudget") == "none");
  CHECK(check("", "") == "none");
  CHECK(check("networking.istio.io", "Gateway") == "none");
}

TEST_CASE("a kind that moved is one kind under its old group and its new one") {
  CHECK(check("extensions", "Deployment") == check("apps", "Deployment"));
  CHECK(check("extensions", "Ingress") == "networking.k8s.io/Ingress v1 v1beta1");
  CHECK(check("extensions", "PodSecurityPolicy") == "policy/PodSecurityPolicy* v1beta1");
  CHECK(check("events.k8s.io", "Event") == "/Event v1 v1beta1");
  CHECK(canonical_group("extensions", "DaemonSet") == "apps");
  CHECK(canonical_group("extensions", "Service") == "extensions");
  CHECK(canonical_group("apps", "Deployment") == "apps");
  CHECK(canonical_group("example.org", "Deployment") == "example.org");
  CHECK(canonical_group("", "Pod").empty());
}

TEST_CASE("every row is found by its own group and name, and its group is canonical") {
  for (const Kind& kind : kinds()) {
    INFO(kind.group << '/' << kind.name);
    CHECK(find_kind(kind.group, kind.name) == &kind);
    CHECK(canonical_group(kind.group, kind.name) == kind.group);
    CHECK_FALSE(kind.versions.empty());
    CHECK_FALSE(kind.name.ends_with("List"));
  }
}

TEST_CASE("all groups of a name are found together, and no other name") {
  CHECK(find_kinds("Pod").size() == 1);
  CHECK(find_kinds("Event").size() == 1);
  CHECK(find_kinds("Nothing").empty());
  for (const Kind& kind : kinds()) {
    const auto found = find_kinds(kind.name);
    CHECK(std::all_of(found.begin(), found.end(), [&](const Kind& other) { return other.name == kind.name; }));
  }
}

TEST_CASE("names are listed once, in order") {
  const std::vector<std::string_view> names = kind_names();
  CHECK(names.size() > 100);
  CHECK(std::adjacent_find(names.begin(), names.end(), std::greater_equal<>()) == names.end());
}

TEST_CASE("versions stand from the newest to the oldest, stable ones first") {
  const auto rank = [](std::string_view version) {
    const std::size_t beta = version.find("beta");
    const std::size_t alpha = version.find("alpha");
    const std::size_t mark = std::min(beta, alpha);
    const int maturity = mark == std::string_view::npos ? 2 : beta != std::string_view::npos ? 1 : 0;
    const int major = std::stoi(std::string(version.substr(1, std::min(mark, version.size()) - 1)));
    const int minor =
        maturity == 2 ? 0 : std::stoi(std::string(version.substr(version.find_last_not_of("0123456789") + 1)));
    return maturity * 10000 + major * 100 + minor;
  };
  for (const Kind& kind : kinds()) {
    int last = 1'000'000;
    for (std::string_view rest = kind.versions; !rest.empty();) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      INFO(kind.name << ' ' << rest);
      REQUIRE(rest.front() == 'v');
      const int now = rank(rest.substr(0, end));
      CHECK(now < last);
      last = now;
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
}

}  // namespace
}  // namespace meshplay::model
