/**
 * The fastest and the slowest pace of short phrases, syllables a second, and the silence that an utterance may have besides
 * (its pre-roll, and a breath). Measured on phrases said by four voices: bench/embedded/said-or-noise.ts.
 */
const fastest = 9;
const slowest = 2;
const besidesS = 1;

/** Syllables of a text, roughly: a Han character is one, and so is each group of vowels of a word. */
function syllables(text: string): number {
  const characters = text.match(/\p{Script=Han}/gu)?.length ?? 0;
  const words = text.match(/[\p{Script=Latin}\d']+/gu) ?? [];
  const spoken = words.map((word) => Math.max(1, word.match(/[aeiouyà-ÿ]+|\d/giu)?.length ?? 0));
  return characters + spoken.reduce((sum, count) => sum + count, 0);
}

/**
 * Whether somebody may have said the text in an utterance of so many seconds. What a recogniser writes for noise has no
 * relation to how long it lasted.
 */
export function fitsSpokenLength(text: string, seconds: number): boolean {
  const count = syllables(text);
  return seconds >= count / fastest && seconds <= count / slowest + besidesS;
}
