import { expect, test } from "vitest";
import { type StorageHealth, storageStates } from "../../lib/health";
import type { ModelStatus } from "../../lib/models";
import type { ServiceLevel } from "../../lib/service-level";
import { modelStatus } from "../../lib/testing/model-status";
import { healthOf, readHealth } from "./health";

const model = (state: ModelStatus["state"], required = true, role: ModelStatus["role"] = "llm") =>
  modelStatus({ role, state, required });

const unloaded = modelStatus({ state: "waiting", detail_code: "unloaded" });
const stored: StorageHealth = { state: "ok", free_mib: 9_000, models_free_mib: 9_000 };
const full: ServiceLevel = { level: "full", reason: null };

test.each([
  ["all ready", [model("ready"), model("ready")], "ok"],
  ["one loads", [model("ready"), model("loading")], "loading"],
  ["one downloads", [model("downloading"), model("ready")], "loading"],
  ["one was unloaded, and loads when it is needed", [model("ready"), unloaded], "ok"],
  ["one was unloaded, one loads", [model("loading"), unloaded], "loading"],
  ["one failed, one loads", [model("failed"), model("loading")], "down"],
  ["one was stopped", [model("stopped"), model("ready")], "down"],
  ["an optional one failed", [model("ready"), model("failed", false)], "ok"],
] as const)("%s → %s", (_, models, status) => expect(healthOf([...models], full, stored).status).toBe(status));

test.each([
  ["cpu_voice", "failed", "ok", false],
  ["cpu_voice", "loading", "ok", false],
  ["text_only", "failed", "down", true],
  ["text_only", "loading", "loading", true],
  // The model reports ready, and yet every synthesis fails.
  ["text_only", "ready", "down", true],
] as const)(
  "level %s while the chosen voice is %s → %s; the voice is required unless the embedded one replaces it",
  (level, state, status, required) => {
    const service: ServiceLevel = { level, reason: "model_failed" };
    const report = healthOf([model("ready"), model(state, true, "tts")], service, stored);
    expect(report).toMatchObject({ status, service, models: [{ required: true }, { role: "tts", required }] });
  },
);

test("it says what is missing in which language, which does not change the status", () => {
  const both = (role: ModelStatus["role"]) => modelStatus({ role, languages: ["zh-TW", "en"] });
  const report = healthOf([both("stt"), modelStatus({ role: "llm", languages: ["en"] }), both("tts")], full, stored);
  expect(report).toMatchObject({
    status: "ok",
    languages: [
      { language: "zh-TW", missing: ["llm"] },
      { language: "en", missing: [] },
    ],
  });
});

test.each(storageStates.map((state) => [state] as const))("storage that is %s", (state) => {
  const storage = { ...stored, state };
  const status = ["ok", "low", "busy"].includes(state) ? "ok" : "down";
  expect(healthOf([model("ready")], full, storage)).toMatchObject({ status, storage });
});

test("the report names what is wrong with models, voice, storage, cards and clock, and what still comes", () => {
  const storage = { ...stored, state: "read_only" } as const;
  const service: ServiceLevel = { level: "cpu_voice", reason: "model_failed" };
  const gpu = { state: "alert", cards: [{ index: 0, memory_used_fraction: 0.98 }] } as const;
  const clock = { state: "behind", off_by_s: 86_400 } as const;
  const download = { model: "whisper-base", received_bytes: 10, total_bytes: 80, seconds_left: 7 };
  const report = readHealth({
    models: { all: () => [model("ready")] },
    voice: { level: () => service },
    storage: { report: () => storage },
    gpus: { health: () => ({ ...gpu, cards: [...gpu.cards] }) },
    clock: { report: () => clock },
    downloads: { report: () => download },
  });
  expect(report).toMatchObject({
    status: "down",
    models: [{ state: "ready" }],
    service,
    storage,
    gpu,
    clock,
    download,
  });
});
