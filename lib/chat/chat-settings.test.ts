import { expect, test } from "vitest";
import { settingSchemas } from "../settings";
import { chatSettings, chosenVoice, storedChatSettings } from "./chat-settings";

test("what was stored is read and stored again under the same names", () => {
  const settings = chatSettings({ capture: "push_to_talk", voices: { "en/hq": "builtin:heart" } }, "en");
  expect(settings).toMatchObject({ captureMode: "push_to_talk", voices: { "en/hq": "builtin:heart" } });
  const stored = storedChatSettings(settings);
  expect(settingSchemas.chat.parse(stored)).toEqual(stored);
  expect(stored).toMatchObject({ capture: "push_to_talk", language: "en", voices: { "en/hq": "builtin:heart" } });
  expect(stored).not.toHaveProperty("captureMode");
});

test("each language and mode has a voice of its own: there and back keeps it", () => {
  const settings = chatSettings({ voices: { "zh-TW/fast": "builtin:a", "zh-TW/hq": "builtin:b" } }, "zh-TW");
  expect(chosenVoice(settings)).toBe("builtin:a");
  expect(chosenVoice({ ...settings, mode: "hq" })).toBe("builtin:b");
  expect(chosenVoice({ ...settings, language: "en" })).toBeNull();
  const one = { ...settings, voices: { "zh-TW/fast": "builtin:a" } };
  expect(chosenVoice({ ...one, mode: "hq" })).toBe("builtin:a");
});

test.each([
  [{ voice: "builtin:a", language: "en", mode: "hq" }, { "en/hq": "builtin:a" }],
  [{ voice: "builtin:a", mode: "hq" }, { "zh-TW/hq": "builtin:a" }],
  [{ voice: "builtin:a" }, { "zh-TW/fast": "builtin:a" }],
  [{}, {}],
] as const)("%j, as an earlier version stored it, is read as %j and stored so", (earlier, voices) => {
  const settings = chatSettings(settingSchemas.chat.parse(earlier), "zh-TW");
  expect(settings.voices).toEqual(voices);
  expect(storedChatSettings(settings)).toMatchObject({ voices });
  expect(storedChatSettings(settings)).not.toHaveProperty("voice");
});
