"""The small wrong programs of tests/golden/wrong in an editor: what has a correction offers it, and with all of them
applied nothing is left that has one."""

import re

from conftest import ROOT
from lsprotocol import types as lsp

FOLDER = ROOT / "tests" / "golden" / "wrong"
ANNOTATION = re.compile(r"^\s*//(\s*\^+\s|@\d+\+\d+\s|~|%)")


def cases():
    """Title and files, by name, of each program without what its author wrote between its lines."""
    result = []
    for path in sorted(FOLDER.rglob("*.mesh")):
        title, files, name, has_bytes = None, {}, "case.mesh", False
        for line in path.read_text().split("\n"):
            if line.startswith("//== "):
                if title and not has_bytes:
                    result.append((title, files))
                title, files, name, has_bytes = f"{path.stem}: {line[5:]}", {}, "case.mesh", False
            elif line.startswith("//-- "):
                name = line[5:].strip()
            elif line.startswith("//%"):
                has_bytes = True
            elif title and not ANNOTATION.match(line):
                files[name] = files.get(name, "") + line + "\n"
        if title and not has_bytes:
            result.append((title, files))
    return result


async def offered(editor, uri):
    everything = lsp.Range(lsp.Position(0, 0), lsp.Position(100_000, 0))
    actions = await editor.actions(uri, everything, only=["quickfix"])
    return [action for action in actions if not action.title.startswith("allow ")]


def errors(editor, uri):
    return [row for row in editor.client.diagnostics[editor.uri(uri)] if row.severity == lsp.DiagnosticSeverity.Error]


async def test_corrections(editor):
    every = cases()
    assert len(every) > 400
    codes, mended, wrong = set(), 0, []
    for number, (title, files) in enumerate(every):
        names = {name: f"untitled:{number}/{name}" for name in files}
        for name, text in files.items():
            editor.open(names[name], text, language="meshplay")
        all_have_one = True
        for _ in range(20):
            changed = False
            for uri in names.values():
                fixes = await offered(editor, uri)
                codes |= {fix.diagnostics[0].code for fix in fixes}
                places = [(fix.diagnostics[0].code, str(fix.diagnostics[0].range)) for fix in fixes]
                await editor.until(lambda uri=uri: editor.told.get(editor.uri(uri)) == editor.versions[editor.uri(uri)])
                if any((row.code, str(row.range)) not in places for row in errors(editor, uri)):
                    all_have_one = False
                if fixes and editor.applied(uri, fixes[0]) != editor.texts[uri]:
                    editor.change(uri, editor.applied(uri, fixes[0]))
                    changed = True
            if not changed:
                break
        else:
            wrong.append(f"{title}: it never ends")
        left = [row.code for uri in names.values() for row in errors(editor, uri)]
        if all_have_one and left:
            wrong.append(f"{title}: {left} are left")
        mended += all_have_one and not left
        for uri in names.values():
            editor.close(uri)
    assert not wrong
    assert len(codes) > 15, sorted(codes)
    assert mended > 100, mended
