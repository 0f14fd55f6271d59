import { describe, expect, test } from "vitest";
import { isBlocked, lightNames, lightsFor, type ReferenceMeasures, referenceMeasuresSchema } from "./quality";
import { referenceTarget } from "./reference-target";

const good: ReferenceMeasures = {
  speechS: 9,
  rmsDbfs: -20,
  peakDbfs: -4,
  clippedShare: 0,
  noiseGapDb: 40,
  speakers: "one",
  textCer: 0.05,
};
const lightOf = (change: Partial<ReferenceMeasures>, name: string) =>
  lightsFor({ ...good, ...change }).find((light) => light.name === name);

describe("lights", () => {
  test("a good recording has six green ones without advice, in their order", () => {
    const lights = lightsFor(referenceMeasuresSchema.parse(good));
    expect(lights.map(({ name }) => name)).toEqual(lightNames);
    expect(lights.every(({ colour, advice }) => colour === "green" && advice === null)).toBe(true);
    expect(isBlocked(lights)).toBe(false);
  });

  test.each([
    ["length", { speechS: 0 }, "red", "speak_longer"],
    ["length", { speechS: 2.99 }, "red", "speak_longer"],
    ["length", { speechS: 3 }, "amber", "speak_longer"],
    ["length", { speechS: 5.9 }, "amber", "speak_longer"],
    ["length", { speechS: 6 }, "green", null],
    ["length", { speechS: 12 }, "green", null],
    ["level", { rmsDbfs: -96 }, "red", "too_quiet"],
    ["level", { rmsDbfs: -50.1 }, "red", "too_quiet"],
    ["level", { rmsDbfs: -50 }, "amber", "too_quiet"],
    ["level", { rmsDbfs: -23.1 }, "amber", "too_quiet"],
    ["level", { rmsDbfs: -23 }, "green", null],
    ["level", { rmsDbfs: -18 }, "green", null],
    ["level", { rmsDbfs: -17.9 }, "amber", "too_loud"],
    ["level", { rmsDbfs: -8 }, "amber", "too_loud"],
    ["level", { rmsDbfs: -7.9 }, "red", "too_loud"],
    ["clipping", { clippedShare: 0.0001 }, "green", null],
    ["clipping", { clippedShare: 0.0002 }, "amber", "clipped"],
    ["clipping", { clippedShare: 0.01 }, "amber", "clipped"],
    ["clipping", { clippedShare: 0.011 }, "red", "clipped"],
    ["noise", { noiseGapDb: -3 }, "red", "noisy"],
    ["noise", { noiseGapDb: 11.9 }, "red", "noisy"],
    ["noise", { noiseGapDb: 12 }, "amber", "noisy"],
    ["noise", { noiseGapDb: 25 }, "green", null],
    ["noise", { noiseGapDb: null }, "unknown", null],
    ["speaker", { speakers: "maybe_two" }, "amber", "maybe_two_speakers"],
    ["speaker", { speakers: null }, "unknown", null],
    ["text", { textCer: 0.15 }, "green", null],
    ["text", { textCer: 0.16 }, "amber", "text_differs"],
    ["text", { textCer: 0.41 }, "red", "text_differs"],
    ["text", { textCer: 3 }, "red", "text_differs"],
    ["text", { textCer: null }, "unknown", null],
  ] as const)("%s %j is %s", (name, change, colour, advice) => {
    expect(lightOf(change, name)).toMatchObject({ colour, advice, value: Object.values(change)[0] });
  });

  test("what a reference is brought to is green", () => {
    const { minSpeechS, maxLengthS, rmsDbfs } = referenceTarget;
    const lights = [minSpeechS, maxLengthS].flatMap((speechS) => lightsFor({ ...good, speechS, rmsDbfs }));
    expect(new Set(lights.map(({ colour }) => colour))).toEqual(new Set(["green"]));
  });

  test("red alone blocks: neither a warning nor what was not measured", () => {
    const blocks = (change: Partial<ReferenceMeasures>) => isBlocked(lightsFor({ ...good, ...change }));
    expect(blocks({ speakers: "maybe_two", noiseGapDb: 14, textCer: null })).toBe(false);
    expect(blocks({ textCer: 0.8 })).toBe(true);
  });
});
