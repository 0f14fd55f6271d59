import leven from "leven";
import type { Language } from "./languages";

/** Private use area: one character stands for one unit, so that an edit distance of texts is one of units. */
const firstCharacter = 0xe000;
const mostUnits = 0x1900;

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
  const encode = (units: readonly string[]) =>
    units
      .slice(0, mostUnits)
      .map((unit) => {
        const known = characters.get(unit);
        if (known !== undefined) return known;
        const next = String.fromCharCode(firstCharacter + (characters.size % mostUnits));
        characters.set(unit, next);
        return next;
      })
      .join("");
  const expected = unitsOf(said, language);
  return { errors: leven(encode(expected), encode(unitsOf(heard, language))), units: expected.length };
}

/** CER in Chinese, WER in English; 0 is perfect. Of nothing said, each unit heard is a whole error. */
export function errorRate({ errors, units }: { errors: number; units: number }): number {
  return errors / Math.max(1, units);
}
