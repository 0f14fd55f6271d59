import { setTimeout as sleep } from "node:timers/promises";

/**
 * Waits until each step of an answer is due: `firstMs`, then `stepMs` apart. Due times count from the start of the
 * call, so a late timer does not push the rest of the answer back.
 */
export function createPace(firstMs: number, stepMs: number, signal: AbortSignal): () => Promise<void> {
  let dueMs = performance.now() + firstMs;
  return async () => {
    const leftMs = dueMs - performance.now();
    dueMs += stepMs;
    if (leftMs > 0) await sleep(leftMs, undefined, { signal });
  };
}
