import type { ErrorCode } from "../../../lib/errors";
import type { Language, SpeechMode } from "../../../lib/languages";
import type { Lexicon, Replacement } from "../../../lib/lexicon";
import type { ReplyLimits } from "../../../lib/reply-limits";
import type { TurnCall } from "../../../lib/turn-calls";
import type { FinishReason } from "../../../lib/turn-end";
import type { ChatMessage, Engines, Urgency, Voice } from "../../inference/contract";
import type { LeaseBroker, VoicePolicy } from "../../inference/scheduling/contract";
import type { Logger } from "../../platform/observability/logger";

/** What a turn needs to run. It knows nothing of sockets, rows and processes. */
export interface TurnInput {
  turnId: string;
  sessionId: string;
  /** Who waits for the turn; all of its model calls have this urgency. */
  urgency: Urgency;
  language: Language;
  mode: SpeechMode;
  voice: Voice;
  /** False: the reply is only written, and no speech is synthesised. Default: true. */
  isSpoken?: boolean;
  /** How fast it is spoken, as a factor. Default: 1, the voice's own pace. */
  speed?: number;
  /** What the person said (float32 mono 16 kHz) or typed. `otherwise`: the words when nothing is recognised. */
  said: { kind: "speech"; audio: Float32Array; otherwise?: string | null } | { kind: "text"; text: string };
  /** Earlier turns in the context, oldest first, without a system message. */
  history: ChatMessage[];
  /** The system message; default: the one that comes with AVATAR. A promise must not reject. */
  systemPrompt?: string | Promise<string>;
  /** How the reply is sampled in place of the model's own way. */
  sampling?: { temperature?: number; seed?: number };
  /** What is replaced in the words heard and in the words said; default: nothing. A promise must not reject. */
  lexicon?: Lexicon | Promise<Lexicon>;
  /** Called when the turn ends early, with each call that is stopped by it: no event follows any more. */
  onCallStopped?: (call: TurnCall) => void;
  /** Aborts when nobody wants to hear the reply any more: its speech ends, its text goes on. */
  silenced?: AbortSignal;
  /** Aborts when the person has gone on speaking: the turn ends with its words, which are still shown. */
  overtaken?: AbortSignal;
}

export interface TurnDependencies {
  engines: Engines;
  leases: LeaseBroker;
  /** The policy that picks the voice of each segment; default: always the engine's own voice. */
  voice?: VoicePolicy;
  /** How long replies may be now, as the house has decided; never rejects; default: lib/reply-limits. */
  replyLimits?: () => Promise<ReplyLimits>;
  logger: Logger;
  /** Monotonic clock, ms. */
  now: () => number;
}

/**
 * One turn as a stream. Order: transcript* (the last one final), token*, audio* interleaved with token*, and last
 * exactly one of `nothing_said`, `failed`, `finished`; `call` wherever a call ends. A typed turn has no transcript event. After a failure of speech
 * alone the text goes on, and `finished` carries `speechError`. An abort throws the signal's reason instead. A
 * background turn throws `LeasePreempted` when a more urgent call needs a model: nothing is wrong with it, and it may
 * be run again.
 */
export type TurnEvent =
  /**
   * `model` is set where another recogniser than the chosen one heard the words, `heard` on the final one whose words the
   * lexicon changed: what was recognised, and where `text` differs from it.
   */
  | {
      type: "transcript";
      text: string;
      isFinal: boolean;
      model?: string;
      heard?: { text: string; replacements: Replacement[] };
    }
  | { type: "token"; text: string }
  /**
   * int16 mono 24 kHz, in the mode really used. The first chunk of each segment has `clause`, the segment's text, for
   * captions and for what was heard. `model` is set where another model than the chosen one speaks, `otherVoice` where the
   * sound is not in the chosen voice.
   */
  | { type: "audio"; pcm: Int16Array; mode: SpeechMode; clause?: string; model?: string; otherVoice?: true }
  /** A model call has ended, well or not; `began_ms` counts from the beginning of the pipeline. */
  | { type: "call"; call: TurnCall }
  /** Before the sound of a segment in which the lexicon changed what is said; places in the reply as it is written. */
  | { type: "said_differently"; replacements: Replacement[] }
  /** At most once in a reply: nothing can speak in the cloned voice that was chosen, and another one goes on. */
  | { type: "voice_replaced"; code: ErrorCode; message: string }
  | { type: "nothing_said" }
  | { type: "failed"; stage: "stt" | "llm"; code: ErrorCode; message: string; replyText: string }
  /** `finishReason` is `length` where the reply was cut off at its limit. */
  | {
      type: "finished";
      replyText: string;
      finishReason: FinishReason;
      speechError: { code: ErrorCode; message: string } | null;
    };

export interface PrefillInput {
  /** Null: for any new conversation in this language. */
  sessionId: string | null;
  language: Language;
  /** Earlier turns in the context, oldest first, without a system message, as the next turn will have them. */
  history: ChatMessage[];
  /** As in LanguageModel.prefill. */
  mayEvict: boolean;
  /** As `systemPrompt` of TurnInput. */
  system?: string | Promise<string>;
  /** Default `live`. */
  urgency?: Urgency;
}

/**
 * Lets the language model read the beginning of the next prompt while nobody waits for it: between two turns, and while
 * the person still speaks (prefill.ts), or before a recorded turn is run again. It is a best-effort call: it waits behind every reply, yields to one, and never
 * rejects. Abort it when the turn begins.
 */
export type PrefillPrompt = (input: PrefillInput, dependencies: TurnDependencies, signal: AbortSignal) => Promise<void>;

/** Implemented in run-turn.ts. */
export type RunTurn = (
  input: TurnInput,
  dependencies: TurnDependencies,
  signal: AbortSignal,
) => AsyncIterable<TurnEvent>;
