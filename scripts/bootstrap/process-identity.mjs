/**
 * It runs before anything is installed and compiled, so it can't import server/platform/child-process/proc.ts, which reads the
 * same field for the server.
 */
import { readFileSync } from "node:fs";

/**
 * A name for a running process that no later one has: process ids come again, with the same start time they don't.
 * server/platform/child-process/proc.ts reads the same field, and can't be used before anything is installed.
 * Where the system has no /proc it is the id alone. Null when there is no such process.
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

/** Whether the process of this identity still runs. */
export function isRunning(identity) {
  const pid = Number.parseInt(identity, 10);
  return pid > 0 && identityOf(pid) === identity;
}
