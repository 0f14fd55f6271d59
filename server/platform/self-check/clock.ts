import type { ClockHealth } from "../../../lib/health";
import type { Logger } from "../observability/logger";

/** What another machine has stamped may be a little ahead. */
const toleranceMs = 10 * 60_000;
/** A clock that is kept right moves by less; one that is set moves by more. */
const jumpMs = 60_000;
/** How long a jump is told. */
const tellJumpMs = 10 * 60_000;
const pollEveryMs = 10_000;

/** How far the clock is behind something that has already happened, ms; 0 when it is not. */
export function behindMs(nowMs: number, happenedMs: readonly (number | null)[]): number {
  const latestMs = Math.max(0, ...happenedMs.filter((ms) => ms !== null));
  return nowMs < latestMs - toleranceMs ? latestMs - nowMs : 0;
}

export interface ClockWatchOptions {
  /** When the program was built, ms since the epoch. */
  builtMs: number | null;
  /** When the newest turn was stored, ms since the epoch; null when there is none. */
  newestTurnMs: () => Promise<number | null>;
  logger: Logger;
  /** ms since the epoch. */
  wallMs: () => number;
  /** Monotonic clock, ms. */
  nowMs: () => number;
  pollEveryMs?: number;
}

export interface ClockWatch {
  report(): ClockHealth;
  /** Looks now; the watch does so by itself. */
  poll(): Promise<void>;
  close(): void;
}

/** Compares the clock with what was stored, with the program's age, and with the clock that nobody can set. */
export function watchClock({
  builtMs,
  newestTurnMs,
  logger,
  wallMs,
  nowMs,
  ...options
}: ClockWatchOptions): ClockWatch {
  let newestMs: number | null = null;
  let last = { wallMs: wallMs(), monotonicMs: nowMs() };
  let jump: { byMs: number; atMs: number } | null = null;
  let told: ClockHealth["state"] = "ok";

  async function poll(): Promise<void> {
    const current = { wallMs: wallMs(), monotonicMs: nowMs() };
    const byMs = current.wallMs - last.wallMs - (current.monotonicMs - last.monotonicMs);
    last = current;
    if (Math.abs(byMs) >= jumpMs) jump = { byMs, atMs: current.monotonicMs };
    // A database that is locked or broken is storage's to tell.
    newestMs = await newestTurnMs().catch(() => newestMs);
    const { state, off_by_s } = report();
    if (state !== told) logger[state === "ok" ? "info" : "warn"]("clock_changed", { state, off_by_s });
    told = state;
  }

  function report(): ClockHealth {
    const behind = behindMs(wallMs(), [builtMs, newestMs]);
    if (behind > 0) return { state: "behind", off_by_s: Math.round(behind / 1_000) };
    if (jump && nowMs() - jump.atMs < tellJumpMs) return { state: "jumped", off_by_s: Math.round(jump.byMs / 1_000) };
    return { state: "ok", off_by_s: null };
  }

  void poll();
  const timer = setInterval(() => void poll(), options.pollEveryMs ?? pollEveryMs);
  timer.unref();
  return { report, poll, close: () => clearInterval(timer) };
}
