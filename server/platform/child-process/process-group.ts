import { setTimeout as sleep } from "node:timers/promises";
import { membersOf } from "./proc";

/** A process that got SIGKILL is gone within milliseconds; each look reads all of /proc. */
const pollIntervalMs = 20;

/** Sends a signal to every process of a group; one that is gone already, and whose number is nobody's or another user's now, is no error. */
export function signalGroup(groupId: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-groupId, signal);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ESRCH" && code !== "EPERM") throw error;
  }
}

/** Ends a group: SIGTERM, after `graceMs` SIGKILL. Resolves with whether it was gone within as long again. */
export async function endGroup(groupId: number, graceMs: number): Promise<boolean> {
  signalGroup(groupId, "SIGTERM");
  if (await groupGone(groupId, graceMs)) return true;
  signalGroup(groupId, "SIGKILL");
  return groupGone(groupId, graceMs);
}

/** Resolves with whether the group was gone within `timeoutMs`. Zombies count as gone: somebody else's parent may never collect them. */
export async function groupGone(groupId: number, timeoutMs: number): Promise<boolean> {
  const deadlineMs = performance.now() + timeoutMs;
  while (membersOf(groupId).length > 0) {
    if (performance.now() > deadlineMs) return false;
    await sleep(pollIntervalMs);
  }
  return true;
}
