import { expect, test } from "vitest";
import { afterFailure, closedBreaker, isOpen } from "./circuit-breaker";

test("one failure is forgiven, the second in a row opens it for half a minute", () => {
  const once = afterFailure(closedBreaker, 0, false);
  expect(isOpen(once, 0)).toBe(false);
  const twice = afterFailure(once, 1_000, false);
  expect(isOpen(twice, 30_999)).toBe(true);
  expect(isOpen(twice, 31_000)).toBe(false);
});

test("one time-out opens it", () => {
  expect(isOpen(afterFailure(closedBreaker, 0, true), 0)).toBe(true);
});

test("further failures double the pause, up to five minutes", () => {
  let breaker = closedBreaker;
  const pauses = [];
  for (let i = 0; i < 7; i++) {
    breaker = afterFailure(breaker, 0, true);
    pauses.push(breaker.openUntilMs / 1_000);
  }
  expect(pauses).toEqual([30, 60, 120, 240, 300, 300, 300]);
});
