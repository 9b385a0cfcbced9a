// The TextMate grammar and the Vim syntax against the ANTLR grammar, and over every rule file of the project.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";
import oniguruma from "vscode-oniguruma";
import textmate from "vscode-textmate";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = process.env.MESHPLAY_ROOT ?? path.resolve(here, "../../../../..");
const source = fs.readFileSync(path.join(here, "../syntaxes/meshplay.tmLanguage.json"), "utf8");

const wasm = fs.readFileSync(path.join(path.dirname(fileURLToPath(import.meta.resolve("vscode-oniguruma"))), "onig.wasm"));
await oniguruma.loadWASM(wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength));
const registry = new textmate.Registry({
  onigLib: Promise.resolve({
    createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
    createOnigString: (text) => new oniguruma.OnigString(text),
  }),
  loadGrammar: async () => textmate.parseRawGrammar(source, "meshplay.tmLanguage.json"),
});
const grammar = await registry.loadGrammar("source.meshplay");

function tokens(text) {
  let stack = textmate.INITIAL;
  const found = [];
  for (const line of text.split("\n")) {
    const result = grammar.tokenizeLine(line, stack);
    for (const token of result.tokens) {
      found.push({ text: line.slice(token.startIndex, token.endIndex), scopes: token.scopes });
    }
    stack = result.ruleStack;
  }
  return { found, depth: stack.depth };
}

const antlr = fs.readFileSync(path.join(root, "grammar/Mesh.g4"), "utf8");
const keywords = [...antlr.matchAll(/^[A-Z].*?;\s*$/gm)].flatMap((line) =>
  [...line[0].matchAll(/\b[A-Z_]+\s*:\s*'([a-z_]+)'/g)].map((word) => word[1]),
);

test("both grammars have the same keywords", () => {
  assert.ok(keywords.length > 70, `${keywords.length}`);
  const own = [...JSON.stringify(JSON.parse(source).repository.keywords).matchAll(/\(\?:([a-z_|]+)\)/g)].flatMap((m) => m[1].split("|"));
  assert.deepEqual([...own].sort(), [...keywords].sort());
  for (const word of keywords) {
    const token = tokens(`  ${word} x`).found.find((row) => row.text.trim() === word);
    assert.match(token?.scopes.at(-1) ?? "", /^(keyword|storage|constant\.language|support\.function)/, word);
  }
});

test("Vim has them, too", () => {
  const vim = fs.readFileSync(path.join(here, "../../vim/syntax/meshplay.vim"), "utf8");
  const own = [...vim.matchAll(/^syn keyword \w+ (.*)$/gm)].flatMap((line) => line[1].trim().split(/\s+/));
  assert.deepEqual([...own].sort(), [...keywords].sort());
});

test("every rule file of the project ends outside of texts and comments", () => {
  const files = fs.readdirSync(path.join(root, "rules"), { recursive: true }).filter((name) => String(name).endsWith(".mesh"));
  assert.ok(files.length > 50);
  for (const file of files) {
    assert.equal(tokens(fs.readFileSync(path.join(root, "rules", String(file)), "utf8")).depth, 1, String(file));
  }
});

test("words have the scopes that they should have", () => {
  const text = `package team
/// A doc, not // a comment
// a comment "no text"
warn owner on service: Service {
  some w: Workload where routes(service, w) and w.spec.replicas >= 3
  message "service \`{service.name}\` {{x}} \\" \`{count(w.list)}\`"
}
test "t" {
  given yaml """
    kind: Service  # "
    """
  expect owner on Service/web
}`;
  const { found } = tokens(text);
  const scope = (word, number = 0) => found.filter((row) => row.text.trim() === word)[number]?.scopes.join(" ") ?? "";
  const expected = [
    ["package", 0, "storage.type"],
    ["/// A doc, not // a comment", 0, "comment.line.documentation"],
    ['// a comment "no text"', 0, "comment.line.double-slash"],
    ["warn", 0, "storage.type"],
    ["owner", 0, "entity.name.function"],
    ["Service", 0, "entity.name.type"],
    ["some", 0, "keyword.control.quantifier"],
    ["routes", 0, "entity.name.function.call"],
    ["and", 0, "keyword.operator.word"],
    ["replicas", 0, "variable.other.property"],
    [">=", 0, "keyword.operator"],
    ["3", 0, "constant.numeric"],
    ["name", 0, "meta.interpolation"],
    ["{{", 0, "constant.character.escape"],
    ["count", 0, "support.function.aggregate"],
    ['kind: Service  # "', 0, "meta.embedded.yaml"],
    ["Service/web", 0, "entity.name.type.component"],
  ];
  for (const [word, number, wanted] of expected) assert.ok(scope(word, number).includes(wanted), `${word}: ${scope(word, number)}`);
});
