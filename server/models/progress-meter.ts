import type { PullProgress } from "./contract";

/** Long enough to be calm, short enough to follow a change. */
const rateWindowMs = 5_000;
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
}

export function createProgressMeter(
  totalBytes: number,
  onProgress: (progress: PullProgress) => void,
  nowMs: () => number = () => performance.now(),
): ProgressMeter {
  const parts = new Map<string, number>();
  const samples: { atMs: number; bytes: number }[] = [{ atMs: nowMs(), bytes: 0 }];
  let fetchedBytes = 0;
  let source = "";
  let lastReportMs = Number.NEGATIVE_INFINITY;

  function bytesPerSecond(atMs: number): number | null {
    while (samples.length > 1 && (samples[1]?.atMs ?? atMs) < atMs - rateWindowMs) samples.shift();
    const oldest = samples[0];
    if (!oldest || atMs - oldest.atMs < 500 || fetchedBytes === 0) return null;
    return ((fetchedBytes - oldest.bytes) * 1000) / (atMs - oldest.atMs);
  }

  function report(force: boolean): void {
    const atMs = nowMs();
    if (!force && atMs - lastReportMs < reportIntervalMs) return;
    lastReportMs = atMs;
    let receivedBytes = 0;
    for (const bytes of parts.values()) receivedBytes += bytes;
    onProgress({
      receivedBytes: Math.min(receivedBytes, totalBytes),
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
  };
}
