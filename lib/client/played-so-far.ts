import { Listeners } from "../listeners";
import type { PlaybackReport } from "./worklets/messages";

/** All that has been played since the page was opened. */
export interface PlayedSoFar {
  ms: number;
  /** Loudest sample, 0–1. */
  peak: number;
  underruns: number;
}

/** Sums the reports, each about one reply, to what the page has played in all. */
export class PlayedMeter {
  private readonly total: PlayedSoFar = { ms: 0, peak: 0, underruns: 0 };
  private readonly listeners = new Listeners<PlayedSoFar>();
  private last: PlaybackReport | null = null;

  /** Takes the next report; its numbers cover its reply from the beginning. */
  add(report: PlaybackReport): void {
    const before = this.last?.turnId === report.turnId ? this.last : null;
    this.total.ms += Math.max(0, report.playedMs - (before?.playedMs ?? 0));
    this.total.peak = Math.max(this.total.peak, report.peak);
    this.total.underruns += Math.max(0, report.underruns - (before?.underruns ?? 0));
    this.last = report;
    this.listeners.tell(() => this.total);
  }

  /** Calls back after each report; returns the unsubscribe function. */
  subscribe(listener: (played: PlayedSoFar) => void): () => void {
    return this.listeners.add(listener);
  }
}
