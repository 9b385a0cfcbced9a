#!/usr/bin/env python3
"""Runs every example of rules in pages of Markdown: reference_test.py MESHPLAY PAGE...

They must check, and their tests pass.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

EXAMPLE = re.compile(r"^```mesh\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def problem_of(meshplay, text):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "example.mesh"
        file.write_text(text, encoding="utf-8")
        run = subprocess.run([meshplay, "rules", "test", str(file)], capture_output=True, text=True, check=False)
    output = run.stdout + run.stderr
    # 1 would be a test that fails; an example without tests is none.
    return None if "error[" not in output and (run.returncode == 0 or "no tests" in output) else output


def failures_of(meshplay, page):
    text = Path(page).read_text(encoding="utf-8")
    examples = list(EXAMPLE.finditer(text))
    failed = 0
    for example in examples:
        problem = problem_of(meshplay, example.group(1))
        if problem is None:
            continue
        failed += 1
        line = text.count("\n", 0, example.start()) + 1
        print(f"{page}:{line}: this example fails:\n{problem}")
    print(f"{page}: {len(examples) - failed} examples passed, {failed} failed")
    return failed or not examples


def main():
    meshplay, *pages = sys.argv[1:]
    return 1 if any([failures_of(meshplay, page) for page in pages]) else 0


if __name__ == "__main__":
    sys.exit(main())
