// What the built extension does where the program is missing. The editor is played by an object that takes everything.
import assert from "node:assert/strict";
import fs from "node:fs";
import Module, { createRequire } from "node:module";
import path from "node:path";
import test from "node:test";
import { fileURLToPath } from "node:url";

const bundle = path.join(path.dirname(fileURLToPath(import.meta.url)), "../out/extension.js");

function anything(own = {}) {
  return new Proxy(class {}, { get: (target, key) => own[key] ?? (key === "prototype" ? target.prototype : anything()) });
}

test("one message says that the program is missing", { skip: !fs.existsSync(bundle) && "run `npm run build` first" }, async () => {
  const messages = [];
  const commands = new Map();
  const vscode = Object.assign(Object.create(anything()), {
    window: anything({ showErrorMessage: (...message) => (messages.push(message), new Promise(() => {})) }),
    commands: anything({ registerCommand: (name, run) => (commands.set(name, run), { dispose() {} }) }),
    workspace: anything({
      workspaceFolders: [],
      getConfiguration: () => ({ get: () => "no-such-meshplay" }),
      onDidChangeConfiguration: () => ({ dispose() {} }),
    }),
  });
  const load = Module._load;
  Module._load = (name, ...rest) => (name === "vscode" ? vscode : load(name, ...rest));
  let extension;
  try {
    extension = createRequire(import.meta.url)(bundle);
  } finally {
    Module._load = load;
  }
  await extension.activate({ subscriptions: [] });
  assert.equal(messages.length, 1);
  assert.match(messages[0][0], /`no-such-meshplay` is not found.*meshplay\.path/);
  await commands.get("meshplay.restart")();
  assert.equal(messages.length, 2);
  await extension.deactivate();
});
