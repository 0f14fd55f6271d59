import { type Rate, TokenBucket } from "../../platform/timing/token-bucket";

const sweepIntervalMs = 10_000;
/** Far more people and networks than talk to one machine. Beyond it the older half is forgotten: they start afresh. */
const maxKeys = 10_000;

/**
 * One rate for each person, network or whatever `Key` names: it outlives the connections. A bucket that has filled up again is
 * forgotten, so the memory holds those that were active lately. Synchronous, because it is asked for every message.
 */
export class KeyedBuckets<Key extends string | number> {
  private readonly buckets = new Map<Key, TokenBucket>();
  private sweptAtMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly rate: Rate) {}

  get size(): number {
    return this.buckets.size;
  }

  /** Takes one of this key's; false when none is left. */
  take(key: Key, nowMs: number): boolean {
    this.sweep(nowMs);
    return (this.buckets.get(key) ?? this.add(key)).take(nowMs);
  }

  giveBack(key: Key): void {
    this.buckets.get(key)?.giveBack();
  }

  /** How long until this key can take one, ms; 0 when it can now. */
  waitMs(key: Key, nowMs: number): number {
    return this.buckets.get(key)?.waitMs(nowMs) ?? 0;
  }

  private add(key: Key): TokenBucket {
    if (this.buckets.size >= maxKeys) this.forgetOldest(maxKeys / 2);
    const bucket = new TokenBucket(this.rate);
    this.buckets.set(key, bucket);
    return bucket;
  }

  /** Many at once: each look for the first key passes over all that were removed before it. */
  private forgetOldest(count: number): void {
    for (const key of [...this.buckets.keys()].slice(0, count)) this.buckets.delete(key);
  }

  private sweep(nowMs: number): void {
    if (nowMs - this.sweptAtMs < sweepIntervalMs) return;
    this.sweptAtMs = nowMs;
    for (const [key, bucket] of this.buckets) if (bucket.isFull(nowMs)) this.buckets.delete(key);
  }
}
