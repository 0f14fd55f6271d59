/** A match shorter than this is chance: words recur. */
const shortestMatch = 32;

/** Which part of the tokens in a sequence goes, so that as much as possible of what a new prompt wants is kept. */
export interface PrefixReuse {
  /** Taken out of the middle, `start` inclusive, `end` exclusive; null when nothing is. */
  dropped: { start: number; end: number } | null;
  /** Tokens at the beginning of the prompt that are held after that. */
  held: number;
}

/**
 * Compares what a sequence holds with the prompt it shall hold. When the prompt is the old one with its oldest messages
 * left out, those are taken out of the middle and what follows moves up: the model need not read the rest again, which
 * took TinyLlama 9 s for 1,492 tokens on two cores. What moves up was read with the dropped messages before it, as in
 * every runtime that shifts its context.
 */
export function reusePrefix(current: readonly number[], wanted: readonly number[]): PrefixReuse {
  const prefix = matching(current, 0, wanted, 0);
  if (prefix < wanted.length) {
    for (let end = prefix + 1; end + shortestMatch <= current.length; end++) {
      const moved = matching(current, end, wanted, prefix);
      if (moved >= shortestMatch) return { dropped: { start: prefix, end }, held: prefix + moved };
    }
  }
  return { dropped: null, held: prefix };
}

/** How many tokens are the same from these two places on. */
function matching(a: readonly number[], fromA: number, b: readonly number[], fromB: number): number {
  const most = Math.min(a.length - fromA, b.length - fromB);
  let length = 0;
  while (length < most && a[fromA + length] === b[fromB + length]) length += 1;
  return length;
}
