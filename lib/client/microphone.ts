import type { MicrophoneBlock, MicrophoneState } from "../chat/microphone-state";
import {
  type MicrophoneSilence,
  type MicrophoneWatch,
  type MicrophoneWatchEvent,
  microphoneSilence,
  openedMicrophone,
  watchMicrophone,
} from "../chat/microphone-watch";
import { resumeContext } from "./resume-context";
import {
  type CaptureCommand,
  type CaptureMessage,
  type CaptureWorkletOptions,
  captureRateHz,
  captureWorkletName,
} from "./worklets/messages";

/** How often it is looked whether sound comes. */
const tickMs = 250;

export interface MicrophoneOptions {
  /** Null: the system's default. */
  inputDeviceId: string | null;
  echoCancellation: boolean;
  /** Noise suppression and automatic gain. */
  noiseSuppression: boolean;
}

export interface MicrophoneEvents {
  onState(state: MicrophoneState): void;
  /** int16 mono, about 60 ms; root mean square and largest sample 0–1. */
  onChunk(pcm: Int16Array, rms: number, peak: number): void;
}

/** A microphone as a stream of PCM, at 16 kHz unless said otherwise, from the first `start` to `stop`. */
export class Microphone {
  static readonly sampleRateHz = captureRateHz;
  private readonly events: MicrophoneEvents;
  private stream: MediaStream | null = null;
  private context: AudioContext | null = null;
  private port: MessagePort | null = null;
  private flushes = 0;
  private watch: MicrophoneWatch | null = null;
  private ticking: ReturnType<typeof setInterval> | undefined;
  /** The state that was told last, so that each change is told once. */
  private silence: MicrophoneSilence | null = null;
  private readonly flushed = new Map<number, () => void>();
  /** Raised by each `start` and `stop`: a start that finds it changed was overtaken and has no effect. */
  private generation = 0;

  /** `sampleRateHz`: of the chunks. */
  constructor(
    events: MicrophoneEvents,
    private readonly sampleRateHz: number = captureRateHz,
  ) {
    this.events = events;
  }

  get isOn(): boolean {
    return this.port !== null;
  }

  /** The name of the open device; empty where there is none, or the browser does not say it. */
  get deviceName(): string {
    return this.stream?.getAudioTracks()[0]?.label ?? "";
  }

  /**
   * Asks for permission and opens the device; false when it is blocked (the state says why). Call it from a gesture.
   */
  async start(options: MicrophoneOptions): Promise<boolean> {
    this.release();
    const generation = this.generation;
    if (!window.isSecureContext || !navigator.mediaDevices) {
      this.events.onState({ state: "blocked", reason: "insecure" });
      return false;
    }
    this.events.onState({ state: "starting" });
    try {
      const stream = await openDevice(options);
      if (generation !== this.generation) {
        stopTracks(stream);
        return false;
      }
      this.stream = stream;
      const tracks = stream.getAudioTracks();
      this.listenTo(tracks);
      if (tracks.some((track) => track.readyState === "ended")) {
        await this.lose();
        return false;
      }
      await this.connect(stream);
      if (generation !== this.generation) return false;
      this.events.onState({ state: "on" });
      this.keepWatch(tracks);
      return true;
    } catch (error) {
      if (generation !== this.generation) return false;
      this.release();
      this.events.onState({ state: "blocked", reason: blockOf(error) });
      return false;
    }
  }

  /** Goes on after the system suspended the sound. */
  wake(): void {
    resumeContext(this.context);
  }

  stop(): void {
    this.release();
    this.events.onState({ state: "off" });
  }

  /** Resolves after the chunk that was being filled went to `onChunk`. */
  async flush(): Promise<void> {
    const { port } = this;
    if (!port) return;
    const flushId = ++this.flushes;
    const done = new Promise<void>((resolve) => this.flushed.set(flushId, resolve));
    port.postMessage({ flushId } satisfies CaptureCommand);
    await done;
  }

  /** From the first moment on: a device may be lost while its sound is set up. */
  private listenTo(tracks: readonly MediaStreamTrack[]): void {
    const muted = () => this.notice({ type: "muted", atMs: performance.now(), isMuted: isAnyMuted(tracks) });
    for (const track of tracks) {
      track.onended = () => void this.lose();
      track.onmute = muted;
      track.onunmute = muted;
    }
  }

  /** Tells when the open microphone gives no sound, and when it does again. */
  private keepWatch(tracks: readonly MediaStreamTrack[]): void {
    this.watch = openedMicrophone(performance.now(), isAnyMuted(tracks));
    this.ticking = setInterval(() => this.notice({ type: "tick", atMs: performance.now() }), tickMs);
    this.tellSilence();
  }

  private notice(event: MicrophoneWatchEvent): void {
    if (this.watch === null) return;
    this.watch = watchMicrophone(this.watch, event);
    this.tellSilence();
  }

  private tellSilence(): void {
    const silence = this.watch && microphoneSilence(this.watch, performance.now());
    if (silence === this.silence) return;
    this.silence = silence;
    this.events.onState(silence === null ? { state: "on" } : { state: "silent", reason: silence });
  }

  private async connect(stream: MediaStream): Promise<void> {
    // No sample rate is asked for: some browsers refuse a microphone in a context whose rate is not the hardware's.
    const context = new AudioContext({ latencyHint: "interactive" });
    this.context = context;
    await context.audioWorklet.addModule(`/worklets/${captureWorkletName}.js`);
    if (this.context !== context) return;
    const worklet = new AudioWorkletNode(context, captureWorkletName, {
      numberOfOutputs: 0,
      channelCount: 2,
      channelCountMode: "clamped-max",
      processorOptions: { outputRateHz: this.sampleRateHz } satisfies CaptureWorkletOptions,
    });
    worklet.port.onmessage = (event: MessageEvent<CaptureMessage>) => this.receive(event.data);
    context.createMediaStreamSource(stream).connect(worklet);
    // Where the browser wants another gesture first, this never resolves: the watch says so, and `wake` tries again.
    resumeContext(context);
    this.port = worklet.port;
  }

  /** The device was unplugged, or the permission taken back. */
  private async lose(): Promise<void> {
    this.release();
    const { generation } = this;
    const reason = (await isDenied()) ? "denied" : "no_device";
    if (generation === this.generation) this.events.onState({ state: "blocked", reason });
  }

  private receive(message: CaptureMessage): void {
    if (message.type === "chunk") {
      this.notice({ type: "chunk", atMs: performance.now(), peak: message.peak });
      this.events.onChunk(message.pcm, message.rms, message.peak);
      return;
    }
    this.flushed.get(message.flushId)?.();
    this.flushed.delete(message.flushId);
  }

  private release(): void {
    this.generation += 1;
    clearInterval(this.ticking);
    this.watch = null;
    this.silence = null;
    if (this.port) this.port.onmessage = null;
    this.port = null;
    if (this.stream) stopTracks(this.stream);
    this.stream = null;
    void this.context?.close();
    this.context = null;
    for (const resolve of this.flushed.values()) resolve();
    this.flushed.clear();
  }
}

async function openDevice({
  inputDeviceId,
  echoCancellation,
  noiseSuppression,
}: MicrophoneOptions): Promise<MediaStream> {
  // Echo cancellation works on one channel; without it the page mixes, and two channels that cancel each other are heard.
  const channelCount = echoCancellation ? 1 : 2;
  const audio = { channelCount, echoCancellation, noiseSuppression, autoGainControl: noiseSuppression };
  if (inputDeviceId === null) return navigator.mediaDevices.getUserMedia({ audio });
  try {
    return await navigator.mediaDevices.getUserMedia({ audio: { ...audio, deviceId: { exact: inputDeviceId } } });
  } catch (error) {
    // The remembered device is not plugged in: the system's default takes its place.
    if (error instanceof DOMException && error.name === "OverconstrainedError") {
      return navigator.mediaDevices.getUserMedia({ audio });
    }
    throw error;
  }
}

const isAnyMuted = (tracks: readonly MediaStreamTrack[]) => tracks.some((track) => track.muted);

async function isDenied(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: "microphone" })).state === "denied";
  } catch {
    // Not every browser can be asked.
    return false;
  }
}

function stopTracks(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.onended = null;
    track.onmute = null;
    track.onunmute = null;
    track.stop();
  }
}

function blockOf(error: unknown): MicrophoneBlock {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "no_device";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "failed";
}
