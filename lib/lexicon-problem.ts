import type { LexiconEntry } from "./lexicon";

/** Why an entry can't be kept; translations are in messages under `settings.lexicon.problems`. */
export const lexiconProblems = [
  "same",
  "line_break",
  "pronunciation_not_here",
  "pronunciation_count",
  "pronunciation_unreadable",
] as const;
export type LexiconProblem = (typeof lexiconProblems)[number];

const han = /\p{Script=Han}/gu;
/** A consonant alone is a syllable only from ㄓ on; voices take no other. */
const zhuyin = /^˙?(?:[ㄅ-ㄙ]?[ㄚ-ㄩ]{1,2}|[ㄓ-ㄙ])[ˊˇˋ˙]?$/;
/** With a mark on the vowel or a digit behind the syllable; `v` stands for ü. */
const pinyin = /^[a-zü]{1,6}[1-5]?$/;
/** The marks of the four tones over a decomposed vowel. */
const toneMarks = /[\u0304\u0301\u030c\u0300]/g;

/** Null for an entry that can be kept. */
export function lexiconProblem(entry: LexiconEntry): LexiconProblem | null {
  const { kind, language, written, becomes, pronunciation } = entry;
  if (/[\r\n\u2028\u2029]/.test(written + becomes + (pronunciation ?? ""))) return "line_break";
  if (!pronunciation) return written === becomes ? "same" : null;
  if (kind !== "said" || language !== "zh-TW") return "pronunciation_not_here";
  const syllables = syllablesOf(pronunciation);
  if (!syllables.every(isSyllable)) return "pronunciation_unreadable";
  return syllables.length === (becomes.match(han)?.length ?? 0) ? null : "pronunciation_count";
}

/** The syllables of a pronunciation, which are written with spaces between them. */
export function syllablesOf(pronunciation: string): string[] {
  return pronunciation.trim().split(/\s+/u);
}

function isSyllable(syllable: string): boolean {
  const marks = syllable.normalize("NFD").match(toneMarks)?.length ?? 0;
  const letters = syllable.normalize("NFD").replace(toneMarks, "").normalize("NFC").toLowerCase();
  if (zhuyin.test(syllable)) return true;
  return marks <= 1 && pinyin.test(letters) && (marks === 0 || !/\d$/.test(letters));
}
