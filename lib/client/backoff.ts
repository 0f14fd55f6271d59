const firstDelayMs = 500;
const longestDelayMs = 15_000;

/**
 * How long to wait before reconnect attempt `attempt` (from 1), in ms: doubles from 0.5 s to 15 s, and the second half
 * of each wait is random, so that a room full of browsers doesn't return in the same instant after a restart.
 * `random` is in [0, 1).
 */
export function reconnectDelayMs(attempt: number, random: number): number {
  const ceilingMs = Math.min(longestDelayMs, firstDelayMs * 2 ** (attempt - 1));
  return Math.round(ceilingMs / 2 + (ceilingMs / 2) * random);
}
