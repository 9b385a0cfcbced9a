"""The facts that the peers get: taken out of the manifests before anything is timed."""

from pathlib import Path

import yaml

KINDS = ("Deployment", "StatefulSet", "DaemonSet", "Job")
TABLES = {
    "object": ("id", "kind", "space", "name"),
    "selector": ("id", "space", "key", "value", "keys"),
    "label": ("id", "space", "key", "value"),
    "reference": ("id", "space", "sort", "name"),
}


def objects_of(folder):
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    objects = []
    for path in sorted(Path(folder).rglob("*.y*ml")):
        objects += [each for each in yaml.load_all(path.read_bytes(), loader) if each]
    for each in objects:
        each["metadata"].setdefault("namespace", "default")
    return objects


def facts_of(objects):
    rows = {name: [] for name in TABLES}
    for each in objects:
        kind, space, name = each["kind"], each["metadata"]["namespace"], each["metadata"]["name"]
        own = f"{kind}/{space}/{name}"
        spec = each.get("spec") or {}
        rows["object"].append((own, kind, space, name))
        if kind == "Service":
            selector = spec.get("selector") or {}
            rows["selector"] += [(own, space, key, value, len(selector)) for key, value in selector.items()]
        if kind in KINDS:
            pod = spec["template"]
            labels = pod["metadata"].get("labels") or {}
            rows["label"] += [(own, space, key, value) for key, value in labels.items()]
            for volume in pod["spec"].get("volumes") or []:
                if "configMap" in volume:
                    rows["reference"].append((own, space, "config", volume["configMap"]["name"]))
            if "serviceAccountName" in pod["spec"]:
                rows["reference"].append((own, space, "account", pod["spec"]["serviceAccountName"]))
    return rows


def type_of(column):
    return "INTEGER" if column == "keys" else "VARCHAR"


def write_facts(rows, folder):
    """A file of each table, with a tab between its columns."""
    for table in TABLES:
        with open(folder / f"{table}.tsv", "w", encoding="utf-8") as file:
            file.writelines("\t".join(map(str, row)) + "\n" for row in rows[table])
