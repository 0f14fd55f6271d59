import { expect, it } from "vitest";
import type { ModelStatus } from "../models";
import { modelStatus } from "../testing/model-status";
import { hasOneVoiceModel, modelsFor, turnModels } from "./model-choice";

const model = (role: ModelStatus["role"], name: string, change: Partial<ModelStatus> = {}) =>
  modelStatus({ role, model: name, name, ...change });
const embedded = [
  model("stt", "Moonshine"),
  model("stt", "Whisper", { languages: ["zh-TW", "en"], state: "loading" }),
  model("llm", "Qwen", { trial: true }),
  model("tts", "Kokoro", { languages: ["zh-TW", "en"] }),
  model("tts", "dittli"),
];

it("names the model that will answer, where only one can", () => {
  expect(turnModels(embedded, "en")).toEqual({ stt: "Moonshine", llm: "Qwen", tts: null });
  expect(turnModels(embedded, "zh-TW")).toEqual({ stt: null, llm: null, tts: "Kokoro" });
});

it("lists the models that are ready first", () => {
  expect(modelsFor(embedded, "stt", "en").map(({ name }) => name)).toEqual(["Moonshine", "Whisper"]);
});

it("knows where the quality of the voice can't be chosen", () => {
  expect(hasOneVoiceModel(embedded, "zh-TW")).toBe(true);
  expect(hasOneVoiceModel(embedded, "en")).toBe(false);
  const server = model("tts", "F5-TTS", { kind: "remote", languages: ["zh-TW", "en"] });
  expect(hasOneVoiceModel([server], "zh-TW")).toBe(false);
  expect(hasOneVoiceModel([], "en")).toBe(false);
});
