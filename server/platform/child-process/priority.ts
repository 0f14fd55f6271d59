import { readdirSync } from "node:fs";
import { setPriority } from "node:os";

/**
 * Lowers the CPU priority of all threads of a process; threads created later inherit it. `niceness` is 1–19. Returns
 * null on success, else the reason why the system refused; the caller may go on without the lower priority.
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

/** Linux has a priority per thread, other systems per process. */
function threadsOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [pid];
  }
}
