import type { Reachability } from "./server-reachable";

/** The browser says that it has no network: the answer of a server that is reachable all the same takes no longer. */
const offlineAnswerMs = 900;
/** A running turn without a message for this long makes the watch ask. */
const quietMs = 2_500;
const quietAnswerMs = 4_000;
const tickMs = 500;

export interface ConnectionWatchOptions {
  /** True while the server owes this page something: a turn runs. */
  isExpecting: () => boolean;
  /** Asks the server for an answer within `timeoutMs`. */
  ask: (timeoutMs: number) => Promise<Reachability>;
  onLost: () => void;
}

/**
 * Notices a dead connection before the socket does, which waits for a missed ping: at once when the browser goes offline,
 * and when a turn falls silent. It asks before it believes: a page from localhost needs no network. A server that is
 * merely slow is never given up: that would cost its person the turn.
 */
export class ConnectionWatch {
  private heardAtMs = 0;
  private asking = false;

  constructor(private readonly options: ConnectionWatchOptions) {}

  /** Watches until `signal` aborts. */
  open(signal: AbortSignal): void {
    window.addEventListener("offline", () => void this.ask(offlineAnswerMs, ["unreachable", "silent"]), { signal });
    const timer = setInterval(() => {
      if (!this.options.isExpecting()) this.heard();
      else if (Date.now() - this.heardAtMs >= quietMs) void this.ask(quietAnswerMs, ["unreachable"]);
    }, tickMs);
    signal.addEventListener("abort", () => clearInterval(timer));
  }

  /** A message came from the server. */
  heard(): void {
    this.heardAtMs = Date.now();
  }

  private async ask(timeoutMs: number, lost: readonly Reachability[]): Promise<void> {
    if (this.asking) return;
    this.asking = true;
    const answer = await this.options.ask(timeoutMs);
    this.asking = false;
    if (lost.includes(answer)) this.options.onLost();
    else this.heard();
  }
}
