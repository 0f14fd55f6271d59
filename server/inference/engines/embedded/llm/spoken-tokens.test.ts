import { expect, test } from "vitest";
import { isSpoken } from "./spoken-tokens";

test.each(["你好", "。", " the", ".", "3", " -", "*", " = ", "「", "\u{FFFD}", ""])("%j can be spoken", (token) => {
  expect(isSpoken(token)).toBe(true);
});

test.each(["\n", "：\n\n", ".\n", "```", "`", " **", "##", "#", "__"])("%j can't", (token) => {
  expect(isSpoken(token)).toBe(false);
});
