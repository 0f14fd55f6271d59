import { expect, test } from "vitest";
import type { DecodedToken } from "./confidence";
import { logProbability } from "./confidence";
import { meanLogprob, plausibleText, withoutLoop } from "./plausibility";

const tokens = (ids: number[], logprob = -0.2): DecodedToken[] => ids.map((id) => ({ id, logprob, end: false }));
const ids = (list: readonly DecodedToken[]) => list.map(({ id }) => id);

const limits = { least: -1, sure: -0.5 };

test("a confident transcript is passed on, an uncertain one is dropped", () => {
  expect(plausibleText(tokens([1, 2]), () => " Hello\nthere. ", limits, 1)).toBe("Hello there.");
  expect(plausibleText(tokens([1, 2], -2), () => "Thank you.", limits, 1)).toBe("");
  expect(plausibleText([], () => "x", limits, 1)).toBe("");
});

test.each([
  ["said aloud", "Thank you for watching.", -0.1, 1.3, "Thank you for watching."],
  ["said aloud", "謝謝觀看", -0.3, 1.1, "謝謝觀看"],
  ["of which the decoder is not sure", "Thank you for watching.", -0.7, 1.3, ""],
  ["too short for its words", "Thank you for watching.", -0.1, 0.4, ""],
  ["too long for its words", "謝謝觀看", -0.1, 5, ""],
  ["asked about", "字幕組是什麼", -0.7, 5, "字幕組是什麼"],
  ["that is a sound", "[Music]", -0.1, 1, ""],
])("the ending of a subtitle %s (%s, %s, %s s) is %j", (_, text, logprob, seconds, said) => {
  expect(plausibleText(tokens([1], logprob), () => text, limits, seconds)).toBe(said);
});

test("a loop makes no decoder surer", () => {
  const loop = [...tokens([7], -1.5), ...tokens([8, 8, 8, 8, 8, 8, 8, 8], -0.01)];
  expect(meanLogprob(loop)).toBeGreaterThan(-0.5);
  expect(plausibleText(loop, () => "BEEP", { least: -0.7, sure: -0.5 }, 2)).toBe("");
});

test("a decoding loop is cut after its first round", () => {
  expect(ids(withoutLoop(tokens([9, 5, 5, 5, 5, 5])))).toEqual([9, 5]);
  expect(ids(withoutLoop(tokens([9, 1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])))).toEqual([9, 1, 2, 3]);
  expect(ids(withoutLoop(tokens([4, 4, 4, 7])))).toEqual([4, 4, 4, 7]);
});

test("log probabilities are those of a softmax", () => {
  const { id, logprob } = logProbability([0, Math.log(3), 0]);
  expect(id).toBe(1);
  expect(logprob).toBeCloseTo(Math.log(3 / 5), 6);
  expect(meanLogprob(tokens([1, 2], -0.5))).toBe(-0.5);
});
