import { engineInputRateHz } from "../../inference/contract";

const samplesPerMs = engineInputRateHz / 1_000;

interface Block {
  firstSample: number;
  samples: Float32Array;
  /** When its last sample arrived, monotonic ms. */
  arrivedAtMs: number;
}

/**
 * The recent past of one 16 kHz stream, addressed by sample number since the beginning of the stream. Grows until
 * `dropBefore`.
 */
export class AudioRingBuffer {
  private blocks: Block[] = [];
  /** Number of samples so far, which is also the number of the next one. */
  endSample = 0;

  append(samples: Float32Array, arrivedAtMs: number): void {
    if (samples.length === 0) return;
    this.blocks.push({ firstSample: this.endSample, samples, arrivedAtMs });
    this.endSample += samples.length;
  }

  /** A copy of [fromSample, toSample), as far as it is still kept. */
  slice(fromSample: number, toSample: number): Float32Array {
    const from = Math.max(fromSample, this.blocks[0]?.firstSample ?? this.endSample);
    const to = Math.min(toSample, this.endSample);
    const copy = new Float32Array(Math.max(0, to - from));
    for (const { firstSample, samples } of this.blocks) {
      const begin = Math.max(from, firstSample);
      const end = Math.min(to, firstSample + samples.length);
      if (begin < end) copy.set(samples.subarray(begin - firstSample, end - firstSample), begin - from);
    }
    return copy;
  }

  /**
   * When the person made the sound that ends before `sample`, monotonic ms: the arrival of its chunk, minus the
   * duration of the chunk's samples after it. Samples that were dropped count as the oldest one kept.
   */
  heardAtMs(sample: number): number | null {
    const block =
      this.blocks.find(({ firstSample, samples }) => sample <= firstSample + samples.length) ?? this.blocks.at(-1);
    if (!block) return null;
    const after = block.firstSample + block.samples.length - Math.max(sample, block.firstSample);
    return block.arrivedAtMs - Math.max(0, after) / samplesPerMs;
  }

  /** Drops blocks that end before `sample`. */
  dropBefore(sample: number): void {
    const keep = this.blocks.findIndex(({ firstSample, samples }) => firstSample + samples.length > sample);
    this.blocks = keep === -1 ? [] : this.blocks.slice(keep);
  }
}
