import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import DatabaseDriver from "better-sqlite3";

const retryIntervalMs = 200;

/**
 * Takes the lock file for this process and returns the release function, or null when another process holds it. Blocks
 * this thread for `timeoutMs` at most. The lock is SQLite's file lock: the kernel drops it when its owner ends, even
 * after kill -9.
 */
export function tryFileLock(path: string, timeoutMs = 0): (() => void) | null {
  const lock = new DatabaseDriver(path, { timeout: timeoutMs });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return () => lock.close();
  } catch (error) {
    lock.close();
    if ((error as { code?: unknown }).code === "SQLITE_BUSY") return null;
    throw error;
  }
}

/**
 * Waits until this process alone holds the lock file; resolves to the release function. After each failed attempt
 * `onWait` is called and awaited.
 */
export async function acquireFileLock(
  path: string,
  options: { signal?: AbortSignal; onWait?: () => Promise<void> } = {},
): Promise<() => void> {
  await mkdir(dirname(path), { recursive: true });
  for (;;) {
    options.signal?.throwIfAborted();
    const release = tryFileLock(path);
    if (release) return release;
    await options.onWait?.();
    await delay(retryIntervalMs, undefined, { signal: options.signal });
  }
}
