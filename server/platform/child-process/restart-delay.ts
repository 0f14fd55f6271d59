import { backoffMs } from "../../../lib/backoff";

/** When a process that failed is started again, ms: one policy for model servers and for the embedded models' processes. */
export interface RestartPolicy {
  /** Before the second start; doubles with each further failure in a row. */
  firstDelayMs: number;
  maxDelayMs: number;
  /** So many failures in a row open the circuit: it is left alone for `circuitMs`, twice as long after each further failure. */
  maxFailures: number;
  circuitMs: number;
  maxCircuitMs: number;
  /** Every pause is longer by up to this part of it, at random: processes that failed together do not start together. */
  jitter: number;
  /** Ready for so long, it is well again: its earlier failures no longer count. */
  steadyMs: number;
}

/** A crash heals within a second; a process that fails five times running has something that only a person can mend. */
export const defaultRestartPolicy: RestartPolicy = {
  firstDelayMs: 500,
  maxDelayMs: 30_000,
  maxFailures: 5,
  circuitMs: 60_000,
  maxCircuitMs: 600_000,
  jitter: 0.2,
  steadyMs: 300_000,
};

/** The failures in a row that still count of a process that was ready for `readyMs`; null: it was not ready. */
export function failuresThatCount(policy: RestartPolicy, failures: number, readyMs: number | null): number {
  return readyMs !== null && readyMs >= policy.steadyMs ? 0 : failures;
}

/**
 * The pause after `failures` ≥ 1 failures in a row. `hopeless`: the reason will not pass by itself, so the circuit opens at once.
 * `random` is in [0, 1).
 */
export function restartDelay(
  policy: RestartPolicy,
  failures: number,
  hopeless: boolean,
  random: number,
): { delayMs: number; circuitOpen: boolean } {
  const beyond = failures - policy.maxFailures;
  const circuitOpen = hopeless || beyond >= 0;
  const spread = [1, 1 + policy.jitter] as const;
  const delayMs = circuitOpen
    ? backoffMs({ firstMs: policy.circuitMs, maxMs: policy.maxCircuitMs, spread }, Math.max(0, beyond) + 1, random)
    : backoffMs({ firstMs: policy.firstDelayMs, maxMs: policy.maxDelayMs, spread }, failures, random);
  return { delayMs, circuitOpen };
}
