import { mkdirSync, readdirSync, readlinkSync, rmSync } from "node:fs";
import { inProject, projectRoot } from "./paths.mjs";
import { isRunning, recordedIdentity, recordIdentity } from "./process-identity.mjs";

/** One file for each running command, named by its process id; its content is the identity of its starter. */
const folder = inProject(".cache", "commands");

/** Records a running command, so that the next start can end it if this process is killed. Returns the undo. */
export function recordCommand(pid) {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${pid}`;
  recordIdentity(path);
  return () => rmSync(path, { force: true });
}

/** Kills commands (an npm, a build) that an earlier run left behind when it was killed with SIGKILL. */
export function killLeftoverCommands() {
  let names = [];
  try {
    names = readdirSync(folder);
  } catch {
    return;
  }
  for (const name of names) {
    const starter = recordedIdentity(`${folder}/${name}`);
    if (starter && isRunning(starter)) continue;
    try {
      // Process ids are reused: only a process that works in this folder is one of ours.
      if (readlinkSync(`/proc/${name}/cwd`) === projectRoot) process.kill(-Number(name), "SIGKILL");
    } catch {
      // The process has ended, or this system has no /proc.
    }
    rmSync(`${folder}/${name}`, { force: true });
  }
}
