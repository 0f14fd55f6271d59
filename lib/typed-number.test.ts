import { expect, test } from "vitest";
import { z } from "zod";
import { numberIn, rangeOf, typedNumber } from "./typed-number";

test.each([
  ["12", 12],
  [" 0.05 ", 0.05],
  [".5", 0.5],
  ["7.", 7],
  ["0", 0],
  // A Chinese keyboard's digits and marks
  ["７", 7],
  ["１．５", 1.5],
  ["　１２　", 12],
  ["１，０００", 1_000],
  // Thousands, as the pages write them
  ["1,000", 1_000],
  ["12,345,678.9", 12_345_678.9],
])("%j is read", (text, value) => expect(typedNumber(text)).toBe(value));

test.each(["", "  ", "　"])("%j is an empty field", (text) => expect(typedNumber(text)).toBeNull());

test.each([
  ...["ten", "-1", "+1", "1e3", "0x10", "1_000", "1 000", "5²", "½", "七", "Infinity", ".", "1.2.3"],
  // A comma that separates no thousands may have been meant as the point.
  ...["1,5", "2,25", "1,00", "0,500", "1000,000", "1,0000", ",5", "1.000,5", "1，5", "1。5", "1、000"],
])("%j is no number", (text) => expect(typedNumber(text)).toBeNaN());

test("a field takes what is within its range", () => {
  const range = rangeOf(z.number().int().min(5).max(120));
  expect(range).toEqual({ min: 5, max: 120, isWhole: true });
  expect(["5", "120", ""].map((text) => numberIn(text, range))).toEqual([5, 120, null]);
  for (const text of ["4", "121", "5.5", "1,000", "soon"]) expect(numberIn(text, range)).toBeNaN();
  expect(rangeOf(z.number().min(0.01).max(1))).toEqual({ min: 0.01, max: 1, isWhole: false });
});
