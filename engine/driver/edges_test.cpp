// What drawing and deleting an edge makes of a manifest.
#include <catch2/catch.hpp>

#include "engine/driver/fixing_for_test.h"

namespace {

using namespace meshplay;
using Run = driver::test::FixRun;
using Ends = std::vector<std::uint32_t>;

constexpr const char* kMounts = R"(
relationship mounts: edge.mount {
  from workload: Deployment
  to   config: ConfigMap
  some volume in workload.spec.template.spec.volumes
  some source in [volume] + volume.projected.sources
  bind source.configMap.name <- config.name
  where workload.namespace == config.namespace
}
)";

constexpr const char* kReads = R"(
relationship reads: edge.mount {
  from workload: Deployment
  to   config: ConfigMap
  some container in workload.spec.template.spec.initContainers + workload.spec.template.spec.containers
  some entry in container.env + container.envFrom
  some ref in [entry.valueFrom.configMapKeyRef, entry.configMapRef]
  bind ref.name <- config.name
}
)";

constexpr const char* kGrants = R"(
relationship grants: edge.permission {
  from role: Role
  via  binding: RoleBinding
  to   account: ServiceAccount
  bind binding.roleRef.kind <- role.kind
  bind binding.roleRef.name <- role.name
  some subject in binding.subjects
  bind subject.name <- account.name
  where subject.kind == "ServiceAccount"
    and ((subject.namespace default "") != "" ? subject.namespace : binding.namespace) == account.namespace
}
)";

std::string workload(const std::string& pod) {
  return "kind: ConfigMap\napiVersion: v1\nmetadata: {name: app.conf}\n---\napiVersion: apps/v1\nkind: Deployment\n"
         "metadata: {name: web}\nspec:\n  template:\n    spec:\n" +
         pod;
}
const Ends kEnds = {1, 0};

std::string access(const std::string& binding, const std::string& space = "default") {
  return "{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: reader}}\n---\n"
         "{apiVersion: v1, kind: ServiceAccount, metadata: {name: app, namespace: " +
         space + "}}\n---\n{apiVersion: v1, kind: ServiceAccount, metadata: {name: first}}\n---\n" +
         "apiVersion: rbac.authorization.k8s.io/v1\nkind: RoleBinding\nmetadata: {name: readers}\n" + binding;
}
const Ends kGrant = {0, 1, 3};

TEST_CASE("an element is added in the way that needs least, with a name that is free and that Kubernetes takes") {
  const std::string before = workload(
      "      volumes:\n        - name: app-conf  # mine\n          emptyDir: {}\n        - name: all\n"
      "          projected:\n            sources: [{secret: {name: s}}]\n");
  Run run(kMounts, before);
  const std::string after = run.connected(kEnds);
  CHECK(after == before + "        - name: app-conf-2\n          configMap:\n            name: app.conf\n");
  Run changed(kMounts, after);
  CHECK(changed.holds(kEnds));
  CHECK(changed.connected(kEnds) == "nothing");
  CHECK(changed.disconnected(kEnds) == before);
}

TEST_CASE("a list inside of an element that is there takes one more, and no element of the outer list is made up") {
  const std::string before = workload(
      "      initContainers:\n        - {name: init, image: a}\n"
      "      containers:\n        - name: web\n          image: b\n        - name: side\n          image: c\n");
  const std::string after = Run(kReads, before).connected(kEnds);
  // The first of the main containers: a pod must have those. `envFrom`, since `env` needs a key that nobody gave.
  CHECK(after ==
        workload(
            "      initContainers:\n        - {name: init, image: a}\n"
            "      containers:\n        - name: web\n          image: b\n          envFrom:\n"
            "            - configMapRef:\n                name: app.conf\n        - name: side\n          image: c\n"));
  CHECK(Run(kReads, after).disconnected(kEnds) == before);
}

TEST_CASE("a new element has what conditions ask for, and not what it has by default") {
  const std::string before = access(
      "roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\nsubjects:\n"
      "  - {kind: User, name: app}\n");
  const std::string near = Run(kGrants, before).connected(kGrant);
  CHECK(near == before + "  - name: app\n    kind: ServiceAccount\n");
  CHECK(Run(kGrants, near).disconnected(kGrant) == before);
}

TEST_CASE("what a condition asks for is written where the default is another value") {
  const std::string before =
      access("roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}\n", "other");
  const std::string far = Run(kGrants, before).connected(kGrant);
  CHECK(far == before + "subjects:\n- name: app\n  kind: ServiceAccount\n  namespace: other\n");
  Run changed(kGrants, far);
  CHECK(changed.holds(kGrant));
  CHECK(changed.disconnected(kGrant) == before);
}

TEST_CASE("an element that lacks what it must have takes it") {
  const std::string before = access("roleRef: {kind: Role, name: reader}\nsubjects:\n  - kind: ServiceAccount\n");
  CHECK(Run(kGrants, before).connected(kGrant) == before + "    name: app\n");
}

TEST_CASE("a value that a person wrote wins, unless told otherwise") {
  const std::string before = access("roleRef: {kind: Role, name: other}\n");
  Run run(kGrants, before);
  CHECK(run.connected(kGrant).empty());
  REQUIRE(run.codes() == std::vector<std::string>{"own-value"});
  CHECK(run.sources.text(run.sink.all()[0].span) == "other");
  CHECK(run.connected(kGrant, true) ==
        access("roleRef: {kind: Role, name: reader}\nsubjects:\n- name: app\n  kind: ServiceAccount\n"));
}

TEST_CASE("what a component has by default is no value that a person wrote") {
  const std::string rules = R"(
relationship contains: hierarchical.parent.inventory {
  from space: Namespace
  to   config: ConfigMap
  bind config.namespace <- space.name
}
)";
  const std::string before =
      "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n---\n"
      "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n";
  const std::string after = Run(rules, before).connected({0, 1});
  CHECK(after ==
        "{apiVersion: v1, kind: Namespace, metadata: {name: shop}}\n---\n"
        "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: shop}}\n");
  Run changed(rules, after);
  CHECK(changed.holds({0, 1}));
  CHECK(changed.disconnected({0, 1}) == before);
}

TEST_CASE("a value of another edge is a conflict that names both") {
  const std::string before = access(
      "roleRef: {kind: Role, name: mine}\nsubjects: [{kind: ServiceAccount, name: first}]\n"
      "---\n{apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: mine}}\n");
  Run run(kGrants, before);
  CHECK(run.connected(kGrant).empty());
  REQUIRE(run.codes() == std::vector<std::string>{"bind-conflict"});
  REQUIRE(run.sink.all()[0].notes.size() == 2);
  CHECK(run.sink.all()[0].notes[1].message.find("ServiceAccount/default/first") != std::string::npos);
}

TEST_CASE("what other edges need stays") {
  const std::string first = "  - kind: ServiceAccount\n    name: first\n";
  const std::string before = access("roleRef: {kind: Role, name: reader}\nsubjects:\n" + first);
  const std::string both = Run(kGrants, before).connected(kGrant);
  Run run(kGrants, both);
  CHECK(run.holds({0, 2, 3}));
  CHECK(run.disconnected(kGrant) == before);
}

TEST_CASE("what a person added to an element stays") {
  Run run(kMounts, workload("      volumes:\n        - name: a\n          configMap:\n            name: app.conf\n"
                            "            defaultMode: 0400\n"));
  CHECK(run.disconnected(kEnds) ==
        workload("      volumes:\n        - name: a\n          configMap:\n            defaultMode: 0400\n"));
}

TEST_CASE("an edge that holds in two ways is deleted in both") {
  Run run(kMounts,
          workload("      volumes:\n        - name: a\n          configMap: {name: app.conf}\n        - name: b\n"
                   "          projected: {sources: [{configMap: {name: app.conf}}, {secret: {name: s}}]}\n"));
  CHECK(run.disconnected(kEnds) ==
        workload("      volumes:\n        - name: b\n          projected: {sources: [{secret: {name: s}}]}\n"));
}

TEST_CASE("of several places for a value the usual one is taken, not an annotation") {
  const std::string rules = R"(
relationship provisions: edge.dependency {
  from class: StorageClass
  to   claim: PersistentVolumeClaim
  bind (claim.annotations["volume.beta.kubernetes.io/storage-class"] default claim.spec.storageClassName) <- class.name
}
)";
  const std::string before =
      "{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: fast}}\n---\n"
      "{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: a}, spec: {volumeMode: Block}}\n";
  const std::string after = Run(rules, before).connected({0, 1});
  CHECK(after.find("spec: {volumeMode: Block, storageClassName: fast}") != std::string::npos);
  CHECK(Run(rules, after).disconnected({0, 1}) == before);
}

TEST_CASE("a value of the component that other edges need too stays, and goes with the last of them") {
  const std::string rules = R"(
relationship mounts: edge.mount {
  from workload: Deployment
  to   config: ConfigMap
  some volume in workload.spec.template.spec.volumes
  bind workload.annotations["config-of"] <- config.namespace
  bind volume.configMap.name <- config.name
}
)";
  const auto design = [](const std::string& metadata, const std::string& pod) {
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}}\n---\n"
           "{apiVersion: v1, kind: ConfigMap, metadata: {name: b}}\n---\n"
           "{apiVersion: apps/v1, kind: Deployment, metadata: " +
           metadata + ", spec: {template: " + pod + "}}\n";
  };
  const std::string annotated = "{name: web, annotations: {config-of: default}}";
  const std::string one = design(annotated, "{spec: {volumes: [{name: b, configMap: {name: b}}]}}");
  Run both(rules,
           design(annotated, "{spec: {volumes: [{name: a, configMap: {name: a}}, {name: b, configMap: {name: b}}]}}"));
  CHECK(both.disconnected({2, 0}) == one);
  // A Deployment must have a template.
  CHECK(Run(rules, one).disconnected({2, 1}) == design("{name: web}", "{}"));
}

constexpr const char* kBackends = R"(
relationship sends: edge.network {
  from ingress: Ingress
  to   service: Service
  some name in [PLACES]
  bind name <- service.name
}
)";

std::string sent(const std::string& places) {
  std::string rules = kBackends;
  rules.replace(rules.find("PLACES"), 6, places);
  return Run(rules,
             "{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {name: a}, spec: {ingressClassName: "
             "x}}\n---\n"
             "{apiVersion: v1, kind: Service, metadata: {name: web}}\n")
      .connected({0, 1});
}
constexpr const char* kSent = "ingressClassName: x, defaultBackend: {service: {name: web}}}";

TEST_CASE("a place that the kind does not have is none") {
  CHECK(sent(R"(ingress.spec.defaultBackend["serviceName"], ingress.spec.defaultBackend.service.name)").find(kSent) !=
        std::string::npos);
}

TEST_CASE("a place is taken where nothing is missing that Kubernetes requires") {
  // A `resource` must have a kind.
  CHECK(sent("ingress.spec.defaultBackend.resource.name, ingress.spec.defaultBackend.service.name").find(kSent) !=
        std::string::npos);
}

TEST_CASE("conditions that do not hold afterwards are named") {
  Run run(kMounts,
          "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: far}}\n---\n"
          "{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {}}}}\n");
  fix::Edge edge = run.edge(0, kEnds);
  const auto edits = fix::connect(edge, false, run.sources, run.sink);
  REQUIRE(edits);
  Run after(kMounts, run.after(edits));
  fix::Edge changed = after.edge(0, kEnds);
  CHECK_FALSE(changed.holds());
  const std::vector<check::CondId> failing = fix::failing_conditions(changed, edits->places);
  REQUIRE(failing.size() == 1);
  CHECK(after.sources.text(after.program.conds[failing[0]].span) == "workload.namespace == config.namespace");
}

TEST_CASE("relationships without binds, and ends of other kinds") {
  Run run("relationship near: edge.mount { from a: ConfigMap to b: Deployment where a.namespace == b.namespace }",
          workload("      containers: []\n"));
  CHECK(run.connected({0, 1}).empty());
  CHECK(run.connected({1, 0}).empty());
  CHECK(run.codes() == std::vector<std::string>{"without-bind", "not-connectable"});
}

}  // namespace
