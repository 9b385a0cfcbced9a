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
import json, sys, zipfile
package = zipfile.ZipFile(sys.argv[1])
names = {name.lower() for name in package.namelist()}
wanted = {"extension/package.json", "extension/out/extension.js", "extension/language-configuration.json",
          "extension/syntaxes/meshplay.tmlanguage.json", "extension/readme.md"}
around = {"[content_types].xml", "extension.vsixmanifest"}
if names != wanted | around:
    sys.exit(f"the package lacks {sorted((wanted | around) - names)} and should not hold {sorted(names - wanted - around)}")
if "resolved" in open("package-lock.json").read():
    sys.exit("package-lock.json says where packages come from: see .npmrc")
loose = {name: version for name, version in json.load(open("package.json"))["devDependencies"].items()
         if not version.replace(".", "").isdigit()}
if loose:
    sys.exit(f"these versions are not exact: {loose}")
print(f"the extension is built, tested and packed: {len(names)} files")
PYTHON
