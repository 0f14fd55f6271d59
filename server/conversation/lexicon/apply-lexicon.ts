import type { Language } from "../../../lib/languages";
import type { Lexicon, LexiconEntry, LexiconKind, Replacement } from "../../../lib/lexicon";
import { syllablesOf } from "../../../lib/lexicon-problem";

/** The entries of one kind and language, to be found by what they look for in lower case. */
interface Index {
  entries: ReadonlyMap<string, LexiconEntry>;
  /** How long entries with this first character are, the longest first. */
  lengths: ReadonlyMap<string, readonly number[]>;
}

/** A match, with its place in the text that was searched. */
export interface LexiconMatch {
  from: number;
  to: number;
  entry: LexiconEntry;
}

export interface Applied {
  text: string;
  matches: readonly LexiconMatch[];
}

const indexes = new WeakMap<Lexicon, Map<string, Index>>();

function indexOf(lexicon: Lexicon, kind: LexiconKind, language: Language): Index {
  const ofLexicon = indexes.get(lexicon) ?? new Map<string, Index>();
  indexes.set(lexicon, ofLexicon);
  const known = ofLexicon.get(`${kind} ${language}`);
  if (known) return known;
  const entries = new Map<string, LexiconEntry>();
  const lengths = new Map<string, number[]>();
  for (const entry of lexicon.entries) {
    if (entry.kind !== kind || entry.language !== language) continue;
    const looksFor = entry.written.toLowerCase();
    entries.set(looksFor, entry);
    const ofFirst = lengths.get(firstOf(looksFor)) ?? [];
    lengths.set(firstOf(looksFor), ofFirst);
    if (!ofFirst.includes(entry.written.length)) ofFirst.push(entry.written.length);
  }
  for (const ofFirst of lengths.values()) ofFirst.sort((a, b) => b - a);
  const index: Index = { entries, lengths };
  ofLexicon.set(`${kind} ${language}`, index);
  return index;
}

const firstOf = (text: string) => String.fromCodePoint(text.codePointAt(0) ?? 0);

/** Letters and digits that stand in words with spaces between them; a hanzi has no such boundary. */
const ofWord = /^(?!\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Bopomofo})[\p{L}\p{N}\p{M}]$/u;

/**
 * Replaces what the lexicon lists, from the left, the longest entry at each place; in either case of letters, never
 * inside a word of letters, and never in what an entry has put there.
 */
export function applyLexicon(text: string, lexicon: Lexicon, kind: LexiconKind, language: Language): Applied {
  if (lexicon.entries.length === 0) return { text, matches: [] };
  const index = indexOf(lexicon, kind, language);
  const matches: LexiconMatch[] = [];
  let out = "";
  let at = 0;
  while (at < text.length) {
    const first = firstOf(text.slice(at, at + 2));
    const entry = entryAt(text, at, index);
    if (entry) {
      matches.push({ from: at, to: at + entry.written.length, entry });
      out += entry.becomes;
      at += entry.written.length;
    } else {
      out += first;
      at += first.length;
    }
  }
  return { text: out, matches };
}

function entryAt(text: string, at: number, { entries, lengths }: Index): LexiconEntry | null {
  const first = firstOf(text.slice(at, at + 2)).toLowerCase();
  for (const length of lengths.get(first) ?? []) {
    const entry = entries.get(text.slice(at, at + length).toLowerCase());
    if (entry?.written.length !== length) continue;
    if (!isInsideWord(text, at) && !isInsideWord(text, at + length)) return entry;
  }
  return null;
}

/** Whether letters of one word stand on both sides of the place. */
function isInsideWord(text: string, at: number): boolean {
  const before = [...text.slice(Math.max(0, at - 2), at)].at(-1);
  const after = at < text.length ? firstOf(text.slice(at, at + 2)) : undefined;
  return before !== undefined && after !== undefined && ofWord.test(before) && ofWord.test(after);
}

const han = /\p{Script=Han}+/gu;

/** How the hanzi of an entry are read: each run of them by itself, one syllable a character. */
export function readingsOf({ becomes, pronunciation }: Pick<LexiconEntry, "becomes" | "pronunciation">): WordReading[] {
  if (!pronunciation) return [];
  const syllables = syllablesOf(pronunciation);
  let at = 0;
  return [...becomes.matchAll(han)].map(([hanzi]) => {
    const { length } = [...hanzi];
    at += length;
    return { hanzi, syllables: syllables.slice(at - length, at) };
  });
}

/** How a word is read, as voices are told it. */
interface WordReading {
  hanzi: string;
  syllables: string[];
}

/** What is to be said in place of what is written, and how. */
export function asToBeSaid(
  text: string,
  lexicon: Lexicon,
  language: Language,
): { text: string; matches: readonly LexiconMatch[]; readings: WordReading[] } {
  const { text: said, matches } = applyLexicon(text, lexicon, "said", language);
  const changed = matches.filter(
    ({ from, to, entry }) => entry.pronunciation || text.slice(from, to) !== entry.becomes,
  );
  return { text: said, matches: changed, readings: changed.flatMap(({ entry }) => readingsOf(entry)) };
}

/** What was heard as it was meant. */
export function asMeant(
  text: string,
  lexicon: Lexicon,
  language: Language,
): { text: string; replacements: Replacement[] } {
  const applied = applyLexicon(text, lexicon, "heard", language);
  let moved = 0;
  const replacements = applied.matches.flatMap(({ from, to, entry: { becomes } }) => {
    const original = text.slice(from, to);
    const place = from + moved;
    moved += becomes.length - original.length;
    return original === becomes ? [] : [{ from: place, to: place + becomes.length, original, becomes }];
  });
  return { text: applied.text, replacements };
}
