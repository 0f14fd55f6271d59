import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inProject } from "./paths.mjs";
import { runCommand } from "./run-command.mjs";

const probeTimeoutMs = 60_000;
const installTimeoutMs = 15 * 60_000;
const retryMs = 5_000;
/** The smallest: it knows English only. */
const testedModel = "faster-whisper-tiny-en";

/** Runs the `avatar` command. Throws an Error with its output when it fails. */
async function avatar(...args) {
  const command = [inProject("dist", "avatar.js"), ...args];
  const { code, output } = await runCommand(process.execPath, command, {
    ...{ timeoutMs: installTimeoutMs, capture: true },
    // Its answers are read below.
    env: { LC_ALL: "C" },
  });
  if (code !== 0) throw new Error(`avatar ${args.join(" ")} failed:\n${output.trim()}`);
  return output;
}

/** Whether a row of one of the command's lists is installed. Warnings may stand beside the list. */
async function isInstalled(list, key, name) {
  const rows = /^\[\n.*^\]$/ms.exec(await avatar(list, "list", "--json"))?.[0] ?? "[]";
  return JSON.parse(rows).some((row) => row[key] === name && row.state === "installed");
}

/** The last line that says something; pip writes hints about itself after an error. */
const lastLine = (output) =>
  output
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^\[notice\]/.test(line))
    .at(-1) ?? "it said nothing";

const canMakeEnvironments = "import sys, ensurepip, venv; assert sys.version_info >= (3, 10)";

/** Why this machine can't have the library; null when it can. pip is asked for the library's own package, 1 MB. */
async function whyNot() {
  const options = { timeoutMs: probeTimeoutMs, capture: true };
  const python = await runCommand("python3", ["-c", canMakeEnvironments], options).catch(() => null);
  if (python?.code !== 0)
    return "There is no python3, 3.10 or newer, that can make environments (Debian: python3-venv).";
  const lock = readFileSync(inProject("server", "inference", "workers", "locks", "whisper.txt"), "utf8");
  const library = /^faster-whisper==[\w.]+/m.exec(lock)?.[0];
  if (!library) throw new Error("The lock file of the Whisper worker does not name faster-whisper.");
  const folder = mkdtempSync(join(tmpdir(), "avatar-pip-"));
  try {
    const download = [
      "download",
      "--no-deps",
      "--only-binary=:all:",
      "--retries=1",
      "--timeout=10",
      "-q",
      "-d",
      folder,
    ];
    const { code, output, isTimedOut } = await runCommand("python3", ["-m", "pip", ...download, library], options);
    if (isTimedOut) return "PyPI can't be reached: pip did not end in time.";
    return code === 0 ? null : `PyPI can't be reached: ${lastLine(output)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits while another run makes the same environment. */
async function installEnvironment() {
  const untilMs = Date.now() + installTimeoutMs;
  for (;;) {
    try {
      return await avatar("workers", "install", "whisper", "--yes");
    } catch (error) {
      if (!error.message.includes("Another program is installing") || Date.now() > untilMs) throw error;
    }
    await delay(retryMs);
  }
}

/**
 * Makes the environment and fetches the model that the Whisper worker is tested with; both are kept in the models'
 * folder. Resolves with the reason why this machine can't have them, or null. Throws when it could and failed.
 */
export async function prepareRealWhisper() {
  const hasEnvironment = await isInstalled("workers", "worker", "whisper");
  const hasModel = await isInstalled("models", "id", testedModel);
  if (hasEnvironment && hasModel) return null;
  const why = await whyNot();
  if (why !== null) return why;
  if (!hasEnvironment) await installEnvironment();
  if (!hasModel) await avatar("models", "pull", testedModel);
  return null;
}
