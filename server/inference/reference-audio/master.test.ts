import { describe, expect, test } from "vitest";
import { rmsDbfs } from "../../../lib/audio/levels";
import { int16ToFloat32 } from "../../../lib/audio/pcm";
import { mastered } from "./master";

const rateHz = 24_000;
/** Something like speech: syllables of a tone with a few peaks that are 20 dB above the rest. */
const speechlike = (level: number, offset = 0) =>
  Float32Array.from({ length: 4 * rateHz }, (_, at) => {
    const syllable = 0.5 + 0.5 * Math.sin((2 * Math.PI * 4 * at) / rateHz);
    const peak = at % 20_000 < 20 ? 8 : 1;
    return offset + level * peak * syllable * Math.sin((2 * Math.PI * 220 * at) / rateHz);
  });
const whole = [{ startS: 0, endS: 4 }];

describe("a finished reference", () => {
  test.each([
    ["quiet", speechlike(0.005)],
    ["loud", speechlike(0.6)],
    ["with a constant offset", speechlike(0.05, 0.3)],
  ])("%s", (_, part) => {
    const pcm = mastered(part, whole);
    const sound = int16ToFloat32(pcm);
    expect(pcm.length).toBe(5 * rateHz);
    const speech = sound.subarray(0, 4 * rateHz);
    expect(rmsDbfs(speech)).toBeCloseTo(-20, 0);
    expect(Math.max(...speech.map(Math.abs))).toBeLessThanOrEqual(10 ** (-3 / 20));
    expect(Math.abs(speech.reduce((sum, sample) => sum + sample, 0) / speech.length)).toBeLessThan(0.001);
    expect(sound.subarray(4 * rateHz).every((sample) => sample === 0)).toBe(true);
    expect([sound[0], sound[4 * rateHz - 1]]).toEqual([0, 0]);
  });

  test("the level is that of the speech: pauses do not raise it", () => {
    const part = speechlike(0.05).map((sample, at) => (at < rateHz ? sample : 0));
    const sound = int16ToFloat32(mastered(part, [{ startS: 0, endS: 1 }]));
    expect(rmsDbfs(sound.subarray(0, rateHz))).toBeCloseTo(-20, 0);
  });

  test("silence stays silent", () => {
    expect(mastered(new Float32Array(rateHz), [{ startS: 0, endS: 1 }]).every((sample) => sample === 0)).toBe(true);
  });
});
