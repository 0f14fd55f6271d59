/** Exponential backoff: how long to wait after failures in a row. The pause doubles with each further failure. */
export interface Backoff {
  /** After the first failure. */
  firstMs: number;
  /** The longest pause. */
  maxMs: number;
  /** The pause is multiplied by a random number between these two; by 1 by default. */
  spread?: readonly [least: number, most: number];
}

/** The pause after `failures` ≥ 1 failures in a row, ms. `random` is in [0, 1). */
export function backoffMs(
  { firstMs, maxMs, spread = [1, 1] }: Backoff,
  failures: number,
  random = Math.random(),
): number {
  const [least, most] = spread;
  return Math.min(maxMs, firstMs * 2 ** (failures - 1)) * (least + (most - least) * random);
}
