import { linkSync, mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { inProject, projectRoot } from "./paths.mjs";
import { identityOf, isRunning } from "./process-identity.mjs";

/**
 * The server's locks are SQLite's (server/platform/files/file-lock.ts). This one is there before SQLite is installed, and Node has no
 * file lock of its own: so it is a file with its owner's identity, and what a killed owner left is told by that.
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

/** Makes the file with our identity in it, unless it exists: it appears with its content or not at all. */
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
 * Removes a file whose owner was killed. Only who holds the claim on that very owner may do it: another start, which read the
 * same dead owner a moment ago, would otherwise remove the lock that was taken anew meanwhile. True when the file is gone.
 */
function removeDead(path) {
  const owner = ownerOf(path);
  if (owner === null) return true;
  if (isRunning(owner)) return false;
  const claimPath = `${lockPath}.of-${owner.replace(/\W/g, "-")}`;
  // Who claimed it may have been killed too.
  if (!claim(claimPath)) return path !== claimPath && removeDead(claimPath) && removeDead(path);
  if (ownerOf(path) === owner) rmSync(path, { force: true });
  rmSync(claimPath, { force: true });
  return true;
}

const tryLock = () => claim(lockPath) || (removeDead(lockPath) && claim(lockPath));

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
