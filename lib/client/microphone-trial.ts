import { concatInt16 } from "../audio/pcm";
import { encodeWav } from "../audio/wav";
import { type HeardPiece, heardPiece, judgeMicrophone, type MicrophoneVerdict } from "../chat/microphone-check";
import type { MicrophoneBlock } from "../chat/microphone-state";
import { Microphone, type MicrophoneOptions } from "./microphone";
import { playOn } from "./play-on";

export const trialSeconds = 5;

export type MicrophoneTrialState =
  | { kind: "idle" }
  | { kind: "opening" }
  /** `device`: its name; empty where the browser does not say it. */
  | { kind: "recording"; device: string }
  | { kind: "blocked"; reason: MicrophoneBlock }
  | { kind: "done"; device: string; verdict: MicrophoneVerdict };

export interface MicrophoneTrialEvents {
  onState(state: MicrophoneTrialState): void;
  /** Root mean square of each chunk, 0–1. */
  onLevel(rms: number): void;
  /** Keeps the conversation's own microphone muted until the returned function is called. */
  muteWhile(): () => void;
}

/** A recording of a few seconds that stays in the page, how good it is, and its sound. One thing at a time. */
export class MicrophoneTrial {
  private sound: Blob | null = null;
  /** Ends the recording under way, with this state. */
  private endRecording: ((state: MicrophoneTrialState) => void) | null = null;
  /** What the recording under way has come to; null while the device is opened. */
  private heard: (() => MicrophoneTrialState) | null = null;
  private endPlaying: (() => void) | null = null;

  constructor(private readonly events: MicrophoneTrialEvents) {}

  /** Call it from a gesture. Resolves when the recording has begun, or can't. */
  async record(options: MicrophoneOptions): Promise<void> {
    this.close();
    const pieces: HeardPiece[] = [];
    const recorded: Int16Array[] = [];
    const microphone = new Microphone({
      // Also while it records: the device may be unplugged.
      onState: (now) => {
        if (now.state === "blocked") end({ kind: "blocked", reason: now.reason });
      },
      onChunk: (pcm, rms, peak) => {
        pieces.push(heardPiece(pcm, rms, peak));
        recorded.push(pcm);
        this.events.onLevel(rms);
      },
    });
    let timer: ReturnType<typeof setTimeout> | undefined;
    const unmute = this.events.muteWhile();
    const end = (state: MicrophoneTrialState) => {
      if (this.endRecording !== end) return;
      this.endRecording = this.heard = null;
      clearTimeout(timer);
      microphone.stop();
      unmute();
      this.events.onState(state);
    };
    this.endRecording = end;
    this.events.onState({ kind: "opening" });
    if (!(await microphone.start(options)) || this.endRecording !== end) return;
    const device = microphone.deviceName;
    this.heard = () => {
      this.sound = wavOf(recorded);
      return { kind: "done", device, verdict: judgeMicrophone(pieces) };
    };
    timer = setTimeout(() => this.stop(), trialSeconds * 1_000);
    this.events.onState({ kind: "recording", device });
  }

  /** The recording is long enough. */
  stop(): void {
    if (this.heard) this.endRecording?.(this.heard());
  }

  /** Plays the last recording, if there is one. `volume` 0–1. */
  play(volume: number, outputDeviceId: string | null): void {
    this.endPlaying?.();
    if (!this.sound) return;
    const url = URL.createObjectURL(this.sound);
    const audio = new Audio(url);
    audio.volume = volume;
    const unmute = this.events.muteWhile();
    const end = () => {
      if (this.endPlaying !== end) return;
      this.endPlaying = null;
      // A pause tells of itself later, when something else may sound.
      audio.onended = audio.onpause = null;
      audio.pause();
      unmute();
      URL.revokeObjectURL(url);
    };
    this.endPlaying = end;
    audio.onended = audio.onpause = end;
    playOn(audio, outputDeviceId).catch(end);
  }

  /** Ends whatever goes on. A recording that was under way is thrown away. */
  close(): void {
    this.endPlaying?.();
    this.endRecording?.({ kind: "idle" });
  }
}

function wavOf(pieces: readonly Int16Array[]): Blob {
  const wav = encodeWav(concatInt16(pieces), Microphone.sampleRateHz);
  return new Blob([new Uint8Array(wav)], { type: "audio/wav" });
}
