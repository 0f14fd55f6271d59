import { hasSound } from "../../../../../lib/speech-text/has-sound";
import { sentenceEndAt } from "../../../../../lib/speech-text/sentence-ends";

/**
 * Tokens of a reply's limit for each sentence of it: a small model's spoken sentence has some 20 to 40. With the
 * house's own defaults a spoken reply has three sentences at most, and one to a typed question twelve.
 */
const tokensPerSentence = 80;

/** How many sentences a reply of at most `maxTokens` may have. */
export function sentencesFor(maxTokens: number): number {
  return Math.max(1, Math.floor(maxTokens / tokensPerSentence));
}

/**
 * Passes a reply's text through, without the white space around it, and ends it after some sentences. A small model
 * that is asked for two of them may go on until it is cut off in the middle of one.
 */
export class SentenceLimit {
  readonly #maxSentences: number;
  #text = "";
  #passed = 0;
  #ended = false;
  /** Where the last allowed sentence ended; null before. */
  #end: number | null = null;
  /** How many sentences have ended, where the last one ended, and up to where the text was searched. */
  #sentences = 0;
  #sentenceStart = 0;
  #searched = 0;

  constructor(maxSentences: number) {
    this.#maxSentences = maxSentences;
  }

  /** True once the model wrote words beyond the last allowed sentence: the reply is cut there. */
  get ended(): boolean {
    return this.#ended;
  }

  /** Takes what the model wrote next; returns what may be shown now ("" when nothing). */
  push(text: string): string {
    if (this.#ended) return "";
    this.#text = this.#text === "" ? text.trimStart() : this.#text + text;
    this.#end ??= this.#limitAt();
    this.#ended = this.#end !== null && hasSound(this.#text.slice(this.#end));
    // White space waits for the word after it: a reply does not end with any.
    return this.#pass(this.#text.slice(0, this.#end ?? undefined).trimEnd().length);
  }

  /** The model is done; returns what was held back, for example a smile behind the last sentence. */
  flush(): string {
    return this.#ended ? "" : this.#pass(this.#text.trimEnd().length);
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
