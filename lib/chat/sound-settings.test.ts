import { expect, test } from "vitest";
import { defaultSoundSettings, parseSoundSettings } from "./sound-settings";

test("replies are spoken to spoken words, at full volume and the voice's own pace, until somebody chooses", () => {
  expect(defaultSoundSettings).toEqual({ speech: "when_spoken", volume: 1, speed: 1, waitCue: false });
  expect(parseSoundSettings(null)).toEqual(defaultSoundSettings);
});

test("what was chosen is read again", () => {
  const chosen = { speech: "never", volume: 0.3, speed: 1.2, waitCue: true } as const;
  expect(parseSoundSettings(JSON.stringify(chosen))).toEqual(chosen);
});

test.each([
  ["no JSON", "{", defaultSoundSettings],
  ["another kind of value", "[1]", defaultSoundSettings],
  ["null", "null", defaultSoundSettings],
  [
    "a part out of bounds",
    '{"speech":"never","volume":7,"speed":"fast"}',
    { speech: "never", volume: 1, speed: 1, waitCue: false },
  ],
  [
    "an unknown choice",
    '{"speech":"sometimes","volume":0}',
    { speech: "when_spoken", volume: 0, speed: 1, waitCue: false },
  ],
])("%s leaves the default in its place", (_, stored, expected) => {
  expect(parseSoundSettings(stored)).toEqual(expected);
});
