"""What comes in any order, is no message, or is too much: one answer each, and the server goes on."""

import asyncio
import json
import os
import pathlib
import signal
import subprocess

import pytest
from conftest import MESHPLAY, start
from lsprotocol import types as lsp


class Raw:
    """Speaks bytes."""

    def __init__(self, folder):
        self.process = subprocess.Popen([MESHPLAY, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.PIPE, cwd=folder)

    def send_bytes(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def send(self, **message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.send_bytes(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))

    def read(self):
        length = None
        while True:
            line = self.process.stdout.readline().strip()
            if not line:
                break
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
        return json.loads(self.process.stdout.read(length))

    def answer(self, number):
        while True:
            message = self.read()
            if message.get("id") == number and "method" not in message:
                return message

    def initialize(self):
        self.send(id=1, method="initialize", params={"capabilities": {}, "processId": None, "rootUri": None})
        assert "capabilities" in self.answer(1)["result"]
        self.send(method="initialized", params={})

    def end(self):
        self.send(id=900, method="shutdown")
        assert self.answer(900)["result"] is None
        self.send(method="exit")
        code = self.process.wait(10)
        assert self.process.stderr.read() == b""
        return code


@pytest.fixture
def raw(folder):
    raw = Raw(folder)
    yield raw
    if raw.process.poll() is None:
        raw.process.kill()
    raw.process.wait()
    for stream in (raw.process.stdin, raw.process.stdout, raw.process.stderr):
        try:
            stream.close()
        except BrokenPipeError:
            pass


def test_it_ends_as_it_is_told(raw):
    raw.initialize()
    assert raw.end() == 0


def test_exit_without_shutdown_is_an_error(raw):
    raw.initialize()
    raw.send(method="exit")
    assert raw.process.wait(10) == 1


def test_it_ends_when_the_editor_is_gone(raw):
    raw.initialize()
    raw.process.stdin.close()
    assert raw.process.wait(10) == 1
    raw.process.stdin = open(os.devnull, "wb")


def test_it_ends_when_nobody_reads_any_more(raw):
    raw.initialize()
    raw.process.stdout.close()
    for number in range(20):
        try:
            raw.send(id=number + 2, method="workspace/symbol", params={"query": ""})
        except BrokenPipeError:
            break
    assert raw.process.wait(10) == 1
    raw.process.stdout = open(os.devnull, "rb")


@pytest.mark.parametrize("data", [
    b"Content-Length: 5\r\n\r\n{a}[}",
    b"Content-Length: 2\r\n\r\n\xff\xfe",
    b"no header at all\r\n",
    b"Content-Length: many\r\n\r\n",
    b"Content-Length: 99999999999999999999\r\n\r\n",
    b"Content-Type: text\r\n\r\n",
])
def test_what_is_no_message_is_refused_and_the_next_one_is_read(raw, data):
    raw.initialize()
    raw.send_bytes(data)
    message = raw.read()
    assert message["error"]["code"] == -32700
    assert message["id"] is None
    assert raw.end() == 0


def test_a_message_that_is_too_long_is_refused_once(raw):
    raw.initialize()
    raw.send_bytes(b"Content-Length: %d\r\n\r\n" % ((256 << 20) + 1))
    for _ in range(256):
        raw.send_bytes(b"\n" * (1 << 20))
    raw.send_bytes(b"\n")
    assert "bytes is not taken" in raw.read()["error"]["message"]
    assert raw.end() == 0


@pytest.mark.parametrize("message,code", [
    ({"id": 7, "method": "textDocument/flight", "params": {}}, -32601),
    ({"id": 7, "method": "textDocument/hover", "params": {}}, -32602),
    ({"id": 7, "method": "textDocument/hover", "params": [1, 2]}, -32602),
    ({"id": 7, "method": "textDocument/hover",
      "params": {"textDocument": {"uri": "file:///nowhere/x.mesh"}, "position": {"line": 0, "character": 0}}}, -32602),
    ({"id": 7, "method": "textDocument/hover", "params": {"textDocument": {"uri": 5}}}, -32602),
    ({"id": 7, "method": 5}, -32600),
    ({"id": 7}, -32600),
    ({"id": 7, "method": "initialize", "params": {}}, -32600),
    ({"id": 7, "method": "workspace/executeCommand", "params": {"command": "rm", "arguments": []}}, -32602),
])
def test_a_wrong_request_gets_one_clear_answer(raw, message, code):
    raw.initialize()
    raw.send(**message)
    answer = raw.answer(7)
    assert answer["error"]["code"] == code
    assert answer["error"]["message"]
    assert raw.end() == 0


def test_requests_before_and_after_its_life_are_refused(raw):
    raw.send(id=5, method="textDocument/hover", params={})
    assert raw.answer(5)["error"]["code"] == -32002
    raw.send(method="textDocument/didOpen", params={})
    raw.initialize()
    raw.send(id=6, method="shutdown")
    raw.answer(6)
    raw.send(id=7, method="textDocument/hover", params={})
    assert raw.answer(7)["error"]["code"] == -32600
    raw.send(method="exit")
    assert raw.process.wait(10) == 0


def test_what_is_cancelled_before_its_turn_is_refused(raw):
    raw.initialize()
    text = "package a\n" + "".join(
        f"/// D.\nwarn r{i} on s: Service {{\n  where s.name == \"{i}\"\n  message \"m\"\n}}\n" for i in range(400))
    uri = "untitled:a.mesh"
    raw.send(method="textDocument/didOpen",
             params={"textDocument": {"uri": uri, "languageId": "meshplay", "version": 1, "text": text}})
    raw.send(id=10, method="textDocument/semanticTokens/full", params={"textDocument": {"uri": uri}})
    raw.send(id=11, method="textDocument/documentSymbol", params={"textDocument": {"uri": uri}})
    raw.send(method="$/cancelRequest", params={"id": 11})
    assert "result" in raw.answer(10)
    assert raw.answer(11)["error"]["code"] == -32800
    raw.send(id=11, method="textDocument/foldingRange", params={"textDocument": {"uri": uri}})
    assert "result" in raw.answer(11)
    assert raw.end() == 0


async def test_changes_of_what_is_not_open_are_told_and_change_nothing(editor):
    uri = editor.uri("team.mesh")
    editor.versions[uri] = 1
    editor.change("team.mesh", "package a\n")
    editor.close("team.mesh")
    await editor.until(lambda: len(editor.client.log_messages) >= 2)
    assert all("is not open" in row.message for row in editor.client.log_messages)


async def test_versions_out_of_order_are_told_and_taken(editor):
    editor.open("team.mesh", "package a\n", version=9)
    editor.versions[editor.uri("team.mesh")] = 3
    editor.change("team.mesh", "packag a\n")
    assert await editor.codes("team.mesh")
    assert "version 4 comes after 9" in editor.client.log_messages[0].message


async def test_places_outside_of_the_text_are_its_end(editor):
    editor.open("team.mesh", "package a\n")
    editor.client.text_document_did_change(lsp.DidChangeTextDocumentParams(
        lsp.VersionedTextDocumentIdentifier(version=2, uri=editor.uri("team.mesh")),
        [lsp.TextDocumentContentChangePartial(
            range=lsp.Range(lsp.Position(500, 7), lsp.Position(400, 9)), text="deny {")]))
    editor.versions[editor.uri("team.mesh")] = 2
    assert await editor.codes("team.mesh")
    assert await editor.client.text_document_hover_async(
        lsp.HoverParams(editor.document("team.mesh"), lsp.Position(2_000_000_000, 2_000_000_000))) is None


async def test_a_file_of_five_megabytes(editor):
    one = "/// D.\nwarn r{} on s: Service {{\n  where s.name == \"{}\"\n  message \"m\"\n}}\n"
    text = "package a\n" + "".join(one.format(i, i) for i in range(70_000))
    assert len(text) > 5_000_000
    editor.open("big.mesh", text)
    await editor.until(lambda: editor.told.get(editor.uri("big.mesh")) == 1, seconds=120)
    editor.edit("big.mesh", len(text), len(text), "deny")
    await editor.until(lambda: editor.told.get(editor.uri("big.mesh")) == 2, seconds=120)
    assert editor.client.diagnostics[editor.uri("big.mesh")]


async def test_bytes_that_are_no_utf8_on_the_disk(folder):
    (folder / "bad.mesh").write_bytes(b"package a\n// \xff\xfe\n")
    (folder / "bad.yaml").write_bytes(b"kind: \xff\n")
    editor = await start(folder)
    await editor.quiet()
    told = editor.client.diagnostics[(folder / "bad.mesh").as_uri()]
    assert [row.code for row in told] == ["rules-not-utf8"]
    for method in (editor.client.text_document_semantic_tokens_full_async, editor.client.text_document_folding_range_async,
                   editor.client.text_document_document_symbol_async):
        kind = {"text_document_semantic_tokens_full_async": lsp.SemanticTokensParams,
                "text_document_folding_range_async": lsp.FoldingRangeParams}.get(method.__name__,
                                                                                lsp.DocumentSymbolParams)
        await method(kind(editor.document("bad.mesh")))
    assert len(await editor.complete("bad.mesh", "|")) > 0
    await editor.client.shutdown_session()


async def test_a_test_whose_fixture_is_missing_fails_with_its_place(editor):
    editor.open("team.mesh", 'package a\n/// D.\nwarn w on s: Service {\n  where s.spec is absent\n  message "m"\n}\n'
                             'test "t" {\n  given file "missing.yaml"\n  expect w on Service/a\n}\n')
    result = await editor.client.workspace_execute_command_async(
        lsp.ExecuteCommandParams("meshplay.runTest", [editor.uri("team.mesh"), "t"]))
    assert result["passed"] is False
    assert "missing.yaml" in result["failures"][0]["message"]


async def test_utf8_places_where_the_editor_wants_them(folder):
    editor = await start(folder, capabilities=lsp.ClientCapabilities(
        general=lsp.GeneralClientCapabilities(position_encodings=[lsp.PositionEncodingKind.Utf8])))
    text = 'package a\n/// D.\nwarn w on s: Service {\n  where s.labels["é🙂"] == 1 and s.spec.typ == "x"\n  message "m"\n}\n'
    editor.open("team.mesh", text)
    row = next(row for row in await editor.diagnostics("team.mesh") if row.code == "unknown-path")
    line = text.split("\n")[row.range.start.line].encode()
    assert line[row.range.start.character:row.range.end.character] == b"typ"
    await editor.client.shutdown_session()


async def test_thousands_of_files(folder):
    for number in range(3000):
        (folder / f"s{number}.yaml").write_text(
            f"apiVersion: v1\nkind: Service\nmetadata: {{name: s{number}}}\nspec: {{selector: {{app: a{number}}}}}\n---\n"
            f"apiVersion: v1\nkind: Pod\nmetadata: {{name: p{number}, labels: {{app: b{number}}}}}\n"
            "spec: {containers: [{name: a, image: b}]}\n")
    editor = await start(folder)
    await editor.until(lambda: len(editor.client.diagnostics) == 3000, seconds=60)
    editor.open("s7.yaml", (folder / "s7.yaml").read_text().replace("app: a7", "app: b7"))
    assert await editor.codes("s7.yaml") == []
    await editor.client.shutdown_session()
