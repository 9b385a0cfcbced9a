// Starts the language server `meshplay lsp` and hands it the rule files and manifests of the workspace.
import { spawn } from "node:child_process";
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

// Starts and stops come one after the other, however fast they are asked for.
let last: Promise<void> = Promise.resolve();
function afterwards(step: () => Promise<void>): Promise<void> {
  last = last.then(step, step);
  return last;
}

// The folder that the client starts the server in.
function folder(): string | undefined {
  const first = vscode.workspace.workspaceFolders?.[0];
  return first?.uri.scheme === "file" ? first.uri.fsPath : undefined;
}

function isThere(program: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = spawn(program, ["version"], { cwd: folder(), stdio: "ignore" });
    probe.once("error", () => resolve(false));
    probe.once("spawn", () => resolve(true));
  });
}

// Nobody waits for the answer: the editor goes on while the message is open.
async function tellMissing(program: string): Promise<void> {
  const choice = await vscode.window.showErrorMessage(
    `Meshplay: the program \`${program}\` is not found. Install meshplay, or set meshplay.path to where it is.`,
    "Open settings",
  );
  if (choice) await vscode.commands.executeCommand("workbench.action.openSettings", "meshplay.path");
}

async function start(): Promise<void> {
  const program = vscode.workspace.getConfiguration("meshplay").get<string>("path") || "meshplay";
  if (!(await isThere(program))) {
    void tellMissing(program);
    return;
  }
  client = new LanguageClient(
    "meshplay",
    "Meshplay",
    { command: program, args: ["lsp"] },
    {
      documentSelector: ["meshplay", "yaml", "json"].flatMap((language) => [
        { scheme: "file", language },
        { scheme: "untitled", language },
      ]),
    },
  );
  try {
    await client.start();
  } catch {
    client = undefined; // the client has shown why
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  try {
    await running?.stop();
  } catch {
    // it is gone already
  }
}

async function restart(): Promise<void> {
  await stop();
  await start();
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("meshplay.restart", () => afterwards(restart)),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("meshplay.path")) void afterwards(restart);
    }),
  );
  await afterwards(start);
}

export function deactivate(): Promise<void> {
  return afterwards(stop);
}
