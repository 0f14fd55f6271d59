import { backoffMs } from "../../../lib/backoff";

/** When failed processes are restarted: model servers and the processes of embedded models. Times in ms. */
export interface RestartPolicy {
  /** The delay before the second start; it doubles with each further failure in a row, until the circuit opens. */
  firstDelayMs: number;
  /**
   * After this many failures in a row the circuit opens: no restart for `circuitMs`, doubled after each further
   * failure.
   */
  maxFailures: number;
  circuitMs: number;
  maxCircuitMs: number;
  /**
   * Jitter: each delay is longer by up to this fraction, at random, so that processes that failed together restart
   * apart.
   */
  jitter: number;
  /** After being ready for this long, earlier failures no longer count. */
  steadyMs: number;
}

/** A single crash is over within a second; five failures in a row need a person. */
export const defaultRestartPolicy: RestartPolicy = {
  firstDelayMs: 500,
  maxFailures: 5,
  circuitMs: 60_000,
  maxCircuitMs: 600_000,
  jitter: 0.2,
  steadyMs: 300_000,
};

/** The failures in a row that still count after the process was ready for `readyMs`; null: it never became ready. */
export function failuresThatCount(policy: RestartPolicy, failures: number, readyMs: number | null): number {
  return readyMs !== null && readyMs >= policy.steadyMs ? 0 : failures;
}

/**
 * The delay after `failures` ≥ 1 failures in a row. `hopeless`: the cause will not pass by itself, so the circuit opens
 * at once. `random` is in [0, 1).
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
    : backoffMs({ firstMs: policy.firstDelayMs, maxMs: policy.circuitMs, spread }, failures, random);
  return { delayMs, circuitOpen };
}
