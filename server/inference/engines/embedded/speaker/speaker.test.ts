import { describe, expect, test } from "vitest";
import { rmsDbfs } from "../../../../../lib/audio/levels";
import type { VoicePrint } from "../../../contract";
import { isNarrowBand } from "./bandwidth";
import { compareVoices, limitsFor } from "./compare-voices";
import { cosineOf, meanDirection } from "./directions";
import { levelled } from "./level";
import { partialsOf, windowsOf } from "./partials";
import { bins } from "./spectrum-tables";
import { keptFrames, speechOf } from "./speech-frames";
import { speakersIn } from "./two-speakers";
import { printLength } from "./voice-print";

describe("level", () => {
  test.each([0.9, 0.04, 0.000_03])("a recording with a peak of %d comes to −27 dBFS, without clipping", (peak) => {
    const tone = Float32Array.from({ length: 16_000 }, (_, i) => peak * Math.sin(i / 5));
    expect(rmsDbfs(levelled(tone))).toBeCloseTo(-27, 3);
  });

  test("peaks may rise above full scale", () => {
    const click = new Float32Array(16_000);
    click[5] = 0.5;
    expect(levelled(click)[5]).toBeGreaterThan(1);
  });

  test("silence, nothing and what is no number stay silent", () => {
    expect(levelled(new Float32Array(3))).toEqual(new Float32Array(3));
    expect(levelled(new Float32Array(0))).toEqual(new Float32Array(0));
    expect(levelled(Float32Array.of(Number.NaN, Number.POSITIVE_INFINITY))).toEqual(new Float32Array(2));
  });
});

describe("speech", () => {
  const frames = (text: string) => [...text].map((mark) => (mark === "x" ? 0.9 : 0.5));
  test.each([
    ["..........", ".........."],
    [".....x....", "..+++++++."],
    ["x.........", "++++......"],
    [".........x", "......++++"],
    ["x.....x..x", "++++++++++"],
    ["x.......x.", "++++.+++++"],
    ["", ""],
  ])("of the frames %s these are kept: %s", (probabilities, kept) => {
    expect(
      keptFrames(frames(probabilities))
        .map((keep) => (keep ? "+" : "."))
        .join(""),
    ).toBe(kept);
  });

  test("the last frame may be incomplete", () => {
    const samples = Float32Array.from({ length: 512 * 8 + 7 }, (_, i) => i);
    const speech = speechOf(samples, frames("x.......x"));
    expect(speech.length).toBe(512 * 7 + 7);
    expect([speech[0], speech[512 * 4 - 1], speech[512 * 4], speech.at(-1)]).toEqual([0, 2047, 2560, 4102]);
  });
});

describe("partials", () => {
  test.each([
    [1, [0], 25_600],
    [25_600, [0], 25_600],
    // The second partial counts when three quarters of it, 1.2 s, are there.
    [12_320 + 19_199, [0], 31_519],
    [12_320 + 19_200, [0, 77], 37_920],
    [77_133, [0, 77, 154, 231, 308], 77_133],
    [77_568, [0, 77, 154, 231, 308], 77_568],
    [96_000, [0, 77, 154, 231, 308, 385, 462], 99_520],
  ])("%d samples", (samples, starts, paddedSamples) => {
    expect(partialsOf(samples)).toEqual({ starts, paddedSamples });
  });

  test.each([
    [0, []],
    [25_599, []],
    [25_600, [0]],
    [38_400, [0, 80]],
    [76_799, [0, 80, 160, 240]],
    [76_800, [0, 80, 160, 240, 320]],
  ])("windows of %d samples", (samples, starts) => {
    expect(windowsOf(samples).starts).toEqual(starts);
  });
});

describe("bandwidth", () => {
  const spectrum = (upperDb: number) =>
    Float32Array.from({ length: bins }, (_, bin) => (bin * 40 < 3_700 ? 1 : 10 ** (upperDb / 10)));
  test.each([
    [-20, false],
    [-34.9, false],
    [-35.1, true],
    [-90, true],
    [Number.NEGATIVE_INFINITY, true],
  ])("an upper band of %d dB: narrow is %s", (upperDb, isNarrow) => {
    expect(isNarrowBand(spectrum(upperDb))).toBe(isNarrow);
  });

  test("silence is not narrow", () => {
    expect(isNarrowBand(new Float32Array(bins))).toBe(false);
  });
});

describe("comparison", () => {
  /** A print at this cosine to `print(1)`. */
  const print = (cosine: number, change: Partial<VoicePrint> = {}): VoicePrint => {
    const values = new Float32Array(printLength);
    values.set([cosine, Math.sqrt(1 - cosine ** 2)]);
    return { values, recipe: 1, modelSha256: "a", speechS: 6, isNarrowBand: false, ...change };
  };

  test.each([
    [2.9, 60, null],
    [3, 3, { match: 0.72, noMatch: 0.6 }],
    [5.9, 5.9, { match: 0.72, noMatch: 0.6 }],
    [3, 6, { match: 0.74, noMatch: 0.64 }],
    [5.9, 60, { match: 0.74, noMatch: 0.64 }],
    [6, 6, { match: 0.77, noMatch: 0.68 }],
    [9.9, 9.9, { match: 0.77, noMatch: 0.68 }],
    [6, 10, { match: 0.78, noMatch: 0.7 }],
    [10, 10, { match: 0.79, noMatch: 0.72 }],
    [60, 60, { match: 0.79, noMatch: 0.72 }],
  ])("limits for %d and %d s of speech", (one, another, limits) => {
    expect(limitsFor(one, another)).toEqual(limits);
    expect(limitsFor(another, one)).toEqual(limits);
  });

  test.each([
    [0.9, "match", "at_least_match_limit"],
    [0.771, "match", "at_least_match_limit"],
    [0.769, "unsure", "between_limits"],
    [0.681, "unsure", "between_limits"],
    [0.679, "no_match", "below_no_match_limit"],
    [0, "no_match", "below_no_match_limit"],
  ])("a score of %d with 6 s on both sides: %s", (score, answer, why) => {
    const limits = { match: 0.77, noMatch: 0.68 };
    expect(compareVoices(print(1), print(score))).toMatchObject({ answer, why, limits });
    expect(compareVoices(print(score), print(1)).score).toBeCloseTo(score, 5);
  });

  test.each([
    ["narrow_band", { isNarrowBand: true }],
    ["too_little_speech", { speechS: 2.9 }],
    ["narrow_band", { isNarrowBand: true, speechS: 0 }],
  ])("equal prints are unsure with %s on either side", (why, change) => {
    const unsure = { answer: "unsure", why, limits: null };
    expect(compareVoices(print(1, change), print(1))).toMatchObject(unsure);
    expect(compareVoices(print(1), print(1, change))).toMatchObject(unsure);
  });

  test.each([{ recipe: 2 }, { modelSha256: "b" }, { values: new Float32Array(192) }])(
    "refuses a print of another kind: %o",
    (change) => {
      expect(() => compareVoices(print(1), print(1, change))).toThrow(RangeError);
    },
  );
});

describe("two speakers", () => {
  const at = (degrees: number) => {
    const angle = (degrees / 180) * Math.PI;
    return Float32Array.of(Math.cos(angle), Math.sin(angle));
  };
  const windows = (...degrees: number[]) => degrees.map(at);

  test.each([
    ["one", [0, 10, 5, 20, 0]],
    ["maybe_two", [0, 10, 5, 60, 0]],
    ["maybe_two", [0, 5, 50, 45, 0, 48]],
    // The centres are 39.6° apart, a cosine of 0.7705, and 39.8°, a cosine of 0.768.
    ["one", [0, 0, 39.6, 39.6, 39.6]],
    ["maybe_two", [0, 0, 39.8, 39.8, 39.8]],
    ["one", [0, 90, 0, 90]],
    ["one", []],
    ["one", [7, 7, 7, 7, 7]],
  ] as const)("%s: windows at %j degrees", (count, degrees) => {
    expect(speakersIn(windows(...degrees))).toBe(count);
  });
});

test("directions", () => {
  expect(meanDirection([Float32Array.of(2, 0), Float32Array.of(0, 2)])[0]).toBeCloseTo(Math.SQRT1_2);
  expect(meanDirection([Float32Array.of(1, 0), Float32Array.of(-1, 0)])).toEqual(new Float32Array(2));
  expect(meanDirection([])).toEqual(new Float32Array(0));
  expect(cosineOf(Float32Array.of(0.6, 0.8), Float32Array.of(1, 0))).toBeCloseTo(0.6);
});
