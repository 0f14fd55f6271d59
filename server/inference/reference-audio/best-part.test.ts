import { describe, expect, test } from "vitest";
import type { TimeSpan } from "../contract";
import { bestPart, lengthOf, maxPartS, snapped, speechSpans } from "./best-part";
import { frameS, type HeardFrame } from "./listen";

/** Frames of sound in which speech is where the spans say. */
function framesOf(totalS: number, spans: [number, number][], power = 0.01): HeardFrame[] {
  return Array.from({ length: Math.ceil(totalS / frameS) }, (_, index) => {
    const atS = (index + 0.5) * frameS;
    const isSpeech = spans.some(([startS, endS]) => atS >= startS && atS < endS);
    return { probability: isSpeech ? 0.9 : 0.02, power: isSpeech ? power : 1e-6 };
  });
}

function choose(totalS: number, spans: [number, number][], clippedShare: (span: TimeSpan) => number = () => 0) {
  const frames = framesOf(totalS, spans);
  const part = bestPart(speechSpans(frames), { frames, totalS, clippedShare });
  return part && [part.startS, part.endS].map((atS) => Math.round(atS * 10) / 10);
}

describe("the best part", () => {
  test.each<[string, number, [number, number][], [number, number] | null]>([
    [
      "all of a short recording",
      8,
      [
        [1, 4],
        [4.4, 7],
      ],
      [0.9, 7.1],
    ],
    ["no speech, no part", 8, [], null],
    ["a click is no speech", 8, [[3, 3.06]], null],
    [
      "pauses count against it",
      40,
      [
        [1, 4],
        [9, 12],
        [20, 24],
        [24.3, 28],
        [28.3, 30],
      ],
      [19.9, 30.1],
    ],
    [
      "no longer than a reference may be",
      60,
      [
        [1, 6],
        [6.4, 10],
        [10.4, 16],
        [16.4, 20],
      ],
      [10.3, 20.1],
    ],
    [
      "a pause in the middle is kept for what is behind it",
      20,
      [
        [2, 5],
        [7, 11],
      ],
      [1.9, 11.1],
    ],
  ])("%s", (_, totalS, spans, wanted) => {
    expect(choose(totalS, spans)).toEqual(wanted);
  });

  test("clipped speech is avoided", () => {
    const spans: [number, number][] = [
      [1, 10],
      [20, 28],
    ];
    const isClipped = ({ startS }: TimeSpan) => (startS < 15 ? 0.01 : 0);
    expect(choose(40, spans)).toEqual([0.9, 10.1]);
    expect(choose(40, spans, isClipped)).toEqual([19.9, 28.1]);
  });

  test("speech without a pause is cut where it is quietest", () => {
    const frames = framesOf(30, [[1, 29]]);
    const quiet = Math.round(9 / frameS);
    const frame = frames[quiet];
    if (frame) frame.power = 1e-5;
    const part = bestPart(speechSpans(frames), { frames, totalS: 30, clippedShare: () => 0 });
    expect(part && lengthOf(part)).toBeLessThanOrEqual(maxPartS);
    expect(part && lengthOf(part)).toBeGreaterThan(6);
    const first = bestPart(speechSpans(frames.slice(0, Math.ceil(13 / frameS))), {
      frames,
      totalS: 13,
      clippedShare: () => 0,
    });
    expect(first?.endS).toBeCloseTo(quiet * frameS, 5);
  });
});

test.each([
  ["in pauses they stay", [0.5, 5.5], [0.5, 5.5]],
  ["near a pause they move to it", [1.2, 4.9], [1, 5]],
  ["near the end of a word they leave it out", [2.9, 5.1], [3, 5]],
  ["far from any pause they stay", [2, 4], [2, 4]],
  ["what would become nothing stays", [3.9, 4.1], [3.9, 4.1]],
] as const)("chosen ends: %s", (_, [startS, endS], [wantedStartS, wantedEndS]) => {
  const spans = [
    { startS: 1, endS: 3 },
    { startS: 3.4, endS: 5 },
    { startS: 5, endS: 5.2 },
  ];
  expect(snapped({ startS, endS }, spans)).toEqual({ startS: wantedStartS, endS: wantedEndS });
});
