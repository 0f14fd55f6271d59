/** How much of something is allowed: so many at once, and then so many a second. */
export interface Rate {
  burst: number;
  perSecond: number;
}

/** Counts what is taken of a rate. Pure but for its own count; `nowMs` is a monotonic clock. */
export class TokenBucket {
  private tokens: number;
  private filledAtMs: number | null = null;

  constructor(private readonly rate: Rate) {
    this.tokens = rate.burst;
  }

  /** Takes one, or `cost` of them; false when so many are not left, and none is taken. */
  take(nowMs: number, cost = 1): boolean {
    this.fill(nowMs);
    if (this.tokens < cost) return false;
    this.tokens -= cost;
    return true;
  }

  /** What was taken did not count after all. */
  giveBack(): void {
    this.tokens += 1;
  }

  /** How long until one can be taken, ms; 0 when one can be taken now. */
  waitMs(nowMs: number): number {
    this.fill(nowMs);
    return Math.max(0, ((1 - this.tokens) / this.rate.perSecond) * 1_000);
  }

  /** A full bucket is as good as a new one. */
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
