import type { RestartPolicy } from "../../platform/child-process/restart-delay";
import type { FailureReason, ProcessStatus } from "./contract";

/** How a model server's process is started, ended and started again. */
export interface MachinePolicy {
  restart: RestartPolicy;
  /** From the launch until it must be healthy, ms. */
  startTimeoutMs: number;
  /** From SIGTERM to SIGKILL, and from SIGKILL until the process is no longer waited for, ms. */
  stopGraceMs: number;
  /** After this many missed health checks in a row the process counts as hung. */
  maxMisses: number;
}

export interface Failure {
  reason: FailureReason;
  detail: string;
  /** The start failed because the machine lacks something for a moment only: files, processes, memory. */
  mayPass?: boolean;
}

/** What is kept of a process across its starts. */
export interface History {
  /** Failures in a row; the policy's `steadyMs` of health ends the row. */
  failures: number;
  launches: number;
  smaller: boolean;
}

export type MachineState = History &
  (
    | { kind: "stopped" }
    /**
     * `queued`: waits for its turn on its card. `launching`: its port is probed. `loading`: it runs and is not healthy
     * yet.
     */
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
     * `queued`: waits for its turn on its card, because its end would free memory in the middle of another's start.
     * `asked`: SIGTERM was sent. `killed`: SIGKILL was sent. `failure` null: no restart follows.
     */
    | { kind: "stopping"; step: "queued"; pid: number; failure: Failure }
    | {
        kind: "stopping";
        step: "asked" | "killed";
        /** Null while the launch has not succeeded or failed yet. */
        pid: number | null;
        untilMs: number;
        failure: Failure | null;
        /** It was needed again after it was told to stop: a start follows. */
        isNeeded: boolean;
      }
    | { kind: "failed"; failure: Failure; retryAtMs: number; circuitOpen: boolean }
  );

export type MachineEvent =
  | { type: "start" }
  | { type: "stop" }
  /** The turn on its card has come. */
  | { type: "turn" }
  | { type: "launched"; pid: number }
  | { type: "launch_failed"; failure: Failure }
  /** The process has ended, by itself or by our signal; other processes of its group may still run. */
  | { type: "exited"; detail: string; outOfMemory: boolean }
  /** The whole group is gone: the memory that it held is free. */
  | { type: "gone" }
  | { type: "healthy" }
  | { type: "unhealthy"; progress: number | null; detail: string | null }
  /** It will not become ready: it reports so itself, or another program's server has its port. */
  | { type: "load_failed"; failure: Failure }
  /** Its output, or an error of a call to it, says that its card has no memory left. */
  | { type: "out_of_memory" }
  | { type: "tick" };

export type MachineEffect =
  | { type: "request_turn" }
  | { type: "release_turn" }
  | { type: "launch"; smaller: boolean }
  /** SIGTERM to the whole group. */
  | { type: "terminate" }
  /** SIGKILL to the whole group. */
  | { type: "kill" };

export const initialState: MachineState = { kind: "stopped", failures: 0, launches: 0, smaller: false };

/** When the next `tick` is due; null: none is. */
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
