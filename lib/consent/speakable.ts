import type { Language } from "../languages";

/** Letters that the language's readers and recognisers know. Accents stay; other scripts have no sound here. */
const sayable: Record<Language, RegExp> = {
  "zh-TW": /[\u3400-\u9fff]+|[\p{Script=Latin}\p{M}]+|\d+/gu,
  en: /[\p{Script=Latin}\p{M}]+(?:['’-][\p{Script=Latin}\p{M}]+)*|\d+/gu,
};

/**
 * The part of a text that can be read aloud in a sentence of the language, at most `maxChars` of it and never half a word
 * of Latin letters: Han characters (in Chinese alone), Latin letters and digits, each run apart. Emoji, signs, marks of
 * direction and other scripts are left out. Empty when nothing remains.
 */
export function speakable(text: string, language: Language, maxChars: number): string {
  const runs = text.normalize("NFKC").match(sayable[language]) ?? [];
  const kept: string[] = [];
  let left: number = maxChars;
  for (const run of runs) {
    const isHan = /[\u3400-\u9fff]/.test(run);
    const fitting = isHan ? [...run].slice(0, left).join("") : [...run].length <= left ? run : "";
    if (fitting === "") break;
    kept.push(fitting);
    left -= [...fitting].length + 1;
    if (fitting !== run) break;
  }
  return kept.join(" ");
}
