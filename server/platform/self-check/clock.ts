import type { ClockHealth } from "../../../lib/health";
import type { Logger } from "../observability/logger";
import { detectJumps } from "./clock-jump";

/** A time that another machine stamped may be a little ahead of this one's. */
const toleranceMs = 10 * 60_000;
/** How long a jump is reported. */
const reportJumpMs = 10 * 60_000;
const pollEveryMs = 10_000;

/** How far the clock is behind the latest of these past events, ms; 0 when it is not. Null: an unknown event. */
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
  /** Polls now; the watch also polls by itself. */
  poll(): Promise<void>;
  close(): void;
}

/** Compares the clock with the newest stored turn, with the program's build time, and with the monotonic clock. */
export function watchClock({
  builtMs,
  newestTurnMs,
  logger,
  wallMs,
  nowMs,
  ...options
}: ClockWatchOptions): ClockWatch {
  let newestMs: number | null = null;
  const jumpedByMs = detectJumps({ wallMs, monotonicMs: nowMs });
  let jump: { byMs: number; atMs: number } | null = null;
  let reportedState: ClockHealth["state"] = "ok";

  async function poll(): Promise<void> {
    const byMs = jumpedByMs();
    if (byMs !== 0) jump = { byMs, atMs: nowMs() };
    // A locked or broken database is reported by the storage watch.
    newestMs = await newestTurnMs().catch(() => newestMs);
    const { state, off_by_s } = report();
    if (state !== reportedState) logger[state === "ok" ? "info" : "warn"]("clock_changed", { state, off_by_s });
    reportedState = state;
  }

  function report(): ClockHealth {
    const behind = behindMs(wallMs(), [builtMs, newestMs]);
    if (behind > 0) return { state: "behind", off_by_s: Math.round(behind / 1_000) };
    if (jump && nowMs() - jump.atMs < reportJumpMs) return { state: "jumped", off_by_s: Math.round(jump.byMs / 1_000) };
    return { state: "ok", off_by_s: null };
  }

  void poll();
  const timer = setInterval(() => void poll(), options.pollEveryMs ?? pollEveryMs);
  timer.unref();
  return { report, poll, close: () => clearInterval(timer) };
}
