import type { SpeakerCount } from "../../../contract";
import { cosineOf, meanDirection } from "./directions";

/** Fewer windows say nothing. */
const minWindows = 5;
/** The voices of two people lie further apart than this cosine. One lively person crosses it in up to 8 % of clips. */
const twoBelowCosine = 0.77;
/** It settles after a few rounds; a limit in case two windows change sides for ever. */
const maxRounds = 20;

/**
 * Whether two people may speak in a recording: its windows (unit vectors of 1.6 s each) are divided into two groups
 * (2-means, begun at the two windows that differ most), and the groups' centres are compared. Good for a warning, not
 * for a refusal.
 */
export function speakersIn(windows: readonly Float32Array[]): SpeakerCount {
  if (windows.length < minWindows) return "one";
  let centres = farthestPair(windows);
  let sides = windows.map(() => 0);
  for (let round = 0; round < maxRounds; round++) {
    const [first, second] = centres;
    const nearer = windows.map((window) => (cosineOf(window, second) > cosineOf(window, first) ? 1 : 0));
    if (round > 0 && nearer.every((side, index) => side === sides[index])) break;
    sides = nearer;
    centres = [0, 1].map((side) => {
      const group = windows.filter((_, index) => sides[index] === side);
      return group.length > 0 ? meanDirection(group) : centres[side];
    }) as typeof centres;
  }
  return cosineOf(...centres) < twoBelowCosine ? "maybe_two" : "one";
}

function farthestPair(windows: readonly Float32Array[]): [Float32Array, Float32Array] {
  let farthest: [Float32Array, Float32Array] = [windows[0] as Float32Array, windows[0] as Float32Array];
  let least = Number.POSITIVE_INFINITY;
  windows.forEach((a, index) => {
    for (const b of windows.slice(index + 1)) {
      const cosine = cosineOf(a, b);
      if (cosine < least) [least, farthest] = [cosine, [a, b]];
    }
  });
  return farthest;
}
