import { describe, expect, it } from "vitest";
import type { ModelStatus } from "@/lib/protocol/server-messages";
import { modelStatus } from "@/lib/protocol/testing/model-status";
import { systemState } from "./health";

const model = (state: ModelStatus["state"], required = true) => modelStatus({ state, required });

describe("systemState", () => {
  it("is well only when every model is ready", () => {
    expect(systemState({ status: "ok", models: [model("ready")] }, false)).toBe("well");
    expect(systemState({ status: "ok", models: [model("ready"), model("failed", false)] }, false)).toBe("degraded");
  });

  it("passes on loading and down", () => {
    expect(systemState({ status: "loading", models: [model("downloading")] }, false)).toBe("loading");
    expect(systemState({ status: "down", models: [model("failed")] }, false)).toBe("down");
  });

  it("tells a lost connection from a first question", () => {
    expect(systemState({ status: "ok", models: [] }, true)).toBe("unreachable");
    expect(systemState(undefined, false)).toBe("checking");
  });
});
