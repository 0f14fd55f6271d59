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

test("a voice belongs to its language and mode", async () => {
  const voices = { "en/fast": "builtin:quick", "zh-TW/hq": "builtin:yun" } as const;
  const nameOf = async (message: object, before: KeptSettings | null) => {
    const asked = { type: "session_start", ...message } as const;
    return (await chooseSettings(asked, before, { voices }, engines, noProfiles)).settings.voice;
  };
  const anna = { kind: "builtin", name: "anna" };
  expect(await nameOf({ profile_id: "builtin:ben" }, kept)).toEqual({ kind: "builtin", name: "ben" });
  expect(await nameOf({}, kept)).toEqual(anna);
  expect(await nameOf({ mode: "fast" }, kept)).toEqual({ kind: "builtin", name: "quick" });
  expect(await nameOf({ language: "zh-TW" }, kept)).toEqual({ kind: "builtin", name: "yun" });
  // Many voices speak both modes of their language.
  expect(await nameOf({ language: "zh-TW", mode: "fast" }, kept)).toEqual({ kind: "builtin", name: "yun" });
});
