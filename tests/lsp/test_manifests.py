"""Manifests in an editor."""

import json
import os
import subprocess

from conftest import MESHPLAY, split_bar, start
from lsprotocol import types as lsp

SERVICE = """apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: {}
  ports:
    - port: 80
"""
WORKLOAD = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: example.org/web:1
"""
OLD_INGRESS = """apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: web
spec:
  rules:
    - host: example.org
      http:
        paths:
          - path: /
            pathType: Prefix
            backend:
              serviceName: web  # kept
              servicePort: 80
"""


def write(editor, **files):
    changes = []
    for name, text in files.items():
        path = editor.folder / f"{name}.yaml"
        path.write_text(text)
        changes.append(lsp.FileEvent(path.as_uri(), lsp.FileChangeType.Changed))
    editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(changes))


async def told(editor, name):
    await editor.quiet()
    return [row.code for row in editor.client.diagnostics.get(editor.uri(name), [])]


async def test_findings_follow_the_text_of_open_files(editor):
    editor.open("service.yaml", SERVICE.format("wbe"))
    editor.open("workload.yaml", WORKLOAD)
    rows = await editor.diagnostics("service.yaml")
    assert [row.code for row in rows] == ["kubernetes.dangling_service"]
    assert "did you mean `app: web`" in rows[0].message
    editor.change("service.yaml", SERVICE.format("web"))
    assert await editor.codes("service.yaml") == []
    # Another file takes away what this one needs.
    editor.change("workload.yaml", WORKLOAD.replace("        app: web", "        app: other"))
    assert "kubernetes.dangling_service" in await told(editor, "service.yaml")


async def test_files_on_the_disk_count_and_change(editor):
    other = WORKLOAD.replace("web", "other")
    write(editor, service=SERVICE.format("web"), other=other)
    assert await told(editor, "service.yaml") == ["kubernetes.dangling_service"]
    write(editor, workload=WORKLOAD)
    assert await told(editor, "service.yaml") == []
    (editor.folder / "workload.yaml").unlink()
    editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(
        [lsp.FileEvent(editor.uri("workload.yaml"), lsp.FileChangeType.Deleted)]))
    assert await told(editor, "service.yaml") == ["kubernetes.dangling_service"]


async def test_what_is_closed_counts_as_it_is_on_the_disk(editor):
    write(editor, service=SERVICE.format("web"), workload=WORKLOAD)
    editor.open("service.yaml", SERVICE.format("other"))
    assert await editor.codes("service.yaml") == ["kubernetes.dangling_service"]
    editor.close("service.yaml")
    assert await told(editor, "service.yaml") == []


async def test_rules_of_the_workspace_are_asked_while_they_are_written(editor):
    rule = 'package team\n/// Says so.\nwarn named on service: Service {\n  where service.name == "web"\n  message "found {service.name}"\n}\n'
    editor.open("service.yaml", SERVICE.format("web"))
    editor.open("workload.yaml", WORKLOAD)
    editor.open("team.mesh", rule)
    assert await told(editor, "service.yaml") == ["team.named"]
    # Rules with mistakes do not count; the last good ones go on.
    editor.change("team.mesh", rule + "deny {")
    assert await told(editor, "service.yaml") == ["team.named"]
    editor.change("team.mesh", rule.replace('"web"', '"no"'))
    assert await told(editor, "service.yaml") == []


async def test_findings_are_those_of_a_check(editor):
    write(editor, service=SERVICE.format("wbe"), workload=WORKLOAD, ingress=OLD_INGRESS)
    await editor.quiet()
    found = sorted((uri.rsplit("/", 1)[-1], row.code, row.range.start.line + 1)
                   for uri, rows in editor.client.diagnostics.items() for row in rows)
    checked = subprocess.run([MESHPLAY, "check", str(editor.folder), "-o", "json"], capture_output=True, text=True,
                             check=False)
    wanted = sorted((os.path.basename(row["file"]), row["rule"], row["line"])
                    for row in json.loads(checked.stdout)["findings"])
    assert found == wanted
    assert found


async def test_a_fix_mends_what_is_found_and_keeps_the_rest(editor):
    editor.open("ingress.yaml", OLD_INGRESS)
    editor.open("service.yaml", SERVICE.format("web"))
    editor.open("workload.yaml", WORKLOAD)
    rows = await editor.diagnostics("ingress.yaml")
    assert rows
    actions = await editor.actions("ingress.yaml", rows[0].range)
    assert actions
    assert all(action.diagnostics for action in actions)
    for _ in range(5):
        actions = await editor.actions("ingress.yaml", lsp.Range(lsp.Position(0, 0), lsp.Position(99, 0)))
        if not actions:
            break
        editor.change("ingress.yaml", editor.applied("ingress.yaml", actions[0]))
    assert "serviceName" not in editor.texts[editor.uri("ingress.yaml")]
    assert "name: web" in editor.texts[editor.uri("ingress.yaml")]
    assert await editor.codes("ingress.yaml") == []


async def test_a_finding_is_waived_by_a_comment(editor):
    editor.open("service.yaml", SERVICE.format("wbe"))
    editor.open("workload.yaml", WORKLOAD)
    rows = await editor.diagnostics("service.yaml")
    assert [row.code for row in rows] == ["kubernetes.dangling_service"]
    actions = await editor.actions("service.yaml", rows[0].range)
    waiver = next(action for action in actions if action.title.startswith("allow `kubernetes.dangling_service`"))
    editor.change("service.yaml", editor.applied("service.yaml", waiver))
    text = editor.texts[editor.uri("service.yaml")]
    assert "# meshplay allow kubernetes.dangling_service: say why\n" in text
    assert await editor.codes("service.yaml") == []
    # It is for nothing once the service has its workload, and its comment alone may change.
    editor.change("workload.yaml", WORKLOAD.replace("app: web", "app: wbe"))
    assert await told(editor, "service.yaml") == ["wrong-waiver"]
    editor.change("workload.yaml", WORKLOAD)
    editor.change("service.yaml", text.replace(": say why", ""))
    assert sorted(await editor.codes("service.yaml")) == ["kubernetes.dangling_service", "wrong-waiver"]
    editor.change("service.yaml", SERVICE.format("web"))
    assert await told(editor, "service.yaml") == []


async def test_hover_shows_how_a_component_relates(editor):
    editor.open("service.yaml", SERVICE.format("web"))
    editor.open("workload.yaml", WORKLOAD)
    found = await editor.client.text_document_hover_async(
        lsp.HoverParams(editor.document("service.yaml"), editor.at("service.yaml", "selector")))
    assert "**Service/default/web**" in found.contents.value
    assert "→ kubernetes.routes `Deployment/default/web`" in found.contents.value
    found = await editor.client.text_document_hover_async(
        lsp.HoverParams(editor.document("workload.yaml"), editor.at("workload.yaml", "spec:")))
    assert "← kubernetes.routes `Service/default/web`" in found.contents.value


async def test_the_other_end_of_a_relationship_is_one_step_away(editor):
    editor.open("both.yaml", "# é🙂\n" + SERVICE.format("web") + "---\n" + WORKLOAD)
    found = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(editor.document("both.yaml"), editor.at("both.yaml", "selector")))
    text = editor.texts[editor.uri("both.yaml")]
    place = split_bar(text[: text.index("name: web", text.index("Deployment")) + 6] + "|")[1]
    assert [(row.uri, row.range.start) for row in found] == [(editor.uri("both.yaml"), place)]


async def test_wrong_yaml_is_told_where_it_is_open(editor):
    editor.open("broken.yaml", "apiVersion: v1\nkind: [\n")
    assert await editor.codes("broken.yaml")
    editor.change("broken.yaml", SERVICE.format("web"))
    assert await editor.codes("broken.yaml") == []
    (editor.folder / "other.yaml").write_text("kind: [\n")
    editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(
        [lsp.FileEvent(editor.uri("other.yaml"), lsp.FileChangeType.Created)]))
    assert await told(editor, "other.yaml") == []


async def test_settings_of_the_project_count(folder):
    (folder / "meshplay.yaml").write_text("params:\n  team.many.most: 5\n")
    (folder / "team.mesh").write_text(
        "package team\n/// Says so.\nwarn many on d: Deployment {\n  param most: int = 1\n"
        "  where d.spec.replicas > most\n  message \"m\"\n}\n")
    (folder / "workload.yaml").write_text(WORKLOAD.replace("spec:\n", "spec:\n  replicas: 3\n", 1))
    editor = await start(folder)
    assert "team.many" not in await told(editor, "workload.yaml")
    await editor.client.shutdown_session()
    (folder / "meshplay.yaml").write_text("params:\n  team.many.most: 2\n")
    editor = await start(folder)
    assert "team.many" in await told(editor, "workload.yaml")
    await editor.client.shutdown_session()


async def test_each_folder_has_its_own_rules_and_design(tmp_path, folder):
    one, two = folder / "one", folder / "two"
    for place, name in ((one, "first"), (two, "second")):
        place.mkdir()
        (place / "team.mesh").write_text(
            f'package team\n/// Says so.\nwarn same on s: Service {{\n  where s.spec.selector is present\n  message "{name}"\n}}\n')
        (place / "service.yaml").write_text(SERVICE.format("web"))
        (place / "workload.yaml").write_text(WORKLOAD)
    editor = await start(folder, folders=[one, two])
    await editor.quiet()
    for place, name in ((one, "first"), (two, "second")):
        rows = editor.client.diagnostics[(place / "service.yaml").as_uri()]
        assert [(row.code, row.message) for row in rows] == [("team.same", name)]
    editor.client.workspace_did_change_workspace_folders(lsp.DidChangeWorkspaceFoldersParams(
        lsp.WorkspaceFoldersChangeEvent(added=[], removed=[lsp.WorkspaceFolder(uri=two.as_uri(), name="two")])))
    await editor.quiet()
    assert not editor.client.diagnostics[(two / "service.yaml").as_uri()]
    assert editor.client.diagnostics[(one / "service.yaml").as_uri()]
    await editor.client.shutdown_session()


async def test_a_help_follows_what_changes_elsewhere(editor):
    editor.open("service.yaml", SERVICE.format("wbe"))
    editor.open("workload.yaml", WORKLOAD)
    assert "did you mean `app: web`" in (await editor.diagnostics("service.yaml"))[0].message
    editor.change("workload.yaml", WORKLOAD.replace("app: web", "app: other"))
    await editor.quiet()
    rows = editor.client.diagnostics[editor.uri("service.yaml")]
    assert [row.code for row in rows] == ["kubernetes.dangling_service"]
    assert "did you mean" not in rows[0].message
