import { int16ToFloat32 } from "../../audio/pcm";
import { StreamingResampler } from "../../audio/resample";

export interface PlaybackQueueOptions {
  /** Rate of the replies, Hz. */
  inputRateHz: number;
  /** Rate that `render` is asked for, Hz. */
  outputRateHz: number;
}

/** What has been heard so far of one reply. */
export interface PlaybackProgress {
  turnId: string;
  playedMs: number;
  /** Times that the sound ran out before its end. */
  underruns: number;
  /** Loudest sample since the last progress, 0–1. */
  peak: number;
  /** The reply was played to its end. */
  drained: boolean;
}

const prebufferMs = { first: 80, step: 40, most: 400 } as const;
/** Shorter than one render quantum (128 samples), so that `clear` is silent within one. */
const fadeMs = 2.5;
/** How much sound is resampled at a time: a whole segment at once would block the audio thread. */
const resampleStepMs = 10;

/**
 * The sound of one reply at a time, as one gapless stream. It starts once `prebufferMs.first` has gathered (or the
 * whole reply is there), waits for a little more after each underrun, and never clicks: the gain ramps over `fadeMs`
 * wherever the sound starts, runs out or is cut. It runs in the audio thread, so it resamples only as much as the next
 * blocks need.
 */
export class PlaybackQueue {
  private readonly options: PlaybackQueueOptions;
  private readonly fadeSamples: number;
  private turnId: string | null = null;
  private readonly resampler: StreamingResampler;
  /** Sound as received, not resampled yet. */
  private pending: Int16Array[] = [];
  private pendingSamples = 0;
  /** Sound at the output's rate. */
  private ready: Float32Array[] = [];
  private readyOffset = 0;
  private readySamples = 0;
  private ended = false;
  private flushed = false;
  private playing = false;
  private gain = 0;
  private played = 0;
  private underruns = 0;
  private peak = 0;
  /**
   * Sound that must have gathered before a reply starts or goes on. Each underrun raises it for all later replies. It
   * never shrinks while the page lives: less would only bring the gaps of a slow connection back, and where sound comes
   * in time, even 400 ms of it are there almost at once.
   */
  private prebufferNowMs: number = prebufferMs.first;
  /** The faded end of a sound that was cut, still to be rendered. */
  private tail: Float32Array = new Float32Array(0);

  constructor(options: PlaybackQueueOptions) {
    this.options = options;
    this.fadeSamples = Math.max(1, Math.round((options.outputRateHz * fadeMs) / 1_000));
    this.resampler = new StreamingResampler(options.inputRateHz, options.outputRateHz);
  }

  /** Adds int16 sound of a reply; another reply's sound replaces what is queued. `isLast`: nothing follows. */
  enqueue(turnId: string, pcm: Int16Array, isLast: boolean): void {
    if (turnId !== this.turnId) {
      this.clear();
      this.turnId = turnId;
    }
    if (pcm.length > 0) this.pending.push(pcm);
    this.pendingSamples += pcm.length;
    if (isLast) this.ended = true;
  }

  /** Drops everything; what sounds now fades out within one render quantum. */
  clear(): void {
    this.tail = this.playing ? this.takeFaded() : this.tail;
    this.turnId = null;
    this.pending = [];
    this.pendingSamples = 0;
    this.ready = [];
    this.readyOffset = 0;
    this.readySamples = 0;
    this.ended = false;
    this.flushed = false;
    this.playing = false;
    this.gain = 0;
    this.played = 0;
    this.underruns = 0;
    this.resampler.reset();
  }

  /** Fills one block; false when the reply is over or there is none. */
  render(output: Float32Array): boolean {
    output.fill(0);
    this.renderTail(output);
    if (this.turnId === null) return false;
    if (!this.playing) {
      if (!this.ended && this.bufferedMs() < this.prebufferNowMs) return true;
      this.playing = true;
    }
    this.makeReady(output.length + this.fadeSamples);
    const step = 1 / this.fadeSamples;
    for (let at = 0; at < output.length; at++) {
      if (this.readySamples === 0) {
        this.playing = false;
        this.gain = 0;
        if (this.ended) return false;
        this.underruns += 1;
        this.prebufferNowMs = Math.min(prebufferMs.most, this.prebufferNowMs + prebufferMs.step);
        return true;
      }
      // The last samples before a possible gap are faded out; if more arrives meanwhile, the gain rises again.
      const runningOut = !this.ended && this.readySamples <= this.fadeSamples;
      this.gain = Math.min(1, Math.max(0, this.gain + (runningOut ? -step : step)));
      const sample = this.next() * this.gain;
      this.peak = Math.max(this.peak, Math.abs(sample));
      output[at] = (output[at] ?? 0) + sample;
      this.played += 1;
    }
    return true;
  }

  /** What was heard of this reply; null when there is none. Each call begins a new `peak`. */
  progress(): PlaybackProgress | null {
    if (this.turnId === null) return null;
    const progress = {
      turnId: this.turnId,
      playedMs: (this.played * 1_000) / this.options.outputRateHz,
      underruns: this.underruns,
      peak: this.peak,
      drained: this.ended && this.flushed && this.readySamples === 0,
    };
    this.peak = 0;
    return progress;
  }

  private bufferedMs(): number {
    const { inputRateHz, outputRateHz } = this.options;
    return (this.pendingSamples * 1_000) / inputRateHz + (this.readySamples * 1_000) / outputRateHz;
  }

  /** Resamples until `samples` are ready or nothing is pending. */
  private makeReady(samples: number): void {
    const step = Math.round((this.options.inputRateHz * resampleStepMs) / 1_000);
    for (let head = this.pending[0]; head && this.readySamples < samples; head = this.pending[0]) {
      this.addReady(this.resampler.push(int16ToFloat32(head.subarray(0, step))));
      this.pendingSamples -= Math.min(step, head.length);
      if (head.length > step) this.pending[0] = head.subarray(step);
      else this.pending.shift();
    }
    if (this.ended && this.pending.length === 0 && !this.flushed) {
      this.flushed = true;
      this.addReady(this.resampler.flush());
    }
  }

  private addReady(samples: Float32Array): void {
    if (samples.length === 0) return;
    this.ready.push(samples);
    this.readySamples += samples.length;
  }

  private next(): number {
    const head = this.ready[0];
    if (!head) return 0;
    const sample = head[this.readyOffset] ?? 0;
    this.readyOffset += 1;
    this.readySamples -= 1;
    if (this.readyOffset === head.length) {
      this.ready.shift();
      this.readyOffset = 0;
    }
    return sample;
  }

  private takeFaded(): Float32Array {
    const faded = new Float32Array(Math.min(this.fadeSamples, this.readySamples));
    for (let at = 0; at < faded.length; at++) faded[at] = this.next() * this.gain * (1 - (at + 1) / faded.length);
    return faded;
  }

  private renderTail(output: Float32Array): void {
    if (this.tail.length === 0) return;
    output.set(this.tail.subarray(0, output.length));
    this.tail = this.tail.subarray(output.length);
  }
}
