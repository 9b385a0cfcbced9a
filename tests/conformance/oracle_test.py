#!/usr/bin/python3
"""The oracle's own cases: what the Kubernetes documentation says of each relationship, and of reading manifests."""

import collections
import json
import os
import tempfile
import textwrap
import unittest

import oracle
import random_manifests


def lines_of(files, namespace="default"):
    """Relationships of a folder with these files; a plain string is one file."""
    if isinstance(files, str):
        files = {"a.yaml": files}
    with tempfile.TemporaryDirectory() as folder:
        for name, content in files.items():
            path = os.path.join(folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "wb") as file:
                file.write(content if isinstance(content, bytes) else textwrap.dedent(content).encode())
        return oracle.relationship_lines([folder], namespace)


def workload(name="web", kind="Deployment", labels="{app: web}", spec="{}", namespace="default"):
    versions = {"Pod": "v1", "ReplicationController": "v1", "Job": "batch/v1", "CronJob": "batch/v1"}
    metadata = "{name: %s, namespace: %s" % (name, namespace)
    template = "{metadata: {labels: %s}, spec: %s}" % (labels, spec)
    bodies = {
        "Pod": "metadata: %s, labels: %s}\nspec: %s" % (metadata, labels, spec),
        "CronJob": "metadata: %s}\nspec: {jobTemplate: {spec: {template: %s}}}" % (metadata, template),
    }
    body = bodies.get(kind, "metadata: %s}\nspec: {template: %s}" % (metadata, template))
    return thing(versions.get(kind, "apps/v1"), kind, body)


def thing(api_version, kind, body):
    """An object; `body` is YAML, or only a name or namespace/name, with more lines after it where there are any."""
    if not body.startswith("metadata"):
        place, _, rest = body.partition("\n")
        namespace, slash, name = place.rpartition("/")
        stated = ", namespace: " + namespace if slash else ""
        body = "metadata: {name: %s%s}\n%s" % (name, stated, rest)
    return "---\napiVersion: %s\nkind: %s\n%s\n" % (api_version, kind, body)


WORKLOAD_KINDS = (
    "CronJob",
    "DaemonSet",
    "Deployment",
    "Job",
    "Pod",
    "ReplicaSet",
    "ReplicationController",
    "StatefulSet",
)


class RelationshipCase(unittest.TestCase):
    relationship = None

    def check(self, manifests, *expected, namespace="default"):
        """`expected` holds `from -> to` or `from -> to via x`, of the relationship that the case is about."""
        found = []
        for line in map(json.loads, lines_of(manifests, namespace)):
            if line["relationship"] == "kubernetes." + self.relationship:
                via = " via " + line["via"] if line["via"] else ""
                found.append("%s -> %s%s" % (line["from"], line["to"], via))
        self.assertEqual(sorted(found), sorted(expected))


def case(name):
    return type("Case", (RelationshipCase,), {"relationship": name})


class Line(unittest.TestCase):
    def test_has_the_documented_form(self):
        self.assertEqual(
            lines_of(thing("v1", "Service", "web\nspec: {selector: {app: web}}") + workload()),
            [
                '{"relationship":"kubernetes.routes","kind":"edge","type":"non-binding","subtype":"network",'
                '"from":"Service/default/web","to":"Deployment/default/web","via":null}'
            ],
        )

    def test_are_sorted_by_bytes(self):
        lines = lines_of(
            thing("v1", "Namespace", "default") + "".join(workload(name, kind="Pod") for name in ("b", "a-b", "a", "B"))
        )
        self.assertEqual(lines, sorted(lines, key=str.encode))
        self.assertEqual(len(lines), 4)


class Routes(case("routes")):
    def service(self, spec, namespace="default", api_version="v1"):
        return thing(api_version, "Service", "%s/web\nspec: %s" % (namespace, spec))

    def test_reaches_every_kind_of_workload(self):
        self.check(
            self.service("{selector: {app: web}}") + "".join(workload(kind=kind) for kind in WORKLOAD_KINDS),
            *("Service/default/web -> %s/default/web" % kind for kind in WORKLOAD_KINDS),
        )

    def test_needs_every_label(self):
        self.check(self.service("{selector: {app: web, tier: front}}") + workload())

    def test_other_labels_do_not_matter(self):
        self.check(
            self.service("{selector: {app: web}}") + workload(labels="{app: web, tier: back}"),
            "Service/default/web -> Deployment/default/web",
        )

    def test_stays_in_its_namespace(self):
        self.check(self.service("{selector: {app: web}}", namespace="shop") + workload())

    def test_without_selector_reaches_nothing(self):
        for spec in ("{}", "{selector: {}}", "{selector: null}", "{selector: }"):
            self.check(self.service(spec) + workload())

    def test_external_name_reaches_nothing(self):
        self.check(self.service("{type: ExternalName, selector: {app: web}}") + workload())

    def test_only_core_services(self):
        self.check(self.service("{selector: {app: web}}", api_version="serving.knative.dev/v1") + workload())

    def test_labels_of_the_deployment_itself_do_not_count(self):
        self.check(
            self.service("{selector: {app: web}}")
            + thing("apps/v1", "Deployment", "metadata: {name: web, labels: {app: web}}\nspec: {template: {spec: {}}}")
        )

    def test_values_compare_as_strings(self):
        self.check(
            self.service("{selector: {version: 1, on: \"true\"}}") + workload(labels='{version: "1", on: true}'),
            "Service/default/web -> Deployment/default/web",
        )
        self.check(self.service("{selector: {version: 1.1}}") + workload(labels='{version: "1.10"}'))


class IngressRoutes(case("ingress_routes")):
    services = thing("v1", "Service", "web") + thing("v1", "Service", "api") + thing("v1", "Service", "shop/db")

    def test_v1(self):
        self.check(
            self.services
            + thing(
                "networking.k8s.io/v1",
                "Ingress",
                "front\nspec: {defaultBackend: {service: {name: api}}, "
                "rules: [{http: {paths: [{backend: {service: {name: web}}}]}}]}",
            ),
            "Ingress/default/front -> Service/default/api",
            "Ingress/default/front -> Service/default/web",
        )

    def test_old_versions(self):
        for version in ("extensions/v1beta1", "networking.k8s.io/v1beta1"):
            self.check(
                self.services
                + thing(
                    version,
                    "Ingress",
                    "front\nspec: {backend: {serviceName: api}, rules: [{http: {paths: [{backend: {serviceName: web}}]}}]}",
                ),
                "Ingress/default/front -> Service/default/api",
                "Ingress/default/front -> Service/default/web",
            )

    def test_only_its_own_namespace(self):
        self.check(
            self.services
            + thing("networking.k8s.io/v1", "Ingress", "front\nspec: {defaultBackend: {service: {name: db}}}")
        )

    def test_resource_backend_is_no_service(self):
        self.check(
            self.services
            + thing("networking.k8s.io/v1", "Ingress", "front\nspec: {defaultBackend: {resource: {name: web}}}")
        )


class RouteRoutes(case("route_routes")):
    def route(self, references, kind="HTTPRoute", api_version="gateway.networking.k8s.io/v1"):
        return thing(api_version, kind, "shop/front\nspec: {rules: [{backendRefs: [%s]}]}" % references)

    services = (
        thing("v1", "Service", "shop/web")
        + thing("v1", "Service", "web")
        + thing("v1", "Widget", "shop/web")
        + thing("example.com/v1", "Service", "shop/web")
    )

    def test_defaults(self):
        for kind in ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"):
            self.check(
                self.services + self.route("{name: web}", kind=kind), "%s/shop/front -> Service/shop/web" % kind
            )

    def test_other_namespace(self):
        self.check(
            self.services + self.route("{name: web, namespace: default}"),
            "HTTPRoute/shop/front -> Service/default/web",
        )

    def test_other_group_or_kind(self):
        self.check(self.services + self.route("{name: web, group: example.com}, {name: web, kind: Widget}"))

    def test_route_of_another_group(self):
        self.check(self.services + self.route("{name: web}", api_version="example.com/v1"))


class Attaches(case("attaches")):
    gateways = thing("gateway.networking.k8s.io/v1", "Gateway", "shop/web") + thing(
        "networking.istio.io/v1", "Gateway", "shop/mesh"
    ) + thing("v1", "Gateway", "shop/web") + thing("gateway.networking.k8s.io/v1", "Service", "shop/web")

    def route(self, reference):
        return thing("gateway.networking.k8s.io/v1beta1", "HTTPRoute", "shop/r\nspec: {parentRefs: [%s]}" % reference)

    def test_defaults(self):
        self.check(self.gateways + self.route("{name: web}"), "HTTPRoute/shop/r -> Gateway/shop/web")
        self.check(
            self.gateways + self.route("{name: web, group: null, kind: null}"), "HTTPRoute/shop/r -> Gateway/shop/web"
        )

    def test_core_group_is_not_the_default_group(self):
        self.check(self.gateways + self.route('{name: web, group: ""}'))

    def test_other_namespace_kind_or_gateway(self):
        self.check(
            self.gateways + self.route("{name: web, namespace: default}, {name: web, kind: Service}, {name: mesh}")
        )


class MountsConfig(case("mounts_config")):
    config = thing("v1", "ConfigMap", "settings") + thing("v1", "ConfigMap", "shop/other")

    def test_volume_and_projected_volume(self):
        for volume in ("configMap: {name: settings}", "projected: {sources: [{configMap: {name: settings}}]}"):
            self.check(
                self.config + workload(spec="{volumes: [{name: a, %s}]}" % volume),
                "Deployment/default/web -> ConfigMap/default/settings",
            )

    def test_nothing_of_another_namespace_or_kind(self):
        self.check(self.config + workload(spec="{volumes: [{configMap: {name: other}}]}"))
        self.check(self.config + workload(spec="{volumes: [{secret: {secretName: settings}}]}"))

    def test_a_volume_is_not_an_environment(self):
        self.check(self.config + workload(spec="{containers: [{envFrom: [{configMapRef: {name: settings}}]}]}"))


class MountsSecret(case("mounts_secret")):
    secret = thing("v1", "Secret", "token")

    def test_every_volume_source(self):
        for volume in (
            "secret: {secretName: token}",
            "projected: {sources: [{secret: {name: token}}]}",
            "azureFile: {secretName: token}",
            "cephfs: {secretRef: {name: token}}",
            "rbd: {secretRef: {name: token}}",
            "iscsi: {secretRef: {name: token}}",
            "scaleIO: {secretRef: {name: token}}",
            "storageos: {secretRef: {name: token}}",
            "cinder: {secretRef: {name: token}}",
            "flexVolume: {secretRef: {name: token}}",
            "csi: {nodePublishSecretRef: {name: token}}",
        ):
            with self.subTest(volume):
                self.check(
                    self.secret + workload(kind="Pod", spec="{volumes: [{%s}]}" % volume),
                    "Pod/default/web -> Secret/default/token",
                )

    def test_wrong_field_or_kind(self):
        self.check(self.secret + workload(spec="{volumes: [{secret: {name: token}}, {configMap: {name: token}}]}"))


class ReadsConfig(case("reads_config")):
    config = thing("v1", "ConfigMap", "settings")

    def test_env_and_env_from_of_all_containers(self):
        for key in ("containers", "initContainers", "ephemeralContainers"):
            for read in (
                "env: [{name: A, valueFrom: {configMapKeyRef: {name: settings, key: a}}}]",
                "envFrom: [{configMapRef: {name: settings}}]",
            ):
                self.check(
                    self.config + workload(kind="CronJob", spec="{%s: [{%s}]}" % (key, read)),
                    "CronJob/default/web -> ConfigMap/default/settings",
                )

    def test_not_found(self):
        self.check(self.config + workload(spec="{containers: [{envFrom: [{configMapRef: {name: other}}]}]}"))
        self.check(self.config + workload(spec="{containers: [{envFrom: [{secretRef: {name: settings}}]}]}"))


class ReadsSecret(case("reads_secret")):
    secret = thing("v1", "Secret", "token")

    def test_env_and_env_from(self):
        for read in ("env: [{valueFrom: {secretKeyRef: {name: token}}}]", "envFrom: [{secretRef: {name: token}}]"):
            self.check(
                self.secret + workload(spec="{initContainers: [{%s}]}" % read),
                "Deployment/default/web -> Secret/default/token",
            )

    def test_not_found(self):
        self.check(
            self.secret + workload(spec="{containers: [{env: [{valueFrom: {configMapKeyRef: {name: token}}}]}]}")
        )
        self.check(
            self.secret + workload(namespace="shop", spec="{containers: [{envFrom: [{secretRef: {name: token}}]}]}")
        )


class PullsWith(case("pulls_with")):
    secret = thing("v1", "Secret", "registry")

    def test_workload_and_service_account(self):
        self.check(
            self.secret
            + workload(spec="{imagePullSecrets: [{name: registry}]}")
            + thing("v1", "ServiceAccount", "robot\nimagePullSecrets: [{name: registry}]"),
            "Deployment/default/web -> Secret/default/registry",
            "ServiceAccount/default/robot -> Secret/default/registry",
        )

    def test_other_namespace_or_field(self):
        self.check(
            self.secret
            + thing("v1", "ServiceAccount", "shop/robot\nimagePullSecrets: [{name: registry}]")
            + thing("v1", "ServiceAccount", "robot\nsecrets: [{name: registry}]")
        )


class TerminatesWith(case("terminates_with")):
    secret = (
        thing("v1", "Secret", "tls")
        + thing("v1", "Secret", "shop/tls")
        + thing("v1", "ConfigMap", "tls")
        + thing("example.com/v1", "Secret", "tls")
    )

    def gateway(self, listener, api_version="gateway.networking.k8s.io/v1"):
        return thing(api_version, "Gateway", "web\nspec: {listeners: [%s]}" % listener)

    def test_ingress(self):
        self.check(
            self.secret + thing("networking.k8s.io/v1", "Ingress", "web\nspec: {tls: [{secretName: tls}, {hosts: [a]}]}"),
            "Ingress/default/web -> Secret/default/tls",
        )

    def test_gateway_defaults_and_namespaces(self):
        self.check(
            self.secret + self.gateway("{tls: {certificateRefs: [{name: tls}, {name: tls, namespace: shop}]}}"),
            "Gateway/default/web -> Secret/default/tls",
            "Gateway/default/web -> Secret/shop/tls",
        )

    def test_no_secret(self):
        self.check(self.secret + self.gateway("{tls: {certificateRefs: [{name: tls, kind: ConfigMap}]}}"))
        self.check(self.secret + self.gateway("{tls: {certificateRefs: [{name: tls, group: example.com}]}}"))
        self.check(self.secret + self.gateway("{tls: {certificateRefs: [{name: tls}]}}", "networking.istio.io/v1"))

    def test_passthrough_ends_nothing(self):
        self.check(self.secret + self.gateway("{tls: {mode: Passthrough, certificateRefs: [{name: tls}]}}"))


class RunsAs(case("runs_as")):
    accounts = thing("v1", "ServiceAccount", "default") + thing("v1", "ServiceAccount", "robot")

    def test_named(self):
        for spec in ("serviceAccountName: robot", "serviceAccount: robot", 'serviceAccountName: "", serviceAccount: robot'):
            self.check(
                self.accounts + workload(spec="{%s}" % spec), "Deployment/default/web -> ServiceAccount/default/robot"
            )

    def test_name_before_legacy_name(self):
        self.check(
            self.accounts + workload(spec="{serviceAccountName: robot, serviceAccount: default}"),
            "Deployment/default/web -> ServiceAccount/default/robot",
        )

    def test_default(self):
        for spec in ("{}", "{serviceAccountName: null}", '{serviceAccountName: ""}'):
            self.check(self.accounts + workload(spec=spec), "Deployment/default/web -> ServiceAccount/default/default")

    def test_not_there(self):
        self.check(self.accounts + workload(spec="{serviceAccountName: other}"))
        self.check(self.accounts + workload(namespace="shop"))


class Grants(case("grants")):
    roles = (
        thing("rbac.authorization.k8s.io/v1", "Role", "reader")
        + thing("rbac.authorization.k8s.io/v1", "ClusterRole", "reader")
        + thing("v1", "ServiceAccount", "robot")
        + thing("v1", "ServiceAccount", "shop/robot")
    )

    def binding(self, kind, role, subject, place="give"):
        return thing(
            "rbac.authorization.k8s.io/v1",
            kind,
            "%s\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: %s, name: reader}\nsubjects: [%s]"
            % (place, role, subject),
        )

    def test_role_binding(self):
        subject = "{kind: ServiceAccount, name: robot}"
        self.check(
            self.roles + self.binding("RoleBinding", "Role", subject),
            "Role/default/reader -> ServiceAccount/default/robot via RoleBinding/default/give",
        )
        self.check(
            self.roles + self.binding("RoleBinding", "ClusterRole", subject, place="shop/give"),
            "ClusterRole/reader -> ServiceAccount/shop/robot via RoleBinding/shop/give",
        )

    def test_role_of_another_namespace(self):
        self.check(self.roles + self.binding("RoleBinding", "Role", "{kind: ServiceAccount, name: robot}", "shop/give"))

    def test_account_of_another_namespace(self):
        self.check(
            self.roles + self.binding("RoleBinding", "Role", "{kind: ServiceAccount, name: robot, namespace: shop}"),
            "Role/default/reader -> ServiceAccount/shop/robot via RoleBinding/default/give",
        )

    def test_cluster_role_binding(self):
        subject = "{kind: ServiceAccount, name: robot, namespace: shop}"
        self.check(
            self.roles + self.binding("ClusterRoleBinding", "ClusterRole", subject),
            "ClusterRole/reader -> ServiceAccount/shop/robot via ClusterRoleBinding/give",
        )
        self.check(self.roles + self.binding("ClusterRoleBinding", "Role", subject))
        self.check(
            self.roles + self.binding("ClusterRoleBinding", "ClusterRole", "{kind: ServiceAccount, name: robot}")
        )

    def test_groups_of_role_and_subject(self):
        good = self.binding("RoleBinding", "Role", "{kind: ServiceAccount, name: robot}")
        self.check(
            self.roles + good.replace("apiGroup: rbac.authorization.k8s.io, ", ""),
            "Role/default/reader -> ServiceAccount/default/robot via RoleBinding/default/give",
        )
        self.check(self.roles + good.replace("apiGroup: rbac.authorization.k8s.io", "apiGroup: example.com"))
        self.check(self.roles + good.replace("{kind: ServiceAccount", "{apiGroup: example.com, kind: ServiceAccount"))

    def test_users_are_no_accounts(self):
        self.check(self.roles + self.binding("RoleBinding", "Role", "{kind: User, name: robot}"))


class Scales(case("scales")):
    def scaler(self, reference, place="web"):
        return thing("autoscaling/v2", "HorizontalPodAutoscaler", "%s\nspec: {scaleTargetRef: %s}" % (place, reference))

    def test_moved_groups_are_one(self):
        for version in ("apps/v1", "apps/v1beta1", "extensions/v1beta1"):
            self.check(
                workload() + self.scaler("{apiVersion: %s, kind: Deployment, name: web}" % version),
                "HorizontalPodAutoscaler/default/web -> Deployment/default/web",
            )

    def test_oldest_form(self):
        self.check(
            workload(kind="ReplicationController")
            + thing(
                "extensions/v1beta1",
                "HorizontalPodAutoscaler",
                "web\nspec: {scaleRef: {kind: ReplicationController, name: web}}",
            ),
            "HorizontalPodAutoscaler/default/web -> ReplicationController/default/web",
        )

    def test_absent_version_is_the_core_group(self):
        self.check(workload() + self.scaler("{kind: Deployment, name: web}"))
        self.check(
            workload(kind="ReplicationController") + self.scaler("{kind: ReplicationController, name: web}"),
            "HorizontalPodAutoscaler/default/web -> ReplicationController/default/web",
        )

    def test_custom_resource(self):
        self.check(
            thing("example.com/v1", "Widget", "web") + self.scaler("{apiVersion: example.com/v2, kind: Widget, name: web}"),
            "HorizontalPodAutoscaler/default/web -> Widget/default/web",
        )

    def test_other_namespace(self):
        self.check(workload() + self.scaler("{apiVersion: apps/v1, kind: Deployment, name: web}", "shop/web"))


class Protects(case("protects")):
    def budget(self, spec, version="policy/v1", place="web"):
        return thing(version, "PodDisruptionBudget", "%s\nspec: %s" % (place, spec))

    found = "PodDisruptionBudget/default/web -> Deployment/default/web"

    def test_selector(self):
        for version in ("policy/v1", "policy/v1beta1"):
            self.check(workload() + self.budget("{selector: {matchLabels: {app: web}}}", version), self.found)
            self.check(workload() + self.budget("{selector: {matchLabels: {app: api}}}", version))

    def test_empty_selector_depends_on_the_version(self):
        self.check(workload() + self.budget("{selector: {}}"), self.found)
        self.check(workload() + self.budget("{selector: {matchLabels: {}}}"), self.found)
        self.check(workload() + self.budget("{selector: {}}", "policy/v1beta1"))
        self.check(workload() + self.budget("{selector: {matchExpressions: []}}", "policy/v1beta1"))

    def test_absent_selector(self):
        self.check(workload() + self.budget("{}"))
        self.check(workload() + self.budget("{selector: null}", "policy/v1beta1"))

    def test_other_namespace(self):
        self.check(workload() + self.budget("{selector: {}}", place="shop/web"))


class Selectors(case("isolates")):
    def selected(self, selector, labels):
        policy = thing("networking.k8s.io/v1", "NetworkPolicy", "web\nspec: {podSelector: %s}" % selector)
        return [
            line for line in lines_of(policy + workload(labels=labels)) if '"relationship":"kubernetes.isolates"' in line
        ]

    def test_operators(self):
        cases = (
            ("{key: app, operator: In, values: [web, api]}", "{app: web}", True),
            ("{key: app, operator: In, values: [web, api]}", "{app: db}", False),
            ("{key: app, operator: In, values: [web, api]}", "{}", False),
            ("{key: app, operator: NotIn, values: [web]}", "{app: db}", True),
            ("{key: app, operator: NotIn, values: [web]}", "{app: web}", False),
            ("{key: app, operator: NotIn, values: [web]}", "{}", True),
            ("{key: app, operator: NotIn, values: [web]}", "null", True),
            ("{key: app, operator: Exists}", "{app: web}", True),
            ("{key: app, operator: Exists}", "{tier: web}", False),
            ("{key: app, operator: DoesNotExist}", "{app: web}", False),
            ("{key: app, operator: DoesNotExist}", "{tier: web}", True),
            ("{key: app, operator: DoesNotExist, values: []}", "null", True),
            ("{key: version, operator: In, values: [1]}", '{version: "1"}', True),
        )
        for requirement, labels, expected in cases:
            with self.subTest(requirement=requirement, labels=labels):
                self.assertEqual(bool(self.selected("{matchExpressions: [%s]}" % requirement, labels)), expected)

    def test_all_parts_must_hold(self):
        selector = "{matchLabels: {app: web}, matchExpressions: [{key: tier, operator: Exists}]}"
        self.assertFalse(self.selected(selector, "{app: web}"))
        self.assertTrue(self.selected(selector, "{app: web, tier: front}"))

    def test_refused_requirements_select_nothing(self):
        for requirement in (
            "{key: app, operator: NotIn, values: []}",
            "{key: app, operator: Exists, values: [web]}",
            "{key: app, operator: in, values: [web]}",
        ):
            self.assertFalse(self.selected("{matchExpressions: [%s]}" % requirement, "{app: web}"))


class Isolates(case("isolates")):
    def policy(self, spec, version="networking.k8s.io/v1", place="web"):
        return thing(version, "NetworkPolicy", "%s\nspec: %s" % (place, spec))

    found = "NetworkPolicy/default/web -> Deployment/default/web"

    def test_selected(self):
        self.check(workload() + self.policy("{podSelector: {matchLabels: {app: web}}}"), self.found)
        self.check(workload() + self.policy("{podSelector: {matchLabels: {app: api}}}"))

    def test_empty_or_absent_selects_all_of_the_namespace(self):
        for spec in ("{podSelector: {}}", "{podSelector: null}", "{}"):
            self.check(workload() + workload("api", namespace="shop") + self.policy(spec), self.found)

    def test_groups(self):
        self.check(workload() + self.policy("{}", "extensions/v1beta1"), self.found)
        self.check(workload() + self.policy("{}", "crd.projectcalico.org/v1"))


class Admits(case("admits")):
    pods = (
        workload("web", "Pod", "{app: web}")
        + workload("db", "Pod", "{app: db}")
        + workload("far", "Pod", "{app: web}", namespace="shop")
        + thing("v1", "Namespace", "metadata: {name: shop, labels: {team: red}}")
    )

    def policy(self, rest, selector="{matchLabels: {app: db}}"):
        return thing("networking.k8s.io/v1", "NetworkPolicy", "p\nspec: {podSelector: %s, %s}" % (selector, rest))

    def admitted(self, source, target):
        return "Pod/%s -> Pod/%s via NetworkPolicy/default/p" % (source, target)

    def test_ingress_goes_from_the_peer(self):
        self.check(
            self.pods + self.policy("ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}]"),
            self.admitted("default/web", "default/db"),
        )

    def test_egress_goes_to_the_peer(self):
        self.check(
            self.pods + self.policy("egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]"),
            self.admitted("default/db", "default/web"),
        )

    def test_namespace_selector_alone_takes_all_pods_there(self):
        self.check(
            self.pods + self.policy("ingress: [{from: [{namespaceSelector: {matchLabels: {team: red}}}]}]"),
            self.admitted("shop/far", "default/db"),
        )

    def test_the_name_is_a_label_of_every_namespace(self):
        self.check(
            self.pods
            + self.policy("ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: default}}}]}]"),
            self.admitted("default/web", "default/db"),
            self.admitted("default/db", "default/db"),
        )

    def test_both_selectors_in_one_peer_are_and(self):
        both = "{namespaceSelector: {matchLabels: {team: red}}, podSelector: {matchLabels: {app: %s}}}"
        self.check(
            self.pods + self.policy("ingress: [{from: [%s]}]" % both % "web"), self.admitted("shop/far", "default/db")
        )
        self.check(self.pods + self.policy("ingress: [{from: [%s]}]" % both % "db"))

    def test_two_peers_are_or(self):
        self.check(
            self.pods
            + self.policy(
                "ingress: [{from: [{namespaceSelector: {matchLabels: {team: red}}}, {podSelector: {matchLabels: {app: web}}}]}]"
            ),
            self.admitted("shop/far", "default/db"),
            self.admitted("default/web", "default/db"),
        )

    def test_no_peers(self):
        for rest in (
            "ingress: [{}]",
            "ingress: [{from: []}]",
            "ingress: [{from: null}]",
            "ingress: []",
            "ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]",
            "egress: [{to: [{}]}]",
        ):
            self.check(self.pods + self.policy(rest))

    def test_policy_types(self):
        rules = "ingress: [{from: [{podSelector: {matchLabels: {app: web}}}]}], "
        rules += "egress: [{to: [{podSelector: {matchLabels: {app: web}}}]}]"
        inward, outward = self.admitted("default/web", "default/db"), self.admitted("default/db", "default/web")
        self.check(self.pods + self.policy(rules), inward, outward)
        self.check(self.pods + self.policy(rules + ", policyTypes: []"), inward, outward)
        self.check(self.pods + self.policy(rules + ", policyTypes: [Ingress]"), inward)
        self.check(self.pods + self.policy(rules + ", policyTypes: [Egress]"), outward)

    def test_itself(self):
        self.check(
            self.pods + self.policy("ingress: [{from: [{podSelector: {matchLabels: {app: db}}}]}]"),
            self.admitted("default/db", "default/db"),
        )


class Claims(case("claims")):
    claim = thing("v1", "PersistentVolumeClaim", "data")

    def test_claimed(self):
        self.check(
            self.claim + workload(kind="StatefulSet", spec="{volumes: [{persistentVolumeClaim: {claimName: data}}]}"),
            "StatefulSet/default/web -> PersistentVolumeClaim/default/data",
        )

    def test_other_namespace_or_name(self):
        volume = "{volumes: [{name: data, persistentVolumeClaim: {claimName: %s}}]}"
        self.check(self.claim + workload(namespace="shop", spec=volume % "data"))
        self.check(self.claim + workload(spec=volume % "other"))


class BindsVolume(case("binds_volume")):
    found = "PersistentVolumeClaim/default/data -> PersistentVolume/disk"

    def test_from_the_claim(self):
        claim = thing("v1", "PersistentVolumeClaim", "data\nspec: {volumeName: disk}")
        self.check(claim + thing("v1", "PersistentVolume", "disk"), self.found)
        self.check(claim + thing("v1", "PersistentVolume", "other"))

    def test_from_the_volume(self):
        claim = thing("v1", "PersistentVolumeClaim", "data")
        reserved = "disk\nspec: {claimRef: %s}"
        self.check(claim + thing("v1", "PersistentVolume", reserved % "{name: data, namespace: default}"), self.found)
        for reference in ("{name: data, namespace: shop}", "{name: data}"):
            self.check(claim + thing("v1", "PersistentVolume", reserved % reference))

    def test_both_ways_are_one_relationship(self):
        self.check(
            thing("v1", "PersistentVolumeClaim", "data\nspec: {volumeName: disk}")
            + thing("v1", "PersistentVolume", "disk\nspec: {claimRef: {name: data, namespace: default}}"),
            self.found,
        )


class Provisions(case("provisions")):
    classes = thing("storage.k8s.io/v1", "StorageClass", "fast") + thing("storage.k8s.io/v1", "StorageClass", "slow")

    def test_claim_and_volume(self):
        self.check(
            self.classes
            + thing("v1", "PersistentVolumeClaim", "data\nspec: {storageClassName: fast}")
            + thing("v1", "PersistentVolume", "disk\nspec: {storageClassName: slow}"),
            "StorageClass/fast -> PersistentVolumeClaim/default/data",
            "StorageClass/slow -> PersistentVolume/disk",
        )

    def annotated(self, name):
        return thing(
            "v1",
            "PersistentVolumeClaim",
            "metadata: {name: data, annotations: {volume.beta.kubernetes.io/storage-class: %s}}\n"
            "spec: {storageClassName: fast}" % name,
        )

    def test_annotation_takes_precedence(self):
        self.check(self.classes + self.annotated("slow"), "StorageClass/slow -> PersistentVolumeClaim/default/data")
        self.check(self.classes + self.annotated('""'))

    def test_no_class(self):
        self.check(self.classes + thing("v1", "PersistentVolumeClaim", 'data\nspec: {storageClassName: ""}'))
        self.check(self.classes + thing("v1", "PersistentVolumeClaim", "data\nspec: {}"))


class Governs(case("governs")):
    def stateful_set(self, kind, place):
        return thing("apps/v1", kind, "%s\nspec: {serviceName: web, template: {}}" % place)

    def test_stateful_set(self):
        self.check(
            thing("v1", "Service", "web") + self.stateful_set("StatefulSet", "db"),
            "StatefulSet/default/db -> Service/default/web",
        )

    def test_other_kind_or_namespace(self):
        self.check(thing("v1", "Service", "web") + self.stateful_set("Deployment", "db"))
        self.check(thing("v1", "Service", "web") + self.stateful_set("StatefulSet", "shop/db"))


class Prioritizes(case("prioritizes")):
    def test_named(self):
        self.check(
            thing("scheduling.k8s.io/v1", "PriorityClass", "high") + workload(spec="{priorityClassName: high}"),
            "PriorityClass/high -> Deployment/default/web",
        )

    def test_not_named_or_other_group(self):
        self.check(
            thing("scheduling.k8s.io/v1", "PriorityClass", "metadata: {name: high}\nglobalDefault: true") + workload()
        )
        self.check(thing("example.com/v1", "PriorityClass", "high") + workload(spec="{priorityClassName: high}"))


class Contains(case("contains")):
    def test_effective_namespace(self):
        self.check(
            thing("v1", "Namespace", "default") + thing("v1", "Namespace", "shop")
            + thing("v1", "Service", "web") + thing("v1", "Service", "shop/web") + thing("v1", "Service", "other/web"),
            "Namespace/default -> Service/default/web",
            "Namespace/shop -> Service/shop/web",
        )

    def test_default_namespace_is_chosen(self):
        self.check(
            thing("v1", "Namespace", "shop") + thing("v1", "Service", "metadata: {name: web, namespace: null}"),
            "Namespace/shop -> Service/shop/web",
            namespace="shop",
        )

    def test_cluster_scoped_kinds(self):
        self.check(thing("v1", "Namespace", "default") + thing("v1", "PersistentVolume", "default/disk"))
        self.check(
            thing("v1", "Namespace", "default") + thing("gateway.networking.k8s.io/v1", "GatewayClass", "default/web")
        )

    def test_scope_of_a_custom_resource(self):
        resource = thing("v1", "Namespace", "default") + thing("example.com/v1", "Fleet", "web")
        definition = "fleets.example.com\nspec: {group: %s, scope: Cluster, names: {kind: Fleet}}"
        self.check(resource, "Namespace/default -> Fleet/default/web")
        self.check(resource + thing("apiextensions.k8s.io/v1", "CustomResourceDefinition", definition % "example.com"))
        self.check(
            resource + thing("apiextensions.k8s.io/v1", "CustomResourceDefinition", definition % "other.com"),
            "Namespace/default -> Fleet/default/web",
        )


class Owns(case("owns")):
    def owned(self, reference, place="web-1"):
        namespace, slash, name = place.rpartition("/")
        stated = ", namespace: " + namespace if slash else ""
        return thing("v1", "Pod", "metadata: {name: %s%s, ownerReferences: [%s]}" % (name, stated, reference))

    def test_owner_in_its_namespace(self):
        reference = "{apiVersion: extensions/v1beta1, kind: Deployment, name: web, uid: a}"
        self.check(workload() + self.owned(reference), "Deployment/default/web -> Pod/default/web-1")
        self.check(workload() + self.owned(reference, "shop/web-1"))

    def test_cluster_scoped_owner(self):
        self.check(
            thing("v1", "Node", "machine") + self.owned("{apiVersion: v1, kind: Node, name: machine}", "shop/web-1"),
            "Node/machine -> Pod/shop/web-1",
        )

    def test_namespaced_owner_of_a_cluster_scoped_object(self):
        self.check(
            workload()
            + thing(
                "v1",
                "PersistentVolume",
                "metadata: {name: disk, ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web}]}",
            )
        )

    def test_identity_of_the_owner(self):
        owner = thing("apps/v1", "ReplicaSet", "metadata: {name: web, uid: a}")
        reference = "{apiVersion: %s, kind: ReplicaSet, name: web, uid: %s}"
        self.check(owner + self.owned(reference % ("apps/v1", "a")), "ReplicaSet/default/web -> Pod/default/web-1")
        self.check(owner + self.owned(reference % ("apps/v1", "b")))
        self.check(owner + self.owned(reference % ("example.com/v1", "a")))


class Monitors(case("monitors")):
    services = thing("v1", "Service", "metadata: {name: web, labels: {app: web}}") + thing(
        "v1", "Service", "metadata: {name: far, namespace: shop, labels: {app: web}}"
    )

    def monitor(self, spec, kind="ServiceMonitor", version="monitoring.coreos.com/v1"):
        return thing(version, kind, "m\nspec: %s" % spec)

    def test_service_labels_not_its_selector(self):
        self.check(
            self.services + self.monitor("{selector: {matchLabels: {app: web}}}"),
            "ServiceMonitor/default/m -> Service/default/web",
        )
        self.check(
            thing("v1", "Service", "web\nspec: {selector: {app: web}}")
            + self.monitor("{selector: {matchLabels: {app: web}}}")
        )

    def test_namespaces(self):
        near, far = ("ServiceMonitor/default/m -> Service/%s" % name for name in ("default/web", "shop/far"))
        for scope, expected in (
            ("{any: true}", (near, far)),
            ("{any: true, matchNames: [shop]}", (near, far)),
            ("{any: false}", (near,)),
            ("{matchNames: [shop]}", (far,)),
            ("{matchNames: []}", (near,)),
            ("null", (near,)),
        ):
            self.check(self.services + self.monitor("{selector: {}, namespaceSelector: %s}" % scope), *expected)

    def test_absent_selector(self):
        self.check(self.services + self.monitor("{namespaceSelector: {any: true}}"))

    def test_pod_monitor(self):
        self.check(
            workload() + self.services + self.monitor("{selector: {matchLabels: {app: web}}}", "PodMonitor"),
            "PodMonitor/default/m -> Deployment/default/web",
        )

    def test_other_group(self):
        self.check(self.services + self.monitor("{selector: {}}", version="azmonitoring.coreos.com/v1"))


class Calls(case("calls")):
    service = thing("v1", "Service", "shop/web")
    reference = "service: {name: web, namespace: shop}"

    def test_webhook_configurations(self):
        for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"):
            for version in ("admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1beta1"):
                self.check(
                    self.service + thing(version, kind, "hook\nwebhooks: [{clientConfig: {%s}}]" % self.reference),
                    kind + "/hook -> Service/shop/web",
                )

    def test_api_service(self):
        self.check(
            self.service + thing("apiregistration.k8s.io/v1", "APIService", "v1.a\nspec: {%s}" % self.reference),
            "APIService/v1.a -> Service/shop/web",
        )
        self.check(self.service + thing("apiregistration.k8s.io/v1", "APIService", "v1.a\nspec: {service: null}"))

    def test_conversion(self):
        for version, conversion in (
            ("v1", "webhook: {clientConfig: {%s}}"),
            ("v1beta1", "webhookClientConfig: {%s}"),
        ):
            self.check(
                self.service
                + thing(
                    "apiextensions.k8s.io/" + version,
                    "CustomResourceDefinition",
                    "a.example.com\nspec: {conversion: {strategy: Webhook, %s}}" % conversion % self.reference,
                ),
                "CustomResourceDefinition/a.example.com -> Service/shop/web",
            )

    def test_namespace_is_required(self):
        self.check(
            thing("v1", "Service", "web")
            + thing(
                "admissionregistration.k8s.io/v1",
                "MutatingWebhookConfiguration",
                "hook\nwebhooks: [{clientConfig: {service: {name: web}}}, {clientConfig: {url: a}}]",
            )
        )


class Defines(case("defines")):
    def definition(self, versions):
        return thing(
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            "widgets.example.com\nspec: {group: example.com, names: {kind: Widget}, %s}" % versions,
        )

    found = "CustomResourceDefinition/widgets.example.com -> Widget/default/web"

    def test_listed_version(self):
        resource = thing("example.com/v1", "Widget", "web")
        self.check(resource + self.definition("versions: [{name: v1beta1}, {name: v1}]"), self.found)
        self.check(resource + self.definition("version: v1"), self.found)
        self.check(resource + self.definition("versions: [{name: v2}]"))
        self.check(resource + self.definition("version: null"))

    def test_other_group_or_kind(self):
        definition = self.definition("versions: [{name: v1}]")
        self.check(thing("other.com/v1", "Widget", "web") + thing("example.com/v1", "Fleet", "web") + definition)


class UsesClass(case("uses_class")):
    classes = thing("networking.k8s.io/v1", "IngressClass", "fast")

    def test_named(self):
        self.check(
            self.classes + thing("networking.k8s.io/v1beta1", "Ingress", "web\nspec: {ingressClassName: fast}"),
            "Ingress/default/web -> IngressClass/fast",
        )

    def test_not_named(self):
        self.check(self.classes + thing("networking.k8s.io/v1", "Ingress", "web\nspec: {}"))
        self.check(
            self.classes
            + thing(
                "networking.k8s.io/v1",
                "Ingress",
                "metadata: {name: web, annotations: {kubernetes.io/ingress.class: fast}}\nspec: {}",
            )
        )


class Reading(case("contains")):
    """Each case holds the Namespace `default`, which contains whatever was read."""

    space = thing("v1", "Namespace", "default")

    def read(self, manifests, *expected, namespace="default"):
        files = {"z.yaml": self.space}
        files.update({"a.yaml": manifests} if isinstance(manifests, (str, bytes)) else manifests)
        self.check(files, *("Namespace/default -> " + component for component in expected), namespace=namespace)

    def test_only_components(self):
        self.read("- a\n---\nb\n---\n---\nkind: Service\nmetadata: {name: a}\n")
        self.read("apiVersion: v1\nkind: Service\nmetadata: {labels: {}}\n")
        self.read("apiVersion: 1\nkind: Service\nmetadata: {name: a}\n")

    def test_generate_name(self):
        self.read(thing("batch/v1", "Job", "metadata: {generateName: work-}"), "Job/default/work-")

    def test_lists(self):
        inner = "{apiVersion: v1, kind: Secret, metadata: {name: a}}"
        self.read("{apiVersion: v1, kind: List, items: [%s]}" % inner, "Secret/default/a")
        self.read(
            "{apiVersion: v1, kind: List, items: [{apiVersion: v1, kind: List, items: [%s]}]}" % inner, "Secret/default/a"
        )
        self.read(
            "{apiVersion: v1, kind: SecretList, metadata: {}, items: [{metadata: {name: b}}]}", "Secret/default/b"
        )
        self.read("{apiVersion: v1, kind: List, items: [{metadata: {name: b}}]}")
        self.read("{apiVersion: v1, kind: List, items: [{kind: Secret, metadata: {name: b}}]}")
        self.read(
            "{apiVersion: example.com/v1, kind: AccessList, metadata: {name: c}, items: [%s]}" % inner, "AccessList/default/c"
        )

    def test_repeated_key_refuses_one_document(self):
        self.read(
            thing("v1", "Secret", "a") + thing("v1", "Secret", "b\ndata: {x: 1, x: 2}") + thing("v1", "Secret", "c"),
            "Secret/default/a",
            "Secret/default/c",
        )

    def test_a_template_in_braces_is_a_key_that_is_no_scalar(self):
        self.read(thing("v1", "Secret", "a\nstringData: {{ data }}") + thing("v1", "Secret", "b"), "Secret/default/b")

    def test_syntax_error_ends_the_file(self):
        self.read(
            {
                "a.yaml": thing("v1", "Secret", "a") + "---\n{{- if x }}\nkind: y\n" + thing("v1", "Secret", "b"),
                "b.yaml": thing("v1", "Secret", "c"),
            },
            "Secret/default/a",
            "Secret/default/c",
        )

    def test_anchors_and_merge_keys(self):
        self.read(
            "apiVersion: v1\nkind: Secret\nmetadata: &m {name: a, namespace: other}\nx: {<<: [*m, {y: 1}]}\n"
            + thing("v1", "Secret", "metadata:\n  <<: {name: b, namespace: other}\n  namespace: default\n"),
            "Secret/default/b",
        )

    def test_the_earlier_of_two_merged_mappings_wins(self):
        self.read(
            thing("v1", "Secret", "metadata: {name: b, <<: [{namespace: default}, {namespace: other, name: c}]}"),
            "Secret/default/b",
        )

    def test_a_trailing_tab_is_no_part_of_a_value(self):
        self.read("apiVersion: v1\t\nkind: Secret\t\nmetadata: {name: a}\n", "Secret/default/a")

    def test_carriage_returns_and_byte_order_mark(self):
        text = thing("v1", "Secret", "a").replace("\n", "\r\n")
        self.read(b"\xef\xbb\xbf" + text.encode(), "Secret/default/a")

    def test_json(self):
        one = '{"apiVersion": "v1",\t"kind": "Secret", "metadata": {"name": "%s"}}'
        self.read({"a.json": one % "a" + "\n" + one % "b"}, "Secret/default/a", "Secret/default/b")
        self.read(
            {"a.json": one % "a" + '{"kind": 1, "kind": 2}' + one % "b" + "{,}"}, "Secret/default/a", "Secret/default/b"
        )

    def test_folders_and_endings(self):
        secret = thing("v1", "Secret", "%s")
        self.read(
            {
                "sub/a.yml": secret % "a",
                ".hidden/a.yaml": secret % "b",
                "sub/vendor/a.yaml": secret % "c",
                "node_modules/a.yaml": secret % "d",
                "a.txt": secret % "e",
            },
            "Secret/default/a",
        )

    def test_moved_groups_are_one_object(self):
        self.read(
            thing("extensions/v1beta1", "Deployment", "a") + thing("apps/v1", "Deployment", "a"), "Deployment/default/a"
        )

    def test_the_earlier_duplicate_stays(self):
        files = {
            "a/b.yaml": thing("v1", "Service", "web\nspec: {selector: {app: late}}"),
            "a-c.yaml": thing("v1", "Service", "web\nspec: {selector: {app: web}}"),
            "z.yaml": workload() + workload("late", labels="{app: late}"),
        }
        # "a-c.yaml" stands before "a/b.yaml": the bytes of the whole relative path count.
        found = "".join(lines_of(files))
        self.assertIn("Deployment/default/web", found)
        self.assertNotIn("Deployment/default/late", found)


class RandomManifests(unittest.TestCase):
    def test_exercise_every_relationship(self):
        seen = collections.Counter()
        for seed in range(40):
            with tempfile.TemporaryDirectory() as folder:
                random_manifests.write_design(seed, 80, folder)
                seen.update(json.loads(line)["relationship"] for line in oracle.relationship_lines([folder]))
        self.assertEqual(set(seen), {"kubernetes." + name for name in oracle.TAXONOMY})

    def test_same_seed_same_bytes(self):
        def written():
            with tempfile.TemporaryDirectory() as folder:
                random_manifests.write_design(7, 60, folder)
                result = {}
                for path, _, names in os.walk(folder):
                    for name in names:
                        with open(os.path.join(path, name), "rb") as file:
                            result[os.path.relpath(os.path.join(path, name), folder)] = file.read()
                return result

        self.assertEqual(written(), written())


if __name__ == "__main__":
    unittest.main()
