import type { SpokenToken } from "./spoken-tokens";

const digitSyllables = "ling yi er san si wu liu qi ba jiu".split(" ");

/** A digit is its syllable too: 1 and 依 sound alike. */
export function isSameSound(a: SpokenToken, b: SpokenToken): boolean {
  if (a.key === b.key) return a.kind === b.kind || a.kind === "syllable" || b.kind === "syllable";
  if (a.word === b.word && a.kind === "syllable") return true;
  if (a.kind === "digit" && b.kind === "syllable") return digitSyllables[Number(a.key)] === b.key;
  return a.kind === "syllable" && b.kind === "digit" && digitSyllables[Number(b.key)] === a.key;
}
