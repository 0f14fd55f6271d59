/**
 * What a model server's process is doing. Written by its own state machine alone; others say what they want, with
 * `ensureReady`.
 */
export const processStates = ["stopped", "starting", "ready", "stopping", "failed"] as const;
export type ProcessState = (typeof processStates)[number];

/** Why a process is not ready, as people and metrics are told. */
export const failureReasons = [
  /** The program is not there or may not be run. */
  "not_startable",
  /** It ended by itself. */
  "exited",
  /** It says itself that it can't load its model. */
  "load_failed",
  /** It was not healthy before its deadline. */
  "start_timeout",
  /** It stopped answering its health check. */
  "unresponsive",
  "out_of_memory",
  /** Its port belongs to a program that is not ours. */
  "port_in_use",
] as const;
export type FailureReason = (typeof failureReasons)[number];

export interface ProcessStatus {
  readonly state: ProcessState;
  /** 0–1 while it starts, as far as it says so. */
  readonly progress: number | null;
  /** Why it last failed: while it is `failed`, and while it is ended and started again for that reason. */
  readonly reason: FailureReason | null;
  /** One English line for people: what it is doing or why it failed. Never what people said. */
  readonly detail: string | null;
  readonly pid: number | null;
  /** Starts after the first one, since AVATAR started. */
  readonly restarts: number;
  /** When it is started again by itself, on the wall clock, ms; null when it is not waiting. */
  readonly retryAtMs: number | null;
  /** It failed so often, or for a reason that will not pass by itself, that it is left alone until `retryAtMs`. */
  readonly circuitOpen: boolean;
  /** It runs with its smaller settings since it ran out of memory. */
  readonly smaller: boolean;
}

/** One supervised model server. */
export interface ServerProcess {
  readonly name: string;
  /** OpenAI-compatible base URL on 127.0.0.1, ends in /v1; fixed for the life of AVATAR. */
  readonly url: string;
  status(): ProcessStatus;
  /** Calls back after each change; returns the unsubscribe function. */
  onStatus(listener: (status: ProcessStatus) => void): () => void;
  /**
   * Asks for the server and waits until it serves. First its model must be on this disk; what keeps it from there
   * rejects.
   *
   *   stopped             → starts it, then as `starting`
   *   starting            → resolves when it is ready, however long that takes
   *   ready               → resolves at once
   *   stopping            → waits: it is started again
   *   failed              → waits: it is started again after its pause
   *   failed, circuitOpen → rejects with AppError `model_unavailable`; it is started again all the same, at `retryAtMs`
   *   AVATAR stops        → rejects with AppError `model_unavailable`
   *   signal aborts       → rejects with its reason; the start goes on
   */
  ensureReady(signal: AbortSignal): Promise<void>;
  /** A call to it met the end of its card's memory: it starts again, with its smaller settings. */
  ranOutOfMemory(): void;
}

/** The calls that a model server works on, as far as its health checks must know of them. */
export interface ServedCalls {
  /** `answers` and `silences` only grow: pieces of answers, and calls that ended without a word of the server. */
  counts(): { inFlight: number; answers: number; silences: number };
  /** Probes now; null when a call is under way, or began before the probe was over. */
  tryProbe<T extends object>(probe: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
}
