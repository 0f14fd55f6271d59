import { expect, test } from "vitest";
import type { Engines } from "../../inference/contract";
import { chooseSettings } from "./session-settings";

const engine = { supports: () => true, voices: () => [] };
const engines = { stt: engine, llm: engine, tts: engine } as unknown as Engines;
const kept = { language: "en", mode: "hq", voice: "builtin:anna", endpointPauseMs: 900 } as const;

test("what is asked for wins over this connection's choice, the person's own setting and the default", () => {
  const sensitivityOf = (asked: number | undefined, before: number | undefined, personal: number | undefined) =>
    chooseSettings(
      { type: "session_start", sensitivity: asked },
      { ...kept, sensitivity: before },
      { sensitivity: personal },
      engines,
    ).settings.sensitivity;
  expect(sensitivityOf(0, 0.2, 0.9)).toBe(0);
  expect(sensitivityOf(undefined, 0.2, 0.9)).toBe(0.2);
  expect(sensitivityOf(undefined, undefined, 0.9)).toBe(0.9);
  expect(sensitivityOf(undefined, undefined, undefined)).toBe(0.5);
});
