/**
 * Counts the people who talk or listen to a reply. All brokers of a server share one instance, because background work
 * of any model waits until nobody does.
 */
export class Talks {
  private running = 0;
  private readonly listeners: (() => void)[] = [];

  get someoneTalks(): boolean {
    return this.running > 0;
  }

  /** Returns the function that ends the talk; calling it again does nothing. */
  begin(): () => void {
    this.running += 1;
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.running -= 1;
      if (!this.someoneTalks) for (const listener of this.listeners) listener();
    };
  }

  /** Calls back whenever the last one has stopped. */
  onQuiet(listener: () => void): void {
    this.listeners.push(listener);
  }
}
