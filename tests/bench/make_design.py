#!/usr/bin/python3
"""Writes a folder of Kubernetes manifests of a given size; the same seed gives the same bytes.

    make_design.py --shape SHAPE --components N --seed N --out DIR

Shapes:
  mix     applications as people deploy them, about ten components each, ten applications a namespace, some mistakes
  broad   the same applications with skewed labels: few values, and selectors that pick a large share of a namespace
  giant   the same applications, all in one namespace
  chains  components that own each other in chains of up to 1,000
  unique  Services that each select one Deployment by a label of its own, in one namespace for each ten
  skewed  labels of few values, drawn so that the first is the most frequent by far, and selectors for each value
  all     a label that every object has, and selectors that match all of their namespace, which has twenty objects
  deep    one chain of owners, as long as the design
  cycles  groups of 50 components of which each owns each
  roles   Roles, RoleBindings to three accounts each, and ServiceAccounts, many to many
  names   objects of one name: in every namespace, of every kind, and some of them twice
"""

import argparse
import os
import random

APPLICATIONS_IN_A_NAMESPACE = 10
LENGTH_OF_A_CHAIN = 1000
MISTAKE = 0.02
WORDS = (
    "account audit basket billing catalog checkout customer delivery feed gateway image invoice ledger mail media notify "
    "offer order payment price profile quote rating report review search session shipping stock token user voucher"
).split()
PARTS = ("api", "worker", "web", "store", "sync")
IMAGES = ("registry.example.org/shop/%s:1.%d.%d", "ghcr.io/example/%s:v2.%d.%d")


def indent(text, spaces):
    return "".join(" " * spaces + line + "\n" for line in text.splitlines())


class Application:
    """The manifests of one application as texts, in the order in which people keep them."""

    def __init__(self, rng, number, namespace, shape):
        self.rng = rng
        self.number = number
        self.namespace = namespace
        self.broad = shape == "broad"
        self.name = "%s-%s-%d" % (rng.choice(WORDS), rng.choice(PARTS), number)
        self.port = rng.choice((3000, 8000, 8080, 8443, 9090))
        self.stateful = rng.random() < 0.12
        self.labels = self.own_labels()

    def chance(self, probability):
        return self.rng.random() < probability

    def or_a_slip(self, name):
        """The name, or now and then one that nothing has."""
        return name + "-old" if self.chance(MISTAKE) else name

    def own_labels(self):
        if self.broad:
            # Skewed: four of five are alike.
            return {
                "app": "shop" if self.chance(0.8) else self.rng.choice(("blog", "wiki")),
                "tier": self.rng.choice(("front", "back", "back", "back")),
                "release": "stable" if self.chance(0.9) else "canary",
            }
        return {
            "app.kubernetes.io/name": self.name,
            "app.kubernetes.io/part-of": self.namespace,
            "tier": self.rng.choice(("front", "back", "data")),
        }

    def selector(self):
        if self.broad:
            return {"app": self.labels["app"], "tier": self.labels["tier"]}
        return {"app.kubernetes.io/name": self.name}

    def map_text(self, entries, spaces):
        return indent("\n".join("%s: %s" % entry for entry in entries.items()), spaces)

    def head(self, api_version, kind, name=None, namespaced=True):
        namespace = "  namespace: %s\n" % self.namespace if namespaced else ""
        return "apiVersion: %s\nkind: %s\nmetadata:\n  name: %s\n%s  labels:\n%s" % (
            api_version, kind, name or self.name, namespace, self.map_text(self.labels, 4))

    def workload_kind(self):
        return "StatefulSet" if self.stateful else "Deployment"

    def workload(self):
        mounts = "        - name: settings\n          mountPath: /etc/%s\n" % self.name
        volumes = "      - name: settings\n        configMap:\n          name: %s\n" % self.or_a_slip(self.name)
        if self.stateful:
            mounts += "        - name: data\n          mountPath: /var/lib/data\n"
            volumes += "      - name: data\n        persistentVolumeClaim:\n          claimName: %s-data\n" % self.name
        sidecar = ""
        if self.chance(0.3):
            sidecar = (
                "      - name: proxy\n        image: envoyproxy/envoy:v1.28.0\n        ports:\n"
                "        - name: admin\n          containerPort: 15000\n")
        more = "  serviceName: %s\n" % self.name if self.stateful else ""
        image = self.rng.choice(IMAGES) % (self.name, self.rng.randrange(40), self.rng.randrange(10))
        return (
            self.head("apps/v1", self.workload_kind())
            + "spec:\n  replicas: %d\n%s  selector:\n    matchLabels:\n%s" % (
                self.rng.choice((1, 2, 2, 3, 5)), more, self.map_text(self.selector(), 6))
            + "  template:\n    metadata:\n      labels:\n%s" % self.map_text(self.labels, 8)
            + "    spec:\n      serviceAccountName: %s\n      securityContext:\n        runAsNonRoot: true\n" % self.or_a_slip(self.name)
            + "      containers:\n      - name: main\n        image: %s\n" % image
            + "        ports:\n        - name: http\n          containerPort: %d\n" % self.port
            + "        env:\n        - name: LOG_LEVEL\n          value: info\n        - name: PASSWORD\n          valueFrom:\n"
            + "            secretKeyRef:\n              name: %s\n              key: password\n" % self.or_a_slip(self.name)
            + "        envFrom:\n        - configMapRef:\n            name: %s\n" % self.name
            + "        resources:\n          requests:\n            cpu: 100m\n            memory: 128Mi\n"
            + "          limits:\n            memory: 256Mi\n"
            + "        readinessProbe:\n          httpGet:\n            path: /ready\n            port: http\n"
            + "        volumeMounts:\n" + mounts + sidecar + "      volumes:\n" + volumes)

    def service(self):
        selector = self.selector()
        if self.chance(MISTAKE):
            selector = {key: value + "x" for key, value in selector.items()}
        return (
            self.head("v1", "Service") + "spec:\n  selector:\n" + self.map_text(selector, 4)
            + "  ports:\n  - name: http\n    port: 80\n    targetPort: %s\n" % ("htpp" if self.chance(MISTAKE) else "http"))

    def config(self):
        lines = "".join("    key.%d=%s\n" % (i, self.rng.choice(WORDS)) for i in range(self.rng.randrange(3, 12)))
        return self.head("v1", "ConfigMap") + "data:\n  LOG_FORMAT: json\n  app.properties: |\n" + lines

    def secret(self):
        return self.head("v1", "Secret") + "type: Opaque\nstringData:\n  password: change-me\n  token: %d\n" % 17

    def account(self):
        return self.head("v1", "ServiceAccount")

    def role(self):
        return self.head("rbac.authorization.k8s.io/v1", "Role") + (
            "rules:\n- apiGroups: [\"\"]\n  resources: [configmaps, secrets]\n  verbs: [get, list, watch]\n")

    def binding(self):
        return self.head("rbac.authorization.k8s.io/v1", "RoleBinding") + (
            "roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: %s\n"
            "subjects:\n- kind: ServiceAccount\n  name: %s\n  namespace: %s\n" % (
                self.or_a_slip(self.name), self.name, self.namespace))

    def ingress(self):
        return self.head("networking.k8s.io/v1", "Ingress") + (
            "spec:\n  ingressClassName: nginx\n  rules:\n  - host: %s.example.org\n    http:\n      paths:\n      - path: /\n"
            "        pathType: Prefix\n        backend:\n          service:\n            name: %s\n            port:\n"
            "              number: 80\n" % (self.name, self.or_a_slip(self.name)))

    def autoscaler(self):
        return self.head("autoscaling/v2", "HorizontalPodAutoscaler") + (
            "spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: %s\n    name: %s\n  minReplicas: 2\n  maxReplicas: 9\n"
            "  metrics:\n  - type: Resource\n    resource:\n      name: cpu\n      target:\n        type: Utilization\n"
            "        averageUtilization: 70\n" % (self.workload_kind(), self.or_a_slip(self.name)))

    def budget(self):
        return (self.head("policy/v1", "PodDisruptionBudget") + "spec:\n  minAvailable: 1\n  selector:\n    matchLabels:\n"
                + self.map_text(self.selector(), 6))

    def policy(self):
        peer = {"tier": "front"} if self.broad else {"app.kubernetes.io/part-of": self.namespace, "tier": "front"}
        return (
            self.head("networking.k8s.io/v1", "NetworkPolicy") + "spec:\n  podSelector:\n    matchLabels:\n"
            + self.map_text(self.selector(), 6)
            + "  policyTypes: [Ingress]\n  ingress:\n  - from:\n    - podSelector:\n        matchLabels:\n"
            + self.map_text(peer, 10) + "    ports:\n    - port: http\n      protocol: TCP\n")

    def claim(self):
        return self.head("v1", "PersistentVolumeClaim", self.name + "-data") + (
            "spec:\n  accessModes: [ReadWriteOnce]\n  storageClassName: fast\n  resources:\n    requests:\n      storage: 10Gi\n")

    def manifests(self):
        made = [self.workload(), self.service(), self.config(), self.secret(), self.account()]
        if self.stateful:
            made.append(self.claim())
        for make, probability in ((self.role, 0.6), (self.ingress, 0.4), (self.autoscaler, 0.4), (self.budget, 0.5),
                                  (self.policy, 0.5)):
            if self.chance(probability):
                made.append(make())
                if make == self.role:
                    made.append(self.binding())
        return made


def namespace_manifests(name):
    return [
        "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: %s\n  labels:\n    team: %s\n" % (name, name[-1]),
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: deny-all\n  namespace: %s\n"
        "spec:\n  podSelector: {}\n  policyTypes: [Ingress]\n" % name,
    ]


def application_files(rng, shape, components):
    """(name of file, manifests) until there are enough."""
    left = components
    number = 0
    while left > 0:
        space = 0 if shape == "giant" else number // APPLICATIONS_IN_A_NAMESPACE
        namespace = "team-%d" % space
        if number == space * APPLICATIONS_IN_A_NAMESPACE:
            manifests = namespace_manifests(namespace)[:left]
            left -= len(manifests)
            yield os.path.join(namespace, "namespace.yaml"), manifests
        application = Application(rng, number, namespace, shape)
        manifests = application.manifests()[:left]
        left -= len(manifests)
        number += 1
        if manifests:
            yield os.path.join(namespace, application.name + ".yaml"), manifests


def chain_files(rng, components):
    kinds = (("apps/v1", "Deployment"), ("apps/v1", "ReplicaSet"), ("v1", "ConfigMap"), ("example.org/v1", "Part"))
    for first in range(0, components, LENGTH_OF_A_CHAIN):
        manifests = []
        owner = None
        for i in range(first, min(first + LENGTH_OF_A_CHAIN, components)):
            api_version, kind = rng.choice(kinds)
            owned = ""
            if owner is not None:
                owned = "  ownerReferences:\n  - apiVersion: %s\n    kind: %s\n    name: %s\n" % owner
            manifests.append("apiVersion: %s\nkind: %s\nmetadata:\n  name: link-%d\n%s" % (api_version, kind, i, owned))
            owner = (api_version, kind, "link-%d" % i)
        rng.shuffle(manifests)
        yield "chain-%d.yaml" % (first // LENGTH_OF_A_CHAIN), manifests


def head(api_version, kind, name, namespace, more=""):
    return "apiVersion: %s\nkind: %s\nmetadata:\n  name: %s\n  namespace: %s\n%s" % (
        api_version, kind, name, namespace, more)


def service(name, namespace, label):
    return head("v1", "Service", name, namespace) + "spec:\n  selector:\n    app: %s\n  ports:\n  - port: 80\n" % label


def deployment(name, namespace, label):
    return head("apps/v1", "Deployment", name, namespace, "  labels:\n    app: %s\n" % label) + (
        "spec:\n  selector:\n    matchLabels:\n      app: %s\n  template:\n    metadata:\n      labels:\n        app: %s\n"
        "    spec:\n      containers:\n      - name: main\n        image: registry.example.org/shop/%s:1.0.0\n" % (
            label, label, name))


def pairs(rng, components, label_of, in_a_namespace):
    """Services and Deployments by turns; `label_of(rng, number)` is the label of both."""
    for i in range(components):
        pair = i // 2
        namespace = "team-%d" % (i // in_a_namespace)
        make = deployment if i % 2 else service
        yield make("app-%d" % pair, namespace, label_of(rng, pair))


def skewed_label(rng, _):
    return "value-%d" % min(int(rng.paretovariate(1.2)), 200)


def owner(names):
    return "  ownerReferences:\n" + "".join(
        "  - apiVersion: example.org/v1\n    kind: Part\n    name: %s\n" % name for name in names)


def deep_chain(rng, components):
    for i in range(components):
        yield head("example.org/v1", "Part", "link-%d" % i, "team", owner(["link-%d" % (i - 1)]) if i else "")


def dense_cycles(rng, components):
    group = 50
    for i in range(components):
        first = i // group * group
        others = ["part-%d" % j for j in range(first, min(first + group, components)) if j != i]
        yield head("example.org/v1", "Part", "part-%d" % i, "team", owner(others) if others else "")


def roles(rng, components):
    rbac = "rbac.authorization.k8s.io/v1"
    third = max(1, components // 3)
    for i in range(components):
        name, namespace = "account-%d" % (i // 3), "team-%d" % (i // 3 // 30)
        near = lambda: "account-%d" % min(third - 1, i // 3 // 30 * 30 + rng.randrange(30))
        if i % 3 == 0:
            yield head("v1", "ServiceAccount", name, namespace)
        elif i % 3 == 1:
            yield head(rbac, "Role", name, namespace) + (
                "rules:\n- apiGroups: [\"\"]\n  resources: [configmaps]\n  verbs: [get]\n")
        else:
            subjects = "".join("- kind: ServiceAccount\n  name: %s\n  namespace: %s\n" % (near(), namespace) for _ in range(3))
            yield head(rbac, "RoleBinding", name, namespace) + (
                "roleRef:\n  apiGroup: rbac.authorization.k8s.io\n  kind: Role\n  name: %s\nsubjects:\n%s" % (near(), subjects))


def same_names(rng, components):
    kinds = (("v1", "ConfigMap"), ("v1", "Secret"), ("v1", "ServiceAccount"), ("v1", "PersistentVolumeClaim"))
    for i in range(components):
        api_version, kind = kinds[i % 4]
        number = i // 4 if i % 100 else max(0, i // 4 - 1)  # now and then one that is there already
        yield head(api_version, kind, "same", "team-%d" % number)


def in_files(manifests):
    """Hundred manifests a file."""
    batch = []
    for number, manifest in enumerate(manifests):
        batch.append(manifest)
        if len(batch) == 100:
            yield "part-%d.yaml" % (number // 100), batch
            batch = []
    if batch:
        yield "rest.yaml", batch


LISTS = {
    "unique": lambda rng, n: pairs(rng, n, lambda _, pair: "app-%d" % pair, 20),
    "skewed": lambda rng, n: pairs(rng, n, skewed_label, 1000),
    "all": lambda rng, n: pairs(rng, n, lambda _, pair: "shop", 20),
    "deep": deep_chain,
    "cycles": dense_cycles,
    "roles": roles,
    "names": same_names,
}
SHAPES = ("mix", "broad", "giant", "chains", *LISTS)


def write_design(shape, components, seed, out):
    rng = random.Random("%s %d" % (shape, seed))
    if shape in LISTS:
        files = in_files(LISTS[shape](rng, components))
    elif shape == "chains":
        files = chain_files(rng, components)
    else:
        files = application_files(rng, shape, components)
    for name, manifests in files:
        path = os.path.join(out, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write("---\n".join(manifests))


def main():
    parser = argparse.ArgumentParser(description="writes a folder of Kubernetes manifests of a given size")
    parser.add_argument("--shape", choices=SHAPES, default="mix")
    parser.add_argument("--components", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", required=True)
    options = parser.parse_args()
    write_design(options.shape, options.components, options.seed, options.out)


if __name__ == "__main__":
    main()
