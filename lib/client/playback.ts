import { replyAudio } from "../audio/reply-audio";
import { resumeContext } from "./resume-context";
import {
  type PlaybackCommand,
  type PlaybackReport,
  type PlaybackWorkletOptions,
  playbackWorkletName,
} from "./worklets/messages";

const volumeRampSeconds = 0.01;

/** Plays replies through one long-lived queue in the audio thread. */
export class Playback {
  private readonly onReport: (report: PlaybackReport) => void;
  private context: AudioContext | null = null;
  private port: MessagePort | null = null;
  private gain: GainNode | null = null;
  private volume = 1;
  private opening: Promise<void> | null = null;
  /** Commands that wait until the audio thread is ready. */
  private early: PlaybackCommand[] = [];
  private deviceId: string | null = null;

  constructor(onReport: (report: PlaybackReport) => void) {
    this.onReport = onReport;
  }

  /** Opens the sound, if it is not open yet; browsers allow it only in a gesture (a click, a key). */
  async unlock(): Promise<void> {
    this.opening ??= this.open();
    await this.opening;
    this.wake();
  }

  /** Goes on after the system suspended the sound. */
  wake(): void {
    resumeContext(this.context);
  }

  /** Queues a reply's sound, int16 mono 24 kHz. */
  enqueue(turnId: string, pcm: Int16Array, isLast: boolean): void {
    this.wake();
    this.send({ type: "enqueue", turnId, pcm, isLast });
  }

  /** Drops all sound: the speaker is silent within one render quantum (about 3 ms). */
  clear(): void {
    this.early = [];
    if (this.port) this.send({ type: "clear" });
  }

  /**
   * Chooses the output device. Null is the system's default, which is also used while the chosen device is not plugged
   * in: call again when devices change. Browsers without setSinkId keep their own choice.
   */
  async setDevice(deviceId: string | null): Promise<void> {
    this.deviceId = deviceId;
    if (!this.context || !canChooseOutput()) return;
    const sinkId = deviceId !== null && (await isPluggedIn(deviceId)) ? deviceId : "";
    if (this.deviceId !== deviceId) return;
    await (this.context as SinkContext | null)?.setSinkId(sinkId).catch(() => undefined);
    this.wake();
  }

  /** 0–1, at once; a short ramp keeps the change from being heard as a click. */
  setVolume(volume: number): void {
    this.volume = volume;
    if (this.context && this.gain) this.gain.gain.setTargetAtTime(volume, this.context.currentTime, volumeRampSeconds);
  }

  /** Adds a short sound to whatever sounds, float32 mono at the rate that `make` is given; nothing before `unlock`. */
  playBeside(make: (sampleRateHz: number) => Float32Array<ArrayBuffer>): void {
    const { context, gain } = this;
    if (!context || !gain || context.state !== "running") return;
    const samples = make(context.sampleRate);
    const buffer = context.createBuffer(1, samples.length, context.sampleRate);
    buffer.copyToChannel(samples, 0);
    const source = new AudioBufferSourceNode(context, { buffer });
    source.connect(gain);
    source.start();
  }

  close(): void {
    void this.context?.close();
    this.context = null;
    this.port = null;
    this.gain = null;
    this.opening = null;
    this.early = [];
  }

  private async open(): Promise<void> {
    const context = new AudioContext({ latencyHint: "interactive" });
    this.context = context;
    try {
      await context.audioWorklet.addModule(`/worklets/${playbackWorkletName}.js`);
    } catch {
      // The server may be unreachable; the next gesture tries again.
      if (this.context === context) this.close();
    }
    if (this.context !== context) return;
    const node = new AudioWorkletNode(context, playbackWorkletName, {
      numberOfInputs: 0,
      outputChannelCount: [1],
      processorOptions: { inputRateHz: replyAudio.sampleRateHz } satisfies PlaybackWorkletOptions,
    });
    node.port.onmessage = (event: MessageEvent<PlaybackReport>) => this.onReport(event.data);
    this.gain = new GainNode(context, { gain: this.volume });
    node.connect(this.gain).connect(context.destination);
    this.port = node.port;
    if (this.deviceId !== null) await this.setDevice(this.deviceId);
    for (const command of this.early.splice(0)) this.send(command);
  }

  private send(command: PlaybackCommand): void {
    if (this.port) this.port.postMessage(command, command.type === "enqueue" ? [command.pcm.buffer] : []);
    else this.early.push(command);
  }
}

/** Not in TypeScript's DOM library yet. */
type SinkContext = AudioContext & { setSinkId(deviceId: string): Promise<void> };

export function canChooseOutput(): boolean {
  return typeof AudioContext !== "undefined" && "setSinkId" in AudioContext.prototype;
}

async function isPluggedIn(deviceId: string): Promise<boolean> {
  const devices = await navigator.mediaDevices?.enumerateDevices().catch(() => []);
  return devices?.some((device) => device.kind === "audiooutput" && device.deviceId === deviceId) ?? false;
}
