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
  /** A probe without an answer after this time counts as missed, ms. */
  timeoutMs: number;
}

export interface HealthWatchOptions {
  child: Child;
  /** On 127.0.0.1. */
  port: number;
  /** A server of another data folder that answers on this port is not ours. */
  dataDir: string;
  policy: HealthPolicy;
  /** After this many missed probes in a row the server counts as hung. */
  maxMisses: number;
  calls: ServedCalls;
  /** False once another child has taken its place. */
  isCurrent: () => boolean;
  /** Whether its machine is in the state `ready`. */
  isReady: () => boolean;
  tell: (event: MachineEvent) => void;
}

/**
 * Probes a server's health from its start to its end and reports to its machine. Once the server is ready, its stderr
 * tail is redacted: from then on its output may quote people.
 */
export async function watchHealth(options: HealthWatchOptions): Promise<void> {
  const { child, port, policy, maxMisses, calls, isCurrent, isReady, tell } = options;
  const { loadingIntervalMs, readyIntervalMs, timeoutMs } = policy;
  const probe = (signal?: AbortSignal) => checkHealth(`http://127.0.0.1:${port}`, timeoutMs, signal);
  // The time after which probes alone find that an idle server hangs.
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
    // A probe that began before the server was ready says nothing about its health now.
    else if (wasReady === isReady()) tell({ type: "unhealthy", progress, detail });
  }

  while (isCurrent() && child.isRunning()) {
    const wasReady = isReady();
    // Before it is ready it has no calls that a probe could disturb.
    const outcome = await (wasReady ? checkReady() : probe());
    if (!isCurrent()) return;
    if (outcome) tellOutcome(outcome, wasReady);
    await sleep(isReady() ? readyIntervalMs : loadingIntervalMs, undefined, { ref: false });
  }
}
