import { linkSync, mkdirSync, rmSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { killLeftoverCommands } from "./leftover-commands.mjs";
import { inProject } from "./paths.mjs";
import { identityOf, isRunning, recordedIdentity, recordIdentity } from "./process-identity.mjs";
import { say } from "./words.mjs";

/**
 * A file that holds its owner's identity, by which the lock of a killed owner is recognised. The server uses SQLite's
 * file locks (server/platform/files/file-lock.ts), but this lock is needed before SQLite is installed, and Node has
 * none.
 */
const lockPath = inProject(".cache", "bootstrap.lock");

/** Creates the file with our identity as its content, atomically; false when the file exists. */
function claim(path) {
  const temporaryPath = `${lockPath}.${process.pid}`;
  recordIdentity(temporaryPath);
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
  const owner = recordedIdentity(path);
  if (owner === null) return true;
  if (isRunning(owner)) return false;
  const claimPath = `${lockPath}.of-${owner.replace(/\W/g, "-")}`;
  // The process that made the claim may have been killed too.
  if (!claim(claimPath)) return path !== claimPath && removeStale(claimPath) && removeStale(path);
  if (recordedIdentity(path) === owner) rmSync(path, { force: true });
  rmSync(claimPath, { force: true });
  return true;
}

const tryLock = () => claim(lockPath) || (removeStale(lockPath) && claim(lockPath));

/**
 * Runs `work` while holding the lock, so that no other start, test or build prepares this folder meanwhile. What an
 * earlier owner left running is killed before, because it would go on changing the same files.
 */
export async function withProjectLock(work) {
  mkdirSync(inProject(".cache"), { recursive: true });
  let hasAnnounced = false;
  while (!tryLock()) {
    if (!hasAnnounced) console.error(say("Waiting for another AVATAR command that prepares this folder…"));
    hasAnnounced = true;
    await delay(300);
  }
  const unlock = () => {
    if (recordedIdentity(lockPath) === identityOf(process.pid)) rmSync(lockPath, { force: true });
  };
  process.on("exit", unlock);
  try {
    killLeftoverCommands();
    return await work();
  } finally {
    unlock();
    process.off("exit", unlock);
  }
}
