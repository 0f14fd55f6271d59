import { hasSound } from "../../../../../lib/speech-text/has-sound";
import { sentenceEndAt } from "../../../../../lib/speech-text/sentence-ends";

/** Where a reply ends besides the model's own end token. */
export interface ReplyLimits {
  stops: readonly string[];
  /** The reply ends after this many sentences; null: it may go on. */
  maxSentences: number | null;
}

/**
 * Passes the reply's text through and finds its end: a stop string, or the end of the last allowed sentence.
 * Text that may be the beginning of a stop string is held back until it is clear.
 */
export class ReplyGuard {
  readonly #limits: ReplyLimits;
  #text = "";
  #passed = 0;
  #ended = false;
  /** How many sentences have ended, where the last one ended, and up to where the text was searched. */
  #sentences = 0;
  #sentenceStart = 0;
  #searched = 0;

  constructor(limits: ReplyLimits) {
    this.#limits = limits;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Takes what the model wrote next; returns what may be shown now ("" when nothing). */
  push(text: string): string {
    if (this.#ended) return "";
    // A reply does not begin with the template's white space.
    this.#text = this.#text === "" ? text.trimStart() : this.#text + text;
    // What was passed on is no part of a stop string.
    const stops = this.#limits.stops.map((stop) => this.#text.indexOf(stop, this.#passed));
    const ends = [...stops, this.#sentenceEnd()].filter((at) => at >= 0);
    if (ends.length > 0) {
      this.#ended = true;
      return this.#pass(this.#text.slice(0, Math.min(...ends)).trimEnd().length);
    }
    // White space waits for the word after it: a reply does not end with any.
    return this.#pass(this.#text.slice(0, this.#text.length - this.#undecided()).trimEnd().length);
  }

  /** The model has ended: returns the text that was still held back. */
  finish(): string {
    if (this.#ended) return "";
    this.#ended = true;
    return this.#pass(this.#text.trimEnd().length);
  }

  #pass(to: number): string {
    const piece = this.#text.slice(this.#passed, Math.max(to, this.#passed));
    this.#passed = Math.max(to, this.#passed);
    return piece;
  }

  /** Length of the tail that is a beginning of some stop string. */
  #undecided(): number {
    const longest = (stop: string) => {
      for (let length = Math.min(stop.length - 1, this.#text.length); length > 0; length--) {
        if (this.#text.endsWith(stop.slice(0, length))) return length;
      }
      return 0;
    };
    return Math.max(0, ...this.#limits.stops.map(longest));
  }

  /** Where the last allowed sentence ends, once something follows it; −1 before. */
  #sentenceEnd(): number {
    const { maxSentences } = this.#limits;
    if (maxSentences === null) return -1;
    while (this.#searched < this.#text.length) {
      const end = sentenceEndAt(this.#text, this.#searched, false);
      if (end === "unknown" || end === this.#text.length) return -1;
      this.#searched = end ?? this.#searched + 1;
      if (end === null) continue;
      const sentence = this.#text.slice(this.#sentenceStart, end).trimEnd();
      this.#sentenceStart = end;
      // A line break after a sentence mark ends no further sentence; after a colon, more follows.
      if (!hasSound(sentence) || sentence.endsWith(":")) continue;
      this.#sentences += 1;
      if (this.#sentences >= maxSentences) return end;
    }
    return -1;
  }
}
