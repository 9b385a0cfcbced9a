#!/usr/bin/env python3
"""A pack of rules of many forms, for benchmarks: make_rules.py FOLDER [--rules N] [--seed S]

Relationships, defines and checks with joins, quantifiers, aggregates, fields and fixes, in files of 25, each rule about as
long as those that people write. The same numbers give the same bytes.
"""

import argparse
import pathlib
import random

KINDS = {
    "Deployment": "spec.template.spec",
    "StatefulSet": "spec.template.spec",
    "DaemonSet": "spec.template.spec",
    "Job": "spec.template.spec",
    "CronJob": "spec.jobTemplate.spec.template.spec",
    "Pod": "spec",
}
TEXTS = ["imagePullPolicy", "terminationMessagePath", "workingDir", "image", "name"]
FLAGS = ["hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace", "automountServiceAccountToken"]
LISTS = ["containers", "initContainers"]


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def pick(self, values):
        return self.random.choice(list(values))

    def header(self, number, what):
        return f"/// {what.capitalize()}, number {number}: says what it is about in a sentence.\n"

    def relationship(self, number):
        kind = self.pick(KINDS)
        pod = KINDS[kind]
        target, path = self.pick(
            [("ConfigMap", "configMap.name"), ("Secret", "secret.secretName"), ("PersistentVolumeClaim", "persistentVolumeClaim.claimName")]
        )
        return (
            self.header(number, "a workload mounts something")
            + f"relationship mounts_{number}: edge.mount {{\n  from workload: {kind}\n  to   mounted: {target}\n"
            + f"  some volume in workload.{pod}.volumes\n  bind volume.{path} <- mounted.name\n"
            + "  where workload.namespace == mounted.namespace\n"
            + f"    and workload.labels[\"tier-{number}\"] is absent\n}}\n"
        )

    def selection(self, number):
        return (
            self.header(number, "what a service picks")
            + f"define picks_{number}(service: Service, workload: Deployment) {{\n"
            + "  where service.spec.selector selects workload.spec.template.metadata.labels\n"
            + "    and service.namespace == workload.namespace\n"
            + f"    and service.name != \"not-{number}\"\n}}\n"
        )

    def container_check(self, number):
        kind = self.pick(KINDS)
        field, containers = self.pick(TEXTS), self.pick(LISTS)
        return (
            self.header(number, "a container that the team does not want")
            + f"{self.pick(['deny', 'warn', 'advise'])} container_{number} on w: {kind} {{\n  param most: int = {number % 9 + 1}\n"
            + f"  some c in w.{KINDS[kind]}.{containers}\n"
            + f"  where c.{field} ends_with \"-{number}\"\n    and (c.resources.limits.memory default \"1Gi\") > \"{number}Mi\"\n"
            + f"    and count(p in c.ports where p.containerPort > {1000 + number}) <= most\n"
            + f"  at c.{field}\n  message \"container `{{c.name}}` of `{{w.name}}` is {{c.{field}}}\"\n"
            + "  help \"change it\"\n  category reliability\n}\n"
        )

    def absence(self, number):
        kind = self.pick(["Deployment", "StatefulSet", "DaemonSet"])
        flag = self.pick(FLAGS)
        return (
            self.header(number, "a workload without what it needs")
            + f"warn lonely_{number} on w: {kind} {{\n  where no s: Service where (\n"
            + f"      s.spec.selector selects w.spec.template.metadata.labels and s.namespace == w.namespace)\n"
            + f"    and (w.{KINDS[kind]}.{flag} default false) == {self.pick(['true', 'false'])}\n"
            + f"    and w.labels.team in [\"a{number}\", \"b{number}\", \"c\"]\n"
            + "  at w.labels.team\n  message \"`{w.name}` stands alone\"\n"
            + f"  fix unsafe set w.metadata.annotations.note = \"{number}\"\n}}\n"
        )

    def sums(self, number):
        kind = self.pick(KINDS)
        return (
            self.header(number, "more than the team may use")
            + f"advise heavy_{number} on w: {kind} {{\n"
            + f"  where sum(quantity(c.resources.requests.cpu) of c in w.{KINDS[kind]}.containers) > {number}\n"
            + f"    or every v in w.{KINDS[kind]}.volumes where v.emptyDir is present or v.name matches \"^tmp-{number}$\"\n"
            + f"  message \"`{{w.name}}` asks for {{count(w.{KINDS[kind]}.containers)}} containers\"\n}}\n"
        )

    def rule(self, number):
        return self.pick([self.relationship, self.selection, self.container_check, self.absence, self.sums])(number)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--rules", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    maker = Maker(arguments.seed)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    per_file = 25
    for first in range(0, arguments.rules, per_file):
        numbers = range(first, min(first + per_file, arguments.rules))
        text = "package team.bench\n\n" + "\n".join(maker.rule(number) for number in numbers)
        (arguments.folder / f"rules_{first // per_file:03}.mesh").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
