import type { Reading } from "../../../contract";
import type { EnglishPronouncer } from "./english";
import { mandarinPhonemes } from "./mandarin";
import { misakiWord } from "./misaki";

/** A word, a run of hanzi, or a mark; everything else is not spoken. */
const pieces = /(?<latin>[A-Za-z]+(?:'[A-Za-z]+)*)|(?<hanzi>\p{Script=Han}+)|(?<mark>[,.!?;:—…，。！？；：、])/gu;
const marks: Record<string, string> = { "，": ",", "、": ",", "。": ".", "！": "!", "？": "?", "；": ";", "：": ":" };
/** These join the word before without a space; an em dash stands alone. */
const closing = /^[,.!?;:…]$/;

/**
 * A spoken form of either language, mixed too, in Kokoro's alphabet.
 * This folder is our own because kokoro-js's `phonemizer` is eSpeak NG: it is under the GPL, and has neither the
 * Mandarin that Kokoro was trained on nor the alphabet of the Dittli voice. Empty when nothing in it can be spoken.
 */
export function phonemise(text: string, pronounce: EnglishPronouncer, readings: readonly Reading[] = []): string {
  const found = [...text.matchAll(pieces)].map(({ groups, 0: all }) => ({ groups, all }));
  const pronounced = found.map(({ groups, all }) => (groups?.latin ? pronounce(all) : null));
  let out = "";
  found.forEach(({ groups, all }, index) => {
    if (groups?.mark) {
      const mark = marks[all] ?? all;
      // No mark before the first word, and none twice.
      if (out && closing.test(mark)) out = `${out.replace(/[,.!?;:…]+$/, "")}${mark}`;
      else if (out) out += ` ${mark}`;
      return;
    }
    const phonemes = pronounced[index];
    const spoken = phonemes
      ? misakiWord(all, phonemes, pronounced[index + 1] ?? null)
      : mandarinPhonemes(all, readings);
    if (spoken) out += `${out ? " " : ""}${spoken}`;
  });
  return /[\p{L}ɐ-ʯꭧ]/u.test(out) ? out : "";
}
