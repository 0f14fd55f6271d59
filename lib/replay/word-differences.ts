import { diffArrays } from "diff";
import type { Language } from "../languages";

/** A piece of two texts: in both, or only in one of them. */
export interface Difference {
  kind: "same" | "removed" | "added";
  text: string;
}

/** How two texts differ, word by word; in Chinese character by character, where words of Latin letters stay whole. */
export function wordDifferences(before: string, after: string, language: Language): Difference[] {
  return diffArrays(units(before, language), units(after, language)).map(({ value, added, removed }) => ({
    kind: added ? "added" : removed ? "removed" : "same",
    text: value.join(""),
  }));
}

const words = new Intl.Segmenter("en", { granularity: "word" });
/** Latin words and numbers, spaces, else single characters with what combines with them. */
const chineseUnits = /[\p{Script=Latin}\p{N}'’]+|\s+|\P{M}\p{M}*|\p{M}+/gu;

function units(text: string, language: Language): string[] {
  if (language === "zh-TW") return text.match(chineseUnits) ?? [];
  return Array.from(words.segment(text), ({ segment }) => segment);
}
