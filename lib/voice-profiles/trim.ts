import type { KeptPart } from "./profile";
import { referenceTarget } from "./reference-target";

/** The longest part that still fits with the silence that is put after it, and one that still holds a few words. */
export const maxPartS = referenceTarget.maxLengthS - referenceTarget.trailingSilenceS;
export const minPartS = 1;

export type TrimHandle = "start" | "end" | "part";

/**
 * The part after one of its handles, or all of it, was moved to `toS` (for the part: its beginning). It stays within the
 * recording and its bounds; a handle that goes on beyond the longest part takes the other one along.
 */
export function movedPart(part: KeptPart, handle: TrimHandle, toS: number, totalS: number): KeptPart {
  const least = Math.min(minPartS, totalS);
  const most = Math.min(maxPartS, totalS);
  if (handle === "part") {
    const lengthS = Math.min(part.endS - part.startS, most);
    const startS = clamp(toS, 0, totalS - lengthS);
    return rounded({ startS, endS: startS + lengthS });
  }
  if (handle === "start") {
    const startS = clamp(toS, 0, part.endS - least);
    return rounded({ startS, endS: Math.min(part.endS, startS + most) });
  }
  const endS = clamp(toS, part.startS + least, totalS);
  return rounded({ startS: Math.max(part.startS, endS - most), endS });
}

/** Seconds around the part that are shown of a long recording. */
const shownS = 30;

/** What is shown of the recording: all of it, or so much around the part that its handles can be told apart. */
export function shownPart(part: KeptPart, totalS: number, isNear: boolean): KeptPart {
  if (!isNear || totalS <= shownS) return { startS: 0, endS: totalS };
  const middle = (part.startS + part.endS) / 2;
  const startS = clamp(middle - shownS / 2, 0, totalS - shownS);
  return { startS, endS: startS + shownS };
}

/** A recording in which the handles would lie upon each other. */
export const isLong = (totalS: number) => totalS > shownS;

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), Math.max(least, most));
const toMs = (seconds: number) => Math.round(seconds * 1_000) / 1_000;
const rounded = ({ startS, endS }: KeptPart): KeptPart => ({ startS: toMs(startS), endS: toMs(endS) });
