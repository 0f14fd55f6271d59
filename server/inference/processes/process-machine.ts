import { furthestProgress } from "../../../lib/model-attempt";
import { failuresThatCount, restartDelay } from "../../platform/child-process/restart-delay";
import type { FailureReason } from "./contract";
import {
  type Failure,
  type History,
  type MachineEffect,
  type MachineEvent,
  type MachinePolicy,
  type MachineState,
  wakeAtMs,
} from "./process-state";

/** When an event is handled. */
export interface Moment {
  nowMs: number;
  /** In [0, 1). */
  random: number;
}

export interface Step {
  state: MachineState;
  effects: MachineEffect[];
}

/** Failures that do not pass by waiting: a person has to do something. */
const hopeless: readonly FailureReason[] = ["not_startable", "port_in_use"];

const historyOf = ({ failures, launches, smaller }: MachineState): History => ({ failures, launches, smaller });
const unchanged = (state: MachineState): Step => ({ state, effects: [] });

/**
 * How one model server is started, watched and restarted, as a pure function: (state, event) → (state, effects). It
 * knows no clock, timer or process: every event comes with its time, and `wakeAtMs` says when the next `tick` is due.
 * It is our own because process managers (pm2, systemd) know neither health while loading, nor a smaller start after
 * out of memory, nor a card that is shared.
 */
export function nextStep(state: MachineState, event: MachineEvent, at: Moment, policy: MachinePolicy): Step {
  switch (event.type) {
    case "start":
      return start(state);
    case "stop":
      return stop(state, at, policy);
    case "turn":
      return takeTurn(state, at, policy);
    case "launched":
      return launched(state, event.pid, at, policy);
    case "launch_failed":
      return launchFailed(state, event.failure, at, policy);
    case "exited":
      return exited(state, event, at, policy);
    case "gone":
      return gone(state, at, policy);
    case "healthy":
      return healthy(state, at);
    case "unhealthy":
      return unhealthy(state, event, at, policy);
    case "load_failed":
      return loadFailed(state, event.failure, at, policy);
    case "out_of_memory":
      return ranOutOfMemory(state, at, policy);
    case "tick":
      return tick(state, at, policy);
  }
}

function start(state: MachineState): Step {
  if (state.kind === "stopped") return begin(state);
  // A failure is followed by a start anyway.
  const isAsked = state.kind === "stopping" && state.step !== "queued" && state.failure === null;
  return unchanged(isAsked ? { ...state, isNeeded: true } : state);
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
      return unchanged({ ...state, failure: null, isNeeded: false });
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
    return end(state, "asked", { ...state, pid }, at, policy);
  }
  return { state, effects: [{ type: "kill" }] };
}

function launchFailed(state: MachineState, failure: Failure, at: Moment, policy: MachinePolicy): Step {
  if (state.kind === "starting") return fail(state, failure, at, policy);
  return state.kind === "stopping" ? stoppedOrNeeded(state) : unchanged(state);
}

/** The process has ended, so it serves nobody; the next start waits until its whole group is gone. */
function exited(
  state: MachineState,
  { detail, outOfMemory }: { detail: string; outOfMemory: boolean },
  at: Moment,
  policy: MachinePolicy,
): Step {
  if (state.kind !== "ready" && !(state.kind === "starting" && state.step === "loading")) return unchanged(state);
  const own: Failure = { reason: outOfMemory ? "out_of_memory" : "exited", detail };
  const untilMs = at.nowMs + policy.stopGraceMs;
  const history = { ...historyOf(state), failures: failuresOf(state, at, policy) };
  return unchanged({
    ...history,
    kind: "stopping",
    step: "killed",
    pid: state.pid,
    untilMs,
    failure: own,
    isNeeded: false,
  });
}

function gone(state: MachineState, at: Moment, policy: MachinePolicy): Step {
  if (state.kind !== "stopping") return unchanged(state);
  return state.failure === null ? stoppedOrNeeded(state) : fail(state, state.failure, at, policy);
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
  if (state.kind === "starting" && state.step === "loading") {
    return unchanged({ ...state, progress: furthestProgress(state.progress, progress), detail });
  }
  if (state.kind !== "ready") return unchanged(state);
  const misses = state.misses + 1;
  if (misses < policy.maxMisses) return unchanged({ ...state, misses });
  const because = detail === null ? "" : ` (${detail})`;
  const failure = { reason: "unresponsive", detail: `It did not answer ${misses} health checks${because}.` } as const;
  return queueEnd(state, failure, at, policy);
}

function loadFailed(state: MachineState, failure: Failure, at: Moment, policy: MachinePolicy): Step {
  if (state.kind !== "starting" || state.step !== "loading") {
    return unhealthy(state, { progress: null, detail: failure.detail }, at, policy);
  }
  return end(state, "asked", { pid: state.pid, failure }, at, policy);
}

/** Every later start is a smaller one, also when the process has ended already. */
function ranOutOfMemory(state: MachineState, at: Moment, policy: MachinePolicy): Step {
  const known = { ...state, smaller: true };
  if (known.kind !== "ready") return unchanged(known);
  const failure = { reason: "out_of_memory", detail: "The graphics card has no memory left." } as const;
  return queueEnd(known, failure, at, policy);
}

/** Does what is due at this time: a restart, or what follows when a start or an end takes too long. */
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
    // It is stuck in the kernel, as happens with a broken driver: nothing more can be done.
    return gone(state, at, policy);
  }
  return unchanged(state);
}

function stopped(state: MachineState): Step {
  return { state: { ...historyOf(state), kind: "stopped" }, effects: [{ type: "release_turn" }] };
}

/** It has ended as it was told to; one that is needed again gives its turn back and waits for the next one. */
function stoppedOrNeeded(state: MachineState & { kind: "stopping" }): Step {
  if (state.step === "queued" || !state.isNeeded) return stopped(state);
  const again = begin(state);
  return { ...again, effects: [{ type: "release_turn" }, ...again.effects] };
}

/** A process that was ready waits for its turn on its card before it is ended. */
function queueEnd(state: MachineState & { kind: "ready" }, failure: Failure, at: Moment, policy: MachinePolicy): Step {
  const history = { ...historyOf(state), failures: failuresOf(state, at, policy) };
  return {
    state: { ...history, kind: "stopping", step: "queued", pid: state.pid, failure },
    effects: [{ type: "request_turn" }],
  };
}

/** The failures in a row that still count. */
function failuresOf(state: MachineState, at: Moment, policy: MachinePolicy): number {
  return failuresThatCount(policy.restart, state.failures, state.kind === "ready" ? at.nowMs - state.sinceMs : null);
}

/** Ends the whole group: `asked` with SIGTERM, `killed` with SIGKILL. */
function end(
  state: MachineState,
  step: "asked" | "killed",
  { pid, failure, isNeeded = false }: { pid: number | null; failure: Failure | null; isNeeded?: boolean },
  at: Moment,
  policy: MachinePolicy,
): Step {
  const untilMs = at.nowMs + policy.stopGraceMs;
  return {
    state: { ...historyOf(state), kind: "stopping", step, pid, untilMs, failure, isNeeded },
    effects: pid === null ? [] : [{ type: step === "asked" ? "terminate" : "kill" }],
  };
}

function fail(state: MachineState, failure: Failure, at: Moment, policy: MachinePolicy): Step {
  const failures = state.failures + 1;
  const isHopeless = hopeless.includes(failure.reason) && !failure.mayPass;
  const { delayMs, circuitOpen } = restartDelay(policy.restart, failures, isHopeless, at.random);
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
