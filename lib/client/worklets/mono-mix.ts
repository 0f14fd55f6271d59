/** Over about this many blocks of 128 samples (some 85 ms at 48 kHz) the loudness of the channels is compared. */
const memoryBlocks = 32;
/** A mix with less than this share of the louder channel's energy has lost the sound: the channels cancel each other. */
const cancelledShare = 0.05;

/**
 * Mixes two channels to one. Where they are in opposite phase (a wrongly wired cable, some stereo microphones) their
 * mean would be silence: the louder channel is taken alone.
 */
export class MonoMix {
  private left = 0;
  private right = 0;
  private mixed = 0;

  /** One block of each channel; the same array when there is one channel. Undefined for no channel. */
  push([left, right]: readonly Float32Array[]): Float32Array | undefined {
    if (!left || !right) return left;
    const mix = left.map((sample, index) => (sample + (right[index] ?? 0)) / 2);
    this.left += (energyOf(left) - this.left) / memoryBlocks;
    this.right += (energyOf(right) - this.right) / memoryBlocks;
    this.mixed += (energyOf(mix) - this.mixed) / memoryBlocks;
    const isLeftLouder = this.left >= this.right;
    const isCancelled = this.mixed < cancelledShare * (isLeftLouder ? this.left : this.right);
    if (!isCancelled) return mix;
    return isLeftLouder ? left : right;
  }
}

function energyOf(block: Float32Array): number {
  let energy = 0;
  for (const sample of block) energy += sample * sample;
  return energy;
}
