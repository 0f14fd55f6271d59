import leven from "leven";
import type { Language } from "./languages";

/** Longer texts are compared up to here: the time grows with the square, to 0.1 s at this length. */
const mostUnits = 6_400;

/** What is counted: characters in Chinese (words of Latin letters by letter), words in English; without punctuation. */
function unitsOf(text: string, language: Language): string[] {
  const plain = text.normalize("NFKC").replaceAll("’", "'").toLowerCase();
  return language === "zh-TW"
    ? (plain.match(/[\p{L}\p{N}]\p{M}*/gu) ?? [])
    : (plain.match(/[\p{L}\p{N}]+(?:'\p{L}+)*/gu) ?? []);
}

/** How many units are wrong, missing or too many in what was heard, and how many were really said. */
export function countErrors(said: string, heard: string, language: Language): { errors: number; units: number } {
  const characters = new Map<string, string>();
  /** One character stands for one unit, so that an edit distance of texts is one of units. */
  const encode = (units: readonly string[]) =>
    units
      .map((unit) => {
        const character = characters.get(unit) ?? String.fromCharCode(characters.size);
        characters.set(unit, character);
        return character;
      })
      .join("");
  const expected = unitsOf(said, language).slice(0, mostUnits);
  const recognised = unitsOf(heard, language).slice(0, mostUnits);
  return { errors: leven(encode(expected), encode(recognised)), units: expected.length };
}

/** CER in Chinese, WER in English; 0 is perfect. Of nothing said, each unit heard is a whole error. */
export function errorRate({ errors, units }: { errors: number; units: number }): number {
  return errors / Math.max(1, units);
}
