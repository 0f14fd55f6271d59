import { expect, test } from "vitest";
import type { LeasePurpose } from "./contract";
import { callsToPreempt, nextCall, pressingMs } from "./lease-order";

const call = (purpose: LeasePurpose, arrivedMs: number, playoutDeadlineMs: number | null = null) => ({
  purpose,
  arrivedMs,
  playoutDeadlineMs,
});
type Call = ReturnType<typeof call>;
const running = (purpose: LeasePurpose, preempted = false) => ({ purpose, preempted });

/** Serves everything in order, at one moment. */
function order(waiting: Call[], nowMs: number, someoneTalks = false) {
  const left = [...waiting];
  const served = [];
  for (let next = nextCall(left, { nowMs, someoneTalks }); next; next = nextCall(left, { nowMs, someoneTalks })) {
    served.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return served;
}

test("nothing waits", () => {
  expect(nextCall([], { nowMs: 0, someoneTalks: true })).toBeUndefined();
});

test("purpose comes first, in the order of the contract", () => {
  const background = call("background", 0);
  const prime = call("prime", 1);
  const partial = call("partial_transcript", 2);
  const reply = call("reply", 3);
  const final = call("final_transcript", 4);
  const speech = call("speech", 5);
  expect(order([background, prime, partial, reply, final, speech], 6)).toEqual([
    speech,
    final,
    reply,
    partial,
    prime,
    background,
  ]);
});

test("of speech, what presses goes by arrival, and before listeners who have sound left, the driest of them first", () => {
  const nowMs = 10_000;
  const plenty = call("speech", 1, nowMs + pressingMs + 5_000);
  const enough = call("speech", 2, nowMs + pressingMs + 1);
  const soon = call("speech", 3, nowMs + pressingMs);
  const dry = call("speech", 4, nowMs - 500);
  const first = call("speech", 5);
  expect(order([first, plenty, dry, enough, soon], nowMs)).toEqual([soon, dry, first, enough, plenty]);
});

test("equal calls are served by arrival", () => {
  const first = call("reply", 10);
  const second = call("reply", 11);
  expect(nextCall([second, first], { nowMs: 12, someoneTalks: true })).toBe(first);
});

test("background work does not begin while anybody talks", () => {
  const background = call("background", 0);
  expect(nextCall([background], { nowMs: 600_000, someoneTalks: true })).toBeUndefined();
  expect(nextCall([background], { nowMs: 600_000, someoneTalks: false })).toBe(background);
});

test("a call that somebody waits for takes the slot of the least urgent courtesy, once", () => {
  const prime = running("prime");
  const background = running("background");
  const waiting = [call("reply", 0)];
  expect(callsToPreempt([prime, background, running("reply")], waiting)).toEqual([background]);
  expect(callsToPreempt([prime, running("background", true)], waiting)).toEqual([]);
  expect(callsToPreempt([prime, background], [call("reply", 0), call("reply", 1), call("reply", 2)])).toEqual([
    background,
    prime,
  ]);
  expect(callsToPreempt([running("reply")], waiting)).toEqual([]);
  expect(callsToPreempt([background], [call("prime", 0), call("partial_transcript", 1)])).toEqual([]);
});
