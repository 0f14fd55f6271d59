import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { inProject } from "./paths.mjs";
import { isRunning, recordedIdentity, recordIdentity } from "./process-identity.mjs";
import { say } from "./words.mjs";

const folder = inProject(".cache", "servers");

/** Records that this process serves from the build in this folder, which must not be replaced meanwhile. */
export function recordServer() {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${process.pid}`;
  recordIdentity(path);
  process.on("exit", () => rmSync(path, { force: true }));
}

/** The process id of another server that runs from the build in this folder; null when there is none. */
export function runningServer() {
  let names = [];
  try {
    names = readdirSync(folder);
  } catch {
    return null;
  }
  for (const name of names) {
    const path = `${folder}/${name}`;
    if (isRunning(recordedIdentity(path))) {
      if (Number(name) !== process.pid) return Number(name);
    } else rmSync(path, { force: true });
  }
  return null;
}

/** Throws while a server runs from this folder, whose files it may still load. The message begins with `why`. */
export function requireNoServer(why) {
  const pid = runningServer();
  if (pid === null) return;
  throw new Error(say("{why} A server runs from this folder (process {pid}): stop it, then try again.", { why, pid }));
}
