"""Ten rule files of the built-in pack typed letter by letter, as a person does, with the mistakes that a file has while it
is being written. The server answers at each letter, and at the end says what the command says."""

import json
import os
import random
import subprocess

import pytest
from conftest import MESHPLAY, ROOT
from lsprotocol import types as lsp

# Short ones, so that all of them are whole.
FILES = sorted((ROOT / "rules").rglob("*.mesh"), key=lambda path: (path.stat().st_size, path.name))
CHOSEN = FILES[: int(os.environ.get("TYPED_FILES", "10"))]


def told_by_command(path):
    checked = subprocess.run([MESHPLAY, "rules", "check", str(path), "-o", "json"], capture_output=True, text=True,
                             check=False, env=dict(os.environ, MESHPLAY_NO_CACHE="1"))
    return sorted((row["code"], row["line"]) for row in json.loads(checked.stdout)["diagnostics"]
                  if row["code"] != "missing-docs")


@pytest.mark.parametrize("path", CHOSEN, ids=lambda path: path.stem)
async def test_a_file_is_typed(editor, path):
    text = path.read_text()
    uri = editor.uri("typed.mesh")
    chance = random.Random(path.stem)
    editor.open("typed.mesh", "")
    document = editor.document("typed.mesh")
    for number, letter in enumerate(text):
        typed = editor.texts[uri]
        editor.edit("typed.mesh", len(typed), len(typed), letter)
        line = typed.count("\n") + (letter == "\n")
        here = lsp.Position(line, len((typed + letter).rsplit("\n", 1)[-1]))
        if number % 40 == 7:
            editor.edit("typed.mesh", number, number + 1, "")  # a slip, and back
            editor.edit("typed.mesh", number, number, letter)
        if number % 9 == 0:
            items = await editor.client.text_document_completion_async(lsp.CompletionParams(document, here))
            assert items is not None
        if number % 61 == 0:
            place = lsp.Position(chance.randrange(line + 1), chance.randrange(40))
            await editor.client.text_document_hover_async(lsp.HoverParams(document, place))
            await editor.client.text_document_signature_help_async(lsp.SignatureHelpParams(document, here))
            await editor.client.text_document_semantic_tokens_full_async(lsp.SemanticTokensParams(document))
            await editor.client.text_document_document_symbol_async(lsp.DocumentSymbolParams(document))
            await editor.client.text_document_inlay_hint_async(
                lsp.InlayHintParams(document, lsp.Range(lsp.Position(0, 0), here)))
            await editor.client.text_document_folding_range_async(lsp.FoldingRangeParams(document))
            await editor.actions("typed.mesh", place)
            await editor.client.text_document_references_async(
                lsp.ReferenceParams(lsp.ReferenceContext(True), document, place))
    assert editor.texts[uri] == text
    found = sorted((row.code, row.range.start.line + 1) for row in await editor.diagnostics("typed.mesh"))
    (editor.folder / "typed.mesh").write_text(text)
    assert [row for row in found if row[0] != "missing-docs"] == told_by_command(editor.folder / "typed.mesh")
