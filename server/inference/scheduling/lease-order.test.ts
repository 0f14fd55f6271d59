import { expect, test } from "vitest";
import type { Urgency } from "../contract";
import type { Purpose } from "./call-purpose";
import type { ModelCall } from "./contract";
import { callsToPreempt, nextCall, urgentMs, waitingBecomesLiveMs } from "./lease-order";

const call = (
  what: ModelCall,
  arrivedMs: number,
  playoutDeadlineMs: number | null = null,
  urgency: Urgency = "live",
) => ({
  call: what,
  urgency,
  arrivedMs,
  playoutDeadlineMs,
});
const outside = (urgency: Urgency, arrivedMs: number, what: ModelCall = "reply") =>
  call(what, arrivedMs, null, urgency);
type Call = ReturnType<typeof call>;
const running = (purpose: Purpose, preempted = false) => ({ purpose, preempted });

/** Serves everything in order, at one moment. */
function order(waiting: Call[], nowMs: number, anyoneActive = false) {
  const left = [...waiting];
  const served = [];
  for (let next = nextCall(left, { nowMs, anyoneActive }); next; next = nextCall(left, { nowMs, anyoneActive })) {
    served.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return served;
}

test("nothing waits", () => {
  expect(nextCall([], { nowMs: 0, anyoneActive: true })).toBeUndefined();
});

test("purpose comes first: live calls, then waiting ones, best-effort ones and background work", () => {
  const background = outside("background", 0);
  const waiting = outside("waiting", 0);
  const prefill = call("prefill", 1);
  const partial = call("partial_transcript", 2);
  const reply = call("reply", 3);
  const final = call("transcript", 4);
  const speech = call("segment", 5);
  expect(order([background, prefill, partial, waiting, reply, final, speech], 6)).toEqual([
    speech,
    final,
    reply,
    waiting,
    partial,
    prefill,
    background,
  ]);
});

test("urgent speech goes by arrival, and before the speech of listeners who have sound left, least slack first", () => {
  const nowMs = 10_000;
  const plenty = call("segment", 1, nowMs + urgentMs + 5_000);
  const enough = call("segment", 2, nowMs + urgentMs + 1);
  const soon = call("segment", 3, nowMs + urgentMs);
  const dry = call("segment", 4, nowMs - 500);
  const first = call("segment", 5);
  expect(order([first, plenty, dry, enough, soon], nowMs)).toEqual([soon, dry, first, enough, plenty]);
});

test("equal calls are served by arrival", () => {
  const first = call("reply", 10);
  const second = call("reply", 11);
  expect(nextCall([second, first], { nowMs: 12, anyoneActive: true })).toBe(first);
});

test("a waiting call counts as live after 10 s, by arrival; what its own listener has left does not matter", () => {
  const nowMs = 60_000;
  const early = call("segment", nowMs - waitingBecomesLiveMs, nowMs + 60_000, "waiting");
  const late = call("segment", nowMs - waitingBecomesLiveMs + 1, null, "waiting");
  const before = call("segment", nowMs - waitingBecomesLiveMs - 1);
  const after = call("segment", nowMs - waitingBecomesLiveMs + 2);
  const patient = call("segment", 0, nowMs + urgentMs + 1);
  expect(order([late, patient, after, early, before], nowMs, true)).toEqual([before, early, after, patient, late]);
  // Background work never does.
  expect(order([outside("background", 0, "segment"), after], nowMs)[0]).toBe(after);
});

test("background work does not begin while anybody talks", () => {
  const background = outside("background", 0);
  expect(nextCall([background], { nowMs: 600_000, anyoneActive: true })).toBeUndefined();
  expect(nextCall([background], { nowMs: 600_000, anyoneActive: false })).toBe(background);
});

test("a call that somebody waits for takes the slot of the least important best-effort call, once", () => {
  const prefill = running("prime");
  const background = running("background");
  const waiting = [call("reply", 0)];
  expect(callsToPreempt([prefill, background, running("reply")], waiting)).toEqual([background]);
  expect(callsToPreempt([prefill, running("background", true)], waiting)).toEqual([]);
  expect(callsToPreempt([prefill, background], [call("reply", 0), call("reply", 1), call("reply", 2)])).toEqual([
    background,
    prefill,
  ]);
  expect(callsToPreempt([running("reply")], waiting)).toEqual([]);
  expect(callsToPreempt([background], [call("prefill", 0), call("partial_transcript", 1)])).toEqual([]);
  expect(callsToPreempt([prefill, running("waiting")], [outside("waiting", 0)])).toEqual([prefill]);
  expect(callsToPreempt([running("waiting")], waiting)).toEqual([]);
});
