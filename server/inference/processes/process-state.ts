import type { RestartPolicy } from "../../platform/child-process/restart-delay";
import type { FailureReason, ProcessStatus } from "./contract";

/** How a model server's process is started, ended and started again. */
export interface MachinePolicy {
  restart: RestartPolicy;
  /** From the launch until it must be healthy, ms. */
  startTimeoutMs: number;
  /** From SIGTERM to SIGKILL, and from SIGKILL until it is given up as gone, ms. */
  stopGraceMs: number;
  /** Health checks missed in a row after which it counts as hung. */
  maxMisses: number;
}

export interface Failure {
  reason: FailureReason;
  detail: string;
  /** A start that failed for want of something that the machine lacks for the moment only: files, processes, memory. */
  mayPass?: boolean;
}

/** What is true of a process across its starts. */
export interface History {
  /** Failures in a row, without the policy's `steadyMs` of health between them. */
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
  | { type: "launch_failed"; failure: Failure }
  /** The process has ended by itself, or because it was told to; others of its group may still be on their way out. */
  | { type: "exited"; detail: string; outOfMemory: boolean }
  /** Its group is gone too: the memory that they held is free. */
  | { type: "gone" }
  | { type: "healthy" }
  | { type: "unhealthy"; progress: number | null; detail: string | null }
  /** It can't become what it should: it says so itself, or its port is another's. */
  | { type: "load_failed"; failure: Failure }
  /** It has said, or a call to it has found, that its card has no memory left. */
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
