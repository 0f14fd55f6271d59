/**
 * Simulated time, which advances only when every task waits. Alarms of the same moment fire in the order in which they
 * were set.
 */
export class SimulatedTime {
  private nowMs = 0;
  private readonly alarms: { atMs: number; ring: () => void }[] = [];

  readonly now = (): number => this.nowMs;

  until(atMs: number): Promise<void> {
    return new Promise((ring) => {
      const later = this.alarms.findLastIndex((alarm) => alarm.atMs <= atMs) + 1;
      this.alarms.splice(later, 0, { atMs, ring });
    });
  }

  after(ms: number): Promise<void> {
    return this.until(this.nowMs + ms);
  }

  /** Advances time until no task waits for it any more. */
  async run(): Promise<void> {
    for (;;) {
      // Everything that the last alarm started must first reach its next wait.
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.alarms.shift();
      if (!next) return;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.ring();
    }
  }
}
