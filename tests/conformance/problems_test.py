#!/usr/bin/env python3
"""kubernetes-examples has templates, repeated keys, JSON, lists and an empty file: problems_test.py MESHPLAY.

Each problem must be reported once, at its place, with exit code 2, and everything else still be checked.
"""

import collections
import json
import subprocess
import sys
from pathlib import Path

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "manifests" / "kubernetes-examples"

ERRORS = {
    ("yaml-template", "_archived/newrelic-infrastructure/newrelic-config-template.yaml", 7),
    ("yaml-template", "_archived/newrelic/newrelic-config-template.yaml", 7),
    ("yaml-template", "_archived/storage/vitess/etcd-controller-template.yaml", 4),
    ("yaml-template", "_archived/storage/vitess/etcd-service-template.yaml", 4),
    ("yaml-template", "_archived/storage/vitess/vtgate-controller-template.yaml", 6),
    ("repeated-key", "_archived/openshift-origin/etcd-controller.yaml", 12),
    ("repeated-key", "_archived/openshift-origin/etcd-discovery-controller.yaml", 12),
    ("repeated-key", "_archived/openshift-origin/openshift-controller.yaml", 12),
    ("repeated-key", "_archived/persistent-volume-provisioning/quobyte/quobyte-admin-secret.yaml", 9),
    ("repeated-key", "_archived/volumes/scaleio/sc-pvc.yaml", 12),
}
COMPONENTS = 224


def main():
    if not DATA.is_dir():
        print(f"skipped: {DATA} is not there; it is data that others wrote, and no part of this tree")
        return 0
    run = subprocess.run([sys.argv[1], "check", "-o", "json", str(DATA)], capture_output=True, text=True, check=False)
    result = json.loads(run.stdout)
    wrong = []
    if run.returncode != 2:
        wrong.append(f"exit code {run.returncode}, not 2")
    places = collections.Counter(
        (d["code"], str(Path(d["file"]).relative_to(DATA)), d["line"])
        for d in result["diagnostics"]
        if d["severity"] == "error"
    )
    wrong += [f"not reported: {place}" for place in sorted(ERRORS - set(places))]
    wrong += [f"reported, but no problem: {place}" for place in sorted(set(places) - ERRORS)]
    wrong += [f"reported {count} times: {place}" for place, count in places.items() if count > 1]
    if result["summary"]["components"] != COMPONENTS:
        wrong.append(f"{result['summary']['components']} components, not {COMPONENTS}")
    if not result["findings"]:
        wrong.append("the rest was not checked")
    print("\n".join(wrong) or f"{len(ERRORS)} problems reported once, {COMPONENTS} components checked")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
