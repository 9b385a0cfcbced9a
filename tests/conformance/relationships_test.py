#!/usr/bin/python3
"""Compares `meshplay infer` with the oracle, line by line: on real manifests where they are there, and on random ones.

    relationships_test.py --meshplay BIN [--data DIR] [--random N]
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile

import oracle
import random_manifests

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SHOWN_LINES = 40
TIMEOUT_SECONDS = 60
# Broken input ends with 2, and the rest of it still counts.
ACCEPTED_EXITS = (0, 2)
# Below these, each folder is a tree of its own too.
FOLDERS_OF_TREES = (".", "kubernetes-examples", "kubernetes-examples/_archived", "argocd-example-apps")


class InferFailed(Exception):
    pass


def infer(binary, path, namespace):
    command = [binary, "infer", "-o", "jsonl", "-n", namespace, path]
    try:
        result = subprocess.run(command, capture_output=True, timeout=TIMEOUT_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise InferFailed("no answer within %d seconds" % TIMEOUT_SECONDS) from None
    if result.returncode not in ACCEPTED_EXITS:
        raise InferFailed("exit code %d\n%s" % (result.returncode, result.stderr.decode(errors="replace")))
    return result.stdout.decode().splitlines()


def print_lines(word, lines):
    for line in lines[:SHOWN_LINES]:
        print("  %s %s" % (word, line))
    if len(lines) > SHOWN_LINES:
        print("  ... and %d more %s" % (len(lines) - SHOWN_LINES, word))


class Comparison:
    """Adds up what agreed and what did not."""

    def __init__(self, binary):
        self.binary = binary
        self.trees = 0
        self.different = 0
        self.agreed = collections.Counter()

    def compare(self, title, path, namespace="default"):
        """Returns the number of relationships, or None where the two differ; says how they do."""
        self.trees += 1
        expected = oracle.relationship_lines([path], namespace)
        try:
            found = infer(self.binary, path, namespace)
        except InferFailed as failure:
            self.different += 1
            print("%s: infer failed: %s" % (title, failure))
            return None
        missing = sorted((collections.Counter(expected) - collections.Counter(found)).elements())
        extra = sorted((collections.Counter(found) - collections.Counter(expected)).elements())
        if missing or extra or found != sorted(found, key=str.encode):
            self.different += 1
            print("%s: %d missing, %d extra" % (title, len(missing), len(extra)))
            print_lines("missing", missing)
            print_lines("extra", extra)
            if not missing and not extra:
                print("  the lines are not sorted")
            return None
        self.agreed.update(json.loads(line)["relationship"] for line in expected)
        return len(expected)


def sample_trees(data):
    trees = []
    for folder in FOLDERS_OF_TREES:
        path = os.path.join(data, folder)
        names = sorted(os.listdir(path)) if os.path.isdir(path) else []
        trees += [os.path.normpath(os.path.join(folder, name)) for name in names if os.path.isdir(os.path.join(path, name))]
    return sorted(set(trees)) + ["."]


def compare_samples(comparison, data):
    if not os.path.isdir(data):
        print("no sample manifests at %s: only random designs are compared" % data)
        return
    for tree in sample_trees(data):
        count = comparison.compare(tree, os.path.join(data, tree))
        if count is not None:
            print("%s: %d relationships agree" % (tree, count))


def compare_random(comparison, designs):
    agreed = 0
    relationships = 0
    for seed in range(designs):
        components = 10 + seed % 91
        namespace = "shop" if seed % 4 == 3 else "default"
        with tempfile.TemporaryDirectory() as folder:
            random_manifests.write_design(seed, components, folder)
            title = "random --seed %d --components %d, -n %s" % (seed, components, namespace)
            count = comparison.compare(title, folder, namespace)
        if count is not None:
            agreed += 1
            relationships += count
    print("random: %d of %d designs agree, %d relationships" % (agreed, designs, relationships))


def main():
    parser = argparse.ArgumentParser(description="compares `meshplay infer` with the oracle")
    parser.add_argument("--meshplay", required=True, metavar="BIN")
    parser.add_argument("--data", default=os.path.normpath(os.path.join(REPOSITORY, "../shared/data/manifests")))
    parser.add_argument("--random", type=int, default=300, metavar="N")
    options = parser.parse_args()

    comparison = Comparison(options.meshplay)
    compare_samples(comparison, options.data)
    compare_random(comparison, options.random)
    print(
        "%d of %d designs agree: %d relationships of %d names"
        % (
            comparison.trees - comparison.different,
            comparison.trees,
            sum(comparison.agreed.values()),
            len(comparison.agreed),
        )
    )
    sys.exit(1 if comparison.different or not comparison.trees else 0)


if __name__ == "__main__":
    main()
