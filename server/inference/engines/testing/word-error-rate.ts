import leven from "leven";

/** Private use area: one character stands for one word, so that an edit distance of texts is one of words. */
const firstCharacter = 0xe000;

/** Words in lower case without punctuation; an apostrophe inside a word stays. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+(?:'\p{L}+)*/gu) ?? [];

/** Word error rate: words that are wrong, missing or too many, for each word that was said; 0 is perfect. */
export function wordErrorRate(said: string, heard: string): number {
  const characters = new Map<string, string>();
  const encode = (words: readonly string[]) =>
    words
      .map((word) => {
        const character = characters.get(word) ?? String.fromCharCode(firstCharacter + characters.size);
        characters.set(word, character);
        return character;
      })
      .join("");
  const expected = wordsOf(said);
  return leven(encode(expected), encode(wordsOf(heard))) / Math.max(1, expected.length);
}
