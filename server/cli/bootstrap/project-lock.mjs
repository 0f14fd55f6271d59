import { closeSync, mkdirSync, openSync, readdirSync, readFileSync, readlinkSync, rmSync, writeSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { inProject, projectRoot } from "./paths.mjs";

const lockPath = inProject(".cache", "bootstrap.lock");
const commandsFolder = inProject(".cache", "commands");

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
}

function ownerOf(path) {
  try {
    return Number(readFileSync(path, "utf8"));
  } catch {
    return 0;
  }
}

function tryLock() {
  try {
    const file = openSync(lockPath, "wx");
    writeSync(file, String(process.pid));
    closeSync(file);
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") throw error;
    const owner = ownerOf(lockPath);
    if (owner === 0 || isAlive(owner)) return false;
    // Its owner was killed: the lock is nobody's.
    rmSync(lockPath, { force: true });
    return tryLock();
  }
}

/** Notes a command that we started, so that it can be ended should we be killed before it. */
export function noteCommand(pid) {
  mkdirSync(commandsFolder, { recursive: true });
  const path = `${commandsFolder}/${pid}`;
  const file = openSync(path, "w");
  writeSync(file, String(process.pid));
  closeSync(file);
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
    const pid = Number(name);
    if (isAlive(ownerOf(`${commandsFolder}/${name}`))) continue;
    try {
      // Process ids come again: only one that works in this folder is ours.
      if (readlinkSync(`/proc/${pid}/cwd`) === projectRoot) process.kill(-pid, "SIGKILL");
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
    if (ownerOf(lockPath) === process.pid) rmSync(lockPath, { force: true });
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
