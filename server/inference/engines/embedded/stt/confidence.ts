/** One step of a greedy decoder. */
export interface DecodedToken {
  id: number;
  /** Natural logarithm of the probability of the chosen token. */
  logprob: number;
  end: boolean;
}

/** The best token of one step and the natural logarithm of its probability. */
export function logProbability(logits: ArrayLike<number>): {
  id: number;
  logprob: number;
} {
  let id = 0;
  let best = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < logits.length; i++) {
    const value = logits[i] as number;
    if (value > best) {
      best = value;
      id = i;
    }
  }
  let sum = 0;
  for (let i = 0; i < logits.length; i++) sum += Math.exp((logits[i] as number) - best);
  return { id, logprob: -Math.log(sum) };
}
