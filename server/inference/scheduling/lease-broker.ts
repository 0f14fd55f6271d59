import { AppError } from "../../../lib/errors";
import { type ModelRole, modelRoles } from "../../../lib/models";
import type { Urgency } from "../contract";
import { type Purpose, purposeOf, roleOf } from "./call-purpose";
import { type Lease, type LeaseBroker, LeasePreempted, type LeaseRequest } from "./contract";
import { callsToPreempt, nextCall, type RunningCall, type WaitingCall } from "./lease-order";
import { SharedActivity } from "./shared-activity";

export interface LeaseBrokerOptions {
  /** Calls that each model serves at once: 1 for an embedded engine, more for a server that batches. */
  slots: Record<ModelRole, number>;
  /** Monotonic clock, ms. */
  now: () => number;
  /** Models without time limits of their own: only the lease's limit shows that they hang. */
  embedded?: readonly ModelRole[];
  /** Shared with other brokers; default: this broker's own. */
  activity?: SharedActivity;
  /** Another order, for comparison in benchmarks. */
  order?: typeof nextCall;
  /** Called when a call gives its slot back. */
  onCallEnded?: (call: EndedCall) => void;
}

export interface EndedCall {
  role: ModelRole;
  purpose: Purpose;
  waitedMs: number;
  heldMs: number;
}

/**
 * How long one call (a whole utterance, reply or segment) may hold its slot. The limits of a server's calls are
 * shorter, and their errors say what hung.
 */
const serverHoldMs: Record<ModelRole, number> = { stt: 60_000, llm: 90_000, tts: 60_000 };
/**
 * Everybody waits for the one slot of an embedded model. The longest segment is some 15 s of speech, for which Kokoro
 * takes 20 s beside a busy core; 60 s of speech take Whisper a few seconds. A reply keeps its time: it may have to read
 * a long conversation first.
 */
const embeddedHoldMs: Record<ModelRole, number> = { ...serverHoldMs, stt: 30_000, tts: 30_000 };

export interface LeaseCounts {
  slots: number;
  busy: number;
  waiting: number;
}

interface Waiter extends WaitingCall {
  urgency: Urgency;
  grant(): void;
}

interface Holder extends RunningCall {
  purpose: Purpose;
  preempt(): void;
}

/**
 * Hands out the slots of each model in the order of lease-order.ts. It is our own because `p-queue` has fixed
 * priorities: here the order follows how much sound each listener has left, and a running call can be pre-empted.
 */
export function createLeaseBroker(options: LeaseBrokerOptions): LeaseBroker & {
  counts(): Record<ModelRole, LeaseCounts>;
  /** Another number of slots; calls that run go on. */
  resize(role: ModelRole, slots: number): void;
} {
  const slots = { ...options.slots };
  const { now, order = nextCall, embedded = [], activity = new SharedActivity() } = options;
  const maxHoldMs = (role: ModelRole) => (embedded.includes(role) ? embeddedHoldMs : serverHoldMs)[role];
  const running: Record<ModelRole, Set<Holder>> = { stt: new Set(), llm: new Set(), tts: new Set() };
  const waiting: Record<ModelRole, Waiter[]> = { stt: [], llm: [], tts: [] };

  function serve(role: ModelRole): void {
    while (running[role].size < slots[role]) {
      const next = order(waiting[role], { nowMs: now(), anyoneActive: activity.anyoneActive });
      if (!next) return;
      leave(role, next);
      next.grant();
    }
    for (const holder of callsToPreempt([...running[role]], waiting[role])) holder.preempt();
  }

  function leave(role: ModelRole, waiter: Waiter): void {
    const at = waiting[role].indexOf(waiter);
    if (at >= 0) waiting[role].splice(at, 1);
  }

  /** Takes a slot that is free now. */
  function hold(request: LeaseRequest, waitedMs: number): Lease {
    const { signal, unawaited } = request;
    const role = roleOf(request.call);
    const purpose = purposeOf(request);
    const controller = new AbortController();
    const holder: Holder = {
      purpose: unawaited?.aborted ? "background" : purpose,
      preempted: false,
      preempt() {
        holder.preempted = true;
        controller.abort(new LeasePreempted("A more urgent call needs the model."));
      },
    };
    running[role].add(holder);
    const abort = () => controller.abort(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    const giveWay = () => {
      holder.purpose = "background";
      serve(role);
    };
    unawaited?.addEventListener("abort", giveWay, { once: true });
    const tooLong = () => controller.abort(new AppError("model_timeout"));
    const timer = setTimeout(tooLong, maxHoldMs(role));
    const grantedMs = now();
    return {
      signal: controller.signal,
      waitedMs,
      release() {
        if (!running[role].delete(holder)) return;
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        unawaited?.removeEventListener("abort", giveWay);
        serve(role);
        options.onCallEnded?.({ role, purpose, waitedMs, heldMs: now() - grantedMs });
      },
    };
  }

  activity.onQuiet(() => {
    for (const role of modelRoles) serve(role);
  });
  return {
    resize(role, count) {
      slots[role] = count;
      serve(role);
    },
    acquire(request) {
      const { call, urgency, signal, unawaited } = request;
      const role = roleOf(call);
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const arrivedMs = now();
        const cancelWait = () => {
          leave(role, waiter);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          call,
          urgency,
          playoutDeadlineMs: request.playoutDeadlineMs ?? null,
          arrivedMs,
          grant() {
            signal.removeEventListener("abort", cancelWait);
            unawaited?.removeEventListener("abort", giveWay);
            resolve(hold(request, now() - arrivedMs));
          },
        };
        const giveWay = () => {
          waiter.urgency = "background";
        };
        if (unawaited?.aborted) giveWay();
        unawaited?.addEventListener("abort", giveWay, { once: true });
        signal.addEventListener("abort", cancelWait, { once: true });
        waiting[role].push(waiter);
        serve(role);
      });
    },
    beginActivity: () => activity.begin(),
    counts: () => {
      const of = (role: ModelRole) => ({
        slots: slots[role],
        busy: running[role].size,
        waiting: waiting[role].length,
      });
      return Object.fromEntries(modelRoles.map((role) => [role, of(role)])) as Record<ModelRole, LeaseCounts>;
    },
  };
}
