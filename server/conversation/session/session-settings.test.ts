import { expect, test } from "vitest";
import type { Engines } from "../../inference/contract";
import { chooseSettings, type KeptSettings } from "./session-settings";

const engine = { supports: () => true, voices: () => [], canClone: () => true };
const engines = { stt: engine, llm: engine, tts: engine } as unknown as Engines;
const kept: KeptSettings = {
  language: "en",
  mode: "hq",
  voice: { kind: "builtin", name: "anna" },
  endpointPauseMs: 900,
};
const noProfiles = () => Promise.reject(new Error("nobody asked for one"));

test("what is asked for wins over this connection's choice, the person's own setting and the default", async () => {
  const sensitivityOf = async (asked: number | undefined, before: number | undefined, personal: number | undefined) => {
    const message = { type: "session_start", sensitivity: asked } as const;
    const own = { sensitivity: personal };
    return (await chooseSettings(message, { ...kept, sensitivity: before }, own, engines, noProfiles)).settings
      .sensitivity;
  };
  expect(await sensitivityOf(0, 0.2, 0.9)).toBe(0);
  expect(await sensitivityOf(undefined, 0.2, 0.9)).toBe(0.2);
  expect(await sensitivityOf(undefined, undefined, 0.9)).toBe(0.9);
  expect(await sensitivityOf(undefined, undefined, undefined)).toBe(0.5);
});
