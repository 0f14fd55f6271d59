import { type LlamaModel, TokenBias } from "node-llama-cpp";

/** What nobody can say: a new line, with which lists and code begin, and the marks of markdown. */
const unspoken = /[\n`]|\*\*|^#|__/;

/** False for a token that has no place in speech. */
export const isSpoken = (token: string): boolean => !unspoken.test(token);

/**
 * Keeps a model from writing what is no speech: asked by the prompt alone, a small one writes lists and code all the
 * same (bench/README.md).
 */
export function spokenTokensOnly(model: LlamaModel): TokenBias {
  const bias = TokenBias.for(model);
  for (const token of model.iterateAllTokens()) if (!isSpoken(model.detokenize([token]))) bias.set(token, "never");
  return bias;
}
