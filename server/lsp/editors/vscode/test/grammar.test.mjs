// The TextMate grammar and the Vim syntax against the ANTLR grammar, and over every rule file of the project.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = process.env.MESHPLAY_ROOT ?? path.resolve(here, "../../../../..");
const read = (file) => fs.readFileSync(file, "utf8");
const source = read(path.join(here, "../syntaxes/meshplay.tmLanguage.json"));
const vimFolder = path.join(here, "../../vim");
const vim = read(path.join(vimFolder, "syntax/meshplay.vim"));

// Stands for the YAML of the editor. What it opens it never closes, so only the rule file can end it.
const greedyYaml = {
  scopeName: "source.yaml",
  patterns: [
    { name: "string.open.yaml", begin: "[\"'|]", end: "(?!)" },
    { name: "entity.name.tag.yaml", match: "\\w+(?=:)" },
  ],
};

const wasm = fs.readFileSync(path.join(path.dirname(createRequire(import.meta.url).resolve("vscode-oniguruma")), "onig.wasm"));
await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async (scope) =>
    scope === "source.yaml" ? greedyYaml : textmate.parseRawGrammar(source, "meshplay.tmLanguage.json"),
});
const grammar = await registry.loadGrammar("source.meshplay");

function tokens(text) {
  let stack = textmate.INITIAL;
  const found = [];
  for (const [number, line] of text.split("\n").entries()) {
    const result = grammar.tokenizeLine(line, stack);
    for (const token of result.tokens) {
      found.push({ line: number + 1, text: line.slice(token.startIndex, token.endIndex), scopes: token.scopes.join(" ") });
    }
    stack = result.ruleStack;
  }
  return { found, depth: stack.depth };
}

const isKeyword = (row) => /^(keyword|storage|constant\.language|support\.function)/.test(row.scopes.split(" ").at(-1));

const antlr = read(path.join(root, "grammar/Mesh.g4"));
const keywords = [...antlr.matchAll(/\b[A-Z_]+\s*:\s*'([a-z_]+)'\s*;/g)].map((row) => row[1]).sort();

// The words that the regular expressions of a rule name.
function named(rule) {
  if (Array.isArray(rule)) return rule.flatMap(named);
  if (typeof rule !== "object") return [];
  return Object.entries(rule).flatMap(([key, value]) =>
    ["match", "begin", "end", "while"].includes(key)
      ? value.replace(/\[(?:\\.|[^\]])*\]|\\u\\\{|\\./g, " ").match(/[a-z_]{2,}/g) ?? []
      : key === "comment" ? [] : named(value),
  );
}

test("both grammars have the same keywords", () => {
  assert.ok(keywords.length > 70, `${keywords.length}`);
  assert.deepEqual([...new Set(named(JSON.parse(source).repository))].sort(), keywords);
});

test("every keyword is one where it stands as one", () => {
  const { found, depth } = tokens(read(path.join(here, "words.txt")));
  assert.equal(depth, 1);
  const seen = new Set(found.filter(isKeyword).map((row) => row.text));
  assert.deepEqual(keywords.filter((word) => !seen.has(word)), []);
});

test("no keyword is one as a key", () => {
  const constants = ["true", "false", "present", "absent"]; // `x is present ? true : false`
  for (const word of keywords) {
    const key = (text) => tokens(text).found.filter((row) => row.text.trim() === word && isKeyword(row));
    assert.deepEqual(key(`  x.${word} == 1`), [], word);
    if (!constants.includes(word)) assert.deepEqual(key(`  {${word}: 1}`), [], word);
  }
});

test("every rule file of the project ends outside of texts and comments", () => {
  const files = (folder) =>
    fs.readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const name = path.join(folder, entry.name);
      return entry.isDirectory() ? files(name) : name.endsWith(".mesh") ? [name] : [];
    });
  const all = files(path.join(root, "rules"));
  assert.ok(all.length > 50, `${all.length}`);
  const kinds = ["comment.line.documentation", "string.quoted.double", "string.quoted.triple", "meta.embedded.yaml",
                 "meta.interpolation", "constant.numeric", "entity.name.type.component", "entity.name.function"];
  const seen = new Set();
  for (const file of all) {
    const { found, depth } = tokens(read(file));
    assert.equal(depth, 1, file);
    const count = (scope) => found.filter((row) => row.scopes.includes(scope)).length;
    assert.equal(count("string.begin"), count("string.end"), `${file}: texts that begin and end`);
    assert.equal(count("interpolation.begin"), count("interpolation.end"), `${file}: expressions that begin and end`);
    for (const kind of kinds) if (count(kind) > 0) seen.add(kind);
  }
  assert.deepEqual(kinds.filter((kind) => !seen.has(kind)), []);
});

const snippet = String.raw`package team
/// A doc, not // a comment
// a comment "no text"
/* a comment
   of two lines */
warn owner on service: Service {
  some w: Workload where routes(service, w) and w.spec.replicas >= 3
    and w.name matches "^a{2}\"$"
  message "service {service.name} {{x}} \" {join(names, \", } \")} {count(w.list)} end"
}
test "t" {
  given yaml """
    kind: "Open
    """
  given json """{"kind": 1}"""
  expect owner on Service/shop/web at spec.message
}`;

test("words have the scopes that they should have", () => {
  const { found, depth } = tokens(snippet);
  assert.equal(depth, 1);
  const expected = [
    [1, "package", "storage.type"],
    [2, "/// A doc, not // a comment", "comment.line.documentation"],
    [3, '// a comment "no text"', "comment.line.double-slash"],
    [5, "of two lines", "comment.block"],
    [6, "warn", "storage.type"],
    [6, "owner", "entity.name.function"],
    [6, "on", "keyword.control"],
    [6, "Service", "entity.name.type"],
    [7, "some", "keyword.control.quantifier"],
    [7, "routes", "entity.name.function.call"],
    [7, "and", "keyword.operator.word"],
    [7, "replicas", "variable.other.property"],
    [7, ">=", "keyword.operator"],
    [7, "3", "constant.numeric"],
    [8, "^a{2}", "string.quoted.double", "meta.interpolation"],
    [8, '\\"', "constant.character.escape"],
    [9, "message", "keyword.control", "string.quoted.triple"],
    [9, "name", "meta.interpolation"],
    [9, "{{", "constant.character.escape", "meta.interpolation"],
    [9, "join", "meta.interpolation"],
    [9, ", }", "string.quoted.double.nested"],
    [9, "count", "support.function.aggregate"],
    [9, "end", "string.quoted.double", "meta.interpolation"],
    [12, "yaml", "keyword.control"],
    [13, "kind", "meta.embedded.yaml entity.name.tag.yaml"],
    [14, '"""', "punctuation.definition.string.end", "source.yaml"],
    [15, "json", "keyword.control"],
    [15, '{"kind": 1}', "string.quoted.triple", "meta.interpolation"],
    [16, "Service/shop/web", "entity.name.type.component"],
    [16, "message", "variable.other.property"],
  ];
  for (const [line, word, wanted, unwanted] of expected) {
    const row = found.find((each) => each.line === line && each.text.trim() === word);
    assert.ok(row?.scopes.includes(wanted), `${line}: ${word}: ${row?.scopes}`);
    assert.ok(!unwanted || !row.scopes.includes(unwanted), `${line}: ${word}: ${row.scopes}`);
  }
});

test("Vim has the same keywords", () => {
  const words = [...vim.matchAll(/^syn keyword \w+ (.*)$/gm)].flatMap((line) => line[1].trim().split(/\s+/));
  assert.ok(!words.includes("contains"), "`contains` is an option of `syn keyword`");
  const matched = [...vim.matchAll(/^syn match \w+ \/\\<([a-z_]+)\\>\/$/gm)].map((line) => line[1]);
  assert.deepEqual([...words, ...matched].sort(), keywords);
});

const version = spawnSync("vim", ["--version"], { encoding: "utf8" });
const hasVim = version.status === 0 && /\+syntax/.test(version.stdout);
test("Vim reads its files and colours a rule file", { skip: !hasVim && "there is no Vim with +syntax" }, () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "meshplay-vim-"));
  try {
    fs.writeFileSync(path.join(folder, "a.mesh"), snippet);
    const places = [
      [1, "package", "meshDeclaration"], [2, "A doc", "meshDoc"], [6, "warn", "meshDeclaration"], [7, "some", "meshQuantifier"],
      [7, "replicas", "meshMember"], [7, "3", "meshNumber"], [8, "{2}", "meshString"], [9, "message", "meshItem"],
      [9, "service ", "meshMessage"], [9, "{service", "meshPart"], [9, "{{", "meshBrace"], [9, "} ", "meshPart"],
      [9, "end", "meshMessage"], [13, "kind", "meshText"], [16, "expect", "meshItem"], [16, "Service", "meshComponent"],
      [17, "}", ""],
    ];
    const lines = snippet.split("\n");
    const at = ([line, word]) => `synIDattr(synID(${line}, ${lines[line - 1].indexOf(word) + 1}, 1), "name")`;
    const script = [
      `set rtp^=${vimFolder}`, "filetype on", "syntax on", `edit ${path.join(folder, "a.mesh")}`,
      `call writefile([&filetype, v:errmsg, ${places.map(at).join(", ")}], "${path.join(folder, "out")}")`,
      "qall!",
    ];
    fs.writeFileSync(path.join(folder, "script.vim"), script.join("\n") + "\n");
    spawnSync("vim", ["-u", "NONE", "-i", "NONE", "-es", "-N", "-S", path.join(folder, "script.vim")], { timeout: 20000 });
    const [filetype, message, ...groups] = read(path.join(folder, "out")).split("\n");
    assert.equal(filetype, "meshplay");
    assert.equal(message, "");
    for (const [number, place] of places.entries()) assert.equal(groups[number], place[2], `${place[0]}: ${place[1]}`);
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
});
