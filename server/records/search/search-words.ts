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

/**
 * What finds a term as FTS5 reads it: its words one after another, the last one as the beginning of a word; null for a
 * term of signs alone. Words hold letters and digits only, so no sign of FTS5's own syntax comes from the term.
 */
export function phraseFor(term: string): string | null {
  const words = indexedWords(term);
  if (words.length === 0) return null;
  const [before = "", last = ""] = words.slice(-2);
  const isEndOfRun = words.length > 1 && isPair.test(before) && [...last].length === 1 && before.endsWith(last);
  return isEndOfRun ? `"${words.slice(0, -1).join(" ")}"` : `"${words.join(" ")}" *`;
}

const isPair = new RegExp(`^${unspaced}{2}$`, "u");
