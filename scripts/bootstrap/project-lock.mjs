import { linkSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { inProject, projectRoot } from "./paths.mjs";
import { identityOf, isRunning } from "./process-identity.mjs";

/**
 * A file that holds its owner's identity, by which the lock of a killed owner is recognised. The server uses SQLite's
 * file locks (server/platform/files/file-lock.ts), but this lock is needed before SQLite is installed, and Node has
 * none.
 */
const lockPath = inProject(".cache", "bootstrap.lock");
const commandsFolder = inProject(".cache", "commands");

function ownerOf(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

/** Creates the file with our identity as its content, atomically; false when the file exists. */
function claim(path) {
  const temporaryPath = `${lockPath}.${process.pid}`;
  writeFileSync(temporaryPath, identityOf(process.pid));
  try {
    linkSync(temporaryPath, path);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    return false;
  } finally {
    rmSync(temporaryPath, { force: true });
  }
}

/**
 * Removes a file whose owner was killed; true when the file is gone. A process must first claim that particular dead
 * owner. Otherwise two processes could read the same dead owner, and the slower one would remove the lock of the
 * faster one.
 */
function removeStale(path) {
  const owner = ownerOf(path);
  if (owner === null) return true;
  if (isRunning(owner)) return false;
  const claimPath = `${lockPath}.of-${owner.replace(/\W/g, "-")}`;
  // The process that made the claim may have been killed too.
  if (!claim(claimPath)) return path !== claimPath && removeStale(claimPath) && removeStale(path);
  if (ownerOf(path) === owner) rmSync(path, { force: true });
  rmSync(claimPath, { force: true });
  return true;
}

const tryLock = () => claim(lockPath) || (removeStale(lockPath) && claim(lockPath));

/** Records a running command, so that the next start can end it if this process is killed. Returns the undo. */
export function recordCommand(pid) {
  mkdirSync(commandsFolder, { recursive: true });
  const path = `${commandsFolder}/${pid}`;
  writeFileSync(path, identityOf(process.pid));
  return () => rmSync(path, { force: true });
}

/** Kills commands (an npm, a build) that an earlier run left behind when it was killed with SIGKILL. */
function killLeftovers() {
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
      // Process ids are reused: only a process that works in this folder is one of ours.
      if (readlinkSync(`/proc/${name}/cwd`) === projectRoot) process.kill(-Number(name), "SIGKILL");
    } catch {
      // The process has ended, or this system has no /proc.
    }
    rmSync(`${commandsFolder}/${name}`, { force: true });
  }
}

/** Runs `work` while holding the lock, so that no other start, test or build prepares this folder meanwhile. */
export async function withProjectLock(work) {
  mkdirSync(inProject(".cache"), { recursive: true });
  let hasAnnounced = false;
  while (!tryLock()) {
    if (!hasAnnounced) console.error("Waiting for another AVATAR command that prepares this folder …");
    hasAnnounced = true;
    await delay(300);
  }
  const unlock = () => {
    if (ownerOf(lockPath) === identityOf(process.pid)) rmSync(lockPath, { force: true });
  };
  process.on("exit", unlock);
  try {
    killLeftovers();
    return await work();
  } finally {
    unlock();
    process.off("exit", unlock);
  }
}
