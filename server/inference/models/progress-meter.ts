import type { PullProgress } from "./contract";

/** Long enough to be calm, short enough to follow a change. */
const rateWindowMs = 15_000;
/** The first moments of a connection are slow: a rate of theirs would promise hours. */
const leastWindowMs = 5_000;
const reportIntervalMs = 100;

/** Adds up what the parts of a download have, and how fast bytes arrive. */
export interface ProgressMeter {
  /** The part named `key` now has `bytes`; kept and copied bytes count as well. */
  has(key: string, bytes: number): void;
  /** Bytes that arrived just now, for the rate. */
  fetched(bytes: number): void;
  from(source: string): void;
  /** Reports the last state, whatever the interval. */
  flush(): void;
  /** The download is over: nothing is reported any more. */
  close(): void;
}

export function createProgressMeter(
  totalBytes: number,
  onProgress: (progress: PullProgress) => void,
  nowMs: () => number = () => performance.now(),
): ProgressMeter {
  const parts = new Map<string, number>();
  /** From the first byte on: what came before it, such as a request, is no part of the rate. */
  const samples: { atMs: number; bytes: number }[] = [];
  let fetchedBytes = 0;
  let source = "";
  let lastReportMs = Number.NEGATIVE_INFINITY;
  let furthestBytes = 0;
  let isClosed = false;

  function bytesPerSecond(atMs: number): number | null {
    while (samples.length > 1 && (samples[1]?.atMs ?? atMs) < atMs - rateWindowMs) samples.shift();
    const oldest = samples[0];
    if (!oldest || atMs - oldest.atMs < leastWindowMs) return null;
    return ((fetchedBytes - oldest.bytes) * 1000) / (atMs - oldest.atMs);
  }

  function report(force: boolean): void {
    const atMs = nowMs();
    if (isClosed || (!force && atMs - lastReportMs < reportIntervalMs)) return;
    lastReportMs = atMs;
    let bytesNow = 0;
    for (const bytes of parts.values()) bytesNow += bytes;
    // After a failed source the next one begins at 0; the shown progress stays until it has caught up.
    furthestBytes = Math.max(furthestBytes, Math.min(bytesNow, totalBytes));
    onProgress({
      receivedBytes: furthestBytes,
      totalBytes,
      bytesPerSecond: bytesPerSecond(atMs),
      source,
    });
    if (fetchedBytes > 0) samples.push({ atMs, bytes: fetchedBytes });
  }

  return {
    has(key, bytes) {
      parts.set(key, bytes);
      report(false);
    },
    fetched(bytes) {
      fetchedBytes += bytes;
      report(false);
    },
    from(name) {
      source = name;
      report(true);
    },
    flush: () => report(true),
    close() {
      isClosed = true;
    },
  };
}
