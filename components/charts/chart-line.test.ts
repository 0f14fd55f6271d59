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
  [0, null, "plain", [0, 1]],
  [2_940, 1_500, "plain", [0, 1_000, 2_000, 3_000]],
  [380, 600, "plain", [0, 200, 400, 600]],
  [0.61, 0.9, "plain", [0, 0.25, 0.5, 0.75, 1]],
  [2, null, "whole", [0, 1, 2]],
  [0, null, "whole", [0, 1]],
  [10, null, "whole", [0, 5, 10]],
  [171, null, "whole", [0, 50, 100, 150, 200]],
  [24 * 1_024, 0.9 * 24 * 1_024, "gib", [0, 10 * 1_024, 20 * 1_024, 30 * 1_024]],
  [300, null, "gib", [0, 102.4, 204.8, 307.2]],
] as const)(
  "with %d as the highest value and a target of %j an axis of %s has round numbers",
  (highest, target, scale, ticks) => {
    const found = axisTicks(highest, target, scale);
    expect(found).toEqual(ticks.map((tick) => expect.closeTo(tick, 6)));
  },
);

test("a value between gaps is told, because it has no line", () => {
  const values = new Map([1, 3, 4].map((at) => [at, 1]));
  expect([1, 2, 3, 4].map((_, index, steps) => isAlone(steps, index, values))).toEqual([true, false, false, false]);
});

test("more lines than styles repeat them", () => {
  expect(lineStyle(6)).toBe(lineStyle(0));
});
