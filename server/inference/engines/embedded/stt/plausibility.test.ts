import { expect, test } from "vitest";
import type { DecodedToken } from "./confidence";
import { logProbability } from "./confidence";
import { meanLogprob, plausibleText, withoutLoop } from "./plausibility";

const tokens = (ids: number[], logprob = -0.2): DecodedToken[] => ids.map((id) => ({ id, logprob, end: false }));
const ids = (list: readonly DecodedToken[]) => list.map(({ id }) => id);

test("a confident transcript is passed on, an uncertain one is dropped", () => {
  expect(plausibleText(tokens([1, 2]), () => " Hello\nthere. ", -1)).toBe("Hello there.");
  expect(plausibleText(tokens([1, 2], -2), () => "Thank you.", -1)).toBe("");
  expect(plausibleText([], () => "x", -1)).toBe("");
});

test("a confident transcript of a typical hallucination is dropped; the same words in a question are passed on", () => {
  expect(plausibleText(tokens([1]), () => "字幕由Amara.org社区提供", -1)).toBe("");
  expect(plausibleText(tokens([1]), () => "[Music]", -1)).toBe("");
  expect(plausibleText(tokens([1]), () => "字幕組是什麼", -1)).toBe("字幕組是什麼");
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
