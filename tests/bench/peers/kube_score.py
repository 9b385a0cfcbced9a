"""The checks that Meshplay and kube-score both have, over the same files: what they find, then how long they take.

kube-score has more of them by its own opinions (images, limits, probes) and asks of some things more than that they are
there; here are those that mean the same.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
from compare import MAKE_DESIGN, Different, Row, timed  # noqa: E402
from databases import Missing  # noqa: E402

RULES = HERE.parents[2] / "rules" / "kubernetes"
SAME = {
    "service-targets-pod": "dangling_service",
    "networkpolicy-targets-pod": "dangling_network_policy",
    "horizontalpodautoscaler-has-target": "dangling_autoscaler",
    "deployment-targeted-by-hpa-does-not-have-replicas-configured": "fixed_replicas",
}


def run(command):
    result = subprocess.run(command, capture_output=True, check=False)
    if result.returncode not in (0, 1):
        sys.exit(f"{' '.join(map(str, command[:8]))} ...: exit {result.returncode}\n{result.stderr.decode()}")
    return result.stdout


def own_findings(output):
    result = set()
    for line in output.splitlines():
        finding = json.loads(line)
        if finding["type"] != "finding":
            sys.exit(f"a diagnostic: {line.decode()}")
        rule = finding["rule"].rpartition(".")[2]
        # kube-score asks this of Deployments alone.
        if rule != "fixed_replicas" or finding["component"].startswith("Deployment/"):
            result.add((rule, finding["component"]))
    return result


def kube_score_findings(output):
    result = set()
    for each in json.loads(output):
        kind, meta = each["type_meta"]["kind"], each["object_meta"]
        for check in each["checks"] or []:
            if check["check"]["id"] in SAME and not check["skipped"] and check["grade"] < 10:
                result.add((SAME[check["check"]["id"]], f"{kind}/{meta['namespace']}/{meta['name']}"))
    return result


def compare(meshplay, shape, size, runs):
    program = shutil.which("kube-score")
    if program is None:
        raise Missing("kube-score on the PATH")
    with tempfile.TemporaryDirectory(prefix="meshplay-peers-") as place:
        design = Path(place) / "design"
        make = [sys.executable, MAKE_DESIGN, "--shape", shape, "--components", str(size), "--out", design]
        subprocess.run(make, check=True)
        rules = [RULES / "relationships", RULES / "core.mesh", *(RULES / "checks" / f"{name}.mesh" for name in SAME.values())]
        words = [word for path in rules for word in ("--rules", path)]
        own = [meshplay, "check", design, "--no-builtin", *words, "-o", "jsonl"]
        listed = subprocess.run([program, "list"], capture_output=True, check=True, text=True).stdout
        others = [line.split(",")[0] for line in listed.splitlines() if line.split(",")[0] not in SAME]
        ignore = [word for check in others for word in ("--ignore-test", check)]
        theirs = [program, "score", "-o", "json", *ignore, *sorted(design.rglob("*.yaml"))]
        own_output, own_time = timed(lambda: run(own), runs * 3)
        their_output, their_time = timed(lambda: run(theirs), runs)
        ours, found = own_findings(own_output), kube_score_findings(their_output)
        if ours != found:
            raise Different(f"kube-score: only ours {sorted(ours - found)[:5]}, only theirs {sorted(found - ours)[:5]}")
        return [
            Row(size, len(ours), "meshplay, 4 checks", own_time, 0, 0),
            Row(size, len(found), "kube-score, the same", their_time, 0, 0),
        ]
