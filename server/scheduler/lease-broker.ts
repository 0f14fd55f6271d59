import { AppError } from "../../lib/errors";
import { type ModelRole, modelRoles } from "../../lib/protocol/server-messages";
import type { Lease, LeaseBroker, LeaseRequest } from "./lease";
import { nextCall, type WaitingCall } from "./lease-order";

export interface LeaseBrokerOptions {
  /** Calls that each model serves at once: 1 for an embedded engine, more for a server that batches. */
  slots: Record<ModelRole, number>;
  /** Monotonic clock, ms. */
  now: () => number;
  /** How long one call may hold its slot, ms; the default suits every model that can be talked to. */
  maxHoldMs?: Partial<Record<ModelRole, number>>;
}

/** One call is a whole utterance, a whole reply or a whole clause; the engines' own, shorter limits say what hung. */
const defaultMaxHoldMs: Record<ModelRole, number> = { stt: 60_000, llm: 90_000, tts: 60_000 };

export interface LeaseCounts {
  slots: number;
  busy: number;
  waiting: number;
}

interface Waiter extends WaitingCall {
  grant(): void;
}

/** Hands out the slots of each model in the order of lease-order.ts. */
export function createLeaseBroker(
  options: LeaseBrokerOptions,
): LeaseBroker & { counts(): Record<ModelRole, LeaseCounts> } {
  const { slots, now } = options;
  const maxHoldMs = { ...defaultMaxHoldMs, ...options.maxHoldMs };
  const busy: Record<ModelRole, number> = { stt: 0, llm: 0, tts: 0 };
  const waiting: Record<ModelRole, Waiter[]> = { stt: [], llm: [], tts: [] };

  function serve(role: ModelRole): void {
    while (busy[role] < slots[role]) {
      const next = nextCall(waiting[role], now());
      if (!next) return;
      leave(role, next);
      next.grant();
    }
  }

  function leave(role: ModelRole, waiter: Waiter): void {
    const at = waiting[role].indexOf(waiter);
    if (at >= 0) waiting[role].splice(at, 1);
  }

  /** Takes a slot that is free now. */
  function hold(request: LeaseRequest, waitedMs: number): Lease {
    const { role, signal } = request;
    busy[role] += 1;
    const controller = new AbortController();
    const abort = () => controller.abort(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    const tooLong = () => controller.abort(new AppError("model_timeout"));
    const timer = setTimeout(tooLong, maxHoldMs[role]);
    let released = false;
    return {
      signal: controller.signal,
      waitedMs,
      release() {
        if (released) return;
        released = true;
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
        busy[role] -= 1;
        serve(role);
      },
    };
  }

  return {
    acquire(request) {
      const { role, signal, purpose } = request;
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const arrivedMs = now();
        const giveUp = () => {
          leave(role, waiter);
          reject(signal.reason);
        };
        const waiter: Waiter = {
          purpose,
          playoutDeadlineMs: request.playoutDeadlineMs ?? null,
          arrivedMs,
          grant() {
            signal.removeEventListener("abort", giveUp);
            resolve(hold(request, now() - arrivedMs));
          },
        };
        signal.addEventListener("abort", giveUp, { once: true });
        waiting[role].push(waiter);
        serve(role);
      });
    },
    counts: () => {
      const of = (role: ModelRole) => ({ slots: slots[role], busy: busy[role], waiting: waiting[role].length });
      return Object.fromEntries(modelRoles.map((role) => [role, of(role)])) as Record<ModelRole, LeaseCounts>;
    },
  };
}
