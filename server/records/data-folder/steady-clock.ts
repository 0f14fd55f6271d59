/** A clock that is kept right moves by less between two looks; one that is set moves by more. */
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
 * For what is removed for good by its age: answers for how long the clock has gone by itself, plausibly, ms, as far as the looks
 * tell. It begins anew at 0 when the clock was set, or is before the program's own time.
 */
export function watchSteadiness({ builtMs, wallMs, monotonicMs }: SteadyClockOptions): () => number {
  const offsetMs = () => wallMs() - monotonicMs();
  let since = { offsetMs: offsetMs(), monotonicMs: monotonicMs() };
  return () => {
    const hasJumped = Math.abs(offsetMs() - since.offsetMs) >= jumpMs;
    if (hasJumped || wallMs() < builtMs) since = { offsetMs: offsetMs(), monotonicMs: monotonicMs() };
    // A clock that is set right little by little is not one that was set.
    since.offsetMs = offsetMs();
    return monotonicMs() - since.monotonicMs;
  };
}
