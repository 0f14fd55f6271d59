import { type Clocks, detectJumps } from "../../platform/self-check/clock-jump";

export interface SteadyClockOptions extends Clocks {
  /** When the program was built, ms since the epoch; a clock that shows an earlier time is wrong. */
  builtMs: number;
}

/**
 * Guards deletion by age: returns a function that says for how long, in ms, the clock has run without being set, as far
 * as the calls can tell. It restarts at 0 when the clock was set or shows a time before the program was built.
 */
export function watchSteadiness({ builtMs, wallMs, monotonicMs }: SteadyClockOptions): () => number {
  const jumpedByMs = detectJumps({ wallMs, monotonicMs });
  let sinceMs = monotonicMs();
  return () => {
    if (jumpedByMs() !== 0 || wallMs() < builtMs) sinceMs = monotonicMs();
    return monotonicMs() - sinceMs;
  };
}
