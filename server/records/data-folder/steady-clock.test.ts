import { expect, test } from "vitest";
import { watchSteadiness } from "./steady-clock";

const hour = 3_600_000;
const builtMs = 1_000 * 24 * hour;

function clockAt(wallMs: number) {
  const time = { wallMs, monotonicMs: 5_000 };
  const steadyMs = watchSteadiness({ builtMs, wallMs: () => time.wallMs, monotonicMs: () => time.monotonicMs });
  const pass = (monotonicMs: number, wallMs = monotonicMs) => {
    time.monotonicMs += monotonicMs;
    time.wallMs += wallMs;
    return steadyMs();
  };
  return pass;
}

test("a clock that nobody sets is steady for as long as the server runs, also while it is adjusted gradually", () => {
  const pass = clockAt(builtMs + hour);
  for (let hours = 1; hours <= 48; hours++) expect(pass(hour, hour + 30_000)).toBe(hours * hour);
});

test.each([400 * 24 * hour, -2 * hour])("a clock that was set by %d ms begins again at 0", (byMs) => {
  const pass = clockAt(builtMs + 24 * hour);
  expect(pass(hour)).toBe(hour);
  expect(pass(hour, hour + byMs)).toBe(0);
  expect(pass(hour)).toBe(hour);
});

test("a clock that shows a time before the build is never steady", () => {
  const pass = clockAt(0);
  for (let hours = 1; hours <= 48; hours++) expect(pass(hour)).toBe(0);
});
