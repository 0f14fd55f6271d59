import type { ErrorCode } from "../../lib/errors";
import type { Language, SpeechMode } from "../../lib/languages";
import type { ModelRole, ModelStatus } from "../../lib/models";
import type { ReferenceMeasures } from "../../lib/voice-profiles/quality";
import type { AttemptStatus } from "./attempt-status";
import type { ModelControl } from "./model-control";

/** The error code of a model's failure when nothing more precise is known. */
export const failedCode = {
  stt: "stt_failed",
  llm: "llm_failed",
  tts: "tts_failed",
} as const satisfies Record<ModelRole, ErrorCode>;

/**
 * The three interfaces behind which every model lives, embedded or remote.
 * All audio into an engine is float32 mono 16 kHz in ±1; all audio out is int16 mono 24 kHz.
 * Every call takes an AbortSignal. Aborting ends the iteration with the signal's reason (an AbortError by default)
 * and frees the model within the time of one step (one token, one segment).
 * Failures are AppErrors: `stt_failed`, `llm_failed`, `tts_failed`, `model_timeout`, `model_crashed`,
 * `model_unavailable`, `model_loading`, `model_language_unsupported`, `context_overflow`; for a voice that this engine
 * can't speak in, `cloning_unavailable` or `voice_refused`, which say nothing about the engine.
 */
export interface Engine {
  readonly role: ModelRole;
  /** Starts loading; resolves when usable, rejects when it can't be. Idempotent. */
  start(): Promise<void>;
  /** Ends processes and connections; pending calls reject with `model_unavailable`. Idempotent. */
  close(): Promise<void>;
  /** One entry per model behind this engine (an engine may route by language or mode). */
  models(): ModelStatus[];
  /** Calls back after each change of any model's state or progress; returns the unsubscribe function. */
  onStatus(listener: (status: ModelStatus) => void): () => void;
  /** The process of our own behind it; engines whose model is served elsewhere leave it out. */
  readonly control?: ModelControl;
  /** False when no model behind this engine can serve the language (spoken or written). */
  supports(language: Language): boolean;
}

/**
 * Who waits for a call, or for a turn and so for all its calls. The urgency decides which call gets a model first, the
 * priority that a model server is given, and whose evaluated prompts are kept.
 * - `live`: a person who talks or listens.
 * - `waiting`: a person outside a conversation, for example in a trial of a voice. Served after live calls and before
 *   best-effort ones; after 10 s it counts as live (scheduling/lease-order.ts).
 * - `background`: nobody waits. Begins only while nobody talks, and ends (`LeasePreempted`) when another call needs its
 *   place.
 */
export type Urgency = "live" | "waiting" | "background";

export interface CallOptions {
  signal: AbortSignal;
  urgency: Urgency;
}

export interface TranscribeRequest {
  /** float32 mono, 16 kHz, ±1; at most 60 s */
  audio: Float32Array;
  language: Language;
}

/** Zero or more partial events with growing text, then exactly one final one. Empty text: nothing was said. */
export interface TranscriptEvent {
  text: string;
  isFinal: boolean;
  /**
   * True: the recogniser's own probabilities say that these words were spoken. Left out by one that reports none: then
   * the text alone has to tell noise from words.
   */
  isJudged?: boolean;
}

export interface SpeechToText extends Engine {
  readonly role: "stt";
  transcribe(request: TranscribeRequest, options: CallOptions): AsyncIterable<TranscriptEvent>;
  /**
   * Another recogniser of the language, for speech in which this one heard no words. Null: none is installed and ready;
   * engines that have none at all leave it out.
   */
  second?(language: Language): SecondRecogniser | null;
}

export interface SecondRecogniser extends Pick<SpeechToText, "transcribe"> {
  /** As in `ModelStatus.model`. */
  readonly model: string;
}

export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

export interface GenerateRequest {
  messages: ChatMessage[];
  language: Language;
  /** The reply ends there, even in mid-sentence. */
  maxTokens: number;
  /**
   * The conversation, so that an engine can keep prompt state between its turns. A call that is not live never takes
   * the state of a live one.
   */
  conversationId?: string;
  /** What is left out is as the model or its server does it. */
  sampling?: SamplingChoice | undefined;
}

export interface SamplingChoice {
  /** 0–2; 0 takes the most probable token each time. */
  temperature?: number | undefined;
  seed?: number | undefined;
}

/** What the engine counted, by its own tokenizer. */
export interface TokenUsage {
  promptTokens: number;
  completionTokens: number;
}

/** Text pieces as they are written, then exactly one `done`. `usage` is left out where the engine reports none. */
export type GenerateEvent =
  | { type: "token"; text: string }
  | { type: "done"; finishReason: "stop" | "length"; usage?: TokenUsage };

export interface LanguageModel extends Engine {
  readonly role: "llm";
  generate(request: GenerateRequest, options: CallOptions): AsyncIterable<GenerateEvent>;
  /** Tokens the model can hold, prompt and answer together; null when unknown. */
  contextTokens(): number | null;
  /**
   * Evaluates messages ahead of their use so that `generate` with the same beginning answers sooner.
   * A hint: engines that can't, leave it out. The last message may be an unfinished user message. An
   * engine that has no room left evaluates nothing, unless a conversation has been silent for long, or with `mayEvict`.
   * `conversationId` null: for whichever conversation begins like this.
   */
  prefill?(
    messages: ChatMessage[],
    options: CallOptions & { conversationId: string | null; mayEvict: boolean },
  ): Promise<void>;
}

/** How a word is read, wherever the text has it. */
export interface Reading {
  hanzi: string;
  /** One for each character, in Zhuyin or in pinyin with tones. */
  syllables: readonly string[];
}

export interface SynthesizeRequest {
  /**
   * One segment in its spoken form, without markup and digits; with numbers as they are written where the engine's
   * `normalisesText()` says so. Never empty.
   */
  text: string;
  language: Language;
  mode: SpeechMode;
  voice: Voice;
  /** How fast, as a factor of the voice's own pace (lib/reply-speech); default 1. */
  speed?: number;
  /** How words of the text are read where the voice may not know it. */
  readings?: readonly Reading[];
  /** Denoising steps in place of the mode's own; models without such steps ignore it. */
  steps?: number;
}

/** A voice built into a model, or cloned from a reference recording. */
export type Voice = { kind: "builtin"; name: string } | ClonedVoice;

export interface ClonedVoice {
  kind: "cloned";
  profileId: number;
  /** Absolute path of the recording: a WAV file of at most 30 s. */
  referenceAudioPath: string;
  /** What is said in it. */
  referenceText: string;
}

export interface BuiltinVoice {
  name: string;
  language: Language;
  /** Which mode uses it. */
  modes: SpeechMode[];
  /** Name for people. */
  label: string;
}

/** A piece of speech: int16 mono 24 kHz, never of zero length. */
export type SpeechChunk = Int16Array;

export interface TextToSpeech extends Engine {
  readonly role: "tts";
  synthesize(request: SynthesizeRequest, options: CallOptions): AsyncIterable<SpeechChunk>;
  voices(): BuiltinVoice[];
  /**
   * True when it can speak with a cloned voice, and while it is not known yet which kind of server speaks: a call then
   * fails with `cloning_unavailable`.
   */
  canClone(): boolean;
  /**
   * A voice has ended, and its files are gone: drops what is kept of it in memory, here and in our worker. Never
   * rejects; engines that keep nothing leave it out.
   */
  forgetVoice?(voice: Pick<ClonedVoice, "profileId" | "referenceAudioPath">): Promise<void>;
  /**
   * True when it wants numbers, dates and signs as they are written and says them rightly by itself. Engines that leave
   * it out are given the spoken form.
   */
  normalisesText?(): boolean;
  /** Which of `models()` speaks; engines of one model leave it out. */
  modelFor?(language: Language, mode: SpeechMode): string;
}

/** The name of the model that answers in a language: the ready one, else the first. Null: there is none. */
export function answeringModel(engine: Pick<Engine, "models">, language: Language): string | null {
  const models = engine.models().filter((model) => model.languages.includes(language));
  return (models.find(({ state }) => state === "ready") ?? models[0])?.model ?? null;
}

/**
 * The model that speaks a language in a mode, with its licence (null: its server states none): the one that the engine
 * names, else the ready one of the language. Null: none speaks it.
 */
export function speakingModel(tts: TextToSpeech, language: Language, mode: SpeechMode): ModelStatus | null {
  const named = tts.modelFor?.(language, mode);
  const models = tts.models().filter((model) => model.languages.includes(language));
  return (
    models.find(({ model }) => model === named) ?? models.find(({ state }) => state === "ready") ?? models[0] ?? null
  );
}

export interface Engines {
  stt: SpeechToText;
  llm: LanguageModel;
  tts: TextToSpeech;
}

/** The roles whose model a run may change. */
export type ChangedRole = "stt" | "llm";

/** A model in place of the one that people talk with: of the store, another of the same server, or a listed server's. */
export type RunModel =
  | { kind: "store"; model: string }
  | { kind: "same_server"; model: string }
  | { kind: "server"; name: string; url: string; model: string | null };
export type RunModels = Partial<Record<ChangedRole, RunModel>>;

/** The state of a model server that AVATAR runs itself, as its engine shows it. */
export interface HostStatus extends AttemptStatus {
  name: string;
  licence: ModelStatus["licence"];
}

/** The program that serves an engine's model, where AVATAR itself starts and watches it. */
export interface ServerHost {
  status(): HostStatus;
  /** Calls back after each change; returns the unsubscribe function. */
  onStatus(listener: () => void): () => void;
  /**
   * Starts it when it does not run, and resolves when it serves. Rejects with the signal's reason, or with an Error for
   * the administrator.
   */
  ensureReady(signal: AbortSignal): Promise<void>;
  /** Reports that a call ran out of GPU memory: the server is restarted with smaller settings. */
  ranOutOfMemory(): void;
}

/** Voice activity of one audio stream. Frames are 512 samples (32 ms) of float32 mono 16 kHz. */
export interface VoiceActivityStream {
  /** Probability (0–1) that the frame is speech. Calls on one stream are made one after another. */
  push(frame: Float32Array): Promise<number>;
  reset(): void;
  close(): void;
}

export interface VoiceDetector {
  createStream(): VoiceActivityStream;
  close(): Promise<void>;
}

/**
 * What the encoder says about the voice in a recording. Biometric data: it belongs in no log and in no answer.
 * Prints of another recipe or another model must not be compared, so each says which ones made it.
 */
export interface VoicePrint {
  /** 256 numbers, at unit length; all zeros when nobody spoke. */
  values: Float32Array;
  /** `speakerRecipe` at the time. */
  recipe: number;
  /** SHA-256 of the weights. */
  modelSha256: string;
  /** How much speech it was made from. */
  speechS: number;
  /** The recording lacks the upper half of its spectrum, as on a telephone. */
  isNarrowBand: boolean;
}

export type SpeakerAnswer = "match" | "unsure" | "no_match";

export type AnswerReason =
  /** A side lacks the upper half of its spectrum: record again, not over a telephone. */
  | "narrow_band"
  /** A side has less than 3 s of speech: record again, at least 5 s. */
  | "too_little_speech"
  | "at_least_match_limit"
  | "between_limits"
  | "below_no_match_limit";

export interface Limits {
  /** `match` from this score on. */
  match: number;
  /** `no_match` below this score. */
  noMatch: number;
}

export interface VoiceComparison {
  /** Cosine, 0–1. Strangers sit near 0.55, not near 0. */
  score: number;
  answer: SpeakerAnswer;
  why: AnswerReason;
  /** Those that decided; null when the recordings can't be judged. */
  limits: Limits | null;
}

/** How many people may speak in a recording. */
export type SpeakerCount = "one" | "maybe_two";

/** `audio`: float32 mono 16 kHz, of any length; what comes after two minutes is left out. */
export interface SpeakerEngine {
  /** The print of a voice. Silence and noise have one, too; compared, it gives `unsure`. */
  embed(audio: Float32Array, signal: AbortSignal): Promise<VoicePrint>;
  /** Whether two prints are of one person. Throws a RangeError for prints of different recipes or models. */
  compare(a: VoicePrint, b: VoicePrint): VoiceComparison;
  /** Whether a recording may have two people in it: a reason to warn, not to refuse. */
  speakers(audio: Float32Array, signal: AbortSignal): Promise<SpeakerCount>;
  close(): Promise<void>;
}

export interface TimeSpan {
  startS: number;
  endS: number;
}

export interface DecodedRecording {
  durationS: number;
  /** What the file really holds: wav, mp3, flac, vorbis, opus, webm, m4a or aac. */
  sourceFormat: string;
  sourceRateHz: number;
  sourceChannels: number;
  /** Share of the source's samples at full scale in any channel. */
  clippedShare: number;
  /** The loudest sample (0–1) of each of up to 600 equal parts, for a waveform. */
  peaks: number[];
}

/** The part of a recording that a voice is cloned from, and where it lies in the recording. */
export interface MadeReference extends TimeSpan {
  /** Of the file, with the silence at its end. */
  durationS: number;
  measures: Omit<ReferenceMeasures, "speakers" | "textCer">;
  /** Of the file, lower-case hex. */
  sha256: string;
  /** As in DecodedRecording, of the file. */
  peaks: number[];
  /** Where speech was found: in the whole recording, or in the kept part and a second around it. */
  speech: TimeSpan[];
}

/**
 * Makes the reference of a voice from a recording that somebody brought, in a process of its own for each call. Files
 * are there whole and durable, or not at all. Besides the signal's reason, calls reject with `audio_unsupported`,
 * `audio_unreadable`, `audio_too_long`, `audio_too_short`, `audio_no_speech`, `storage_failed` (the disk is full), or
 * what the store says when the voice detector can't be fetched.
 */
export interface ReferenceMaker {
  /** Writes the whole recording, of any format and at most 5 minutes, as WAV: mono, 24 kHz, 16 bits. */
  decode(
    request: { uploadPath: string; decodedPath: string },
    options: { signal: AbortSignal; onProgress?: (share: number) => void },
  ): Promise<DecodedRecording>;
  /**
   * Writes the best part of such a WAV as the reference (`referenceTarget`), or the best of `keep`: its ends are moved
   * to the nearest pauses, and are not kept where that leaves more than a reference can hold.
   */
  make(
    request: { decodedPath: string; referencePath: string; keep: TimeSpan | null },
    options: { signal: AbortSignal },
  ): Promise<MadeReference>;
  /** Ends the calls that run. */
  close(): Promise<void>;
}

/** Every model that a conversation needs, as clients see them. */
export interface WatchedModels {
  all(): ModelStatus[];
  /** Calls back after each change of any model; returns the unsubscribe function. */
  onStatus(listener: (status: ModelStatus) => void): () => void;
}

/** Combines several sources of statuses into one. */
export function watchTogether(watched: readonly Pick<Engine, "models" | "onStatus">[]): WatchedModels {
  return {
    all: () => watched.flatMap((each) => each.models()),
    onStatus(listener) {
      const stops = watched.map((each) => each.onStatus(listener));
      return () => {
        for (const stop of stops) stop();
      };
    },
  };
}

export const voiceFrameSamples = 512;
export const engineInputRateHz = 16_000;
