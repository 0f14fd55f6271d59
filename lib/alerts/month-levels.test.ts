import { expect, test } from "vitest";
import type { PeriodReport } from "../metrics/kept-numbers";
import { monthLevels } from "./month-levels";
import { defaultAlertTargets as own } from "./targets";

const month = (count: number, missed: number, failed: number, parts = [count]): PeriodReport => ({
  ...{ from_s: 0, to_s: 100, turns: count, days: [], parts: parts.map((turns, from_s) => ({ from_s, count: turns })) },
  failed_turns: failed > 0 ? [{ of: "unknown", count: failed }] : [],
  levels: [{ level: "stt", count, p50_ms: 1, p95_ms: 601, p99_ms: 1, missed }],
});
const states = (period: PeriodReport, held = [{ from_s: 0, targets: own }]) =>
  monthLevels(period, held).map(({ state }) => state);

test.each([
  ["none", 0, 0, 0, ["none", "none"]],
  ["too few to say", 19, 19, 2, ["few", "few"]],
  ["few, but as many failed as open an alert", 10, 0, 3, ["few", "missed"]],
  ["as many over as may be", 140, 7, 0, ["met", "met"]],
  ["one more", 140, 8, 1, ["missed", "met"]],
  ["the failed at their line", 300, 0, 3, ["met", "missed"]],
])("%s", (_, count, missed, failed, expected) => expect(states(month(count, missed, failed))).toEqual(expected));

test("failed turns are judged by the share that might fail when they ended", () => {
  const held = [0.5, 0.01].map((errorRate, from_s) => ({ from_s, targets: { ...own, errorRate } }));
  expect(states(month(200, 0, 10, [100, 100]), held)[1]).toBe("met");
  expect(states(month(200, 0, 10, [0, 200]), held)[1]).toBe("missed");
  const [stt, errors] = monthLevels(month(1, 0, 0), held);
  expect([stt?.targets.length, errors?.targets.map(({ target }) => target)]).toEqual([1, [0.5, 0.01]]);
});
