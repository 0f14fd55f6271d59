import { describe, expect, test } from "vitest";
import type { ModelStatus } from "../../../lib/models";
import { endedTurn } from "../../../lib/testing/ended-turn";
import { modelStatus } from "../../../lib/testing/model-status";
import { createMetrics, type Metrics, tellAll } from "./metrics";
import type { MetricSources } from "./scraped-metrics";
import { parseExposition, sampleOf } from "./testing/exposition";
import { idlePages } from "./testing/idle-pages";

const model = (state: ModelStatus["state"], name: string) => modelStatus({ model: name, name, kind: "remote", state });
const idle = { slots: 1, busy: 0, waiting: 0 };
const sources = (changes: Partial<MetricSources> = {}): MetricSources => ({
  version: "1.2.3",
  sessions: () => ({ maxSessions: 5, active: 4, waiting: 1, connected: 7 }),
  modelCalls: () => ({ stt: idle, llm: { slots: 5, busy: 3, waiting: 2 }, tts: idle }),
  models: () => [model("ready", "qwen"), model("loading", 'a "quoted" \\ name\nof two lines')],
  restarts: () => [{ role: "llm", restarts: 2 }],
  gpus: () => null,
  serviceLevel: () => "full",
  storage: () => ({ state: "low", free_mib: 512, models_free_mib: null }),
  clock: () => ({ state: "ok", off_by_s: null }),
  pages: () => idlePages,
  ...changes,
});
const turn = endedTurn({ timings: { ...endedTurn().timings, e2e_ms: null } });

function metricsOf(sources: MetricSources): Metrics {
  const metrics = createMetrics();
  metrics.observe(sources);
  return metrics;
}

const scrape = async (metrics: Metrics) => parseExposition(await metrics.exposition());

describe("the exposition", () => {
  test("is valid for Prometheus, before and after any event", async () => {
    const metrics = metricsOf(
      sources({
        gpus: () => ({
          readable: true,
          cards: [
            { index: 0, totalMiB: 24_576, usedMiB: 9_812, budgetMiB: 15_155, utilizationPercent: 37, alert: true },
          ],
        }),
      }),
    );
    await scrape(metrics);
    metrics.turnEnded("completed", turn);
    metrics.modelCallEnded({ role: "tts", purpose: "speech", waitedMs: 3, heldMs: 400 });
    metrics.errorTold("at_capacity");
    metrics.serviceLevelChanged({ level: "fast", reason: "vram" });
    await scrape(metrics);
    expect(metrics.contentType).toMatch(/^text\/plain; version=0\.0\.4/);
  });

  test("keeps to the conventions of names and units", async () => {
    const own = [...(await scrape(metricsOf(sources())))].filter(([name]) => name.startsWith("avatar_"));
    for (const [name, { type, help }] of own) {
      expect(name).toMatch(/^avatar_[a-z_]+$/);
      expect(name.endsWith("_total")).toBe(type === "counter");
      expect(name).not.toMatch(/_(ms|mib|percent|milliseconds)(_|$)/);
      expect(help).toMatch(/\.$/);
      if (type === "histogram") expect(name).toMatch(/_seconds$/);
    }
    expect(own.length).toBeGreaterThan(15);
  });

  test("has metrics of the process and of the event loop", async () => {
    const families = await scrape(metricsOf(sources()));
    expect(sampleOf(families, "process_resident_memory_bytes")).toBeGreaterThan(1_000_000);
    expect(families.has("nodejs_eventloop_lag_p99_seconds")).toBe(true);
  });
});

test("each subscriber is told the events that it knows, in order", () => {
  const heard: string[] = [];
  const events = tellAll([
    { turnEnded: (outcome, { voice }) => heard.push(`first ${outcome} ${voice}`) },
    { errorTold: (code) => heard.push(`second ${code}`) },
    { turnEnded: (outcome) => heard.push(`third ${outcome}`) },
  ]);
  events.turnEnded("completed", turn);
  events.errorTold("internal");
  events.turnRefused();
  expect(heard).toEqual(["first completed builtin:heart", "third completed", "second internal"]);
});

describe("events are counted", () => {
  test("turns by outcome; an outcome without a turn is 0", async () => {
    const metrics = metricsOf(sources());
    metrics.turnEnded("completed", turn);
    metrics.turnEnded("completed", turn);
    metrics.turnEnded("failed", turn);
    const families = await scrape(metrics);
    const turns = (outcome: string) => sampleOf(families, "avatar_turns_total", { outcome });
    expect([turns("completed"), turns("failed"), turns("interrupted"), turns("lost")]).toEqual([2, 1, 0, 0]);
  });

  test("stages in seconds; a stage that did not happen is not counted", async () => {
    const metrics = metricsOf(sources());
    metrics.turnEnded("completed", turn);
    const families = await scrape(metrics);
    const stage = (suffix: string, labels: Record<string, string>) =>
      sampleOf(families, `avatar_turn_stage_seconds_${suffix}`, labels);
    expect(stage("sum", { stage: "first_audio" })).toBeCloseTo(1.3);
    expect(stage("bucket", { stage: "first_audio", le: "1.5" })).toBe(1);
    expect(stage("bucket", { stage: "first_audio", le: "1.25" })).toBe(0);
    expect(stage("count", { stage: "e2e" })).toBeUndefined();
  });

  test("every service level has a bucket that ends on it", async () => {
    const metrics = metricsOf(sources());
    metrics.turnEnded("completed", endedTurn({ timings: { ...turn.timings, e2e_ms: 3_000 } }));
    const families = await scrape(metrics);
    const targets = { stt: "0.6", ttft: "0.8", tts_first: "1.5", first_audio: "1.5", e2e: "3.5" };
    for (const [stage, le] of Object.entries(targets)) {
      expect(sampleOf(families, "avatar_turn_stage_seconds_bucket", { stage, le })).toBe(1);
    }
  });

  test("model calls, errors and changes of the service level", async () => {
    const metrics = metricsOf(sources());
    metrics.modelCallEnded({ role: "tts", purpose: "speech", waitedMs: 250, heldMs: 700 });
    metrics.errorTold("at_capacity");
    metrics.serviceLevelChanged({ level: "fast", reason: "latency" });
    metrics.serviceLevelChanged({ level: "full", reason: null });
    const families = await scrape(metrics);
    const call = { role: "tts", purpose: "speech" };
    expect(sampleOf(families, "avatar_model_call_wait_seconds_sum", call)).toBeCloseTo(0.25);
    expect(sampleOf(families, "avatar_model_call_hold_seconds_sum", call)).toBeCloseTo(0.7);
    expect(sampleOf(families, "avatar_errors_total", { code: "at_capacity" })).toBe(1);
    expect(sampleOf(families, "avatar_errors_total", { code: "internal" })).toBe(0);
    expect(sampleOf(families, "avatar_degradations_total", { to: "fast", reason: "latency" })).toBe(1);
    expect(sampleOf(families, "avatar_degradations_total", { to: "full", reason: "none" })).toBe(1);
  });
});

describe("present values are read at each scrape", () => {
  test("sessions, calls, models, restarts, service level", async () => {
    let level: ReturnType<MetricSources["serviceLevel"]> = "full";
    let models = [model("ready", "qwen"), model("loading", "other")];
    const metrics = metricsOf(sources({ serviceLevel: () => level, models: () => models }));
    const first = await scrape(metrics);
    expect(sampleOf(first, "avatar_build_info", { version: "1.2.3", node: process.version })).toBe(1);
    expect(sampleOf(first, "avatar_session_slots")).toBe(5);
    expect(sampleOf(first, "avatar_sessions", { state: "active" })).toBe(4);
    expect(sampleOf(first, "avatar_sessions", { state: "waiting" })).toBe(1);
    expect(sampleOf(first, "avatar_sessions", { state: "connected" })).toBe(7);
    expect(sampleOf(first, "avatar_model_calls", { role: "llm", state: "running" })).toBe(3);
    expect(sampleOf(first, "avatar_model_calls", { role: "llm", state: "waiting" })).toBe(2);
    expect(sampleOf(first, "avatar_model_slots", { role: "llm" })).toBe(5);
    expect(sampleOf(first, "avatar_model_ready", { role: "llm", model: "qwen" })).toBe(1);
    expect(sampleOf(first, "avatar_model_ready", { role: "llm", model: "other" })).toBe(0);
    expect(sampleOf(first, "avatar_model_restarts_total", { role: "llm" })).toBe(2);
    expect(sampleOf(first, "avatar_degradation_level")).toBe(0);

    level = "text_only";
    models = [model("failed", "qwen")];
    const second = await scrape(metrics);
    expect(sampleOf(second, "avatar_degradation_level")).toBe(4);
    expect(sampleOf(second, "avatar_model_ready", { role: "llm", model: "qwen" })).toBe(0);
    expect(sampleOf(second, "avatar_model_ready", { role: "llm", model: "other" })).toBeUndefined();
    expect(sampleOf(second, "avatar_model_restarts_total", { role: "llm" })).toBe(2);
  });

  test("cards in bytes; an unknown value is left out, never 0", async () => {
    let gpus: ReturnType<MetricSources["gpus"]> = {
      readable: true,
      cards: [
        { index: 0, totalMiB: 24_576, usedMiB: 0, budgetMiB: null, utilizationPercent: 37, alert: false },
        { index: 1, totalMiB: null, usedMiB: null, budgetMiB: 4_096, utilizationPercent: null, alert: true },
      ],
    };
    const metrics = metricsOf(sources({ gpus: () => gpus }));
    const families = await scrape(metrics);
    const bytes = (gpu: string, kind: string) => sampleOf(families, "avatar_gpu_memory_bytes", { gpu, kind });
    expect(bytes("0", "total")).toBe(24 * 1_024 ** 3);
    expect(bytes("0", "used")).toBe(0);
    expect(bytes("0", "budget")).toBeUndefined();
    expect(bytes("1", "used")).toBeUndefined();
    expect(bytes("1", "budget")).toBe(4 * 1_024 ** 3);
    expect(sampleOf(families, "avatar_gpu_utilization_ratio", { gpu: "0" })).toBe(0.37);
    expect(sampleOf(families, "avatar_gpu_utilization_ratio", { gpu: "1" })).toBeUndefined();
    expect(sampleOf(families, "avatar_vram_alert", { gpu: "1" })).toBe(1);
    expect(sampleOf(families, "avatar_gpu_readable")).toBe(1);

    expect(sampleOf(families, "avatar_gpu_unreadable_cards")).toBe(0);
    gpus = { readable: true, unreadableCards: 1, cards: [] };
    expect(sampleOf(await scrape(metrics), "avatar_gpu_unreadable_cards")).toBe(1);

    gpus = { readable: false, cards: [] };
    expect(sampleOf(await scrape(metrics), "avatar_gpu_readable")).toBe(0);
    gpus = null;
    const none = await scrape(metrics);
    expect(sampleOf(none, "avatar_gpu_readable")).toBeUndefined();
    expect(none.get("avatar_gpu_memory_bytes")?.samples).toEqual([]);
  });
});
