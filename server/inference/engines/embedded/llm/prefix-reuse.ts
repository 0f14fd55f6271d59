/** A shorter match is chance, because words recur. */
const shortestMatch = 32;

/** Which tokens to remove from a sequence so that it keeps as much as possible of a new prompt. */
export interface PrefixReuse {
  /** Removed from the middle, `start` inclusive, `end` exclusive; null: nothing. */
  dropped: { start: number; end: number } | null;
  /** Number of tokens from the beginning of the prompt that the sequence holds afterwards. */
  held: number;
}

/**
 * Compares the tokens that a sequence holds with the wanted prompt. When the prompt is the old one without its oldest
 * messages, those are removed from the middle and the rest moves up, so that the model need not read the rest again
 * (it reads some 18 tokens a second on one core). The rest was evaluated with the removed messages before it; every
 * runtime that shifts its context accepts that.
 */
export function reusePrefix(current: readonly number[], wanted: readonly number[]): PrefixReuse {
  const prefix = matchingTokens(current, wanted);
  if (prefix < wanted.length) {
    for (let end = prefix + 1; end + shortestMatch <= current.length; end++) {
      const moved = matchingTokens(current, wanted, end, prefix);
      if (moved >= shortestMatch) return { dropped: { start: prefix, end }, held: prefix + moved };
    }
  }
  return { dropped: null, held: prefix };
}

/** Number of equal tokens from these two positions on. */
export function matchingTokens(a: readonly number[], b: readonly number[], fromA = 0, fromB = 0): number {
  const most = Math.min(a.length - fromA, b.length - fromB);
  let length = 0;
  while (length < most && a[fromA + length] === b[fromB + length]) length += 1;
  return length;
}
