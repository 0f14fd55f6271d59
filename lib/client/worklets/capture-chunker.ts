import { float32ToInt16 } from "../../audio/pcm";
import { StreamingResampler } from "../../audio/resample";

export interface CaptureChunk {
  /** int16 mono at the output's rate. */
  pcm: Int16Array;
  /** Root mean square, 0–1. */
  rms: number;
  /** The largest sample, 0–1, before it was rounded to 16 bits. */
  peak: number;
}

/** Turns a microphone's blocks, at the rate of its hardware, into chunks of one length and rate. */
export class CaptureChunker {
  private readonly resampler: StreamingResampler;
  private readonly chunk: Float32Array;
  private filled = 0;

  constructor(inputRateHz: number, outputRateHz: number, chunkMs: number) {
    this.resampler = new StreamingResampler(inputRateHz, outputRateHz);
    this.chunk = new Float32Array(Math.round((outputRateHz * chunkMs) / 1_000));
  }

  /** Adds a block; returns the chunks that it completes, mostly none or one. */
  push(block: Float32Array): CaptureChunk[] {
    const done: CaptureChunk[] = [];
    for (const sample of this.resampler.push(block)) {
      this.chunk[this.filled++] = sample;
      if (this.filled === this.chunk.length) done.push(this.take());
    }
    return done;
  }

  /** The unfinished chunk, so that the end of an utterance isn't lost; null when empty. */
  flush(): CaptureChunk | null {
    for (const sample of this.resampler.flush())
      if (this.filled < this.chunk.length) this.chunk[this.filled++] = sample;
    return this.filled > 0 ? this.take() : null;
  }

  private take(): CaptureChunk {
    const samples = this.chunk.subarray(0, this.filled);
    this.filled = 0;
    let energy = 0;
    let peak = 0;
    for (const sample of samples) {
      energy += sample * sample;
      peak = Math.max(peak, Math.abs(sample));
    }
    return { pcm: float32ToInt16(samples), rms: Math.sqrt(energy / samples.length), peak };
  }
}
