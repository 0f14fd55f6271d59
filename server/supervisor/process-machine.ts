import type { FailureReason, ProcessStatus } from "./contract";
import { type RestartPolicy, restartDelay } from "./restart-delay";

/**
 * The life of one model process as a pure function: (state, event) → (state, effects). It knows no clock, timer or process:
 * every event comes with its time, and `wakeAtMs` says when the next `tick` is due.
 */
export interface MachinePolicy {
  restart: RestartPolicy;
  /** From the launch until it must be healthy, ms. */
  startTimeoutMs: number;
  /** From SIGTERM to SIGKILL, and from SIGKILL until it is given up as gone, ms. */
  stopGraceMs: number;
  /** Health checks missed in a row after which it counts as hung. */
  maxMisses: number;
  /** Ready for so long, it is well again: its earlier failures no longer count. */
  steadyMs: number;
}

interface Failure {
  reason: FailureReason;
  detail: string;
}

/** What is true of a process across its starts. */
interface History {
  /** Failures in a row, without `steadyMs` of health between them. */
  failures: number;
  launches: number;
  smaller: boolean;
}

export type MachineState = History &
  (
    | { kind: "stopped" }
    /** `queued`: waits for its turn on its card. `launching`: its port is looked at. `loading`: it runs and is not healthy yet. */
    | { kind: "starting"; step: "queued" | "launching" }
    | {
        kind: "starting";
        step: "loading";
        pid: number;
        deadlineMs: number;
        progress: number | null;
        detail: string | null;
      }
    | { kind: "ready"; pid: number; sinceMs: number; misses: number }
    /**
     * `queued`: waits for its turn on its card, where its end would free memory in the middle of another's start.
     * `asked`: SIGTERM was sent. `killed`: SIGKILL was sent. `failure` null: it is meant to stay stopped.
     */
    | { kind: "stopping"; step: "queued"; pid: number; failure: Failure }
    | {
        kind: "stopping";
        step: "asked" | "killed";
        /** Null while it is not known yet whether it was launched at all. */
        pid: number | null;
        untilMs: number;
        failure: Failure | null;
      }
    | { kind: "failed"; failure: Failure; retryAtMs: number; circuitOpen: boolean }
  );

export type MachineEvent =
  | { type: "start" }
  | { type: "stop" }
  /** The turn on its card has come. */
  | { type: "turn" }
  | { type: "launched"; pid: number }
  | { type: "launch_failed"; reason: FailureReason; detail: string }
  /** The process and all of its group are gone. */
  | { type: "ended"; detail: string; outOfMemory: boolean }
  | { type: "healthy" }
  | { type: "unhealthy"; progress: number | null; detail: string | null }
  /** It says itself that its model can't be loaded. */
  | { type: "load_failed"; detail: string; outOfMemory: boolean }
  | { type: "restart"; reason: FailureReason; detail: string }
  | { type: "tick" };

export type MachineEffect =
  | { type: "request_turn" }
  | { type: "release_turn" }
  | { type: "launch"; smaller: boolean }
  /** SIGTERM to the whole group. */
  | { type: "terminate" }
  /** SIGKILL to the whole group. */
  | { type: "kill" };

export interface Moment {
  nowMs: number;
  /** In [0, 1). */
  random: number;
}

export interface Step {
  state: MachineState;
  effects: MachineEffect[];
}

export const initialState: MachineState = { kind: "stopped", failures: 0, launches: 0, smaller: false };

/** Waiting does not help against these: a person has to do something. */
const hopeless: readonly FailureReason[] = ["not_startable", "port_in_use"];

const historyOf = ({ failures, launches, smaller }: MachineState): History => ({ failures, launches, smaller });
const unchanged = (state: MachineState): Step => ({ state, effects: [] });

export function nextStep(state: MachineState, event: MachineEvent, at: Moment, policy: MachinePolicy): Step {
  switch (event.type) {
    case "start":
      return state.kind === "stopped" ? begin(state) : unchanged(state);
    case "stop":
      return stop(state, at, policy);
    case "turn":
      return takeTurn(state, at, policy);
    case "launched":
      return launched(state, event.pid, at, policy);
    case "launch_failed":
      return launchFailed(state, event, at, policy);
    case "ended":
      return ended(state, event, at, policy);
    case "healthy":
      return healthy(state, at);
    case "unhealthy":
      return unhealthy(state, event, at, policy);
    case "load_failed":
      return loadFailed(state, event, at, policy);
    case "restart":
      return restart(state, event, at, policy);
    case "tick":
      return tick(state, at, policy);
  }
}

function begin(state: MachineState): Step {
  return { state: { ...historyOf(state), kind: "starting", step: "queued" }, effects: [{ type: "request_turn" }] };
}

function stop(state: MachineState, at: Moment, policy: MachinePolicy): Step {
  switch (state.kind) {
    case "stopped":
      return unchanged(state);
    case "failed":
      return stopped(state);
    case "starting":
      if (state.step === "queued") return stopped(state);
      return end(state, "asked", { pid: state.step === "loading" ? state.pid : null, failure: null }, at, policy);
    case "ready":
      return end(state, "asked", { pid: state.pid, failure: null }, at, policy);
    case "stopping":
      if (state.step === "queued") return end(state, "asked", { pid: state.pid, failure: null }, at, policy);
      return unchanged({ ...state, failure: null });
  }
}

function takeTurn(state: MachineState, at: Moment, policy: MachinePolicy): Step {
  if (state.kind === "starting" && state.step === "queued") {
    const history = { ...historyOf(state), launches: state.launches + 1 };
    return {
      state: { ...history, kind: "starting", step: "launching" },
      effects: [{ type: "launch", smaller: state.smaller }],
    };
  }
  if (state.kind === "stopping" && state.step === "queued") {
    // A hung process does not hear SIGTERM.
    return end(state, state.failure.reason === "unresponsive" ? "killed" : "asked", state, at, policy);
  }
  return { state, effects: [{ type: "release_turn" }] };
}

function launched(state: MachineState, pid: number, at: Moment, policy: MachinePolicy): Step {
  if (state.kind === "starting" && state.step === "launching") {
    const deadlineMs = at.nowMs + policy.startTimeoutMs;
    const loading = { step: "loading", pid, deadlineMs, progress: null, detail: null } as const;
    return unchanged({ ...historyOf(state), kind: "starting", ...loading });
  }
  // It was told to stop while it was being launched.
  if (state.kind === "stopping" && state.step !== "queued") {
    return end(state, "asked", { pid, failure: state.failure }, at, policy);
  }
  return { state, effects: [{ type: "kill" }] };
}

function launchFailed(state: MachineState, failure: Failure, at: Moment, policy: MachinePolicy): Step {
  if (state.kind === "starting") return fail(state, failure, at, policy);
  return state.kind === "stopping" ? stopped(state) : unchanged(state);
}

function ended(
  state: MachineState,
  event: { detail: string; outOfMemory: boolean },
  at: Moment,
  policy: MachinePolicy,
): Step {
  const own: Failure = { reason: event.outOfMemory ? "out_of_memory" : "exited", detail: event.detail };
  switch (state.kind) {
    case "starting":
    case "ready":
      return fail(state, own, at, policy);
    case "stopping":
      return state.failure === null ? stopped(state) : fail(state, state.failure, at, policy);
    default:
      return unchanged(state);
  }
}

function healthy(state: MachineState, at: Moment): Step {
  if (state.kind === "ready") return unchanged(state.misses === 0 ? state : { ...state, misses: 0 });
  if (state.kind !== "starting" || state.step !== "loading") return unchanged(state);
  return {
    state: { ...historyOf(state), kind: "ready", pid: state.pid, sinceMs: at.nowMs, misses: 0 },
    effects: [{ type: "release_turn" }],
  };
}

function unhealthy(
  state: MachineState,
  { progress, detail }: { progress: number | null; detail: string | null },
  at: Moment,
  policy: MachinePolicy,
): Step {
  if (state.kind === "starting" && state.step === "loading") return unchanged({ ...state, progress, detail });
  if (state.kind !== "ready") return unchanged(state);
  const misses = state.misses + 1;
  if (misses < policy.maxMisses) return unchanged({ ...state, misses });
  const because = detail === null ? "" : ` (${detail})`;
  const failure = { reason: "unresponsive", detail: `It did not answer ${misses} health checks${because}.` } as const;
  return queueEnd(state, state.pid, failure, at, policy);
}

function loadFailed(
  state: MachineState,
  { detail, outOfMemory }: { detail: string; outOfMemory: boolean },
  at: Moment,
  policy: MachinePolicy,
): Step {
  if (state.kind !== "starting" || state.step !== "loading") {
    return unhealthy(state, { progress: null, detail }, at, policy);
  }
  const failure = { reason: outOfMemory ? "out_of_memory" : "load_failed", detail } as const;
  return end(state, "asked", { pid: state.pid, failure }, at, policy);
}

function restart(state: MachineState, { reason, detail }: Failure, at: Moment, policy: MachinePolicy): Step {
  // Out of memory, it starts smaller, even when it has ended already.
  const known = reason === "out_of_memory" ? { ...state, smaller: true } : state;
  if (known.kind === "ready") return queueEnd(known, known.pid, { reason, detail }, at, policy);
  return unchanged(known);
}

/** What is due at this time. */
function tick(state: MachineState, at: Moment, policy: MachinePolicy): Step {
  const wakeAt = wakeAtMs(state);
  if (wakeAt === null || at.nowMs < wakeAt) return unchanged(state);
  if (state.kind === "failed") return begin(state);
  if (state.kind === "starting" && state.step === "loading") {
    const seconds = Math.round(policy.startTimeoutMs / 1_000);
    const failure = { reason: "start_timeout", detail: `It was not healthy within ${seconds} s.` } as const;
    return end(state, "asked", { pid: state.pid, failure }, at, policy);
  }
  if (state.kind === "stopping" && state.step === "asked") return end(state, "killed", state, at, policy);
  if (state.kind === "stopping" && state.step === "killed") {
    // Stuck in the kernel, as a broken driver does it: nothing more can be done from here.
    return ended(state, { detail: "It could not be ended.", outOfMemory: false }, at, policy);
  }
  return unchanged(state);
}

/** When the next `tick` is due; null: at no time. */
export function wakeAtMs(state: MachineState): number | null {
  switch (state.kind) {
    case "starting":
      return state.step === "loading" ? state.deadlineMs : null;
    case "stopping":
      return state.step === "queued" ? null : state.untilMs;
    case "failed":
      return state.retryAtMs;
    default:
      return null;
  }
}

function stopped(state: MachineState): Step {
  return { state: { ...historyOf(state), kind: "stopped" }, effects: [{ type: "release_turn" }] };
}

/** A process that was ready is ended when its turn on its card has come. */
function queueEnd(
  state: MachineState & { kind: "ready" },
  pid: number,
  failure: Failure,
  at: Moment,
  policy: MachinePolicy,
): Step {
  const isWell = at.nowMs - state.sinceMs >= policy.steadyMs;
  const history = { ...historyOf(state), failures: isWell ? 0 : state.failures };
  return { state: { ...history, kind: "stopping", step: "queued", pid, failure }, effects: [{ type: "request_turn" }] };
}

/** Ends the whole group: with SIGTERM first, or at once. */
function end(
  state: MachineState,
  step: "asked" | "killed",
  { pid, failure }: { pid: number | null; failure: Failure | null },
  at: Moment,
  policy: MachinePolicy,
): Step {
  const untilMs = at.nowMs + policy.stopGraceMs;
  return {
    state: { ...historyOf(state), kind: "stopping", step, pid, untilMs, failure },
    effects: pid === null ? [] : [{ type: step === "asked" ? "terminate" : "kill" }],
  };
}

function fail(state: MachineState, failure: Failure, at: Moment, policy: MachinePolicy): Step {
  const isWell = state.kind === "ready" && at.nowMs - state.sinceMs >= policy.steadyMs;
  const failures = (isWell ? 0 : state.failures) + 1;
  const { delayMs, circuitOpen } = restartDelay(policy.restart, failures, hopeless.includes(failure.reason), at.random);
  const smaller = state.smaller || failure.reason === "out_of_memory";
  return {
    state: {
      ...historyOf(state),
      failures,
      smaller,
      kind: "failed",
      failure,
      retryAtMs: at.nowMs + delayMs,
      circuitOpen,
    },
    effects: [{ type: "release_turn" }],
  };
}

/** The state as others see it. `wallClockMs` turns the machine's time into the wall clock's. */
export function statusOf(state: MachineState, wallClockMs: (atMs: number) => number): ProcessStatus {
  const failure = state.kind === "failed" || state.kind === "stopping" ? state.failure : null;
  const loading = state.kind === "starting" && state.step === "loading" ? state : null;
  const waiting = state.kind === "starting" && state.step === "queued" ? "It waits for its turn on its GPU." : null;
  return {
    state: state.kind,
    progress: loading?.progress ?? null,
    reason: failure?.reason ?? null,
    detail: failure?.detail ?? loading?.detail ?? waiting,
    pid: "pid" in state ? state.pid : null,
    restarts: Math.max(0, state.launches - 1),
    retryAtMs: state.kind === "failed" ? wallClockMs(state.retryAtMs) : null,
    circuitOpen: state.kind === "failed" && state.circuitOpen,
    smaller: state.smaller,
  };
}
