import { expect, test } from "vitest";
import { axisEnd, lineStyle, rowsOf } from "./chart-line";

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
  [0, null, 1],
  [100, null, 110],
  [100, 1_000, 1_100],
])("with %d as the highest value and a target of %j the axis ends at %d", (highest, target, end) => {
  expect(axisEnd(highest, target)).toBeCloseTo(end);
});

test("more lines than styles repeat them", () => {
  expect(lineStyle(6)).toBe(lineStyle(0));
});
