import { expect, test } from "vitest";
import type { LeasePurpose } from "./lease";
import { nextCall, starvationMs } from "./lease-order";

const call = (purpose: LeasePurpose, arrivedMs: number, playoutDeadlineMs: number | null = null) => ({
  purpose,
  arrivedMs,
  playoutDeadlineMs,
});

/** Serves everything in order, at one moment. */
function order(waiting: ReturnType<typeof call>[], nowMs: number) {
  const left = [...waiting];
  const served = [];
  for (let next = nextCall(left, nowMs); next; next = nextCall(left, nowMs)) {
    served.push(next);
    left.splice(left.indexOf(next), 1);
  }
  return served;
}

test("nothing waits", () => {
  expect(nextCall([], 0)).toBeUndefined();
});

test("purpose comes first, in the order of the contract", () => {
  const background = call("background", 0);
  const partial = call("partial_transcript", 1);
  const reply = call("reply", 2);
  const final = call("final_transcript", 3);
  const speech = call("speech", 4);
  expect(order([background, partial, reply, final, speech], 5)).toEqual([speech, final, reply, partial, background]);
});

test("of two speeches, the one whose listener runs out of sound first; a first clause has no deadline and comes by arrival", () => {
  const late = call("speech", 0, 900);
  const soon = call("speech", 1, 300);
  const open = call("speech", 2);
  const openLater = call("speech", 3);
  expect(order([openLater, open, late, soon], 4)).toEqual([soon, late, open, openLater]);
});

test("equal calls are served by arrival", () => {
  const first = call("reply", 10);
  const second = call("reply", 11);
  expect(nextCall([second, first], 12)).toBe(first);
});

test("after the stated bound a call goes before every purpose, the longest waiting first", () => {
  const background = call("background", 0);
  const partial = call("partial_transcript", 1);
  const speech = call("speech", starvationMs, starvationMs + 1);
  expect(nextCall([speech, partial, background], starvationMs - 1)).toBe(speech);
  expect(order([speech, partial, background], starvationMs + 1)).toEqual([background, partial, speech]);
});
