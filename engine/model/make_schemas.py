#!/usr/bin/env python3
"""Writes schemas.bin and schemas.txt: what Kubernetes says of its kinds, for every minor version from 1.25 to 1.37.

    make_schemas.py [--out FOLDER] MODULE...

MODULE is a version of the Go module k8s.io/kubernetes (`v1.29.15`, fetched with `go mod download`) or a folder that
holds one and is named `kubernetes@v1.29.15`; one for each minor version. The same modules give the same bytes.

Read are api/openapi-spec/v3/*.json, swagger.json for the groups that v3 leaves out, pkg/generated/openapi for the
enumerations (the published documents are made without them), and api/discovery to hold the kinds against.
README.md says what the table holds; schema_table.h is its layout.
"""

import argparse
import base64
import collections
import hashlib
import json
import pathlib
import re
import struct
import subprocess
import sys

MODULE = "k8s.io/kubernetes"
FIRST_MINOR, LAST_MINOR = 25, 37
MAGIC, FORMAT = 0x4D48534D, 1

# In the order of NodeType, Format and ListType in schema.h.
TYPES = ["any", "object", "map", "array", "text", "integer", "number", "boolean"]
FORMATS = ["none", "quantity", "int_or_string", "date_time", "duration", "base64", "int32", "int64", "float64"]
LIST_TYPES = [None, "atomic", "set", "map"]
TYPE_OF = {"string": "text", "integer": "integer", "number": "number", "boolean": "boolean"}
FORMAT_OF = {None: "none", "byte": "base64", "date-time": "date_time", "double": "float64", "int32": "int32",
             "int64": "int64"}

MACHINERY = "io.k8s.apimachinery.pkg."
OBJECT_META = MACHINERY + "apis.meta.v1.ObjectMeta"
EXTENSIONS = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions."
# Definitions that stand for one value.
VALUES = {
    MACHINERY + "api.resource.Quantity": ("text", "quantity"),
    MACHINERY + "util.intstr.IntOrString": ("text", "int_or_string"),
    MACHINERY + "apis.meta.v1.Time": ("text", "date_time"),
    MACHINERY + "apis.meta.v1.MicroTime": ("text", "date_time"),
    MACHINERY + "apis.meta.v1.Duration": ("text", "duration"),
    MACHINERY + "apis.meta.v1.FieldsV1": ("any", "none"),
    MACHINERY + "runtime.RawExtension": ("any", "none"),
}
ANY_VALUE = re.compile(re.escape(EXTENSIONS) + r"v\w+\.(JSON|JSONSchemaPropsOr\w+)")

# Kinds that two groups serve; the canonical one is that of kinds.h.
CANONICAL_GROUP = {("events.k8s.io", "Event"): ""}

# Whole sentences: "Mounted read-only if true" and "ensures that data stored in the Secret cannot be updated" are no such.
SERVER_SET = re.compile(
    r"(?:^|[.\n])\s*(?:Populated by the (?:system|API server)\b|Read-only\.|Read-only$)|is a legacy read-only field|"
    r"This field is set by the server\b")
IMMUTABLE = re.compile(
    r"(?:^|[.\n])\s*(?:(?:This )?[Cc]annot be updated\.|Immutable\.)|"
    r"\b(?:[Tt]his|[Tt]he) (?:field|list|spec) is immutable(?=\.| after creation| and no changes)|"
    r"\bfield itself is immutable\.|\bit must be immutable\b|\b(?:and|and is) immutable(?: afterwards| after creation)?[.,]|"
    r"\bfield cannot be (?:changed afterward|updated once set)|\bOnce set, it can ?not be changed\.")


def fail(message):
    sys.exit(f"make_schemas.py: {message}")


# ---- modules


def folder_of(module):
    if not re.fullmatch(r"v\d+\.\d+\.\d+", module):
        return pathlib.Path(module)
    done = subprocess.run(["go", "mod", "download", "-json", f"{MODULE}@{module}"], stdout=subprocess.PIPE, check=False)
    answer = json.loads(done.stdout or b"{}")
    if "Dir" not in answer:
        fail(f"go cannot download {MODULE}@{module}: {answer.get('Error', 'no answer')}")
    return pathlib.Path(answer["Dir"])


def checksum(folder, version):
    """The `h1:` checksum that go.sum has for the module."""
    lines = []
    for path in folder.rglob("*"):
        if path.is_file():
            name = f"{MODULE}@{version}/{path.relative_to(folder).as_posix()}"
            lines.append((name.encode(), hashlib.sha256(path.read_bytes()).hexdigest().encode()))
    text = b"".join(digest + b"  " + name + b"\n" for name, digest in sorted(lines))
    return "h1:" + base64.b64encode(hashlib.sha256(text).digest()).decode()


class Release:
    """What one minor version says: its definitions, the enumerations in them, and its kinds."""

    def __init__(self, folder):
        match = re.search(r"@(v1\.(\d+)\.\d+)$", folder.resolve().name)
        if not match or not folder.is_dir():
            fail(f"{folder}: no folder with a name like kubernetes@v1.29.15")
        self.folder, self.version, self.minor = folder, match.group(1), int(match.group(2))
        self.bit = 1 << (self.minor - FIRST_MINOR)
        self.definitions, paths = {}, {}
        documents = sorted((folder / "api/openapi-spec/v3").glob("*.json"))
        if not documents:
            fail(f"{folder}: api/openapi-spec/v3 is not there")
        for document in documents:
            content = json.loads(document.read_bytes())
            self.definitions.update(content.get("components", {}).get("schemas", {}))
            paths.update(content.get("paths", {}))
        swagger = json.loads((folder / "api/openapi-spec/swagger.json").read_bytes())
        self.definitions = {**swagger["definitions"], **self.definitions}
        self.enums = read_enums(folder / "pkg/generated/openapi/zz_generated.openapi.go")
        self.kinds = self.read_kinds({**swagger["paths"], **paths})
        self.check_discovery()

    def read_kinds(self, paths):
        """{(group, version, name): (namespaced, definition)} of all that has an address of its own."""
        roots = {}
        for name, schema in self.definitions.items():
            for kind in schema.get("x-kubernetes-group-version-kind", []):
                roots.setdefault((kind["group"], kind["version"], kind["kind"]), set()).add(name)
        kinds = {}
        address = re.compile(r"/(?:api|apis/[^/]+)/[^/]+(/namespaces/\{namespace\})?/[a-z]+(?:/\{name\})?")
        for path, operations in paths.items():
            match = address.fullmatch(path)
            for operation in operations.values() if match else []:
                if isinstance(operation, dict) and operation.get("x-kubernetes-action") in ("get", "post"):
                    gvk = operation["x-kubernetes-group-version-kind"]
                    key = gvk["group"], gvk["version"], gvk["kind"]
                    if len(roots[key]) != 1:
                        fail(f"{self.version}: {key} is {sorted(roots[key])}")
                    kinds[key] = match.group(1) is not None, min(roots[key])
        return kinds

    def check_discovery(self):
        for document in sorted((self.folder / "api/discovery").glob("*__*.json")):
            content = json.loads(document.read_bytes())
            if content["kind"] != "APIResourceList":
                continue
            group, _, version = content["groupVersion"].rpartition("/")
            stated = {(group, version, r["kind"]): r["namespaced"] for r in content["resources"] if "/" not in r["name"]}
            found = {key: namespaced for key, (namespaced, _) in self.kinds.items() if key[:2] == (group, version)}
            if stated != found:
                fail(f"{document}: differs from the paths in {sorted(set(stated.items()) ^ set(found.items()))}")


def read_enums(source):
    """{(end of the definition's name, property, where below it): values} of the definitions that the API server makes
    its own documents from. The published documents are made with the feature OpenAPIEnums off."""
    enums = {}
    owner = name = below = None
    function = re.compile(r"func schema_\w*?([a-z0-9]+)_(v\d\w*?)_(\w+)\(")
    for line in source.read_text(encoding="utf-8").splitlines():
        if line.startswith("func "):
            match = function.match(line)
            owner = ".".join(match.groups()) if match else None
        elif match := re.match(r'\t{5}"([^"]+)": \{$', line):
            name, below = match.group(1), ""
        elif match := re.match(r"\t+(Items|AdditionalProperties): ", line):
            below = "" if below is None else below + "[]"
        elif match := re.match(r"\t+Enum: +\[\]interface\{\}\{(.*?)\}", line):
            if owner is None or name is None:
                fail(f"{source}: an Enum outside of a property: {line.strip()}")
            enums[owner, name, below] = tuple(json.loads("[" + match.group(1) + "]"))
    return enums


# ---- one shape out of many versions


Shape = collections.namedtuple("Shape", "type format definition element list_type keys enum")


def shape_of(schema, release, owner, name, below=""):
    references = [schema["$ref"]] if "$ref" in schema else [part["$ref"] for part in schema.get("allOf", [])]
    if references:
        return Shape("any", "none", references[0].rpartition("/")[2], None, None, (), ())
    kind = schema.get("type")
    if kind == "array":
        element = shape_of(schema["items"], release, owner, name, below + "[]")
        keys = tuple(schema.get("x-kubernetes-list-map-keys", ()))
        return Shape("array", "none", "", element, schema.get("x-kubernetes-list-type"), keys, ())
    if kind == "object" and "additionalProperties" in schema:
        value = shape_of(schema["additionalProperties"], release, owner, name, below + "[]")
        return Shape("map", "none", "", value, None, (), ())
    if kind not in TYPE_OF or schema.get("x-kubernetes-preserve-unknown-fields"):
        fail(f"{release.version}: {owner} {name}: {schema}")
    enum = schema.get("enum") or release.enums.get((".".join(owner.split(".")[-3:]), name, below), ())
    return Shape(TYPE_OF[kind], FORMAT_OF[schema.get("format")], "", None, None, (), tuple(enum))


def outline(shape):
    """What makes two versions of a field two rows: all but lists of values and keys, which were only written down later."""
    return shape._replace(element=shape.element and outline(shape.element), list_type=None, keys=(), enum=())


def merge(shapes):
    """[(bit, shape)] of one outline to one shape, whose `enum` is (versions that state it, ((text, versions), ...))."""
    newest = [shape for _, shape in shapes if shape.list_type] or [shapes[-1][1]]
    stated = sum(bit for bit, shape in shapes if shape.enum)
    silent = sum(bit for bit, shape in shapes if not shape.enum)
    values = collections.Counter()
    for bit, shape in shapes:
        for text in set(shape.enum):
            values[text] += bit
    element = shapes[0][1].element and merge([(bit, shape.element) for bit, shape in shapes])
    return newest[-1]._replace(
        element=element,
        enum=(stated, tuple((text, mask | silent) for text, mask in sorted(values.items()))) if stated else None)


# ---- the table


class Table:
    def __init__(self, releases):
        self.releases = releases
        self.nodes = {}      # key -> index; the key of a definition is its name
        self.rows = []       # of nodes
        self.fields = {}     # node -> rows
        self.kinds = self.kind_rows()

    def kind_rows(self):
        found = collections.Counter()
        for release in self.releases:
            for (group, version, name), (namespaced, definition) in release.kinds.items():
                found[name, CANONICAL_GROUP.get((group, name), group), group, version, namespaced, definition] += release.bit
        def rank(row):
            name, canonical, group, version = row[:4]
            major, maturity, minor = re.fullmatch(r"v(\d+)(?:(alpha|beta)(\d+))?", version).groups()
            newness = {None: 2, "beta": 1, "alpha": 0}[maturity], int(major), int(minor or 0)
            return name, canonical, tuple(-part for part in newness), group, row[4:]
        return [(*row, found[row], self.definition(row[5])) for row in sorted(found, key=rank)]

    def definition(self, name):
        if name in self.nodes:
            return self.nodes[name]
        index = self.nodes[name] = len(self.rows)
        if name in VALUES or ANY_VALUE.fullmatch(name):
            type_name, format_name = VALUES.get(name, ("any", "none"))
            self.rows.append(Shape(type_name, format_name, name, None, None, (), None))
            return index
        self.rows.append(Shape("object", "none", name, None, None, (), None))
        properties = collections.defaultdict(list)
        for release in self.releases:
            schema = release.definitions.get(name, {})
            if schema.get("type", "object") != "object" or "additionalProperties" in schema:
                fail(f"{release.version}: {name} is no object: {schema}")
            for key, content in schema.get("properties", {}).items():
                shape = shape_of(content, release, name, key)
                properties[key].append((release, content, key in schema.get("required", ()), shape))
        self.fields[index] = rows = []
        is_root = "apiVersion" in properties and "kind" in properties
        for key in sorted(properties):
            groups = collections.defaultdict(list)
            for entry in properties[key]:
                groups[outline(entry[3])].append(entry)
            if len(groups) > 2:
                fail(f"{name} {key}: more than two types: {list(groups)}")
            for entries in sorted(groups.values(), key=lambda group: group[0][0].minor):
                newest = entries[-1][1]
                text = newest.get("description", "")
                default = next((c["default"] for _, c, _, _ in reversed(entries) if c.get("default")), None)
                rows.append((
                    key, sum(release.bit for release, _, _, _ in entries),
                    self.node(merge([(release.bit, shape) for release, _, _, shape in entries])),
                    sum(release.bit for release, _, required, _ in entries if required),
                    "" if default is None else json.dumps(default, sort_keys=True),
                    bool(SERVER_SET.search(text)) or (is_root and key == "status"), bool(IMMUTABLE.search(text))))
        return index

    def node(self, shape):
        if shape.definition:
            return self.definition(shape.definition)
        row = shape._replace(element=None if shape.element is None else self.node(shape.element))
        if row not in self.nodes:
            self.nodes[row] = len(self.rows)
            self.rows.append(row)
        return self.nodes[row]

    def check(self):
        for row in self.kinds:
            fields = {field[0]: field for field in self.fields[row[-1]]}
            if self.rows[fields["metadata"][2]].definition != OBJECT_META:
                fail(f"{row}: its metadata is no ObjectMeta")

    def pack(self):
        texts = {""}
        for name, group, own_group, version, _, _, _, _ in self.kinds:
            texts.update((name, group, own_group, version))
        for row in self.rows:
            texts.update((row.definition, *row.keys, *(text for text, _ in (row.enum or (0, ()))[1])))
        for rows in self.fields.values():
            for field in rows:
                texts.update((field[0], field[4]))
        pool = sorted(text.encode() for text in texts)
        number = {text.decode(): index for index, text in enumerate(pool)}
        offsets, end = [0], 0
        for text in pool:
            end += len(text)
            offsets.append(end)

        nodes, fields, values, keys = bytearray(), bytearray(), bytearray(), bytearray()
        for index, row in enumerate(self.rows):
            stated, enum = row.enum or (0, ())
            own = self.fields.get(index, [])
            first, count = (len(fields) // 12, len(own)) if own else (len(values) // 4, len(enum))
            nodes += struct.pack("<BBBBHHHHHHI", TYPES.index(row.type), FORMATS.index(row.format),
                                 LIST_TYPES.index(row.list_type), len(row.keys), len(keys) // 2, number[row.definition],
                                 row.element or 0, stated, count, 0, first)
            for text, versions in enum:
                values += struct.pack("<HH", number[text], versions)
            for key in row.keys:
                keys += struct.pack("<H", number[key])
            for name, versions, node, required, default, server_set, immutable in own:
                fields += struct.pack("<6H", number[name], versions, node, required, number[default],
                                      server_set | immutable << 1)
        kinds = b"".join(struct.pack("<7H", number[name], number[group], number[own_group], number[version], versions, root,
                                     namespaced)
                         for name, group, own_group, version, namespaced, _, versions, root in self.kinds)

        sections, body, start = [], bytearray(), 72
        for content, size in ((struct.pack(f"<{len(offsets)}I", *offsets), 4), (bytes(nodes), 20), (bytes(fields), 12),
                              (bytes(values), 4), (bytes(keys), 2), (kinds, 14), (b"".join(pool), 1)):
            body += bytes(-len(body) % 4)
            sections += [start + len(body), len(content) // size]
            body += content
        header = struct.pack("<IHHHHI14I", MAGIC, FORMAT, FIRST_MINOR, LAST_MINOR, 0, start + len(body), *sections)
        return header + bytes(body)

    def figures(self):
        stated = [row for row in self.rows if row.enum]
        return [
            ("kinds", len({row[:2] for row in self.kinds})),
            ("API versions of kinds", len(self.kinds)),
            ("definitions", sum(1 for row in self.rows if row.definition)),
            ("fields", sum(len(rows) for rows in self.fields.values())),
            ("enumerations", len(stated)),
        ]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parent)
    parser.add_argument("modules", nargs="+")
    arguments = parser.parse_args()
    releases = sorted((Release(folder_of(module)) for module in arguments.modules), key=lambda release: release.minor)
    if [release.minor for release in releases] != list(range(FIRST_MINOR, LAST_MINOR + 1)):
        fail(f"one module of each minor version from 1.{FIRST_MINOR} to 1.{LAST_MINOR} is needed")
    table = Table(releases)
    table.check()
    content = table.pack()
    (arguments.out / "schemas.bin").write_bytes(content)
    lines = [f"{MODULE} {release.version} {checksum(release.folder, release.version)}\n" for release in releases]
    (arguments.out / "schemas.txt").write_text("".join(lines), encoding="utf-8")
    for name, count in [*table.figures(), ("bytes", len(content))]:
        print(f"{count:7} {name}")


if __name__ == "__main__":
    main()
