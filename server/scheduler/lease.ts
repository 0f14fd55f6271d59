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
