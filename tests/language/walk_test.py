#!/usr/bin/env python3
"""Walks through what the language must be able to say: walk_test.py MESHPLAY CONTRACT

CONTRACT is the page that says it. Every line of its example is run as it stands; every feature of its table of areas, and each
numbered point of what the language means, must have an example in walk.md, and every example must pass.
"""

import collections
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
BLOCK = re.compile(r"^```(mesh|file|run|elsewhere)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = re.compile(r"//= (.*?)\s*$", re.MULTILINE)
DESIGN = """given yaml \"\"\"
    {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}}}
    ---
    {apiVersion: v1, kind: Service, metadata: {name: api}, spec: {selector: {app: aip}}}
    ---
    {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {metadata: {labels: {app: web}}}}}
    ---
    {apiVersion: apps/v1, kind: Deployment, metadata: {name: api}, spec: {template: {metadata: {labels: {app: api}}}}}
    \"\"\""""


def features(cell):
    """The features of a row: parted by `;` and `,` outside of backticks and brackets."""
    parts, depth, code = [""], 0, False
    for letter in cell:
        code ^= letter == "`"
        depth += 0 if code else (letter in "([") - (letter in ")]")
        if letter in ";," and not code and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [part.strip() for part in parts if part.strip()]


def wanted(contract):
    rows = collections.OrderedDict()
    table, meaning = contract.split("\n## 2.")[1].split("\n## 3.")
    for line in table.split("\n"):
        row = re.match(r"\| ([^|]+) \| (.*) \|$", line)
        if row and row.group(1) not in ("area", "---"):
            rows[row.group(1)] = features(row.group(2))
    for number in re.findall(r"^(\d+)\. ", meaning.split("\n## 4.")[0], re.MULTILINE):
        rows[f"3.{number}"] = []
    return rows


def run(command, folder, environment):
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=60)


class Walk:
    def __init__(self, meshplay):
        self.meshplay = str(pathlib.Path(meshplay).resolve())
        self.problems = []

    def check_rules(self, area, text, folder, environment):
        pathlib.Path(folder, "example.mesh").write_text(text, encoding="utf-8")
        found = run([self.meshplay, "rules", "test", "example.mesh"], folder, environment)
        told = found.stdout + found.stderr
        # The test's own name of something deprecated or imported is no mistake.
        warnings = [w for w in re.findall(r"^warning\[([a-z-]+)\]", told, re.MULTILINE) if w not in ("unused-import",)]
        if found.returncode != 0 or "no tests" in told or warnings:
            self.problems.append(f"{area}: an example fails\n{told}")

    def check_run(self, area, text, folder, environment):
        output = None
        for line in text.split("\n"):
            line = MARK.sub("", line).rstrip()
            if line.startswith(">"):
                if output is None or line[2:] not in output:
                    self.problems.append(f"{area}: `{line[2:]}` is not printed:\n{output}")
            elif line:
                words = shlex.split(line)
                found = run([self.meshplay] + words[1:], folder, environment)
                output = found.stdout + found.stderr

    def area(self, name, body, items):
        shown = set()
        with tempfile.TemporaryDirectory() as folder:
            environment = {"HOME": folder, "PATH": "/usr/bin:/bin", "NO_COLOR": "1"}
            blocks = BLOCK.findall(body)
            for kind, file, text in blocks:
                shown.update(MARK.findall(text))
                if kind == "file":
                    pathlib.Path(folder, file).write_text(text, encoding="utf-8")
                if kind == "elsewhere":
                    shown.update(line.split(":")[0] for line in text.split("\n"))
            for kind, _, text in blocks:
                if kind == "mesh":
                    self.check_rules(name, text, folder, environment)
                if kind == "run":
                    self.check_run(name, text, folder, environment)
        for item in items:
            if item not in shown:
                self.problems.append(f"{name}: nothing shows {item}")
        if not blocks:
            self.problems.append(f"{name}: has no example")
        return len(blocks)


def main():
    meshplay, contract_file = sys.argv[1:]
    if not pathlib.Path(contract_file).exists():
        print(f"{contract_file} is not here: nothing to walk through")
        return 77
    contract = pathlib.Path(contract_file).read_text(encoding="utf-8")
    walk = Walk(meshplay)
    page = re.search(r"```\n(package .*?)```", contract, re.DOTALL).group(1)
    page = re.sub(r'given yaml """ \.\.\. """[^\n]*', DESIGN, page)
    with tempfile.TemporaryDirectory() as folder:
        walk.check_rules("the example", page, folder, {"HOME": folder, "PATH": "/usr/bin:/bin"})
    areas = dict(re.findall(r"^## (.*?)\n(.*?)(?=^## |\Z)", (HERE / "walk.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL))
    rows = wanted(contract)
    examples = sum(walk.area(name, areas.get(name, ""), items) for name, items in rows.items())
    for name in areas:
        if name not in rows:
            walk.problems.append(f"{name}: the contract has no such area")
    print("\n".join(walk.problems))
    print(f"{sum(map(len, rows.values()))} features in {len(rows)} areas, {examples} examples, {len(walk.problems)} problems")
    return 1 if walk.problems else 0


if __name__ == "__main__":
    sys.exit(main())
