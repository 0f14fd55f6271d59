import { referenceTarget } from "../../../lib/voice-profiles/reference-target";
import type { TimeSpan } from "../contract";
import { frameS, type HeardFrame } from "./listen";

const { minPauseS, minSpeechS } = referenceTarget;
/** The longest part that still fits with the silence after it. */
export const maxPartS = referenceTarget.maxLengthS - referenceTarget.trailingSilenceS;
const speechProbability = 0.5;
/** Shorter sounds are clicks and breath. */
const minSpanS = 0.09;
/** What is kept of the pause before and after the part: beginnings and ends of words are soft. */
const marginS = 0.1;
/** How far a chosen end is moved to reach a pause. */
const snapS = 0.25;

/** Where speech is: spans that pauses of at least 150 ms divide. */
export function speechSpans(frames: readonly HeardFrame[]): TimeSpan[] {
  const spans: TimeSpan[] = [];
  frames.forEach(({ probability }, index) => {
    if (probability <= speechProbability) return;
    const startS = index * frameS;
    const last = spans.at(-1);
    if (last && startS - last.endS < minPauseS) last.endS = startS + frameS;
    else spans.push({ startS, endS: startS + frameS });
  });
  return spans.filter((span) => lengthOf(span) >= minSpanS);
}

export const lengthOf = ({ startS, endS }: TimeSpan) => endS - startS;
export const speechIn = (spans: readonly TimeSpan[]) => spans.reduce((sum, span) => sum + lengthOf(span), 0);

/** The spans as far as they lie in the part. */
export function spansWithin(spans: readonly TimeSpan[], part: TimeSpan): TimeSpan[] {
  return spans
    .map(({ startS, endS }) => ({ startS: Math.max(startS, part.startS), endS: Math.min(endS, part.endS) }))
    .filter((span) => lengthOf(span) > 0);
}

/**
 * The part that makes the best reference: much speech, short pauses, little clipping, and no longer than a reference may
 * be. It begins and ends in pauses, unless somebody speaks longer than that without one. Null when there is no speech.
 * `clippedShare` says how much of a span is clipped.
 */
export function bestPart(
  spans: readonly TimeSpan[],
  {
    frames,
    totalS,
    clippedShare,
  }: { frames: readonly HeardFrame[]; totalS: number; clippedShare: (span: TimeSpan) => number },
): TimeSpan | null {
  const pieces = spans.flatMap((span) => divided(span, frames));
  let best: { first: number; last: number; score: number } | null = null;
  for (let first = 0; first < pieces.length; first++) {
    let speechS = 0;
    for (let last = first; last < pieces.length; last++) {
      const whole = between(pieces, first, last);
      if (lengthOf(whole) > maxPartS - 2 * marginS) break;
      speechS += lengthOf(pieces[last] ?? whole);
      const score = scoreOf(speechS, lengthOf(whole) - speechS, clippedShare(whole));
      if (!best || score > best.score) best = { first, last, score };
    }
  }
  if (!best) return null;
  const { startS, endS } = between(pieces, best.first, best.last);
  const before = pieces[best.first - 1]?.endS ?? 0;
  const after = pieces[best.last + 1]?.startS ?? totalS;
  return withMargins({ startS, endS }, { startS: before, endS: after });
}

/** A pause costs a quarter of what speech brings; clipped speech counts little. */
function scoreOf(speechS: number, pauseS: number, clippedShare: number): number {
  return speechS * Math.max(0, 1 - 50 * clippedShare) - pauseS / 4;
}

function between(pieces: readonly TimeSpan[], first: number, last: number): TimeSpan {
  return { startS: pieces[first]?.startS ?? 0, endS: pieces[last]?.endS ?? 0 };
}

/** Adds the margins, up to the middle of the pauses around. */
function withMargins({ startS, endS }: TimeSpan, around: TimeSpan): TimeSpan {
  return {
    startS: Math.max(startS - marginS, Math.min(startS, (startS + around.startS) / 2)),
    endS: Math.min(endS + marginS, Math.max(endS, (endS + around.endS) / 2)),
  };
}

/** A span that is longer than a reference may be is cut where it is quietest. */
function divided(span: TimeSpan, frames: readonly HeardFrame[]): TimeSpan[] {
  const longestS = maxPartS - 2 * marginS;
  if (lengthOf(span) <= longestS) return [span];
  const from = Math.ceil((span.startS + minSpeechS) / frameS);
  const to = Math.floor((span.startS + longestS) / frameS);
  let quietest = to;
  for (let index = from; index < to; index++) {
    if ((frames[index]?.power ?? 0) < (frames[quietest]?.power ?? 0)) quietest = index;
  }
  const cutS = quietest * frameS;
  return [{ startS: span.startS, endS: cutS }, ...divided({ startS: cutS, endS: span.endS }, frames)];
}

/** The chosen part, with ends that lie in speech moved to a pause where one is near. */
export function snapped(keep: TimeSpan, spans: readonly TimeSpan[]): TimeSpan {
  const startS = snappedEnd(keep.startS, spans);
  const endS = snappedEnd(keep.endS, spans);
  return endS > startS ? { startS, endS } : keep;
}

function snappedEnd(atS: number, spans: readonly TimeSpan[]): number {
  const cut = spans.find(({ startS, endS }) => atS > startS && atS < endS);
  if (!cut) return atS;
  const nearest = atS - cut.startS < cut.endS - atS ? cut.startS : cut.endS;
  return Math.abs(nearest - atS) <= snapS ? nearest : atS;
}
