import type { ModelRole } from "../../lib/protocol/server-messages";

/** What a model call is for: the order in which waiting calls are served, first to last. */
export const leasePurposes = ["speech", "final_transcript", "reply", "partial_transcript", "background"] as const;
export type LeasePurpose = (typeof leasePurposes)[number];

export interface LeaseRequest {
  role: ModelRole;
  purpose: LeasePurpose;
  sessionId: string;
  /** When the listener runs out of sound, on performance.now(); for `speech` only. */
  playoutDeadlineMs?: number;
  signal: AbortSignal;
}

/** The right to make one model call. Release it exactly once; releasing again does nothing. */
export interface Lease {
  /** Aborts with the request's signal or with the lease's own deadline (AppError `model_timeout`). */
  readonly signal: AbortSignal;
  /** How long the call waited for its turn, ms. */
  readonly waitedMs: number;
  release(): void;
}

/** The scheduler as the pipeline sees it. Rejects with the signal's reason when aborted while waiting. */
export interface LeaseBroker {
  acquire(request: LeaseRequest): Promise<Lease>;
}

export interface AdmissionRequest {
  sessionId: string;
  /** Wait for a slot instead of being turned away. */
  wait: boolean;
  /** Aborting leaves the queue; a slot already given stays until its release. */
  signal: AbortSignal;
  /** Place in the queue from 1, at once and whenever the queue moves; `etaMs` null while nothing was measured. */
  onPosition?: (position: number, etaMs: number | null) => void;
}

/** The right to hold one voice session. Releasing again does nothing. */
export interface Slot {
  release(): void;
}

/** The door to the voice sessions as the session sees it. */
export interface Admission {
  /** Rejects with AppError `at_capacity`, AppError `session_in_use` for a session that is in already, or the signal's reason. */
  request(request: AdmissionRequest): Promise<Slot>;
  counts(): { maxSessions: number; active: number; waiting: number };
}
