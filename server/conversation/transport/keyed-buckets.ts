import { type Rate, TokenBucket } from "../../platform/timing/token-bucket";

const sweepIntervalMs = 10_000;
/** Far more people and networks than talk to one server. Beyond this the older half is dropped, and starts again. */
const maxKeys = 10_000;

/**
 * One rate for each `Key` (person, network), which outlives connections. A bucket that is full again is dropped, so
 * memory holds only recently active keys. Synchronous, because it is called for every message.
 */
export class KeyedBuckets<Key extends string | number> {
  private readonly buckets = new Map<Key, TokenBucket>();
  private sweptAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly rate: Rate) {}

  get size(): number {
    return this.buckets.size;
  }

  /** Consumes one for this key; false when none is left. */
  take(key: Key, nowMs: number): boolean {
    this.sweep(nowMs);
    return (this.buckets.get(key) ?? this.add(key)).take(nowMs);
  }

  giveBack(key: Key): void {
    this.buckets.get(key)?.giveBack();
  }

  /** Time until this key has one again, ms; 0 when it has one now. */
  waitMs(key: Key, nowMs: number): number {
    return this.buckets.get(key)?.waitMs(nowMs) ?? 0;
  }

  private add(key: Key): TokenBucket {
    if (this.buckets.size >= maxKeys) this.forgetOldest(maxKeys / 2);
    const bucket = new TokenBucket(this.rate);
    this.buckets.set(key, bucket);
    return bucket;
  }

  /** Removes many at once: each lookup of the first key skips all that were removed before it. */
  private forgetOldest(count: number): void {
    for (const key of [...this.buckets.keys()].slice(0, count)) this.buckets.delete(key);
  }

  private sweep(nowMs: number): void {
    if (nowMs - this.sweptAtMs < sweepIntervalMs) return;
    this.sweptAtMs = nowMs;
    for (const [key, bucket] of this.buckets) if (bucket.isFull(nowMs)) this.buckets.delete(key);
  }
}
