#include "engine/model/schema.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "engine/model/kinds.h"
#include "engine/model/schema_table.h"

namespace meshplay::model {
namespace {

std::string name_of(NodeType type) {
  constexpr const char* kNames[] = {"any", "object", "map", "array", "text", "integer", "number", "boolean"};
  return kNames[static_cast<std::size_t>(type)];
}

std::string name_of(Format format) {
  constexpr const char* kNames[] = {"",       "quantity", "int_or_string", "date_time", "duration",
                                    "base64", "int32",    "int64",         "float64"};
  return kNames[static_cast<std::size_t>(format)];
}

std::string describe(Node node) {
  if (!node.definition().empty()) return std::string(node.definition().substr(node.definition().rfind('.') + 1));
  const std::string format = name_of(node.format());
  if (node.type() == NodeType::array) return describe(node.element()) + "[]";
  if (node.type() == NodeType::map) return describe(node.value()) + "{}";
  return format.empty() ? name_of(node.type()) : name_of(node.type()) + "/" + format;
}

struct Found {
  Node node;
  Versions versions;
  std::string marks;
};

std::string marks_of(const Field& field, Versions versions) {
  std::string marks;
  if ((field.required() & versions) != 0) {
    marks +=
        (field.required() & versions) == versions ? " required" : " required in " + show(field.required() & versions);
  }
  if (field.server_set()) marks += " server-set";
  if (field.immutable()) marks += " immutable";
  if (!field.default_value().empty()) marks += " default " + std::string(field.default_value());
  return marks;
}

// All that lies at a path like `spec.rules[].http` or `metadata.labels{}`.
std::vector<Found> walk(const KindSchema& kind, std::string_view path) {
  std::vector<Found> here = {{kind.root(), kind.versions(), ""}};
  while (!path.empty()) {
    const std::string_view step = path.substr(0, path.find('.'));
    path.remove_prefix(std::min(step.size() + 1, path.size()));
    const std::string_view name = step.substr(0, step.find_first_of("[{"));
    std::vector<Found> next;
    for (const Found& at : here) {
      for (const Field& field : at.node.fields(name, at.versions)) {
        Node node = field.node();
        for (char mark : step.substr(name.size())) {
          if (mark == '[') node = node.element();
          if (mark == '{') node = node.value();
        }
        const Versions versions = at.versions & field.versions();
        next.push_back({node, versions, marks_of(field, versions)});
      }
    }
    here = std::move(next);
  }
  return here;
}

std::string check(std::string_view group, std::string_view version, std::string_view name, std::string_view path) {
  const auto kinds = find_schemas(group, version, name);
  if (kinds.empty()) return "no kind";
  std::string text;
  for (const KindSchema& kind : kinds) {
    for (const Found& found : walk(kind, path)) {
      if (!text.empty()) text += "; ";
      text += describe(found.node) + " " + show(found.versions) + found.marks;
    }
  }
  return text.empty() ? "none" : text;
}

std::string check_values(std::string_view group, std::string_view name, std::string_view path) {
  const Node node = walk(find_schemas(group, name).front(), path).front().node;
  std::string text;
  for (const EnumValue& value : node.enum_values()) {
    if (!text.empty()) text += ' ';
    text += value.text();
    if (value.versions() != kAllVersions) text += "(" + show(value.versions()) + ")";
  }
  if (node.enum_stated() != kAllVersions) text += " stated in " + show(node.enum_stated());
  return text;
}

std::string check_versions(std::string_view group, std::string_view name) {
  std::string text;
  for (const KindSchema& kind : find_schemas(group, name)) {
    if (!text.empty()) text += "; ";
    if (kind.written_group() != kind.group()) text += std::string(kind.written_group()) + "/";
    text += std::string(kind.version()) + (kind.namespaced() ? " " : "* ") + show(kind.versions());
  }
  return text.empty() ? "none" : text;
}

TEST_CASE("a kind has its API versions, stable and new ones first, each with the Kubernetes that serves it") {
  CHECK(check_versions("apps", "Deployment") == "v1 1.25 to 1.37");
  CHECK(check_versions("", "Namespace") == "v1* 1.25 to 1.37");
  CHECK(check_versions("batch", "CronJob") == "v1 1.25 to 1.37");
  CHECK(check_versions("policy", "PodDisruptionBudget") == "v1 1.25 to 1.37");
  CHECK(check_versions("policy", "PodSecurityPolicy") == "none");
  CHECK(check_versions("autoscaling", "HorizontalPodAutoscaler") == "v2 1.25 to 1.37; v1 1.25 to 1.37; v2beta2 1.25");
  CHECK(check_versions("networking.k8s.io", "IPAddress") ==
        "v1* 1.33 to 1.37; v1beta1* 1.31 to 1.36; v1alpha1* 1.27 to 1.30");
  CHECK(check_versions("storage.k8s.io", "CSIStorageCapacity") == "v1 1.25 to 1.37; v1beta1 1.25 to 1.26");
  CHECK(check_versions("apiregistration.k8s.io", "APIService") == "v1* 1.25 to 1.37");
  CHECK(check_versions("", "Event") == "v1 1.25 to 1.37; events.k8s.io/v1 1.25 to 1.37");
}

TEST_CASE("kinds are found by canonical group, version and name, exactly") {
  CHECK(find_schemas("autoscaling", "v1", "HorizontalPodAutoscaler").size() == 1);
  CHECK(find_schemas("autoscaling", "", "HorizontalPodAutoscaler").size() == 3);
  CHECK(find_schemas("", "v1", "Event").size() == 2);
  CHECK(find_schemas("apps", "v1beta1", "Deployment").empty());
  CHECK(find_schemas("", "v1", "Deployment").empty());
  CHECK(find_schemas("apps", "v1", "deployment").empty());
  CHECK(find_schemas("apps", "Deploymen").empty());
  CHECK(find_schemas("", "").empty());
}

TEST_CASE("what is no manifest is no kind") {
  for (std::string_view name :
       {"PodList", "List", "Status", "DeleteOptions", "CreateOptions", "WatchEvent", "APIGroup"}) {
    INFO(name);
    CHECK(find_schemas("", name).empty());
  }
  CHECK(find_schemas("autoscaling", "Scale").empty());
  CHECK(find_schemas("policy", "Eviction").empty());
  CHECK(find_schemas("authentication.k8s.io", "TokenRequest").empty());
  CHECK(check_versions("", "Binding") == "v1 1.25 to 1.37");
}

TEST_CASE("fields are where Kubernetes has them, and not where people look for them") {
  CHECK(check("networking.k8s.io", "v1", "Ingress", "spec.rules[].http.paths[].backend.service.name") ==
        "text 1.25 to 1.37 required");
  CHECK(check("networking.k8s.io", "v1", "Ingress", "spec.rules[].http.paths[].backend.serviceName") == "none");
  CHECK(check("networking.k8s.io", "v1", "Ingress", "spec.rules[].http.paths[].pathType") ==
        "text 1.25 to 1.37 required");
  CHECK(check("batch", "v1", "CronJob", "spec.jobTemplate.spec.template") == "PodTemplateSpec 1.25 to 1.37 required");
  CHECK(check("batch", "v1", "CronJob", "spec.template") == "none");
  CHECK(check("batch", "v1beta1", "CronJob", "spec") == "no kind");
  CHECK(check("apps", "v1", "Deployment", "spec.template.spec.containers[].name") ==
        "text 1.25 to 1.37 required immutable");
  CHECK(check("apps", "v1", "Deployment", "spec.replica") == "none");
  CHECK(check("apps", "v1", "Deployment", "") == "Deployment 1.25 to 1.37");
  CHECK(check("autoscaling", "v1", "HorizontalPodAutoscaler", "spec.targetCPUUtilizationPercentage") ==
        "integer/int32 1.25 to 1.37");
  CHECK(check("autoscaling", "v2", "HorizontalPodAutoscaler", "spec.targetCPUUtilizationPercentage") == "none");
  CHECK(check("autoscaling", "v2", "HorizontalPodAutoscaler", "spec.metrics[].resource.target.averageUtilization") ==
        "integer/int32 1.25 to 1.37");
  CHECK(check("autoscaling", "", "HorizontalPodAutoscaler", "spec.metrics[].type") ==
        "text 1.25 to 1.37 required; text 1.25 required");
}

TEST_CASE("fields come with the version that brought them, and go") {
  CHECK(check("", "v1", "Pod", "spec.initContainers[].restartPolicy") == "text 1.28 to 1.37");
  CHECK(check("", "v1", "Pod", "spec.containers[].restartPolicy") == "text 1.28 to 1.37");
  CHECK(check("", "v1", "Pod", "spec.hostUsers") == "boolean 1.25 to 1.37");
  CHECK(check("", "v1", "Pod", "spec.schedulingGates[].name") == "text 1.26 to 1.37 required");
  CHECK(check("", "v1", "Service", "spec.trafficDistribution") == "text 1.30 to 1.37");
  CHECK(check("policy", "v1", "PodDisruptionBudget", "spec.unhealthyPodEvictionPolicy") == "text 1.26 to 1.37");
  CHECK(check("", "v1", "Pod", "spec.resourceClaims[].source") == "ClaimSource 1.26 to 1.30");
  CHECK(check("", "v1", "PersistentVolumeClaim", "status.resizeStatus") == "text 1.25 to 1.27");
}

TEST_CASE("a field whose type changed has two rows that share no version") {
  CHECK(check("", "v1", "PersistentVolumeClaim", "spec.resources") ==
        "ResourceRequirements 1.25 to 1.28; VolumeResourceRequirements 1.29 to 1.37");
  CHECK(check("", "v1", "PersistentVolumeClaim", "spec.resources.claims") == "ResourceClaim[] 1.26 to 1.28 immutable");
  CHECK(check("", "v1", "PersistentVolumeClaim", "spec.resources.requests{}") ==
        "Quantity 1.25 to 1.28; Quantity 1.29 to 1.37");
  CHECK(check("", "v1", "PersistentVolumeClaim", "spec.dataSourceRef.namespace") == "text 1.26 to 1.37");
  const Node spec = walk(find_schemas("", "PersistentVolumeClaim").front(), "spec").front().node;
  CHECK(spec.fields("resources").size() == 2);
  CHECK(spec.fields("resources", version_bit(28)).size() == 1);
  CHECK(spec.fields("resources", version_bit(29)).front().versions() == *versions_in(">=1.29"));
  CHECK(spec.fields("resources", 0).empty());
  CHECK(spec.fields("resource").empty());
}

TEST_CASE("values have types and formats") {
  CHECK(check("apps", "v1", "Deployment", "spec.strategy.rollingUpdate.maxSurge") == "IntOrString 1.25 to 1.37");
  CHECK(check("", "v1", "Pod", "spec.containers[].resources.limits") == "Quantity{} 1.25 to 1.37");
  CHECK(check("", "v1", "Secret", "data") == "text/base64{} 1.25 to 1.37");
  CHECK(check("", "v1", "ConfigMap", "data{}") == "text 1.25 to 1.37");
  CHECK(check("", "v1", "Pod", "metadata.creationTimestamp") == "Time 1.25 to 1.37 server-set");
  CHECK(check("", "v1", "Pod", "spec.terminationGracePeriodSeconds") == "integer/int64 1.25 to 1.37");
  CHECK(check("apiextensions.k8s.io", "v1", "CustomResourceDefinition",
              "spec.versions[].schema.openAPIV3Schema.properties{}.maximum") == "number/float64 1.25 to 1.37");
  CHECK(check("apiextensions.k8s.io", "v1", "CustomResourceDefinition",
              "spec.versions[].schema.openAPIV3Schema.default") == "JSON 1.25 to 1.37");

  const auto node = [](std::string_view group, std::string_view name, std::string_view path) {
    return walk(find_schemas(group, name).front(), path).front().node;
  };
  const Node surge = node("apps", "Deployment", "spec.strategy.rollingUpdate.maxSurge");
  CHECK(surge.format() == Format::int_or_string);
  CHECK(surge.may_be(NodeType::text));
  CHECK(surge.may_be(NodeType::integer));
  CHECK_FALSE(surge.may_be(NodeType::number));
  CHECK_FALSE(surge.may_be(NodeType::boolean));
  const Node limit = node("", "Pod", "spec.containers[].resources.limits{}");
  CHECK(limit.format() == Format::quantity);
  CHECK(limit.may_be(NodeType::text));
  CHECK(limit.may_be(NodeType::integer));
  CHECK(limit.may_be(NodeType::number));
  CHECK_FALSE(limit.may_be(NodeType::object));
  const Node replicas = node("apps", "Deployment", "spec.replicas");
  CHECK(replicas.may_be(NodeType::integer));
  CHECK_FALSE(replicas.may_be(NodeType::number));
  CHECK_FALSE(replicas.may_be(NodeType::text));
  const Node raw = node("apps", "ControllerRevision", "data");
  CHECK(raw.type() == NodeType::any);
  CHECK(raw.may_be(NodeType::object));
  CHECK(raw.fields().empty());
  CHECK(node("", "Pod", "metadata.managedFields[].fieldsV1").type() == NodeType::any);
}

TEST_CASE("a definition is one node wherever it is used") {
  const auto node = [](std::string_view group, std::string_view name, std::string_view path) {
    return walk(find_schemas(group, name).front(), path).front().node;
  };
  const Node pod = node("", "Pod", "spec");
  CHECK(pod.definition() == "io.k8s.api.core.v1.PodSpec");
  CHECK(pod == node("apps", "Deployment", "spec.template.spec"));
  CHECK(pod == node("batch", "CronJob", "spec.jobTemplate.spec.template.spec"));
  CHECK_FALSE(pod == node("", "Pod", ""));
  CHECK(node("", "Pod", "spec.containers").definition().empty());
}

TEST_CASE("values of closed fields are known with the version that brought them") {
  CHECK(check_values("", "Service", "spec.type") == "ClusterIP ExternalName LoadBalancer NodePort");
  CHECK(check_values("", "Pod", "spec.restartPolicy") == "Always Never OnFailure");
  CHECK(check_values("", "Pod", "spec.containers[].imagePullPolicy") == "Always IfNotPresent Never");
  CHECK(check_values("", "Pod", "spec.containers[].ports[].protocol") == "SCTP TCP UDP");
  CHECK(check_values("", "Pod", "spec.tolerations[].operator") == "Equal Exists Gt(1.35 to 1.37) Lt(1.35 to 1.37)");
  CHECK(check_values("batch", "Job", "spec.podFailurePolicy.rules[].action") ==
        "Count FailIndex(1.28 to 1.37) FailJob Ignore");
  CHECK(check_values("networking.k8s.io", "NetworkPolicy", "spec.policyTypes[]") ==
        "Egress Ingress stated in 1.30 to 1.37");
}

TEST_CASE("a version that does not state the values of a field counts as one that has them") {
  CHECK(check_values("networking.k8s.io", "Ingress", "spec.rules[].http.paths[].pathType") ==
        "Exact ImplementationSpecific Prefix stated in 1.27 to 1.37");
  CHECK(check_values("", "ResourceQuota", "spec.scopes[]") ==
        "BestEffort CrossNamespacePodAffinity NotBestEffort NotTerminating PriorityClass Terminating "
        "VolumeAttributesClass(1.25 to 1.29 and 1.33 to 1.37) stated in 1.30 to 1.37");
  CHECK(check_values("", "Pod", "spec.initContainers[].restartPolicy") == " stated in no version");
}

TEST_CASE("lists know by what their elements are told apart") {
  const auto check_keys = [](std::string_view group, std::string_view name, std::string_view path) {
    std::string keys;
    for (const Text& key : walk(find_schemas(group, name).front(), path).front().node.list_map_keys()) {
      keys += (keys.empty() ? "" : " ") + std::string(key.text());
    }
    return keys;
  };
  CHECK(check_keys("", "Pod", "spec.containers") == "name");
  CHECK(check_keys("", "Pod", "spec.containers[].ports") == "containerPort protocol");
  CHECK(check_keys("", "Service", "spec.ports") == "port protocol");
  CHECK(check_keys("", "Pod", "spec.containers[].args").empty());
  CHECK(walk(find_schemas("", "Pod").front(), "spec.containers").front().node.list_type() == ListType::map);
  CHECK(walk(find_schemas("", "Pod").front(), "metadata.finalizers").front().node.list_type() == ListType::set);
  CHECK(walk(find_schemas("", "Pod").front(), "spec.containers[].args").front().node.list_type() == ListType::atomic);
  CHECK(walk(find_schemas("", "Pod").front(), "spec").front().node.list_type() == ListType::unstated);
}

TEST_CASE("what the server writes is marked, and what must not change") {
  CHECK(check("apps", "v1", "Deployment", "status") == "DeploymentStatus 1.25 to 1.37 server-set");
  CHECK(check("storage.k8s.io", "v1", "VolumeAttachment", "status") ==
        "VolumeAttachmentStatus 1.25 to 1.37 server-set");
  CHECK(check("", "v1", "Pod", "metadata.uid") == "text 1.25 to 1.37 server-set");
  CHECK(check("", "v1", "Pod", "metadata.name") == "text 1.25 to 1.37 immutable");
  CHECK(check("rbac.authorization.k8s.io", "v1", "RoleBinding", "roleRef") ==
        "RoleRef 1.25 to 1.37 required immutable");
  CHECK(check("node.k8s.io", "v1", "RuntimeClass", "handler") == "text 1.25 to 1.37 required immutable");
  CHECK(check("batch", "v1", "Job", "spec.managedBy") == "text 1.30 to 1.37 immutable");
}

TEST_CASE("a field that speaks of other fields is not marked for it") {
  CHECK(check("", "v1", "ConfigMap", "immutable") == "boolean 1.25 to 1.37");
  CHECK(check("", "v1", "Secret", "immutable") == "boolean 1.25 to 1.37");
  CHECK(check("", "v1", "Pod", "spec.containers[].volumeMounts[].readOnly") == "boolean 1.25 to 1.37");
  CHECK(check("", "v1", "Pod", "spec.containers[].securityContext.readOnlyRootFilesystem") == "boolean 1.25 to 1.37");
  CHECK(check("storage.k8s.io", "v1", "CSIDriver", "spec.podInfoOnMount") == "boolean 1.25 to 1.37");
  CHECK(check("", "v1", "Service", "spec.clusterIP") == "text 1.25 to 1.37");
}

TEST_CASE("defaults are those that the documents state") {
  CHECK(check("", "v1", "Service", "spec.ports[].protocol") == R"(text 1.25 to 1.37 default "TCP")");
  CHECK(check("", "v1", "Pod", "spec.volumes[].rbd.pool") == R"(text 1.25 to 1.37 default "rbd")");
  CHECK(check("", "v1", "Pod", "spec.restartPolicy") == "text 1.25 to 1.37");
}

TEST_CASE("every kind has apiVersion, kind and metadata, always") {
  for (const KindSchema& kind : kind_schemas()) {
    INFO(kind.name() << ' ' << kind.version());
    for (std::string_view name : {"apiVersion", "kind", "metadata"}) {
      const auto rows = kind.root().fields(name);
      REQUIRE(rows.size() == 1);
      CHECK((rows.front().versions() & kind.versions()) == kind.versions());
    }
    CHECK(kind.root().fields("metadata").front().node().definition() ==
          "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");
  }
}

// The versions of a row of kinds.h, one by one.
std::vector<std::string_view> versions_of(const Kind& kind) {
  std::vector<std::string_view> versions;
  for (std::string_view rest = kind.versions; !rest.empty();) {
    versions.push_back(rest.substr(0, rest.find(' ')));
    rest.remove_prefix(std::min(versions.back().size() + 1, rest.size()));
  }
  return versions;
}

TEST_CASE("the list of kinds has every kind and API version of the table, with its scope") {
  for (const KindSchema& kind : kind_schemas()) {
    INFO(kind.written_group() << '/' << kind.version() << ' ' << kind.name());
    CHECK(canonical_group(kind.written_group(), kind.name()) == kind.group());
    const Kind* row = find_kind(kind.written_group(), kind.name());
    REQUIRE(row != nullptr);
    CHECK(row->model == "kubernetes");
    CHECK(row->group == kind.group());
    CHECK(row->namespaced == kind.namespaced());
    const auto versions = versions_of(*row);
    CHECK(std::ranges::find(versions, kind.version()) != versions.end());
  }
}

TEST_CASE("what the list of kinds has beyond the table is what servers before 1.25 had") {
  std::string beyond;
  for (const Kind& kind : kinds()) {
    if (kind.model != "kubernetes") continue;
    std::string versions;
    for (std::string_view version : versions_of(kind)) {
      if (find_schemas(kind.group, version, kind.name).empty()) versions += ' ' + std::string(version);
    }
    if (!versions.empty()) beyond += std::string(kind.name) + versions + '\n';
  }
  CHECK(beyond == R"(APIService v1beta1
AuditSink v1alpha1
CSIDriver v1beta1
CSINode v1beta1
CSIStorageCapacity v1alpha1
CertificateSigningRequest v1beta1 v1alpha1
ClusterRole v1beta1 v1alpha1
ClusterRoleBinding v1beta1 v1alpha1
ControllerRevision v1beta2 v1beta1
CronJob v1beta1 v2alpha1
CustomResourceDefinition v1beta1
DaemonSet v1beta2 v1beta1
Deployment v1beta2 v1beta1
EndpointSlice v1beta1 v1alpha1
Event v1beta1
ExternalAdmissionHookConfiguration v1alpha1
FlowSchema v1alpha1
HorizontalPodAutoscaler v2beta1 v1beta1
Ingress v1beta1
IngressClass v1beta1
InitializerConfiguration v1alpha1
Job v1beta1
Lease v1beta1
LocalSubjectAccessReview v1beta1
MutatingWebhookConfiguration v1beta1
NetworkPolicy v1beta1
PetSet v1alpha1
PodDisruptionBudget v1beta1 v1alpha1
PodPreset v1alpha1
PodSecurityPolicy v1beta1
PriorityClass v1beta1 v1alpha1
PriorityLevelConfiguration v1alpha1
ReplicaSet v1beta2 v1beta1
Role v1beta1 v1alpha1
RoleBinding v1beta1 v1alpha1
RuntimeClass v1beta1 v1alpha1
ScheduledJob v2alpha1
SelfSubjectAccessReview v1beta1
SelfSubjectRulesReview v1beta1
StatefulSet v1beta2 v1beta1
StorageClass v1beta1
SubjectAccessReview v1beta1
ThirdPartyResource v1beta1
TokenReview v1beta1
ValidatingWebhookConfiguration v1beta1
VolumeAttachment v1beta1 v1alpha1
)");
}

// Whether `section` lies in the table, aligned for its rows.
void check_section(SchemaSection section, std::size_t row_size, std::size_t alignment) {
  CHECK(section.offset >= sizeof(SchemaHeader));
  CHECK(section.offset % alignment == 0);
  CHECK(section.offset + section.count * row_size <= kMeshplaySchemas.size);
}

TEST_CASE("the table is whole: its header and all its sections fit") {
  const SchemaHeader& header = kMeshplaySchemas;
  CHECK(reinterpret_cast<std::uintptr_t>(&header) % alignof(SchemaHeader) == 0);
  CHECK(header.magic == kSchemaMagic);
  CHECK(header.format == kSchemaFormat);
  CHECK(header.first_minor == kFirstMinor);
  CHECK(header.last_minor == kLastMinor);
  CHECK(header.pool.offset + header.pool.count == header.size);
  check_section(header.texts, sizeof(std::uint32_t), alignof(std::uint32_t));
  check_section(header.nodes, sizeof(NodeRow), alignof(NodeRow));
  check_section(header.fields, sizeof(Field), alignof(Field));
  check_section(header.enum_values, sizeof(EnumValue), alignof(EnumValue));
  check_section(header.keys, sizeof(Text), alignof(Text));
  check_section(header.kinds, sizeof(KindSchema), alignof(KindSchema));
  check_section(header.pool, 1, 1);
  CHECK(kind_schemas().size() > 100);
}

TEST_CASE("every text, node, field, value and key of the table is in range and in order") {
  const SchemaHeader& header = kMeshplaySchemas;
  const auto offsets = schema_rows<std::uint32_t>(header.texts);
  const auto pool = schema_rows<char>(header.pool);
  REQUIRE(offsets.size() > 1);
  CHECK(offsets.front() == 0);
  CHECK(offsets.back() == pool.size());
  REQUIRE(std::ranges::is_sorted(offsets));
  const std::size_t texts = offsets.size() - 1;
  const auto text = [&](std::size_t i) {
    return std::string_view(pool.data() + offsets[i], offsets[i + 1] - offsets[i]);
  };
  CHECK(text(0).empty());
  for (std::size_t i = 1; i < texts; ++i) CHECK(text(i - 1) < text(i));

  // Rows made of texts and masks are looked at as the numbers that they are.
  const auto words = [](SchemaSection section, std::size_t row_size) {
    return schema_rows<std::uint16_t>({section.offset, static_cast<std::uint32_t>(section.count * row_size / 2)});
  };
  const auto is_mask = [](std::uint16_t mask) { return mask != 0 && (mask & ~kAllVersions) == 0; };
  const auto fields = words(header.fields, sizeof(Field));
  for (std::size_t i = 0; i < fields.size(); i += 6) {
    CHECK(fields[i] < texts);
    CHECK(is_mask(fields[i + 1]));
    CHECK(fields[i + 2] < header.nodes.count);
    CHECK((fields[i + 3] & ~fields[i + 1]) == 0);
    CHECK(fields[i + 4] < texts);
    CHECK(fields[i + 5] < 4);
  }
  const auto values = words(header.enum_values, sizeof(EnumValue));
  for (std::size_t i = 0; i < values.size(); i += 2) {
    CHECK(values[i] < texts);
    CHECK(is_mask(values[i + 1]));
  }
  for (std::uint16_t key : words(header.keys, sizeof(Text))) CHECK(key < texts);
  const auto kinds = words(header.kinds, sizeof(KindSchema));
  for (std::size_t i = 0; i < kinds.size(); i += 7) {
    for (std::size_t k = 0; k < 4; ++k) CHECK(kinds[i + k] < texts);
    CHECK(is_mask(kinds[i + 4]));
    CHECK(kinds[i + 5] < header.nodes.count);
    CHECK(kinds[i + 6] < 2);
  }

  std::size_t field_count = 0;
  std::size_t value_count = 0;
  std::size_t key_count = 0;
  for (const NodeRow& node : schema_rows<NodeRow>(header.nodes)) {
    CHECK(node.type <= NodeType::boolean);
    CHECK(node.format <= Format::float64);
    CHECK(node.list_type <= ListType::map);
    CHECK(node.definition < texts);
    CHECK(node.element < header.nodes.count);
    CHECK(node.zero == 0);
    CHECK((node.enum_stated & ~kAllVersions) == 0);
    CHECK(node.first_key + node.key_count <= static_cast<int>(header.keys.count));
    CHECK((node.key_count == 0 || node.list_type == ListType::map));
    key_count += node.key_count;
    if (node.type == NodeType::object) {
      CHECK(node.enum_stated == 0);
      REQUIRE(node.first + node.count <= header.fields.count);
      field_count += node.count;
      const auto own = schema_rows<Field>(header.fields).subspan(node.first, node.count);
      for (std::size_t i = 1; i < own.size(); ++i) {
        CHECK(own[i - 1].name() <= own[i].name());
        if (own[i - 1].name() == own[i].name()) CHECK((own[i - 1].versions() & own[i].versions()) == 0);
      }
    } else {
      CHECK((node.count > 0) == (node.enum_stated != 0));
      REQUIRE(node.first + node.count <= header.enum_values.count);
      value_count += node.count;
      const auto own = schema_rows<EnumValue>(header.enum_values).subspan(node.first, node.count);
      for (std::size_t i = 1; i < own.size(); ++i) CHECK(own[i - 1].text() < own[i].text());
    }
  }
  CHECK(field_count == header.fields.count);
  CHECK(value_count == header.enum_values.count);
  CHECK(key_count == header.keys.count);
}

TEST_CASE("every row of a kind is found by its own group, version and name") {
  for (const KindSchema& kind : kind_schemas()) {
    INFO(kind.name() << ' ' << kind.version());
    const auto found = find_schemas(kind.group(), kind.version(), kind.name());
    CHECK(std::ranges::any_of(found, [&](const KindSchema& other) { return &other == &kind; }));
    CHECK(std::ranges::all_of(found, [&](const KindSchema& other) { return other.version() == kind.version(); }));
    for (const Field& field : kind.root().fields()) {
      const auto rows = kind.root().fields(field.name());
      CHECK(std::ranges::any_of(rows, [&](const Field& other) { return &other == &field; }));
    }
  }
}

}  // namespace
}  // namespace meshplay::model
