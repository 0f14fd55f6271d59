import { type Backoff, backoffMs } from "../../../lib/backoff";

/** Whether a voice that failed is tried again, as a value; each function returns the next value. */
export interface Breaker {
  /** Failures in a row up to now. */
  readonly failures: number;
  /** Left alone until then, monotonic ms. */
  readonly openUntilMs: number;
}

export const closedBreaker: Breaker = { failures: 0, openUntilMs: Number.NEGATIVE_INFINITY };

/** A single failure may be caused by the segment. A second one in a row, or a time-out, is blamed on the voice. */
const failuresToOpen = 2;
const pause: Backoff = { firstMs: 30_000, maxMs: 300_000 };

/** After a failure at `nowMs`. */
export function afterFailure(breaker: Breaker, nowMs: number, timedOut: boolean): Breaker {
  const failures = Math.max(breaker.failures + 1, timedOut ? failuresToOpen : 0);
  if (failures < failuresToOpen) return { ...breaker, failures };
  return { failures, openUntilMs: nowMs + backoffMs(pause, failures - failuresToOpen + 1) };
}

export const isOpen = (breaker: Breaker, nowMs: number): boolean => nowMs < breaker.openUntilMs;
