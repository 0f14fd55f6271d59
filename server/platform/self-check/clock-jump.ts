/** Adjustments by NTP move the clock by less than this between two calls; setting it moves it by more. */
const jumpMs = 60_000;

export interface Clocks {
  /** The machine's clock, which people can set; ms since the epoch. */
  wallMs: () => number;
  /** Monotonic clock, ms. */
  monotonicMs: () => number;
}

/** Returns a function that says by how many ms the machine's clock was set since the last call; 0 when it was not. */
export function detectJumps({ wallMs, monotonicMs }: Clocks): () => number {
  const offsetMs = () => wallMs() - monotonicMs();
  let lastOffsetMs = offsetMs();
  return () => {
    const currentOffsetMs = offsetMs();
    const byMs = currentOffsetMs - lastOffsetMs;
    lastOffsetMs = currentOffsetMs;
    return Math.abs(byMs) >= jumpMs ? byMs : 0;
  };
}
