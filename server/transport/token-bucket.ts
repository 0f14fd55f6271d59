/** Allows `capacity` at once and then `refillPerSecond`. Pure but for its own count; `nowMs` is a monotonic clock. */
export class TokenBucket {
  private tokens: number;
  private filledAtMs: number | null = null;

  constructor(
    private readonly capacity: number,
    private readonly refillPerSecond: number,
  ) {
    this.tokens = capacity;
  }

  /** Takes one; false when none is left. */
  take(nowMs: number): boolean {
    const elapsedMs = this.filledAtMs === null ? 0 : nowMs - this.filledAtMs;
    this.filledAtMs = nowMs;
    this.tokens = Math.min(this.capacity, this.tokens + (elapsedMs / 1_000) * this.refillPerSecond);
    if (this.tokens < 1) return false;
    this.tokens -= 1;
    return true;
  }
}
