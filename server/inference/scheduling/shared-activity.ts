/**
 * Counts the sessions in which somebody talks, waits for a reply or listens to one. All brokers of a server share one
 * instance, because background work of any model waits until there is no such session.
 */
export class SharedActivity {
  private running = 0;
  private readonly listeners: (() => void)[] = [];

  get anyoneActive(): boolean {
    return this.running > 0;
  }

  /** Returns the function that ends the session's activity; calling it again does nothing. */
  begin(): () => void {
    this.running += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.running -= 1;
      if (!this.anyoneActive) for (const listener of this.listeners) listener();
    };
  }

  /** Calls back whenever the last activity has ended. */
  onQuiet(listener: () => void): void {
    this.listeners.push(listener);
  }
}
