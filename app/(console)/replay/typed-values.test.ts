import { expect, test } from "vitest";
import { typedLines, typedNumber } from "./typed-values";

test("numbers as people type them", () => {
  expect([" ", "12", ".5", "0.05"].map((text) => typedNumber(text))).toEqual([null, 12, 0.5, 0.05]);
  for (const text of ["0", "-1", "1e3", "ten", "1,000"]) expect(typedNumber(text)).toBeNaN();
  expect(typedNumber("0", { zero: true })).toBe(0);
});

test("phrases, one a line", () => {
  expect(typedLines(" 信用卡 \r\n\n年費\n ")).toEqual(["信用卡", "年費"]);
});
