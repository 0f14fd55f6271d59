import { startCheckpointer } from "./checkpointer";
import type { OpenedDatabase } from "./connection";

/** Then a turn that can't be stored says so. */
const lockPatienceMs = 30_000;

export interface ServeOptions {
  /** The checkpointer failed; it is started again. */
  onTrouble: (error: unknown) => void;
  patienceMs?: number;
}

/**
 * From now on, after the start's own work, this connection belongs to an event loop that voices depend on: it waits for nobody's
 * lock in the thread, and leaves checkpoints to a thread of their own.
 */
export function serveFrom(
  { sqlite, patience }: OpenedDatabase,
  { onTrouble, patienceMs = lockPatienceMs }: ServeOptions,
): { endWaitingIn: (ms: number) => void; close: () => Promise<void> } {
  sqlite.pragma("busy_timeout = 0");
  sqlite.pragma("wal_autocheckpoint = 0");
  patience.set(patienceMs);
  const checkpointer = startCheckpointer(sqlite.name, onTrouble);
  return { endWaitingIn: patience.endIn, close: checkpointer.close };
}
