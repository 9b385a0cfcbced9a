#!/usr/bin/env python3
"""Holds the checker of rules against relationship definitions that others wrote: definitions_test.py --meshplay BIN

Each definition becomes rule text (`definitions.py`). `definitions_expected.tsv` says which of them the checker must refuse, with
what and where; the judge of `definitions.py`, who knows nothing of the checker, must agree with every line of it.
UPDATE_EXPECTED=1 writes that file anew from the judge; `git diff` is the review.
"""

import argparse
import collections
import csv
import json
import os
import re
import subprocess
import sys
import tempfile

import definitions

FOLDER = os.path.dirname(os.path.abspath(__file__))
EXPECTED = os.path.join(FOLDER, "definitions_expected.tsv")
DATA = os.path.normpath(os.path.join(FOLDER, "../../../shared/data/meshplay/kubernetes"))
TIMEOUT_SECONDS = 60
REFUSED = 2
# What the checker calls what the judge found.
CHECKER_CODES = {
    "unknown-path": "unknown-path",
    "one-sided": "expected",
    "no-references": "unrelated-ends",
    "never-equal": "never-equal",
    "crossed-references": "wrong-comparison",
    "different-schemas": "wrong-comparison",
}
READINGS = {"as written": False, "by position": True}
LEVELS = {"defective": "defect", "beyond": "beyond"}

Row = collections.namedtuple("Row", "definition reading verdict code line at")


# ---- what is expected


def shown(definition):
    """The findings that decide the verdict and that the text shows."""
    return [f for f in definition.findings if f.level == LEVELS.get(definition.verdict) and f.line]


def judge_rows(data, kubernetes):
    rows = []
    for reading, by_position in READINGS.items():
        for definition in definitions.read_definitions(data, by_position, kubernetes):
            if by_position and not any(finding.code == "same-role" for finding in definition.findings):
                continue
            places = [(finding.code, finding.line, finding.at) for finding in shown(definition)]
            for place in places or [("", "", "")]:
                rows.append(Row(definition.file, reading, definition.verdict, *place))
    return sorted(rows, key=lambda row: (row.definition, row.reading))


def read_expected():
    with open(EXPECTED, encoding="utf-8", newline="") as file:
        return [Row(**row) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE, quotechar=None)]


def write_expected(rows):
    with open(EXPECTED, "w", encoding="utf-8", newline="") as file:
        for row in [Row._fields] + rows:
            file.write("\t".join(row) + "\n")


# ---- what the checker says


class Diagnostic:
    def __init__(self, data):
        self.code, self.severity, self.message = data["code"], data["severity"], data["message"]
        self.begin = (data["line"], data["column"])
        end = data.get("end") or {"line": data["line"], "column": data["column"]}
        self.end = max((end["line"], end["column"]), (data["line"], data["column"] + 1))

    def touches(self, line, begin, end):
        return self.begin < (line, end) and self.end > (line, begin)

    def __str__(self):
        return "%d:%d: %s: %s" % (*self.begin, self.code, self.message)


class NoAnswer(Exception):
    pass


def check(command, path):
    """The exit code and the errors."""
    try:
        run = subprocess.run(command + ["-o", "json", path], capture_output=True, timeout=TIMEOUT_SECONDS, check=False)
        found = json.loads(run.stdout)["diagnostics"]
    except subprocess.TimeoutExpired:
        raise NoAnswer("no answer within %d seconds" % TIMEOUT_SECONDS) from None
    except (ValueError, KeyError):
        raise NoAnswer("exit code %d, %s" % (run.returncode, run.stderr.decode(errors="replace").strip())) from None
    return run.returncode, [d for d in map(Diagnostic, found) if d.severity == "error"]


def regions(text, row):
    """Where the text has the place of the row: line, first column, column behind."""
    # Of an unknown path, the key that is not there.
    wrong = re.split(r"[.\s]", row.at)[-1] if row.code == "unknown-path" else row.at
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip() == row.line:
            for match in re.finditer(re.escape(row.at) + r"(?![A-Za-z0-9_])", line):
                yield number, match.end() - len(wrong) + 1, match.end() + 1


def differences(text, rows, code, errors):
    verdict = rows[0].verdict
    if verdict == "sound" and code != 0 and not errors:
        yield "exit code %d" % code
    if verdict == "defective" and code != REFUSED:
        yield "accepted"
    right, told = set(), set()
    for row in rows:
        if not row.code:
            continue
        places = list(regions(text, row))
        if not places:
            yield "the text has no line `%s` with `%s`" % (row.line, row.at)
        wanted = CHECKER_CODES[row.code]
        hits = [e for e in errors if e.code == wanted and any(e.touches(*place) for place in places)]
        right.update(map(id, hits))
        if hits:
            told.add((row.code, row.at))
    # What stands on several lines may be told once.
    if verdict == "defective":
        for code_and_at in sorted({(row.code, row.at) for row in rows} - told):
            yield "missing %s on `%s`" % (CHECKER_CODES[code_and_at[0]], code_and_at[1])
    for error in errors:
        if id(error) not in right:
            yield "unexpected %s" % error


def compare(command, data, rows):
    """Prints each difference and the sums; returns how many definitions differ."""
    by_definition = collections.defaultdict(list)
    for row in rows:
        by_definition[row.definition, row.reading].append(row)
    all_different = set()
    with tempfile.TemporaryDirectory() as folder:
        for reading, by_position in READINGS.items():
            counts, different = collections.Counter(), set()
            for definition in definitions.read_definitions(data, by_position):
                wanted = by_definition.get((definition.file, reading))
                if not wanted:
                    continue
                path = os.path.join(folder, definitions.rule_file(definition))
                with open(path, "w", encoding="utf-8") as file:
                    file.write(definition.text())
                verdict = wanted[0].verdict
                try:
                    code, errors = check(command, path)
                    wrong = list(differences(definition.text(), wanted, code, errors))
                except NoAnswer as failure:
                    code, wrong = None, [str(failure)]
                counts.update(["all", verdict])
                counts["refused " + verdict] += code == REFUSED and not wrong
                if wrong:
                    different.add(definition.file)
                    print("%s, %s, %s:" % (definition.file, reading, verdict))
                    print("".join("  %s\n" % line for line in wrong), end="")
            print(
                "%s: %d definitions, %d defective, %d rejected as expected, %d differences"
                % (reading, counts["all"], counts["defective"], counts["refused defective"], len(different))
            )
            if counts["beyond"]:
                print(
                    "%s: %d more have every path and still cannot work as meant; %d of them rejected"
                    % (reading, counts["beyond"], counts["refused beyond"])
                )
            all_different |= different
    return len(all_different)


# ---- the judge's own cases: a model of one kind

SHELF = {
    "type": "object",
    "properties": {
        "size": {"type": "integer"},
        "next": {"type": "string"},
        "books": {"type": "array", "items": {"type": "object", "properties": {"title": {"type": "string"}}}},
        "extra": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
NAME = ["displayName"]
# references of `to` that are written, of `from` that are read, and what is found
CASES = [
    ("a name", [["configuration", "next"]], [NAME], []),
    ("an element", [["configuration", "books", "_", "title"]], [NAME], []),
    ("a key of a map", [["configuration", "extra", "any"]], [NAME], []),
    ("labels", [["configuration", "metadata", "labels"]], [["configuration", "extra"]], []),
    ("no such key", [["configuration", "nxt"]], [NAME], ["unknown-path"]),
    ("no element is named", [["configuration", "books", "title"]], [NAME], ["unknown-path"]),
    ("no list", [["configuration", "size", "_"]], [NAME], ["unknown-path"]),
    ("nothing", [], [], ["no-references"]),
    ("one side", [["configuration", "next"]], [], ["one-sided"]),
    ("one too many", [["configuration", "next"], ["configuration", "size"]], [NAME], ["unequal-counts", "one-sided"]),
    ("other types", [["configuration", "size"]], [["configuration", "next"]], ["different-schemas"]),
    ("crossed", [["configuration", "metadata", "name"]], [["component", "kind"]], ["crossed-references"]),
]


def judge_case(folder, written, read):
    def write(name, data):
        os.makedirs(os.path.dirname(os.path.join(folder, name)), exist_ok=True)
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            json.dump(data, file)

    write("components/Shelf.json", {"component": {"kind": "Shelf", "version": "v1", "schema": json.dumps(SHELF)}})
    ends = {"from": [{"kind": "Shelf", "patch": {"mutatorRef": read}}]}
    ends["to"] = [{"kind": "Shelf", "patch": {"mutatedRef": written}}]
    write("relationships/case.json", {"kind": "edge", "type": "binding", "selectors": [{"allow": ends}]})
    return [finding.code for finding in definitions.read_definitions(folder)[0].findings]


def wrong_cases():
    wrong = 0
    for title, written, read, expected in CASES:
        with tempfile.TemporaryDirectory() as folder:
            found = judge_case(folder, written, read)
        if found != expected:
            print("%s: found %s, not %s" % (title, found, expected))
            wrong += 1
    return wrong


def main():
    parser = argparse.ArgumentParser(description="holds the checker against relationship definitions")
    parser.add_argument("--meshplay", required=True, metavar="BIN")
    parser.add_argument("--data", default=DATA, metavar="DIR")
    parser.add_argument("--command", default="rules test", help="what checks a rule file (default: rules test)")
    parser.add_argument("--kubernetes", action="append", default=[], metavar="DIR", help="judge by these OpenAPI documents, too")
    options = parser.parse_args()

    wrong = wrong_cases()
    if not os.path.isdir(options.data):
        print("skipped: no definitions at %s; they are data that others wrote, and no part of this tree" % options.data)
        return 1 if wrong else 0
    judged = judge_rows(options.data, options.kubernetes)
    if os.environ.get("UPDATE_EXPECTED"):
        write_expected(judged)
    expected = read_expected()
    for word, rows in (("judge has no", set(expected) - set(judged)), ("judge has", set(judged) - set(expected))):
        for row in sorted(rows):
            print("the %s %s" % (word, " | ".join(row)))
            wrong += 1
    wrong += compare([options.meshplay] + options.command.split(), options.data, expected)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
