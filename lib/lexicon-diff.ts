import { type LexiconEntry, lexiconKeyOf } from "./lexicon";

/** What a file would change in the lexicon. */
export interface LexiconDiff {
  added: LexiconEntry[];
  changed: { before: LexiconEntry; after: LexiconEntry }[];
  unchangedCount: number;
  /** In the lexicon, and not in the file. */
  missing: LexiconEntry[];
}

/** Each key is there once on either side. */
export function diffLexicon(present: readonly LexiconEntry[], file: readonly LexiconEntry[]): LexiconDiff {
  const before = new Map(present.map((entry) => [lexiconKeyOf(entry), entry]));
  const diff: LexiconDiff = { added: [], changed: [], unchangedCount: 0, missing: [] };
  for (const after of file) {
    const own = before.get(lexiconKeyOf(after));
    if (!own) diff.added.push(after);
    else if (isSameEntry(own, after)) diff.unchangedCount += 1;
    else diff.changed.push({ before: own, after });
  }
  const inFile = new Set(file.map(lexiconKeyOf));
  diff.missing = present.filter((entry) => !inFile.has(lexiconKeyOf(entry)));
  return diff;
}

const isSameEntry = (one: LexiconEntry, other: LexiconEntry) =>
  one.written === other.written && one.becomes === other.becomes && one.pronunciation === other.pronunciation;
