import { startCheckpointer } from "./checkpointer";
import type { OpenedDatabase } from "./connection";

/** Then a turn that can't be stored says so. */
const defaultLockTimeoutMs = 30_000;

export interface ServeOptions {
  /** The checkpointer failed; it is started again. */
  onTrouble: (error: unknown) => void;
  lockTimeoutMs?: number;
}

/**
 * From now on, after the start's own work, this connection belongs to an event loop that voices depend on: it waits for nobody's
 * lock in the thread, and leaves checkpoints to a thread of their own.
 */
export function serveFrom(
  { sqlite, lockWait }: OpenedDatabase,
  { onTrouble, lockTimeoutMs = defaultLockTimeoutMs }: ServeOptions,
): { endWaitingIn: (ms: number) => void; close: () => Promise<void> } {
  sqlite.pragma("busy_timeout = 0");
  sqlite.pragma("wal_autocheckpoint = 0");
  lockWait.set(lockTimeoutMs);
  const checkpointer = startCheckpointer(sqlite.name, onTrouble);
  return { endWaitingIn: lockWait.endIn, close: checkpointer.close };
}
