/** Where a reply ends besides the model's own end token. */
export interface ReplyLimits {
  stops: readonly string[];
  /** The reply ends after this many sentences; null: it may go on. */
  maxSentences: number | null;
}

const abbreviation = /(?:^|[\s(])(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|No|e\.g|i\.e|[A-Z]|\d+)\.$/;

/**
 * Passes the reply's text through and finds its end: a stop string, or the end of the last allowed sentence.
 * Text that may be the beginning of a stop string is held back until it is clear.
 */
export class ReplyGuard {
  readonly #limits: ReplyLimits;
  #text = "";
  #passed = 0;
  #ended = false;

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
    this.#text = (this.#text + text).replace(/^\s+/, "");
    const ends = [...this.#limits.stops.map((stop) => this.#text.indexOf(stop)), this.#sentenceEnd()].filter(
      (at) => at >= 0,
    );
    if (ends.length > 0) {
      this.#ended = true;
      return this.#pass(this.#text.slice(0, Math.min(...ends)).trimEnd().length);
    }
    // White space waits for the word after it: a reply does not end with any.
    return this.#pass(this.#text.slice(0, this.#text.length - this.#undecided()).trimEnd().length);
  }

  /** The model ended by itself: what was still held back. */
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
    if (this.#limits.maxSentences === null) return -1;
    let sentences = 0;
    // A line break ends a sentence too, unless it follows a mark that did, or a colon that promises more.
    for (const match of this.#text.matchAll(/[.!?]["')\]]*(?=\s)|(?<![.!?:"')\]\s])\s*\n/g)) {
      if (match[0].startsWith(".") && abbreviation.test(this.#text.slice(0, match.index + 1))) continue;
      sentences++;
      if (sentences >= this.#limits.maxSentences) return match.index + match[0].trimEnd().length;
    }
    return -1;
  }
}
