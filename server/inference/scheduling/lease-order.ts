import type { Urgency } from "../contract";
import { givesWay, type Purpose, purposeOf, purposes } from "./call-purpose";
import type { ModelCall } from "./contract";

/** A model call that waits for its turn, whatever its urgency. Times are ms on one monotonic clock. */
export interface WaitingCall {
  readonly call: ModelCall;
  readonly urgency: Urgency;
  /** When the listener runs out of sound; null where nobody listens yet. */
  readonly playoutDeadlineMs: number | null;
  readonly arrivedMs: number;
}

export interface RunningCall {
  readonly purpose: Purpose;
  /** It was already asked to free its slot. */
  preempted: boolean;
}

/**
 * A listener with more sound than this left can wait: two calls of a second each. Serving strictly by deadline gives
 * more underruns than by arrival once a model is busy for over half of the time (bench/scheduler.ts).
 */
export const urgentMs = 2_000;

/** A call of the urgency `waiting` is served as a live one once it has stood in line for this long. */
export const waitingBecomesLiveMs = 10_000;

/**
 * The call to serve next; undefined when none may begin. By purpose; then live calls that are urgent (the listener
 * hears nothing yet, or has an underrun within `urgentMs`) by arrival; then the others, least slack first. Calls that
 * are not live go by arrival. Background work begins only while nobody is active.
 *
 * Among calls of one purpose, none that arrives later overtakes an urgent call. As a session has one call of a purpose
 * at a time, an urgent segment, final transcript or reply waits for at most one call of each other session, including
 * the running one. A `waiting` call becomes such a call after `waitingBecomesLiveMs`. Partial transcripts, prefills and
 * background work have no such bound.
 */
export function nextCall<T extends WaitingCall>(
  waiting: readonly T[],
  { nowMs, anyoneActive }: { nowMs: number; anyoneActive: boolean },
): T | undefined {
  return waiting
    .filter(({ urgency }) => !anyoneActive || urgency !== "background")
    .reduce<T | undefined>((best, call) => (best && compare(best, call, nowMs) <= 0 ? best : call), undefined);
}

function compare(a: WaitingCall, b: WaitingCall, nowMs: number): number {
  return (
    purposes.indexOf(purposeNow(a, nowMs)) - purposes.indexOf(purposeNow(b, nowMs)) ||
    slackMs(a, nowMs) - slackMs(b, nowMs) ||
    a.arrivedMs - b.arrivedMs
  );
}

function purposeNow({ call, urgency, arrivedMs }: WaitingCall, nowMs: number): Purpose {
  const hasWaitedLong = urgency === "waiting" && nowMs - arrivedMs >= waitingBecomesLiveMs;
  return purposeOf({ call, urgency: hasWaitedLong ? "live" : urgency });
}

/** Slack: how long the call can wait before it is urgent, ms. */
function slackMs({ urgency, playoutDeadlineMs }: WaitingCall, nowMs: number): number {
  if (urgency !== "live" || playoutDeadlineMs === null) return 0;
  return Math.max(0, playoutDeadlineMs - urgentMs - nowMs);
}

/**
 * The running calls that must give up their slots to waiting ones: the least urgent first, one for each waiting call
 * that no ending call makes room for.
 */
export function callsToPreempt<T extends RunningCall>(running: readonly T[], waiting: readonly WaitingCall[]): T[] {
  const wanted = waiting.filter((call) => !givesWay(purposeOf(call))).length;
  const onTheirWay = running.filter(({ preempted }) => preempted).length;
  return running
    .filter(({ purpose, preempted }) => givesWay(purpose) && !preempted)
    .sort((a, b) => purposes.indexOf(b.purpose) - purposes.indexOf(a.purpose))
    .slice(0, Math.max(0, wanted - onTheirWay));
}
