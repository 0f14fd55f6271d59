import { describe, expect, it } from "vitest";
import type { ModelStatus } from "@/lib/models";
import { modelStatus } from "@/lib/testing/model-status";
import { reasonOf, systemState } from "./health";

const model = (state: ModelStatus["state"], required = true) => modelStatus({ state, required });

describe("systemState", () => {
  it("is well only when every model is ready", () => {
    expect(systemState({ status: "ok", models: [model("ready")] }, false)).toBe("well");
    expect(systemState({ status: "ok", models: [model("ready"), model("failed", false)] }, false)).toBe("degraded");
  });

  it("says of a model that was unloaded that the next question loads it", () => {
    const unloaded = modelStatus({ state: "waiting", detail_code: "unloaded" });
    const health = { status: "ok" as const, models: [model("ready"), unloaded] };
    expect(systemState(health, false)).toBe("degraded");
    expect(reasonOf("degraded", health)).toBe("unloaded");
    expect(reasonOf("degraded", { ...health, models: [model("failed", false), unloaded] })).toBe("degraded");
    expect(reasonOf("degraded", { ...health, models: [model("failed", false)] })).toBe("degraded");
  });

  it("passes `loading` and `down` on", () => {
    expect(systemState({ status: "loading", models: [model("downloading")] }, false)).toBe("loading");
    expect(systemState({ status: "down", models: [model("failed")] }, false)).toBe("down");
  });

  it("is limited while space is short or the clock is wrong, and says when nothing can be stored", () => {
    const room = { free_mib: 100, models_free_mib: null };
    const health = { status: "ok" as const, models: [model("ready")] };
    expect(systemState({ ...health, storage: { state: "low", ...room } }, false)).toBe("degraded");
    expect(systemState({ ...health, clock: { state: "behind", off_by_s: 9 } }, false)).toBe("degraded");
    expect(
      systemState({ ...health, storage: { state: "ok", ...room }, clock: { state: "ok", off_by_s: null } }, false),
    ).toBe("well");
    expect(reasonOf("down", { ...health, storage: { state: "full", ...room } })).toBe("cannotStore");
    expect(reasonOf("down", { ...health, storage: { state: "low", ...room } })).toBe("down");
    expect(reasonOf("unreachable", undefined)).toBe("unreachable");
  });

  it("is limited while a language is not answered, heard or spoken", () => {
    const health = { status: "ok" as const, models: [model("ready")] };
    const languages = (missing: ("stt" | "llm" | "tts")[]) => [{ language: "zh-TW" as const, missing }];
    expect(systemState({ ...health, languages: languages(["llm"]) }, false)).toBe("degraded");
    expect(systemState({ ...health, languages: languages([]) }, false)).toBe("well");
  });

  it("tells a lost connection from a first request without an answer yet", () => {
    expect(systemState({ status: "ok", models: [] }, true)).toBe("unreachable");
    expect(systemState(undefined, false)).toBe("checking");
  });
});
