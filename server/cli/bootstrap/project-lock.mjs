import { linkSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { inProject, projectRoot } from "./paths.mjs";
import { identityOf, isRunning } from "./process-identity.mjs";

const lockPath = inProject(".cache", "bootstrap.lock");
const commandsFolder = inProject(".cache", "commands");

function ownerOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function tryLock() {
  // A link appears with its content or not at all.
  const temporaryPath = `${lockPath}.${process.pid}`;
  writeFileSync(temporaryPath, identityOf(process.pid));
  try {
    linkSync(temporaryPath, lockPath);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    const owner = ownerOf(lockPath);
    if (owner !== null && isRunning(owner)) return false;
    // Its owner was killed: the lock is nobody's.
    rmSync(lockPath, { force: true });
    return tryLock();
  } finally {
    rmSync(temporaryPath, { force: true });
  }
}

/** Notes a command that we started, so that it can be ended should we be killed before it. */
export function noteCommand(pid) {
  mkdirSync(commandsFolder, { recursive: true });
  const path = `${commandsFolder}/${pid}`;
  writeFileSync(path, identityOf(process.pid));
  return () => rmSync(path, { force: true });
}

/** Ends what an earlier run, killed with -9, left at work in this folder: an npm or a build. */
function endLeftovers() {
  let names = [];
  try {
    names = readdirSync(commandsFolder);
  } catch {
    return;
  }
  for (const name of names) {
    const starter = ownerOf(`${commandsFolder}/${name}`);
    if (starter && isRunning(starter)) continue;
    try {
      // Process ids come again: only one that works in this folder is ours.
      if (readlinkSync(`/proc/${name}/cwd`) === projectRoot) process.kill(-Number(name), "SIGKILL");
    } catch {
      // It has ended, or this system has no /proc.
    }
    rmSync(`${commandsFolder}/${name}`, { force: true });
  }
}

/** Runs `work` while no other start, test or build prepares this folder. */
export async function withProjectLock(work) {
  mkdirSync(inProject(".cache"), { recursive: true });
  let hasSaidSo = false;
  while (!tryLock()) {
    if (!hasSaidSo) console.error("Waiting for another AVATAR command that prepares this folder …");
    hasSaidSo = true;
    await delay(300);
  }
  const unlock = () => {
    if (ownerOf(lockPath) === identityOf(process.pid)) rmSync(lockPath, { force: true });
  };
  process.on("exit", unlock);
  try {
    endLeftovers();
    return await work();
  } finally {
    unlock();
    process.off("exit", unlock);
  }
}
