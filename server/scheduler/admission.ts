import { AppError } from "../../lib/errors";
import {
  type AdmissionState,
  admit,
  decide,
  emptyAdmission,
  enqueue,
  etaMs,
  leaveQueue,
  release,
  slotsToTakeBack,
} from "./admission-queue";
import type { Admission, AdmissionRequest, Slot, SlotHolder } from "./lease";

export interface AdmissionOptions {
  maxSessions: number;
  /** A session in which nothing was said for so long gives its slot up to somebody who waits, ms. */
  idleSessionMs: number;
  /** Monotonic clock, ms. */
  now: () => number;
}

/** While anybody waits: how often idle sessions are looked for, and those who wait are told what to expect. */
const lookMs = 2_000;

interface Waiter {
  request: AdmissionRequest;
  grant(): void;
}

/**
 * Lets at most `maxSessions` voice sessions in; the others are told, or wait in order. While somebody waits, a session that has
 * been idle for `idleSessionMs` is asked for its slot, within 2 s.
 */
export function createAdmission({ maxSessions, idleSessionMs, now }: AdmissionOptions): Admission {
  let state: AdmissionState = emptyAdmission(maxSessions);
  const waiters = new Map<string, Waiter>();
  const holders = new Map<string, SlotHolder>();
  let looking: NodeJS.Timeout | undefined;

  function tellPositions(): void {
    state.waiting.forEach((sessionId, index) => {
      waiters.get(sessionId)?.request.onPosition?.(index + 1, etaMs(state, index + 1, now()));
    });
  }

  /** Whoever waits may find an idle session. */
  function look(): void {
    clearTimeout(looking);
    const nowMs = now();
    const idle = new Map<string, number>();
    for (const [sessionId, holder] of holders) {
      const sinceMs = holder.idleSinceMs();
      if (sinceMs !== null) idle.set(sessionId, nowMs - sinceMs);
    }
    for (const sessionId of slotsToTakeBack(state, idle, idleSessionMs)) holders.get(sessionId)?.giveUp();
    tellPositions();
    if (state.waiting.length > 0) looking = setTimeout(look, lookMs).unref();
  }

  function slotOf(sessionId: string): Slot {
    let released = false;
    return {
      heldBy(holder) {
        if (!released) holders.set(sessionId, holder);
      },
      release() {
        if (released) return;
        released = true;
        holders.delete(sessionId);
        const after = release(state, sessionId, now());
        state = after.state;
        if (after.admitted !== null) waiters.get(after.admitted)?.grant();
        tellPositions();
      },
    };
  }

  return {
    request(request) {
      const { sessionId, signal } = request;
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        if (waiters.has(sessionId) || state.active.some((session) => session.sessionId === sessionId)) {
          return reject(new AppError("session_in_use"));
        }
        const decision = decide(state, request.wait);
        if (decision === "refused") return reject(new AppError("at_capacity"));
        if (decision === "admitted") {
          state = admit(state, sessionId, now());
          return resolve(slotOf(sessionId));
        }
        const giveUp = () => {
          waiters.delete(sessionId);
          state = leaveQueue(state, sessionId);
          reject(signal.reason);
          tellPositions();
        };
        signal.addEventListener("abort", giveUp, { once: true });
        waiters.set(sessionId, {
          request,
          grant() {
            waiters.delete(sessionId);
            signal.removeEventListener("abort", giveUp);
            resolve(slotOf(sessionId));
          },
        });
        state = enqueue(state, sessionId);
        look();
      });
    },
    counts: () => ({ maxSessions, active: state.active.length, waiting: state.waiting.length }),
  };
}
