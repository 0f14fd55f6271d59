/** Clock adjustments (NTP) move the clock by less than this between two polls; setting the clock moves it by more. */
const jumpMs = 60_000;

export interface SteadyClockOptions {
  /** When the program was built, ms since the epoch: no right clock is before that. */
  builtMs: number;
  /** ms since the epoch. */
  wallMs: () => number;
  /** Monotonic clock, ms. */
  monotonicMs: () => number;
}

/**
 * Guards deletion by age: returns for how long, in ms, the clock has run without being set, as far as its polls can
 * tell. Restarts at 0 when the clock was set or is before the program's build time.
 */
export function watchSteadiness({ builtMs, wallMs, monotonicMs }: SteadyClockOptions): () => number {
  const offsetMs = () => wallMs() - monotonicMs();
  let since = { offsetMs: offsetMs(), monotonicMs: monotonicMs() };
  return () => {
    const hasJumped = Math.abs(offsetMs() - since.offsetMs) >= jumpMs;
    if (hasJumped || wallMs() < builtMs) since = { offsetMs: offsetMs(), monotonicMs: monotonicMs() };
    // Gradual adjustment does not count as setting the clock.
    since.offsetMs = offsetMs();
    return monotonicMs() - since.monotonicMs;
  };
}
