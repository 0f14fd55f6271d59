import type { CardHolder, LiveCard, ProcessName } from "../../../lib/dashboard/live-snapshot";
import type { GpuHealth } from "../../../lib/health";
import type { Logger } from "../../platform/observability/logger";
import type { MetricSources } from "../../platform/observability/scraped-metrics";
import type { ServerProcess } from "../processes/contract";
import type { InferenceSettings } from "../settings";
import { type GpuProcess, type GpuReader, type GpuState, usedFractionOf } from "./contract";
import { createGpuMonitor } from "./monitor";
import { fitsNow, type GpuRole, gpuRoles, ttsCardUsedFraction, vramAccounts } from "./vram-ledger";
import { vramPlanOf } from "./vram-plan";
import { checkVramPlan } from "./vram-plan-check";

/** The cards as the running server knows them. */
export interface WatchedGpus {
  /**
   * Calls back after each poll with used / total of the card of speech synthesis: null when it has none of ours, or
   * unknown.
   */
  onTtsCardUse(listener: (usedFraction: number | null) => void): () => void;
  health(): GpuHealth;
  metrics: MetricSources["gpus"];
  /** The cards with who holds memory on them, by the names of our processes; null where there is no card. */
  live(nameOf: ReadonlyMap<number, ProcessName>): Promise<LiveCard[] | null>;
  close(): void;
}

export interface WatchGpusOptions {
  reader: GpuReader;
  /** The processes that take memory of a card; null: none of ours. */
  processes: Record<GpuRole, Pick<ServerProcess, "status" | "onStatus"> | null>;
  logger: Logger;
}

/**
 * Watches the cards. Logs `vram_plan` whenever the findings about the plan change, and `vram_short` when a model starts
 * with less free memory than it was promised: the start is not prevented, and the line explains a later failure.
 */
export function watchGpus(config: Pick<InferenceSettings, "serving" | "gpu">, options: WatchGpusOptions): WatchedGpus {
  const { reader, processes, logger } = options;
  const plan = vramPlanOf(config);
  const monitor = createGpuMonitor({ reader, alertFraction: config.gpu.alertFraction, logger });

  let logged = new Set<string>();
  monitor.onReading((state) => {
    const findings = checkVramPlan(plan, state);
    for (const { level, message, advice } of findings) {
      if (!logged.has(message)) logger[levelOf[level]]("vram_plan", { status: level, detail: message, action: advice });
    }
    logged = new Set(findings.map(({ message }) => message));
  });

  async function pollBeforeStart(role: GpuRole): Promise<void> {
    const loaded = new Set(gpuRoles.filter((other) => processes[other]?.status().state === "ready"));
    // Read the card again: the monitor's last poll may include the memory of a process that has ended.
    const { fits, neededMiB, availableMiB } = fitsNow(role, plan, await reader.state(), loaded);
    if (fits === false) logger.warn("vram_short", { role, neededMiB, availableMiB });
  }

  const stops = gpuRoles.map((role) => {
    let before = processes[role]?.status().state;
    return processes[role]?.onStatus(({ state }) => {
      if (state === "starting" && before !== "starting") void pollBeforeStart(role);
      before = state;
    });
  });

  return {
    onTtsCardUse: (listener) => monitor.onReading((state) => listener(ttsCardUsedFraction(plan, state))),
    health: () => gpuHealth(monitor.state(), monitor.alerts().length > 0),
    metrics() {
      const state = monitor.state();
      if (state.kind === "none") return null;
      const alerts = new Set(monitor.alerts().map(({ uuid }) => uuid));
      const cards = vramAccounts(plan, state).map((account) => ({ ...account, alert: alerts.has(account.uuid) }));
      const unreadable = unreadableCards(state);
      return { readable: state.kind === "gpus", cards, ...(unreadable > 0 && { unreadableCards: unreadable }) };
    },
    async live(nameOf) {
      const state = monitor.state();
      if (state.kind === "none") return null;
      const users = state.kind === "gpus" ? await reader.processes() : null;
      const alerts = new Set(monitor.alerts().map(({ uuid }) => uuid));
      return vramAccounts(plan, state).map((account) => ({
        index: account.index,
        name: account.name,
        total_mib: account.totalMiB,
        used_mib: account.usedMiB,
        promised: account.budgets.map(({ role, miB }) => ({ role, mib: miB })),
        reserve_mib: plan.reserveMiB,
        holders: holdersOf(users?.filter(({ gpuUuid }) => gpuUuid === account.uuid) ?? [], nameOf),
        alert_fraction: config.gpu.alertFraction,
        alert: alerts.has(account.uuid),
      }));
    },
    close() {
      monitor.close();
      reader.close();
      for (const stop of stops) stop?.();
    },
  };
}

/** The memory that each of our processes holds, and what other programs hold together; the largest first. */
function holdersOf(users: readonly GpuProcess[], nameOf: ReadonlyMap<number, ProcessName>): CardHolder[] {
  const held = new Map<ProcessName | null, number>();
  for (const { pid, usedMiB } of users) {
    const name = nameOf.get(pid) ?? null;
    held.set(name, (held.get(name) ?? 0) + (usedMiB ?? 0));
  }
  const holders = [...held].map(([process, used_mib]) => ({ process, used_mib }));
  return holders.sort((a, b) => b.used_mib - a.used_mib);
}

const levelOf = { ok: "info", warning: "warn", failed: "error" } as const;

/** Cards that can't be read beside others that can. */
function unreadableCards(state: GpuState): number {
  if (state.kind !== "gpus") return 0;
  return state.gpus.filter(({ problem }) => problem !== undefined).length + (state.lost ?? []).length;
}

/** /health is open to everybody: it says how full the cards are, and neither what they are nor who uses them. */
function gpuHealth(state: GpuState, alert: boolean): GpuHealth {
  if (state.kind !== "gpus") return { state: state.kind, cards: [] };
  const cards = state.gpus.map((card) => {
    const usedFraction = usedFractionOf(card);
    return { index: card.index, memory_used_fraction: usedFraction && Math.round(usedFraction * 100) / 100 };
  });
  const unreadable = unreadableCards(state);
  return { state: alert ? "alert" : "ok", cards, ...(unreadable > 0 && { unreadable_cards: unreadable }) };
}
