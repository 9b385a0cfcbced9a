"""`rules new --from`, and by example, on real manifests: the rule checks, its tests pass, and it finds the manifest that it is from.

For each object a few leaves are taken by chance (always the same ones). What cannot become a rule must be refused with
one of the known reasons.
"""

import argparse
import copy
import json
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

MANIFESTS = Path(__file__).resolve().parents[3] / "shared" / "data" / "manifests"
OBJECTS = 60
LEAVES = 2
REFUSALS = ("is null there", "a number never equals a text", "has several lines there", "stands twice in this mapping")
EXAMPLE_REFUSALS = ("no condition, and no two of them", "a number never equals a text")
NAMES = {("apiVersion",), ("kind",), ("metadata", "name"), ("metadata", "namespace")}


def leaves(value, path=()):
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            if isinstance(key, str):
                yield from leaves(inner, (*path, key))
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from leaves(inner, (*path, index))
    elif path not in NAMES:
        yield path


def path_text(path):
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        elif step.isidentifier() and step.isascii():
            text += ("." if text else "") + step
        else:
            text += f'["{step}"]'
    return text


def objects(root):
    files = sorted(path for ending in ("*.yaml", "*.yml") for path in root.rglob(ending))
    random.Random(7).shuffle(files)
    for path in files:
        try:
            documents = list(yaml.safe_load_all(path.read_text(encoding="utf-8")))
        except (yaml.YAMLError, UnicodeDecodeError):
            continue
        for document in documents:
            if isinstance(document, dict) and document.get("kind") and (document.get("metadata") or {}).get("name"):
                yield path, document
                break


def run(command):
    return subprocess.run([str(word) for word in command], capture_output=True, text=True, check=False, timeout=60)


def problem_of(meshplay, file, document, path, place):
    out = Path(place) / "found.mesh"
    out.unlink(missing_ok=True)
    component = f"{document['kind']}/{document['metadata']['name']}"
    made = run([meshplay, "rules", "new", "found", "--from", file, "--path", path_text(path), "--component", component,
                "--out", out])
    if made.returncode != 0:
        return None if any(reason in made.stderr for reason in REFUSALS) else made.stderr, False
    tested = run([meshplay, "rules", "test", out])
    if tested.returncode != 0 or "2 passed, 0 failed" not in tested.stdout:
        return tested.stdout + tested.stderr, False
    if run([meshplay, "rules", "fmt", "--check", out]).returncode != 0:
        return "is not formatted", False
    found = run([meshplay, "check", file, "--no-builtin", "--rules", out, "-o", "jsonl"])
    rows = [json.loads(line) for line in found.stdout.splitlines()]
    if not any(row.get("rule") == "team.found" for row in rows):
        return "does not find what it is from:\n" + found.stdout[:500] + found.stderr[:500], False
    return None, True


def without(document, path):
    """A copy without the value, and without lists and mappings that are empty then."""
    copied = copy.deepcopy(document)
    parents, value = [], copied
    for step in path:
        parents.append((value, step))
        value = value[step]
    for parent, step in reversed(parents):
        del parent[step]
        if parent:
            break
    return copied


def changed(value):
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 7
    return f"other-{value}" if isinstance(value, str) else None


def example_problem(meshplay, document, path, chance, place):
    """Objects as they are are wrong; the same ones without the value, or with another one, are right."""
    folder = Path(place) / "examples"
    shutil.rmtree(folder, ignore_errors=True)
    for side in ("good", "bad"):
        (folder / side).mkdir(parents=True)
    other = without(document, path)
    if chance.random() < 0.5:
        value = document
        for step in path:
            value = value[step]
        if changed(value) is not None:
            other = copy.deepcopy(document)
            parent = other
            for step in path[:-1]:
                parent = parent[step]
            parent[path[-1]] = changed(value)
    if other == document or not other.get("metadata", {}).get("name"):
        return None, False
    (folder / "bad" / "one.yaml").write_text(yaml.safe_dump(document))
    (folder / "good" / "one.yaml").write_text(yaml.safe_dump(other))
    out = folder / "found.mesh"
    made = run([meshplay, "rules", "new", "found", "--bad", folder / "bad", "--good", folder / "good", "--out", out])
    if made.returncode != 0:
        return None if any(reason in made.stderr for reason in EXAMPLE_REFUSALS) else made.stderr, False
    tested = run([meshplay, "rules", "test", out])
    if tested.returncode != 0 or "2 passed, 0 failed" not in tested.stdout:
        return tested.stdout + tested.stderr, False
    if run([meshplay, "rules", "fmt", "--check", out]).returncode != 0:
        return "is not formatted", False
    for side, wanted in (("bad", True), ("good", False)):
        found = run([meshplay, "check", folder / side, "--no-builtin", "--rules", out, "-o", "jsonl"]).stdout
        if any(json.loads(row).get("rule") == "team.found" for row in found.splitlines()) != wanted:
            return f"the {side} one is {'not ' if wanted else ''}found", False
    return None, True


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meshplay", required=True)
    parser.add_argument("--manifests", type=Path, default=MANIFESTS)
    parser.add_argument("--objects", type=int, default=OBJECTS)
    arguments = parser.parse_args()
    if not arguments.manifests.is_dir():
        print(f"no manifests at {arguments.manifests}: nothing is tried")
        return
    chance = random.Random(1)
    tried = made = problems = told_apart = examples = 0
    with tempfile.TemporaryDirectory(prefix="meshplay-new-") as place:
        for number, (file, document) in enumerate(objects(arguments.manifests)):
            if number == arguments.objects:
                break
            every = list(leaves(document))
            for path in chance.sample(every, min(LEAVES, len(every))):
                tried += 1
                problem, is_made = problem_of(arguments.meshplay, file, document, path, place)
                made += is_made
                if problem:
                    problems += 1
                    print(f"{file} {path_text(path)}: {problem}")
                examples += 1
                problem, is_made = example_problem(arguments.meshplay, document, path, chance, place)
                told_apart += is_made
                if problem:
                    problems += 1
                    print(f"{file} {path_text(path)}, by example: {problem}")
    print(f"{told_apart} rules made of {examples} pairs of examples")
    print(f"{made} rules made of {tried} places of {min(number + 1, arguments.objects)} objects, {problems} problems")
    least = min(50, arguments.objects)
    sys.exit(1 if problems or made < least or told_apart < least else 0)


if __name__ == "__main__":
    main()
