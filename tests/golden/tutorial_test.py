#!/usr/bin/env python3
"""Does what a page tells a reader to do, and compares what comes out: tutorial_test.py MESHPLAY PAGE

"Write this to `NAME`:" and the block behind it make a file. In blocks of `console` each line that begins with `$ ` is run, in
one folder from the beginning to the end, and what stands below it is what it prints. UPDATE_GOLDEN=1 writes that anew.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

STEPS = 10
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(command, folder, meshplay):
    environment = dict(os.environ, NO_COLOR="1", HOME=str(folder), PATH=f"{Path(meshplay).parent}:{os.environ['PATH']}")
    environment.pop("XDG_CACHE_HOME", None)
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=environment, text=True, check=False, timeout=60,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.stdout


def main():
    meshplay, page = sys.argv[1], Path(sys.argv[2])
    text = page.read_text(encoding="utf-8")
    heads = re.findall(r"^### (\d+)\. ", text, re.MULTILINE)
    if heads != [str(number) for number in range(1, STEPS + 1)]:
        sys.exit(f"{page}: the steps are {heads}")
    result, last, ran = "", 0, 0
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder) / "work"
        folder.mkdir()
        for block in BLOCK.finditer(text):
            result += text[last:block.start()]
            last = block.end()
            target = re.search(r"Write this to `([^`]+)`:\n\n$", text[:block.start()])
            if target:
                file = folder / target[1]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(block[2], encoding="utf-8")
            if block[1] != "console":
                result += block[0]
                continue
            shown = ""
            for line in block[2].splitlines():
                if line.startswith("$ "):
                    shown += line + "\n" + run(line[2:], folder, meshplay)
                    ran += 1
            result += "```console\n" + shown + "```"
    result += text[last:]
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(result, encoding="utf-8")
    elif result != text:
        sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), result.splitlines(True), str(page), "what comes out"))
        sys.exit(1)
    print(f"{STEPS} steps, {ran} commands")


if __name__ == "__main__":
    main()
