#!/usr/bin/env bash
# Builds, tests and packs the extension in a copy, and looks into the package.
set -euo pipefail
editors=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r "$editors/." "$copy"
cd "$copy/vscode"
rm -rf node_modules out
export MESHPLAY_ROOT=$editors/../../..
npm ci --ignore-scripts --no-audit --no-fund --silent
npm run --silent build
npm test --silent
npm run --silent package
python3 - out/meshplay.vsix <<'PYTHON'
import sys, zipfile
names = set(zipfile.ZipFile(sys.argv[1]).namelist())
wanted = {"extension/package.json", "extension/out/extension.js", "extension/language-configuration.json",
          "extension/syntaxes/meshplay.tmLanguage.json"}
assert wanted <= names, wanted - names
extra = [name for name in names if "node_modules" in name or name.endswith(".ts") or "/test/" in name]
assert not extra, extra
print(f"the package has {len(names)} files")
PYTHON
