import { expect, test } from "vitest";
import { percentile } from "../../../lib/service-levels";
import { Sketch } from "./sketch";

const sketchOf = (times: readonly number[]) => {
  const sketch = new Sketch();
  for (const ms of times) sketch.add(ms);
  return sketch;
};

test.each([1, 2, 3, 19, 20, 100, 5_000])(
  "percentiles of %d times are within a hundredth of the exact ones",
  (count) => {
    const times = Array.from({ length: count }, (_, index) => 20 + ((index * 7_919) % 9_973));
    const sorted = times.toSorted((a, b) => a - b);
    const sketch = sketchOf(times);
    for (const share of [0.5, 0.95, 0.99]) {
      const exact = percentile(sorted, share) as number;
      expect(Math.abs((sketch.percentile(share) as number) - exact)).toBeLessThanOrEqual(exact * 0.01 + 0.5);
    }
  },
);

test("sketches together say the same as one of all times", () => {
  const times = Array.from({ length: 900 }, (_, index) => 100 + ((index * 31) % 3_000));
  const parts = [0, 300, 600].map((from) => sketchOf(times.slice(from, from + 300)));
  expect(Sketch.of(parts).percentiles()).toEqual(sketchOf(times).percentiles());
});

test("an empty sketch has no percentiles; a time of nothing counts", () => {
  expect(new Sketch().percentiles()).toEqual({ count: 0, p50_ms: null, p95_ms: null, p99_ms: null });
  expect(sketchOf([0]).percentiles()).toMatchObject({ count: 1, p50_ms: 1 });
});
