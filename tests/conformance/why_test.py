#!/usr/bin/python3
"""Replays proofs of `meshplay why` against the manifests alone, and does what `meshplay why-not` says.

    why_test.py --meshplay BIN [--cases N] [--seed S]

A case is one relationship of a random design. Of its proof every value must stand in the manifest of its component at
its path, line and column, every comparison must come out with the values that it names, every fact must be one that
`infer` prints or a define, and no fact may rest on itself. Then a value that the proof rests on is changed. Where the
relationship is gone, the changes that `why-not` names one after the other must bring it back.
"""

import argparse
import collections
import fnmatch
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import oracle
import random_manifests
import yaml

COMPONENTS = 24
FACTS_OF_A_DESIGN = 12
MOST_CHANGES = 8
ATTEMPTS = 6


class Wrong(Exception):
    pass


def run(meshplay, *words):
    return subprocess.run([meshplay, *words], capture_output=True, text=True, check=False)


# ---- manifests


class Manifests:
    """The documents of a folder: values as the oracle reads them, places as PyYAML marks them."""

    def __init__(self, folder):
        self.files = oracle.manifest_files(folder)
        documents = [document for name in self.files for document in documents_of(name)]
        self.components = collections.defaultdict(list)
        for component in oracle.components_of(documents, "default").values():
            self.components[component.id].append(component.body)
        self.lines = {}

    def values_at(self, component, path):
        """What stands there; several where components of two groups share an id."""
        found = []
        for body in self.components.get(component, []):
            value = body
            for step in path:
                if isinstance(step, int):
                    value = value[step] if isinstance(value, list) and step < len(value) else None
                else:
                    value = value.get(step) if isinstance(value, dict) else None
            found.append(value)
        return found

    def stands_at(self, place, value):
        """Whether the text of the place means the value; None where it cannot be read alone."""
        if place["file"] not in self.lines:
            with open(place["file"], encoding="utf-8-sig", newline="") as file:
                self.lines[place["file"]] = re.split("\r\n|\n|\r", file.read())
        lines = self.lines[place["file"]]
        first, last = place["line"] - 1, place["end"]["line"] - 1
        text = lines[first : last + 1]
        text[-1] = text[-1][: place["end"]["column"] - 1]
        indent = place["column"] - 1
        text[0] = " " * indent + text[0][indent:]
        joined = "\n".join(text).replace("\t", " ")
        if re.search(r"[*&]\w|<<", joined) or joined.lstrip().startswith(("|", ">")):
            return None
        try:
            return same(constructed(yaml.compose(joined, Loader=yaml.CSafeLoader)), value)
        except (yaml.YAMLError, AttributeError):
            return None


def documents_of(name):
    with open(name, "rb") as file:
        data = file.read()
    return oracle.json_documents(data) if name.endswith(".json") else oracle.yaml_documents(data)


def constructed(node):
    if isinstance(node, yaml.MappingNode):
        return {key.value: constructed(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [constructed(element) for element in node.value]
    return None if node.tag == "tag:yaml.org,2002:null" else node.value


def same(found, wanted):
    """A value of a manifest and one of JSON."""
    if isinstance(wanted, dict):
        present = {key: value for key, value in found.items() if value is not None} if isinstance(found, dict) else None
        wanted = {key: value for key, value in wanted.items() if value is not None}
        return present is not None and present.keys() == wanted.keys() and all(
            same(present[key], wanted[key]) for key in wanted
        )
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(same, found, wanted))
    if isinstance(wanted, bool):
        return str(found).lower() in (("true", "yes", "on") if wanted else ("false", "no", "off"))
    if isinstance(wanted, (int, float)):
        try:
            return float(str(found)) == float(wanted) or int(str(found), 0) == wanted
        except ValueError:
            return False
    return found is not None and str(found) == str(wanted)


def path_of(text):
    """`spec.containers[0].labels["a/b"]` to its steps."""
    steps = []
    for quoted, index, key in re.findall(r'\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.\[\]]+)', text):
        steps.append(int(index) if index else json.loads(f'"{quoted}"') if quoted else key)
    return steps


# ---- proofs


def with_texts(value):
    """Labels are texts: a number or a boolean of a selector counts as what is written."""
    if isinstance(value, dict):
        return {key: with_texts(entry) for key, entry in value.items()}
    if isinstance(value, list):
        return [with_texts(entry) for entry in value]
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, (int, float)) else value


def holds(operator, left, right):
    """A comparison of two JSON values; None for an operator that is not looked at."""
    if left is None or right is None:
        return False
    numbers = isinstance(left, (int, float)) and isinstance(right, (int, float))
    if operator == "eq":
        return left == right and type(left) in (type(right), int, float) and isinstance(left, bool) == isinstance(right, bool)
    if operator == "ne":
        return not holds("eq", left, right)
    if operator in ("lt", "le", "gt", "ge"):
        if not numbers and not (isinstance(left, str) and isinstance(right, str)):
            return False
        order = (left > right) - (left < right)
        return {"lt": order < 0, "le": order <= 0, "gt": order > 0, "ge": order >= 0}[operator]
    if operator == "in":
        return left in right if isinstance(right, (list, dict)) else False
    if operator == "includes":
        if isinstance(left, dict) and isinstance(right, dict):
            return all(left.get(key) == value for key, value in right.items())
        return all(each in left for each in right) if isinstance(right, list) else right in left
    if operator == "selects":
        left = with_texts(left)
        structured = isinstance(left, dict) and left and set(left) <= {"matchLabels", "matchExpressions"}
        labels = {key: str(value) for key, value in right.items()} if isinstance(right, dict) else {}
        if isinstance(left, dict) and not structured:
            return all(labels.get(key) == str(value) for key, value in left.items())
        return oracle.selects(left, labels)
    if operator == "starts_with":
        return left.startswith(right)
    if operator == "ends_with":
        return left.endswith(right)
    if operator == "contains":
        return right in left
    if operator == "like":
        return fnmatch.fnmatchcase(left, right)
    if operator == "matches":
        return re.search(right, left) is not None
    return None


class Replay:
    def __init__(self, proof, manifests, relationships):
        self.facts = proof["facts"]
        self.manifests = manifests
        self.relationships = relationships
        self.counts = collections.Counter()
        self.rests_on = collections.defaultdict(set)
        self.places = []  # values that may be changed

    def run(self):
        for number, fact in enumerate(self.facts):
            self.number = number
            if not fact["complete"]:
                raise Wrong(f"{fact['fact']} is cut off")
            if not fact["name"].rpartition(".")[2] in self.relationships["names"]:
                self.counts["defines"] += 1
            elif (fact["name"], *fact["components"]) not in self.relationships["facts"]:
                raise Wrong(f"{fact['fact']} is not what `infer` prints")
            for step in fact["steps"]:
                self.step(step, True)
        self.find_cycle()

    def step(self, step, must_hold):
        kind = step["kind"]
        self.counts[kind] += 1
        for leaf in step.get("left", []) + step.get("right", []):
            self.leaf(leaf)
        if kind == "compare":
            self.compare(step, must_hold)
        elif kind == "present" and must_hold != step["left"][-1]["present"]:
            raise Wrong(f"{step['condition']}: {step['left']}")
        elif kind == "absent" and must_hold == step["left"][-1]["present"]:
            raise Wrong(f"{step['condition']}: {step['left']}")
        elif kind == "fact":
            self.rests_on[self.number].add(step["fact"])
        for part in step.get("parts", []):
            self.step(part, must_hold != (kind == "negation"))

    def leaf(self, leaf):
        if leaf["component"] is None:
            self.counts["computed values"] += 1
            return
        path = path_of(leaf["path"] or "")
        found = self.manifests.values_at(leaf["component"], path)
        if not leaf["present"]:
            if all(value is not None for value in found):
                raise Wrong(f"{leaf['component']} {leaf['path']} is there: {found}")
            self.counts["values that are not there"] += 1
            return
        if leaf["place"] is None:
            self.counts["values by default"] += 1  # a namespace that is not said
            return
        if path and not any(same(value, leaf["value"]) for value in found):
            raise Wrong(f"{leaf['component']} {leaf['path']} is {found}, not {leaf['value']}")
        stands = self.manifests.stands_at(leaf["place"], leaf["value"]) if path else None
        if stands is False:
            raise Wrong(f"{leaf['value']} does not stand at {leaf['place']}")
        self.counts["values in their places" if stands else "values whose text cannot be read alone"] += 1
        if path and isinstance(leaf["value"], str):
            self.places.append((leaf["component"], path))
        elif path and isinstance(leaf["value"], dict):
            self.places += [(leaf["component"], path + [key]) for key in leaf["value"]]

    def compare(self, step, must_hold):
        left, right = step["left_value"], step["right_value"]
        result = holds(step["op"], left, right)
        if result is not None and result != must_hold:
            raise Wrong(f"{step['condition']}: {left} {step['op']} {right} is {result}")
        # A side that is a plain path is what stands there.
        for value, leaves in ((left, step.get("left", [])), (right, step.get("right", []))):
            if len(leaves) == 1 and leaves[0]["present"] and re.fullmatch(r"[\w.]+", leaves[0]["text"]):
                if leaves[0]["text"] + " " in step["condition"] + " " and leaves[0]["value"] != value:
                    raise Wrong(f"{step['condition']}: {leaves[0]['value']} became {value}")

    def find_cycle(self):
        done, open_facts = set(), []

        def visit(fact):
            if fact in open_facts:
                raise Wrong(f"{self.facts[fact]['fact']} rests on itself")
            if fact in done:
                return
            open_facts.append(fact)
            for other in self.rests_on[fact]:
                visit(other)
            open_facts.pop()
            done.add(fact)

        visit(0)


# ---- changes


class Tree:
    """Components to be changed, each in a file of its own."""

    def __init__(self, bodies, folder):
        self.folder = pathlib.Path(folder)
        self.bodies = bodies

    def write(self):
        for old in self.folder.glob("*.json"):
            old.unlink()
        for number, body in enumerate(self.bodies):
            (self.folder / f"{number:04}.json").write_text(json.dumps(plain(body)))

    def set(self, component, path, value):
        for body in self.bodies:
            if component not in identities(body):
                continue
            here = body
            for step, following in zip(path, path[1:] + [None]):
                if following is None:
                    if isinstance(here, list) and step == len(here):
                        here.append(value)
                    else:
                        here[step] = value
                    return True
                fresh = [] if isinstance(following, int) else {}
                if isinstance(here, list):
                    if step == len(here):
                        here.append(fresh)
                elif here.get(step) is None:
                    here[step] = fresh
                here = here[step]
        return False

    def get(self, component, path):
        for body in self.bodies:
            if component in identities(body):
                here = body
                for step in path:
                    here = here[step]
                return here
        return None


def plain(value):
    if isinstance(value, dict):
        return {key: plain(content) for key, content in value.items()}
    if isinstance(value, list):
        return [plain(element) for element in value]
    return json.loads(value) if isinstance(value, oracle.Literal) and re.fullmatch(r"-?\d+|true|false", value) else value


def identities(body):
    """The ids that it may have, whether its kind is namespaced or not."""
    component = oracle.Component(body)
    space = (body.get("metadata") or {}).get("namespace") or "default"
    return f"{component.kind}/{space}/{component.name}", f"{component.kind}/{component.name}"


def changed(rng, text):
    at = rng.randrange(len(text) + 1)
    return rng.choice((text[:at] + "x" + text[at:], text + "-other", text[1:] or "y"))


def bring_back(meshplay, fact, tree, rng, places, counts):
    """Changes a value that the fact rests on, then does what `why-not` says. None: the fact did not go."""
    component, steps = rng.choice(places)
    if steps[:1] == ["metadata"] and len(steps) == 2 or steps in (["kind"], ["apiVersion"]):
        return None  # another component
    before = tree.get(component, steps)
    if not isinstance(before, str) or before == "" or not tree.set(component, steps, changed(rng, before)):
        return None
    changes = []
    for _ in range(MOST_CHANGES):
        tree.write()
        told = run(meshplay, "why-not", fact, str(tree.folder), "-o", "json")
        if told.returncode == 2:
            raise Wrong(f"why-not {fact}: {told.stderr}")
        answer = json.loads(told.stdout)
        if answer["holds"]:
            if not changes:
                tree.set(component, steps, before)
                return None
            counts["brought back"] += 1
            return True
        nearest = answer["alternatives"][0] if answer["alternatives"] else None
        if nearest is None or nearest["change"] is None:
            counts["no change to name"] += 1
            return False
        change = nearest["change"]
        changes.append(change)
        if not tree.set(change["component"], path_of(change["path"]), change["value"]):
            raise Wrong(f"{change} cannot be done")
    raise Wrong(f"{fact} does not come back: {[(c['component'], c['path'], c['value']) for c in changes]}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--meshplay", required=True)
    parser.add_argument("--cases", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    counts, seed, cases, wrong = collections.Counter(), options.seed, 0, 0
    while cases < options.cases:
        rng = random.Random(seed)
        with tempfile.TemporaryDirectory(prefix="meshplay-why-") as folder:
            design, copy = os.path.join(folder, "design"), os.path.join(folder, "copy")
            os.mkdir(design)
            os.mkdir(copy)
            random_manifests.write_design(seed, COMPONENTS, design)
            lines = [json.loads(line) for line in run(options.meshplay, "infer", "-o", "jsonl", design).stdout.splitlines()]
            rows = [
                (line["relationship"], line["from"], line["to"], *([line["via"]] if line.get("via") else []))
                for line in lines
                if "relationship" in line
            ]
            known = {"facts": set(rows), "names": {row[0].rpartition(".")[2] for row in rows}}
            manifests = Manifests(design)
            unique = {row for row in rows if all(len(manifests.components.get(id, [])) == 1 for id in row[1:])}
            for row in rng.sample(sorted(unique), min(len(unique), FACTS_OF_A_DESIGN)):
                cases += 1
                fact = f"{row[0]}({', '.join(row[1:])})"
                try:
                    told = run(options.meshplay, "why", fact, design, "-o", "json", "--depth", "100")
                    if told.returncode == 1:
                        raise Wrong("it is said not to hold")
                    if not told.stdout:
                        raise Wrong(told.stderr)
                    replay = Replay(json.loads(told.stdout), manifests, known)
                    replay.run()
                    counts += replay.counts
                    if replay.places:
                        bodies = [plain(body) for bodies in manifests.components.values() for body in bodies]
                        bodies = json.loads(json.dumps(bodies))
                        tree = Tree(bodies, copy)
                        for _ in range(ATTEMPTS):
                            if bring_back(options.meshplay, fact, tree, rng, replay.places, counts) is not None:
                                break
                except Wrong as error:
                    wrong += 1
                    print(f"seed {seed}: {fact}: {error}")
        seed += 1
    for name, number in sorted(counts.items()):
        print(f"{number:8} {name}")
    print(f"{cases} relationships, {wrong} wrong")
    return 1 if wrong or not counts["brought back"] else 0


if __name__ == "__main__":
    sys.exit(main())
