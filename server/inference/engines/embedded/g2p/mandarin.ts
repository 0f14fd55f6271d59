import { Converter } from "opencc-js/t2cn";
import { pinyin } from "pinyin-pro";
import type { Reading } from "../../../contract";
import { readingsIn } from "../../mandarin-readings";
import { pinyinToIpa, thirdToneSandhi } from "./pinyin-ipa";

// The dictionary of phrases (銀行 yínháng, 重新 chóngxīn) is in Simplified characters.
const toSimplified = Converter({ from: "tw", to: "cn" });
const words = new Intl.Segmenter("zh", { granularity: "word" });

/**
 * A run of hanzi in Kokoro's alphabet, words parted by spaces. Characters without a reading are left out; `given`
 * ones go before those of the dictionary.
 */
export function mandarinPhonemes(hanzi: string, given: readonly Reading[] = []): string {
  const simplified = toSimplified(hanzi);
  const readings = pinyin(simplified, { type: "array", toneType: "num", toneSandhi: true, v: true });
  for (const [at, syllable] of readingsIn(hanzi, given)) readings[at] = syllable;
  const syllables = thirdToneSandhi(readings);
  let at = 0;
  const spoken: string[] = [];
  for (const { segment } of words.segment(simplified)) {
    const characters = [...segment].length;
    const word = syllables.slice(at, at + characters).map((syllable) => pinyinToIpa(syllable) ?? "");
    at += characters;
    spoken.push(word.join(""));
  }
  return spoken.filter(Boolean).join(" ");
}
