"""Rule files in an editor."""

import pytest
from conftest import applied, split_bar, start
from lsprotocol import types as lsp

RULES = '''package team

/// What a Service routes to says which team owns it.
warn owner on service: Service {
  param label: text = "team"
  some workload: Workload where routes(service, workload)
  some c in containers(workload)
  where workload.labels[label] is absent and c.image is present
  at workload.name
  message "service `{service.name}` routes to `{workload.name}`"
}

test "an owner is missing" {
  given yaml """
    {apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}}}
    ---
    {apiVersion: v1, kind: Pod, metadata: {name: lost, labels: {app: web}}, spec: {containers: [{name: a, image: b}]}}
    """
  expect owner on Service/web
}
'''


def rule(body):
    return 'package team\n\n/// Says so.\nwarn owner on service: Service {\n  ' + body + '\n  message "m"\n}\n'


# ---- mistakes


async def test_mistakes_are_told_as_they_are_typed_and_taken_back(editor):
    editor.open("team.mesh", RULES)
    assert await editor.codes("team.mesh") == []
    editor.change("team.mesh", RULES.replace("service.name}", "service.nam}"))
    editor.change("team.mesh", RULES.replace("Workload where", "Workloat where"))
    assert "unknown-kind" in await editor.codes("team.mesh")
    editor.change("team.mesh", RULES)
    assert await editor.codes("team.mesh") == []


async def test_places_count_utf16(editor):
    text = rule('where service.labels["🙂é"] == 1 and service.spec.typ == "x"')
    editor.open("team.mesh", text)
    told = [row for row in await editor.diagnostics("team.mesh") if row.code == "unknown-path"]
    assert len(told) == 1
    line = text.split("\n")[told[0].range.start.line].encode("utf-16-le")
    begin, end = 2 * told[0].range.start.character, 2 * told[0].range.end.character
    assert line[begin:end].decode("utf-16-le") == "typ"


async def test_what_hangs_on_other_files_follows_them(editor):
    editor.open("a.mesh", "package a\n/// It is so.\ndefine is_so(s: Service) {\n  where s.spec.type == \"NodePort\"\n}\n")
    editor.open("b.mesh", "package b\nimport a\n" + rule("where is_so(service)").replace("package team\n", ""))
    assert await editor.codes("b.mesh") == []
    editor.change("a.mesh", "package a\n")
    assert await editor.codes("b.mesh") != []
    editor.change("a.mesh", "package a\n/// It is so.\ndefine is_so(s: Service) {\n  where s.spec.type == \"NodePort\"\n}\n")
    assert await editor.codes("b.mesh") == []


async def test_what_all_rules_say_together_stays_while_somebody_types(editor):
    one = "/// One.\nwarn {} on s: Service {{\n  where s.spec.type == \"NodePort\"\n  message \"m\"\n}}\n"
    text = one.format("first") + one.format("second")
    editor.open("team.mesh", text)
    assert await editor.codes("team.mesh") == ["duplicate-rule"]
    seen = []
    for letter in "// a comment":
        editor.edit("team.mesh", len(editor.texts[editor.uri("team.mesh")]), len(editor.texts[editor.uri("team.mesh")]),
                    letter)
        await editor.until(lambda: editor.told[editor.uri("team.mesh")] == editor.versions[editor.uri("team.mesh")])
        seen.append([row.code for row in editor.client.diagnostics[editor.uri("team.mesh")]])
    assert all("duplicate-rule" in codes for codes in seen), seen


# ---- completion

PLACES = [
    # where, some that are offered, some that are not, what comes first
    ("where service.spec.|", ["type", "selector", "clusterIP"], ["containers", "name"], None),
    ("where service.|", ["name", "spec", "labels", "namespace"], ["replicas"], None),
    ("where service.spec.ty|", ["type"], ["selector"], "type"),
    ("where service.spec.ports[|", ["port", "protocol"], [], None),
    ('where service.spec.type == |', ['"ClusterIP"', '"NodePort"'], [], '"ClusterIP"'),
    ('where service.spec.type == "|"', ["ClusterIP"], ["service"], "ClusterIP"),
    ('where service.spec.type == "|', ["ClusterIP"], ["service"], "ClusterIP"),
    ('where service.spec.type in ["NodePort", "|"]', ["ClusterIP"], [], None),
    ("where |", ["service", "routes", "containers", "some", "not"], ["Service"], "service"),
    ("|", ["where", "some", "message", "fix", "param"], ["via", "given"], None),
    ("where service.spec |", ["is", "and", "starts_with", "in"], ["service"], None),
    ("where service.spec is |", ["present", "absent"], [], None),
    ("some w: |", ["Deployment", "Workload", "Component", "Ingress"], ["service"], None),
    ("some w: Workload where routes(|", ["service", "w"], [], "service"),
    ("some w: Workload where routes(|)", ["service", "w", "workload: "], [], "service"),
    ("some w: Workload\n  some c in containers(w)\n  where c.|", ["image", "ports"], ["spec"], None),
    ("some w: Workload where routes(service, w) and w.|", ["kind", "spec"], [], None),
    ("some p in service.spec.ports where p.|", ["port", "protocol"], [], None),
    ("fix set service.spec.type = |", ['"ClusterIP"'], [], None),
    ("fix |", ["set", "remove", "append", "unsafe"], [], None),
    ("category |", ["security"], [], None),
    ("param most: |", ["int", "text"], [], None),
    ("where count(w: Workload where w.|) > 1", ["name", "spec"], [], None),
    ("where service.metadata.|", ["name", "annotations"], [], None),
    ("where length(|", ["service"], [], None),
    ("some w: Deployment where w.spec.strategy.type == |", ['"Recreate"'], [], '"Recreate"'),
    ("where kubernetes.|", ["routes"], [], None),
]


@pytest.mark.parametrize("body,some,none,first", PLACES)
async def test_completion_in_a_check(editor, body, some, none, first):
    items = await editor.complete("team.mesh", rule(body))
    labels = [item.label for item in items]
    for label in some:
        assert label in labels
    for label in none:
        assert label not in labels
    if first is not None:
        assert min(items, key=lambda item: item.sort_text).label == first


@pytest.mark.parametrize("text,some", [
    ("|", ["deny", "package", "relationship", "deny ..."]),
    ("package a\n|", ["deny", "import"]),
    ("import |", ["kubernetes.core"]),
    ("model |", ["kubernetes"]),
    ("relationship x: |", ["edge.network", "hierarchical.inventory"]),
    ("relationship x: edge.mount {\n  from w: |\n}", ["Deployment"]),
    ("define d(a: |", ["Pod"]),
    ("kind Own = |", ["Pod", "Workload"]),
    ("deny x on s: |", ["Service"]),
    ("deny x on s: Service {\n  message \"{s.|}\"\n}", ["name"]),
    (RULES.replace("expect owner on Service/web", "expect |"), ["owner", "no", "dangling_service"]),
    (RULES.replace("on Service/web", "on |"), ["Service/web", "Pod/lost"]),
    (RULES.replace("expect owner on Service/web", "given param |"), ["owner.label"]),
    (RULES.replace("expect owner on Service/web", "given |"), ["yaml", "file"]),
])
async def test_completion_elsewhere(editor, text, some):
    labels = [item.label for item in await editor.complete("team.mesh", text)]
    for label in some:
        assert label in labels


async def test_what_is_chosen_takes_the_place_of_the_word(editor):
    text, position = split_bar(rule("where service.spec.ty|p is absent"))
    items = await editor.complete("team.mesh", text[: text.index("typ") + 2] + "|" + text[text.index("typ") + 2:])
    chosen = next(item for item in items if item.label == "type")
    assert "where service.spec.type is absent" in applied(text, [chosen.text_edit])


async def test_a_call_comes_with_places_for_its_arguments_and_its_documentation(editor):
    items = await editor.complete("team.mesh", rule("where rou|"))
    routes = next(item for item in items if item.label == "routes")
    assert routes.insert_text_format == lsp.InsertTextFormat.Snippet
    assert routes.text_edit.new_text == "routes(${1:service}, ${2:workload})"
    resolved = await editor.client.completion_item_resolve_async(routes)
    assert "sends traffic" in resolved.documentation.value


@pytest.mark.parametrize("written,name", [("rou|(service, w)", "routes"), ("leng|(service.spec.ports) > 1", "length")])
async def test_arguments_that_are_there_are_kept(editor, written, name):
    items = await editor.complete("team.mesh", rule(f"some w: Workload where {written}"))
    assert next(item for item in items if item.label == name).text_edit.new_text == name


@pytest.mark.parametrize("text", ["// |", "/// docs |", 'deny x on s: Service {\n  message "words |"\n}',
                                  'test "t" {\n  given yaml """\n    a: |\n    """\n}'])
async def test_nothing_is_offered_in_comments_and_texts(editor, text):
    assert len(await editor.complete("team.mesh", text)) == 0


# ---- what stands there


async def test_hover(editor):
    editor.open("team.mesh", RULES)

    async def hover(needle, behind=1):
        found = await editor.client.text_document_hover_async(
            lsp.HoverParams(editor.document("team.mesh"), editor.at("team.mesh", needle, behind)))
        return found.contents.value if found else None

    assert "warn owner on service: Service" in await hover("owner on")
    assert "which team owns it" in await hover("owner on")
    assert "relationship routes" in await hover("routes(")
    assert "built in" in await hover("routes(")
    assert "Deployment" in await hover("workload, workload" if "workload, workload" in RULES else "workload)")
    assert "Kubernetes 1.25" in await hover("Service {")
    assert "Container" in await hover("c in containers", 0)
    assert "param label: text" in await hover("label] is", 1)
    assert "metadata.labels" in await hover("labels[label]")
    assert "image" in await hover("image is present")


async def test_hover_tells_what_schemas_say(editor):
    editor.open("team.mesh", rule('where service.spec.type == "x"'))
    found = await editor.client.text_document_hover_async(
        lsp.HoverParams(editor.document("team.mesh"), editor.at("team.mesh", "type ==", 1)))
    assert "`ClusterIP`" in found.contents.value
    assert "Kubernetes 1.25 to" in found.contents.value


async def test_an_editor_that_knows_neither_markdown_nor_snippets_gets_plain_text(folder):
    editor = await start(folder, capabilities=lsp.ClientCapabilities())
    editor.open("team.mesh", RULES)
    found = await editor.client.text_document_hover_async(
        lsp.HoverParams(editor.document("team.mesh"), editor.at("team.mesh", "routes(", 1)))
    assert found.contents.kind == lsp.MarkupKind.PlainText
    items = await editor.complete("team.mesh", rule("where rou|"))
    routes = next(item for item in items if item.label == "routes")
    assert routes.text_edit.new_text == "routes(service, workload)"
    items = await editor.complete("team.mesh", "|")
    deny = next(item for item in items if item.label == "deny ...")
    assert "${" not in deny.text_edit.new_text
    assert 'message "service `{service.name}` has no selector"' in deny.text_edit.new_text
    assert "\n}" in deny.text_edit.new_text
    await editor.client.shutdown_session()


async def test_signature_help_follows_the_arguments(editor):
    editor.open("team.mesh", RULES)
    found = await editor.client.text_document_signature_help_async(
        lsp.SignatureHelpParams(editor.document("team.mesh"), editor.at("team.mesh", "routes(service, workload)", 16)))
    assert found.signatures[0].label == "routes(service: Service, workload: Workload)"
    assert found.active_parameter == 1
    editor.change("team.mesh", rule("where split(service.name, "))
    found = await editor.client.text_document_signature_help_async(
        lsp.SignatureHelpParams(editor.document("team.mesh"), editor.at("team.mesh", "name, ", 6)))
    assert found.signatures[0].label == "split(text, at)"
    assert found.active_parameter == 1


async def test_definitions_also_of_built_in_rules(editor):
    editor.open("team.mesh", RULES)
    found = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(editor.document("team.mesh"), editor.at("team.mesh", "routes(", 2)))
    with open(found.uri.removeprefix("file://"), encoding="utf-8") as file:
        line = file.read().split("\n")[found.range.start.line]
    assert line[found.range.start.character:found.range.end.character] == "routes"
    found = await editor.client.text_document_definition_async(
        lsp.DefinitionParams(editor.document("team.mesh"), editor.at("team.mesh", "workload.labels", 2)))
    assert found.range.start == editor.at("team.mesh", "workload: Workload")


# ---- names in several files

SHARED = "package shared\n\n/// It is open.\ndefine is_open(service: Service) {\n  where service.spec.type == \"NodePort\"\n}\n"
USER = '''package team
import shared

/// Says so.
warn first on s: Service {
  where is_open(service: s)
  message "m"
}

/// Says so, too.
warn second on s: Service {
  where not shared.is_open(s) and s.name == "a"
  message "m"
}

test "t" {
  given yaml "{apiVersion: v1, kind: Service, metadata: {name: a}, spec: {type: NodePort}}"
  expect is_open(Service/a)
  expect first on Service/a
}
'''


async def references(editor, name, needle):
    found = await editor.client.text_document_references_async(lsp.ReferenceParams(
        lsp.ReferenceContext(include_declaration=True), editor.document(name), editor.at(name, needle, 1)))
    return sorted((row.uri.rsplit("/", 1)[-1], row.range.start.line) for row in found)


async def rename(editor, name, needle, new):
    edit = await editor.client.text_document_rename_async(
        lsp.RenameParams(editor.document(name), editor.at(name, needle, 1), new))
    return {uri.rsplit("/", 1)[-1]: applied(editor.texts[uri], edits) for uri, edits in edit.changes.items()}


async def test_references_and_rename_across_files(editor):
    editor.open("shared.mesh", SHARED)
    editor.open("team.mesh", USER)
    assert await references(editor, "team.mesh", "is_open(service: s)") == [
        ("shared.mesh", 3), ("team.mesh", 5), ("team.mesh", 11), ("team.mesh", 17)]
    texts = await rename(editor, "shared.mesh", "is_open(", "reachable_from_outside")
    assert texts["team.mesh"] == USER.replace("is_open", "reachable_from_outside")
    assert texts["shared.mesh"] == SHARED.replace("is_open", "reachable_from_outside")
    for name, text in texts.items():
        editor.change(name, text)
    assert await editor.codes("team.mesh") == []
    assert await editor.codes("shared.mesh") == []


async def test_a_parameter_is_renamed_with_the_arguments_that_name_it(editor):
    editor.open("shared.mesh", SHARED)
    editor.open("team.mesh", USER)
    texts = await rename(editor, "shared.mesh", "service: Service", "subject")
    assert texts["shared.mesh"] == SHARED.replace("(service: S", "(subject: S").replace("service.spec", "subject.spec")
    assert texts["team.mesh"] == USER.replace("(service: s)", "(subject: s)")


async def test_a_param_is_renamed_with_the_tests_that_set_it(editor):
    text = RULES.replace("  expect owner", '  given param owner.label = "x"\n  expect owner')
    editor.open("team.mesh", text)
    texts = await rename(editor, "team.mesh", "label: text", "tag")
    assert texts["team.mesh"] == text.replace("param label", "param tag").replace("[label]", "[tag]").replace(
        "owner.label", "owner.tag")


@pytest.mark.parametrize("needle,new,why", [
    ("first on", "second", "taken"),
    ("first on", "no name", "no name"),
    ("first on", "where", "no name"),
    ("first on", "", "no name"),
    ("where is_open", "x", "nothing"),
    ('"m"', "x", "nothing"),
])
async def test_what_cannot_be_renamed_is_refused(editor, needle, new, why):
    editor.open("shared.mesh", SHARED)
    editor.open("team.mesh", USER)
    with pytest.raises(Exception, match=why):
        await rename(editor, "team.mesh", needle, new)


async def test_built_in_names_stay(editor):
    editor.open("team.mesh", RULES)
    with pytest.raises(Exception, match="built in"):
        await rename(editor, "team.mesh", "routes(", "leads")
    with pytest.raises(Exception, match="built in"):
        await editor.client.text_document_prepare_rename_async(
            lsp.PrepareRenameParams(editor.document("team.mesh"), editor.at("team.mesh", "routes(", 1)))


async def test_symbols(editor):
    editor.open("team.mesh", USER)
    found = await editor.client.text_document_document_symbol_async(
        lsp.DocumentSymbolParams(editor.document("team.mesh")))
    assert [row.name for row in found] == ["first", "second", "t"]
    found = await editor.client.workspace_symbol_async(lsp.WorkspaceSymbolParams("SECO"))
    assert [(row.name, row.container_name) for row in found] == [("second", "team")]


# ---- how it looks


async def test_formatting_is_that_of_the_command(editor):
    text = "package team\n\n\n\n/// Says so.\nwarn owner on service:Service{\n where service.spec.type==\"x🙂\"\nmessage \"m\"\n}\n"
    editor.open("team.mesh", text)
    edits = await editor.client.text_document_formatting_async(lsp.DocumentFormattingParams(
        editor.document("team.mesh"), lsp.FormattingOptions(tab_size=2, insert_spaces=True)))
    formatted = applied(text, edits)
    assert "warn owner on service: Service {\n  where service.spec.type == \"x🙂\"\n  message \"m\"\n}" in formatted
    editor.change("team.mesh", formatted)
    assert await editor.client.text_document_formatting_async(lsp.DocumentFormattingParams(
        editor.document("team.mesh"), lsp.FormattingOptions(tab_size=2, insert_spaces=True))) in ([], ())
    editor.change("team.mesh", "deny {{{")
    with pytest.raises(Exception, match="mistakes"):
        await editor.client.text_document_formatting_async(lsp.DocumentFormattingParams(
            editor.document("team.mesh"), lsp.FormattingOptions(tab_size=2, insert_spaces=True)))


async def test_semantic_tokens(editor):
    editor.open("team.mesh", RULES)
    legend = ["keyword", "comment", "string", "number", "operator", "variable", "parameter", "property", "type",
              "function", "namespace"]
    data = (await editor.client.text_document_semantic_tokens_full_async(
        lsp.SemanticTokensParams(editor.document("team.mesh")))).data
    lines, line, column, found = RULES.split("\n"), 0, 0, {}
    for i in range(0, len(data), 5):
        line, column = line + data[i], (column if data[i] == 0 else 0) + data[i + 1]
        found.setdefault(lines[line][column:column + data[i + 2]], set()).add(legend[data[i + 3]])
    assert found["warn"] == {"keyword"}
    assert found["routes"] == {"function"}
    assert found["workload"] == {"variable"}
    assert found["label"] == {"parameter"}
    assert found["labels"] == {"property"}
    assert found["Workload"] == {"type"}
    assert found["team"] == {"namespace"}
    assert found["/// What a Service routes to says which team owns it."] == {"comment"}
    assert found["Service/web"] == {"type"}


async def test_folding_and_selections(editor):
    editor.open("team.mesh", RULES)
    folds = await editor.client.text_document_folding_range_async(
        lsp.FoldingRangeParams(editor.document("team.mesh")))
    assert (2, 10) in [(fold.start_line, fold.end_line) for fold in folds]
    assert (12, 19) in [(fold.start_line, fold.end_line) for fold in folds]
    found = await editor.client.text_document_selection_range_async(lsp.SelectionRangeParams(
        editor.document("team.mesh"), [editor.at("team.mesh", "labels[label]", 2)]))
    sizes, row = [], found[0]
    while row is not None:
        sizes.append((row.range.end.line - row.range.start.line, row.range.end.character))
        row = row.parent
    assert len(sizes) >= 4
    assert sizes[-1][0] > 10


async def test_hints_tell_kinds_that_are_not_written(editor):
    editor.open("team.mesh", RULES)
    hints = await editor.client.text_document_inlay_hint_async(lsp.InlayHintParams(
        editor.document("team.mesh"), lsp.Range(lsp.Position(0, 0), lsp.Position(99, 0))))
    assert [hint.label for hint in hints] == [": Container | EphemeralContainer"]


# ---- what can be done


async def test_corrections_of_a_slip(editor):
    editor.open("team.mesh", rule("where service.spec.selectr is absent"))
    actions = await editor.actions("team.mesh", editor.at("team.mesh", "selectr", 2))
    fix = next(action for action in actions if action.title == "write `selector`")
    assert "service.spec.selector is absent" in editor.applied("team.mesh", fix)
    assert fix.diagnostics[0].code == "unknown-path"


async def test_a_literal_becomes_a_param(editor):
    editor.open("team.mesh", rule("some w: Deployment where w.spec.replicas > 3"))
    actions = await editor.actions("team.mesh", editor.at("team.mesh", "3"))
    action = next(action for action in actions if action.title == "make 3 a param")
    text = editor.applied("team.mesh", action)
    assert "  param replicas: int = 3\n  some w: Deployment where w.spec.replicas > replicas" in text
    editor.change("team.mesh", text)
    assert not [row for row in await editor.diagnostics("team.mesh") if row.severity == lsp.DiagnosticSeverity.Error]


async def test_a_rule_without_a_test_gets_one(editor):
    editor.open("team.mesh", rule("where service.spec.selector is absent"))
    actions = await editor.actions("team.mesh", editor.at("team.mesh", "owner on"))
    text = editor.applied("team.mesh", next(a for a in actions if a.title == "add a test of `owner`"))
    assert "expect owner on Service/example" in text
    editor.change("team.mesh", text)
    assert await editor.codes("team.mesh") == []
    result = await editor.client.workspace_execute_command_async(
        lsp.ExecuteCommandParams("meshplay.runTest", [editor.uri("team.mesh"), "owner is found"]))
    assert result["passed"] is True
    assert not [a for a in await editor.actions("team.mesh", editor.at("team.mesh", "owner on"))
                if a.title.startswith("add a test")]


async def test_a_warning_is_allowed_with_a_reason(editor):
    editor.open("team.mesh", rule("some w: Workload\n  where service.spec.selector is absent"))
    assert "unused-variable" in await editor.codes("team.mesh")
    actions = await editor.actions("team.mesh", editor.at("team.mesh", "w: Workload"))
    text = editor.applied("team.mesh", next(a for a in actions if a.title.startswith("allow `unused-variable`")))
    editor.change("team.mesh", text)
    assert "unused-variable" not in await editor.codes("team.mesh")


async def test_a_test_that_fails_is_told_in_its_place_until_the_file_changes(editor):
    editor.open("team.mesh", RULES.replace("expect owner", "expect no owner"))
    result = await editor.client.workspace_execute_command_async(
        lsp.ExecuteCommandParams("meshplay.runTest", [editor.uri("team.mesh"), "an owner is missing"]))
    assert result["passed"] is False
    # Told before the command is answered.
    told = editor.client.diagnostics[editor.uri("team.mesh")]
    assert [row.source for row in told] == ["meshplay test"]
    editor.change("team.mesh", RULES)
    assert await editor.codes("team.mesh") == []


async def test_lenses_count_in_the_workspace_and_run_tests(editor):
    (editor.folder / "web.yaml").write_text(
        "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: web}}\n---\n"
        "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {app: web}}\n"
        "spec: {containers: [{name: a, image: b}]}\n")
    editor.client.workspace_did_change_watched_files(lsp.DidChangeWatchedFilesParams(
        [lsp.FileEvent((editor.folder / "web.yaml").as_uri(), lsp.FileChangeType.Created)]))
    editor.open("team.mesh", RULES)
    await editor.until(lambda: editor.refreshed > 0)
    await editor.quiet()
    lenses = await editor.client.text_document_code_lens_async(lsp.CodeLensParams(editor.document("team.mesh")))
    assert [lens.command.title for lens in lenses] == ["1 finding in this workspace", "run test"]
    assert list(lenses[1].command.arguments) == [editor.uri("team.mesh"), "an owner is missing"]
