import { expect, test } from "vitest";
import { defaultRestartPolicy, failuresThatCount, restartDelay } from "./restart-delay";

const after = (failures: number, hopeless = false, random = 0) =>
  restartDelay(defaultRestartPolicy, failures, hopeless, random);

test("delays double until the circuit opens; then it opens for longer each time, up to its limit", () => {
  expect([1, 2, 3, 4].map((failures) => after(failures))).toEqual(
    [500, 1_000, 2_000, 4_000].map((delayMs) => ({ delayMs, circuitOpen: false })),
  );
  expect([5, 6, 7, 8, 9, 50].map((failures) => after(failures))).toEqual(
    [60_000, 120_000, 240_000, 480_000, 600_000, 600_000].map((delayMs) => ({ delayMs, circuitOpen: true })),
  );
});

test("a failure that will not pass by itself opens the circuit at once", () => {
  expect(after(1, true)).toEqual({ delayMs: 60_000, circuitOpen: true });
});

test("jitter makes a delay longer, never shorter", () => {
  expect(after(1, false, 0.5).delayMs).toBe(550);
  expect(after(5, false, 1).delayMs).toBe(72_000);
});

test("earlier failures are forgotten only after the process was ready for long enough", () => {
  const { steadyMs } = defaultRestartPolicy;
  const left = [null, 0, steadyMs - 1, steadyMs].map((readyMs) => failuresThatCount(defaultRestartPolicy, 3, readyMs));
  expect(left).toEqual([3, 3, 3, 0]);
});
