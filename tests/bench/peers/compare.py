"""Three relationships of one design, by Meshplay and by its peers; results are compared before times are."""

import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections import namedtuple
from contextlib import ExitStack
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import databases  # noqa: E402
from facts import facts_of, objects_of, write_facts  # noqa: E402

MAKE_DESIGN = HERE.parent / "make_design.py"
# Times in milliseconds; `facts`: taking them out of the manifests, which `whole` does not hold.
Row = namedtuple("Row", "components relationships what whole loading query facts", defaults=(0,))


class Different(Exception):
    """A peer does not find what Meshplay finds."""


def timed(action, runs):
    times = []
    for _ in range(runs):
        begin = time.perf_counter()
        result = action()
        times.append((time.perf_counter() - begin) * 1000)
    return result, statistics.median(times)


def output_of(command):
    run = subprocess.run(command, capture_output=True, check=False)
    if run.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: exit {run.returncode}\n{run.stderr.decode()}")
    return run.stdout


def phases_of(command):
    run = subprocess.run([*command, "--stats"], capture_output=True, check=True, text=True)
    return {phase: float(spent) for phase, spent in re.findall(r"^(\w+)\s+([0-9.]+) ms$", run.stderr, re.MULTILINE)}


def own_command(meshplay, folder):
    return [meshplay, "infer", folder, "--no-builtin", "--rules", HERE / "core.mesh", "-o", "jsonl"]


def own_lines(command):
    rows = (json.loads(line) for line in output_of(command).splitlines())
    return {(row["relationship"], row["from"], row["to"]) for row in rows}


def opa_lines(result):
    found = json.loads(result)["result"][0]["expressions"][0]["value"]
    return {(f"core.{name}", pair[0], pair[1]) for name in ("routes", "mounts", "runs_as") for pair in found[name]}


def run_opa(opa, objects, folder, runs):
    if opa is None:
        raise databases.Missing("OPA: name it with --opa")
    design = folder / "design.json"
    design.write_text(json.dumps(objects))
    command = [opa, "eval", "-d", HERE / "core.rego", "-i", design, "data.core"]
    result, whole = timed(lambda: output_of(command), runs)
    metrics = [json.loads(output_of([*command, "--metrics"]))["metrics"] for _ in range(runs)]
    query = statistics.median(each["timer_rego_query_eval_ns"] for each in metrics) / 1e6
    return opa_lines(result), whole - query, query


def compare(meshplay, shape, size, runs, opa, complain, peers=None):
    """Rows, ours first. What is not there is told to `complain`; `peers`: only those of these names."""
    with tempfile.TemporaryDirectory(prefix="meshplay-peers-") as place, ExitStack() as servers:
        folder = Path(place)
        design = folder / "design"
        make = [sys.executable, MAKE_DESIGN, "--shape", shape, "--components", str(size), "--out", design]
        subprocess.run(make, check=True)
        command = own_command(meshplay, design)
        ours = own_lines(command)
        _, whole = timed(lambda: output_of(command), runs * 3)
        phases = [phases_of(command) for _ in range(runs)]
        query = statistics.median(phase["infer"] for phase in phases)
        loading = statistics.median(phase["design"] for phase in phases)
        result = [Row(size, len(ours), "meshplay, from YAML", whole, loading, query)]
        begin = time.perf_counter()
        objects = objects_of(design)
        rows = facts_of(objects)
        write_facts(rows, folder)
        facts = (time.perf_counter() - begin) * 1000

        def repeated(action):
            times = [action() for _ in range(runs)]
            middle = (statistics.median(each[i] for each in times) for i in (1, 2))
            return times[0][0], *middle

        def postgres():
            server = servers.enter_context(databases.PostgreSQL(folder))
            return repeated(lambda: server.run(folder))

        all_peers = {
            "OPA, from JSON": lambda: run_opa(opa, objects, folder, runs),
            "SQLite, from facts": lambda: repeated(lambda: databases.sqlite(rows, folder)),
            "DuckDB, from facts": lambda: repeated(lambda: databases.duckdb(rows, folder)),
            "PostgreSQL, from facts": postgres,
            "clingo, from facts": lambda: repeated(lambda: databases.clingo(rows, folder)),
        }
        for name, run in all_peers.items():
            if peers is not None and name.split(",")[0] not in peers:
                continue
            try:
                found, loading, query = run()
            except databases.Missing as missing:
                complain(f"{name.split(',')[0]} is left out: it needs {missing}")
                continue
            if found != ours:
                raise Different(f"{name}: {len(found - ours)} relationships more, {len(ours - found)} less")
            taken = facts if name.endswith("facts") else 0
            result.append(Row(size, len(found), name, loading + query, loading, query, taken))
        return result


def find_opa(named):
    return named or shutil.which("opa")
