import { describe, expect, it, test } from "vitest";
import { ReplayGate } from "./replay-gate";

const echo = 0.005;
const speech = 0.05;

/** Hears chunks of this loudness; at which one somebody is taken to speak, and what then goes to the server. */
function hear(loudness: readonly number[], sensitivity = 0.5) {
  const gate = new ReplayGate(sensitivity);
  const speaksAt = loudness.findIndex((rms, index) => gate.hear(Int16Array.of(index), rms));
  return { speaksAt, words: gate.words().map(([number]) => number) };
}
const chunks = (count: number, rms: number): number[] => Array.from({ length: count }, () => rms);

describe("while a recording is played again", () => {
  it("nothing of its echo passes", () => {
    expect(hear(chunks(50, echo))).toEqual({ speaksAt: -1, words: [] });
  });

  it("a knock does not pass, speech does, from before its beginning on", () => {
    const knock = [speech, speech, ...chunks(10, echo)];
    expect(hear([...chunks(9, echo), ...knock, ...chunks(5, speech)])).toEqual({
      speaksAt: 25,
      words: [16, 17, 18, 19, 20, 21, 22, 23, 24, 25],
    });
  });

  it("speech passes that is softer between its syllables", () => {
    expect(hear([speech, speech, echo, speech, speech, echo, speech]).speaksAt).toBe(6);
  });

  it("a word that was begun when it ends is not lost", () => {
    expect(hear([...chunks(20, echo), speech])).toEqual({
      speaksAt: -1,
      words: [11, 12, 13, 14, 15, 16, 17, 18, 19, 20],
    });
  });
});

test.each([
  ["loud speech, the least sensitivity", 0.05, 0, true],
  ["speech at a desk, the least sensitivity", 0.03, 0, false],
  ["speech at a desk", 0.03, 0.5, true],
  ["soft speech", 0.015, 0.5, false],
  ["soft speech, the greatest sensitivity", 0.015, 1, true],
  ["what is left of an echo (−40 dBFS), the greatest sensitivity", 0.01, 1, false],
] as const)("%s", (_, rms, sensitivity, passes) => {
  expect(hear(chunks(20, rms), sensitivity).speaksAt >= 0).toBe(passes);
});
