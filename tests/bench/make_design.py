#!/usr/bin/python3
"""Writes a folder of Kubernetes manifests of a given size; the same seed gives the same bytes.

    make_design.py --shape SHAPE --components N --seed N --out DIR

Shapes:
  mix     applications as people deploy them, about ten components each, ten applications a namespace, some mistakes
  broad   the same applications with skewed labels: few values, and selectors that pick a large share of a namespace
  giant   the same applications, all in one namespace
  chains  components that own each other in chains of up to 1,000
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


SHAPES = ("mix", "broad", "giant", "chains")


def write_design(shape, components, seed, out):
    rng = random.Random("%s %d" % (shape, seed))
    files = chain_files(rng, components) if shape == "chains" else application_files(rng, shape, components)
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
