#!/usr/bin/env python3
"""Changes one word of the built-in rules at a time, and sees whether anybody notices: mutation_test.py --meshplay BIN

A mutant is noticed when the checker says anything of it, or one of the rules' own tests fails. Changed are words and signs of
kinds, fields, defines, relationships and checks; not what people read (documentation, messages, help, links, categories), for
nothing depends on it, and not the tests. The same seed gives the same mutants. Fails below --least percent.
"""

import argparse
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
RULES = ROOT / "rules" / "kubernetes"
TOKEN = re.compile(
    r'(?P<skip>///[^\n]*|//[^\n]*|/\*.*?\*/|\s+)|(?P<text>"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*")'
    r"|(?P<number>\d+(?:\.\d+)?)|(?P<word>[A-Za-z_][A-Za-z0-9_-]*)|(?P<sign>==|!=|<=|>=|<-|[<>=+\-*/%?:,.|()\[\]{}])",
    re.DOTALL,
)
READ_BY_PEOPLE = {"message", "help", "docs", "category", "tags", "standard"}
ITEMS = READ_BY_PEOPLE | {"where", "some", "no", "every", "bind", "at", "from", "to", "via", "param", "fix"}
INSTEAD = {
    "==": ["!="],
    "!=": ["=="],
    "<": [">="],
    "<=": [">"],
    ">": ["<="],
    ">=": ["<"],
    "+": ["-"],
    "and": ["or"],
    "or": ["and"],
    "some": ["no"],
    "no": ["some"],
    "every": ["no"],
    "present": ["absent"],
    "absent": ["present"],
    "true": ["false"],
    "false": ["true"],
    "in": ["=="],
    "matches": ["like"],
    "starts_with": ["ends_with"],
    "ends_with": ["starts_with"],
    "selects": ["includes"],
    "includes": ["selects"],
    "default": ["+"],
    "not": [""],
    "is": ["is not"],
    "deny": ["advise"],
}
# Words of the language whose change is a change of form: the parser's own tests are full of them.
FORM = {"kind", "field", "define", "relationship", "package", "import", "on", "where", "bind", "at", "from", "to", "via", "all"}


def places(text):
    """(start, end, group) of the tokens that may be changed."""
    body = text.split('\ntest "')[0]
    found = []
    item_of_people = False
    line_begins = True
    header = False
    for match in TOKEN.finditer(body):
        group, token = match.lastgroup, match.group()
        if group == "skip":
            if "\n" in token:
                line_begins, header = True, False
            continue
        if line_begins and group == "word":
            item_of_people = token in READ_BY_PEOPLE if token in ITEMS or token[0] != " " else item_of_people
            header = token in {"package", "import"}
        line_begins = False
        if not item_of_people and not header and token not in FORM and token not in "(){}[],|?:":
            found.append((match.start(), match.end(), group))
    return found


def mutant(text, place, words, source):
    begin, end, group = place
    token = text[begin:end]
    if token in INSTEAD:
        new = source.choice(INSTEAD[token])
    elif group == "number":
        new = str(int(float(token)) + 1)
    elif group == "text":
        new = '"' + token[1:-1] + 'x"' if len(token) > 2 else '"x"'
    elif group == "word":
        other = source.choice(words)
        new = token[:-1] if source.random() < 0.5 and len(token) > 3 else other
    else:
        return None
    return None if new == token else text[:begin] + new + text[end:]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--meshplay", required=True)
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--least", type=float, default=90)
    parser.add_argument("--verbose", action="store_true")
    arguments = parser.parse_args()
    source = random.Random(arguments.seed)
    files = sorted(RULES.rglob("*.mesh"))
    texts = {file: file.read_text(encoding="utf-8") for file in files}
    candidates = [(file, place) for file in files for place in places(texts[file])]
    caught = {"checker": 0, "tests": 0}
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        pack = pathlib.Path(folder) / "kubernetes"
        shutil.copytree(RULES, pack)

        def outcome():
            run = subprocess.run(
                [arguments.meshplay, "rules", "test", "--no-builtin", str(pack)],
                capture_output=True, text=True, check=False, timeout=120,
            )
            if "error[" in run.stderr or "warning[" in run.stderr:
                return "checker"
            return "tests" if run.returncode != 0 else None

        if outcome() is not None:
            print("the rules are not clean before anything is changed")
            return 1
        done = 0
        while done < arguments.mutants:
            file, place = source.choice(candidates)
            words = [texts[file][b:e] for b, e, group in places(texts[file]) if group == "word"]
            text = mutant(texts[file], place, words, source)
            if text is None:
                continue
            done += 1
            target = pack / file.relative_to(RULES)
            target.write_text(text, encoding="utf-8")
            by = outcome()
            target.write_text(texts[file], encoding="utf-8")
            if by is not None:
                caught[by] += 1
                continue
            line = texts[file].count("\n", 0, place[0]) + 1
            old = texts[file].split("\n")[line - 1].strip()
            new = text.split("\n")[line - 1].strip()
            missed.append(f"{file.relative_to(ROOT)}:{line}: {old}\n{'':4}unnoticed: {new}")
    if arguments.verbose or missed:
        print("\n".join(missed))
    total = sum(caught.values())
    percent = 100.0 * total / arguments.mutants
    print(
        f"{arguments.mutants} mutants: {percent:.1f} % noticed, {caught['checker']} by the checker, "
        f"{caught['tests']} by the rules' tests, {len(missed)} by nobody"
    )
    return 0 if percent >= arguments.least else 1


if __name__ == "__main__":
    sys.exit(main())
