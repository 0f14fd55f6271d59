import type { VoiceActivityStream } from "../../inference/contract";
import { engineInputRateHz, voiceFrameSamples } from "../../inference/contract";
import { type AudioChunk, AudioInput } from "./audio-input";
import { AudioRingBuffer } from "./audio-ring-buffer";
import { type EndpointEvent, Endpointer, type EndpointSettings } from "./endpointing";

/** When chunks stop for this long without `audio_end`, the missing audio counts as silence. */
const missingAudioAfterMs = 1_000;
/** Once audio is missing, silence is added this often, until the utterance has ended. */
const missingAudioStepMs = 250;
/** Long chunks come further apart: after one, audio is missing only after its duration and this. */
const maxLatenessMs = 500;
/** A live chunk is at most this long. A larger one is a file, after which no chunk may follow. */
const maxChunkMs = 1_000;

export type SpeechEvent = EndpointEvent | { type: "no_speech" };

export interface SpeechInputOptions {
  detector: VoiceActivityStream;
  settings: EndpointSettings;
  /** Monotonic clock, ms. */
  now: () => number;
  onEvent(event: SpeechEvent): void;
  /** Another piece of audio has been processed. */
  onProgress(): void;
  /** The detector failed: no more events follow. */
  onFailure(error: unknown): void;
  /** The oldest sample that may still be requested; null for none. */
  earliestNeededSample(): number | null;
}

type Work = { kind: "samples"; samples: Float32Array; arrivedAtMs: number } | { kind: "end" };

/** A client's audio: chunks go in; beginnings and ends of speech come out, in the order of the audio. */
export class SpeechInput {
  readonly history = new AudioRingBuffer();
  private readonly input: AudioInput;
  private readonly endpointer: Endpointer;
  private readonly work: Work[] = [];
  private readonly frame = new Float32Array(voiceFrameSamples);
  private frameFill = 0;
  private working = false;
  private lastAudioAtMs = 0;
  private missingAfterMs = missingAudioAfterMs;
  private timer: NodeJS.Timeout | null = null;
  private closed = false;

  constructor(private readonly options: SpeechInputOptions) {
    this.input = new AudioInput(options.now);
    this.endpointer = new Endpointer(options.settings);
  }

  set settings(settings: EndpointSettings) {
    this.endpointer.settings = settings;
  }

  /** As in Endpointer. */
  get pausing(): boolean {
    return this.endpointer.pausing;
  }

  /** Takes one chunk. Throws AppError `bad_audio` or `rate_limited`; the chunk is then dropped. */
  hear(chunk: AudioChunk): void {
    const samples = this.input.decode(chunk);
    this.lastAudioAtMs = this.options.now();
    const chunkMs = Math.min(maxChunkMs, (samples.length / engineInputRateHz) * 1_000);
    this.missingAfterMs = Math.max(missingAudioAfterMs, chunkMs + maxLatenessMs);
    this.add({ kind: "samples", samples, arrivedAtMs: this.lastAudioAtMs });
    this.watchForMissingAudio(this.missingAfterMs);
  }

  /** The client says it has stopped speaking. Answered by `speech_end` or `no_speech`, after all audio before it. */
  end(): void {
    this.add({ kind: "samples", samples: this.input.finish(), arrivedAtMs: this.options.now() });
    this.add({ kind: "end" });
  }

  close(): void {
    this.closed = true;
    this.work.length = 0;
    if (this.timer) clearTimeout(this.timer);
    this.options.detector.close();
  }

  private add(work: Work): void {
    this.work.push(work);
    if (!this.working) void this.process();
  }

  private async process(): Promise<void> {
    this.working = true;
    try {
      for (let next = this.work.shift(); next && !this.closed; next = this.work.shift()) {
        if (next.kind === "samples") await this.listen(next.samples, next.arrivedAtMs);
        else await this.finishUtterance();
        if (this.closed) return;
        this.options.onProgress();
        this.history.dropBefore(this.options.earliestNeededSample() ?? this.history.endSample - engineInputRateHz);
      }
    } catch (error) {
      if (!this.closed) this.options.onFailure(error);
    } finally {
      this.working = false;
    }
  }

  private async listen(samples: Float32Array, arrivedAtMs: number): Promise<void> {
    this.history.append(samples, arrivedAtMs);
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + voiceFrameSamples - this.frameFill);
      this.frame.set(part, this.frameFill);
      this.frameFill += part.length;
      at += part.length;
      if (this.frameFill < voiceFrameSamples) return;
      this.frameFill = 0;
      const probability = await this.options.detector.push(this.frame);
      if (this.closed) return;
      for (const event of this.endpointer.push(probability)) this.options.onEvent(event);
    }
  }

  private async finishUtterance(): Promise<void> {
    // The last part of a frame may be speech: pad it with silence, which also counts on the audio clock.
    if (this.frameFill > 0) {
      await this.listen(new Float32Array(voiceFrameSamples - this.frameFill), this.options.now());
    }
    if (this.closed) return;
    const events = this.endpointer.finish();
    this.options.detector.reset();
    if (events.length === 0) this.options.onEvent({ type: "no_speech" });
    for (const event of events) this.options.onEvent(event);
  }

  private watchForMissingAudio(delayMs: number): void {
    this.timer ??= setTimeout(() => this.addMissingAudio(), delayMs);
  }

  private addMissingAudio(): void {
    this.timer = null;
    const nowMs = this.options.now();
    const missingMs = nowMs - this.lastAudioAtMs;
    // A timer may be early by a fraction of a millisecond.
    if (missingMs < this.missingAfterMs - 1) {
      this.watchForMissingAudio(this.missingAfterMs - missingMs);
      return;
    }
    if (!this.endpointer.active && !this.working) return;
    this.lastAudioAtMs = nowMs;
    this.missingAfterMs = missingAudioStepMs;
    const silence = new Float32Array(Math.round((missingMs / 1_000) * engineInputRateHz));
    this.add({ kind: "samples", samples: this.input.finish(), arrivedAtMs: nowMs });
    this.add({ kind: "samples", samples: silence, arrivedAtMs: nowMs });
    this.watchForMissingAudio(missingAudioStepMs);
  }
}
