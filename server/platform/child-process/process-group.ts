import { setTimeout as sleep } from "node:timers/promises";
import { membersOf } from "./proc";

/** A process ends within milliseconds of SIGKILL; each poll reads all of /proc. */
const pollIntervalMs = 20;

/**
 * Sends a signal to every process of a group. It is no error when the group has ended, even if its number now belongs
 * to another user.
 */
export function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-groupId, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

/** Ends a group with SIGTERM and, after `graceMs`, SIGKILL. Resolves with whether it ended within another `graceMs`. */
export async function endGroup(groupId: number, graceMs: number): Promise<boolean> {
  signalGroup(groupId, "SIGTERM");
  if (await groupGone(groupId, graceMs)) return true;
  signalGroup(groupId, "SIGKILL");
  return groupGone(groupId, graceMs);
}

/**
 * Resolves with whether the group ended within `timeoutMs`. Zombies count as ended, because their parent may never
 * collect them.
 */
export async function groupGone(groupId: number, timeoutMs: number): Promise<boolean> {
  const deadlineMs = performance.now() + timeoutMs;
  while (membersOf(groupId).length > 0) {
    if (performance.now() > deadlineMs) return false;
    await sleep(pollIntervalMs);
  }
  return true;
}
