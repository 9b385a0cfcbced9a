// Starts the language server `meshplay lsp` and hands it the rule files and manifests of the workspace.
import * as vscode from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

async function start(): Promise<void> {
  const path = vscode.workspace.getConfiguration("meshplay").get<string>("path") || "meshplay";
  client = new LanguageClient(
    "meshplay",
    "Meshplay",
    { command: path, args: ["lsp"] },
    {
      documentSelector: ["meshplay", "yaml", "json"].flatMap((language) => [
        { scheme: "file", language },
        { scheme: "untitled", language },
      ]),
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{mesh,yaml,yml,json}") },
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    const choice = await vscode.window.showErrorMessage(
      `Meshplay: \`${path} lsp\` cannot be started. Install meshplay, or set meshplay.path to where it is.`,
      "Open settings",
    );
    if (choice) await vscode.commands.executeCommand("workbench.action.openSettings", "meshplay.path");
  }
}

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  context.subscriptions.push(
    vscode.commands.registerCommand("meshplay.restart", async () => {
      await deactivate();
      await start();
    }),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("meshplay.path")) await vscode.commands.executeCommand("meshplay.restart");
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.stop();
}
