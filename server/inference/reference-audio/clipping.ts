import { clippingSlotS } from "./decoded-file";

/** Counts the samples at full scale, by slots of time, while a recording is read. */
export class ClippingCount {
  readonly #slots: { clipped: number; total: number }[] = [];
  #atS = 0;

  /** `channels` are of one length; a frame counts when any of its channels is at full scale. */
  add(channels: readonly Float32Array[], rateHz: number, fullScale: number): void {
    const length = channels[0]?.length ?? 0;
    for (let from = 0; from < length; ) {
      const index = Math.floor((this.#atS + from / rateHz) / clippingSlotS + 1e-6);
      const end = Math.ceil(((index + 1) * clippingSlotS - this.#atS) * rateHz - 1e-6);
      const to = Math.min(length, Math.max(from + 1, end));
      const slot = this.#slots[index] ?? { clipped: 0, total: 0 };
      slot.total += to - from;
      slot.clipped += clippedFrames(channels, from, to, fullScale);
      this.#slots[index] = slot;
      from = to;
    }
    this.#atS += length / rateHz;
  }

  /** 0–1 for each slot. */
  shares(): number[] {
    return Array.from(this.#slots, (slot) => (slot ? slot.clipped / slot.total : 0));
  }

  share(): number {
    const total = this.#slots.reduce((sum, slot) => sum + slot.total, 0);
    return total === 0 ? 0 : this.#slots.reduce((sum, slot) => sum + slot.clipped, 0) / total;
  }
}

function clippedFrames(channels: readonly Float32Array[], from: number, to: number, fullScale: number): number {
  let count = 0;
  for (let frame = from; frame < to; frame++) {
    for (const samples of channels) {
      if (Math.abs(samples[frame] as number) < fullScale) continue;
      count++;
      break;
    }
  }
  return count;
}
