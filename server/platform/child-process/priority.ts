import { readdirSync } from "node:fs";
import { setPriority } from "node:os";

/**
 * Puts a process below others, all its threads; those that they make later inherit it. `niceness` is 1–19. Answers why that was
 * refused: then nothing is lost but order. Null: done.
 */
export function lowerPriority(pid: number, niceness: number): unknown {
  let refusal: unknown = null;
  for (const id of threadsOf(pid)) {
    try {
      setPriority(id, niceness);
    } catch (error) {
      refusal ??= error;
    }
  }
  return refusal;
}

/** Linux counts a priority for each thread, other systems for the process. */
function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid];
  }
}
