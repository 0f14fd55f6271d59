import { expect, test } from "vitest";
import { axisTicks, isAlone, lineStyle, rowsOf } from "./chart-line";

test("a step without a value is a gap, not 0", () => {
  const lines = [
    { key: "p50", label: "P50", values: new Map([[10, 1]]) },
    {
      key: "p95",
      label: "P95",
      values: new Map([
        [10, 2],
        [20, 0],
      ]),
    },
  ];
  expect(rowsOf([10, 20, 30], lines)).toEqual([
    { at: 10, p50: 1, p95: 2 },
    { at: 20, p50: null, p95: 0 },
    { at: 30, p50: null, p95: null },
  ]);
});

test.each([
  [0, null, 0, [0, 1]],
  [2_940, 1_500, 0, [0, 1_000, 2_000, 3_000]],
  [380, 600, 0, [0, 200, 400, 600]],
  [0.61, 0.9, 0, [0, 0.25, 0.5, 0.75, 1]],
  [2, null, 1, [0, 1, 2]],
  [171, null, 1, [0, 50, 100, 150, 200]],
] as const)(
  "with %d as the highest value and a target of %j the axis has round numbers",
  (highest, target, least, ticks) => {
    expect(axisTicks(highest, target, least)).toEqual(ticks);
  },
);

test("a value between gaps is told, because it has no line", () => {
  const values = new Map([1, 3, 4].map((at) => [at, 1]));
  expect([1, 2, 3, 4].map((_, index, steps) => isAlone(steps, index, values))).toEqual([true, false, false, false]);
});

test("more lines than styles repeat them", () => {
  expect(lineStyle(6)).toBe(lineStyle(0));
});
