import { concatInt16 } from "../audio/pcm";
import { encodeWav } from "../audio/wav";
import { type HeardPiece, heardPiece, loudnessDbfs } from "../chat/microphone-check";
import type { MicrophoneBlock } from "../chat/microphone-state";
import { referenceTarget } from "../voice-profiles/reference-target";
import { Microphone, type MicrophoneOptions } from "./microphone";

/** It ends by itself then; a script takes some 15 s. */
export const maxRecordingSeconds = 30;
/** How far back the level looks: some words. */
const levelWindowMs = 2_000;

export type VoiceRecordingState =
  | { kind: "idle" }
  | { kind: "opening" }
  /** `device`: its name; empty where the browser does not say it. */
  | { kind: "recording"; device: string }
  | { kind: "blocked"; reason: MicrophoneBlock }
  /** `peaks`: one for each 60 ms, 0–1. */
  | { kind: "done"; wav: Blob; durationS: number; peaks: readonly number[] };

export interface VoiceRecordingEvents {
  onState(state: VoiceRecordingState): void;
  /** The level of the speech of the last two seconds, dBFS, and how long it has been recorded, at each chunk. */
  onProgress(levelDbfs: number, durationS: number): void;
}

/** Whatever a person brings is wanted as it sounds in the room. */
const untouched = { echoCancellation: false, noiseSuppression: false } satisfies Partial<MicrophoneOptions>;

/** A recording of a voice, at the rate of references, that stays in the page until it is sent. */
export class VoiceRecording {
  /** Ends the recording under way, with this state. */
  private end: ((state: VoiceRecordingState) => void) | null = null;
  private finish: (() => Promise<void>) | null = null;

  constructor(private readonly events: VoiceRecordingEvents) {}

  /** Call it from a gesture. Resolves when the recording has begun, or can't. */
  async record(inputDeviceId: string | null): Promise<void> {
    this.close();
    const { sampleRateHz } = referenceTarget;
    const chunks: Int16Array[] = [];
    const peaks: number[] = [];
    const recent: (HeardPiece & { untilS: number })[] = [];
    let samples = 0;
    const microphone = new Microphone(
      {
        // Also while it records: the device may be unplugged.
        onState: (now) => {
          if (now.state === "blocked") end({ kind: "blocked", reason: now.reason });
        },
        onChunk: (pcm, rms, peak) => {
          chunks.push(pcm);
          peaks.push(peak);
          samples += pcm.length;
          const untilS = samples / sampleRateHz;
          recent.push({ ...heardPiece(pcm, rms, peak), untilS });
          while ((recent[0]?.untilS ?? untilS) < untilS - levelWindowMs / 1_000) recent.shift();
          this.events.onProgress(loudnessDbfs(recent), untilS);
          if (untilS >= maxRecordingSeconds) void this.stop();
        },
      },
      sampleRateHz,
    );
    const end = (state: VoiceRecordingState) => {
      if (this.end !== end) return;
      this.end = this.finish = null;
      microphone.stop();
      this.events.onState(state);
    };
    this.end = end;
    this.events.onState({ kind: "opening" });
    if (!(await microphone.start({ inputDeviceId, ...untouched })) || this.end !== end) return;
    this.finish = async () => {
      await microphone.flush();
      const wav = new Blob([new Uint8Array(encodeWav(concatInt16(chunks), sampleRateHz))], { type: "audio/wav" });
      end({ kind: "done", wav, durationS: samples / sampleRateHz, peaks });
    };
    this.events.onState({ kind: "recording", device: microphone.deviceName });
  }

  /** The recording is long enough. */
  async stop(): Promise<void> {
    const { finish } = this;
    this.finish = null;
    await finish?.();
  }

  /** Throws away what was being recorded. */
  close(): void {
    this.end?.({ kind: "idle" });
  }
}
