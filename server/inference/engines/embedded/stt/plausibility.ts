import { isNothingSaid } from "../../../../../lib/speech-text/nothing-said";
import type { DecodedToken } from "./confidence";

/**
 * Recognisers trained on subtitles write something for any sound. What keeps that away from the conversation is the
 * decoder's own confidence: the mean log probability of its tokens. Measured: Whisper base q8 has −0.2…−0.5 on Mandarin
 * sentences, −1.3 on a lone 好, and −2.3…−4 on silence, white noise, hum and typing; Moonshine ends at once on all of
 * those and has −0.03…−0.4 on English speech.
 */
export const minMeanLogprob = { moonshine: -1.2, whisper: -1.8 } as const;

/** A unit of this many tokens or fewer that comes this often in a row is a decoding loop, not speech. */
const loopUnitTokens = 12;
const loopRepetitions = 4;

/**
 * The transcript of what a decoder wrote; "" when it was more likely not said: its mean log probability is below
 * `minLogprob`, or, however sure the decoder was, it is what recognisers write when nobody speaks (`isNothingSaid`).
 */
export function plausibleText(
  tokens: readonly DecodedToken[],
  textOf: (tokens: readonly DecodedToken[]) => string,
  minLogprob: number,
): string {
  if (tokens.length === 0 || meanLogprob(tokens) < minLogprob) return "";
  const text = textOf(withoutLoop(tokens)).replace(/\s+/gu, " ").trim();
  return isNothingSaid(text) ? "" : text;
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
