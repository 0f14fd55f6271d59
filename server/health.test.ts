import { expect, test } from "vitest";
import type { ModelStatus } from "../lib/protocol/server-messages";
import { healthOf } from "./health";

const model = (state: ModelStatus["state"], required = true): ModelStatus => ({
  role: "llm",
  model: "m",
  name: "M",
  kind: "embedded",
  state,
  progress: null,
  detail: null,
  languages: ["en"],
  trial: false,
  licence: null,
  required,
});

test.each([
  ["all ready", [model("ready"), model("ready")], "ok"],
  ["one loads", [model("ready"), model("loading")], "loading"],
  ["one downloads", [model("downloading"), model("ready")], "loading"],
  ["one failed, one loads", [model("failed"), model("loading")], "down"],
  ["one was stopped", [model("stopped"), model("ready")], "down"],
  ["an optional one failed", [model("ready"), model("failed", false)], "ok"],
] as const)("%s → %s", (_, models, status) => expect(healthOf([...models]).status).toBe(status));
