/** Time that passes only when everybody waits: what happens at the same moment happens in the order in which it was asked for. */
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

  /** Lets time pass until nobody waits for it any more. */
  async run(): Promise<void> {
    for (;;) {
      // Everything that the last alarm has set off comes to its next wait.
      await new Promise((resolve) => setImmediate(resolve));
      const next = this.alarms.shift();
      if (!next) return;
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.ring();
    }
  }
}
