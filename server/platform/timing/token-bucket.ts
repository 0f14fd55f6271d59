/** A rate limit: `burst` at once, then `perSecond`. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/** A token bucket: counts what is left of a rate. `nowMs` comes from a monotonic clock. */
export class TokenBucket {
  private tokens: number;
  private filledAtMs: number | null = null;

  constructor(private readonly rate: Rate) {
    this.tokens = rate.burst;
  }

  /** Takes `cost` tokens. False when fewer are left; then none is taken. */
  take(nowMs: number, cost = 1): boolean {
    this.fill(nowMs);
    if (this.tokens < cost) return false;
    this.tokens -= cost;
    return true;
  }

  /** Returns one token whose use does not count after all. */
  giveBack(): void {
    this.tokens += 1;
  }

  /** How long until one token can be taken, ms; 0 when one can be taken now. */
  waitMs(nowMs: number): number {
    this.fill(nowMs);
    return Math.max(0, ((1 - this.tokens) / this.rate.perSecond) * 1_000);
  }

  /** A full bucket can be dropped: a new one would be the same. */
  isFull(nowMs: number): boolean {
    this.fill(nowMs);
    return this.tokens >= this.rate.burst;
  }

  private fill(nowMs: number): void {
    const elapsedMs = this.filledAtMs === null ? 0 : nowMs - this.filledAtMs;
    this.filledAtMs = nowMs;
    this.tokens = Math.min(this.rate.burst, this.tokens + (elapsedMs / 1_000) * this.rate.perSecond);
  }
}
