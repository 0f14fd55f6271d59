import { backoffMs } from "../../../lib/backoff";
import { Listeners } from "../../../lib/listeners";
import type { Logger } from "../../platform/observability/logger";
import {
  type GpuMonitor,
  type GpuProcess,
  type GpuReader,
  type GpuReading,
  type GpuState,
  usedFractionOf,
  type VramAlert,
} from "./contract";
import { type AlertState, nextAlert, noAlert } from "./vram-alert";

export interface GpuMonitorOptions {
  reader: GpuReader;
  /** Used / total at which the alert is raised. */
  alertFraction: number;
  logger: Logger;
  /** From the end of one poll to the next, ms. */
  pollMs?: number;
  /** The same where there is no card; also the longest pause while no card can be read. */
  idlePollMs?: number;
}

interface WatchedCard extends AlertState {
  alert: VramAlert | null;
}

/** Polls the cards every two seconds, one poll at a time, and logs `vram_alert` and `vram_alert_cleared`. */
export function createGpuMonitor({
  reader,
  alertFraction,
  logger,
  pollMs = 2_000,
  idlePollMs = 60_000,
}: GpuMonitorOptions): GpuMonitor {
  let state: GpuState = { kind: "unknown", reason: "nvidia-smi was not asked yet" };
  let cards = new Map<string, WatchedCard>();
  let timer: NodeJS.Timeout | undefined;
  /** Number of polls in a row that read no card. */
  let pollsWithoutCards = 0;
  let closed = false;
  const listeners = new Listeners<GpuState>();

  async function poll(): Promise<void> {
    const before = state;
    const now = await reader.state();
    if (closed) return;
    state = now;
    logChange(before, now);
    if (now.kind === "gpus") await watch(now.gpus);
    if (closed) return;
    listeners.tell(() => now);
    // `unref`: a server that stops does not wait for the next poll.
    timer = setTimeout(poll, waitMs(now)).unref();
  }

  /** A card that can't be read may be back in a moment, or only after a reboot, so the pauses grow. */
  function waitMs(now: GpuState): number {
    pollsWithoutCards = now.kind === "gpus" ? 0 : pollsWithoutCards + 1;
    if (now.kind === "gpus") return pollMs;
    return now.kind === "none" ? idlePollMs : backoffMs({ firstMs: 2 * pollMs, maxMs: idlePollMs }, pollsWithoutCards);
  }

  function logChange(before: GpuState, now: GpuState): void {
    const isSame = before.kind === now.kind && ("reason" in before ? before.reason : "") === reasonOf(now);
    logProblems(before, now);
    if (isSame) return;
    if (now.kind === "unknown") logger.warn("gpu_unreadable", { reason: now.reason });
    else if (now.kind === "none") logger.info("gpu_none", { reason: now.reason });
    else logger.info("gpu_found", { gpus: now.gpus.map(({ index, name, totalMiB }) => ({ index, name, totalMiB })) });
  }

  /** Logs cards that can't be read beside others that can, each problem once. */
  function logProblems(before: GpuState, now: GpuState): void {
    const known = new Set(problemsOf(before).map(({ gpu, reason }) => `${gpu} ${reason}`));
    for (const problem of problemsOf(now)) {
      if (!known.has(`${problem.gpu} ${problem.reason}`)) logger.warn("gpu_unreadable", problem);
    }
  }

  async function watch(gpus: readonly GpuReading[]): Promise<void> {
    const raised: GpuReading[] = [];
    cards = new Map(
      gpus.map((gpu) => {
        const before = cards.get(gpu.uuid) ?? { ...noAlert, alert: null };
        const next = nextAlert(before, usedFractionOf(gpu), alertFraction);
        if (next.raised && !before.raised) raised.push(gpu);
        if (!next.raised && before.alert) logCleared(gpu, before.alert);
        const alert = before.alert ?? { uuid: gpu.uuid, sinceMs: Date.now() };
        return [gpu.uuid, { ...next, alert: next.raised ? alert : null }];
      }),
    );
    if (raised.length === 0) return;
    const processes = await reader.processes();
    for (const gpu of raised) logRaised(gpu, processes);
  }

  function logRaised(gpu: GpuReading, processes: readonly GpuProcess[] | null): void {
    const users = processes?.filter((each) => each.gpuUuid === gpu.uuid) ?? null;
    logger.warn("vram_alert", {
      ...usageOf(gpu),
      alertFraction,
      processes: users?.map(({ pid, usedMiB }) => ({ pid, usedMiB })) ?? null,
    });
  }

  function logCleared(gpu: GpuReading, { sinceMs }: VramAlert): void {
    logger.info("vram_alert_cleared", { ...usageOf(gpu), duration_ms: Date.now() - sinceMs });
  }

  void poll();
  return {
    state: () => state,
    alerts: () => [...cards.values()].flatMap(({ alert }) => alert ?? []),
    onReading: (listener) => listeners.add(listener),
    close() {
      closed = true;
      clearTimeout(timer);
      listeners.clear();
    },
  };
}

const reasonOf = (state: GpuState) => ("reason" in state ? state.reason : "");

function problemsOf(state: GpuState): { gpu: number | string | null; reason: string }[] {
  if (state.kind !== "gpus") return [];
  const broken = state.gpus.flatMap(({ index, problem }) =>
    problem === undefined ? [] : { gpu: index, reason: problem },
  );
  return [...broken, ...(state.lost ?? []).map(({ name, problem }) => ({ gpu: name, reason: problem }))];
}

const usageOf = ({ index, uuid, usedMiB, totalMiB }: GpuReading) => ({ gpu: index, uuid, usedMiB, totalMiB });
