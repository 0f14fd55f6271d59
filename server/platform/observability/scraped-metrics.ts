import { Counter, Gauge, type Registry } from "prom-client";
import { type ClockHealth, canStore, type StorageHealth } from "../../../lib/health";
import { type ModelRole, type ModelStatus, modelRoles } from "../../../lib/models";
import { type ServiceLevel, serviceLevels } from "../../../lib/service-level";

export interface CardMetrics {
  index: number;
  totalMiB: number | null;
  usedMiB: number | null;
  budgetMiB: number | null;
  utilizationPercent: number | null;
  alert: boolean;
}

/** The present values, read at each scrape, so that no value is stored twice. */
export interface MetricSources {
  version: string;
  sessions(): { maxSessions: number; active: number; waiting: number; connected: number };
  modelCalls(): Record<ModelRole, { slots: number; busy: number; waiting: number }>;
  models(): readonly ModelStatus[];
  /** How often each model process was started after its first start; empty where AVATAR starts none. */
  restarts(): readonly { role: ModelRole; restarts: number }[];
  /** Null where there is no card. `readable` is false where cards may exist but can't be read. */
  gpus(): { readable: boolean; unreadableCards?: number; cards: readonly CardMetrics[] } | null;
  serviceLevel(): ServiceLevel["level"];
  storage(): StorageHealth;
  clock(): ClockHealth;
  pages(): PagesMetrics;
}

/** The process that renders the pages, and the queue in front of it. */
export interface PagesMetrics {
  requests: { running: number; waiting: number };
  /** Requests answered with 503: too many were waiting, or they had waited too long. */
  rejected: number;
  residentBytes: number;
  restarts: { crash: number; memory: number };
}

interface Sample {
  labels: Record<string, string | number>;
  /** Null when unknown: the sample is left out, never 0. */
  value: number | null;
}

/** Registers the gauges and counters whose values are read at each scrape. */
export function registerScrapedMetrics(sources: MetricSources, registry: Registry): void {
  const registers = [registry];

  function gauge(name: string, help: string, labelNames: string[], samples: () => Sample[]): void {
    new Gauge({
      name,
      help,
      labelNames,
      registers,
      collect() {
        this.reset();
        // For a metric without labels, the reset leaves a 0 behind.
        if (labelNames.length === 0) this.remove();
        for (const { labels, value } of samples()) {
          if (value !== null) this.set(labels, value);
        }
      },
    });
  }

  gauge("avatar_build_info", "Always 1; the labels say what runs.", ["version", "node"], () => [
    { labels: { version: sources.version, node: process.version }, value: 1 },
  ]);

  gauge("avatar_sessions", "Voice sessions that talk or wait for a place; connected clients.", ["state"], () => {
    const { active, waiting, connected } = sources.sessions();
    return Object.entries({ active, waiting, connected }).map(([state, value]) => ({ labels: { state }, value }));
  });
  gauge("avatar_session_slots", "Voice sessions that may talk at the same time.", [], () => [
    { labels: {}, value: sources.sessions().maxSessions },
  ]);

  gauge("avatar_model_calls", "Model calls that run or wait now.", ["role", "state"], () => {
    const calls = sources.modelCalls();
    return modelRoles.flatMap((role) => [
      { labels: { role, state: "running" }, value: calls[role].busy },
      { labels: { role, state: "waiting" }, value: calls[role].waiting },
    ]);
  });
  gauge("avatar_model_slots", "Model calls that may run at the same time.", ["role"], () => {
    const calls = sources.modelCalls();
    return modelRoles.map((role) => ({ labels: { role }, value: calls[role].slots }));
  });
  gauge("avatar_model_ready", "1 while the model answers, else 0.", ["role", "model"], () =>
    sources.models().map(({ role, model, state }) => ({ labels: { role, model }, value: state === "ready" ? 1 : 0 })),
  );
  new Counter({
    name: "avatar_model_restarts_total",
    help: "Starts of a model's process after its first one.",
    labelNames: ["role"],
    registers,
    collect() {
      this.reset();
      for (const { role, restarts } of sources.restarts()) this.inc({ role }, restarts);
    },
  });

  const cards = () => sources.gpus()?.cards ?? [];
  gauge(
    "avatar_gpu_readable",
    "1 when nvidia-smi tells about the cards, 0 when it fails; no value without a card.",
    [],
    () => {
      const gpus = sources.gpus();
      return gpus ? [{ labels: {}, value: gpus.readable ? 1 : 0 }] : [];
    },
  );
  gauge("avatar_gpu_unreadable_cards", "Cards that can't be read beside others that can.", [], () => {
    const gpus = sources.gpus();
    return gpus ? [{ labels: {}, value: gpus.unreadableCards ?? 0 }] : [];
  });
  gauge(
    "avatar_gpu_memory_bytes",
    "Memory of each card: total, used, and promised to models (budget).",
    ["gpu", "kind"],
    () =>
      cards().flatMap(({ index, totalMiB, usedMiB, budgetMiB }) =>
        Object.entries({ total: totalMiB, used: usedMiB, budget: budgetMiB }).map(([kind, miB]) => ({
          labels: { gpu: index, kind },
          value: miB === null ? null : miB * 1_048_576,
        })),
      ),
  );
  gauge("avatar_gpu_utilization_ratio", "Part of the time in which each card was busy, 0 to 1.", ["gpu"], () =>
    cards().map(({ index, utilizationPercent }) => ({
      labels: { gpu: index },
      value: utilizationPercent === null ? null : utilizationPercent / 100,
    })),
  );
  gauge("avatar_vram_alert", "1 while a card's memory is above the alert line.", ["gpu"], () =>
    cards().map(({ index, alert }) => ({ labels: { gpu: index }, value: alert ? 1 : 0 })),
  );

  gauge("avatar_pages_requests", "Requests of pages and REST that are worked on or wait.", ["state"], () =>
    Object.entries(sources.pages().requests).map(([state, value]) => ({ labels: { state }, value })),
  );
  gauge("avatar_pages_resident_bytes", "Memory of the pages' process.", [], () => [
    { labels: {}, value: sources.pages().residentBytes },
  ]);
  new Counter({
    name: "avatar_pages_rejected_total",
    help: "Requests of pages and REST answered with 503: too many, or they waited for too long.",
    registers,
    collect() {
      this.reset();
      this.inc(sources.pages().rejected);
    },
  });
  new Counter({
    name: "avatar_pages_restarts_total",
    help: "Starts of the pages' process after its first one, by why it ended.",
    labelNames: ["reason"],
    registers,
    collect() {
      this.reset();
      for (const [reason, count] of Object.entries(sources.pages().restarts)) this.inc({ reason }, count);
    },
  });

  gauge("avatar_storage_ok", "1 while turns can be stored, else 0.", [], () => [
    { labels: {}, value: canStore(sources.storage()) ? 1 : 0 },
  ]);
  gauge("avatar_disk_free_bytes", "Room on the disk of each folder.", ["folder"], () => {
    const { free_mib, models_free_mib } = sources.storage();
    return Object.entries({ data: free_mib, models: models_free_mib }).map(([folder, mib]) => ({
      labels: { folder },
      value: mib === null ? null : mib * 1_048_576,
    }));
  });
  gauge("avatar_clock_ok", "1 while the clock can be right, 0 when it is behind or was set.", [], () => [
    { labels: {}, value: sources.clock().state === "ok" ? 1 : 0 },
  ]);

  gauge(
    "avatar_degradation_level",
    `How far the voice is degraded: ${serviceLevels.map((level, at) => `${at} ${level}`).join(", ")}.`,
    [],
    () => [{ labels: {}, value: serviceLevels.indexOf(sources.serviceLevel()) }],
  );
}
