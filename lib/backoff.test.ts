import { expect, test } from "vitest";
import { backoffMs } from "./backoff";

test("each failure in a row doubles the pause, up to its limit", () => {
  const pauses = [1, 2, 3, 4, 5, 6, 7, 5_000].map((failures) => backoffMs({ firstMs: 500, maxMs: 15_000 }, failures));
  expect(pauses).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
});

test("chance takes the pause from one end of its spread to the other", () => {
  const shorter = { firstMs: 500, maxMs: 15_000, spread: [0.5, 1] } as const;
  expect([0, 0.5, 1].map((random) => backoffMs(shorter, 3, random))).toEqual([1_000, 1_500, 2_000]);
  const longer = { firstMs: 500, maxMs: 600_000, spread: [1, 1.2] } as const;
  expect([0, 0.5, 1].map((random) => backoffMs(longer, 1, random))).toEqual([500, 550, 600]);
});
