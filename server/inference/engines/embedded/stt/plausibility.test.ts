import { expect, test } from "vitest";
import type { DecodedToken } from "./confidence";
import { logProbability } from "./confidence";
import { meanLogprob, plausibleText, withoutLoop } from "./plausibility";

const tokens = (ids: number[], logprob = -0.2): DecodedToken[] => ids.map((id) => ({ id, logprob, end: false }));
const ids = (list: readonly DecodedToken[]) => list.map(({ id }) => id);

test("a sure transcript is passed on, an unsure one is nothing", () => {
  expect(plausibleText(tokens([1, 2]), () => " Hello\nthere. ", -1)).toBe("Hello there.");
  expect(plausibleText(tokens([1, 2], -2), () => "Thank you.", -1)).toBe("");
  expect(plausibleText([], () => "x", -1)).toBe("");
});

test.each([
  "字幕由Amara.org社区提供",
  "字幕製作人",
  "请不吝点赞 订阅 转发 打赏",
  "谢谢观看",
  "Thanks for watching!",
  "[Music]",
  "(applause)",
  "♪ la la",
  "...",
  "。",
])("%j is never what a person said", (text) => {
  expect(plausibleText(tokens([1]), () => text, -1)).toBe("");
});

test.each([
  "Thank you.",
  "謝謝你",
  "字幕要怎麼加？請告訴我一個簡單的方法,不要太複雜,我剛開始學影片剪輯",
  "Turn on subtitles.",
  "字幕要怎麼開？",
  "字幕組是什麼",
  "Thanks for watching my kids yesterday.",
])("%j may be what a person said", (text) => {
  expect(plausibleText(tokens([1]), () => text, -1)).toBe(text);
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
