import { type LeasePurpose, leasePurposes } from "./contract";

/** A model call that waits for its turn. Times are ms on one monotonic clock. */
export interface WaitingCall {
  readonly purpose: LeasePurpose;
  /** When the listener runs out of sound; null where nobody listens yet. */
  readonly playoutDeadlineMs: number | null;
  readonly arrivedMs: number;
}

export interface RunningCall {
  readonly purpose: LeasePurpose;
  /** Told already that its slot is wanted. */
  preempted: boolean;
}

/** Calls that give their slot up to any other that waits for one. */
const yielding: readonly LeasePurpose[] = ["partial_transcript", "prime", "background"];
const yields = ({ purpose }: { purpose: LeasePurpose }) => yielding.includes(purpose);

/**
 * A listener with more sound than this left can wait: two calls of a second each. Against serving strictly by deadline, which
 * gives more underruns than arrival once a model is busy for over half of the time, see bench/scheduler.ts.
 */
export const pressingMs = 2_000;

/**
 * The call to serve next; undefined when none may begin. By purpose; then whoever's listener runs dry within `pressingMs`, or
 * hears nothing yet, by arrival; then the others, who runs dry soonest first. Background work begins only while nobody talks.
 *
 * Nobody starves: once a call presses, none that arrives later goes before it. As a session has one call of a purpose at a
 * time, at most one of each other session does, the one that is running counted.
 */
export function nextCall<T extends WaitingCall>(
  waiting: readonly T[],
  { nowMs, someoneTalks }: { nowMs: number; someoneTalks: boolean },
): T | undefined {
  return waiting
    .filter(({ purpose }) => !someoneTalks || purpose !== "background")
    .reduce<T | undefined>((best, call) => (best && compare(best, call, nowMs) <= 0 ? best : call), undefined);
}

function compare(a: WaitingCall, b: WaitingCall, nowMs: number): number {
  return (
    leasePurposes.indexOf(a.purpose) - leasePurposes.indexOf(b.purpose) ||
    patienceMs(a, nowMs) - patienceMs(b, nowMs) ||
    a.arrivedMs - b.arrivedMs
  );
}

/** How long it can wait before it presses, ms. */
function patienceMs({ playoutDeadlineMs }: WaitingCall, nowMs: number): number {
  return playoutDeadlineMs === null ? 0 : Math.max(0, playoutDeadlineMs - pressingMs - nowMs);
}

/** Which running calls must give their slots up for those that wait: the least urgent ones, one for each that is not yet on its way. */
export function callsToPreempt<T extends RunningCall>(running: readonly T[], waiting: readonly WaitingCall[]): T[] {
  const wanted = waiting.filter((call) => !yields(call)).length;
  const onTheirWay = running.filter(({ preempted }) => preempted).length;
  return running
    .filter((call) => yields(call) && !call.preempted)
    .sort((a, b) => leasePurposes.indexOf(b.purpose) - leasePurposes.indexOf(a.purpose))
    .slice(0, Math.max(0, wanted - onTheirWay));
}
