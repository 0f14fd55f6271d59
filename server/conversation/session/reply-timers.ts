import { endpointing } from "./endpointing";
import { goOnMs, joinUnclearMs } from "./turn-machine-types";

/** How long speech can go unnoticed: until the voice detector is sure of it, in a chunk of the longest usual length. */
const longestChunkMs = 300;
const unnoticedMs = endpointing.minSpeechMs + longestChunkMs;

export type ReplyMoment = { type: "played_out" | "window_closed"; generation: number };

/** The two moments of the newest reply that only a clock knows. */
export class ReplyTimers {
  private playedOut: NodeJS.Timeout | undefined;
  private windowClosed: NodeJS.Timeout | undefined;

  constructor(private readonly onMoment: (moment: ReplyMoment) => void) {}

  /** The listener has heard all of the reply after this time. */
  playsOutIn(delayMs: number, generation: number): void {
    clearTimeout(this.playedOut);
    this.playedOut = setTimeout(() => this.onMoment({ type: "played_out", generation }), delayMs);
  }

  /** The first sound was sent, or none will be: speech that goes on with the turn would be known after some time. */
  soundKnown(generation: number): void {
    this.windowClosesIn(goOnMs + unnoticedMs, generation);
  }

  /** Nothing was recognised: speech that makes it clear would be known after some time. */
  nothingSaid(generation: number): void {
    this.windowClosesIn(joinUnclearMs + unnoticedMs, generation);
  }

  private windowClosesIn(delayMs: number, generation: number): void {
    clearTimeout(this.windowClosed);
    this.windowClosed = setTimeout(() => this.onMoment({ type: "window_closed", generation }), delayMs);
  }

  /** The reply is no longer heard. */
  stopPlayout(): void {
    clearTimeout(this.playedOut);
  }

  stop(): void {
    this.stopPlayout();
    clearTimeout(this.windowClosed);
  }
}
