import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { inProject } from "./paths.mjs";
import { identityOf, isRunning } from "./process-identity.mjs";

const folder = inProject(".cache", "servers");

/** Notes that this process serves from the build in this folder: nobody may replace it meanwhile. */
export function noteServer() {
  mkdirSync(folder, { recursive: true });
  const path = `${folder}/${process.pid}`;
  writeFileSync(path, identityOf(process.pid));
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
    if (isRunning(readNote(path))) {
      if (Number(name) !== process.pid) return Number(name);
    } else rmSync(path, { force: true });
  }
  return null;
}

/** Throws, with `why` before what to do, while a server runs from this folder: what it still loads must stay as it is. */
export function requireNoServer(why) {
  const pid = runningServer();
  if (pid === null) return;
  throw new Error(`${why} A server runs from this folder (process ${pid}): stop it, then try again.`);
}

function readNote(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
