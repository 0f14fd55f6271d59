import { type Backoff, backoffMs } from "../../../../lib/backoff";
import { advanceAttempt, type ModelAttempt, newAttempt } from "../../../../lib/model-attempt";
import { type AttemptStatus, inState } from "../../attempt-status";
import { type ModelDetail, noDetail } from "../../model-detail";
import type { ProbedModel } from "./probe";

/** When a server is probed again, ms. */
export interface ProbeDelays {
  /** While it is well. */
  wellMs: number;
  /** While it is not. */
  retry: Backoff;
}

/** What is known of one model server. */
export interface HealthState {
  /** Each probe of the server is an attempt of its own; so is the time in which its host is not ready. */
  readonly attempt: ModelAttempt<AttemptStatus>;
  /** What the last good probe found. */
  readonly found: ProbedModel | null;
  /** Probes that failed in a row. */
  readonly failures: number;
  /** When a probe or a call last went well, on the monotonic clock, ms. */
  readonly lastGoodMs: number;
  /**
   * A call or a probe has failed since the last good probe: a model that is not in the server's list is tried again.
   */
  readonly isDoubted: boolean;
}

/** What was observed. A probe's outcome names its attempt: it counts only while that attempt is the current one. */
export type HealthEvent =
  /** A probe is due, or somebody waits for one. */
  | { type: "probe_wanted" }
  /** The probe begins: its outcome settles earlier doubts. */
  | { type: "probe_began" }
  /** The probe of the server itself threw. */
  | { type: "probe_threw" }
  | { type: "probe_passed"; attemptId: object; model: ProbedModel }
  | { type: "probe_failed"; attemptId: object; isLoading: boolean; detail: ModelDetail }
  /** A piece of an answer has come. */
  | { type: "call_answered"; isHostReady: boolean }
  /** A call has failed; `silence`: what to show, if the server answered nobody meanwhile and can't be probed now. */
  | { type: "call_failed"; silence: ModelDetail | null }
  | { type: "host_left" }
  | { type: "closed" };

export const initialHealth: HealthState = {
  attempt: newAttempt(null, inState("waiting")),
  found: null,
  failures: 0,
  lastGoodMs: Number.NEGATIVE_INFINITY,
  isDoubted: false,
};

/** The state after an event. `nowMs`: the monotonic clock. */
export function nextHealth(
  state: HealthState,
  event: HealthEvent,
  { nowMs, wellMs }: { nowMs: number; wellMs: number },
): HealthState {
  const { attempt } = state;
  switch (event.type) {
    case "probe_wanted":
      if (attempt.status.state !== "waiting") return state;
      return { ...state, attempt: advanceAttempt(attempt, attempt.id, { state: "loading" }) };
    case "probe_began":
      return { ...state, isDoubted: false };
    case "probe_threw":
      return { ...state, isDoubted: true };
    case "probe_passed": {
      if (event.attemptId !== attempt.id) return state;
      const lastGoodMs = isFresh(state, nowMs, wellMs) ? state.lastGoodMs : nowMs;
      return { ...concluded(state, "ready", noDetail), found: event.model, failures: 0, lastGoodMs };
    }
    case "probe_failed":
      if (event.attemptId !== attempt.id) return state;
      return {
        ...concluded(state, event.isLoading ? "loading" : "failed", event.detail),
        failures: state.failures + 1,
      };
    case "call_answered": {
      const known = { ...state, lastGoodMs: nowMs, failures: 0, isDoubted: false };
      const isNews = attempt.status.state !== "ready" && state.found !== null && event.isHostReady;
      return isNews ? concluded(known, "ready", noDetail) : known;
    }
    case "call_failed": {
      const known = { ...state, lastGoodMs: Number.NEGATIVE_INFINITY, isDoubted: true };
      return event.silence === null ? known : concluded(known, "failed", event.silence);
    }
    case "host_left":
      return { ...state, attempt: newAttempt(attempt, inState("waiting")), failures: 0 };
    case "closed":
      return { ...state, attempt: advanceAttempt(attempt, attempt.id, inState("stopped")) };
  }
}

/** Ends the attempt; the next one begins with this state. */
function concluded(state: HealthState, found: AttemptStatus["state"], detail: ModelDetail): HealthState {
  return { ...state, attempt: newAttempt(state.attempt, { state: found, progress: null, ...detail }) };
}

/** True when a probe or a call has gone well so recently that no probe is due. */
export function isFresh({ attempt, lastGoodMs }: HealthState, nowMs: number, wellMs: number): boolean {
  return attempt.status.state === "ready" && nowMs - lastGoodMs < wellMs;
}

/** How long after the end of a probe the next one is due, ms. */
export function nextProbeInMs({ isDoubted, failures }: HealthState, { wellMs, retry }: ProbeDelays): number {
  if (failures > 0) return backoffMs(retry, failures);
  // A call failed while the probe was under way.
  return isDoubted ? 0 : wellMs;
}

/** By how long calls that went well postpone a probe that is due now, ms; 0: it is made now. */
export function probePostponedMs(state: HealthState, nowMs: number, wellMs: number): number {
  return isFresh(state, nowMs, wellMs) ? wellMs - (nowMs - state.lastGoodMs) + 1 : 0;
}
