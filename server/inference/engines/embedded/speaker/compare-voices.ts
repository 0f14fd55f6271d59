import type { Limits, VoiceComparison, VoicePrint } from "../../../contract";
import { cosineOf } from "./directions";
import { printLength } from "./voice-print";

/** Below this, `unsure`. */
export const minSpeechS = 3;
/** What to ask people for. */
export const wantedSpeechS = 5;

/**
 * By the speech of the shorter and of the other side; the last row that both reach counts. From ten English speakers
 * as same voice and up to 253 as strangers: about 1 % of strangers of the same sex pass as `match`.
 */
const limitsByLength: readonly (Limits & { shorterS: number; otherS: number })[] = [
  { shorterS: minSpeechS, otherS: 3, match: 0.72, noMatch: 0.6 },
  { shorterS: 3, otherS: 6, match: 0.74, noMatch: 0.64 },
  { shorterS: 6, otherS: 6, match: 0.77, noMatch: 0.68 },
  { shorterS: 6, otherS: 10, match: 0.78, noMatch: 0.7 },
  { shorterS: 10, otherS: 10, match: 0.79, noMatch: 0.72 },
];

/** The limits for two sides with this much speech; null when one has too little. */
export function limitsFor(oneS: number, anotherS: number): Limits | null {
  const [shorterS, otherS] = [Math.min(oneS, anotherS), Math.max(oneS, anotherS)];
  const row = limitsByLength.findLast((each) => shorterS >= each.shorterS && otherS >= each.otherS);
  return row ? { match: row.match, noMatch: row.noMatch } : null;
}

/**
 * Whether two recordings are of one person. It guards against mix-ups and somebody else's recording, not against a
 * clone or an imitator. Throws a RangeError for prints that can't be compared: of different recipes or models.
 */
export function compareVoices(a: VoicePrint, b: VoicePrint): VoiceComparison {
  if (a.recipe !== b.recipe || a.modelSha256 !== b.modelSha256) {
    throw new RangeError("Voice prints of different recipes can't be compared: make both anew from their recordings.");
  }
  if (a.values.length !== printLength || b.values.length !== printLength) {
    throw new RangeError(`A voice print has ${printLength} values.`);
  }
  const score = Math.min(1, Math.max(0, cosineOf(a.values, b.values)));
  if (a.isNarrowBand || b.isNarrowBand) return { score, answer: "unsure", why: "narrow_band", limits: null };
  const limits = limitsFor(a.speechS, b.speechS);
  if (!limits) return { score, answer: "unsure", why: "too_little_speech", limits };
  if (score >= limits.match) return { score, answer: "match", why: "at_least_match_limit", limits };
  if (score < limits.noMatch) return { score, answer: "no_match", why: "below_no_match_limit", limits };
  return { score, answer: "unsure", why: "between_limits", limits };
}
