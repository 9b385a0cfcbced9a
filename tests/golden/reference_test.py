#!/usr/bin/env python3
"""Runs every example of the language reference: reference_test.py MESHPLAY README.

Examples marked `mesh` must check, and their tests pass. Examples marked `mesh later` must parse, and be refused for
nothing but what this version does not evaluate.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = re.compile(r"^```mesh( later)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def problem_of(meshplay, text, later):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "example.mesh"
        file.write_text(text, encoding="utf-8")
        run = subprocess.run([meshplay, "rules", "test", str(file)], capture_output=True, text=True, check=False)
    output = run.stdout + run.stderr
    codes = set(re.findall(r"^error\[([a-z-]+)\]", output, re.MULTILINE))
    if later:
        return None if codes == {"not-evaluated"} and run.returncode == 2 else output or "it is evaluated"
    return None if not codes and run.returncode == 0 else output


def main():
    meshplay, reference = sys.argv[1:]
    text = Path(reference).read_text(encoding="utf-8")
    examples = list(EXAMPLE.finditer(text))
    failed = 0
    for example in examples:
        problem = problem_of(meshplay, example.group(2), example.group(1) is not None)
        if problem is None:
            continue
        failed += 1
        line = text.count("\n", 0, example.start()) + 1
        print(f"{reference}:{line}: this example fails:\n{problem}")
    print(f"{len(examples) - failed} examples passed, {failed} failed")
    return 1 if failed or not examples else 0


if __name__ == "__main__":
    sys.exit(main())
