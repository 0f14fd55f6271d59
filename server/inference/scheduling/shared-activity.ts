import type { WatchedActivity } from "./contract";

/**
 * Counts the sessions in which somebody talks, waits for a reply or listens to one. All brokers of a server share one
 * instance, because background work of any model waits until there is no such session.
 */
export class SharedActivity implements WatchedActivity {
  private running = 0;
  private readonly listeners = { quiet: new Set<() => void>(), busy: new Set<() => void>() };

  get anyoneActive(): boolean {
    return this.running > 0;
  }

  /** Returns the function that ends the session's activity; calling it again does nothing. */
  begin(): () => void {
    this.running += 1;
    if (this.running === 1) for (const listener of [...this.listeners.busy]) listener();
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      this.running -= 1;
      if (!this.anyoneActive) for (const listener of [...this.listeners.quiet]) listener();
    };
  }

  onQuiet(listener: () => void): () => void {
    return this.listen("quiet", listener);
  }

  onBusy(listener: () => void): () => void {
    return this.listen("busy", listener);
  }

  private listen(on: "quiet" | "busy", listener: () => void): () => void {
    this.listeners[on].add(listener);
    return () => void this.listeners[on].delete(listener);
  }
}
