/**
 * What a model server's process is doing. Only its own state machine changes this; others ask for a running server with
 * `ensureReady`.
 */
export const processStates = ["stopped", "starting", "ready", "stopping", "failed"] as const;
export type ProcessState = (typeof processStates)[number];

/** Why a process is not ready, as status pages and metrics show it. */
export const failureReasons = [
  /** The program does not exist or may not be run. */
  "not_startable",
  /** It ended by itself. */
  "exited",
  /** Its health endpoint says that it can't load its model. */
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
  /** 0–1 while it starts; null when it does not report its progress. */
  readonly progress: number | null;
  /** Why it last failed: set in the state `failed`, and while it is being ended because of a failure. */
  readonly reason: FailureReason | null;
  /** One English line for people: what it is doing or why it failed. Never what people said. */
  readonly detail: string | null;
  readonly pid: number | null;
  /** Starts after the first one, since AVATAR started. */
  readonly restarts: number;
  /** When the next automatic start is due, on the wall clock, ms; null when none is. */
  readonly retryAtMs: number | null;
  /** True after too many failures, or one that will not pass by itself: nothing is tried until `retryAtMs`. */
  readonly circuitOpen: boolean;
  /** True once it has run out of memory: from then on it runs with its smaller settings. */
  readonly smaller: boolean;
}

/** One supervised model server. */
export interface ServerProcess {
  /** OpenAI-compatible base URL on 127.0.0.1, ends in /v1; fixed for the life of AVATAR. */
  readonly url: string;
  status(): ProcessStatus;
  /** Calls back after each change; returns the unsubscribe function. */
  onStatus(listener: (status: ProcessStatus) => void): () => void;
  /**
   * Asks for the server and waits until it serves. Its model is fetched first when it is not on this disk; a failed
   * download rejects.
   *
   *   stopped             → starts it, then as `starting`
   *   starting            → resolves when it is ready, however long that takes
   *   ready               → resolves at once
   *   stopping            → waits for the next start
   *   failed              → waits for the next start, at `retryAtMs`
   *   failed, circuitOpen → rejects with AppError `model_unavailable`; the next start is still made at `retryAtMs`
   *   AVATAR stops        → rejects with AppError `model_unavailable`
   *   signal aborts       → rejects with its reason; the start goes on
   */
  ensureReady(signal: AbortSignal): Promise<void>;
  /** What it printed last; empty once people's words reached it, because the lines could quote them. */
  lastLines(): readonly string[];
  /** Ends it until the next `ensureReady`; resolves when its memory is free. */
  stop(): Promise<void>;
  /** Call when a call to it failed because its card has no memory left: it is restarted with its smaller settings. */
  ranOutOfMemory(): void;
}

/** What the health checks of a model server need to know of the calls that it works on. */
export interface ServedCalls {
  /** `answers` (pieces of answers) and `cutOff` (calls that a limit or a broken connection ended) only grow. */
  counts(): { inFlight: number; answers: number; cutOff: number };
  /** Probes now; null when a call is under way, or begins during the probe. */
  tryProbe<T extends object>(probe: (signal: AbortSignal) => Promise<T>): Promise<T | null>;
}
