import { setImmediate as nextTick, setTimeout as pause } from "node:timers/promises";
import { type Backoff, backoffMs } from "../../../lib/backoff";

/** Between two tries: somebody else's lock is mostly held for one short transaction. */
const betweenTries: Backoff = { firstMs: 5, maxMs: 50 };

interface Waiter {
  /** Tries once and settles the caller's promise; false while the lock is held and the time-out is not reached. */
  isServed(): boolean;
  refuse(): void;
}

/** Transactions that met somebody else's lock: they are tried again in their order, and nothing waits in the event loop. */
export interface LockQueue {
  /**
   * Runs `attempt` at once when nobody waits, else after all who came before. `attempt` changes nothing when it throws.
   * Rejects with its error when that is not a lock, or the lock's error once `lockTimeoutMs` are over.
   */
  run<T>(attempt: () => T, lockTimeoutMs: number): Promise<T>;
  /** From now on nobody waits for longer than `ms` in all: who is still waiting then is tried once more. */
  closeIn(ms: number): void;
}

/** `now` is a monotonic clock, ms. */
export function createLockQueue(isLockError: (error: unknown) => boolean, now: () => number): LockQueue {
  const line: Waiter[] = [];
  let closesAtMs = Number.POSITIVE_INFINITY;
  let lockError: unknown;

  let isServing = false;

  async function serve(): Promise<void> {
    // Between the last one who was served and its own end it still looks for who comes.
    if (isServing) return;
    isServing = true;
    let failures = 1;
    while (line.length > 0) {
      await pause(backoffMs(betweenTries, failures));
      failures += 1;
      while (line[0]?.isServed()) {
        line.shift();
        failures = 1;
        // Each commit waits for the disk: everything else has its turn in between.
        await nextTick();
      }
    }
    isServing = false;
  }

  return {
    run(attempt, lockTimeoutMs) {
      return new Promise((resolve, reject) => {
        const timesOutAtMs = now() + lockTimeoutMs;
        const waiter: Waiter = {
          isServed() {
            try {
              resolve(attempt());
            } catch (error) {
              if (isLockError(error)) lockError = error;
              if (isLockError(error) && now() < Math.min(timesOutAtMs, closesAtMs)) return false;
              reject(error);
            }
            return true;
          },
          refuse: () => reject(lockError),
        };
        if (line.length > 0 && lockTimeoutMs === 0) return waiter.refuse();
        if (line.length === 0 && waiter.isServed()) return;
        line.push(waiter);
        if (line.length === 1) void serve();
      });
    },
    closeIn(ms) {
      closesAtMs = Math.min(closesAtMs, now() + ms);
    },
  };
}
