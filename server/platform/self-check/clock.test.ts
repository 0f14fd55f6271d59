import { expect, onTestFinished, test } from "vitest";
import { silentLogger } from "../observability/logger";
import { watchClock } from "./clock";

const day = 86_400_000;

function clockAt(startMs: number, { builtMs = null as number | null, newestTurnMs = null as number | null } = {}) {
  const time = { wallMs: startMs, monotonicMs: 5_000 };
  const stored = { newestTurnMs };
  const clock = watchClock({
    builtMs,
    newestTurnMs: async () => stored.newestTurnMs,
    logger: silentLogger,
    wallMs: () => time.wallMs,
    nowMs: () => time.monotonicMs,
  });
  onTestFinished(() => clock.close());
  const pass = async (monotonicMs: number, wallMs = monotonicMs) => {
    time.monotonicMs += monotonicMs;
    time.wallMs += wallMs;
    await clock.poll();
  };
  return { clock, pass, stored };
}

test("a clock that runs as it should is ok", async () => {
  const { clock, pass } = clockAt(100 * day, { builtMs: 90 * day, newestTurnMs: 100 * day + 300_000 });
  for (let i = 0; i < 100; i++) await pass(10_000, 10_003);
  expect(clock.report()).toEqual({ state: "ok", off_by_s: null });
});

test("a clock that shows a time before the build or before the newest turn is behind", async () => {
  const old = clockAt(0, { builtMs: 90 * day });
  expect(old.clock.report()).toEqual({ state: "behind", off_by_s: 90 * 86_400 });
  const { clock, pass, stored } = clockAt(100 * day, { newestTurnMs: 101 * day });
  await pass(0);
  expect(clock.report()).toEqual({ state: "behind", off_by_s: 86_400 });
  stored.newestTurnMs = 99 * day;
  await pass(10_000);
  expect(clock.report().state).toBe("ok");
});

test.each([
  [3_600_000, 3_600],
  [-3_600_000, -3_600],
])("a clock that is set by %d ms has jumped, which is reported for ten minutes", async (byMs, off_by_s) => {
  const { clock, pass } = clockAt(100 * day);
  await pass(10_000, 10_000 + byMs);
  expect(clock.report()).toEqual({ state: "jumped", off_by_s });
  for (let i = 0; i < 59; i++) await pass(10_000);
  expect(clock.report().state).toBe("jumped");
  await pass(10_000);
  expect(clock.report().state).toBe("ok");
});

test("a database that can't be read changes nothing", async () => {
  const clock = watchClock({
    builtMs: null,
    newestTurnMs: () => Promise.reject(new Error("locked")),
    logger: silentLogger,
    wallMs: () => day,
    nowMs: () => 0,
  });
  await clock.poll();
  clock.close();
  expect(clock.report().state).toBe("ok");
});
