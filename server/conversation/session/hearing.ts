import { AppError } from "../../../lib/errors";
import type { Language } from "../../../lib/languages";
import type { Lexicon } from "../../../lib/lexicon";
import { engineInputRateHz, type VoiceDetector } from "../../inference/contract";
import type { TurnDependencies } from "../pipeline/contract";
import type { AudioChunk } from "./audio-input";
import { endpointing } from "./endpointing";
import { PartialTranscriber, type PartialTranscriptPace } from "./partial-transcripts";
import type { SessionSettings } from "./session-settings";
import { type SpeechEvent, SpeechInput } from "./speech-input";
import type { MachineState, SampleRange } from "./turn-machine-types";
import { earliestNeededSample, shownState } from "./turn-machine-view";

export interface HearingDependencies extends Pick<TurnDependencies, "engines" | "leases" | "logger" | "now"> {
  /** Null while the voice detector's model is being downloaded. */
  voiceDetector: () => VoiceDetector | null;
  partialPace: PartialTranscriptPace;
  /** As in PartialTranscriberOptions. */
  lexicon?: () => Promise<Lexicon>;
}

/** What the turn machine learns of the person's speech. `beganAtMs`: when the first word was said, monotonic ms. */
export type HeardEvent =
  | Exclude<SpeechEvent, { type: "speech_start" }>
  | { type: "speech_start"; startSample: number; beganAtMs: number }
  | { type: "listening_ended" };

const preRollSamples = (endpointing.preRollMs * engineInputRateHz) / 1_000;

export interface HearingOptions {
  sessionId: string;
  settings: SessionSettings;
  /** The current state of the turn machine. */
  machine(): MachineState;
  /** The words of the speech before a short pause are on their way, and come instead of a partial transcript. */
  awaitsWords(): boolean;
  onEvent(event: HeardEvent): void;
  /** The partial transcript while the person still speaks. */
  onPartial(text: string): void;
  /** The voice detector failed. The next chunk starts a new one. */
  onFailure(error: unknown): void;
}

/** The listening side of a session: the voice detector, once it is loaded, and partial transcripts. */
export class Hearing {
  private speech: SpeechInput | null = null;
  private settings: SessionSettings;
  private readonly partials: PartialTranscriber;
  /** The client already got the error that the voice detector still loads. */
  private loadingReported = false;

  constructor(
    private readonly options: HearingOptions,
    private readonly deps: HearingDependencies,
  ) {
    this.settings = options.settings;
    this.partials = new PartialTranscriber({
      stt: deps.engines.stt,
      leases: deps.leases,
      pace: deps.partialPace,
      now: deps.now,
      ...(deps.lexicon && { lexicon: deps.lexicon }),
      onText: (text) => {
        if (shownState(options.machine()) === "hearing") options.onPartial(text);
      },
    });
  }

  /**
   * Takes one chunk. Throws AppError `bad_audio`, `rate_limited`, or `model_loading` (once); the chunk is then dropped.
   */
  hear(chunk: AudioChunk): void {
    this.speechInput()?.hear(chunk);
  }

  /** The client says that it has stopped speaking. */
  end(): void {
    if (this.speech) this.speech.end();
    else this.options.onEvent({ type: "no_speech" });
  }

  change(settings: SessionSettings): void {
    this.settings = settings;
    if (this.speech) this.speech.settings = settings;
  }

  /**
   * The audio of that range, float32 mono 16 kHz, and when its end arrived (monotonic ms). Both are null when listening
   * has stopped.
   */
  said({ startSample, endSample }: SampleRange): { audio: Float32Array | null; endedAtMs: number | null } {
    const history = this.speech?.history;
    return {
      audio: history?.slice(startSample, endSample) ?? null,
      endedAtMs: history?.heardAtMs(endSample) ?? null,
    };
  }

  /** The utterance may be over: frees the recogniser for the final transcript. */
  cancelPartial(): void {
    this.partials.cancel();
  }

  /** Stops listening and informs the turn machine. The next chunk starts a new speech input. */
  stop(): void {
    this.close();
    this.speech = null;
    this.options.onEvent({ type: "listening_ended" });
  }

  /** Stops listening because the conversation is over. */
  close(): void {
    this.speech?.close();
    this.partials.cancel();
  }

  /** Null while the voice detector loads. An open microphone gets the error once, not for every chunk. */
  private speechInput(): SpeechInput | null {
    if (this.speech) return this.speech;
    const detector = this.deps.voiceDetector();
    if (!detector) {
      if (this.loadingReported) return null;
      this.loadingReported = true;
      throw new AppError("model_loading");
    }
    this.speech = new SpeechInput({
      detector: detector.createStream(),
      settings: this.settings,
      now: this.deps.now,
      onEvent: (event) => this.options.onEvent(this.dated(event)),
      onProgress: () => this.offerPartial(this.settings.language),
      onFailure: (error) => this.failed(error),
      earliestNeededSample: () => earliestNeededSample(this.options.machine()),
    });
    return this.speech;
  }

  private dated(event: SpeechEvent): HeardEvent {
    if (event.type !== "speech_start") return event;
    const beganAtMs = this.speech?.history.heardAtMs(event.startSample + preRollSamples);
    return { ...event, beganAtMs: beganAtMs ?? this.deps.now() };
  }

  private failed(error: unknown): void {
    this.deps.logger.error("voice_detector_failed", { trace_id: this.options.sessionId, error });
    this.stop();
    this.options.onFailure(error);
  }

  private offerPartial(language: Language): void {
    const { speech } = this;
    const machine = this.options.machine();
    if (!speech || !machine.speech || shownState(machine) !== "hearing" || machine.turn) return;
    // A look begun in a pause would delay the final transcript, should this be the end.
    if (speech.pausing || this.options.awaitsWords()) return;
    const { startSample } = machine.speech;
    const { endSample } = speech.history;
    this.partials.offer(language, startSample, endSample, () => speech.history.slice(startSample, endSample));
  }
}
