import { type LeasePurpose, leasePurposes } from "./lease";

/** A model call that waits for its turn. Times are ms on one monotonic clock. */
export interface WaitingCall {
  purpose: LeasePurpose;
  /** When the listener runs out of sound; null where nobody listens yet. */
  playoutDeadlineMs: number | null;
  arrivedMs: number;
}

/** A call that has waited so long goes before all that have not, whatever its purpose; the longest waiting first. */
export const starvationMs = 5_000;

/**
 * The call to serve next; undefined when none waits. First those past `starvationMs` by arrival, then by purpose, then by
 * playout deadline, then by arrival. So no call waits longer than `starvationMs` plus the calls that arrived before it.
 */
export function nextCall<T extends WaitingCall>(waiting: readonly T[], nowMs: number): T | undefined {
  const isStarved = (call: T) => nowMs - call.arrivedMs >= starvationMs;
  return waiting.reduce<T | undefined>((best, call) => {
    if (!best) return call;
    if (isStarved(call) !== isStarved(best)) return isStarved(call) ? call : best;
    return (isStarved(call) ? call.arrivedMs - best.arrivedMs : byUrgency(call, best)) < 0 ? call : best;
  }, undefined);
}

function byUrgency(a: WaitingCall, b: WaitingCall): number {
  const purpose = leasePurposes.indexOf(a.purpose) - leasePurposes.indexOf(b.purpose);
  if (purpose !== 0) return purpose;
  const deadlineA = a.playoutDeadlineMs ?? Number.POSITIVE_INFINITY;
  const deadlineB = b.playoutDeadlineMs ?? Number.POSITIVE_INFINITY;
  return deadlineA === deadlineB ? a.arrivedMs - b.arrivedMs : deadlineA - deadlineB;
}
