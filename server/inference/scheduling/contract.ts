import type { SpeechMode } from "../../../lib/languages";
import type { ServiceLevel } from "../../../lib/service-level";
import type { Timings } from "../../../lib/timings";
import type { TextToSpeech, Urgency } from "../contract";

/**
 * The calls that a turn makes (a segment is what one call speaks; a second transcript, what another recogniser hears where
 * the first one heard nothing), and two best-effort ones for somebody who talks.
 */
export type ModelCall = "transcript" | "second_transcript" | "reply" | "segment" | "partial_transcript" | "prefill";

export interface LeaseRequest {
  call: ModelCall;
  urgency: Urgency;
  /** When the listener runs out of sound, on performance.now(); for a segment only. */
  playoutDeadlineMs?: number;
  /** Aborts when nobody waits for the call any more: it then gives its slot up to any call that somebody waits for. */
  unawaited?: AbortSignal;
  signal: AbortSignal;
}

/** The reason of a lease's signal when a more urgent call needs its slot. The same call may be made again later. */
export class LeasePreempted extends Error {
  override readonly name = "LeasePreempted";
}

/** The right to make one model call. Release it exactly once; releasing again does nothing. */
export interface Lease {
  /**
   * Aborts with the request's signal, with the lease's own deadline (AppError `model_timeout`), or with
   * `LeasePreempted`: the last only for partial transcripts, prefills, what is in the background, and what is
   * unawaited.
   */
  readonly signal: AbortSignal;
  /** How long the call waited for its turn, ms. */
  readonly waitedMs: number;
  release(): void;
}

/** The scheduler as the pipeline and the sessions see it. */
export interface LeaseBroker {
  /** Rejects with the signal's reason when aborted while waiting. */
  acquire(request: LeaseRequest): Promise<Lease>;
  /** Somebody talks, or listens to a reply: no background call begins until the returned function is called. */
  beginActivity(): () => void;
}

/** Whether anybody talks, waits for a reply or listens to one, for work that has to make way. */
export interface WatchedActivity {
  readonly anyoneActive: boolean;
  /** Calls back whenever the last activity has ended; returns the function that stops it. */
  onQuiet(listener: () => void): () => void;
  /** Calls back whenever somebody begins to talk where nobody did; returns the function that stops it. */
  onBusy(listener: () => void): () => void;
}

export interface AdmissionRequest {
  /** Wait for a seat instead of being turned away. */
  wait: boolean;
  /** Aborting leaves the queue; a seat already given stays until its release. */
  signal: AbortSignal;
  /**
   * Place in the queue from 1, at once, whenever the queue moves and every few seconds; `etaMs` null while nothing was
   * measured.
   */
  onPosition?: (position: number, etaMs: number | null) => void;
}

/** The right to hold one voice session. */
export interface Seat {
  /** Releasing again does nothing. */
  release(): void;
  /** Names its holder; a seat without a holder is never taken back. */
  heldBy(holder: SeatHolder): void;
}

export interface SeatHolder {
  /** Since when nothing is said, on the monotonic clock, ms; null while something is. */
  idleSinceMs(): number | null;
  /** Idle for too long while others wait: release the seat now. */
  vacate(): void;
}

/** The door to the voice sessions as the session sees it. */
export interface Admission {
  /** Rejects with AppError `at_capacity`, or the signal's reason. */
  request(request: AdmissionRequest): Promise<Seat>;
  counts(): { maxSessions: number; active: number; waiting: number };
}

/** How the next segment is spoken. */
export interface VoicePlan {
  tts: TextToSpeech;
  /** Whose slots the call takes. */
  leases: LeaseBroker;
  /** `fallback`: the fallback voice, another model than the chosen one with a voice of its own. */
  kind: "chosen" | "fallback";
  mode: SpeechMode;
  /** Fewer denoising steps than the mode's own; undefined: the mode's own. */
  steps?: number;
}

/** Which voice speaks, as the pipeline and the sessions see it. Implemented in voice-control.ts. */
export interface VoicePolicy {
  /** Asked for each segment. Null: nothing can speak now, the reply is text only. */
  plan(asked: SpeechMode): VoicePlan | null;
  /** The plan's call completed its audio. */
  spoke(plan: VoicePlan): void;
  /** The plan's call failed, other than by an abort. Returns what speaks the segment instead; null: nothing. */
  failed(plan: VoicePlan, error: unknown): VoicePlan | null;
  /** A reply that only the chosen voice spoke has ended or was stopped. */
  replyEnded(reply: HeardReply): void;
}

export interface HeardReply {
  timings: Timings;
  asked: SpeechMode;
  /** Silence between its sounds, ms: the listener had heard all that was sent, and waited. */
  gapsMs: number;
}

/** The service level as people see it. */
export interface WatchedServiceLevel {
  level(): ServiceLevel;
  /** Calls back after each change; returns the unsubscribe function. */
  onLevel(listener: (level: ServiceLevel) => void): () => void;
}
