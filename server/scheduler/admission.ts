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
} from "./admission-queue";
import type { Admission, AdmissionRequest, Slot } from "./lease";

export interface AdmissionOptions {
  maxSessions: number;
  /** Monotonic clock, ms. */
  now: () => number;
}

interface Waiter {
  request: AdmissionRequest;
  grant(): void;
}

/** Lets at most `maxSessions` voice sessions in; the others are told, or wait in order. */
export function createAdmission({ maxSessions, now }: AdmissionOptions): Admission {
  let state: AdmissionState = emptyAdmission(maxSessions);
  const waiters = new Map<string, Waiter>();

  function tellPositions(): void {
    state.waiting.forEach((sessionId, index) => {
      waiters.get(sessionId)?.request.onPosition?.(index + 1, etaMs(state, index + 1));
    });
  }

  function slotOf(sessionId: string): Slot {
    let released = false;
    return {
      release() {
        if (released) return;
        released = true;
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
        tellPositions();
      });
    },
    counts: () => ({ maxSessions, active: state.active.length, waiting: state.waiting.length }),
  };
}
