import { stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { runTool, type ToolRun } from "../../../platform/child-process/run-tool";
import { writeProbeFile } from "../../../platform/self-check/inspect-folder";
import { type Finding, failed, ok } from "../check";

/** Writes and removes a file in the folder, or in its nearest existing parent. */
export async function writableFinding(folder: string, name: string, variable: string): Promise<Finding> {
  const isThere = await stat(folder).catch(() => null);
  if (isThere && !isThere.isDirectory()) return failed(name, `${folder} is not a folder`, `Correct ${variable}.`);
  if (!isThere && dirname(folder) !== folder) {
    const above = await writableFinding(dirname(folder), name, variable);
    return above.level === "ok" ? ok(name, `${folder} will be made at the first start`) : above;
  }
  const error = await writeProbeFile(folder);
  if (error === null) return ok(name, folder);
  const advice = error === "ENOSPC" ? "Make room on its disk" : "Give this user the right to write there";
  return failed(name, `${folder} can't be written (${error})`, `${advice}, or correct ${variable}.`);
}

/** Runs in a child process: the check of a large database takes long, and only a process can be stopped. */
const script = `
const [driver, path] = process.argv.slice(1);
const database = new (require(driver))(path, { readonly: true, fileMustExist: true, timeout: 5000 });
console.log(database.pragma("quick_check(5)", { simple: false }).map((row) => row.quick_check).join("; "));
`;

/** Runs SQLite's quick check on the database, which may be in use. */
export async function databaseFinding(
  path: string,
  options: { signal: AbortSignal; environment: NodeJS.ProcessEnv },
): Promise<Finding> {
  const name = "Database";
  const file = await stat(path).catch(() => null);
  if (!file) return ok(name, "will be made at the first start");
  const driver = createRequire(import.meta.url).resolve("better-sqlite3");
  const run = await runTool(process.execPath, ["-e", script, driver, path], options);
  const result = run.kind === "ended" && run.code === 0 ? run.stdout.trim() : null;
  if (result === "ok") return ok(name, `${(file.size / 1e6).toFixed(1)} MB, checked`);
  const reason = result ?? reasonOf(run);
  return failed(
    name,
    `${path}: ${reason}`,
    "Stop AVATAR and put a backup or a safety copy back: npx avatar restore (docs/backup.md).",
  );
}

/** Of a check that failed: the message in Node's error report. */
function reasonOf(run: ToolRun): string {
  if (run.kind === "missing") return "Node can't be run";
  if (run.kind === "broken") return `it could not be checked: Node was ${run.reason}`;
  return /^\w*Error: (.+)$/m.exec(run.stderr)?.[1] ?? "it could not be checked";
}
