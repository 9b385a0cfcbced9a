#!/usr/bin/env python3
"""Runs the cases of the command line: the real program, a home of its own, a fixed environment.

    run.py PROGRAM [CASE]...

A case is a folder in cases/:
    cmd      a bash script, run in a fresh copy of files/ (or in an empty folder), with the program as `meshplay`;
             $SHARED is the folder shared/, $EXAMPLE the example design
    files/   what the script finds, may be absent
    stdout   what must be printed
    stderr   the same for standard error; absent: nothing may be printed there
    exit     the exit code

UPDATE_GOLDEN=1 writes stdout, stderr and exit anew; `git diff` is the review.
"""

import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
CASES = HERE / "cases"
SHARED = HERE / "shared"
EXAMPLE = HERE.parent.parent / "cli" / "example"
SECONDS = 120


def environment(scratch, program):
    tools = scratch / "bin"
    tools.mkdir()
    (tools / "meshplay").symlink_to(program)
    home = scratch / "home"
    home.mkdir()
    result = {
        "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TERM": "xterm",
        "TZ": "UTC",
        "SHARED": str(SHARED),
        "EXAMPLE": str(EXAMPLE),
    }
    for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS"):
        if name in os.environ:
            result[name] = os.environ[name]
    return result


def run(case, program):
    """stdout, stderr and exit code of a case, each as bytes."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = pathlib.Path(folder)
        work = scratch / "work"
        if (case / "files").is_dir():
            shutil.copytree(case / "files", work, symlinks=True)
        else:
            work.mkdir()
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", str(case / "cmd")], cwd=work, env=environment(scratch, program),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=SECONDS, check=False)
        return {"stdout": done.stdout, "stderr": done.stderr, "exit": b"%d\n" % done.returncode}


def read(path):
    return path.read_bytes() if path.exists() else b""


def update(case, outcome):
    for name, content in outcome.items():
        path = case / name
        if name == "stderr" and not content:
            path.unlink(missing_ok=True)
        elif read(path) != content or not path.exists():
            path.write_bytes(content)
            print(f"{case.name}: {name} written")


def check(case, outcome):
    good = True
    for name, content in outcome.items():
        expected = read(case / name)
        if expected == content:
            continue
        good = False
        print(f"{case.name}: {name} is not what it should be")
        lines = [text.decode(errors="backslashreplace").splitlines() for text in (expected, content)]
        for line in difflib.unified_diff(*lines, "expected", "printed", lineterm=""):
            print("  " + line)
    return good


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    program = pathlib.Path(sys.argv[1]).resolve()
    if not program.is_file():
        sys.exit(f"{program}: no such program")
    names = sys.argv[2:] or sorted(path.name for path in CASES.iterdir() if path.is_dir())
    failed = []
    for name in names:
        if not (CASES / name / "cmd").is_file():
            sys.exit(f"{name}: no such case")
        outcome = run(CASES / name, program)
        if os.environ.get("UPDATE_GOLDEN") == "1":
            update(CASES / name, outcome)
        elif not check(CASES / name, outcome):
            failed.append(name)
    if len(names) > 1:
        print(f"{len(names) - len(failed)} passed, {len(failed)} failed")
    sys.exit(1 if failed or not names else 0)


if __name__ == "__main__":
    main()
