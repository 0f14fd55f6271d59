/** The longest phrase at a position of a text. */
export interface PhraseMatch {
  /** Index after the phrase; the position itself when there is no phrase. */
  end: number;
  /** The replacement; null when there is no phrase. */
  replacement: string | null;
  /** True when text that may still come could make a longer phrase. */
  isOpen: boolean;
}

/**
 * One OpenCC dictionary (`source replacement|source replacement|…`, sorted by source), searched in its own text: some
 * 50,000 phrases take less than 1 MB here, and 80 MB as the library's tree of maps.
 */
export class PhraseTable {
  private readonly starts: Uint32Array;
  /** Index of the first source that begins with a UTF-16 unit. */
  private readonly firstOf = new Map<string, number>();

  constructor(private readonly dictionary: string) {
    const starts = [0];
    for (let at = dictionary.indexOf("|"); at >= 0; at = dictionary.indexOf("|", at + 1)) starts.push(at + 1);
    this.starts = Uint32Array.from(starts);
    starts.forEach((start, index) => {
      const first = dictionary.charAt(start);
      if (!this.firstOf.has(first)) this.firstOf.set(first, index);
    });
  }

  /** The longest phrase at the beginning of `text`. */
  longestIn(text: string): PhraseMatch {
    const match: PhraseMatch = { end: 0, replacement: null, isOpen: false };
    let index = this.firstOf.get(text.charAt(0)) ?? this.starts.length;
    for (let end = 1; end <= text.length; end++) {
      const query = text.slice(0, end);
      index = this.firstNotBefore(query, index);
      const start = this.starts[index];
      if (start === undefined || !this.dictionary.startsWith(query, start)) return match;
      if (this.dictionary[start + query.length] === " ") {
        match.end = end;
        match.replacement = this.replacementAt(start);
      }
    }
    match.isOpen = [index, index + 1].some((each) => {
      const start = this.starts[each];
      if (start === undefined || !this.dictionary.startsWith(text, start)) return false;
      return this.dictionary[start + text.length] !== " ";
    });
    return match;
  }

  /** Whether each source stands after the one before it, as the search needs it. */
  get isSorted(): boolean {
    return this.starts.every(
      (start, index) => index === 0 || this.sourceAt(this.starts[index - 1] ?? 0) < this.sourceAt(start),
    );
  }

  /** Index of the first source that is not before `query` in code units; it is not before `low`. */
  private firstNotBefore(query: string, low: number): number {
    // Sources with the same beginning are neighbours, and few: the distance doubles until it is too far.
    let from = low;
    let to = low;
    for (let step = 1; to < this.starts.length && this.sourceAt(this.starts[to] ?? 0) < query; step *= 2) {
      from = to + 1;
      to += step;
    }
    to = Math.min(to, this.starts.length);
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.sourceAt(this.starts[middle] ?? 0) < query) from = middle + 1;
      else to = middle;
    }
    return from;
  }

  private sourceAt(start: number): string {
    return this.dictionary.slice(start, this.dictionary.indexOf(" ", start));
  }

  private replacementAt(start: number): string {
    const from = this.dictionary.indexOf(" ", start) + 1;
    const to = this.dictionary.indexOf("|", from);
    return this.dictionary.slice(from, to < 0 ? undefined : to);
  }
}
