import { randomUUID } from "node:crypto";
import { AppError } from "../../../lib/errors";
import { onAbort } from "../../platform/timing/on-abort";
import {
  type AdmissionState,
  admit,
  decide,
  emptyAdmission,
  enqueue,
  etaMs,
  leaveQueue,
  release,
  resize,
  seatsToTakeBack,
} from "./admission-queue";
import type { Admission, AdmissionRequest, Seat, SeatHolder } from "./contract";

export interface AdmissionOptions {
  maxSessions: number;
  /** A session in which nothing was said for this long gives its seat up to somebody who waits, ms. */
  idleSessionMs: number;
  /** Monotonic clock, ms. */
  now: () => number;
}

/** While a request waits: how often idle seats are taken back, and waiting clients get a new estimate. */
const evaluateEveryMs = 2_000;

interface Waiter {
  request: AdmissionRequest;
  grant(): void;
}

/**
 * Admits at most `maxSessions` voice sessions; the others are refused, or wait in order. While somebody waits, a
 * session that has been idle for `idleSessionMs` loses its seat within 2 s.
 */
export function createAdmission({ maxSessions, idleSessionMs: idleAtStartMs, now }: AdmissionOptions): Admission & {
  /** Changes both limits; nobody who is in is put out by it. */
  limit(limits: Pick<AdmissionOptions, "maxSessions" | "idleSessionMs">): void;
} {
  let state: AdmissionState = emptyAdmission(maxSessions);
  let idleSessionMs = idleAtStartMs;
  const waiters = new Map<string, Waiter>();
  const holders = new Map<string, SeatHolder>();
  let timer: NodeJS.Timeout | undefined;

  function tellPositions(): void {
    state.waiting.forEach((ticket, index) => {
      waiters.get(ticket)?.request.onPosition?.(index + 1, etaMs(state, index + 1, now()));
    });
  }

  /** Takes idle seats back for waiting requests, and sends these their estimates. */
  function evaluate(): void {
    clearTimeout(timer);
    const nowMs = now();
    const idle = new Map<string, number>();
    for (const [ticket, holder] of holders) {
      const sinceMs = holder.idleSinceMs();
      if (sinceMs !== null) idle.set(ticket, nowMs - sinceMs);
    }
    for (const ticket of seatsToTakeBack(state, idle, idleSessionMs)) holders.get(ticket)?.vacate();
    tellPositions();
    if (state.waiting.length > 0) timer = setTimeout(evaluate, evaluateEveryMs).unref();
  }

  function move({ state: next, admitted }: ReturnType<typeof release>): void {
    state = next;
    for (const ticket of admitted) waiters.get(ticket)?.grant();
    tellPositions();
  }

  function seatOf(ticket: string): Seat {
    let released = false;
    return {
      heldBy(holder) {
        if (!released) holders.set(ticket, holder);
      },
      release() {
        if (released) return;
        released = true;
        holders.delete(ticket);
        move(release(state, ticket, now()));
      },
    };
  }

  return {
    request(request) {
      const { signal } = request;
      const ticket = randomUUID();
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const decision = decide(state, request.wait);
        if (decision === "refused") return reject(new AppError("at_capacity"));
        if (decision === "admitted") {
          state = admit(state, ticket, now());
          return resolve(seatOf(ticket));
        }
        const cancelWait = () => {
          waiters.delete(ticket);
          state = leaveQueue(state, ticket);
          reject(signal.reason);
          tellPositions();
        };
        const stopListening = onAbort(signal, cancelWait);
        waiters.set(ticket, {
          request,
          grant() {
            waiters.delete(ticket);
            stopListening();
            resolve(seatOf(ticket));
          },
        });
        state = enqueue(state, ticket);
        evaluate();
      });
    },
    limit(limits) {
      idleSessionMs = limits.idleSessionMs;
      move(resize(state, limits.maxSessions, now()));
      if (state.waiting.length > 0) evaluate();
    },
    counts: () => ({ maxSessions: state.maxSessions, active: state.active.length, waiting: state.waiting.length }),
  };
}
