import { expect, test } from "vitest";
import { defaultAlertTargets } from "./targets";
import { type TurnSample, trafficReadings } from "./traffic";

const nowS = 100_000;
const turn = (agoS: number, change: Partial<TurnSample> = {}): TurnSample => ({
  atS: nowS - agoS,
  failed: false,
  times: { first_audio: 800 },
  ...change,
});
/** So many turns, one every `everyS` seconds, the newest just now. */
const turns = (count: number, everyS: number, change: (index: number) => Partial<TurnSample> = () => ({})) =>
  Array.from({ length: count }, (_, index) => turn(index * everyS, change(index))).reverse();

function reading(samples: readonly TurnSample[], kind: string, subject: string) {
  const found = trafficReadings(samples, defaultAlertTargets, nowS).find(
    (each) => each.kind === kind && each.subject === subject,
  );
  return found ?? expect.fail(`no ${kind} ${subject}`);
}

test("without turns every alert of the traffic says nothing", () => {
  expect(trafficReadings([], defaultAlertTargets, nowS).filter(({ verdict }) => verdict !== null)).toEqual([]);
  const old = [turn(7 * 3_600, { failed: true, times: { first_audio: 9_000 } })];
  expect(trafficReadings(old, defaultAlertTargets, nowS).filter(({ verdict }) => verdict !== null)).toEqual([]);
});

test("P95 of the window is bad beyond the target, of twenty turns at least", () => {
  const slow = (index: number) => (index < 2 ? { times: { first_audio: 2_000 } } : {});
  expect(reading(turns(20, 20, slow), "p95", "first_audio")).toMatchObject({ verdict: "bad", value: 2_000 });
  expect(reading(turns(19, 20, slow), "p95", "first_audio")).toMatchObject({ verdict: "near" });
  expect(reading(turns(21, 20), "p95", "first_audio")).toMatchObject({ verdict: "good", value: 800 });
  const close = turns(20, 20, () => ({ times: { first_audio: 1_480 } }));
  expect(reading(close, "p95", "first_audio")).toMatchObject({ verdict: "near", threshold: 1_500 });
  expect(reading(turns(20, 20), "p95", "stt")).toMatchObject({ verdict: null, value: null });
});

test("a single failed turn is an accident; three of few are a rate", () => {
  const failing = (count: number) => (index: number) => ({ failed: index < count });
  expect(reading(turns(10, 30, failing(1)), "error_rate", "")).toMatchObject({ verdict: "near", value: 0.1 });
  expect(reading(turns(10, 30, failing(3)), "error_rate", "")).toMatchObject({ verdict: "bad", value: 0.3 });
  expect(reading(turns(10, 30), "error_rate", "")).toMatchObject({ verdict: "good", value: 0 });
});

test("the budget burns only while the long and the short window both say so", () => {
  const allSlow = turns(40, 60, () => ({ times: { first_audio: 3_000 } }));
  expect(reading(allSlow, "burn_rate", "first_audio")).toMatchObject({ verdict: "bad", value: 20, threshold: 14.4 });
  // It was slow for half an hour and is well again: the long window alone calls nobody.
  const wasSlow = turns(60, 60, (index) => (index > 29 ? { times: { first_audio: 3_000 } } : {}));
  expect(reading(wasSlow, "burn_rate", "first_audio").verdict).toBe("good");
  // Slow for four minutes in a long good time: the short window alone calls nobody.
  const peak = turns(300, 60, (index) => (index < 4 ? { times: { first_audio: 3_000 } } : {}));
  expect(reading(peak, "burn_rate", "first_audio").verdict).toBe("near");
  const failing = turns(120, 30, () => ({ failed: true }));
  expect(reading(failing, "burn_rate", "errors")).toMatchObject({ verdict: "bad", value: 100 });
});
