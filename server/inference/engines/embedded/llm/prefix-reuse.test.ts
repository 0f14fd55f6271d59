import { expect, test } from "vitest";
import { reusePrefix } from "./prefix-reuse";

const message = (number: number) => Array.from({ length: 40 }, (_, index) => number * 1_000 + index);
const system = message(0);
const prompt = (...numbers: number[]) => [...system, ...numbers.flatMap(message)];

test("a longer prompt keeps all that was there", () => {
  expect(reusePrefix(prompt(1, 2), prompt(1, 2, 3))).toEqual({ dropped: null, held: 120 });
  expect(reusePrefix([], prompt(1))).toEqual({ dropped: null, held: 0 });
  expect(reusePrefix(prompt(1, 2), prompt(1))).toEqual({ dropped: null, held: 80 });
});

test("a prompt without its oldest messages keeps the newer ones", () => {
  expect(reusePrefix(prompt(1, 2, 3, 4), prompt(3, 4, 5))).toEqual({ dropped: { start: 40, end: 120 }, held: 120 });
});

test("another prompt keeps only what it begins with; a few common words are no match", () => {
  expect(reusePrefix(prompt(1, 2), prompt(7, 8))).toEqual({ dropped: null, held: 40 });
  const common = message(9).slice(0, 20);
  expect(reusePrefix([...system, 5, ...common, 6], [...system, ...common, 7])).toEqual({ dropped: null, held: 40 });
});
