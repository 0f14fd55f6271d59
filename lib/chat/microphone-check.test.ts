import { expect, test } from "vitest";
import { type HeardPiece, heardPiece, judgeMicrophone, loudnessDbfs } from "./microphone-check";

const piece = (dbfs: number, crest = 4): HeardPiece => {
  const rms = 10 ** (dbfs / 20);
  const pcm = Int16Array.from({ length: 960 }, (_, index) => {
    const sample = rms * crest * Math.sin(index / 7);
    return 32_767 * Math.max(-1, Math.min(1, sample));
  });
  return heardPiece(pcm, rms, Math.min(1, rms * crest));
};
/** Five seconds: words in every second piece, the room between them. */
const speech = (dbfs: number, room = -65) =>
  Array.from({ length: 80 }, (_, index) => piece(index % 2 === 0 ? dbfs : room));
const zeros = Array.from({ length: 80 }, () => heardPiece(new Int16Array(960), 0, 0));
const knock = { rms: 0.4, peak: 1, clipped: 20, samples: 960 };

test.each([
  ["good speech", speech(-20), "good"],
  ["loud speech that is not cut off", speech(-13), "good"],
  ["soft speech", speech(-40), "good"],
  ["speech from the other end of the room", speech(-50), "too_low"],
  ["nobody spoke", speech(-65), "too_low"],
  ["one word in five seconds", [...Array(60).fill(piece(-65)), ...Array(20).fill(piece(-22))], "good"],
  ["zeros", zeros, "silent"],
  ["no pieces at all", [], "silent"],
  [
    "what is left of channels that cancel each other",
    zeros.map((piece) => ({ ...piece, rms: 1e-9, peak: 1e-8 })),
    "silent",
  ],
  ["speech that is cut off", speech(-6), "clipping"],
  ["one knock on the table", [...speech(-20), knock], "good"],
] as const)("%s", (_, pieces, verdict) => expect(judgeMicrophone(pieces)).toBe(verdict));

test("pauses do not make speech seem softer", () => {
  expect(loudnessDbfs(speech(-20))).toBeCloseTo(-20, 1);
  expect(loudnessDbfs([])).toBeLessThan(-100);
});
