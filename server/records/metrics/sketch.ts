import { DDSketch } from "@datadog/sketches-js";
import type { Percentiles } from "../../../lib/metrics/kept-numbers";

/** Percentiles are within 1 % of the value. Stored sketches depend on it: another number needs another table. */
const relativeAccuracy = 0.01;
/** Shorter times count as this: a sketch is of ratios and has no end towards zero. */
const shortestMs = 1;

/** Many times, ms, from which percentiles can be read, also together with others. */
export class Sketch {
  private readonly sketch = new DDSketch({ relativeAccuracy });

  /** All of them together. */
  static of(sketches: readonly Sketch[]): Sketch {
    const all = new Sketch();
    for (const each of sketches) all.sketch.merge(each.sketch);
    return all;
  }

  get count(): number {
    return this.sketch.count;
  }

  add(ms: number): void {
    this.sketch.accept(Math.max(shortestMs, ms));
  }

  /**
   * The bins that have times, each as its distance from the one before and its count, in numbers of 7 bits a byte: some
   * 2 bytes a bin, a tenth of the library's own format and many times faster to read.
   */
  encode(): Buffer {
    const bytes: number[] = [];
    const push = (number: number) => {
      for (let rest = number; ; rest >>>= 7) {
        if (rest < 128) return bytes.push(rest);
        bytes.push((rest & 127) | 128);
      }
    };
    const { bins, offset } = this.sketch.store;
    let last = 0;
    bins.forEach((count, index) => {
      if (count === 0) return;
      push(index + offset - last);
      push(count);
      last = index + offset;
    });
    return Buffer.from(bytes);
  }

  /** Adds the times of an encoded sketch. */
  addEncoded(bytes: Uint8Array): void {
    const { sketch } = this;
    let [at, key] = [0, 0];
    const next = () => {
      let [number, shift] = [0, 0];
      for (; ; shift += 7) {
        const byte = bytes[at++] ?? 0;
        number |= (byte & 127) << shift;
        if (byte < 128) return number;
      }
    };
    while (at < bytes.length) {
      key += next();
      const count = next();
      sketch.store.add(key, count);
      sketch.count += count;
    }
  }

  /** By nearest rank, as of the times themselves; null without any. */
  percentile(share: number): number | null {
    const { count } = this.sketch;
    if (count === 0) return null;
    // The library rounds the rank q·(count − 1) down: half a rank more than the wanted one is on the safe side.
    const rank = Math.ceil(count * share) - 1 + 0.5;
    return Math.round(this.sketch.getValueAtQuantile(count === 1 ? 0 : Math.min(1, rank / (count - 1))));
  }

  percentiles(): Percentiles {
    const [p50_ms, p95_ms, p99_ms] = [this.percentile(0.5), this.percentile(0.95), this.percentile(0.99)];
    return { count: this.count, p50_ms, p95_ms, p99_ms };
  }
}
