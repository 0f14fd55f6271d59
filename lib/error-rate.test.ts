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
