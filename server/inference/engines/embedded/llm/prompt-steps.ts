/**
 * Prompt tokens evaluated in one go, between which a more urgent call is heard: 16 take less than a second on a slow core,
 * and 64 in one go are no more than a tenth faster.
 */
export const stepTokens = 16;

/**
 * Where each step of reading a prompt ends, from the first token that is not held. One step always ends with the prompt's
 * `beginning` (the system message), whose state is kept; the last part, at most one step, is left for the call itself.
 */
export function* promptSteps(prompt: { from: number; beginning: number; end: number }): Generator<number> {
  const { beginning, end } = prompt;
  for (let at = prompt.from; at < beginning || end - at > stepTokens; ) {
    at = at < beginning ? Math.min(at + stepTokens, beginning) : at + stepTokens;
    yield at;
  }
}
