import { align } from "../consent/alignment";
import { spokenTokens } from "../consent/spoken-tokens";
import type { Language } from "../languages";

/** The recogniser never hears more than this of a reference, and a text of 1,000 characters is compared in milliseconds. */
const maxTokens = 1_200;

/**
 * Error rate between what is said to be in a recording and what our recogniser heard in it: wrong, missing and extra
 * syllables (Chinese, without tones, so that homophones count as heard) or letters (English) over those of the text;
 * numbers by their value, marks and case left out. Null where one of the two says nothing.
 */
export function textCer(text: string, heard: string, language: Language): number | null {
  const tokensOf = (words: string) => spokenTokens(words, language).slice(0, maxTokens);
  const [said, got] = [tokensOf(text), tokensOf(heard)];
  if (said.length === 0 || got.length === 0) return null;
  const steps = align(said, got, (a, b) => a.key === b.key);
  return steps.filter(({ kind }) => kind !== "same").length / said.length;
}
