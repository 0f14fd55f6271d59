import { setImmediate as nextTick, setTimeout as pause } from "node:timers/promises";
import { type Backoff, backoffMs } from "../../../lib/backoff";

/** The delay between two attempts: another process's lock is mostly held for one short transaction. */
const betweenTries: Backoff = { firstMs: 5, maxMs: 50 };

interface Waiter {
  /** Tries once and settles the caller's promise; false while the lock is held and time is left. */
  isServed(): boolean;
  refuse(): void;
}

/** Transactions that met a lock of another process: they are retried in order, without blocking the event loop. */
export interface LockQueue {
  /**
   * Runs `attempt` at once when the queue is empty, else after the earlier ones. `attempt` changes nothing when it
   * throws. Rejects with its error if that is not a lock error, or with the lock error after `lockTimeoutMs`.
   */
  run<T>(attempt: () => T, lockTimeoutMs: number): Promise<T>;
  /** From now on nothing waits longer than `ms` in all; what still waits then is tried once more. */
  closeIn(ms: number): void;
}

/** `now` is a monotonic clock, ms. */
export function createLockQueue(isLockError: (error: unknown) => boolean, now: () => number): LockQueue {
  const line: Waiter[] = [];
  let closesAtMs = Number.POSITIVE_INFINITY;
  let lockError: unknown;

  let isServing = false;

  async function serve(): Promise<void> {
    // After serving the last one, the running loop still checks for new ones before it ends.
    if (isServing) return;
    isServing = true;
    let failures = 1;
    while (line.length > 0) {
      await pause(backoffMs(betweenTries, failures));
      failures += 1;
      while (line[0]?.isServed()) {
        line.shift();
        failures = 1;
        // Each commit waits for the disk: let other work run in between.
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
