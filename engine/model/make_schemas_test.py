#!/usr/bin/env python3
"""Whether make_schemas.py still writes the schemas.bin and schemas.txt that stand beside it.

The modules of schemas.txt are taken from Go's module cache. Ends with 77, for skipped, where they are not there.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77


def skip(reason):
    print(f"skipped: {reason}")
    sys.exit(SKIPPED)


def module_cache():
    try:
        done = subprocess.run(["go", "env", "GOMODCACHE"], stdout=subprocess.PIPE, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        skip("no `go` that tells where its module cache is")
    return pathlib.Path(done.stdout.strip())


def main():
    cache = module_cache()
    folders = []
    for line in (HERE / "schemas.txt").read_text(encoding="utf-8").splitlines():
        module, version, _ = line.split()
        folder = cache / f"{module}@{version}"
        if not folder.is_dir():
            skip(f"Go's module cache has no {module}@{version}; `go mod download {module}@{version}` fetches it")
        folders.append(folder)
    with tempfile.TemporaryDirectory() as out:
        # The order in which modules are named makes no difference, nor does that of hashes.
        subprocess.run([sys.executable, HERE / "make_schemas.py", "--out", out, *reversed(folders)],
                       env={**os.environ, "PYTHONHASHSEED": "1"}, check=True)
        for name in ("schemas.bin", "schemas.txt"):
            if (pathlib.Path(out) / name).read_bytes() != (HERE / name).read_bytes():
                print(f"{name} is not what make_schemas.py writes")
                sys.exit(1)


if __name__ == "__main__":
    main()
