import { readFileSync, writeFileSync } from "node:fs";

/**
 * Identifies a running process by its id and start time, because process ids are reused. Without /proc it is the id
 * alone. Null when there is no such process. server/platform/child-process/proc.ts reads the same field, but it needs
 * compiling, and this file runs before anything is installed.
 */
export function identityOf(pid) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (error.code !== "EPERM") return null;
  }
  try {
    // Field 22 is the start time; the command's name before it may hold spaces and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${pid} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19]}`;
  } catch {
    return `${pid}`;
  }
}

/** True while the process with this identity runs; false for null. */
export function isRunning(identity) {
  const pid = Number.parseInt(identity ?? "", 10);
  return pid > 0 && identityOf(pid) === identity;
}

/** Writes the identity of this process to a file, by which others see whether the process still runs. */
export function recordIdentity(path) {
  writeFileSync(path, identityOf(process.pid));
}

/** The identity in such a file; null when there is no file. */
export function recordedIdentity(path) {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
