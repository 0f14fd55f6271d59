import { setTimeout as sleep } from "node:timers/promises";
import type { Child } from "../../platform/child-process/child";
import { saysOutOfMemory } from "../../platform/child-process/out-of-memory";
import { otherAvatarDetail, otherAvatarOn } from "../../platform/child-process/port";
import type { ServedCalls } from "./contract";
import { checkHealth, createQuietHealthCheck, type HealthOutcome } from "./health-check";
import type { MachineEvent } from "./process-state";

export interface HealthPolicy {
  /** Between two probes while it loads, and while it is ready, ms. */
  loadingIntervalMs: number;
  readyIntervalMs: number;
  /** Until one probe counts as missed, ms. */
  timeoutMs: number;
}

export interface HealthWatchOptions {
  child: Child;
  /** Of 127.0.0.1; the server must be one of this data folder's. */
  port: number;
  dataDir: string;
  policy: HealthPolicy;
  /** Probes missed in a row after which it counts as hung. */
  maxMisses: number;
  calls: ServedCalls;
  /** False once another child took its place. */
  isCurrent: () => boolean;
  /** Whether its machine takes it for ready now. */
  isReady: () => boolean;
  tell: (event: MachineEvent) => void;
}

/**
 * Probes a server's health from its start to its end, and tells its machine what was found. Redacts its tail once it is
 * ready.
 */
export async function watchHealth(options: HealthWatchOptions): Promise<void> {
  const { child, port, policy, maxMisses, calls, isCurrent, isReady, tell } = options;
  const { loadingIntervalMs, readyIntervalMs, timeoutMs } = policy;
  const probe = (signal?: AbortSignal) => checkHealth(`http://127.0.0.1:${port}`, timeoutMs, signal);
  // As long as it takes to find that a server hangs which nobody calls.
  const patienceMs = maxMisses * (readyIntervalMs + timeoutMs);
  const checkReady = createQuietHealthCheck(calls, probe, { patienceMs, now: () => performance.now() });

  function tellOutcome({ healthy, failed, progress, detail }: HealthOutcome, wasReady: boolean): void {
    if (healthy && !wasReady && otherAvatarOn(port, options.dataDir)) {
      tell({ type: "load_failed", failure: { reason: "port_in_use", detail: otherAvatarDetail(port) } });
    } else if (healthy) {
      if (!wasReady) child.tail.redact();
      tell({ type: "healthy" });
    } else if (failed) {
      const reason = saysOutOfMemory(detail ?? "") ? "out_of_memory" : "load_failed";
      tell({ type: "load_failed", failure: { reason, detail: detail ?? "" } });
    }
    // A probe that began before it was ready says nothing about it now.
    else if (wasReady === isReady()) tell({ type: "unhealthy", progress, detail });
  }

  while (isCurrent() && child.isRunning()) {
    const wasReady = isReady();
    // Nobody calls it before it is ready.
    const outcome = await (wasReady ? checkReady() : probe());
    if (!isCurrent()) return;
    if (outcome) tellOutcome(outcome, wasReady);
    await sleep(isReady() ? readyIntervalMs : loadingIntervalMs, undefined, { ref: false });
  }
}
