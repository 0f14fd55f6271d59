import { expect, test } from "vitest";
import { nextAlert, openAlert, unreadForS } from "./hysteresis";
import { patienceOf } from "./readings";
import { defaultAlertTargets } from "./targets";
import { type RecentTurn, trafficReadings } from "./traffic";

const nowS = 100_000;
const turn = (agoS: number, change: Partial<RecentTurn> = {}): RecentTurn => ({
  atS: nowS - agoS,
  outcome: "completed",
  stages: { first_audio: 800 },
  ...change,
});
/** So many turns, one every `everyS` seconds, the newest just now. */
const turns = (count: number, everyS: number, change: (index: number) => Partial<RecentTurn> = () => ({})) =>
  Array.from({ length: count }, (_, index) => turn(index * everyS, change(index))).reverse();

function reading(samples: readonly RecentTurn[], kind: string, subject: string) {
  const found = trafficReadings(samples, defaultAlertTargets, nowS).find(
    (each) => each.kind === kind && each.subject === subject,
  );
  return found ?? expect.fail(`no ${kind} ${subject}`);
}

test("without turns every alert of the traffic says nothing", () => {
  expect(trafficReadings([], defaultAlertTargets, nowS).filter(({ verdict }) => verdict !== null)).toEqual([]);
  const old = [turn(7 * 3_600, { outcome: "failed", stages: { first_audio: 9_000 } })];
  expect(trafficReadings(old, defaultAlertTargets, nowS).filter(({ verdict }) => verdict !== null)).toEqual([]);
});

test("turns that the clock dated into the future are in no window before their time", () => {
  const ahead = Array.from({ length: 30 }, (_, index) => turn(-3 * 3_600 - index, { outcome: "failed" }));
  expect(trafficReadings(ahead, defaultAlertTargets, nowS).filter(({ verdict }) => verdict !== null)).toEqual([]);
});

test("an alert ends in thin traffic, though one of each window's few turns is slow", () => {
  const patience = patienceOf.p95;
  const isOneSlow = (index: number) => (index === 0 ? { stages: { first_audio: 9_000 } } : {});
  let state = openAlert(0);
  for (let atS = 30; atS <= unreadForS; atS += 30) {
    state = nextAlert(state, reading(turns(5, 60, isOneSlow), "p95", "first_audio").verdict, patience, atS);
  }
  expect(state.isOpen).toBe(false);
});

test("P95 of the window is bad beyond the target, of twenty turns at least", () => {
  const slow = (index: number) => (index < 2 ? { stages: { first_audio: 2_000 } } : {});
  expect(reading(turns(20, 20, slow), "p95", "first_audio")).toMatchObject({ verdict: "bad", value: 2_000 });
  // Of few turns one is a lot: that they are slow says nothing, that all are fast does.
  expect(reading(turns(19, 20, slow), "p95", "first_audio")).toMatchObject({ verdict: null });
  expect(reading(turns(3, 20), "p95", "first_audio")).toMatchObject({ verdict: "good" });
  expect(reading(turns(21, 20), "p95", "first_audio")).toMatchObject({ verdict: "good", value: 800 });
  const close = turns(20, 20, () => ({ stages: { first_audio: 1_480 } }));
  expect(reading(close, "p95", "first_audio")).toMatchObject({ verdict: "near", threshold: 1_500 });
  expect(reading(turns(20, 20), "p95", "stt")).toMatchObject({ verdict: null, value: null });
});

test("each says of how long its turns are", () => {
  const found = trafficReadings([], { ...defaultAlertTargets, windowMinutes: 30 }, nowS);
  expect(found.filter(({ kind }) => kind !== "burn_rate").map(({ windowS }) => windowS)).toEqual(Array(6).fill(1_800));
  const burning = turns(40, 60, () => ({ stages: { first_audio: 3_000 } }));
  expect(reading(burning, "burn_rate", "first_audio").windowS).toBe(3_600);
  // Slower, for hours.
  const slowly = turns(300, 70, (index) => (index % 3 === 0 ? { stages: { first_audio: 3_000 } } : {}));
  expect(reading(slowly, "burn_rate", "first_audio")).toMatchObject({ verdict: "bad", windowS: 21_600 });
});

test("a single failed turn is an accident; three of few are a rate", () => {
  const failing = (count: number) => (index: number) => ({
    outcome: index < count ? ("failed" as const) : ("completed" as const),
  });
  expect(reading(turns(10, 30, failing(1)), "error_rate", "")).toMatchObject({ verdict: null, value: 0.1 });
  expect(reading(turns(20, 30, failing(1)), "error_rate", "")).toMatchObject({ verdict: "near", value: 0.05 });
  expect(reading(turns(10, 30, failing(3)), "error_rate", "")).toMatchObject({ verdict: "bad", value: 0.3 });
  expect(reading(turns(10, 30), "error_rate", "")).toMatchObject({ verdict: "good", value: 0 });
});

test("a turn that could not be stored has failed, too", () => {
  const lost = turns(10, 30, (index) => (index < 3 ? { outcome: "lost" as const } : {}));
  expect(reading(lost, "error_rate", "")).toMatchObject({ verdict: "bad", value: 0.3 });
});

test("the budget burns only while the long and the short window both say so", () => {
  const allSlow = turns(40, 60, () => ({ stages: { first_audio: 3_000 } }));
  expect(reading(allSlow, "burn_rate", "first_audio")).toMatchObject({ verdict: "bad", value: 20, threshold: 14.4 });
  // It was slow for half an hour and is well again: the long window alone calls nobody.
  const wasSlow = turns(60, 60, (index) => (index > 29 ? { stages: { first_audio: 3_000 } } : {}));
  expect(reading(wasSlow, "burn_rate", "first_audio").verdict).toBe("good");
  // Slow for four minutes in a long good time: the short window alone calls nobody.
  const peak = turns(300, 60, (index) => (index < 4 ? { stages: { first_audio: 3_000 } } : {}));
  expect(reading(peak, "burn_rate", "first_audio").verdict).toBe("near");
  const failing = turns(120, 30, () => ({ outcome: "failed" }));
  expect(reading(failing, "burn_rate", "errors")).toMatchObject({ verdict: "bad", value: 100 });
});
