"""An editor for the tests: a real client library that starts `meshplay lsp` over a folder of its own."""

import asyncio
import os
import pathlib

import pytest
import pytest_asyncio
import pytest_lsp
from lsprotocol import types as lsp

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
MESHPLAY = os.environ.get("MESHPLAY", str(ROOT / "build" / "dev" / "meshplay"))


def split_bar(text):
    """The text without its `|`, and the position of it."""
    before = text[: text.index("|")]
    line = before.count("\n")
    column = len(before.rsplit("\n", 1)[-1].encode("utf-16-le")) // 2
    return before + text[len(before) + 1:], lsp.Position(line, column)


def offset_of(text, position):
    lines = text.split("\n")
    units = lines[position.line].encode("utf-16-le")[: 2 * position.character]
    return sum(len(line) + 1 for line in lines[: position.line]) + len(units.decode("utf-16-le", "ignore"))


def applied(text, edits):
    """The text with the edits of an editor."""
    for edit in sorted(edits, key=lambda e: (e.range.start.line, e.range.start.character), reverse=True):
        begin, end = offset_of(text, edit.range.start), offset_of(text, edit.range.end)
        text = text[:begin] + edit.new_text + text[end:]
    return text


class Editor:
    def __init__(self, client, folder):
        self.client = client
        self.folder = folder
        self.texts = {}
        self.versions = {}
        self.told = {}      # by uri: the version that the last diagnostics are about
        self.refreshed = 0  # lenses
        self.count = 0      # of diagnostics that came

    def uri(self, name):
        return name if ":" in name else (self.folder / name).as_uri()

    def document(self, name):
        return lsp.TextDocumentIdentifier(self.uri(name))

    def open(self, name, text, language=None, version=1):
        uri = self.uri(name)
        self.texts[uri], self.versions[uri] = text, version
        kind = language or ("meshplay" if name.endswith(".mesh") else "yaml")
        self.client.text_document_did_open(lsp.DidOpenTextDocumentParams(
            lsp.TextDocumentItem(uri=uri, language_id=kind, version=version, text=text)))

    def change(self, name, text):
        """As a whole."""
        uri = self.uri(name)
        self.texts[uri] = text
        self.versions[uri] += 1
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(
            lsp.VersionedTextDocumentIdentifier(version=self.versions[uri], uri=uri),
            [lsp.TextDocumentContentChangeWholeDocument(text=text)]))

    def edit(self, name, begin, end, new):
        """Characters [begin, end) become another text."""
        uri = self.uri(name)
        text = self.texts[uri]

        def position(offset):
            before = text[:offset]
            return lsp.Position(before.count("\n"), len(before.rsplit("\n", 1)[-1].encode("utf-16-le")) // 2)

        self.texts[uri] = text[:begin] + new + text[end:]
        self.versions[uri] += 1
        self.client.text_document_did_change(lsp.DidChangeTextDocumentParams(
            lsp.VersionedTextDocumentIdentifier(version=self.versions[uri], uri=uri),
            [lsp.TextDocumentContentChangePartial(range=lsp.Range(position(begin), position(end)), text=new)]))

    def close(self, name):
        self.client.text_document_did_close(lsp.DidCloseTextDocumentParams(self.document(name)))

    async def diagnostics(self, name):
        """Of the version that is open, all rules checked together."""
        uri = self.uri(name)
        await self.until(lambda: self.told.get(uri) == self.versions.get(uri))
        await self.quiet()
        return list(self.client.diagnostics.get(uri, []))

    async def quiet(self):
        """Until nothing more is told. The server waits for 200 ms without a change before it looks at everything, and
        says nothing where nothing is new: there is no sign to wait for."""
        before = -1
        while before != self.count:
            before = self.count
            await asyncio.sleep(0.45)

    async def until(self, condition, seconds=20):
        for _ in range(seconds * 100):
            if condition():
                return
            await asyncio.sleep(0.01)
        raise AssertionError("it does not come to that")

    async def codes(self, name):
        return [row.code for row in await self.diagnostics(name)]

    async def complete(self, name, text):
        """Items where the bar stands."""
        text, position = split_bar(text)
        if self.uri(name) in self.texts:
            self.change(name, text)
        else:
            self.open(name, text)
        found = await self.client.text_document_completion_async(lsp.CompletionParams(self.document(name), position))
        return found.items

    def at(self, name, needle, behind=0):
        """Where the text stands, and so many characters on."""
        text = self.texts[self.uri(name)]
        return split_bar(text[: text.index(needle) + behind] + "|")[1]

    async def actions(self, name, position_or_range, only=None):
        place = position_or_range
        if isinstance(place, lsp.Position):
            place = lsp.Range(place, place)
        found = await self.client.text_document_code_action_async(lsp.CodeActionParams(
            self.document(name), place, lsp.CodeActionContext(diagnostics=[], only=only)))
        return found or []

    def applied(self, name, action_or_edit):
        edit = getattr(action_or_edit, "edit", action_or_edit)
        return applied(self.texts[self.uri(name)], edit.changes[self.uri(name)])


async def start(folder, folders=None, capabilities=None):
    client = pytest_lsp.make_test_lsp_client()
    editor = Editor(client, folder)

    @client.feature(lsp.WORKSPACE_CODE_LENS_REFRESH)
    def refresh(_params):
        editor.refreshed += 1

    client.protocol.fm.features.pop(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)

    @client.feature(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def publish(params):
        client.diagnostics[params.uri] = params.diagnostics
        editor.told[params.uri] = params.version
        editor.count += 1

    await client.start_io(MESHPLAY, "lsp")
    roots = [folder] if folders is None else folders
    await client.initialize_session(lsp.InitializeParams(
        capabilities=capabilities or lsp.ClientCapabilities(
            workspace=lsp.WorkspaceClientCapabilities(code_lens=lsp.CodeLensWorkspaceClientCapabilities(True)),
            text_document=lsp.TextDocumentClientCapabilities(
                hover=lsp.HoverClientCapabilities(content_format=[lsp.MarkupKind.Markdown]),
                completion=lsp.CompletionClientCapabilities(
                    completion_item=lsp.ClientCompletionItemOptions(
                        snippet_support=True, documentation_format=[lsp.MarkupKind.Markdown])))),
        workspace_folders=[lsp.WorkspaceFolder(uri=root.as_uri(), name=root.name) for root in roots]))
    return editor


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "work").mkdir()
    return (tmp_path / "work").resolve()


@pytest_asyncio.fixture
async def editor(folder):
    editor = await start(folder)
    yield editor
    await editor.client.shutdown_session()
