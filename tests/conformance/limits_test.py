"""Designs and rules made to hurt: limits stop the rules that go too far and no others, alike for any number of threads.

For each design: what is found without limits, then with a low --max-rows by 1, 2 and 5 threads. The bytes must be the
same for all of them, the exit code 2, at least one rule stopped with its step named, and what the rules that are not
stopped find must be what they find without limits.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

MAKE_DESIGN = Path(__file__).resolve().parents[1] / "bench" / "make_design.py"
THREADS = (1, 2, 5)

HURTING = """
/// Everything with everything.
define product(a: Component, b: Component, c: Component) { where a.name <= b.name and b.name <= c.name }
/// Needs it.
warn needs_product on a: Component { where some b: Component, c: Component where product(a, b, c) message "x" }
/// Seven of them in a row.
warn seven on a: Component {
  some b: Component, c: Component, d: Component, e: Component, f: Component, g: Component
  where a.name < b.name and b.name < c.name and c.name < d.name and d.name < e.name and e.name < f.name
    and f.name < g.name and g.kind == "None"
  message "{a.name}"
}
/// Any number of steps of owners.
define over(a: Component, b: Component) {
  where owns(a, b) or some c: Component where over(a, c) and owns(c, b)
}
/// Is over itself.
warn in_a_circle on a: Component { where over(a, a) message "`{a.name}` owns itself" }
/// Has the name of many.
advise alike on a: Component {
  where count(b: Component where b.name == a.name) > 1000
  message "many are named `{a.name}`"
}
/// Asks the same once more, which need not be searched for again but counts as if it were.
advise alike_again on a: Component {
  where count(b: Component where b.name == a.name) > 1000 and a.kind != "None"
  message "many have the name `{a.name}`"
}
/// Harmless.
advise first on a: Component { where a.name == "same" or a.name == "app-1" or a.name == "part-1" message "`{a.name}`" }
"""

# Shape, components (at least 7,500: five threads have something to do), whether the built-in rules go too far.
CASES = (("all", 7_600, True), ("giant", 7_600, True), ("cycles", 7_600, False), ("deep", 7_600, False), ("names", 10_000, False))
ROWS = 25_000


def run(command):
    try:
        result = subprocess.run(command, capture_output=True, check=False, timeout=300)
    except subprocess.TimeoutExpired:
        sys.exit(f"{' '.join(map(str, command))}: does not end")
    if result.returncode not in (0, 1, 2):
        sys.exit(f"{' '.join(map(str, command))}: exit {result.returncode}\n{result.stderr.decode()}")
    return result


def parts_of(output):
    """Lines of findings by rule; rules that were stopped, with whether a step is named."""
    findings, stopped = {}, {}
    for line in output.splitlines():
        row = json.loads(line)
        if row["type"] == "finding":
            findings.setdefault(row["rule"], []).append(line)
        elif row["code"] == "limit-reached":
            stopped[row["message"].split("`")[1]] = bool(row["notes"]) or "it needs" in row["message"]
    return findings, stopped


def problems_of(meshplay, design):
    command = [meshplay, "check", design, "-o", "jsonl"]
    free, never = parts_of(run([*command, "--max-rows", "100000000"]).stdout)
    results = [run([*command, "--max-rows", str(ROWS), "--threads", str(threads)]) for threads in THREADS]
    for threads, result in zip(THREADS, results):
        if (result.stdout, result.stderr, result.returncode) != (results[0].stdout, results[0].stderr, 2):
            yield f"{threads} threads: exit {result.returncode}, other bytes than with one, or no limit was reached"
    limited, stopped = parts_of(results[0].stdout)
    if never:
        yield f"stopped without limits: {sorted(never)}"
    if not stopped:
        yield "no rule was stopped"
    unnamed = sorted(rule for rule, has_step in stopped.items() if not has_step)
    if unnamed:
        yield f"no step is named: {unnamed}"
    for rule in sorted(set(free) | set(limited)):
        if rule not in stopped and free.get(rule) != limited.get(rule):
            yield f"{rule}: {len(limited.get(rule, []))} findings, {len(free.get(rule, []))} without limits"
        if rule in stopped and rule in limited:
            yield f"{rule}: stopped, and findings of it"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--meshplay", required=True)
    arguments = parser.parse_args()
    problems = 0
    with tempfile.TemporaryDirectory(prefix="meshplay-limits-") as place:
        rules = Path(place) / "hurting.mesh"
        rules.write_text(HURTING)
        for shape, components, goes_too_far in CASES:
            design = Path(place) / shape
            make = [sys.executable, MAKE_DESIGN, "--shape", shape, "--components", str(components), "--out", design]
            subprocess.run(make, check=True)
            for problem in problems_of(arguments.meshplay, design) if goes_too_far else ():
                problems += 1
                print(f"{shape}: {problem}")
            # These are stopped whatever is allowed.
            command = [arguments.meshplay, "check", design, "-o", "jsonl", "--rules", rules, "--max-rows", str(ROWS)]
            results = [run([*command, "--threads", str(threads)]) for threads in THREADS]
            _, stopped = parts_of(results[0].stdout)
            if any(result.stdout != results[0].stdout or result.returncode != 2 for result in results):
                problems += 1
                print(f"{shape}: rules that hurt: exits {[r.returncode for r in results]}, or other bytes")
            missing = {"product", "needs_product", "seven"} - {name.rpartition(".")[2] for name in stopped}
            if missing or "first" in stopped or not all(stopped.values()):
                problems += 1
                print(f"{shape}: rules that hurt: stopped {stopped}, not {missing}")
            print(f"{shape}: {components:,} components, {len(stopped)} rules stopped with those that hurt", flush=True)
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
