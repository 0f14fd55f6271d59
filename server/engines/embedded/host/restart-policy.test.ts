import { expect, test } from "vitest";
import { initialRestartState, nextRestart } from "./restart-policy";

const policy = { firstDelayMs: 100, maxCrashes: 4, windowMs: 10_000 };
const delaysOf = (times: number[]) => {
  let state = initialRestartState;
  return times.map((time) => {
    const next = nextRestart(state, policy, time);
    state = next.state;
    return next.delayMs;
  });
};

test("the pause doubles until it gives up", () => {
  expect(delaysOf([0, 1, 2, 3])).toEqual([100, 200, 400, null]);
});

test("crashes far apart are each the first", () => {
  expect(delaysOf([0, 20_000, 40_000])).toEqual([100, 100, 100]);
});
