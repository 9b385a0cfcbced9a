#!/usr/bin/python3
"""Writes a folder of random but plausible Kubernetes manifests; the same seed gives the same bytes.

Names, namespaces and labels come from small pools, so that objects often fit each other and often just miss: the wrong
namespace, the wrong API group, a part left out, a null.

    random_manifests.py --seed N --components M --out DIR
"""

import argparse
import json
import os
import random
import re

import yaml

ABSENT = object()

NAMES = ("web", "api", "db", "cache")
NEAR_MISSES = ("web-1", "wep", "ap", "dbs", "Cache")
NAMESPACES = ("default", "shop", "infra")
LABELS = {
    "app": ("web", "api", "db"),
    "tier": ("front", "back"),
    "app.kubernetes.io/name": ("web", "api"),
}
NAMESPACE_LABELS = {"team": ("red", "blue"), "stage": ("test", "live")}
CONFIG = ("settings", "web", "flags")
SECRETS = ("token", "web", "tls", "registry")
ACCOUNTS = ("default", "default", "web", "robot")
ROLES = ("reader", "writer")
CLASSES = ("fast", "slow")
UIDS = ("6c1a5e0e-0001", "6c1a5e0e-0002")
CUSTOM_KINDS = {
    "Widget": ("widgets", "example.com", "Namespaced"),
    "Fleet": ("fleets", "example.com", "Cluster"),
    "Service": ("services", "serving.knative.dev", "Namespaced"),
    "AccessList": ("accesslists", "example.com", "Namespaced"),
}

APPS = ("apps/v1", "apps/v1", "apps/v1beta2", "apps/v1beta1")
MOVED_APPS = APPS + ("extensions/v1beta1",)
GATEWAY = ("gateway.networking.k8s.io/v1", "gateway.networking.k8s.io/v1beta1", "gateway.networking.k8s.io/v1alpha2")
RBAC = ("rbac.authorization.k8s.io/v1", "rbac.authorization.k8s.io/v1beta1")


class PlainScalar(str):
    """A label value written without quotes although YAML then reads a number or a boolean."""

    def __new__(cls, value, tag):
        self = super().__new__(cls, value)
        self.tag = "tag:yaml.org,2002:" + tag
        return self


class Merged(dict):
    """A mapping written with a merge key: `base` behind `<<`, then its own entries."""

    def __init__(self, base, own):
        super().__init__({**base, **own})
        self.base = base
        self.own = own


def fields(**entries):
    return {key.rstrip("_"): value for key, value in entries.items() if value is not ABSENT}


class Objects:
    """Makes the objects of one design. Each design keeps to some of the names, namespaces and kinds, so that within
    it enough of them meet."""

    def __init__(self, rng):
        self.rng = rng
        self.names = rng.sample(NAMES, rng.choice((1, 2, 2, 3, 4)))
        self.namespaces = rng.sample(NAMESPACES, rng.choice((1, 1, 2, 3)))
        self.namespace_stated = rng.choice((0.1, 0.6, 0.95))
        self.makers = self.weighted_makers()

    # --- choices

    def chance(self, probability):
        return self.rng.random() < probability

    def one_of(self, *choices):
        return self.rng.choice(choices)

    def some(self, make, least, most):
        return [make() for _ in range(self.rng.randint(least, most))]

    def sometimes(self, make, probability=0.6):
        """The part or nothing, or sometimes an explicit null, which counts as nothing."""
        if self.chance(probability):
            return make()
        return None if self.chance(0.2) else ABSENT

    def name(self, pool=None):
        return self.one_of(*NEAR_MISSES) if self.chance(0.06) else self.one_of(*(pool or self.names))

    def namespace(self):
        return self.one_of(*NAMESPACES) if self.chance(0.1) else self.one_of(*self.namespaces)

    def stated_namespace(self, probability):
        """The namespace of a reference; an empty one is none."""
        return "" if self.chance(0.05) else self.sometimes(self.namespace, probability)

    # --- labels and selectors

    def label_map(self, pool, probability):
        labels = {key: self.one_of(*values) for key, values in pool.items() if self.chance(probability)}
        if self.chance(0.1):
            labels["version"] = self.one_of("1", "2", "true", PlainScalar("1", "int"), PlainScalar("true", "bool"))
        if self.chance(0.1):
            return Merged(labels, {"app": self.one_of(*LABELS["app"])})
        return labels

    def labels(self):
        return self.label_map(LABELS, 0.75)

    def plain_selector(self):
        labels = self.label_map(LABELS, 0.35)
        return labels or ({} if self.chance(0.4) else {"app": self.one_of(*LABELS["app"])})

    def requirement(self, pool):
        key = self.one_of(*pool, "version")
        operator = self.one_of("In", "NotIn", "Exists", "DoesNotExist")
        values = ABSENT
        if operator in ("In", "NotIn"):
            known = pool.get(key, ("1", "2", PlainScalar("1", "int")))
            values = self.rng.sample(known, self.rng.randint(1, min(2, len(known))))
        elif self.chance(0.3):
            values = self.one_of([], None)
        return fields(key=key, operator=operator, values=values)

    def selector(self, pool=LABELS):
        if self.chance(0.15):
            return self.one_of({}, {"matchLabels": {}}, {"matchLabels": None}, {"matchExpressions": []})
        return fields(
            matchLabels=self.sometimes(lambda: self.label_map(pool, 0.35), 0.65),
            matchExpressions=self.sometimes(lambda: self.some(lambda: self.requirement(pool), 1, 2), 0.4),
        )

    def namespace_selector(self):
        if self.chance(0.35):
            return {"matchLabels": {"kubernetes.io/metadata.name": self.namespace()}}
        return self.selector(NAMESPACE_LABELS)

    # --- objects

    def object(self, versions, kind, namespaced=True, name=None, labels=ABSENT, annotations=ABSENT, **body):
        name = name or self.name()
        if labels is ABSENT:
            labels = self.sometimes(self.labels, 0.4)
        metadata = fields(
            name=name,
            namespace=self.sometimes(self.namespace, self.namespace_stated if namespaced else 0.1),
            labels=labels,
            annotations=annotations,
            uid=self.one_of(*UIDS) if self.chance(0.15) else ABSENT,
            ownerReferences=self.sometimes(lambda: self.some(self.owner_reference, 1, 2), 0.08),
        )
        if self.chance(0.03):
            metadata["generateName"] = metadata.pop("name") + "-"
            if self.chance(0.5):
                metadata["name"] = None
        api_version = self.one_of(*versions)
        if self.chance(0.04):
            api_version = self.one_of("example.com/v1", "v1", "apps/v1", "networking.istio.io/v1beta1")
        return fields(apiVersion=api_version, kind=kind, metadata=metadata, **body)

    def owner_reference(self):
        api_version, kind, names = self.one_of(
            ("apps/v1", "Deployment", None),
            ("extensions/v1beta1", "Deployment", None),
            ("apps/v1", "ReplicaSet", None),
            ("apps/v1", "StatefulSet", None),
            ("batch/v1", "CronJob", None),
            ("v1", "Service", None),
            ("v1", "Namespace", NAMESPACES),
            ("v1", "ConfigMap", CONFIG),
            ("example.com/v1", "Widget", None),
            ("example.com/v1", "Fleet", None),
            ("example.com/v1", "Deployment", None),
        )
        return fields(
            apiVersion=api_version,
            kind=kind,
            name=self.name(names),
            uid=self.sometimes(lambda: self.one_of(*UIDS), 0.5),
        )

    # --- pods

    def reference(self, pool):
        return fields(name=self.name(pool), optional=self.one_of(True, False, ABSENT))

    def environment(self):
        return self.one_of(
            lambda: fields(name="PLAIN", value="web"),
            lambda: fields(name="EMPTY", valueFrom=None),
            lambda: fields(name="FIELD", valueFrom={"fieldRef": {"fieldPath": "metadata.name"}}),
            lambda: fields(name="SETTING", valueFrom={"configMapKeyRef": {**self.reference(CONFIG), "key": "a"}}),
            lambda: fields(name="TOKEN", valueFrom={"secretKeyRef": {**self.reference(SECRETS), "key": "b"}}),
        )()

    def environment_source(self):
        return self.one_of(
            lambda: fields(prefix="A_", configMapRef=self.reference(CONFIG)),
            lambda: fields(secretRef=self.reference(SECRETS)),
        )()

    def container(self):
        return fields(
            name=self.name(),
            image="registry.example.com/web:1.0",
            env=self.sometimes(lambda: self.some(self.environment, 0, 3), 0.5),
            envFrom=self.sometimes(lambda: self.some(self.environment_source, 0, 2), 0.4),
            ports=self.sometimes(lambda: [{"containerPort": 80}], 0.3),
        )

    def projected_source(self):
        return self.one_of(
            lambda: {"configMap": self.reference(CONFIG)},
            lambda: {"secret": self.reference(SECRETS)},
            lambda: {"serviceAccountToken": {"path": "token"}},
        )()

    def volume(self):
        secret = {"name": self.name(SECRETS)}
        return self.one_of(
            lambda: fields(name="a", configMap=self.reference(CONFIG)),
            lambda: fields(name="a", configMap=self.reference(CONFIG)),
            lambda: fields(name="b", secret={"secretName": self.name(SECRETS)}),
            lambda: fields(name="b", secret={"secretName": self.name(SECRETS), "optional": True}),
            # The field of a projected source in a volume: no name of a secret here.
            lambda: fields(name="b", secret={"name": self.name(SECRETS)}),
            lambda: fields(name="c", projected={"sources": self.some(self.projected_source, 0, 3)}),
            lambda: fields(name="d", persistentVolumeClaim={"claimName": self.name()}),
            lambda: fields(name="d", persistentVolumeClaim={"claimName": self.name()}),
            lambda: fields(name="e", emptyDir=self.one_of({}, None)),
            lambda: fields(name="f", azureFile={"secretName": self.name(SECRETS), "shareName": "web"}),
            lambda: fields(name="g", cephfs={"monitors": ["a"], "secretRef": secret}),
            lambda: fields(name="h", rbd={"image": "web", "secretRef": secret}),
            lambda: fields(name="i", iscsi={"iqn": "web", "secretRef": secret}),
            lambda: fields(name="j", scaleIO={"system": "web", "secretRef": secret}),
            lambda: fields(name="k", storageos={"volumeName": "web", "secretRef": secret}),
            lambda: fields(name="l", flexVolume={"driver": "web", "secretRef": secret}),
            lambda: fields(name="n", cinder={"volumeID": "web", "secretRef": secret}),
            lambda: fields(name="m", csi={"driver": "web", "nodePublishSecretRef": secret}),
        )()

    def pod_spec(self):
        containers = self.some(self.container, 1, 2)
        # The same list twice becomes an anchor and an alias.
        first = containers if self.chance(0.1) else self.some(self.container, 0, 1)
        return fields(
            containers=containers,
            initContainers=self.sometimes(lambda: first, 0.3),
            ephemeralContainers=self.sometimes(lambda: [self.container()], 0.1),
            volumes=self.sometimes(lambda: self.some(self.volume, 0, 3), 0.6),
            imagePullSecrets=self.sometimes(lambda: [{"name": self.name(SECRETS)}], 0.3),
            serviceAccountName=self.sometimes(lambda: self.one_of(*ACCOUNTS, ""), 0.4),
            serviceAccount=self.sometimes(lambda: self.one_of(*ACCOUNTS), 0.2),
            priorityClassName=self.sometimes(lambda: self.name(CLASSES), 0.3),
        )

    def template(self, labels):
        metadata = {} if self.chance(0.08) else {"labels": labels}
        if self.chance(0.1):
            metadata["namespace"] = self.namespace()
        if self.chance(0.05):
            metadata = None
        return fields(metadata=metadata, spec=self.pod_spec())

    def workload(self):
        labels = self.labels()
        match = {"matchLabels": labels}
        return self.one_of(
            lambda: self.object(MOVED_APPS, "Deployment", spec={"selector": match, "template": self.template(labels)}),
            lambda: self.object(MOVED_APPS, "Deployment", spec={"template": self.template(labels)}),
            lambda: self.object(MOVED_APPS, "DaemonSet", spec={"selector": match, "template": self.template(labels)}),
            lambda: self.object(MOVED_APPS, "ReplicaSet", spec={"selector": match, "template": self.template(labels)}),
            self.stateful_set,
            self.stateful_set,
            lambda: self.object(
                ("v1",), "ReplicationController", spec={"selector": labels, "template": self.template(labels)}
            ),
            lambda: self.object(("batch/v1", "batch/v1", "extensions/v1beta1"), "Job", spec={"template": self.template(labels)}),
            lambda: self.object(
                ("batch/v1", "batch/v1beta1"),
                "CronJob",
                spec={"schedule": "0 * * * *", "jobTemplate": {"spec": {"template": self.template(labels)}}},
            ),
            lambda: self.object(("v1",), "Pod", labels=labels, spec=self.pod_spec()),
            lambda: self.object(("v1",), "Pod", labels=labels, spec=self.pod_spec()),
        )()

    def stateful_set(self):
        labels = self.labels()
        return self.object(
            APPS,
            "StatefulSet",
            spec=fields(
                serviceName=self.sometimes(self.name, 0.85),
                selector={"matchLabels": labels},
                template=self.template(labels),
            ),
        )

    # --- network

    def service(self):
        return self.object(
            ("v1", "v1", "v1", "serving.knative.dev/v1"),
            "Service",
            labels=self.sometimes(self.labels, 0.7),
            spec=self.sometimes(
                lambda: fields(
                    type=self.sometimes(lambda: self.one_of("ClusterIP", "LoadBalancer", "ExternalName"), 0.3),
                    selector=self.sometimes(self.plain_selector, 0.85),
                    ports=[{"port": 80, "targetPort": "http"}],
                ),
                0.95,
            ),
        )

    def ingress(self):
        old = self.chance(0.4)

        def backend():
            if self.chance(0.1):
                return {"resource": {"apiGroup": "example.com", "kind": "Widget", "name": self.name()}}
            if old:
                return {"serviceName": self.name(), "servicePort": 80}
            return {"service": {"name": self.name(), "port": {"number": 80}}}

        def rule():
            return fields(
                host="web.example.com",
                http=self.sometimes(lambda: {"paths": self.some(lambda: {"path": "/", "backend": backend()}, 1, 3)}, 0.9),
            )

        default = self.sometimes(backend, 0.3)
        return self.object(
            ("extensions/v1beta1", "networking.k8s.io/v1beta1") if old else ("networking.k8s.io/v1",),
            "Ingress",
            spec=fields(
                ingressClassName=self.sometimes(lambda: self.name(CLASSES), 0.6),
                rules=self.sometimes(lambda: self.some(rule, 1, 2), 0.8),
                backend=default if old else ABSENT,
                defaultBackend=ABSENT if old else default,
                tls=self.sometimes(
                    lambda: self.some(lambda: fields(secretName=self.sometimes(lambda: self.name(SECRETS), 0.9)), 1, 2),
                    0.4,
                ),
            ),
        )

    def ingress_class(self):
        return self.object(
            ("networking.k8s.io/v1", "networking.k8s.io/v1beta1"),
            "IngressClass",
            namespaced=False,
            name=self.name(CLASSES),
            spec={"controller": "example.com/ingress"},
        )

    def gateway_route(self):
        def parent():
            return fields(
                group=self.one_of(ABSENT, ABSENT, "gateway.networking.k8s.io", "", None),
                kind=self.one_of(ABSENT, ABSENT, "Gateway", "Service", "", None),
                namespace=self.stated_namespace(0.3),
                name=self.name(),
            )

        def backend():
            return fields(
                group=self.one_of(ABSENT, ABSENT, ABSENT, "", "example.com", None),
                kind=self.one_of(ABSENT, ABSENT, ABSENT, "Service", "Widget", "", None),
                namespace=self.stated_namespace(0.3),
                name=self.name(),
                port=80,
            )

        return self.object(
            GATEWAY,
            self.one_of("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute"),
            spec=fields(
                parentRefs=self.sometimes(lambda: self.some(parent, 1, 2), 0.9),
                rules=self.sometimes(
                    lambda: self.some(
                        lambda: fields(backendRefs=self.sometimes(lambda: self.some(backend, 1, 2), 0.9)), 1, 2
                    ),
                    0.9,
                ),
            ),
        )

    def gateway(self):
        def certificate():
            return fields(
                group=self.one_of(ABSENT, ABSENT, "", "example.com", None),
                kind=self.one_of(ABSENT, ABSENT, "Secret", "ConfigMap", "", None),
                namespace=self.stated_namespace(0.3),
                name=self.name(SECRETS),
            )

        def listener():
            return fields(
                name="https",
                port=443,
                tls=self.sometimes(
                    lambda: fields(
                        mode=self.sometimes(lambda: self.one_of("Terminate", "Terminate", "Passthrough"), 0.5),
                        certificateRefs=self.sometimes(lambda: self.some(certificate, 1, 2), 0.9),
                    ),
                    0.85,
                ),
            )

        return self.object(
            GATEWAY[:2] + ("networking.istio.io/v1beta1",),
            "Gateway",
            spec={"gatewayClassName": "web", "listeners": self.some(listener, 1, 2)},
        )

    def gateway_class(self):
        return self.object(GATEWAY[:2], "GatewayClass", namespaced=False, spec={"controllerName": "example.com/web"})

    def network_policy(self):
        def peer():
            if self.chance(0.15):
                return {"ipBlock": {"cidr": "10.0.0.0/8"}}
            pods = self.sometimes(self.selector, 0.6)
            namespaces = self.sometimes(self.namespace_selector, 0.5)
            return fields(podSelector=pods, namespaceSelector=namespaces)

        def rule(side):
            peers = self.sometimes(lambda: self.some(peer, 0, 2), 0.85)
            return fields(**{side + "_": peers}, ports=self.one_of(ABSENT, [{"port": 80}]))

        return self.object(
            ("networking.k8s.io/v1", "networking.k8s.io/v1", "extensions/v1beta1"),
            "NetworkPolicy",
            spec=fields(
                podSelector=self.sometimes(self.selector, 0.9),
                policyTypes=self.one_of(
                    ABSENT, ABSENT, None, [], ["Ingress"], ["Egress"], ["Ingress", "Egress"], ["Egress", "Ingress"]
                ),
                ingress=self.sometimes(lambda: self.some(lambda: rule("from"), 0, 2), 0.6),
                egress=self.sometimes(lambda: self.some(lambda: rule("to"), 0, 2), 0.5),
            ),
        )

    def service_reference(self):
        return fields(namespace=self.sometimes(self.namespace, 0.9), name=self.name(), path="/validate")

    def webhook_configuration(self):
        def webhook():
            client = {"url": "https://web.example.com"} if self.chance(0.2) else {"service": self.service_reference()}
            return {"name": "web.example.com", "clientConfig": client}

        return self.object(
            ("admissionregistration.k8s.io/v1", "admissionregistration.k8s.io/v1beta1"),
            self.one_of("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"),
            namespaced=False,
            webhooks=self.sometimes(lambda: self.some(webhook, 1, 2), 0.9),
        )

    def api_service(self):
        return self.object(
            ("apiregistration.k8s.io/v1", "apiregistration.k8s.io/v1beta1"),
            "APIService",
            namespaced=False,
            spec=fields(group="example.com", version="v1", service=self.sometimes(self.service_reference, 0.9)),
        )

    def monitor(self):
        return self.object(
            ("monitoring.coreos.com/v1", "monitoring.coreos.com/v1", "monitoring.example.com/v1"),
            self.one_of("ServiceMonitor", "PodMonitor"),
            spec=fields(
                selector=self.sometimes(self.selector, 0.9),
                namespaceSelector=self.one_of(
                    ABSENT,
                    {},
                    None,
                    {"any": True},
                    {"any": False},
                    {"matchNames": []},
                    {"matchNames": [self.namespace()]},
                    {"any": False, "matchNames": list(NAMESPACES[:2])},
                    {"any": True, "matchNames": [self.namespace()]},
                ),
            ),
        )

    # --- configuration, secrets and permissions

    def config_map(self):
        data = self.sometimes(lambda: {"a": "1", "b.yaml": "kind: Service\n---\napiVersion: v1\n"}, 0.6)
        return self.object(("v1",), "ConfigMap", name=self.name(CONFIG), data=data)

    def secret(self):
        return self.object(("v1",), "Secret", name=self.name(SECRETS), stringData={"b": "2"})

    def service_account(self):
        pull = self.sometimes(lambda: [{"name": self.name(SECRETS)}], 0.4)
        return self.object(("v1",), "ServiceAccount", name=self.name(ACCOUNTS), imagePullSecrets=pull)

    def role(self):
        kind = self.one_of("Role", "ClusterRole")
        rules = [{"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]}]
        return self.object(RBAC, kind, namespaced=kind == "Role", name=self.name(ROLES), rules=rules)

    def role_binding(self):
        kind = self.one_of("RoleBinding", "ClusterRoleBinding")

        def subject():
            group = self.one_of(ABSENT, ABSENT, ABSENT, "", None, "rbac.authorization.k8s.io")
            if self.chance(0.15):
                return {"kind": self.one_of("User", "Group"), "name": "web", "apiGroup": "rbac.authorization.k8s.io"}
            return fields(
                kind="ServiceAccount",
                apiGroup=group,
                name=self.name(ACCOUNTS),
                namespace=self.stated_namespace(0.75),
            )

        return self.object(
            RBAC,
            kind,
            namespaced=kind == "RoleBinding",
            roleRef=fields(
                apiGroup=self.one_of(*["rbac.authorization.k8s.io"] * 4, "example.com", "", ABSENT),
                kind=self.one_of("Role", "ClusterRole", "ClusterRole"),
                name=self.name(ROLES),
            ),
            subjects=self.sometimes(lambda: self.some(subject, 1, 2), 0.95),
        )

    # --- availability and storage

    def scaler(self):
        api_version, kind = self.one_of(
            ("apps/v1", "Deployment"),
            ("apps/v1", "StatefulSet"),
            ("extensions/v1beta1", "Deployment"),
            ("apps/v1beta1", "ReplicaSet"),
            ("v1", "ReplicationController"),
            (ABSENT, "ReplicationController"),
            (ABSENT, "Deployment"),
            ("example.com/v1", "Widget"),
            ("example.com/v1", "Deployment"),
        )
        reference = fields(apiVersion=api_version, kind=kind, name=self.name())
        if self.chance(0.1):
            versions, spec = ("extensions/v1beta1",), {"scaleRef": reference}
        else:
            versions, spec = ("autoscaling/v1", "autoscaling/v2", "autoscaling/v2beta2"), {"scaleTargetRef": reference}
        return self.object(versions, "HorizontalPodAutoscaler", spec={**spec, "maxReplicas": 3})

    def disruption_budget(self):
        return self.object(
            ("policy/v1", "policy/v1beta1"),
            "PodDisruptionBudget",
            spec=fields(minAvailable=1, selector=self.sometimes(self.selector, 0.9)),
        )

    def class_annotation(self):
        if self.chance(0.8):
            return ABSENT
        return {"volume.beta.kubernetes.io/storage-class": self.one_of(*CLASSES, "")}

    def claim(self):
        return self.object(
            ("v1",),
            "PersistentVolumeClaim",
            annotations=self.class_annotation(),
            spec=fields(
                storageClassName=self.sometimes(lambda: self.one_of(*CLASSES, ""), 0.7),
                volumeName=self.sometimes(self.name, 0.4),
            ),
        )

    def volume_object(self):
        return self.object(
            ("v1",),
            "PersistentVolume",
            namespaced=False,
            annotations=self.class_annotation(),
            spec=fields(
                storageClassName=self.sometimes(lambda: self.one_of(*CLASSES, ""), 0.7),
                claimRef=self.sometimes(
                    lambda: fields(name=self.name(), namespace=self.sometimes(self.namespace, 0.7)), 0.6
                ),
            ),
        )

    def storage_class(self):
        return self.object(
            ("storage.k8s.io/v1", "storage.k8s.io/v1beta1"),
            "StorageClass",
            namespaced=False,
            name=self.name(CLASSES),
            provisioner="example.com/disk",
        )

    def priority_class(self):
        return self.object(
            ("scheduling.k8s.io/v1",), "PriorityClass", namespaced=False, name=self.name(CLASSES), value=10
        )

    def namespace_object(self):
        labels = self.label_map(NAMESPACE_LABELS, 0.6)
        return self.object(("v1",), "Namespace", namespaced=False, name=self.name(NAMESPACES), labels=labels)

    # --- custom resources

    def definition(self):
        kind = self.one_of(*CUSTOM_KINDS)
        plural, group, scope = CUSTOM_KINDS[kind]
        conversion = ABSENT
        client = {"service": self.service_reference()} if self.chance(0.4) else None
        spec = {"group": group, "names": {"kind": kind, "plural": plural}, "scope": scope}
        if self.chance(0.5):
            versions = [{"name": name, "served": True} for name in self.rng.sample(("v1", "v1beta1", "v2"), 2)]
            if client:
                conversion = {"strategy": "Webhook", "webhook": {"clientConfig": client}}
            spec = fields(**spec, versions=versions, conversion=conversion)
            versions = ("apiextensions.k8s.io/v1",)
        else:
            if client:
                conversion = {"strategy": "Webhook", "webhookClientConfig": client}
            spec = fields(**spec, version=self.one_of("v1", "v1beta1"), conversion=conversion)
            if self.chance(0.2):
                # Where both stand, `version` is the first of `versions`.
                spec["versions"] = [{"name": spec["version"]}, {"name": "v2"}]
            versions = ("apiextensions.k8s.io/v1beta1",)
        return self.object(
            versions, "CustomResourceDefinition", namespaced=False, name=plural + "." + group, spec=spec
        )

    def custom_resource(self):
        kind = self.one_of(*CUSTOM_KINDS)
        _, group, scope = CUSTOM_KINDS[kind]
        made = self.object(
            tuple(group + "/" + version for version in ("v1", "v1", "v1beta1", "v2")),
            kind,
            namespaced=scope == "Namespaced",
            spec={"selector": self.plain_selector()},
        )
        if kind == "AccessList":
            made["items"] = [{"apiVersion": "v1", "kind": "Service", "metadata": {"name": "hidden"}}]
            made["metadata"].setdefault("name", "web")
            if made["metadata"]["name"] is None:
                made["metadata"]["name"] = "web"
        return made

    def weighted_makers(self):
        makers = (
            (self.workload, 12),
            (self.service, 5),
            (self.ingress, 3),
            (self.ingress_class, 2),
            (self.gateway_route, 3),
            (self.gateway, 3),
            (self.gateway_class, 1),
            (self.network_policy, 4),
            (self.webhook_configuration, 2),
            (self.api_service, 1),
            (self.monitor, 3),
            (self.config_map, 3),
            (self.secret, 4),
            (self.service_account, 4),
            (self.role, 3),
            (self.role_binding, 4),
            (self.scaler, 3),
            (self.disruption_budget, 3),
            (self.claim, 3),
            (self.volume_object, 3),
            (self.storage_class, 2),
            (self.priority_class, 2),
            (self.namespace_object, 3),
            (self.definition, 2),
            (self.custom_resource, 3),
        )
        weights = [weight * self.one_of(0, 1, 1, 3) for _, weight in makers]
        return [make for make, _ in makers], weights if any(weights) else None

    def any(self):
        return self.rng.choices(*self.makers)[0]()


# --- text -----------------------------------------------------------------------------------------------------------


class Dumper(yaml.SafeDumper):
    styles = (None,)
    rng = None
    aliases = True
    indentless = True

    def ignore_aliases(self, data):
        return not self.aliases or super().ignore_aliases(data)

    def increase_indent(self, flow=False, indentless=False):
        return super().increase_indent(flow, indentless and self.indentless)

    def represent_text(self, data):
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=self.rng.choice(self.styles))

    def represent_plain(self, data):
        return yaml.ScalarNode(data.tag, str(data))

    def represent_merged(self, data):
        node = yaml.MappingNode("tag:yaml.org,2002:map", [], flow_style=False)
        if self.alias_key is not None:
            self.represented_objects[self.alias_key] = node
        node.value.append((yaml.ScalarNode("tag:yaml.org,2002:merge", "<<"), self.represent_data(data.base)))
        for key, value in data.own.items():
            node.value.append((self.represent_data(key), self.represent_data(value)))
        return node


Dumper.add_representer(str, Dumper.represent_text)
Dumper.add_representer(PlainScalar, Dumper.represent_plain)
Dumper.add_representer(Merged, Dumper.represent_merged)

NO_COMPONENTS = (
    "",
    "# nothing but a comment\n",
    "- web\n- api\n",
    "web\n",
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources:\n- web.yaml\n",
    "apiVersion: v1\nkind: Service\nmetadata:\n  labels:\n    app: web\n",
    "kind: Service\nmetadata:\n  name: web\n",
    "apiVersion: v1\nkind: List\nitems: []\n",
    "image:\n  tag: 1\n",
)
REFUSED_DOCUMENTS = (
    "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n  name: api\nspec:\n  selector:\n    app: web\n",
    "apiVersion: v1\nkind: ServiceAccount\nkind: ServiceAccount\nmetadata:\n  name: default\n",
    "apiVersion: v1\nkind: Secret\nmetadata:\n  name: token\n  namespace: {{ namespace }}\n",
)
BROKEN_TAILS = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: web\n---\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: default\n",
    "{{- if .Values.enabled }}\napiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: default\n{{- end }}\n",
    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n\tname: default\n",
    "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: \"default\n",
)
REFUSED_JSON = '{"apiVersion": "v1", "kind": "Service", "kind": "Service", "metadata": {"name": "web"}}\n'
BROKEN_JSON = '{"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "default",}}\n'


class Files:
    """Writes the objects of a design into files of all forms."""

    def __init__(self, rng, out):
        self.rng = rng
        self.out = out
        self.count = 0

    def chance(self, probability):
        return self.rng.random() < probability

    def write(self, objects):
        rest = list(objects)
        while rest:
            size = self.rng.choice((1, 1, 1, 2, 3, 5, 8))
            taken, rest = rest[:size], rest[size:]
            if self.chance(0.2):
                self.save("json", self.json_text(taken))
            else:
                self.save(self.rng.choice(("yaml", "yaml", "yml")), self.yaml_text(taken))

    def write_decoys(self, objects):
        """Files which are no input: their folders or their endings are left out."""
        content = self.yaml_text(objects)
        for name in ("node_modules/web/a.yaml", "vendor/a.yaml", ".hidden/a.yaml", "sub/vendor/b.yml", "a.yaml.orig"):
            self.put(name, content)

    def save(self, ending, content):
        self.count += 1
        folder = self.rng.choice(("", "", "sub/", "sub-1/", "sub/deep/"))
        self.put("%s%s-%d.%s" % (folder, self.rng.choice("abc"), self.count, ending), content)

    def put(self, name, content):
        path = os.path.join(self.out, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)

    def as_lists(self, objects):
        """The same objects, some of them inside List kinds."""
        if self.chance(0.15):
            inner = objects
            if len(objects) > 1 and self.chance(0.3):
                inner = [objects[0], self.list_of("v1", "List", objects[1:])]
            return [self.list_of("v1", "List", inner)]
        if self.chance(0.15):
            first = objects[0]
            api_version, kind = first["apiVersion"], first["kind"]
            stripped = dict(first)
            del stripped["apiVersion"]
            if self.chance(0.7):
                del stripped["kind"]
            alike = [made for made in objects[1:] if (made["apiVersion"], made["kind"]) == (api_version, kind)]
            others = [made for made in objects[1:] if (made["apiVersion"], made["kind"]) != (api_version, kind)]
            return [self.list_of(api_version, kind + "List", [stripped] + alike)] + others
        return objects

    def list_of(self, api_version, kind, objects):
        result = {"apiVersion": api_version, "kind": kind, "items": objects}
        if self.chance(0.4):
            result["metadata"] = self.rng.choice((None, {}, {"resourceVersion": ""}))
        return result

    def json_text(self, objects):
        objects = self.as_lists(objects)
        indent = self.rng.choice((None, 2, "\t"))
        documents = [json.dumps(made, indent=indent) + "\n" for made in objects]
        if self.chance(0.05):
            documents.insert(self.rng.randrange(len(documents) + 1), REFUSED_JSON)
        if self.chance(0.05):
            documents.append(BROKEN_JSON)
        return "".join(documents).encode()

    def yaml_text(self, objects):
        documents = [self.yaml_document(made) for made in self.as_lists(objects)]
        if self.chance(0.15):
            documents.insert(self.rng.randrange(len(documents) + 1), self.rng.choice(NO_COMPONENTS))
        if self.chance(0.08):
            documents.insert(self.rng.randrange(len(documents) + 1), self.rng.choice(REFUSED_DOCUMENTS))
        if self.chance(0.08):
            documents.append(self.rng.choice(BROKEN_TAILS))
        content = "---\n" if self.chance(0.4) else ""
        for index, document in enumerate(documents):
            if index > 0:
                content += self.rng.choice(("---\n", "---\n", "--- # next\n", "...\n---\n", "---\n---\n"))
            content += document
        if self.chance(0.1):
            content = content.replace("\n", "\r\n")
        data = content.encode()
        return b"\xef\xbb\xbf" + data if self.chance(0.05) else data

    def yaml_document(self, made):
        class Styled(Dumper):
            styles = self.rng.choice(((None,), (None,), ("'",), ('"',), (None, "'", '"', "|", ">")))
            rng = self.rng
            aliases = self.chance(0.7)
            indentless = self.chance(0.5)

        content = yaml.dump(
            made,
            Dumper=Styled,
            default_flow_style=self.rng.choice((False, False, False, None, True)),
            indent=self.rng.choice((2, 2, 4)),
            width=self.rng.choice((40, 80, 1000)),
            sort_keys=self.chance(0.2),
        )
        if self.chance(0.1):
            content = re.sub(r"(?m)^(kind: [A-Za-z]+)$", "\\1\t", content)
        if self.chance(0.1):
            content = "# " + self.rng.choice(("kind: Service", "{{ .Values.name }}", "---")) + "\n" + content
        return content


def write_design(seed, components, out):
    rng = random.Random(seed)
    objects = Objects(rng)
    files = Files(rng, out)
    files.write([objects.any() for _ in range(components)])
    if rng.random() < 0.3:
        files.write_decoys([objects.any() for _ in range(3)])


def main():
    parser = argparse.ArgumentParser(description="writes a folder of random Kubernetes manifests")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--components", type=int, required=True)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    os.makedirs(options.out, exist_ok=True)
    write_design(options.seed, options.components, options.out)


if __name__ == "__main__":
    main()
