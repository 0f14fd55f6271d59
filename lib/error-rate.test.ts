import { expect, test } from "vitest";
import { countErrors, errorRate } from "./error-rate";

test.each([
  ["zh-TW", "我要辦信用卡。", "我要辦金融卡", 2, 6],
  ["zh-TW", "用 AVATAR", "用avatars", 1, 7],
  ["en", "It's ten dollars.", "It’s  TWO dollars", 1, 3],
  ["en", "", "hello there", 2, 0],
  ["en", "hello", "", 1, 1],
] as const)("%s: %j heard as %j", (language, said, heard, errors, units) => {
  expect(countErrors(said, heard, language)).toEqual({ errors, units });
  expect(errorRate(countErrors(said, heard, language))).toBe(errors / Math.max(1, units));
});

test("of very long texts, errors and units are counted over the same part, and no two units are taken for one", () => {
  const text = (word: string) => Array.from({ length: 7_000 }, (_, index) => `${word}${index}`).join(" ");
  expect(errorRate(countErrors(text("a"), text("b"), "en"))).toBe(1);
  expect(errorRate(countErrors(text("a"), text("a"), "en"))).toBe(0);
  expect(errorRate(countErrors(text("a"), "", "en"))).toBe(1);
});
