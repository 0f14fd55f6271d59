import { expect, test } from "vitest";
import { waitCueTick } from "./wait-cue";

test.each([16_000, 24_000, 48_000])("at %i Hz the tick is short, soft, and begins and ends at zero", (rateHz) => {
  const tick = waitCueTick(rateHz);
  const loudest = Math.max(...tick.map(Math.abs));
  expect((tick.length * 1_000) / rateHz).toBeCloseTo(40, 0);
  expect(loudest).toBeGreaterThan(0.03);
  expect(loudest).toBeLessThanOrEqual(0.08);
  expect(Math.abs(tick[0] ?? 1)).toBeLessThan(1e-6);
  expect(Math.abs(tick.at(-1) ?? 1)).toBeLessThan(1e-4);
});
