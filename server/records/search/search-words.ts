/** Scripts that are written without spaces between words. */
const unspaced = String.raw`[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Hangul}ー]`;
const runs = new RegExp(`(?<unspaced>${unspaced}+)|(?:(?!${unspaced})[\\p{L}\\p{N}\\p{M}])+`, "gu");

/** Forms of one letter count as one: case, width and the accents of Latin letters. */
function folded(text: string): string {
  return text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .normalize("NFC")
    .toLowerCase();
}

/**
 * The words of a text as the index has them. A run of Chinese characters becomes its pairs and its last character: so
 * two characters are one word, a longer word is a phrase of pairs, and one character is the beginning of a word.
 */
export function indexedWords(text: string): string[] {
  const words: string[] = [];
  for (const { 0: run, groups } of folded(text).matchAll(runs)) {
    if (groups?.unspaced === undefined) {
      words.push(run);
      continue;
    }
    const characters = [...run];
    for (const [at, character] of characters.entries()) words.push(character + (characters[at + 1] ?? ""));
  }
  return words;
}

/** What finds a term in the index. */
export interface TermSearch {
  /** For FTS5: all of the term's words, the last one as the beginning of a word. Words hold letters and digits only. */
  expression: string;
  /** The words have to follow each other, which only the text itself can tell. */
  isPhrase: boolean;
}

/** How a term is searched for; null for one of signs alone, which nothing can find. */
export function searchFor(term: string): TermSearch | null {
  const words = indexedWords(term);
  const last = words.at(-1);
  if (last === undefined) return null;
  const before = words.at(-2) ?? "";
  const isEndOfRun = isPair.test(before) && [...last].length === 1 && before.endsWith(last);
  const whole = [...new Set(words.slice(0, -1))].map((word) => `"${word}"`);
  const expression = (isEndOfRun ? whole : [...whole, `"${last}" *`]).join(" AND ");
  return { expression, isPhrase: words.length > (isEndOfRun ? 2 : 1) };
}

const isPair = new RegExp(`^${unspaced}{2}$`, "u");
