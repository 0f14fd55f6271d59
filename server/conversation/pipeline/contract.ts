import type { ErrorCode } from "../../../lib/errors";
import type { Language, SpeechMode } from "../../../lib/languages";
import type { ChatMessage, Engines, Urgency, Voice } from "../../inference/contract";
import type { LeaseBroker, VoicePolicy } from "../../inference/scheduling/contract";
import type { Logger } from "../../platform/observability/logger";

/** What a turn needs to run; nothing about sockets, rows or processes. */
export interface TurnInput {
  turnId: string;
  sessionId: string;
  /** Who waits for the turn; all its model calls have it. */
  urgency: Urgency;
  language: Language;
  mode: SpeechMode;
  voice: Voice;
  /** What the person said (float32 mono 16 kHz) or typed. */
  said: { kind: "speech"; audio: Float32Array } | { kind: "text"; text: string };
  /** Earlier turns that count, oldest first, without a system message. */
  history: ChatMessage[];
}

export interface TurnDependencies {
  engines: Engines;
  leases: LeaseBroker;
  /** Which voice speaks; default: always the engine's. */
  voice?: VoicePolicy;
  logger: Logger;
  /** Monotonic clock, ms. */
  now: () => number;
}

/**
 * One turn as a stream. Order: transcript* (the last one final), token*, audio* interleaved with token*,
 * and last exactly one of `nothing_said`, `failed`, `finished`. An abort throws the signal's reason instead. A turn in the background
 * throws `LeasePreempted` when a more urgent call needs a model: nothing is wrong with it, and it may be run again.
 * A typed turn has no transcript event. After a failure of speech alone the text goes on: `finished` carries `speechError`.
 */
export type TurnEvent =
  | { type: "transcript"; text: string; isFinal: boolean }
  | { type: "token"; text: string }
  /**
   * int16 mono 24 kHz, in the mode really used; `clause` is set on the first chunk of each segment, for captions and for what was
   * heard, `model` where another model than the chosen one speaks.
   */
  | { type: "audio"; pcm: Int16Array; mode: SpeechMode; clause?: string; model?: string }
  | { type: "nothing_said" }
  | { type: "failed"; stage: "stt" | "llm"; code: ErrorCode; message: string; replyText: string }
  | { type: "finished"; replyText: string; speechError: { code: ErrorCode; message: string } | null };

export interface PrefillInput {
  sessionId: string;
  language: Language;
  /** Earlier turns that count, oldest first, without a system message: as the next turn will have them. */
  history: ChatMessage[];
}

/**
 * Lets the language model read what the next prompt begins with while the person still speaks; prefill.ts. A hint: it waits behind
 * every reply, gives way to one, and never rejects, whatever happens. Abort it when the turn begins.
 */
export type PrefillPrompt = (input: PrefillInput, dependencies: TurnDependencies, signal: AbortSignal) => Promise<void>;

/** server/conversation/pipeline/run-turn.ts. */
export type RunTurn = (
  input: TurnInput,
  dependencies: TurnDependencies,
  signal: AbortSignal,
) => AsyncIterable<TurnEvent>;
