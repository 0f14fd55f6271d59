/**
 * The admission state as a value: sessions with a seat and requests in the queue. Each function returns the next state.
 * Each request has a ticket of its own.
 */
export interface AdmissionState {
  readonly maxSessions: number;
  readonly active: readonly ActiveSession[];
  /** First come first served. */
  readonly waiting: readonly string[];
  /** How long the last sessions lasted, ms; the newest last. */
  readonly lastedMs: readonly number[];
}

export interface ActiveSession {
  ticket: string;
  sinceMs: number;
}

/** Number of ended sessions that the estimate uses. */
const remembered = 20;
/** Until a session has ended, the running ones count once they have lasted this long together. */
const minLastedMs = 60_000;
/** In a longer queue the last ones would wait for nothing. */
export const maxWaiting = 100;

export const emptyAdmission = (maxSessions: number): AdmissionState => ({
  maxSessions,
  active: [],
  waiting: [],
  lastedMs: [],
});

export type Decision = "admitted" | "waiting" | "refused";

/** What a new request gets. No request overtakes a waiting one. */
export function decide(state: AdmissionState, wait: boolean): Decision {
  if (state.active.length < state.maxSessions && state.waiting.length === 0) return "admitted";
  return wait && state.waiting.length < maxWaiting ? "waiting" : "refused";
}

export function admit(state: AdmissionState, ticket: string, nowMs: number): AdmissionState {
  return { ...state, active: [...state.active, { ticket, sinceMs: nowMs }] };
}

export function enqueue(state: AdmissionState, ticket: string): AdmissionState {
  return { ...state, waiting: [...state.waiting, ticket] };
}

export function leaveQueue(state: AdmissionState, ticket: string): AdmissionState {
  return { ...state, waiting: state.waiting.filter((id) => id !== ticket) };
}

/** The next state, and the waiting requests that got a seat by it, in their order. */
interface Moved {
  state: AdmissionState;
  admitted: string[];
}

/** Ends a session, which may make room for a waiting request. */
export function release(state: AdmissionState, ticket: string, nowMs: number): Moved {
  const ended = state.active.find((session) => session.ticket === ticket);
  if (!ended) return { state, admitted: [] };
  const after: AdmissionState = {
    ...state,
    active: state.active.filter((session) => session !== ended),
    lastedMs: [...state.lastedMs, nowMs - ended.sinceMs].slice(-remembered),
  };
  return fill(after, nowMs);
}

/** Another number of seats. Whoever has one keeps it, also where there are too many now. */
export function resize(state: AdmissionState, maxSessions: number, nowMs: number): Moved {
  return fill({ ...state, maxSessions }, nowMs);
}

/** Gives free seats to waiting requests. */
function fill(state: AdmissionState, nowMs: number): Moved {
  const free = Math.max(0, state.maxSessions - state.active.length);
  const admitted = state.waiting.slice(0, free);
  const rest: AdmissionState = { ...state, waiting: state.waiting.slice(free) };
  return { state: admitted.reduce<AdmissionState>((filled, ticket) => admit(filled, ticket, nowMs), rest), admitted };
}

/**
 * Estimated time until the request at `position` (from 1) is admitted, ms: a seat becomes free once in (length of a
 * session / seats). The length is the time of ended and running sessions together, divided by the number of ended ones:
 * on purpose too long, so that it grows while nobody leaves. Null until a session has ended, or the running ones have
 * lasted long enough.
 */
export function etaMs(state: AdmissionState, position: number, nowMs: number): number | null {
  const sum = (values: number[]) => values.reduce((total, each) => total + each, 0);
  const totalMs = sum([...state.lastedMs]) + sum(state.active.map(({ sinceMs }) => nowMs - sinceMs));
  if (state.lastedMs.length === 0 && totalMs < minLastedMs) return null;
  const lengthMs = totalMs / Math.max(1, state.lastedMs.length);
  return Math.round((position * lengthMs) / state.maxSessions);
}

/**
 * The sessions that must give up their seats, the longest idle first: one for each waiting request, and where more have a
 * seat than there are seats now, also those. None while that lets nobody in. `idle`: each session's idle time, ms.
 */
export function seatsToTakeBack(state: AdmissionState, idle: ReadonlyMap<string, number>, maxIdleMs: number): string[] {
  const tooMany = Math.max(0, state.active.length - state.maxSessions);
  const longIdle = [...idle].filter(([, idleMs]) => idleMs >= maxIdleMs).sort(([, a], [, b]) => b - a);
  if (longIdle.length <= tooMany) return [];
  return longIdle.slice(0, tooMany + state.waiting.length).map(([ticket]) => ticket);
}
