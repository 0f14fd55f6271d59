import type { SpeechMode } from "../../../lib/languages";
import type { ServiceLevel, Timings } from "../../../lib/protocol/server-messages";
import type { TextToSpeech } from "../contract";
import type { LeaseBroker } from "./lease";

/** How the next clause is spoken. */
export interface VoicePlan {
  tts: TextToSpeech;
  /** Whose slots the call takes. */
  leases: LeaseBroker;
  /** `fallback`: another model than the chosen one, which speaks with a voice of its own. */
  kind: "chosen" | "fallback";
  mode: SpeechMode;
  /** Fewer denoising steps than the mode's own; undefined: the mode's own. */
  steps?: number;
}

/** Which voice speaks, as the pipeline and the sessions see it; server/inference/scheduling/voice-control.ts. */
export interface VoicePolicy {
  /** Asked for each clause. Null: nothing can speak now, the reply is text only. */
  plan(asked: SpeechMode): VoicePlan | null;
  /** The plan's call gave audio to its end. */
  spoke(plan: VoicePlan): void;
  /** It did not, for a reason other than an abort. Gives what speaks the clause instead; null: nothing. */
  failed(plan: VoicePlan, error: unknown): VoicePlan | null;
  /** A reply that the chosen voice spoke, no other one, is over or was stopped. */
  replyEnded(reply: HeardReply): void;
}

export interface HeardReply {
  timings: Timings;
  asked: SpeechMode;
  /** Silence between its sounds, ms: the listener had heard all that was sent, and waited. */
  gapsMs: number;
}

/** What people are shown of it. */
export interface WatchedServiceLevel {
  level(): ServiceLevel;
  /** Calls back after each change; returns the unsubscribe function. */
  onLevel(listener: (level: ServiceLevel) => void): () => void;
}
