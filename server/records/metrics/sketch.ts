import { DDSketch } from "@datadog/sketches-js";
import type { Percentiles } from "../../../lib/metrics/kept-numbers";

/** Percentiles are within 1 % of the value. Stored sketches depend on it: another number needs another table. */
const relativeAccuracy = 0.01;
/** Times below a ms count as one: a sketch is of ratios and has no end towards zero. */
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
