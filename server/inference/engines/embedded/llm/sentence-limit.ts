import { hasSound } from "../../../../../lib/speech-text/has-sound";
import { sentenceEndAt } from "../../../../../lib/speech-text/sentence-ends";

/**
 * Passes a reply's text through, without the white space around it, and ends it after some sentences. A small model
 * that is asked for two of them may go on until it is cut off in the middle of one.
 */
export class SentenceLimit {
  readonly #maxSentences: number;
  #text = "";
  #passed = 0;
  #ended = false;
  /** How many sentences have ended, where the last one ended, and up to where the text was searched. */
  #sentences = 0;
  #sentenceStart = 0;
  #searched = 0;

  constructor(maxSentences: number) {
    this.#maxSentences = maxSentences;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Takes what the model wrote next; returns what may be shown now ("" when nothing). */
  push(text: string): string {
    if (this.#ended) return "";
    this.#text = this.#text === "" ? text.trimStart() : this.#text + text;
    const end = this.#limitAt();
    this.#ended = end !== null;
    // White space waits for the word after it: a reply does not end with any.
    return this.#pass(this.#text.slice(0, end ?? undefined).trimEnd().length);
  }

  #pass(to: number): string {
    const piece = this.#text.slice(this.#passed, Math.max(to, this.#passed));
    this.#passed = Math.max(to, this.#passed);
    return piece;
  }

  /** Where the last allowed sentence ends, once something follows it; null before. */
  #limitAt(): number | null {
    while (this.#searched < this.#text.length) {
      const end = sentenceEndAt(this.#text, this.#searched, false);
      if (end === "unknown" || end === this.#text.length) return null;
      this.#searched = end ?? this.#searched + 1;
      if (end === null) continue;
      const sentence = this.#text.slice(this.#sentenceStart, end).trim();
      this.#sentenceStart = end;
      // A line break after a sentence mark ends no further sentence, nor does the number of a step; after a colon, more
      // follows.
      if (!hasSound(sentence) || /[:：](\s*\d{1,2}\.)?$|^\d{1,2}\.$/.test(sentence)) continue;
      this.#sentences += 1;
      if (this.#sentences >= this.#maxSentences) return end;
    }
    return null;
  }
}
