import type { Language } from "../../../../../lib/languages";
import { isNothingSaid, isSubtitleEnding } from "../../../../../lib/speech-text/nothing-said";
import { fitsSpokenLength } from "../../../../../lib/speech-text/spoken-length";
import type { DecodedToken } from "./confidence";

/**
 * Recognisers trained on subtitles write something for any sound. What keeps that away from the conversation is the
 * decoder's own confidence: the mean log probability of its tokens.
 */
export interface ConfidenceLimits {
  /** Below this, nothing was said. */
  least: number;
  /** What recognisers write for noise (`isSubtitleEnding`) was said only from this on. */
  sure: number;
}

/**
 * Measured (bench/embedded/said-or-noise.ts): Whisper base q8 has −0.2…−0.5 on Mandarin sentences, −1.3 on a lone 好, and
 * −1.8…−4 on silence, white noise, hum and typing; in English −0.04…−0.3 on speech and −1.0…−3.8 on those sounds.
 * Moonshine ends at once on all of them and has −0.03…−0.4 on English speech.
 */
export const confidenceLimits = {
  moonshine: { least: -1.2, sure: -0.6 },
  whisper: { en: { least: -0.9, sure: -0.6 }, "zh-TW": { least: -1.8, sure: -0.9 } },
} as const satisfies {
  moonshine: ConfidenceLimits;
  whisper: Record<Language, ConfidenceLimits>;
};

/** A unit of this many tokens or fewer that comes this often in a row is a decoding loop, not speech. */
const loopUnitTokens = 12;
const loopRepetitions = 4;

/**
 * The transcript of what a decoder wrote in `seconds` of sound; "" when it was more likely not said: its confidence is too
 * low, or it is what recognisers write when nobody speaks and either its confidence or its length does not fit speech.
 */
export function plausibleText(
  tokens: readonly DecodedToken[],
  textOf: (tokens: readonly DecodedToken[]) => string,
  { least, sure }: ConfidenceLimits,
  seconds: number,
): string {
  // A decoder is the surer of a loop the longer it goes on.
  const written = withoutLoop(tokens);
  const confidence = meanLogprob(written);
  if (written.length === 0 || confidence < least) return "";
  const text = textOf(written).replace(/\s+/gu, " ").trim();
  if (isNothingSaid(text)) return "";
  return isSubtitleEnding(text) && (confidence < sure || !fitsSpokenLength(text, seconds)) ? "" : text;
}

export function meanLogprob(tokens: readonly DecodedToken[]): number {
  return tokens.reduce((sum, { logprob }) => sum + logprob, 0) / tokens.length;
}

/** The tokens up to and including the first round of a loop; all of them when there is none. */
export function withoutLoop(tokens: readonly DecodedToken[]): readonly DecodedToken[] {
  for (let unit = 1; unit <= loopUnitTokens; unit++) {
    let run = 0;
    for (let i = unit; i < tokens.length; i++) {
      run = tokens[i]?.id === tokens[i - unit]?.id ? run + 1 : 0;
      if (run >= unit * (loopRepetitions - 1)) return tokens.slice(0, i - run + 1);
    }
  }
  return tokens;
}
