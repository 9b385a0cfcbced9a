#!/usr/bin/env python3
"""Relationship definitions in JSON, as others wrote them: writes each as rule text, and judges it without the checker.

    definitions.py FOLDER OUT_FOLDER [--by-position] [--kubernetes DIR]...

FOLDER holds a model: definitions in folders `relationships`, schemas in folders `components` beside them. OUT_FOLDER gets
one rule file for each definition and `index.json` with what the judge found. README.md says how each part is written.

A defect of a definition stays one of its text: nothing is repaired. A reference that lacks a counterpart becomes a `bind`
with one side; with `--by-position`, references that both sides hold in the same role are compared one by one instead, so
that a checker comes as far as their paths. DIR is a source tree of Kubernetes; a path that any of its OpenAPI documents
or the schemas beside the definitions have is known.
"""

import argparse
import collections
import dataclasses
import glob
import json
import os
import re
import sys

ANY = "*"
ARRAY_STEP = "_"
CONFIGURATION = "configuration"
# What a component has beside its configuration, and how the language names it.
PROPERTIES = {("displayName",): "name", ("component", "kind"): "kind", ("component", "version"): "apiVersion"}
# The last step of a reference that takes the property.
MEANT_FOR = {"name": "name", "kind": "kind", "apiVersion": "apiVersion", "namespace": "namespace"}
REFERENCE_SIDES = ("mutatorRef", "mutatedRef")
COMPARE_DEPTH = 12

TEXT = {"type": "string"}
MAP_OF_TEXTS = {"type": "object", "additionalProperties": TEXT}
OWNER = {name: TEXT for name in ("apiVersion", "kind", "name", "uid")}
OWNER.update({name: {"type": "boolean"} for name in ("controller", "blockOwnerDeletion")})
# The members of every object, which the schemas beside the definitions leave out.
OBJECT = {
    "type": "object",
    "properties": {
        "apiVersion": TEXT,
        "kind": TEXT,
        "metadata": {
            "type": "object",
            "properties": {
                "name": TEXT,
                "generateName": TEXT,
                "namespace": TEXT,
                "labels": MAP_OF_TEXTS,
                "annotations": MAP_OF_TEXTS,
                "finalizers": {"type": "array", "items": TEXT},
                "ownerReferences": {"type": "array", "items": {"type": "object", "properties": OWNER}},
            },
        },
    },
}


# ---- what is found


@dataclasses.dataclass
class Finding:
    """`level`: `defect` can never work as meant; `beyond` cannot either, but no schema says so; `format` is lost in the text."""

    code: str
    level: str
    detail: str
    side: str = ""
    path: str = ""
    line: str = ""  # of the text, without indentation; empty where the text does not show it
    at: str = ""  # the part of the line that is wrong; of a path, all up to the key that is wrong


# ---- schemas


class Schemas:
    """All schemas of a kind, from every document that has one. A path is known when one of them has it."""

    def __init__(self):
        self.roots = collections.defaultdict(list)
        self.groups = collections.defaultdict(set)

    def add_components(self, folder):
        for path in sorted(glob.glob(os.path.join(glob.escape(folder), "**", "components", "*.json"), recursive=True)):
            with open(path, encoding="utf-8") as file:
                component = json.load(file)["component"]
            schema = json.loads(component.get("schema") or "{}")
            self.roots[component["kind"]].append((schema, {}))
            self.groups[component["kind"]].add(component["version"].rpartition("/")[0])

    def add_openapi(self, tree):
        for path in sorted(glob.glob(os.path.join(glob.escape(tree), "api/openapi-spec/v3", "*__v*_openapi.json"))):
            with open(path, encoding="utf-8") as file:
                schemas = json.load(file).get("components", {}).get("schemas", {})
            for schema in schemas.values():
                names = schema.get("x-kubernetes-group-version-kind", [])
                if len(names) == 1:  # those of several groups are options of requests
                    self.roots[names[0]["kind"]].append((schema, schemas))

    def knows(self, kind):
        return kind == ANY or kind in self.roots

    def follow(self, kind, steps):
        """The schemas at the end of the path, or None and the first step that none has."""
        roots = self.roots[kind] if kind != ANY else [root for roots in self.roots.values() for root in roots]
        here = [(OBJECT, {})] + roots
        for index, step in enumerate(steps):
            here = [(found, names) for schema, names in here for found in members(schema, names, step)]
            if not here:
                return None, index
        return here, len(steps)


def alternatives(schema, names):
    """The schema and all that it is put together from, references followed."""
    yield schema
    if "$ref" in schema:
        yield from alternatives(names[schema["$ref"].rpartition("/")[2]], names)
    for word in ("allOf", "anyOf", "oneOf"):
        for part in schema.get(word, []):
            yield from alternatives(part, names)


def is_array_step(step):
    return isinstance(step, int) or step == ARRAY_STEP or step.isdigit()


def members(schema, names, step):
    for one in alternatives(schema, names):
        if one.get("x-kubernetes-preserve-unknown-fields"):
            yield {"x-kubernetes-preserve-unknown-fields": True}
        elif is_array_step(step) and "items" in one:
            yield one["items"]
        elif str(step) in one.get("properties", {}):
            yield one["properties"][str(step)]
        elif isinstance(one.get("additionalProperties"), dict):
            yield one["additionalProperties"]


def shape(schema, names):
    """The types and the members of a schema."""
    types, properties = set(), {}
    for one in alternatives(schema, names):
        if one.get("format") == "int-or-string":
            types |= {"integer", "string"}
        elif "type" in one:
            types.add(one["type"])
        for key, value in one.get("properties", {}).items():
            properties[key] = (value, names)
    return types, properties


def can_be_equal(left, right, depth=0):
    left_types, left_members = shape(*left)
    right_types, right_members = shape(*right)
    if left_types and right_types and not left_types & right_types:
        return False
    if not left_members and not right_members or depth == COMPARE_DEPTH:
        return True
    return left_members.keys() == right_members.keys() and all(
        can_be_equal(left_members[key], right_members[key], depth + 1) for key in left_members
    )


# ---- a definition


@dataclasses.dataclass
class Reference:
    kind: str
    role: str  # mutatorRef: it is read, mutatedRef: it is written
    raw: list
    side: str

    @property
    def own_property(self):
        return PROPERTIES.get(tuple(self.raw))

    @property
    def steps(self):
        """Within the manifest."""
        return self.raw[1:] if self.raw[:1] == [CONFIGURATION] else self.raw

    @property
    def text(self):
        return ".".join(str(step) for step in self.raw)

    @property
    def meant(self):
        """What the value is for, where the reference says it."""
        if self.own_property == "name" and self.kind == "Namespace":
            return "namespace"
        return self.own_property or MEANT_FOR.get(str(self.raw[-1]) if self.raw else None)


@dataclasses.dataclass
class End:
    """One side of a link: a component and its references, by role."""

    variable: str
    kind: str
    references: dict


@dataclasses.dataclass
class Link:
    """Two ends whose references are paired by their position."""

    left: End
    right: End
    refs: bool = False  # equal on both sides, neither is written


def snake(text):
    words = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[A-Z]", text)
    return "_".join(word.lower() for word in words)


def singular(word):
    if word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(ss|ch|sh|x)es$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word + "_element"


def model_name(selector):
    model = selector.get("model")
    return model if isinstance(model, str) else (model or {}).get("name", "")


def references(holder, kind, side):
    return {role: [Reference(kind, role, raw, side) for raw in (holder or {}).get(role) or []] for role in REFERENCE_SIDES}


def covers(denied, allowed):
    return denied in (ANY, allowed)


# ---- rule text


class Relationship:
    """One relationship of rule text: from one selector to another, over the component between them if there is one."""

    def __init__(self, name, taxonomy, source, target, via, except_kinds, unless, kind_names):
        self.name, self.taxonomy, self.kind_names = name, taxonomy, kind_names
        self.except_kinds, self.unless = except_kinds, unless
        self.variables = set()
        names = [snake(kind) if kind != ANY else "component" for kind in (source, target)]
        if source == target:
            names = ["source", "target"]
        self.source = self.variable(names[0])
        self.via = self.variable(snake(via)) if via else None
        self.target = self.variable(names[1])
        self.kinds = {self.source: source, self.target: target}
        if via:
            self.kinds[self.via] = via
        self.elements = {}  # (variable, path up to the array) -> variable of the element
        self.somes = []
        self.lines = []

    def variable(self, wanted, owner=""):
        name = wanted if wanted not in self.variables or not owner else owner + "_" + wanted
        number = 2
        while name in self.variables:
            name, number = "%s_%d" % (wanted, number), number + 1
        self.variables.add(name)
        return name

    def path(self, variable, reference):
        """The text of the path, and for each step of it the line (None: where the path is used) and the text up to it."""
        if reference.own_property:
            return variable + "." + reference.own_property, []
        text, places, owner, seen = variable, [], variable, ()
        for step in reference.steps:
            seen += (str(step),)
            if step == ARRAY_STEP:
                key = (variable, seen)
                if key not in self.elements:
                    name = self.variable(snake(singular(seen[-2])), owner)
                    self.elements[key] = (name, "some %s in %s" % (name, text))
                    self.somes.append(self.elements[key][1])
                name, line = self.elements[key]
                places = [(place[0] or line, place[1]) for place in places] + [(line, text)]
                text, owner = name, name
                continue
            if is_array_step(step):
                text += "[%s]" % step
            else:
                text += "." + step if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", step) else "." + json.dumps(step)
            places.append((None, text))
        return text, places

    def add(self, target, source, word="bind", sign="<-"):
        """A bind, or a comparison, of two references; one of them may be missing. Returns its line and the places of both."""
        sides = [self.path(*side) if side else ("", []) for side in (target, source)]
        line = " ".join(part for part in (word, sides[0][0], sign, sides[1][0]) if part)
        self.lines.append(line)
        return line, sides

    def text(self):
        def role(word, variable):
            kind = self.kinds[variable]
            text = "  %s %s: %s" % (word, variable, self.kind_text(kind))
            if word == "from" and self.except_kinds:
                text += " except " + " | ".join(self.kind_text(other) for other in self.except_kinds)
            return text

        out = [self.headline, role("from", self.source)]
        if self.via:
            out.append(role("via", self.via))
        out.append(role("to", self.target))
        out += ["  " + line for line in self.somes + self.lines]
        for source, target in self.unless:
            kinds = self.kind_text(source), self.kind_text(target)
            out.append("  where not (%s is %s and %s is %s)" % (self.source, kinds[0], self.target, kinds[1]))
        return "\n".join(out + ["}"])

    @property
    def headline(self):
        return "relationship %s: %s {" % (self.name, self.taxonomy)

    def kind_text(self, kind):
        return "Component" if kind == ANY else self.kind_names.get(kind, kind)


class Definition:
    """Writes and judges one definition."""

    def __init__(self, path, schemas, models, by_position):
        with open(path, encoding="utf-8") as file:
            self.data = json.load(file)
        self.file = os.path.basename(path)
        self.name = snake(os.path.splitext(self.file)[0])
        self.schemas, self.models, self.by_position = schemas, models, by_position
        self.relationships = []
        self.findings = []
        self.kind_names = {}  # how the text names a kind of another model
        self.taxonomy = ".".join(self.data[key] for key in ("kind", "type", "subType") if self.data.get(key))
        if self.data.get("status", "enabled") != "enabled":
            self.find("disabled", "format", "the status is `%s`" % self.data["status"])
        for selectors in self.data.get("selectors") or []:
            self.add_selectors(selectors)
        if not self.relationships:
            self.find("never-matches", "defect", "no pair of selectors is left")
        self.judge_format()

    # -- writing

    def find(self, *args, **more):
        finding = Finding(*args, **more)
        if finding not in self.findings:
            self.findings.append(finding)

    def kind_of(self, selector):
        kind = selector.get("kind") or ANY
        model = model_name(selector)
        if kind == ANY:
            return kind
        if model in ("", ANY, model_name(self.data)):
            if not self.schemas.knows(kind):
                self.find("unknown-kind", "defect", "no component has the kind `%s`" % kind)
        else:
            groups = self.models.groups(model, kind)
            if not groups:
                self.find("unknown-kind", "defect", "the model `%s` has no kind `%s`" % (model, kind))
            else:
                self.kind_names[kind] = '"%s"/%s' % (sorted(groups)[0], kind)
        return kind

    def add_selectors(self, selectors):
        allow, deny = selectors.get("allow") or {}, selectors.get("deny") or {}
        denied = [(self.kind_of(a), self.kind_of(b)) for a in deny.get("from") or [] for b in deny.get("to") or []]
        pairs = [(a, b, via) for a in allow.get("from") or [] for b in allow.get("to") or [] for via in via_kinds(a, b)]
        several = len(pairs) > 1 or len(self.data["selectors"]) > 1
        for source, target, via in pairs:
            kinds = self.kind_of(source), self.kind_of(target)
            if any(covers(a, kinds[0]) and covers(b, kinds[1]) for a, b in denied):
                continue
            name = self.name
            if several:
                name += "_" + snake(kinds[0]) + "_" + snake(kinds[1])
            rest = [pair for pair in denied if kinds[0] == ANY or covers(pair[0], kinds[0])]
            rest = [pair for pair in rest if kinds[1] == ANY or covers(pair[1], kinds[1])]
            excepted = sorted({a for a, b in rest if covers(b, kinds[1]) and kinds[0] == ANY})
            unless = [(a, b) for a, b in rest if not covers(b, kinds[1])]
            relationship = Relationship(name, self.taxonomy, *kinds, via, excepted, unless, self.kind_names)
            self.relationships.append(relationship)
            self.add_links(relationship, source, target, via)

    def add_links(self, relationship, source, target, via):
        links = list(self.links(relationship, source, target, via))
        before = len(relationship.lines)
        for link in links:
            if link.refs:
                self.add_equal(relationship, link)
            else:
                self.add_binds(relationship, link)
        if len(relationship.lines) == before:
            self.find(
                "no-references",
                "defect",
                "neither side has a reference, so it holds for every pair",
                line=relationship.headline,
                at=relationship.name,
            )

    def links(self, relationship, source, target, via):
        def end(variable, holder, side):
            kind = relationship.kinds[variable]
            return End(variable, kind, references(holder, kind, side))

        if source.get("patch") or target.get("patch"):
            yield Link(
                end(relationship.source, source.get("patch"), "from"), end(relationship.target, target.get("patch"), "to")
            )
        for selector, variable, side in ((source, relationship.source, "from"), (target, relationship.target, "to")):
            match = selector.get("match") or {}
            for left, right in zip(match.get("from") or [], match.get("to") or []):
                if all(part["kind"] in ("self", via) for part in (left, right)):
                    ends = [variable if part["kind"] == "self" else relationship.via for part in (left, right)]
                    yield Link(end(ends[0], left, side), end(ends[1], right, side))
        refs = [(selector.get("match") or {}).get("refs") or [] for selector in (source, target)]
        if any(refs):
            ends = []
            for variable, side, raws in zip((relationship.source, relationship.target), ("from", "to"), refs):
                kind = relationship.kinds[variable]
                ends.append(End(variable, kind, {"refs": [Reference(kind, "refs", raw, side) for raw in raws]}))
            yield Link(*ends, refs=True)

    def add_equal(self, relationship, link):
        lefts, rights = link.left.references["refs"], link.right.references["refs"]
        for index in range(max(len(lefts), len(rights))):
            left = (link.left.variable, lefts[index]) if index < len(lefts) else None
            right = (link.right.variable, rights[index]) if index < len(rights) else None
            self.judge_line(relationship, left, right, relationship.add(left, right, "where", "=="))

    def add_binds(self, relationship, link):
        rest = {}
        for target, source in ((link.right, link.left), (link.left, link.right)):
            written, read = target.references["mutatedRef"], source.references["mutatorRef"]
            for one, other in zip(written, read):
                sides = (target.variable, one), (source.variable, other)
                self.judge_line(relationship, *sides, relationship.add(*sides))
            if len(written) != len(read) and written and read:
                self.find(
                    "unequal-counts",
                    "defect",
                    "%d references are written and %d are read" % (len(written), len(read)),
                    side=written[0].side,
                )
            rest[target.variable, "mutatedRef"] = written[len(read) :]
            rest[source.variable, "mutatorRef"] = read[len(written) :]
        self.add_alone(relationship, link, rest)

    def add_alone(self, relationship, link, rest):
        alone = [(variable, reference) for (variable, _), ones in rest.items() for reference in ones]
        if not alone:
            return
        pairs = []
        for role in REFERENCE_SIDES:
            sides = rest[link.left.variable, role], rest[link.right.variable, role]
            if all(sides):
                word = {"mutatedRef": "written", "mutatorRef": "read"}[role]
                self.find("same-role", "defect", "the references of both sides are %s" % word, path=sides[0][0].text)
                pairs += zip(*sides)
        if pairs and self.by_position:
            for left, right in pairs:
                sides = (link.left.variable, left), (link.right.variable, right)
                self.judge_line(relationship, *sides, relationship.add(*sides, "where", "=="))
            return
        first = True
        order = {(link.left.variable, role): 0 for role in REFERENCE_SIDES}
        for variable, reference in sorted(alone, key=lambda one: order.get((one[0], one[1].role), 1)):
            written = reference.role == "mutatedRef"
            side = (variable, reference)
            line, sides = relationship.add(side, None) if written else relationship.add(None, side)
            if first:  # a declaration gives one message of syntax
                self.find(
                    "one-sided",
                    "defect",
                    "no reference of the other side is %s" % ("read" if written else "written"),
                    side=reference.side,
                    path=reference.text,
                    line=line,
                    at="<-" if written else "bind",
                )
            first = False
            self.judge_line(relationship, side if written else None, None if written else side, (line, sides), hidden=True)

    # -- judging

    def judge_line(self, relationship, left, right, written, hidden=False):
        """The paths of one line, and whether its two sides can ever agree. `hidden`: the text breaks off before them."""
        line, sides = written
        ends = []
        for side, (_, places) in zip((left, right), sides):
            ends.append(self.judge_path(side[1], places, line, hidden) if side else None)
        if not left or not right:
            return
        (_, left), (_, right) = left, right
        if not left.raw and not right.raw:
            at = line.partition(" ")[2]
            detail = "a whole %s is compared with a whole %s" % (left.kind, right.kind)
            self.find("never-equal", "defect", detail, side=left.side, line=line, at=at)
        elif left.meant and right.meant and left.meant != right.meant:
            detail = "`%s` is given what is meant for `%s`" % (left.meant, right.meant)
            self.find("crossed-references", "beyond", detail, side=left.side, path=left.text, line=line, at=line)
        elif ends[0] and ends[1] and not any(can_be_equal(a, b) for a in ends[0] for b in ends[1]):
            detail = "the two sides have different schemas"
            self.find("different-schemas", "beyond", detail, side=left.side, path=left.text, line=line, at=line)

    def judge_path(self, reference, places, line, hidden):
        if reference.own_property or not reference.raw:
            return None
        if reference.raw[0] != CONFIGURATION:
            detail = "`%s` is no root of a component" % reference.raw[0]
            self.find("wrong-root", "format", detail, side=reference.side, path=reference.text)
            if reference.kind == ANY:
                return None
        found, index = self.schemas.follow(reference.kind, reference.steps)
        if found is not None:
            return found
        where, text = places[index]
        step = reference.steps[index]
        detail = "no schema of %s has `%s` here" % ("any kind" if reference.kind == ANY else reference.kind, step)
        self.find(
            "unknown-path",
            "defect",
            detail,
            side=reference.side,
            path=".".join(str(step) for step in reference.steps[: index + 1]),
            line="" if hidden else where or line,
            at="" if hidden else text,
        )
        return None

    def judge_format(self):
        for selectors in self.data.get("selectors") or []:
            if "deny" in (selectors.get("allow") or {}):
                self.find("misplaced-deny", "format", "`deny` stands inside `allow`")
            for verdict in ("allow", "deny"):
                for side in ("from", "to"):
                    for selector in (selectors.get(verdict) or {}).get(side) or []:
                        self.judge_selector(selector, side)

    def judge_selector(self, selector, side):
        if isinstance(selector.get("model"), str):
            self.find("wrong-type", "format", "the model is a text", side=side)
        if not selector.get("kind"):
            self.find("no-kind", "format", "a selector names no kind", side=side)
        for role in REFERENCE_SIDES:
            for raw in (selector.get("patch") or {}).get(role) or []:
                if any(isinstance(step, int) for step in raw):
                    self.find("wrong-type", "format", "a step of a path is a number", side=side)

    # -- what comes out

    @property
    def verdict(self):
        levels = {finding.level for finding in self.findings}
        return "defective" if "defect" in levels else "beyond" if "beyond" in levels else "sound"

    def text(self):
        head = "// %s\n" % self.file
        model = self.data.get("model") or {}
        if model.get("name") and model.get("model", {}).get("version"):
            head += 'model %s ">=%s"\n' % (model["name"], model["model"]["version"].lstrip("v"))
        return head + "".join("\n%s\n" % relationship.text() for relationship in self.relationships)

    def index(self):
        return {
            "source": self.file,
            "name": self.name,
            "relationships": [relationship.name for relationship in self.relationships],
            "verdict": self.verdict,
            "findings": [dataclasses.asdict(finding) for finding in self.findings],
        }


def via_kinds(source, target):
    """The kinds of the component between the two: one that both selectors name, none where neither names one."""

    def named(selector):
        match = selector.get("match") or {}
        parts = (match.get("from") or []) + (match.get("to") or [])
        return list(dict.fromkeys(part["kind"] for part in parts if part["kind"] != "self"))

    ends = named(source), named(target)
    return [kind for kind in ends[0] if kind in ends[1]] if any(ends) else [None]


class Models:
    """Where the kinds of other models come from: folders beside the one of the definitions, named after their models."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        self.known = {}

    def groups(self, model, kind):
        if model not in self.known:
            self.known[model] = Schemas()
            above = self.folder
            while above != os.path.dirname(above) and not os.path.isdir(os.path.join(above, model)):
                above = os.path.dirname(above)
            self.known[model].add_components(os.path.join(above, model))
        return self.known[model].groups.get(kind, set())


def read_definitions(folder, by_position=False, kubernetes=()):
    """Every definition of the model in `folder`, by the name of its file."""
    schemas, models = Schemas(), Models(folder)
    schemas.add_components(folder)
    for tree in kubernetes:
        schemas.add_openapi(tree)
    paths = glob.glob(os.path.join(glob.escape(folder), "**", "relationships", "**", "*.json"), recursive=True)
    definitions = [Definition(path, schemas, models, by_position) for path in paths]
    definitions.sort(key=lambda definition: definition.file)
    for what in ("file", "name"):
        twice = [value for value, count in collections.Counter(getattr(d, what) for d in definitions).items() if count > 1]
        if twice:
            raise ValueError("two definitions of one %s: %s" % (what, ", ".join(twice)))
    return definitions


def rule_file(definition):
    return os.path.splitext(definition.file)[0] + ".mesh"


def write_definitions(definitions, folder):
    os.makedirs(folder, exist_ok=True)
    for definition in definitions:
        with open(os.path.join(folder, rule_file(definition)), "w", encoding="utf-8") as file:
            file.write(definition.text())
    with open(os.path.join(folder, "index.json"), "w", encoding="utf-8") as file:
        json.dump([definition.index() for definition in definitions], file, indent=2)
        file.write("\n")


def main():
    parser = argparse.ArgumentParser(description="writes relationship definitions as rule text, and judges them")
    parser.add_argument("folder", metavar="FOLDER")
    parser.add_argument("out", metavar="OUT_FOLDER")
    parser.add_argument("--by-position", action="store_true", help="compare references of one role by position")
    parser.add_argument("--kubernetes", action="append", default=[], metavar="DIR", help="a source tree of Kubernetes")
    options = parser.parse_args()

    definitions = read_definitions(options.folder, options.by_position, options.kubernetes)
    if not definitions:
        sys.exit("no definitions in %s" % options.folder)
    write_definitions(definitions, options.out)
    verdicts = collections.Counter(definition.verdict for definition in definitions)
    print("%d definitions: %s" % (len(definitions), ", ".join("%d %s" % (n, v) for v, n in sorted(verdicts.items()))))


if __name__ == "__main__":
    main()
