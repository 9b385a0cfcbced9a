#!/usr/bin/python3
"""Prints the relationships of Kubernetes manifests, as the Kubernetes documentation defines them.

An independent second opinion for `meshplay infer -o jsonl`: it shares no code and no rule with the program, and
compares every component with every other one where that is the shortest way to say what the documentation says.

    oracle.py PATH... [-n NAMESPACE]
"""

import argparse
import json
import os
import sys

import yaml

# --- values ---------------------------------------------------------------------------------------------------------
# Null is the same as absent everywhere, and so is an empty string where Kubernetes expects a name (Go's zero value).


class Literal(str):
    """A number or a boolean, as written: selectors compare values as strings, so `1.10` must stay `1.10`."""


def at(value, *keys):
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def items(value, *keys):
    value = at(value, *keys)
    return [item for item in value if item is not None] if isinstance(value, list) else []


def text(value, *keys):
    value = at(value, *keys)
    return value if isinstance(value, str) and value else None


def is_true(value):
    return isinstance(value, Literal) and value.lower() in ("true", "yes", "on")


def string_map(value):
    """Labels and plain selectors. A value that is no scalar fits nothing, so it is kept as None."""
    if not isinstance(value, dict):
        return {}
    return {
        key: str(entry) if isinstance(entry, str) else None for key, entry in value.items() if entry is not None
    }


# --- reading --------------------------------------------------------------------------------------------------------


class RefusedDocument(Exception):
    pass


RESOLVER = yaml.resolver.Resolver()
TAG = "tag:yaml.org,2002:"
LITERAL_TAGS = (TAG + "bool", TAG + "int", TAG + "float")


class DocumentBuilder:
    """Builds one value from the events of one YAML document."""

    def __init__(self, events):
        self.events = iter(events)
        self.anchors = {}

    def build(self):
        return self.value(next(self.events))

    def value(self, event):
        if isinstance(event, yaml.AliasEvent):
            if event.anchor not in self.anchors:
                raise RefusedDocument("undefined alias")
            return self.anchors[event.anchor]
        if isinstance(event, yaml.ScalarEvent):
            result = self.scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            result = []
            for child in self.events:
                if isinstance(child, yaml.SequenceEndEvent):
                    break
                result.append(self.value(child))
        else:
            result = self.mapping()
        if event.anchor is not None:
            self.anchors[event.anchor] = result
        return result

    def scalar(self, event):
        tag = self.tag(event)
        if tag == TAG + "null":
            return None
        return Literal(event.value) if tag in LITERAL_TAGS else event.value

    @staticmethod
    def tag(event):
        if event.tag is None or event.tag == "!":
            return RESOLVER.resolve(yaml.ScalarNode, event.value, event.implicit)
        return event.tag

    def mapping(self):
        own = {}
        merged = []
        seen = set()
        for event in self.events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            # JSON, which manifests become on their way to the API server, has no other keys than strings.
            if not isinstance(event, yaml.ScalarEvent):
                raise RefusedDocument("a key that is no scalar")
            if event.anchor is not None:
                self.anchors[event.anchor] = self.scalar(event)
            if event.value in seen:
                raise RefusedDocument("repeated key")
            seen.add(event.value)
            value = self.value(next(self.events))
            if self.tag(event) == TAG + "merge":
                merged = value if isinstance(value, list) else [value]
            else:
                own[event.value] = value
        result = {}
        for source in reversed(merged):
            if not isinstance(source, dict):
                raise RefusedDocument("a merge of something that is no mapping")
            result.update(source)
        result.update(own)
        return result


def yaml_documents(data):
    events = []
    try:
        for event in yaml.parse(data, Loader=yaml.CLoader):
            if isinstance(event, (yaml.StreamStartEvent, yaml.StreamEndEvent, yaml.DocumentStartEvent)):
                events = []
            elif isinstance(event, yaml.DocumentEndEvent):
                try:
                    yield DocumentBuilder(events).build()
                except (RefusedDocument, RecursionError):
                    pass
            else:
                events.append(event)
    except (yaml.YAMLError, UnicodeError):
        return


def json_documents(data):
    try:
        content = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return
    refused = []

    def mapping(pairs):
        if len({key for key, _ in pairs}) != len(pairs):
            refused.append(True)
        return {key: as_written(value) for key, value in pairs}

    def as_written(value):
        if isinstance(value, list):
            return [as_written(item) for item in value]
        return Literal(str(value).lower()) if isinstance(value, bool) else value

    decoder = json.JSONDecoder(object_pairs_hook=mapping, parse_int=Literal, parse_float=Literal)
    offset = 0
    while True:
        while offset < len(content) and content[offset] in " \t\r\n":
            offset += 1
        if offset == len(content):
            return
        try:
            value, offset = decoder.raw_decode(content, offset)
        except (ValueError, RecursionError):
            return
        if not refused:
            yield value
        refused.clear()


ENDINGS = (".yaml", ".yml", ".json")
LEFT_OUT = ("node_modules", "vendor")


def manifest_files(path):
    if not os.path.isdir(path):
        return [path]
    found = []
    for folder, folders, names in os.walk(path):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in LEFT_OUT]
        found += [os.path.join(folder, name) for name in names if name.endswith(ENDINGS)]
    return sorted(found, key=lambda name: os.fsencode(os.path.relpath(name, path)))


def read_documents(paths):
    for path in paths:
        for name in manifest_files(path):
            with open(name, "rb") as file:
                data = file.read()
            yield from json_documents(data) if name.endswith(".json") else yaml_documents(data)


# --- components -----------------------------------------------------------------------------------------------------

APPS = "apps"
BATCH = "batch"
NETWORKING = "networking.k8s.io"
GATEWAY = "gateway.networking.k8s.io"
RBAC = "rbac.authorization.k8s.io"
STORAGE = "storage.k8s.io"
MONITORING = "monitoring.coreos.com"
ADMISSION = "admissionregistration.k8s.io"
EXTENSIONS = "apiextensions.k8s.io"

# Kinds that one object answers to under two groups.
MOVED = {
    ("extensions", "Deployment"): APPS,
    ("extensions", "DaemonSet"): APPS,
    ("extensions", "ReplicaSet"): APPS,
    ("extensions", "Job"): "batch",
    ("extensions", "HorizontalPodAutoscaler"): "autoscaling",
    ("extensions", "Ingress"): NETWORKING,
    ("extensions", "NetworkPolicy"): NETWORKING,
    ("extensions", "PodSecurityPolicy"): "policy",
    ("events.k8s.io", "Event"): "",
}

# `kubectl api-resources --namespaced=false` over all versions of Kubernetes, and GatewayClass of the Gateway API.
CLUSTER_SCOPED = {
    "": ("ComponentStatus", "Namespace", "Node", "PersistentVolume"),
    ADMISSION: (
        "InitializerConfiguration",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
        "MutatingWebhookConfiguration",
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "ValidatingWebhookConfiguration",
    ),
    EXTENSIONS: ("CustomResourceDefinition",),
    "apiregistration.k8s.io": ("APIService",),
    "auditregistration.k8s.io": ("AuditSink",),
    "authentication.k8s.io": ("SelfSubjectReview", "TokenReview"),
    "authorization.k8s.io": ("SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"),
    "certificates.k8s.io": ("CertificateSigningRequest", "ClusterTrustBundle"),
    "extensions": ("ThirdPartyResource",),
    "flowcontrol.apiserver.k8s.io": ("FlowSchema", "PriorityLevelConfiguration"),
    GATEWAY: ("GatewayClass",),
    "internal.apiserver.k8s.io": ("StorageVersion",),
    NETWORKING: ("ClusterCIDR", "IPAddress", "IngressClass", "ServiceCIDR"),
    "node.k8s.io": ("RuntimeClass",),
    "policy": ("PodSecurityPolicy",),
    RBAC: ("ClusterRole", "ClusterRoleBinding"),
    "resource.k8s.io": ("DeviceClass", "DeviceTaintRule", "ResourceClass", "ResourceSlice"),
    "scheduling.k8s.io": ("PriorityClass",),
    STORAGE: ("CSIDriver", "CSINode", "StorageClass", "VolumeAttachment", "VolumeAttributesClass"),
    "storagemigration.k8s.io": ("StorageVersionMigration",),
}


def split_version(api_version):
    group, slash, version = api_version.partition("/")
    return (group, version) if slash else ("", api_version)


def group_of(api_version, kind):
    group = split_version(api_version)[0]
    return MOVED.get((group, kind), group)


class Component:
    """One object of the design. `namespace` is None where the kind is cluster-scoped."""

    def __init__(self, document):
        self.body = document
        self.kind = document["kind"]
        self.group = group_of(document["apiVersion"], self.kind)
        self.version = split_version(document["apiVersion"])[1]
        self.name = name_of(document)
        self.namespace = None

    @property
    def type(self):
        return self.group, self.kind

    @property
    def identity(self):
        return self.group, self.kind, self.namespace, self.name

    @property
    def id(self):
        parts = [self.kind, self.namespace, self.name] if self.namespace is not None else [self.kind, self.name]
        return "/".join(parts)

    @property
    def labels(self):
        return string_map(at(self.body, "metadata", "labels"))


def name_of(document):
    return text(document, "metadata", "name") or text(document, "metadata", "generateName")


def is_plain_string(value):
    return isinstance(value, str) and not isinstance(value, Literal) and value != ""


def open_lists(document):
    """Yields the document itself, or what is inside where it is a list of objects."""
    if not isinstance(document, dict):
        return
    kind, api_version = document.get("kind"), document.get("apiVersion")
    if not is_plain_string(kind) or not is_plain_string(api_version):
        return
    is_list = kind.endswith("List") and isinstance(document.get("items"), list)
    if not is_list or text(document, "metadata", "name") is not None:
        if name_of(document) is not None:
            yield document
        return
    for item in items(document, "items"):
        if not isinstance(item, dict):
            continue
        if kind != "List":
            # The API server leaves kind and apiVersion out of the items of a typed list.
            derived = {"kind": kind[: -len("List")], "apiVersion": api_version}
            item = {**item, **{key: value for key, value in derived.items() if item.get(key) is None}}
        yield from open_lists(item)


def cluster_scoped_types(components):
    types = {(group, kind) for group, kinds in CLUSTER_SCOPED.items() for kind in kinds}
    definitions = {}
    for component in components:
        if component.type == (EXTENSIONS, "CustomResourceDefinition"):
            definitions.setdefault(component.name, component.body)
    for definition in definitions.values():
        if text(definition, "spec", "scope") == "Cluster":
            types.add((text(definition, "spec", "group"), text(definition, "spec", "names", "kind")))
    return types


def components_of(documents, default_namespace):
    candidates = [Component(document) for source in documents for document in open_lists(source)]
    cluster_scoped = cluster_scoped_types(candidates)
    design = {}
    for component in candidates:
        if component.type not in cluster_scoped:
            component.namespace = text(component.body, "metadata", "namespace") or default_namespace
        design.setdefault(component.identity, component)
    return design


# --- label selectors ------------------------------------------------------------------------------------------------


def requirement_holds(requirement, labels):
    key = text(requirement, "key")
    operator = text(requirement, "operator")
    values = items(requirement, "values")
    if key is None:
        return False
    # What the API server refuses selects nothing: In and NotIn need values, Exists and DoesNotExist have none.
    if operator == "In":
        return key in labels and labels[key] in values
    if operator == "NotIn":
        return bool(values) and (key not in labels or labels[key] not in values)
    if operator == "Exists":
        return not values and key in labels
    if operator == "DoesNotExist":
        return not values and key not in labels
    return False


def includes(labels, wanted):
    return all(value is not None and labels.get(key) == value for key, value in wanted.items())


def selects(selector, labels):
    """metav1.LabelSelector: an empty one selects everything; callers say what an absent one means."""
    if not isinstance(selector, dict):
        return False
    return includes(labels, string_map(at(selector, "matchLabels"))) and all(
        requirement_holds(requirement, labels) for requirement in items(selector, "matchExpressions")
    )


def is_empty_selector(selector):
    return not string_map(at(selector, "matchLabels")) and not items(selector, "matchExpressions")


# --- pods -----------------------------------------------------------------------------------------------------------

POD_OF = {
    ("", "Pod"): (),
    ("", "ReplicationController"): ("spec", "template"),
    (APPS, "DaemonSet"): ("spec", "template"),
    (APPS, "Deployment"): ("spec", "template"),
    (APPS, "ReplicaSet"): ("spec", "template"),
    (APPS, "StatefulSet"): ("spec", "template"),
    (BATCH, "CronJob"): ("spec", "jobTemplate", "spec", "template"),
    (BATCH, "Job"): ("spec", "template"),
}


def pod_of(workload):
    return at(workload.body, *POD_OF[workload.type])


def pod_spec(workload):
    return at(pod_of(workload), "spec")


def pod_labels(workload):
    return string_map(at(pod_of(workload), "metadata", "labels"))


def containers(workload):
    spec = pod_spec(workload)
    return [
        container for key in ("containers", "initContainers", "ephemeralContainers") for container in items(spec, key)
    ]


# --- relationships --------------------------------------------------------------------------------------------------

TAXONOMY = {
    "routes": ("edge", "non-binding", "network"),
    "ingress_routes": ("edge", "non-binding", "network"),
    "route_routes": ("edge", "non-binding", "network"),
    "attaches": ("edge", "non-binding", "network"),
    "mounts_config": ("edge", "binding", "mount"),
    "mounts_secret": ("edge", "binding", "mount"),
    "reads_config": ("edge", "binding", "mount"),
    "reads_secret": ("edge", "binding", "mount"),
    "pulls_with": ("edge", "binding", "secret"),
    "terminates_with": ("edge", "binding", "secret"),
    "runs_as": ("edge", "binding", "permission"),
    "grants": ("edge", "binding", "permission"),
    "scales": ("edge", "non-binding", "management"),
    "protects": ("edge", "non-binding", "availability"),
    "isolates": ("edge", "binding", "firewall"),
    "admits": ("edge", "non-binding", "network"),
    "claims": ("edge", "binding", "mount"),
    "binds_volume": ("edge", "binding", "mount"),
    "provisions": ("edge", "binding", "dependency"),
    "governs": ("edge", "binding", "dependency"),
    "prioritizes": ("edge", "non-binding", "scheduling"),
    "contains": ("hierarchical", "parent", "inventory"),
    "owns": ("hierarchical", "parent", "inventory"),
    "monitors": ("edge", "non-binding", "monitoring"),
    "calls": ("edge", "non-binding", "network"),
    "defines": ("hierarchical", "parent", "inventory"),
    "uses_class": ("edge", "binding", "dependency"),
}


class Oracle:
    def __init__(self, documents, default_namespace="default"):
        self.default_namespace = default_namespace
        self.design = components_of(documents, default_namespace)
        self.workloads = self.of_types(*POD_OF)
        self.found = {}

    def lines(self):
        for name in TAXONOMY:
            getattr(self, name)()
        return sorted(self.found.values(), key=str.encode)

    # The ends of a relationship are components of the design: what is only named by another object is none.
    def relate(self, name, source, target, via=None):
        if source is None or target is None:
            return
        kind, type_, subtype = TAXONOMY[name]
        line = {
            "relationship": "kubernetes." + name,
            "kind": kind,
            "type": type_,
            "subtype": subtype,
            "from": source.id,
            "to": target.id,
            "via": via.id if via else None,
        }
        key = (name, source.identity, target.identity, via.identity if via else None)
        self.found[key] = json.dumps(line, separators=(",", ":"), ensure_ascii=False)

    def of_types(self, *types):
        return [component for component in self.design.values() if component.type in types]

    def find(self, group, kind, namespace, name):
        return self.design.get((group, kind, namespace, name))

    def namespace_labels(self, namespace):
        found = self.find("", "Namespace", None, namespace)
        return {**(found.labels if found else {}), "kubernetes.io/metadata.name": namespace}

    def workloads_of(self, namespace):
        return [workload for workload in self.workloads if workload.namespace == namespace]

    # --- network

    def routes(self):
        for service in self.of_types(("", "Service")):
            selector = string_map(at(service.body, "spec", "selector"))
            if not selector or text(service.body, "spec", "type") == "ExternalName":
                continue
            for workload in self.workloads_of(service.namespace):
                if includes(pod_labels(workload), selector):
                    self.relate("routes", service, workload)

    def ingress_routes(self):
        for ingress in self.of_types((NETWORKING, "Ingress")):
            # `spec.backend` and `serviceName` are the forms of extensions/v1beta1 and networking.k8s.io/v1beta1.
            backends = [at(ingress.body, "spec", "defaultBackend"), at(ingress.body, "spec", "backend")]
            for rule in items(ingress.body, "spec", "rules"):
                backends += [at(path, "backend") for path in items(rule, "http", "paths")]
            for backend in backends:
                for name in (text(backend, "service", "name"), text(backend, "serviceName")):
                    self.relate("ingress_routes", ingress, self.find("", "Service", ingress.namespace, name))

    def gateway_routes(self):
        return self.of_types(*((GATEWAY, kind) for kind in ("HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute")))

    def referenced(self, reference, default_group, default_kind, own_namespace):
        """An object reference of the Gateway API. An explicit `group: ""` is the core group, not the default.
        Whether a ReferenceGrant allows a reference into another namespace is not asked."""
        group = at(reference, "group")
        kind = text(reference, "kind") or default_kind
        namespace = text(reference, "namespace") or own_namespace
        group = default_group if group is None else group
        return self.find(group, kind, namespace, text(reference, "name")) if isinstance(group, str) else None

    def route_routes(self):
        for route in self.gateway_routes():
            for rule in items(route.body, "spec", "rules"):
                for reference in items(rule, "backendRefs"):
                    target = self.referenced(reference, "", "Service", route.namespace)
                    if target and target.type == ("", "Service"):
                        self.relate("route_routes", route, target)

    def attaches(self):
        for route in self.gateway_routes():
            for reference in items(route.body, "spec", "parentRefs"):
                target = self.referenced(reference, GATEWAY, "Gateway", route.namespace)
                if target and target.type == (GATEWAY, "Gateway"):
                    self.relate("attaches", route, target)

    def isolates(self):
        for policy in self.of_types((NETWORKING, "NetworkPolicy")):
            for workload in self.isolated(policy):
                self.relate("isolates", policy, workload)

    def isolated(self, policy):
        selector = at(policy.body, "spec", "podSelector")
        return [
            workload
            for workload in self.workloads_of(policy.namespace)
            if selector is None or selects(selector, pod_labels(workload))
        ]

    def admits(self):
        for policy in self.of_types((NETWORKING, "NetworkPolicy")):
            types = items(policy.body, "spec", "policyTypes")
            if not types:
                types = ["Ingress"] + (["Egress"] if items(policy.body, "spec", "egress") else [])
            isolated = self.isolated(policy)
            if "Ingress" in types:
                for peer in self.peers(policy, "ingress", "from"):
                    for workload in isolated:
                        self.relate("admits", peer, workload, via=policy)
            if "Egress" in types:
                for peer in self.peers(policy, "egress", "to"):
                    for workload in isolated:
                        self.relate("admits", workload, peer, via=policy)

    def peers(self, policy, direction, side):
        entries = [peer for rule in items(policy.body, "spec", direction) for peer in items(rule, side)]
        return [
            workload
            for workload in self.workloads
            if any(self.is_peer(policy, peer, workload) for peer in entries)
        ]

    def is_peer(self, policy, peer, workload):
        pods = at(peer, "podSelector")
        namespaces = at(peer, "namespaceSelector")
        if pods is None and namespaces is None:
            return False
        if namespaces is None and workload.namespace != policy.namespace:
            return False
        if namespaces is not None and not selects(namespaces, self.namespace_labels(workload.namespace)):
            return False
        return pods is None or selects(pods, pod_labels(workload))

    def calls(self):
        for caller, reference in self.service_references():
            # Both names are required; neither has a default.
            namespace, name = text(reference, "namespace"), text(reference, "name")
            self.relate("calls", caller, self.find("", "Service", namespace, name))

    def service_references(self):
        for kind in ("MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"):
            for configuration in self.of_types((ADMISSION, kind)):
                for webhook in items(configuration.body, "webhooks"):
                    yield configuration, at(webhook, "clientConfig", "service")
        for api_service in self.of_types(("apiregistration.k8s.io", "APIService")):
            yield api_service, at(api_service.body, "spec", "service")
        for definition in self.of_types((EXTENSIONS, "CustomResourceDefinition")):
            # apiextensions.k8s.io/v1, then v1beta1. The API server refuses either under `strategy: None`, so the
            # strategy is not asked.
            conversion = at(definition.body, "spec", "conversion")
            yield definition, at(conversion, "webhook", "clientConfig", "service")
            yield definition, at(conversion, "webhookClientConfig", "service")

    # --- configuration and secrets

    def mounts_config(self):
        for workload in self.workloads:
            for volume in items(pod_spec(workload), "volumes"):
                names = [text(volume, "configMap", "name")]
                names += [text(source, "configMap", "name") for source in items(volume, "projected", "sources")]
                for name in names:
                    self.relate("mounts_config", workload, self.find("", "ConfigMap", workload.namespace, name))

    def mounts_secret(self):
        for workload in self.workloads:
            for volume in items(pod_spec(workload), "volumes"):
                names = [text(volume, "secret", "secretName"), text(volume, "azureFile", "secretName")]
                names += [text(source, "secret", "name") for source in items(volume, "projected", "sources")]
                names += [
                    text(volume, plugin, "secretRef", "name")
                    for plugin in ("cephfs", "cinder", "flexVolume", "iscsi", "rbd", "scaleIO", "storageos")
                ]
                names.append(text(volume, "csi", "nodePublishSecretRef", "name"))
                for name in names:
                    self.relate("mounts_secret", workload, self.find("", "Secret", workload.namespace, name))

    def reads_config(self):
        self.reads("reads_config", "ConfigMap", "configMapKeyRef", "configMapRef")

    def reads_secret(self):
        self.reads("reads_secret", "Secret", "secretKeyRef", "secretRef")

    def reads(self, relationship, kind, key_reference, whole_reference):
        for workload in self.workloads:
            for container in containers(workload):
                names = [text(entry, "valueFrom", key_reference, "name") for entry in items(container, "env")]
                names += [text(entry, whole_reference, "name") for entry in items(container, "envFrom")]
                for name in names:
                    self.relate(relationship, workload, self.find("", kind, workload.namespace, name))

    def pulls_with(self):
        holders = [(workload, pod_spec(workload)) for workload in self.workloads]
        holders += [(account, account.body) for account in self.of_types(("", "ServiceAccount"))]
        for holder, body in holders:
            for reference in items(body, "imagePullSecrets"):
                secret = self.find("", "Secret", holder.namespace, text(reference, "name"))
                self.relate("pulls_with", holder, secret)

    def terminates_with(self):
        for ingress in self.of_types((NETWORKING, "Ingress")):
            for entry in items(ingress.body, "spec", "tls"):
                secret = self.find("", "Secret", ingress.namespace, text(entry, "secretName"))
                self.relate("terminates_with", ingress, secret)
        for gateway in self.of_types((GATEWAY, "Gateway")):
            for listener in items(gateway.body, "spec", "listeners"):
                # In this mode the Gateway does not terminate TLS, and the field is ignored.
                if text(listener, "tls", "mode") == "Passthrough":
                    continue
                for reference in items(listener, "tls", "certificateRefs"):
                    target = self.referenced(reference, "", "Secret", gateway.namespace)
                    if target and target.type == ("", "Secret"):
                        self.relate("terminates_with", gateway, target)

    # --- permissions

    def runs_as(self):
        for workload in self.workloads:
            spec = pod_spec(workload)
            name = text(spec, "serviceAccountName") or text(spec, "serviceAccount") or "default"
            self.relate("runs_as", workload, self.find("", "ServiceAccount", workload.namespace, name))

    def grants(self):
        for binding in self.of_types((RBAC, "RoleBinding"), (RBAC, "ClusterRoleBinding")):
            role = self.bound_role(binding)
            for subject in items(binding.body, "subjects"):
                # A ServiceAccount is of the core group: any other apiGroup is refused.
                if text(subject, "kind") != "ServiceAccount" or text(subject, "apiGroup"):
                    continue
                # Without a namespace the authorizer takes that of the RoleBinding; a ClusterRoleBinding has none.
                namespace = text(subject, "namespace") or binding.namespace
                account = self.find("", "ServiceAccount", namespace, text(subject, "name"))
                self.relate("grants", role, account, via=binding)

    def bound_role(self, binding):
        reference = at(binding.body, "roleRef")
        if text(reference, "apiGroup") not in (None, RBAC):
            return None
        kind, name = text(reference, "kind"), text(reference, "name")
        if kind == "ClusterRole":
            return self.find(RBAC, kind, None, name)
        if kind == "Role" and binding.namespace is not None:
            return self.find(RBAC, kind, binding.namespace, name)
        return None

    # --- workloads

    def scales(self):
        for scaler in self.of_types(("autoscaling", "HorizontalPodAutoscaler")):
            # `scaleRef` is the form of extensions/v1beta1.
            reference = at(scaler.body, "spec", "scaleTargetRef") or at(scaler.body, "spec", "scaleRef")
            kind = text(reference, "kind")
            group = group_of(text(reference, "apiVersion") or "", kind)
            self.relate("scales", scaler, self.find(group, kind, scaler.namespace, text(reference, "name")))

    def protects(self):
        for budget in self.of_types(("policy", "PodDisruptionBudget")):
            selector = at(budget.body, "spec", "selector")
            if budget.version == "v1beta1" and is_empty_selector(selector):
                continue
            for workload in self.workloads_of(budget.namespace):
                if selects(selector, pod_labels(workload)):
                    self.relate("protects", budget, workload)

    def governs(self):
        for workload in self.of_types((APPS, "StatefulSet")):
            name = text(workload.body, "spec", "serviceName")
            self.relate("governs", workload, self.find("", "Service", workload.namespace, name))

    def prioritizes(self):
        for workload in self.workloads:
            name = text(pod_spec(workload), "priorityClassName")
            self.relate("prioritizes", self.find("scheduling.k8s.io", "PriorityClass", None, name), workload)

    def monitors(self):
        for monitor in self.of_types((MONITORING, "ServiceMonitor")):
            for service in self.of_types(("", "Service")):
                if self.is_monitored(monitor, service.namespace, service.labels):
                    self.relate("monitors", monitor, service)
        for monitor in self.of_types((MONITORING, "PodMonitor")):
            for workload in self.workloads:
                if self.is_monitored(monitor, workload.namespace, pod_labels(workload)):
                    self.relate("monitors", monitor, workload)

    @staticmethod
    def is_monitored(monitor, namespace, labels):
        scope = at(monitor.body, "spec", "namespaceSelector")
        if not is_true(at(scope, "any")) and namespace not in (items(scope, "matchNames") or [monitor.namespace]):
            return False
        return selects(at(monitor.body, "spec", "selector"), labels)

    # --- storage

    def claims(self):
        for workload in self.workloads:
            for volume in items(pod_spec(workload), "volumes"):
                name = text(volume, "persistentVolumeClaim", "claimName")
                claim = self.find("", "PersistentVolumeClaim", workload.namespace, name)
                self.relate("claims", workload, claim)

    def binds_volume(self):
        for claim in self.of_types(("", "PersistentVolumeClaim")):
            volume = self.find("", "PersistentVolume", None, text(claim.body, "spec", "volumeName"))
            self.relate("binds_volume", claim, volume)
        for volume in self.of_types(("", "PersistentVolume")):
            reference = at(volume.body, "spec", "claimRef")
            # The binder compares both; a reference without a namespace names no claim.
            namespace = text(reference, "namespace")
            claim = self.find("", "PersistentVolumeClaim", namespace, text(reference, "name")) if namespace else None
            self.relate("binds_volume", claim, volume)

    def provisions(self):
        for component in self.of_types(("", "PersistentVolumeClaim"), ("", "PersistentVolume")):
            name = text(component.body, "spec", "storageClassName")
            # Where the annotation stands it decides, even when it is empty.
            annotation = at(component.body, "metadata", "annotations", "volume.beta.kubernetes.io/storage-class")
            if annotation is not None:
                name = annotation if isinstance(annotation, str) else None
            self.relate("provisions", self.find(STORAGE, "StorageClass", None, name), component)

    # --- inventory and classes

    def contains(self):
        for component in self.design.values():
            if component.namespace is not None:
                self.relate("contains", self.find("", "Namespace", None, component.namespace), component)

    def owns(self):
        for component in self.design.values():
            for reference in items(component.body, "metadata", "ownerReferences"):
                api_version, kind, name = (text(reference, key) for key in ("apiVersion", "kind", "name"))
                if api_version is None:
                    continue
                group = group_of(api_version, kind)
                # A kind has one scope, so at most one of the two is there.
                owner = self.find(group, kind, None, name) or self.find(group, kind, component.namespace, name)
                uids = {text(reference, "uid"), text(owner.body, "metadata", "uid")} if owner else set()
                if len(uids - {None}) < 2:
                    self.relate("owns", owner, component)

    def defines(self):
        for definition in self.of_types((EXTENSIONS, "CustomResourceDefinition")):
            spec = at(definition.body, "spec")
            type_ = (text(spec, "group"), text(spec, "names", "kind"))
            versions = [text(version, "name") for version in items(spec, "versions")] + [text(spec, "version")]
            for component in self.of_types(type_):
                if component.version in versions:
                    self.relate("defines", definition, component)

    def uses_class(self):
        for ingress in self.of_types((NETWORKING, "Ingress")):
            name = text(ingress.body, "spec", "ingressClassName")
            self.relate("uses_class", ingress, self.find(NETWORKING, "IngressClass", None, name))


def relationship_lines(paths, default_namespace="default"):
    return Oracle(read_documents(paths), default_namespace).lines()


def main():
    parser = argparse.ArgumentParser(description="prints the relationships of Kubernetes manifests")
    parser.add_argument("paths", nargs="+", metavar="PATH")
    parser.add_argument("-n", "--namespace", default="default")
    options = parser.parse_args()
    for line in relationship_lines(options.paths, options.namespace):
        sys.stdout.buffer.write(line.encode() + b"\n")


if __name__ == "__main__":
    main()
