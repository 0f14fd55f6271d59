import { startCheckpointer } from "./checkpointer";
import type { OpenedDatabase } from "./connection";

/** After this long a turn that can't be stored is reported as failed. */
const defaultLockTimeoutMs = 30_000;

export interface ServeOptions {
  /** The checkpointer failed; it is restarted. */
  onTrouble: (error: unknown) => void;
  lockTimeoutMs?: number;
}

/**
 * Call when the start-up work is done. From then on the connection never blocks the event loop, which the voices depend
 * on: it does not wait for locks in the thread, and checkpoints run in their own thread.
 */
export function serveFrom(
  { sqlite, lockWait }: OpenedDatabase,
  { onTrouble, lockTimeoutMs = defaultLockTimeoutMs }: ServeOptions,
): { endWaitingIn: (ms: number) => void; emptyLog: () => void; close: () => Promise<void> } {
  sqlite.pragma("busy_timeout = 0");
  sqlite.pragma("wal_autocheckpoint = 0");
  lockWait.set(lockTimeoutMs);
  const checkpointer = startCheckpointer(sqlite.name, onTrouble);
  return { endWaitingIn: lockWait.endIn, emptyLog: checkpointer.empty, close: checkpointer.close };
}
