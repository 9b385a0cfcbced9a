#!/usr/bin/env python3
"""Runs the examples of the pages that `meshplay explain` shows: pages_test.py MESHPLAY SOURCE...

SOURCE are the tables of codes. Of every page with `Wrong:` and `Right:`, the wrong example must give the page's code and the
right one must give none. An example that is no declaration is put into a check of the component that it speaks of.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

CODE = re.compile(r'^      \{"([a-z-]+)", Severity::', re.MULTILINE)
EXAMPLE = re.compile(r"^(Wrong|Right):\n+```mesh\n(.*?)^```", re.MULTILINE | re.DOTALL)
DECLARATION = re.compile(
    r"(///|//|/\*|private|deprecated|kind|field|relationship|define|deny|warn|advise|test|import|package|model|language)\b|///|//"
)
SUBJECTS = {
    "d": "Deployment",
    "s": "Service",
    "p": "Pod",
    "w": "Deployment | StatefulSet | Pod",
    "c": "ConfigMap",
    "a": "Pod",
    "b": "Pod",
}


def program(text):
    if DECLARATION.match(text) or "{" in text.split("\n")[0] and text.split("\n")[0].startswith(("test", "deny")):
        return text
    used = [v for v in SUBJECTS if re.search(rf"\b{v}\b(?!:)", re.sub(r'"[^"]*"', '""', text))]
    bound = set(re.findall(r"\b(?:some|no|every|count\(|,)\s*(\w)\b(?:\s+in\b|:)", text))
    used = [v for v in used if v not in bound and not re.search(rf"\b{v} in\b|\b{v}:", text)] or ["d"]
    subject, others = used[0], used[1:]
    body = "".join(f"  some {v}: {SUBJECTS[v]}\n" for v in others)
    lines = "".join(f"  {line}\n" for line in text.rstrip("\n").split("\n"))
    message = "" if re.search(r"^\s*message\b", text, re.MULTILINE) else f'  message "`{{{subject}.name}}`"\n'
    named = "".join(f"  help \"{{{v}.name}}\"\n" for v in others[:1])
    return f"/// Says so.\nwarn example on {subject}: {SUBJECTS[subject]} {{\n{body}{lines}{message}{named}}}\n"


def codes_of(meshplay, text):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "example.mesh"
        file.write_text(program(text), encoding="utf-8")
        run = subprocess.run(
            [meshplay, "rules", "check", str(file), "-o", "jsonl"], capture_output=True, text=True, check=False
        )
        return re.findall(r'"code":"([a-z-]+)","severity":"(\w+)","message":"(.*?)"', run.stdout)


def main():
    meshplay, *sources = sys.argv[1:]
    examples = failed = 0
    for source in sources:
        for code in CODE.findall(Path(source).read_text(encoding="utf-8")):
            page = subprocess.run([meshplay, "explain", code], capture_output=True, text=True, check=False).stdout
            for kind, text in EXAMPLE.findall(page):
                examples += 1
                found = codes_of(meshplay, text)
                told = [each for each in found if each[0] == code]
                others = [each for each in found if each[0] != code and each[1] == "error"]
                if kind == "Wrong" and told and not others:
                    continue
                if kind == "Right" and not told and not others:
                    continue
                failed += 1
                print(f"{code}: the {kind.lower()} example gives {found}\n{program(text)}")
    print(f"{examples - failed} examples of pages are what they say, {failed} are not")
    return 1 if failed or examples == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
